// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** The most a client pays: for each term, and in time for a unit of work. The deposit caps the whole. */
export type Ceilings = { terms: Terms; msPerFrame: bigint };

export type CeilingsArgs = { terms: TermsArgs; msPerFrame: number | bigint };

export function getCeilingsEncoder(): FixedSizeEncoder<CeilingsArgs> {
    return getStructEncoder([
        ['terms', getTermsEncoder()],
        ['msPerFrame', getU64Encoder()],
    ]);
}

export function getCeilingsDecoder(): FixedSizeDecoder<Ceilings> {
    return getStructDecoder([
        ['terms', getTermsDecoder()],
        ['msPerFrame', getU64Decoder()],
    ]);
}

export function getCeilingsCodec(): FixedSizeCodec<CeilingsArgs, Ceilings> {
    return combineCodec(getCeilingsEncoder(), getCeilingsDecoder());
}
