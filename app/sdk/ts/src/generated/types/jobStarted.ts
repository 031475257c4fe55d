// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

export type JobStarted = { job: Address; attempt: number };

export type JobStartedArgs = JobStarted;

export function getJobStartedEncoder(): FixedSizeEncoder<JobStartedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
    ]);
}

export function getJobStartedDecoder(): FixedSizeDecoder<JobStarted> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
    ]);
}

export function getJobStartedCodec(): FixedSizeCodec<JobStartedArgs, JobStarted> {
    return combineCodec(getJobStartedEncoder(), getJobStartedDecoder());
}
