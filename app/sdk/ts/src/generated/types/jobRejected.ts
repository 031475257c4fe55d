// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getArrayDecoder,
    getArrayEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type Codec,
    type Decoder,
    type Encoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** A delivered tile was proven wrong. */
export type JobRejected = {
    job: Address;
    attempt: number;
    provider: Address;
    frame: number;
    tile: number;
    leaf: ReadonlyUint8Array;
    checkerPixels: ReadonlyUint8Array;
    /** Whether the keeper has signed. */
    byKeeper: boolean;
    /** Wallets of the guardians that have signed. */
    guardians: Array<Address>;
};

export type JobRejectedArgs = JobRejected;

export function getJobRejectedEncoder(): Encoder<JobRejectedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['provider', getAddressEncoder()],
        ['frame', getU32Encoder()],
        ['tile', getU32Encoder()],
        ['leaf', fixEncoderSize(getBytesEncoder(), 32)],
        ['checkerPixels', fixEncoderSize(getBytesEncoder(), 32)],
        ['byKeeper', getBooleanEncoder()],
        ['guardians', getArrayEncoder(getAddressEncoder())],
    ]);
}

export function getJobRejectedDecoder(): Decoder<JobRejected> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['provider', getAddressDecoder()],
        ['frame', getU32Decoder()],
        ['tile', getU32Decoder()],
        ['leaf', fixDecoderSize(getBytesDecoder(), 32)],
        ['checkerPixels', fixDecoderSize(getBytesDecoder(), 32)],
        ['byKeeper', getBooleanDecoder()],
        ['guardians', getArrayDecoder(getAddressDecoder())],
    ]);
}

export function getJobRejectedCodec(): Codec<JobRejectedArgs, JobRejected> {
    return combineCodec(getJobRejectedEncoder(), getJobRejectedDecoder());
}
