// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/**
 * How an order was cut into jobs: whoever has the spec can cut it again. Zeros where its jobs are no such
 * cut, and only who has their list can draw them.
 */
export type Cut = {
    /** Whole frames in a job. */
    frames: number;
    /** Jobs that share a frame; with more than one, each has a band of one frame. */
    parts: number;
};

export type CutArgs = Cut;

export function getCutEncoder(): FixedSizeEncoder<CutArgs> {
    return getStructEncoder([
        ['frames', getU32Encoder()],
        ['parts', getU32Encoder()],
    ]);
}

export function getCutDecoder(): FixedSizeDecoder<Cut> {
    return getStructDecoder([
        ['frames', getU32Decoder()],
        ['parts', getU32Decoder()],
    ]);
}

export function getCutCodec(): FixedSizeCodec<CutArgs, Cut> {
    return combineCodec(getCutEncoder(), getCutDecoder());
}
