// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** Fees that came of one provider's work. */
export type Paid = {
    /** The first eight bytes of the provider's wallet. */
    provider: ReadonlyUint8Array;
    fee: bigint;
};

export type PaidArgs = {
    /** The first eight bytes of the provider's wallet. */
    provider: ReadonlyUint8Array;
    fee: number | bigint;
};

export function getPaidEncoder(): FixedSizeEncoder<PaidArgs> {
    return getStructEncoder([
        ['provider', fixEncoderSize(getBytesEncoder(), 8)],
        ['fee', getU64Encoder()],
    ]);
}

export function getPaidDecoder(): FixedSizeDecoder<Paid> {
    return getStructDecoder([
        ['provider', fixDecoderSize(getBytesDecoder(), 8)],
        ['fee', getU64Decoder()],
    ]);
}

export function getPaidCodec(): FixedSizeCodec<PaidArgs, Paid> {
    return combineCodec(getPaidEncoder(), getPaidDecoder());
}
