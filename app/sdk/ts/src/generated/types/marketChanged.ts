// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

export type MarketChanged = { market: Address; keeper: Address; params: number };

export type MarketChangedArgs = MarketChanged;

export function getMarketChangedEncoder(): FixedSizeEncoder<MarketChangedArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['keeper', getAddressEncoder()],
        ['params', getU16Encoder()],
    ]);
}

export function getMarketChangedDecoder(): FixedSizeDecoder<MarketChanged> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['keeper', getAddressDecoder()],
        ['params', getU16Decoder()],
    ]);
}

export function getMarketChangedCodec(): FixedSizeCodec<MarketChangedArgs, MarketChanged> {
    return combineCodec(getMarketChangedEncoder(), getMarketChangedDecoder());
}
