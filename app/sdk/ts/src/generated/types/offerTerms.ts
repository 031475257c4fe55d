// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** What an offer is to say. */
export type OfferTerms = { terms: Terms; manifest: ReadonlyUint8Array; slots: number };

export type OfferTermsArgs = { terms: TermsArgs; manifest: ReadonlyUint8Array; slots: number };

export function getOfferTermsEncoder(): FixedSizeEncoder<OfferTermsArgs> {
    return getStructEncoder([
        ['terms', getTermsEncoder()],
        ['manifest', fixEncoderSize(getBytesEncoder(), 32)],
        ['slots', getU16Encoder()],
    ]);
}

export function getOfferTermsDecoder(): FixedSizeDecoder<OfferTerms> {
    return getStructDecoder([
        ['terms', getTermsDecoder()],
        ['manifest', fixDecoderSize(getBytesDecoder(), 32)],
        ['slots', getU16Decoder()],
    ]);
}

export function getOfferTermsCodec(): FixedSizeCodec<OfferTermsArgs, OfferTerms> {
    return combineCodec(getOfferTermsEncoder(), getOfferTermsDecoder());
}
