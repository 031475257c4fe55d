// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A deadline passed; with a forfeit it was the provider's. */
export type JobExpired = { job: Address; attempt: number; forfeit: bigint };

export type JobExpiredArgs = { job: Address; attempt: number; forfeit: number | bigint };

export function getJobExpiredEncoder(): FixedSizeEncoder<JobExpiredArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['forfeit', getU64Encoder()],
    ]);
}

export function getJobExpiredDecoder(): FixedSizeDecoder<JobExpired> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['forfeit', getU64Decoder()],
    ]);
}

export function getJobExpiredCodec(): FixedSizeCodec<JobExpiredArgs, JobExpired> {
    return combineCodec(getJobExpiredEncoder(), getJobExpiredDecoder());
}
