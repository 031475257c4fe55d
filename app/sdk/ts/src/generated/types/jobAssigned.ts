// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

export type JobAssigned = {
    job: Address;
    attempt: number;
    provider: Address;
    /** What the provider asked for: its claim can't cost more. */
    terms: Terms;
    /** The keeper has loaded the spec. */
    loads: boolean;
};

export type JobAssignedArgs = {
    job: Address;
    attempt: number;
    provider: Address;
    /** What the provider asked for: its claim can't cost more. */
    terms: TermsArgs;
    /** The keeper has loaded the spec. */
    loads: boolean;
};

export function getJobAssignedEncoder(): FixedSizeEncoder<JobAssignedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['provider', getAddressEncoder()],
        ['terms', getTermsEncoder()],
        ['loads', getBooleanEncoder()],
    ]);
}

export function getJobAssignedDecoder(): FixedSizeDecoder<JobAssigned> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['provider', getAddressDecoder()],
        ['terms', getTermsDecoder()],
        ['loads', getBooleanDecoder()],
    ]);
}

export function getJobAssignedCodec(): FixedSizeCodec<JobAssignedArgs, JobAssigned> {
    return combineCodec(getJobAssignedEncoder(), getJobAssignedDecoder());
}
