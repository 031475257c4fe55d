// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getAcceptanceDecoder, getAcceptanceEncoder, type Acceptance, type AcceptanceArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Accepted by the keeper, or approved by the client. */
export type JobAccepted = { job: Address; attempt: number; how: Acceptance };

export type JobAcceptedArgs = { job: Address; attempt: number; how: AcceptanceArgs };

export function getJobAcceptedEncoder(): FixedSizeEncoder<JobAcceptedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['attempt', getU8Encoder()],
        ['how', getAcceptanceEncoder()],
    ]);
}

export function getJobAcceptedDecoder(): FixedSizeDecoder<JobAccepted> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['attempt', getU8Decoder()],
        ['how', getAcceptanceDecoder()],
    ]);
}

export function getJobAcceptedCodec(): FixedSizeCodec<JobAcceptedArgs, JobAccepted> {
    return combineCodec(getJobAcceptedEncoder(), getJobAcceptedDecoder());
}
