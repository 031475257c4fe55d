// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getEnumDecoder,
    getEnumEncoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Whether a provider takes work. Busy and offline are derived by whoever asks. */
export enum Status {
    Active,
    Paused,
    Retired,
}

export type StatusArgs = Status;

export function getStatusEncoder(): FixedSizeEncoder<StatusArgs> {
    return getEnumEncoder(Status);
}

export function getStatusDecoder(): FixedSizeDecoder<Status> {
    return getEnumDecoder(Status);
}

export function getStatusCodec(): FixedSizeCodec<StatusArgs, Status> {
    return combineCodec(getStatusEncoder(), getStatusDecoder());
}
