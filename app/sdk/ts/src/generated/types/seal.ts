// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getBytesDecoder,
    getBytesEncoder,
    getDiscriminatedUnionDecoder,
    getDiscriminatedUnionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Codec,
    type Decoder,
    type Encoder,
    type GetDiscriminatedUnionVariant,
    type GetDiscriminatedUnionVariantContent,
    type ReadonlyUint8Array,
} from '../../strict.js';

/**
 * Which tiles are checked: the slot that will tell, then the seed that does. Each missed slot
 * is a round, and doubles the tiles.
 */
export type Seal =
    | { __kind: 'Pending'; slot: bigint; round: number }
    | { __kind: 'Sealed'; seed: ReadonlyUint8Array; round: number };

export type SealArgs =
    | { __kind: 'Pending'; slot: number | bigint; round: number }
    | { __kind: 'Sealed'; seed: ReadonlyUint8Array; round: number };

export function getSealEncoder(): Encoder<SealArgs> {
    return getDiscriminatedUnionEncoder([
        [
            'Pending',
            getStructEncoder([
                ['slot', getU64Encoder()],
                ['round', getU8Encoder()],
            ]),
        ],
        [
            'Sealed',
            getStructEncoder([
                ['seed', fixEncoderSize(getBytesEncoder(), 32)],
                ['round', getU8Encoder()],
            ]),
        ],
    ]);
}

export function getSealDecoder(): Decoder<Seal> {
    return getDiscriminatedUnionDecoder([
        [
            'Pending',
            getStructDecoder([
                ['slot', getU64Decoder()],
                ['round', getU8Decoder()],
            ]),
        ],
        [
            'Sealed',
            getStructDecoder([
                ['seed', fixDecoderSize(getBytesDecoder(), 32)],
                ['round', getU8Decoder()],
            ]),
        ],
    ]);
}

export function getSealCodec(): Codec<SealArgs, Seal> {
    return combineCodec(getSealEncoder(), getSealDecoder());
}

// Data Enum Helpers.
export function seal(
    kind: 'Pending',
    data: GetDiscriminatedUnionVariantContent<SealArgs, '__kind', 'Pending'>,
): GetDiscriminatedUnionVariant<SealArgs, '__kind', 'Pending'>;
export function seal(
    kind: 'Sealed',
    data: GetDiscriminatedUnionVariantContent<SealArgs, '__kind', 'Sealed'>,
): GetDiscriminatedUnionVariant<SealArgs, '__kind', 'Sealed'>;
export function seal<K extends SealArgs['__kind'], Data>(kind: K, data?: Data) {
    return Array.isArray(data) ? { __kind: kind, fields: data } : { __kind: kind, ...(data ?? {}) };
}

export function isSeal<K extends Seal['__kind']>(kind: K, value: Seal): value is Seal & { __kind: K } {
    return value.__kind === kind;
}
