// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    getAcceptanceDecoder,
    getAcceptanceEncoder,
    getClaimDecoder,
    getClaimEncoder,
    getDeliveryDecoder,
    getDeliveryEncoder,
    getReservationDecoder,
    getReservationEncoder,
    type Acceptance,
    type AcceptanceArgs,
    type Claim,
    type ClaimArgs,
    type Delivery,
    type DeliveryArgs,
    type Reservation,
    type ReservationArgs,
} from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getDiscriminatedUnionDecoder,
    getDiscriminatedUnionEncoder,
    getI64Decoder,
    getI64Encoder,
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type Codec,
    type Decoder,
    type Encoder,
    type GetDiscriminatedUnionVariant,
    type GetDiscriminatedUnionVariantContent,
    type Option,
    type OptionOrNullable,
    type ReadonlyUint8Array,
} from '../../strict.js';

/**
 * Where a job stands; `at` is when it got there. An acceptance keeps the seed and the round of
 * the challenge, zeros where nothing was sealed.
 */
export type Phase =
    | { __kind: 'Open'; at: bigint; reserved: Option<Reservation> }
    | { __kind: 'Claimed'; claim: Claim; at: bigint; cancelAt: Option<bigint> }
    | { __kind: 'Running'; claim: Claim; at: bigint; cancelAt: Option<bigint> }
    | { __kind: 'Delivered'; claim: Claim; at: bigint; delivery: Delivery }
    | {
          __kind: 'Accepted';
          claim: Claim;
          at: bigint;
          how: Acceptance;
          frames: number;
          ms: bigint;
          root: ReadonlyUint8Array;
          seed: ReadonlyUint8Array;
          round: number;
      }
    | { __kind: 'Disputed'; claim: Claim; at: bigint; delivery: Delivery }
    | { __kind: 'Owed'; provider: Address; earnings: bigint; fee: bigint; client: bigint };

export type PhaseArgs =
    | { __kind: 'Open'; at: number | bigint; reserved: OptionOrNullable<ReservationArgs> }
    | { __kind: 'Claimed'; claim: ClaimArgs; at: number | bigint; cancelAt: OptionOrNullable<number | bigint> }
    | { __kind: 'Running'; claim: ClaimArgs; at: number | bigint; cancelAt: OptionOrNullable<number | bigint> }
    | { __kind: 'Delivered'; claim: ClaimArgs; at: number | bigint; delivery: DeliveryArgs }
    | {
          __kind: 'Accepted';
          claim: ClaimArgs;
          at: number | bigint;
          how: AcceptanceArgs;
          frames: number;
          ms: number | bigint;
          root: ReadonlyUint8Array;
          seed: ReadonlyUint8Array;
          round: number;
      }
    | { __kind: 'Disputed'; claim: ClaimArgs; at: number | bigint; delivery: DeliveryArgs }
    | { __kind: 'Owed'; provider: Address; earnings: number | bigint; fee: number | bigint; client: number | bigint };

export function getPhaseEncoder(): Encoder<PhaseArgs> {
    return getDiscriminatedUnionEncoder([
        [
            'Open',
            getStructEncoder([
                ['at', getI64Encoder()],
                ['reserved', getOptionEncoder(getReservationEncoder())],
            ]),
        ],
        [
            'Claimed',
            getStructEncoder([
                ['claim', getClaimEncoder()],
                ['at', getI64Encoder()],
                ['cancelAt', getOptionEncoder(getI64Encoder())],
            ]),
        ],
        [
            'Running',
            getStructEncoder([
                ['claim', getClaimEncoder()],
                ['at', getI64Encoder()],
                ['cancelAt', getOptionEncoder(getI64Encoder())],
            ]),
        ],
        [
            'Delivered',
            getStructEncoder([
                ['claim', getClaimEncoder()],
                ['at', getI64Encoder()],
                ['delivery', getDeliveryEncoder()],
            ]),
        ],
        [
            'Accepted',
            getStructEncoder([
                ['claim', getClaimEncoder()],
                ['at', getI64Encoder()],
                ['how', getAcceptanceEncoder()],
                ['frames', getU32Encoder()],
                ['ms', getU64Encoder()],
                ['root', fixEncoderSize(getBytesEncoder(), 32)],
                ['seed', fixEncoderSize(getBytesEncoder(), 32)],
                ['round', getU8Encoder()],
            ]),
        ],
        [
            'Disputed',
            getStructEncoder([
                ['claim', getClaimEncoder()],
                ['at', getI64Encoder()],
                ['delivery', getDeliveryEncoder()],
            ]),
        ],
        [
            'Owed',
            getStructEncoder([
                ['provider', getAddressEncoder()],
                ['earnings', getU64Encoder()],
                ['fee', getU64Encoder()],
                ['client', getU64Encoder()],
            ]),
        ],
    ]);
}

export function getPhaseDecoder(): Decoder<Phase> {
    return getDiscriminatedUnionDecoder([
        [
            'Open',
            getStructDecoder([
                ['at', getI64Decoder()],
                ['reserved', getOptionDecoder(getReservationDecoder())],
            ]),
        ],
        [
            'Claimed',
            getStructDecoder([
                ['claim', getClaimDecoder()],
                ['at', getI64Decoder()],
                ['cancelAt', getOptionDecoder(getI64Decoder())],
            ]),
        ],
        [
            'Running',
            getStructDecoder([
                ['claim', getClaimDecoder()],
                ['at', getI64Decoder()],
                ['cancelAt', getOptionDecoder(getI64Decoder())],
            ]),
        ],
        [
            'Delivered',
            getStructDecoder([
                ['claim', getClaimDecoder()],
                ['at', getI64Decoder()],
                ['delivery', getDeliveryDecoder()],
            ]),
        ],
        [
            'Accepted',
            getStructDecoder([
                ['claim', getClaimDecoder()],
                ['at', getI64Decoder()],
                ['how', getAcceptanceDecoder()],
                ['frames', getU32Decoder()],
                ['ms', getU64Decoder()],
                ['root', fixDecoderSize(getBytesDecoder(), 32)],
                ['seed', fixDecoderSize(getBytesDecoder(), 32)],
                ['round', getU8Decoder()],
            ]),
        ],
        [
            'Disputed',
            getStructDecoder([
                ['claim', getClaimDecoder()],
                ['at', getI64Decoder()],
                ['delivery', getDeliveryDecoder()],
            ]),
        ],
        [
            'Owed',
            getStructDecoder([
                ['provider', getAddressDecoder()],
                ['earnings', getU64Decoder()],
                ['fee', getU64Decoder()],
                ['client', getU64Decoder()],
            ]),
        ],
    ]);
}

export function getPhaseCodec(): Codec<PhaseArgs, Phase> {
    return combineCodec(getPhaseEncoder(), getPhaseDecoder());
}

// Data Enum Helpers.
export function phase(
    kind: 'Open',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Open'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Open'>;
export function phase(
    kind: 'Claimed',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Claimed'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Claimed'>;
export function phase(
    kind: 'Running',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Running'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Running'>;
export function phase(
    kind: 'Delivered',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Delivered'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Delivered'>;
export function phase(
    kind: 'Accepted',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Accepted'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Accepted'>;
export function phase(
    kind: 'Disputed',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Disputed'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Disputed'>;
export function phase(
    kind: 'Owed',
    data: GetDiscriminatedUnionVariantContent<PhaseArgs, '__kind', 'Owed'>,
): GetDiscriminatedUnionVariant<PhaseArgs, '__kind', 'Owed'>;
export function phase<K extends PhaseArgs['__kind'], Data>(kind: K, data?: Data) {
    return Array.isArray(data) ? { __kind: kind, fields: data } : { __kind: kind, ...(data ?? {}) };
}

export function isPhase<K extends Phase['__kind']>(kind: K, value: Phase): value is Phase & { __kind: K } {
    return value.__kind === kind;
}
