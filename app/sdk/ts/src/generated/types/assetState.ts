// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getI64Decoder,
    getI64Encoder,
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

/** An asset's account, as the rules see it: while there is one, orders and channels may be paid in it. */
export type AssetState = {
    market: Address;
    mint: Address;
    /** 0: the first token program, 1: Token-2022. */
    tokenProgram: number;
    /** Of the mint, when it was listed. */
    decimals: number;
    /** Extensions of the mint when it was listed, a bit each by its number. */
    extensions: bigint;
    /** Lamports that a whole token weighs with; no payment depends on it. */
    rate: bigint;
    rateAt: bigint;
    /** The largest deposit in it that may settle on the keeper's word alone, where the client agreed. */
    atOnceMax: bigint;
};

export type AssetStateArgs = {
    market: Address;
    mint: Address;
    /** 0: the first token program, 1: Token-2022. */
    tokenProgram: number;
    /** Of the mint, when it was listed. */
    decimals: number;
    /** Extensions of the mint when it was listed, a bit each by its number. */
    extensions: number | bigint;
    /** Lamports that a whole token weighs with; no payment depends on it. */
    rate: number | bigint;
    rateAt: number | bigint;
    /** The largest deposit in it that may settle on the keeper's word alone, where the client agreed. */
    atOnceMax: number | bigint;
};

export function getAssetStateEncoder(): FixedSizeEncoder<AssetStateArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['mint', getAddressEncoder()],
        ['tokenProgram', getU8Encoder()],
        ['decimals', getU8Encoder()],
        ['extensions', getU64Encoder()],
        ['rate', getU64Encoder()],
        ['rateAt', getI64Encoder()],
        ['atOnceMax', getU64Encoder()],
    ]);
}

export function getAssetStateDecoder(): FixedSizeDecoder<AssetState> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['mint', getAddressDecoder()],
        ['tokenProgram', getU8Decoder()],
        ['decimals', getU8Decoder()],
        ['extensions', getU64Decoder()],
        ['rate', getU64Decoder()],
        ['rateAt', getI64Decoder()],
        ['atOnceMax', getU64Decoder()],
    ]);
}

export function getAssetStateCodec(): FixedSizeCodec<AssetStateArgs, AssetState> {
    return combineCodec(getAssetStateEncoder(), getAssetStateDecoder());
}
