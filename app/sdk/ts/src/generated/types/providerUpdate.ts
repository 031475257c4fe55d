// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getTermsDecoder, getTermsEncoder, type Terms, type TermsArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getDiscriminatedUnionDecoder,
    getDiscriminatedUnionEncoder,
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU64Decoder,
    getU64Encoder,
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

/** What a provider changes about itself. Keys and budgets take the authority. */
export type ProviderUpdate =
    | {
          __kind: 'Account';
          operator: Option<Address>;
          payout: Option<Address>;
          profile: Option<ReadonlyUint8Array>;
          slots: Option<number>;
          budget: Option<bigint>;
      }
    | { __kind: 'Price'; terms: Terms }
    | { __kind: 'Pause'; paused: boolean }
    | { __kind: 'PurseBudget'; budget: bigint };

export type ProviderUpdateArgs =
    | {
          __kind: 'Account';
          operator: OptionOrNullable<Address>;
          payout: OptionOrNullable<Address>;
          profile: OptionOrNullable<ReadonlyUint8Array>;
          slots: OptionOrNullable<number>;
          budget: OptionOrNullable<number | bigint>;
      }
    | { __kind: 'Price'; terms: TermsArgs }
    | { __kind: 'Pause'; paused: boolean }
    | { __kind: 'PurseBudget'; budget: number | bigint };

export function getProviderUpdateEncoder(): Encoder<ProviderUpdateArgs> {
    return getDiscriminatedUnionEncoder([
        [
            'Account',
            getStructEncoder([
                ['operator', getOptionEncoder(getAddressEncoder())],
                ['payout', getOptionEncoder(getAddressEncoder())],
                ['profile', getOptionEncoder(fixEncoderSize(getBytesEncoder(), 32))],
                ['slots', getOptionEncoder(getU16Encoder())],
                ['budget', getOptionEncoder(getU64Encoder())],
            ]),
        ],
        ['Price', getStructEncoder([['terms', getTermsEncoder()]])],
        ['Pause', getStructEncoder([['paused', getBooleanEncoder()]])],
        ['PurseBudget', getStructEncoder([['budget', getU64Encoder()]])],
    ]);
}

export function getProviderUpdateDecoder(): Decoder<ProviderUpdate> {
    return getDiscriminatedUnionDecoder([
        [
            'Account',
            getStructDecoder([
                ['operator', getOptionDecoder(getAddressDecoder())],
                ['payout', getOptionDecoder(getAddressDecoder())],
                ['profile', getOptionDecoder(fixDecoderSize(getBytesDecoder(), 32))],
                ['slots', getOptionDecoder(getU16Decoder())],
                ['budget', getOptionDecoder(getU64Decoder())],
            ]),
        ],
        ['Price', getStructDecoder([['terms', getTermsDecoder()]])],
        ['Pause', getStructDecoder([['paused', getBooleanDecoder()]])],
        ['PurseBudget', getStructDecoder([['budget', getU64Decoder()]])],
    ]);
}

export function getProviderUpdateCodec(): Codec<ProviderUpdateArgs, ProviderUpdate> {
    return combineCodec(getProviderUpdateEncoder(), getProviderUpdateDecoder());
}

// Data Enum Helpers.
export function providerUpdate(
    kind: 'Account',
    data: GetDiscriminatedUnionVariantContent<ProviderUpdateArgs, '__kind', 'Account'>,
): GetDiscriminatedUnionVariant<ProviderUpdateArgs, '__kind', 'Account'>;
export function providerUpdate(
    kind: 'Price',
    data: GetDiscriminatedUnionVariantContent<ProviderUpdateArgs, '__kind', 'Price'>,
): GetDiscriminatedUnionVariant<ProviderUpdateArgs, '__kind', 'Price'>;
export function providerUpdate(
    kind: 'Pause',
    data: GetDiscriminatedUnionVariantContent<ProviderUpdateArgs, '__kind', 'Pause'>,
): GetDiscriminatedUnionVariant<ProviderUpdateArgs, '__kind', 'Pause'>;
export function providerUpdate(
    kind: 'PurseBudget',
    data: GetDiscriminatedUnionVariantContent<ProviderUpdateArgs, '__kind', 'PurseBudget'>,
): GetDiscriminatedUnionVariant<ProviderUpdateArgs, '__kind', 'PurseBudget'>;
export function providerUpdate<K extends ProviderUpdateArgs['__kind'], Data>(kind: K, data?: Data) {
    return Array.isArray(data) ? { __kind: kind, fields: data } : { __kind: kind, ...(data ?? {}) };
}

export function isProviderUpdate<K extends ProviderUpdate['__kind']>(
    kind: K,
    value: ProviderUpdate,
): value is ProviderUpdate & { __kind: K } {
    return value.__kind === kind;
}
