// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** What a job still owed was paid, or some of it. */
export type JobCleared = {
    job: Address;
    provider: Address;
    earnings: bigint;
    fee: bigint;
    refund: bigint;
    mint: Address;
    /** Its account is closed, and the rent went to the order. */
    closed: boolean;
};

export type JobClearedArgs = {
    job: Address;
    provider: Address;
    earnings: number | bigint;
    fee: number | bigint;
    refund: number | bigint;
    mint: Address;
    /** Its account is closed, and the rent went to the order. */
    closed: boolean;
};

export function getJobClearedEncoder(): FixedSizeEncoder<JobClearedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['provider', getAddressEncoder()],
        ['earnings', getU64Encoder()],
        ['fee', getU64Encoder()],
        ['refund', getU64Encoder()],
        ['mint', getAddressEncoder()],
        ['closed', getBooleanEncoder()],
    ]);
}

export function getJobClearedDecoder(): FixedSizeDecoder<JobCleared> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['provider', getAddressDecoder()],
        ['earnings', getU64Decoder()],
        ['fee', getU64Decoder()],
        ['refund', getU64Decoder()],
        ['mint', getAddressDecoder()],
        ['closed', getBooleanDecoder()],
    ]);
}

export function getJobClearedCodec(): FixedSizeCodec<JobClearedArgs, JobCleared> {
    return combineCodec(getJobClearedEncoder(), getJobClearedDecoder());
}
