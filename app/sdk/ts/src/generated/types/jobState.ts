// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    getCeilingsDecoder,
    getCeilingsEncoder,
    getChunkDecoder,
    getChunkEncoder,
    getPhaseDecoder,
    getPhaseEncoder,
    type Ceilings,
    type CeilingsArgs,
    type Chunk,
    type ChunkArgs,
    type Phase,
    type PhaseArgs,
} from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getArrayDecoder,
    getArrayEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type Codec,
    type Decoder,
    type Encoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** A job's account, as the rules see it. `phase` comes last: all before it has a fixed place. */
export type JobState = {
    market: Address;
    /** The client's wallet: cancels, approves and disputes. */
    client: Address;
    /** The job's index in its order. From the client's counter where it is from no order. */
    id: bigint;
    /** The first eight bytes of the order's address: what its jobs share. Any number from no order. */
    order: bigint;
    /** SHA-256 of the spec's canonical bytes. */
    spec: ReadonlyUint8Array;
    chunk: Chunk;
    /** Distinct files of the spec, in bytes. */
    bytes: bigint;
    /** In escrow for this job, without rent and bond: lamports, or base units of its order's token. */
    deposit: bigint;
    ceilings: Ceilings;
    expiresAt: bigint;
    /** Version of the market's parameters it was posted under. */
    params: number;
    /** Counts from 0. */
    attempt: number;
    /** Bits of [`flag`]. */
    flags: number;
    /** Tags of the wallets that failed it, by attempt. */
    failed: Array<ReadonlyUint8Array>;
    phase: Phase;
};

export type JobStateArgs = {
    market: Address;
    /** The client's wallet: cancels, approves and disputes. */
    client: Address;
    /** The job's index in its order. From the client's counter where it is from no order. */
    id: number | bigint;
    /** The first eight bytes of the order's address: what its jobs share. Any number from no order. */
    order: number | bigint;
    /** SHA-256 of the spec's canonical bytes. */
    spec: ReadonlyUint8Array;
    chunk: ChunkArgs;
    /** Distinct files of the spec, in bytes. */
    bytes: number | bigint;
    /** In escrow for this job, without rent and bond: lamports, or base units of its order's token. */
    deposit: number | bigint;
    ceilings: CeilingsArgs;
    expiresAt: number | bigint;
    /** Version of the market's parameters it was posted under. */
    params: number;
    /** Counts from 0. */
    attempt: number;
    /** Bits of [`flag`]. */
    flags: number;
    /** Tags of the wallets that failed it, by attempt. */
    failed: Array<ReadonlyUint8Array>;
    phase: PhaseArgs;
};

export function getJobStateEncoder(): Encoder<JobStateArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['client', getAddressEncoder()],
        ['id', getU64Encoder()],
        ['order', getU64Encoder()],
        ['spec', fixEncoderSize(getBytesEncoder(), 32)],
        ['chunk', getChunkEncoder()],
        ['bytes', getU64Encoder()],
        ['deposit', getU64Encoder()],
        ['ceilings', getCeilingsEncoder()],
        ['expiresAt', getI64Encoder()],
        ['params', getU16Encoder()],
        ['attempt', getU8Encoder()],
        ['flags', getU8Encoder()],
        ['failed', getArrayEncoder(fixEncoderSize(getBytesEncoder(), 8), { size: 2 })],
        ['phase', getPhaseEncoder()],
    ]);
}

export function getJobStateDecoder(): Decoder<JobState> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['client', getAddressDecoder()],
        ['id', getU64Decoder()],
        ['order', getU64Decoder()],
        ['spec', fixDecoderSize(getBytesDecoder(), 32)],
        ['chunk', getChunkDecoder()],
        ['bytes', getU64Decoder()],
        ['deposit', getU64Decoder()],
        ['ceilings', getCeilingsDecoder()],
        ['expiresAt', getI64Decoder()],
        ['params', getU16Decoder()],
        ['attempt', getU8Decoder()],
        ['flags', getU8Decoder()],
        ['failed', getArrayDecoder(fixDecoderSize(getBytesDecoder(), 8), { size: 2 })],
        ['phase', getPhaseDecoder()],
    ]);
}

export function getJobStateCodec(): Codec<JobStateArgs, JobState> {
    return combineCodec(getJobStateEncoder(), getJobStateDecoder());
}
