// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getOfferDecoder, getOfferEncoder, type Offer, type OfferArgs } from './index.js';
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

/** A job was posted: all of its offer, so that history alone tells what was bought. */
export type JobPosted = { job: Address; client: Address; id: bigint; offer: Offer };

export type JobPostedArgs = { job: Address; client: Address; id: number | bigint; offer: OfferArgs };

export function getJobPostedEncoder(): FixedSizeEncoder<JobPostedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['client', getAddressEncoder()],
        ['id', getU64Encoder()],
        ['offer', getOfferEncoder()],
    ]);
}

export function getJobPostedDecoder(): FixedSizeDecoder<JobPosted> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['client', getAddressDecoder()],
        ['id', getU64Decoder()],
        ['offer', getOfferDecoder()],
    ]);
}

export function getJobPostedCodec(): FixedSizeCodec<JobPostedArgs, JobPosted> {
    return combineCodec(getJobPostedEncoder(), getJobPostedDecoder());
}
