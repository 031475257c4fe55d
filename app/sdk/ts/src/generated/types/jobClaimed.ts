// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
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

export type JobClaimed = {
    job: Address;
    attempt: number;
    provider: Address;
    terms: Terms;
    bond: bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type JobClaimedArgs = {
    job: Address;
    attempt: number;
    provider: Address;
    terms: TermsArgs;
    bond: number | bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getJobClaimedEncoder(): FixedSizeEncoder<JobClaimedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['provider', getAddressEncoder()],
        ['terms', getTermsEncoder()],
        ['bond', getU64Encoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getJobClaimedDecoder(): FixedSizeDecoder<JobClaimed> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['provider', getAddressDecoder()],
        ['terms', getTermsDecoder()],
        ['bond', getU64Decoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getJobClaimedCodec(): FixedSizeCodec<JobClaimedArgs, JobClaimed> {
    return combineCodec(getJobClaimedEncoder(), getJobClaimedDecoder());
}
