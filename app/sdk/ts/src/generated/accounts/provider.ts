// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { decodeOwned, getDiscriminatorDecoder } from '../../strict.js';
import {
    assertAccountExists,
    assertAccountsExist,
    combineCodec,
    fetchEncodedAccount,
    fetchEncodedAccounts,
    fixDecoderSize,
    fixEncoderSize,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU8Decoder,
    getU8Encoder,
    transformEncoder,
    type Account,
    type Address,
    type EncodedAccount,
    type FetchAccountConfig,
    type FetchAccountsConfig,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type MaybeAccount,
    type MaybeEncodedAccount,
    type ReadonlyUint8Array,
} from '../../strict.js';
import {
    getProviderStateDecoder,
    getProviderStateEncoder,
    type ProviderState,
    type ProviderStateArgs,
} from '../types/index.js';

export const PROVIDER_DISCRIMINATOR = new Uint8Array([164, 180, 71, 17, 75, 216, 80, 195]);

export function getProviderDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PROVIDER_DISCRIMINATOR);
}

export type Provider = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    state: ProviderState;
    reserved: ReadonlyUint8Array;
};

export type ProviderArgs = { layout: number; bump: number; state: ProviderStateArgs; reserved: ReadonlyUint8Array };

/** Gets the encoder for {@link ProviderArgs} account data. */
export function getProviderEncoder(): FixedSizeEncoder<ProviderArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getProviderStateEncoder()],
            ['reserved', fixEncoderSize(getBytesEncoder(), 29)],
        ]),
        (value) => ({ ...value, discriminator: PROVIDER_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Provider} account data. */
export function getProviderDecoder(): FixedSizeDecoder<Provider> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Provider', PROVIDER_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getProviderStateDecoder()],
        ['reserved', fixDecoderSize(getBytesDecoder(), 29)],
    ]);
}

/** Gets the codec for {@link Provider} account data. */
export function getProviderCodec(): FixedSizeCodec<ProviderArgs, Provider> {
    return combineCodec(getProviderEncoder(), getProviderDecoder());
}

export function decodeProvider<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Provider, TAddress>;
export function decodeProvider<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Provider, TAddress>;
export function decodeProvider<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Provider, TAddress> | MaybeAccount<Provider, TAddress> {
    return decodeOwned(
        {
            name: 'Provider',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: PROVIDER_DISCRIMINATOR,
            layout: 2,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getProviderDecoder(),
    );
}

export async function fetchProvider<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Provider, TAddress>> {
    const maybeAccount = await fetchMaybeProvider(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeProvider<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Provider, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeProvider(maybeAccount);
}

export async function fetchAllProvider(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Provider>[]> {
    const maybeAccounts = await fetchAllMaybeProvider(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeProvider(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Provider>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeProvider(maybeAccount));
}

export function getProviderSize(): number {
    return 313;
}
