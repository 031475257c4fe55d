// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Somebody could not be credited when a job in tokens ended, and is still owed this, in its vault. */
export type JobOwing = {
    job: Address;
    provider: Address;
    earnings: bigint;
    fee: bigint;
    refund: bigint;
    mint: Address;
};

export type JobOwingArgs = {
    job: Address;
    provider: Address;
    earnings: number | bigint;
    fee: number | bigint;
    refund: number | bigint;
    mint: Address;
};

export function getJobOwingEncoder(): FixedSizeEncoder<JobOwingArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['provider', getAddressEncoder()],
        ['earnings', getU64Encoder()],
        ['fee', getU64Encoder()],
        ['refund', getU64Encoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getJobOwingDecoder(): FixedSizeDecoder<JobOwing> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['provider', getAddressDecoder()],
        ['earnings', getU64Decoder()],
        ['fee', getU64Decoder()],
        ['refund', getU64Decoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getJobOwingCodec(): FixedSizeCodec<JobOwingArgs, JobOwing> {
    return combineCodec(getJobOwingEncoder(), getJobOwingDecoder());
}
