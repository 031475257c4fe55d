// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getEnumDecoder,
    getEnumEncoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** How a job ended. */
export enum Outcome {
    Paid,
    Split,
    Refunded,
}

export type OutcomeArgs = Outcome;

export function getOutcomeEncoder(): FixedSizeEncoder<OutcomeArgs> {
    return getEnumEncoder(Outcome);
}

export function getOutcomeDecoder(): FixedSizeDecoder<Outcome> {
    return getEnumDecoder(Outcome);
}

export function getOutcomeCodec(): FixedSizeCodec<OutcomeArgs, Outcome> {
    return combineCodec(getOutcomeEncoder(), getOutcomeDecoder());
}
