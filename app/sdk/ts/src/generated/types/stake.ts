// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A stake, in lamports: 24 bytes in the account of whoever it belongs to. */
export type Stake = {
    /** What counts. */
    locked: bigint;
    /** What is on its way out: it counts no more, and can still be slashed. */
    unlocking: bigint;
    /** From when on `unlocking` may be taken; 0 where nothing is on its way out. */
    unlockAt: bigint;
};

export type StakeArgs = {
    /** What counts. */
    locked: number | bigint;
    /** What is on its way out: it counts no more, and can still be slashed. */
    unlocking: number | bigint;
    /** From when on `unlocking` may be taken; 0 where nothing is on its way out. */
    unlockAt: number | bigint;
};

export function getStakeEncoder(): FixedSizeEncoder<StakeArgs> {
    return getStructEncoder([
        ['locked', getU64Encoder()],
        ['unlocking', getU64Encoder()],
        ['unlockAt', getI64Encoder()],
    ]);
}

export function getStakeDecoder(): FixedSizeDecoder<Stake> {
    return getStructDecoder([
        ['locked', getU64Decoder()],
        ['unlocking', getU64Decoder()],
        ['unlockAt', getI64Decoder()],
    ]);
}

export function getStakeCodec(): FixedSizeCodec<StakeArgs, Stake> {
    return combineCodec(getStakeEncoder(), getStakeDecoder());
}
