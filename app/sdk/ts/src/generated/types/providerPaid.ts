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

/** Lamports left a provider's account. */
export type ProviderPaid = { provider: Address; payee: Address; lamports: bigint };

export type ProviderPaidArgs = { provider: Address; payee: Address; lamports: number | bigint };

export function getProviderPaidEncoder(): FixedSizeEncoder<ProviderPaidArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['payee', getAddressEncoder()],
        ['lamports', getU64Encoder()],
    ]);
}

export function getProviderPaidDecoder(): FixedSizeDecoder<ProviderPaid> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['payee', getAddressDecoder()],
        ['lamports', getU64Decoder()],
    ]);
}

export function getProviderPaidCodec(): FixedSizeCodec<ProviderPaidArgs, ProviderPaid> {
    return combineCodec(getProviderPaidEncoder(), getProviderPaidDecoder());
}
