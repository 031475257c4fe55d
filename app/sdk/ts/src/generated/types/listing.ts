// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** What the market's authority says of a token. */
export type Listing = {
    /** Lamports that a whole token weighs with. */
    rate: bigint;
    /** The largest deposit that may settle on the keeper's word alone, in base units. */
    atOnceMax: bigint;
};

export type ListingArgs = {
    /** Lamports that a whole token weighs with. */
    rate: number | bigint;
    /** The largest deposit that may settle on the keeper's word alone, in base units. */
    atOnceMax: number | bigint;
};

export function getListingEncoder(): FixedSizeEncoder<ListingArgs> {
    return getStructEncoder([
        ['rate', getU64Encoder()],
        ['atOnceMax', getU64Encoder()],
    ]);
}

export function getListingDecoder(): FixedSizeDecoder<Listing> {
    return getStructDecoder([
        ['rate', getU64Decoder()],
        ['atOnceMax', getU64Decoder()],
    ]);
}

export function getListingCodec(): FixedSizeCodec<ListingArgs, Listing> {
    return combineCodec(getListingEncoder(), getListingDecoder());
}
