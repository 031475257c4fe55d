// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getDiscriminatedUnionDecoder,
    getDiscriminatedUnionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    getUnitDecoder,
    getUnitEncoder,
    type Codec,
    type Decoder,
    type Encoder,
    type GetDiscriminatedUnionVariant,
    type GetDiscriminatedUnionVariantContent,
} from '../../strict.js';

/** What its owner asks of a stake. Amounts are lamports. */
export type StakeCommand =
    | { __kind: 'Lock'; amount: bigint }
    | { __kind: 'Unlock'; amount: bigint }
    | { __kind: 'Take' };

export type StakeCommandArgs =
    | { __kind: 'Lock'; amount: number | bigint }
    | { __kind: 'Unlock'; amount: number | bigint }
    | { __kind: 'Take' };

export function getStakeCommandEncoder(): Encoder<StakeCommandArgs> {
    return getDiscriminatedUnionEncoder([
        ['Lock', getStructEncoder([['amount', getU64Encoder()]])],
        ['Unlock', getStructEncoder([['amount', getU64Encoder()]])],
        ['Take', getUnitEncoder()],
    ]);
}

export function getStakeCommandDecoder(): Decoder<StakeCommand> {
    return getDiscriminatedUnionDecoder([
        ['Lock', getStructDecoder([['amount', getU64Decoder()]])],
        ['Unlock', getStructDecoder([['amount', getU64Decoder()]])],
        ['Take', getUnitDecoder()],
    ]);
}

export function getStakeCommandCodec(): Codec<StakeCommandArgs, StakeCommand> {
    return combineCodec(getStakeCommandEncoder(), getStakeCommandDecoder());
}

// Data Enum Helpers.
export function stakeCommand(
    kind: 'Lock',
    data: GetDiscriminatedUnionVariantContent<StakeCommandArgs, '__kind', 'Lock'>,
): GetDiscriminatedUnionVariant<StakeCommandArgs, '__kind', 'Lock'>;
export function stakeCommand(
    kind: 'Unlock',
    data: GetDiscriminatedUnionVariantContent<StakeCommandArgs, '__kind', 'Unlock'>,
): GetDiscriminatedUnionVariant<StakeCommandArgs, '__kind', 'Unlock'>;
export function stakeCommand(kind: 'Take'): GetDiscriminatedUnionVariant<StakeCommandArgs, '__kind', 'Take'>;
export function stakeCommand<K extends StakeCommandArgs['__kind'], Data>(kind: K, data?: Data) {
    return Array.isArray(data) ? { __kind: kind, fields: data } : { __kind: kind, ...(data ?? {}) };
}

export function isStakeCommand<K extends StakeCommand['__kind']>(
    kind: K,
    value: StakeCommand,
): value is StakeCommand & { __kind: K } {
    return value.__kind === kind;
}
