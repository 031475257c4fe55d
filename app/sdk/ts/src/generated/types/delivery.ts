// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getSealDecoder, getSealEncoder, type Seal, type SealArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    type Codec,
    type Decoder,
    type Encoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** What was delivered: units (frames), billed milliseconds, and the root over all their parts. */
export type Delivery = { frames: number; ms: bigint; root: ReadonlyUint8Array; seal: Seal };

export type DeliveryArgs = { frames: number; ms: number | bigint; root: ReadonlyUint8Array; seal: SealArgs };

export function getDeliveryEncoder(): Encoder<DeliveryArgs> {
    return getStructEncoder([
        ['frames', getU32Encoder()],
        ['ms', getU64Encoder()],
        ['root', fixEncoderSize(getBytesEncoder(), 32)],
        ['seal', getSealEncoder()],
    ]);
}

export function getDeliveryDecoder(): Decoder<Delivery> {
    return getStructDecoder([
        ['frames', getU32Decoder()],
        ['ms', getU64Decoder()],
        ['root', fixDecoderSize(getBytesDecoder(), 32)],
        ['seal', getSealDecoder()],
    ]);
}

export function getDeliveryCodec(): Codec<DeliveryArgs, Delivery> {
    return combineCodec(getDeliveryEncoder(), getDeliveryDecoder());
}
