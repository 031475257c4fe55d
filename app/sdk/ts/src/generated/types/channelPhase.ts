// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getEnumDecoder,
    getEnumEncoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Where a channel stands. That its time is over is not stored, it follows from `expires_at`. */
export enum ChannelPhase {
    Running,
    Paused,
    Closing,
    Ended,
}

export type ChannelPhaseArgs = ChannelPhase;

export function getChannelPhaseEncoder(): FixedSizeEncoder<ChannelPhaseArgs> {
    return getEnumEncoder(ChannelPhase);
}

export function getChannelPhaseDecoder(): FixedSizeDecoder<ChannelPhase> {
    return getEnumDecoder(ChannelPhase);
}

export function getChannelPhaseCodec(): FixedSizeCodec<ChannelPhaseArgs, ChannelPhase> {
    return combineCodec(getChannelPhaseEncoder(), getChannelPhaseDecoder());
}
