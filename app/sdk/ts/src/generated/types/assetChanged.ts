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

/** A market takes a token from now on, or with `listed` false no more. */
export type AssetChanged = { market: Address; mint: Address; listed: boolean; rate: bigint; atOnceMax: bigint };

export type AssetChangedArgs = {
    market: Address;
    mint: Address;
    listed: boolean;
    rate: number | bigint;
    atOnceMax: number | bigint;
};

export function getAssetChangedEncoder(): FixedSizeEncoder<AssetChangedArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['mint', getAddressEncoder()],
        ['listed', getBooleanEncoder()],
        ['rate', getU64Encoder()],
        ['atOnceMax', getU64Encoder()],
    ]);
}

export function getAssetChangedDecoder(): FixedSizeDecoder<AssetChanged> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['mint', getAddressDecoder()],
        ['listed', getBooleanDecoder()],
        ['rate', getU64Decoder()],
        ['atOnceMax', getU64Decoder()],
    ]);
}

export function getAssetChangedCodec(): FixedSizeCodec<AssetChangedArgs, AssetChanged> {
    return combineCodec(getAssetChangedEncoder(), getAssetChangedDecoder());
}
