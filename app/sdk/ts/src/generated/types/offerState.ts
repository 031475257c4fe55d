// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
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
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** An offer's account, as the rules see it. */
export type OfferState = {
    /** The address of the provider's account. */
    provider: Address;
    /** Below [`KINDS`]. */
    kind: number;
    /** What the kind is further divided by: a card, a model. 0 where nothing is. */
    class: number;
    /** Zeros for SOL. */
    mint: Address;
    /** Base units of the mint: for a frame, 1,000 tokens or characters, or an hour; a second; a gigabyte; at least. */
    terms: Terms;
    /** SHA-256 of what describes the model or machine; zeros where nothing does. */
    manifest: ReadonlyUint8Array;
    /** Of this kind at a time. */
    slots: number;
    /** When it was opened. */
    since: bigint;
};

export type OfferStateArgs = {
    /** The address of the provider's account. */
    provider: Address;
    /** Below [`KINDS`]. */
    kind: number;
    /** What the kind is further divided by: a card, a model. 0 where nothing is. */
    class: number;
    /** Zeros for SOL. */
    mint: Address;
    /** Base units of the mint: for a frame, 1,000 tokens or characters, or an hour; a second; a gigabyte; at least. */
    terms: TermsArgs;
    /** SHA-256 of what describes the model or machine; zeros where nothing does. */
    manifest: ReadonlyUint8Array;
    /** Of this kind at a time. */
    slots: number;
    /** When it was opened. */
    since: number | bigint;
};

export function getOfferStateEncoder(): FixedSizeEncoder<OfferStateArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['kind', getU8Encoder()],
        ['class', getU16Encoder()],
        ['mint', getAddressEncoder()],
        ['terms', getTermsEncoder()],
        ['manifest', fixEncoderSize(getBytesEncoder(), 32)],
        ['slots', getU16Encoder()],
        ['since', getI64Encoder()],
    ]);
}

export function getOfferStateDecoder(): FixedSizeDecoder<OfferState> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['kind', getU8Decoder()],
        ['class', getU16Decoder()],
        ['mint', getAddressDecoder()],
        ['terms', getTermsDecoder()],
        ['manifest', fixDecoderSize(getBytesDecoder(), 32)],
        ['slots', getU16Decoder()],
        ['since', getI64Decoder()],
    ]);
}

export function getOfferStateCodec(): FixedSizeCodec<OfferStateArgs, OfferState> {
    return combineCodec(getOfferStateEncoder(), getOfferStateDecoder());
}
