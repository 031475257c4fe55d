// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    getCeilingsDecoder,
    getCeilingsEncoder,
    getChunkDecoder,
    getChunkEncoder,
    getExpectationsDecoder,
    getExpectationsEncoder,
    type Ceilings,
    type CeilingsArgs,
    type Chunk,
    type ChunkArgs,
    type Expectations,
    type ExpectationsArgs,
} from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getBooleanDecoder,
    getBooleanEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** A client's offer of one job. */
export type Offer = {
    expect: Expectations;
    /** What jobs of one render share; any number the client likes. */
    order: bigint;
    /** SHA-256 of the spec's canonical bytes. */
    spec: ReadonlyUint8Array;
    chunk: Chunk;
    /** Distinct files of the spec, in bytes. */
    bytes: bigint;
    /** Lamports to lock: the ceiling for the whole, fee included. */
    deposit: bigint;
    ceilings: Ceilings;
    expiresAt: bigint;
    /** Let the keeper's acceptance pay at once, where the deposit is small enough. */
    atOnce: boolean;
    /**
     * Whether a verdict is owed. Without a check whatever is delivered is paid, unless the client
     * objects in time or somebody proves a tile wrong.
     */
    check: boolean;
};

export type OfferArgs = {
    expect: ExpectationsArgs;
    /** What jobs of one render share; any number the client likes. */
    order: number | bigint;
    /** SHA-256 of the spec's canonical bytes. */
    spec: ReadonlyUint8Array;
    chunk: ChunkArgs;
    /** Distinct files of the spec, in bytes. */
    bytes: number | bigint;
    /** Lamports to lock: the ceiling for the whole, fee included. */
    deposit: number | bigint;
    ceilings: CeilingsArgs;
    expiresAt: number | bigint;
    /** Let the keeper's acceptance pay at once, where the deposit is small enough. */
    atOnce: boolean;
    /**
     * Whether a verdict is owed. Without a check whatever is delivered is paid, unless the client
     * objects in time or somebody proves a tile wrong.
     */
    check: boolean;
};

export function getOfferEncoder(): FixedSizeEncoder<OfferArgs> {
    return getStructEncoder([
        ['expect', getExpectationsEncoder()],
        ['order', getU64Encoder()],
        ['spec', fixEncoderSize(getBytesEncoder(), 32)],
        ['chunk', getChunkEncoder()],
        ['bytes', getU64Encoder()],
        ['deposit', getU64Encoder()],
        ['ceilings', getCeilingsEncoder()],
        ['expiresAt', getI64Encoder()],
        ['atOnce', getBooleanEncoder()],
        ['check', getBooleanEncoder()],
    ]);
}

export function getOfferDecoder(): FixedSizeDecoder<Offer> {
    return getStructDecoder([
        ['expect', getExpectationsDecoder()],
        ['order', getU64Decoder()],
        ['spec', fixDecoderSize(getBytesDecoder(), 32)],
        ['chunk', getChunkDecoder()],
        ['bytes', getU64Decoder()],
        ['deposit', getU64Decoder()],
        ['ceilings', getCeilingsDecoder()],
        ['expiresAt', getI64Decoder()],
        ['atOnce', getBooleanDecoder()],
        ['check', getBooleanDecoder()],
    ]);
}

export function getOfferCodec(): FixedSizeCodec<OfferArgs, Offer> {
    return combineCodec(getOfferEncoder(), getOfferDecoder());
}
