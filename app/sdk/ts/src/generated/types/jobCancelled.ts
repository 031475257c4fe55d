// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** The client cancelled; work under way may still deliver until then. */
export type JobCancelled = { job: Address; at: bigint };

export type JobCancelledArgs = { job: Address; at: number | bigint };

export function getJobCancelledEncoder(): FixedSizeEncoder<JobCancelledArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['at', getI64Encoder()],
    ]);
}

export function getJobCancelledDecoder(): FixedSizeDecoder<JobCancelled> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['at', getI64Decoder()],
    ]);
}

export function getJobCancelledCodec(): FixedSizeCodec<JobCancelledArgs, JobCancelled> {
    return combineCodec(getJobCancelledEncoder(), getJobCancelledDecoder());
}
