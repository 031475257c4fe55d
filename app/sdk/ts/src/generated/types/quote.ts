// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    getCeilingsDecoder,
    getCeilingsEncoder,
    getCutDecoder,
    getCutEncoder,
    type Ceilings,
    type CeilingsArgs,
    type Cut,
    type CutArgs,
} from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** What is sold, to whom and on what terms. Amounts are base units of the asset, times unix seconds. */
export type Quote = {
    version: number;
    market: Address;
    /** The wallet that everything goes back to. */
    client: Address;
    /** SHA-256 of the spec's canonical bytes. */
    spec: ReadonlyUint8Array;
    /** The token that it is paid in; zeros for SOL. */
    mint: Address;
    /** Who may lend the rent of its accounts; zeros for nobody. */
    sponsor: Address;
    /** Version of the market's parameters that every job gets. */
    params: number;
    /** Their fee once more, for eyes that read quotes. */
    feeBps: number;
    jobs: number;
    /** Over the jobs, by [`leaf`]. */
    root: ReadonlyUint8Array;
    cut: Cut;
    /** What all jobs lock, fees included. */
    total: bigint;
    ceilings: Ceilings;
    /** Distinct files of the spec, in bytes. */
    bytes: bigint;
    /** The largest deposit that is paid at once on the keeper's word. */
    atOnceMax: bigint;
    /** From then on no job is drawn. */
    drawUntil: bigint;
    /** Open jobs expire then. */
    expiresAt: bigint;
    flags: number;
    /** Tells apart what would otherwise be one order. */
    salt: bigint;
};

export type QuoteArgs = {
    version: number;
    market: Address;
    /** The wallet that everything goes back to. */
    client: Address;
    /** SHA-256 of the spec's canonical bytes. */
    spec: ReadonlyUint8Array;
    /** The token that it is paid in; zeros for SOL. */
    mint: Address;
    /** Who may lend the rent of its accounts; zeros for nobody. */
    sponsor: Address;
    /** Version of the market's parameters that every job gets. */
    params: number;
    /** Their fee once more, for eyes that read quotes. */
    feeBps: number;
    jobs: number;
    /** Over the jobs, by [`leaf`]. */
    root: ReadonlyUint8Array;
    cut: CutArgs;
    /** What all jobs lock, fees included. */
    total: number | bigint;
    ceilings: CeilingsArgs;
    /** Distinct files of the spec, in bytes. */
    bytes: number | bigint;
    /** The largest deposit that is paid at once on the keeper's word. */
    atOnceMax: number | bigint;
    /** From then on no job is drawn. */
    drawUntil: number | bigint;
    /** Open jobs expire then. */
    expiresAt: number | bigint;
    flags: number;
    /** Tells apart what would otherwise be one order. */
    salt: number | bigint;
};

export function getQuoteEncoder(): FixedSizeEncoder<QuoteArgs> {
    return getStructEncoder([
        ['version', getU8Encoder()],
        ['market', getAddressEncoder()],
        ['client', getAddressEncoder()],
        ['spec', fixEncoderSize(getBytesEncoder(), 32)],
        ['mint', getAddressEncoder()],
        ['sponsor', getAddressEncoder()],
        ['params', getU16Encoder()],
        ['feeBps', getU16Encoder()],
        ['jobs', getU32Encoder()],
        ['root', fixEncoderSize(getBytesEncoder(), 32)],
        ['cut', getCutEncoder()],
        ['total', getU64Encoder()],
        ['ceilings', getCeilingsEncoder()],
        ['bytes', getU64Encoder()],
        ['atOnceMax', getU64Encoder()],
        ['drawUntil', getI64Encoder()],
        ['expiresAt', getI64Encoder()],
        ['flags', getU8Encoder()],
        ['salt', getU64Encoder()],
    ]);
}

export function getQuoteDecoder(): FixedSizeDecoder<Quote> {
    return getStructDecoder([
        ['version', getU8Decoder()],
        ['market', getAddressDecoder()],
        ['client', getAddressDecoder()],
        ['spec', fixDecoderSize(getBytesDecoder(), 32)],
        ['mint', getAddressDecoder()],
        ['sponsor', getAddressDecoder()],
        ['params', getU16Decoder()],
        ['feeBps', getU16Decoder()],
        ['jobs', getU32Decoder()],
        ['root', fixDecoderSize(getBytesDecoder(), 32)],
        ['cut', getCutDecoder()],
        ['total', getU64Decoder()],
        ['ceilings', getCeilingsDecoder()],
        ['bytes', getU64Decoder()],
        ['atOnceMax', getU64Decoder()],
        ['drawUntil', getI64Decoder()],
        ['expiresAt', getI64Decoder()],
        ['flags', getU8Decoder()],
        ['salt', getU64Decoder()],
    ]);
}

export function getQuoteCodec(): FixedSizeCodec<QuoteArgs, Quote> {
    return combineCodec(getQuoteEncoder(), getQuoteDecoder());
}
