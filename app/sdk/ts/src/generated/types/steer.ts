// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getDiscriminatedUnionDecoder,
    getDiscriminatedUnionEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getUnitDecoder,
    getUnitEncoder,
    type Codec,
    type Decoder,
    type Encoder,
    type GetDiscriminatedUnionVariant,
    type GetDiscriminatedUnionVariantContent,
} from '../../strict.js';

/** How a channel's parties steer it. */
export type Steer =
    | { __kind: 'Pause' }
    | { __kind: 'Resume' }
    | { __kind: 'Extend'; expiresAt: bigint }
    | { __kind: 'End' }
    | { __kind: 'Close' };

export type SteerArgs =
    | { __kind: 'Pause' }
    | { __kind: 'Resume' }
    | { __kind: 'Extend'; expiresAt: number | bigint }
    | { __kind: 'End' }
    | { __kind: 'Close' };

export function getSteerEncoder(): Encoder<SteerArgs> {
    return getDiscriminatedUnionEncoder([
        ['Pause', getUnitEncoder()],
        ['Resume', getUnitEncoder()],
        ['Extend', getStructEncoder([['expiresAt', getI64Encoder()]])],
        ['End', getUnitEncoder()],
        ['Close', getUnitEncoder()],
    ]);
}

export function getSteerDecoder(): Decoder<Steer> {
    return getDiscriminatedUnionDecoder([
        ['Pause', getUnitDecoder()],
        ['Resume', getUnitDecoder()],
        ['Extend', getStructDecoder([['expiresAt', getI64Decoder()]])],
        ['End', getUnitDecoder()],
        ['Close', getUnitDecoder()],
    ]);
}

export function getSteerCodec(): Codec<SteerArgs, Steer> {
    return combineCodec(getSteerEncoder(), getSteerDecoder());
}

// Data Enum Helpers.
export function steer(kind: 'Pause'): GetDiscriminatedUnionVariant<SteerArgs, '__kind', 'Pause'>;
export function steer(kind: 'Resume'): GetDiscriminatedUnionVariant<SteerArgs, '__kind', 'Resume'>;
export function steer(
    kind: 'Extend',
    data: GetDiscriminatedUnionVariantContent<SteerArgs, '__kind', 'Extend'>,
): GetDiscriminatedUnionVariant<SteerArgs, '__kind', 'Extend'>;
export function steer(kind: 'End'): GetDiscriminatedUnionVariant<SteerArgs, '__kind', 'End'>;
export function steer(kind: 'Close'): GetDiscriminatedUnionVariant<SteerArgs, '__kind', 'Close'>;
export function steer<K extends SteerArgs['__kind'], Data>(kind: K, data?: Data) {
    return Array.isArray(data) ? { __kind: kind, fields: data } : { __kind: kind, ...(data ?? {}) };
}

export function isSteer<K extends Steer['__kind']>(kind: K, value: Steer): value is Steer & { __kind: K } {
    return value.__kind === kind;
}
