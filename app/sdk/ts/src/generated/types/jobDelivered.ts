// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

export type JobDelivered = {
    job: Address;
    attempt: number;
    provider: Address;
    root: ReadonlyUint8Array;
    frames: number;
    /** Billed milliseconds. */
    ms: bigint;
};

export type JobDeliveredArgs = {
    job: Address;
    attempt: number;
    provider: Address;
    root: ReadonlyUint8Array;
    frames: number;
    /** Billed milliseconds. */
    ms: number | bigint;
};

export function getJobDeliveredEncoder(): FixedSizeEncoder<JobDeliveredArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['provider', getAddressEncoder()],
        ['root', fixEncoderSize(getBytesEncoder(), 32)],
        ['frames', getU32Encoder()],
        ['ms', getU64Encoder()],
    ]);
}

export function getJobDeliveredDecoder(): FixedSizeDecoder<JobDelivered> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['provider', getAddressDecoder()],
        ['root', fixDecoderSize(getBytesDecoder(), 32)],
        ['frames', getU32Decoder()],
        ['ms', getU64Decoder()],
    ]);
}

export function getJobDeliveredCodec(): FixedSizeCodec<JobDeliveredArgs, JobDelivered> {
    return combineCodec(getJobDeliveredEncoder(), getJobDeliveredDecoder());
}
