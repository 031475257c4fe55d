// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getChunkDecoder, getChunkEncoder, type Chunk, type ChunkArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getArrayDecoder,
    getArrayEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Codec,
    type Decoder,
    type Encoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** The next job of an order, and the way from it to the quote's root. */
export type Draw = { chunk: Chunk; deposit: bigint; path: Array<ReadonlyUint8Array> };

export type DrawArgs = { chunk: ChunkArgs; deposit: number | bigint; path: Array<ReadonlyUint8Array> };

export function getDrawEncoder(): Encoder<DrawArgs> {
    return getStructEncoder([
        ['chunk', getChunkEncoder()],
        ['deposit', getU64Encoder()],
        ['path', getArrayEncoder(fixEncoderSize(getBytesEncoder(), 32))],
    ]);
}

export function getDrawDecoder(): Decoder<Draw> {
    return getStructDecoder([
        ['chunk', getChunkDecoder()],
        ['deposit', getU64Decoder()],
        ['path', getArrayDecoder(fixDecoderSize(getBytesDecoder(), 32))],
    ]);
}

export function getDrawCodec(): Codec<DrawArgs, Draw> {
    return combineCodec(getDrawEncoder(), getDrawDecoder());
}
