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
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

export type JobDisputed = {
    job: Address;
    attempt: number;
    /** What the client loses where it is wrong. */
    bond: bigint;
    /** Whether the bond was paid on top of the deposit. */
    paidIn: boolean;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type JobDisputedArgs = {
    job: Address;
    attempt: number;
    /** What the client loses where it is wrong. */
    bond: number | bigint;
    /** Whether the bond was paid on top of the deposit. */
    paidIn: boolean;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getJobDisputedEncoder(): FixedSizeEncoder<JobDisputedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['bond', getU64Encoder()],
        ['paidIn', getBooleanEncoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getJobDisputedDecoder(): FixedSizeDecoder<JobDisputed> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['bond', getU64Decoder()],
        ['paidIn', getBooleanDecoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getJobDisputedCodec(): FixedSizeCodec<JobDisputedArgs, JobDisputed> {
    return combineCodec(getJobDisputedEncoder(), getJobDisputedDecoder());
}
