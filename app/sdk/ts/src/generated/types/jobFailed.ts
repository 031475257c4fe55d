// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getFailReasonDecoder, getFailReasonEncoder, type FailReason, type FailReasonArgs } from './index.js';
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

/** A provider gave the job back, or the keeper found against the delivery, or spoke about the spec. */
export type JobFailed = {
    job: Address;
    attempt: number;
    reason: FailReason;
    /** What the client got of the provider's bond. */
    forfeit: bigint;
};

export type JobFailedArgs = {
    job: Address;
    attempt: number;
    reason: FailReasonArgs;
    /** What the client got of the provider's bond. */
    forfeit: number | bigint;
};

export function getJobFailedEncoder(): FixedSizeEncoder<JobFailedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['reason', getFailReasonEncoder()],
        ['forfeit', getU64Encoder()],
    ]);
}

export function getJobFailedDecoder(): FixedSizeDecoder<JobFailed> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['reason', getFailReasonDecoder()],
        ['forfeit', getU64Decoder()],
    ]);
}

export function getJobFailedCodec(): FixedSizeCodec<JobFailedArgs, JobFailed> {
    return combineCodec(getJobFailedEncoder(), getJobFailedDecoder());
}
