// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getEnumDecoder,
    getEnumEncoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Why a delivery is paid for. */
export enum Acceptance {
    Keeper,
    Client,
    Answered,
    Conceded,
}

export type AcceptanceArgs = Acceptance;

export function getAcceptanceEncoder(): FixedSizeEncoder<AcceptanceArgs> {
    return getEnumEncoder(Acceptance);
}

export function getAcceptanceDecoder(): FixedSizeDecoder<Acceptance> {
    return getEnumDecoder(Acceptance);
}

export function getAcceptanceCodec(): FixedSizeCodec<AcceptanceArgs, Acceptance> {
    return combineCodec(getAcceptanceEncoder(), getAcceptanceDecoder());
}
