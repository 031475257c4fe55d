// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU8Decoder,
    getU8Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/**
 * The work of a job: `frames` frames, numbered from `frame` on in steps of `step`, and of each
 * of them `tiles` tiles from `tile` on. Whole frames start at tile 0 and have all tiles.
 */
export type Chunk = { frame: number; frames: number; step: number; tile: number; tiles: number };

export type ChunkArgs = Chunk;

export function getChunkEncoder(): FixedSizeEncoder<ChunkArgs> {
    return getStructEncoder([
        ['frame', getU32Encoder()],
        ['frames', getU32Encoder()],
        ['step', getU8Encoder()],
        ['tile', getU32Encoder()],
        ['tiles', getU32Encoder()],
    ]);
}

export function getChunkDecoder(): FixedSizeDecoder<Chunk> {
    return getStructDecoder([
        ['frame', getU32Decoder()],
        ['frames', getU32Decoder()],
        ['step', getU8Decoder()],
        ['tile', getU32Decoder()],
        ['tiles', getU32Decoder()],
    ]);
}

export function getChunkCodec(): FixedSizeCodec<ChunkArgs, Chunk> {
    return combineCodec(getChunkEncoder(), getChunkDecoder());
}
