// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { decodeOwned, getDiscriminatorDecoder } from '../../strict.js';
import {
    assertAccountExists,
    assertAccountsExist,
    combineCodec,
    fetchEncodedAccount,
    fetchEncodedAccounts,
    fixEncoderSize,
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
    getClientStateDecoder,
    getClientStateEncoder,
    type ClientState,
    type ClientStateArgs,
} from '../types/index.js';

export const CLIENT_DISCRIMINATOR = new Uint8Array([221, 237, 145, 143, 170, 194, 133, 115]);

export function getClientDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(CLIENT_DISCRIMINATOR);
}

export type Client = { discriminator: ReadonlyUint8Array; layout: number; bump: number; state: ClientState };

export type ClientArgs = { layout: number; bump: number; state: ClientStateArgs };

/** Gets the encoder for {@link ClientArgs} account data. */
export function getClientEncoder(): FixedSizeEncoder<ClientArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getClientStateEncoder()],
        ]),
        (value) => ({ ...value, discriminator: CLIENT_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Client} account data. */
export function getClientDecoder(): FixedSizeDecoder<Client> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Client', CLIENT_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getClientStateDecoder()],
    ]);
}

/** Gets the codec for {@link Client} account data. */
export function getClientCodec(): FixedSizeCodec<ClientArgs, Client> {
    return combineCodec(getClientEncoder(), getClientDecoder());
}

export function decodeClient<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Client, TAddress>;
export function decodeClient<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Client, TAddress>;
export function decodeClient<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Client, TAddress> | MaybeAccount<Client, TAddress> {
    return decodeOwned(
        {
            name: 'Client',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: CLIENT_DISCRIMINATOR,
            layout: 2,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getClientDecoder(),
    );
}

export async function fetchClient<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Client, TAddress>> {
    const maybeAccount = await fetchMaybeClient(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeClient<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Client, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeClient(maybeAccount);
}

export async function fetchAllClient(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Client>[]> {
    const maybeAccounts = await fetchAllMaybeClient(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeClient(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Client>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeClient(maybeAccount));
}

export function getClientSize(): number {
    return 106;
}
