// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A channel paid what it owed, or ended, or closed. */
export type ChannelRedeemed = {
    channel: Address;
    payer: Address;
    provider: Address;
    /** The highest sum that the payer's side has signed. */
    voucher: bigint;
    /** Base units to the provider, to the market's fees, and back to the payer. */
    earnings: bigint;
    fee: bigint;
    refund: bigint;
    /** Nothing is earned any more. */
    ended: boolean;
    /** There is no account any more: the rent went back to who lent it. */
    closed: boolean;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type ChannelRedeemedArgs = {
    channel: Address;
    payer: Address;
    provider: Address;
    /** The highest sum that the payer's side has signed. */
    voucher: number | bigint;
    /** Base units to the provider, to the market's fees, and back to the payer. */
    earnings: number | bigint;
    fee: number | bigint;
    refund: number | bigint;
    /** Nothing is earned any more. */
    ended: boolean;
    /** There is no account any more: the rent went back to who lent it. */
    closed: boolean;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getChannelRedeemedEncoder(): FixedSizeEncoder<ChannelRedeemedArgs> {
    return getStructEncoder([
        ['channel', getAddressEncoder()],
        ['payer', getAddressEncoder()],
        ['provider', getAddressEncoder()],
        ['voucher', getU64Encoder()],
        ['earnings', getU64Encoder()],
        ['fee', getU64Encoder()],
        ['refund', getU64Encoder()],
        ['ended', getBooleanEncoder()],
        ['closed', getBooleanEncoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getChannelRedeemedDecoder(): FixedSizeDecoder<ChannelRedeemed> {
    return getStructDecoder([
        ['channel', getAddressDecoder()],
        ['payer', getAddressDecoder()],
        ['provider', getAddressDecoder()],
        ['voucher', getU64Decoder()],
        ['earnings', getU64Decoder()],
        ['fee', getU64Decoder()],
        ['refund', getU64Decoder()],
        ['ended', getBooleanDecoder()],
        ['closed', getBooleanDecoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getChannelRedeemedCodec(): FixedSizeCodec<ChannelRedeemedArgs, ChannelRedeemed> {
    return combineCodec(getChannelRedeemedEncoder(), getChannelRedeemedDecoder());
}
