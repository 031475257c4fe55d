// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** The tiles to check were picked, or the slot was missed and they doubled. */
export type JobSealed = { job: Address; attempt: number; missed: boolean };

export type JobSealedArgs = JobSealed;

export function getJobSealedEncoder(): FixedSizeEncoder<JobSealedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['missed', getBooleanEncoder()],
    ]);
}

export function getJobSealedDecoder(): FixedSizeDecoder<JobSealed> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['missed', getBooleanDecoder()],
    ]);
}

export function getJobSealedCodec(): FixedSizeCodec<JobSealedArgs, JobSealed> {
    return combineCodec(getJobSealedEncoder(), getJobSealedDecoder());
}
