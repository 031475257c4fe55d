// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getEnumDecoder,
    getEnumEncoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Why a job fails: the provider's word while it works, the keeper's about a report or a delivery. */
export enum FailReason {
    Spec,
    Worker,
    Missing,
    Unlike,
    Broken,
    Loads,
}

export type FailReasonArgs = FailReason;

export function getFailReasonEncoder(): FixedSizeEncoder<FailReasonArgs> {
    return getEnumEncoder(FailReason);
}

export function getFailReasonDecoder(): FixedSizeDecoder<FailReason> {
    return getEnumDecoder(FailReason);
}

export function getFailReasonCodec(): FixedSizeCodec<FailReasonArgs, FailReason> {
    return combineCodec(getFailReasonEncoder(), getFailReasonDecoder());
}
