// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** Fees that a market had kept of providers that left, because its treasury could not take them, went there. */
export type DustSwept = { market: Address; payee: Address; lamports: bigint };

export type DustSweptArgs = { market: Address; payee: Address; lamports: number | bigint };

export function getDustSweptEncoder(): FixedSizeEncoder<DustSweptArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['payee', getAddressEncoder()],
        ['lamports', getU64Encoder()],
    ]);
}

export function getDustSweptDecoder(): FixedSizeDecoder<DustSwept> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['payee', getAddressDecoder()],
        ['lamports', getU64Decoder()],
    ]);
}

export function getDustSweptCodec(): FixedSizeCodec<DustSweptArgs, DustSwept> {
    return combineCodec(getDustSweptEncoder(), getDustSweptDecoder());
}
