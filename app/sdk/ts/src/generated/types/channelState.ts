// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getChannelPhaseDecoder, getChannelPhaseEncoder, type ChannelPhase, type ChannelPhaseArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** A channel's account, as the rules see it. Amounts are base units of its mint; all but `rent`, in lamports. */
export type ChannelState = {
    /** The wallet that pays, and gets back what is left. */
    payer: Address;
    /** The address of the provider's account. */
    provider: Address;
    /** The session key: signs vouchers. */
    signer: Address;
    /** Zero for SOL. */
    mint: Address;
    /** What is bought: the hash of an offer or of a model's manifest. */
    subject: ReadonlyUint8Array;
    /** The Ed25519 key that a rented machine lets in, or the hash of another. */
    ssh: ReadonlyUint8Array;
    /** Who lent the rent, and gets it back. */
    rentPayer: Address;
    /** What makes its address one of a kind. */
    seed: ReadonlyUint8Array;
    /** The slot in the seed. */
    slot: bigint;
    /** Lamports of rent that were paid for the account, and for its vault where it has one. */
    rent: bigint;
    /** All that was paid in so far. */
    deposit: bigint;
    /** The highest sum that the payer's side has signed, without the fee. */
    voucher: bigint;
    /** All that the provider has earned so far, without the fee. */
    earned: bigint;
    /** The market's fee on it, on top. */
    fee: bigint;
    /** Base units an hour; 0: vouchers alone. */
    rate: bigint;
    /** As much of the fee as feedback was given for. */
    rated: bigint;
    /** Seconds that its time has counted, up to `at`. */
    ran: bigint;
    /** When `ran` was last brought up to date; in `Closing` when that began. */
    at: bigint;
    expiresAt: bigint;
    /** Earned and not paid out: there was no purse, or it could not take it. */
    owedProvider: bigint;
    owedFee: bigint;
    /** Left at the end, and not paid out: the payer could not take it. */
    owedPayer: bigint;
    /** How long vouchers count after `Close`, and after the channel's time. */
    closeSecs: number;
    /** Seconds of the rate that may be earned beyond the last voucher. */
    grace: number;
    /** Version of the market's parameters it was opened under. */
    params: number;
    phase: ChannelPhase;
    /** An offer's. */
    kind: number;
    /** Bits of [`flag`]. */
    flags: number;
};

export type ChannelStateArgs = {
    /** The wallet that pays, and gets back what is left. */
    payer: Address;
    /** The address of the provider's account. */
    provider: Address;
    /** The session key: signs vouchers. */
    signer: Address;
    /** Zero for SOL. */
    mint: Address;
    /** What is bought: the hash of an offer or of a model's manifest. */
    subject: ReadonlyUint8Array;
    /** The Ed25519 key that a rented machine lets in, or the hash of another. */
    ssh: ReadonlyUint8Array;
    /** Who lent the rent, and gets it back. */
    rentPayer: Address;
    /** What makes its address one of a kind. */
    seed: ReadonlyUint8Array;
    /** The slot in the seed. */
    slot: number | bigint;
    /** Lamports of rent that were paid for the account, and for its vault where it has one. */
    rent: number | bigint;
    /** All that was paid in so far. */
    deposit: number | bigint;
    /** The highest sum that the payer's side has signed, without the fee. */
    voucher: number | bigint;
    /** All that the provider has earned so far, without the fee. */
    earned: number | bigint;
    /** The market's fee on it, on top. */
    fee: number | bigint;
    /** Base units an hour; 0: vouchers alone. */
    rate: number | bigint;
    /** As much of the fee as feedback was given for. */
    rated: number | bigint;
    /** Seconds that its time has counted, up to `at`. */
    ran: number | bigint;
    /** When `ran` was last brought up to date; in `Closing` when that began. */
    at: number | bigint;
    expiresAt: number | bigint;
    /** Earned and not paid out: there was no purse, or it could not take it. */
    owedProvider: number | bigint;
    owedFee: number | bigint;
    /** Left at the end, and not paid out: the payer could not take it. */
    owedPayer: number | bigint;
    /** How long vouchers count after `Close`, and after the channel's time. */
    closeSecs: number;
    /** Seconds of the rate that may be earned beyond the last voucher. */
    grace: number;
    /** Version of the market's parameters it was opened under. */
    params: number;
    phase: ChannelPhaseArgs;
    /** An offer's. */
    kind: number;
    /** Bits of [`flag`]. */
    flags: number;
};

export function getChannelStateEncoder(): FixedSizeEncoder<ChannelStateArgs> {
    return getStructEncoder([
        ['payer', getAddressEncoder()],
        ['provider', getAddressEncoder()],
        ['signer', getAddressEncoder()],
        ['mint', getAddressEncoder()],
        ['subject', fixEncoderSize(getBytesEncoder(), 32)],
        ['ssh', fixEncoderSize(getBytesEncoder(), 32)],
        ['rentPayer', getAddressEncoder()],
        ['seed', fixEncoderSize(getBytesEncoder(), 32)],
        ['slot', getU64Encoder()],
        ['rent', getU64Encoder()],
        ['deposit', getU64Encoder()],
        ['voucher', getU64Encoder()],
        ['earned', getU64Encoder()],
        ['fee', getU64Encoder()],
        ['rate', getU64Encoder()],
        ['rated', getU64Encoder()],
        ['ran', getU64Encoder()],
        ['at', getI64Encoder()],
        ['expiresAt', getI64Encoder()],
        ['owedProvider', getU64Encoder()],
        ['owedFee', getU64Encoder()],
        ['owedPayer', getU64Encoder()],
        ['closeSecs', getU32Encoder()],
        ['grace', getU16Encoder()],
        ['params', getU16Encoder()],
        ['phase', getChannelPhaseEncoder()],
        ['kind', getU8Encoder()],
        ['flags', getU8Encoder()],
    ]);
}

export function getChannelStateDecoder(): FixedSizeDecoder<ChannelState> {
    return getStructDecoder([
        ['payer', getAddressDecoder()],
        ['provider', getAddressDecoder()],
        ['signer', getAddressDecoder()],
        ['mint', getAddressDecoder()],
        ['subject', fixDecoderSize(getBytesDecoder(), 32)],
        ['ssh', fixDecoderSize(getBytesDecoder(), 32)],
        ['rentPayer', getAddressDecoder()],
        ['seed', fixDecoderSize(getBytesDecoder(), 32)],
        ['slot', getU64Decoder()],
        ['rent', getU64Decoder()],
        ['deposit', getU64Decoder()],
        ['voucher', getU64Decoder()],
        ['earned', getU64Decoder()],
        ['fee', getU64Decoder()],
        ['rate', getU64Decoder()],
        ['rated', getU64Decoder()],
        ['ran', getU64Decoder()],
        ['at', getI64Decoder()],
        ['expiresAt', getI64Decoder()],
        ['owedProvider', getU64Decoder()],
        ['owedFee', getU64Decoder()],
        ['owedPayer', getU64Decoder()],
        ['closeSecs', getU32Decoder()],
        ['grace', getU16Decoder()],
        ['params', getU16Decoder()],
        ['phase', getChannelPhaseDecoder()],
        ['kind', getU8Decoder()],
        ['flags', getU8Decoder()],
    ]);
}

export function getChannelStateCodec(): FixedSizeCodec<ChannelStateArgs, ChannelState> {
    return combineCodec(getChannelStateEncoder(), getChannelStateDecoder());
}
