// Made from programs/idls/rayment.json by `./x client`: do not edit.

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
    getU32Decoder,
    getU32Encoder,
    type Codec,
    type Decoder,
    type Encoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** A delivered tile that is wrong: where it stands, and what the checker got instead. */
export type Evidence = {
    /** Which delivered frame, counted from the job's first. */
    frame: number;
    /** Which tile of the job's tiles of that frame, counted from the job's first. */
    tile: number;
    /** The leaf that was committed to. */
    leaf: ReadonlyUint8Array;
    /** From the leaf up to the root. */
    path: Array<ReadonlyUint8Array>;
    /** SHA-256 of the checker's own pixels of that tile. */
    checkerPixels: ReadonlyUint8Array;
};

export type EvidenceArgs = Evidence;

export function getEvidenceEncoder(): Encoder<EvidenceArgs> {
    return getStructEncoder([
        ['frame', getU32Encoder()],
        ['tile', getU32Encoder()],
        ['leaf', fixEncoderSize(getBytesEncoder(), 32)],
        ['path', getArrayEncoder(fixEncoderSize(getBytesEncoder(), 32))],
        ['checkerPixels', fixEncoderSize(getBytesEncoder(), 32)],
    ]);
}

export function getEvidenceDecoder(): Decoder<Evidence> {
    return getStructDecoder([
        ['frame', getU32Decoder()],
        ['tile', getU32Decoder()],
        ['leaf', fixDecoderSize(getBytesDecoder(), 32)],
        ['path', getArrayDecoder(fixDecoderSize(getBytesDecoder(), 32))],
        ['checkerPixels', fixDecoderSize(getBytesDecoder(), 32)],
    ]);
}

export function getEvidenceCodec(): Codec<EvidenceArgs, Evidence> {
    return combineCodec(getEvidenceEncoder(), getEvidenceDecoder());
}
