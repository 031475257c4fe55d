// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A provider asks this for a kind of work; `open` is false where it offers that no more. */
export type OfferChanged = {
    provider: Address;
    offer: Address;
    kind: number;
    class: number;
    mint: Address;
    terms: Terms;
    open: boolean;
};

export type OfferChangedArgs = {
    provider: Address;
    offer: Address;
    kind: number;
    class: number;
    mint: Address;
    terms: TermsArgs;
    open: boolean;
};

export function getOfferChangedEncoder(): FixedSizeEncoder<OfferChangedArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['offer', getAddressEncoder()],
        ['kind', getU8Encoder()],
        ['class', getU16Encoder()],
        ['mint', getAddressEncoder()],
        ['terms', getTermsEncoder()],
        ['open', getBooleanEncoder()],
    ]);
}

export function getOfferChangedDecoder(): FixedSizeDecoder<OfferChanged> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['offer', getAddressDecoder()],
        ['kind', getU8Decoder()],
        ['class', getU16Decoder()],
        ['mint', getAddressDecoder()],
        ['terms', getTermsDecoder()],
        ['open', getBooleanDecoder()],
    ]);
}

export function getOfferChangedCodec(): FixedSizeCodec<OfferChangedArgs, OfferChanged> {
    return combineCodec(getOfferChangedEncoder(), getOfferChangedDecoder());
}
