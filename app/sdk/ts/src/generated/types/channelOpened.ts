// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

export type ChannelOpened = {
    channel: Address;
    payer: Address;
    provider: Address;
    rentPayer: Address;
    kind: number;
    /** Base units an hour; 0: vouchers alone. */
    rate: bigint;
    deposit: bigint;
    /** Lamports of rent. */
    rent: bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type ChannelOpenedArgs = {
    channel: Address;
    payer: Address;
    provider: Address;
    rentPayer: Address;
    kind: number;
    /** Base units an hour; 0: vouchers alone. */
    rate: number | bigint;
    deposit: number | bigint;
    /** Lamports of rent. */
    rent: number | bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getChannelOpenedEncoder(): FixedSizeEncoder<ChannelOpenedArgs> {
    return getStructEncoder([
        ['channel', getAddressEncoder()],
        ['payer', getAddressEncoder()],
        ['provider', getAddressEncoder()],
        ['rentPayer', getAddressEncoder()],
        ['kind', getU8Encoder()],
        ['rate', getU64Encoder()],
        ['deposit', getU64Encoder()],
        ['rent', getU64Encoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getChannelOpenedDecoder(): FixedSizeDecoder<ChannelOpened> {
    return getStructDecoder([
        ['channel', getAddressDecoder()],
        ['payer', getAddressDecoder()],
        ['provider', getAddressDecoder()],
        ['rentPayer', getAddressDecoder()],
        ['kind', getU8Decoder()],
        ['rate', getU64Decoder()],
        ['deposit', getU64Decoder()],
        ['rent', getU64Decoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getChannelOpenedCodec(): FixedSizeCodec<ChannelOpenedArgs, ChannelOpened> {
    return combineCodec(getChannelOpenedEncoder(), getChannelOpenedDecoder());
}
