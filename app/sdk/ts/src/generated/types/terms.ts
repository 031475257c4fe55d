// Made from programs/idls/rayment.json by `./x client`: do not edit.

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

/** A provider's prices, in base units; as a ceiling, the most a client will pay. */
export type Terms = {
    /** For each accepted unit of work: a frame. */
    perFrame: bigint;
    /** For each second of work, billed by the millisecond. */
    perSecond: bigint;
    /** For each 10^9 bytes of the files of the spec, once per job. */
    perGb: bigint;
    /** The least a job with an accepted unit costs before the fee. */
    minimum: bigint;
};

export type TermsArgs = {
    /** For each accepted unit of work: a frame. */
    perFrame: number | bigint;
    /** For each second of work, billed by the millisecond. */
    perSecond: number | bigint;
    /** For each 10^9 bytes of the files of the spec, once per job. */
    perGb: number | bigint;
    /** The least a job with an accepted unit costs before the fee. */
    minimum: number | bigint;
};

export function getTermsEncoder(): FixedSizeEncoder<TermsArgs> {
    return getStructEncoder([
        ['perFrame', getU64Encoder()],
        ['perSecond', getU64Encoder()],
        ['perGb', getU64Encoder()],
        ['minimum', getU64Encoder()],
    ]);
}

export function getTermsDecoder(): FixedSizeDecoder<Terms> {
    return getStructDecoder([
        ['perFrame', getU64Decoder()],
        ['perSecond', getU64Decoder()],
        ['perGb', getU64Decoder()],
        ['minimum', getU64Decoder()],
    ]);
}

export function getTermsCodec(): FixedSizeCodec<TermsArgs, Terms> {
    return combineCodec(getTermsEncoder(), getTermsDecoder());
}
