// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

export type MarketChanged = {
    market: Address;
    keeper: Address;
    params: number;
    /** Until then nothing new is opened. */
    pausedUntil: bigint;
};

export type MarketChangedArgs = {
    market: Address;
    keeper: Address;
    params: number;
    /** Until then nothing new is opened. */
    pausedUntil: number | bigint;
};

export function getMarketChangedEncoder(): FixedSizeEncoder<MarketChangedArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['keeper', getAddressEncoder()],
        ['params', getU16Encoder()],
        ['pausedUntil', getI64Encoder()],
    ]);
}

export function getMarketChangedDecoder(): FixedSizeDecoder<MarketChanged> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['keeper', getAddressDecoder()],
        ['params', getU16Decoder()],
        ['pausedUntil', getI64Decoder()],
    ]);
}

export function getMarketChangedCodec(): FixedSizeCodec<MarketChangedArgs, MarketChanged> {
    return combineCodec(getMarketChangedEncoder(), getMarketChangedDecoder());
}
