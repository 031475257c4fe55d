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
    getChannelStateDecoder,
    getChannelStateEncoder,
    type ChannelState,
    type ChannelStateArgs,
} from '../types/index.js';

export const CHANNEL_DISCRIMINATOR = new Uint8Array([49, 159, 99, 106, 220, 87, 219, 88]);

export function getChannelDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(CHANNEL_DISCRIMINATOR);
}

export type Channel = { discriminator: ReadonlyUint8Array; layout: number; bump: number; state: ChannelState };

export type ChannelArgs = { layout: number; bump: number; state: ChannelStateArgs };

/** Gets the encoder for {@link ChannelArgs} account data. */
export function getChannelEncoder(): FixedSizeEncoder<ChannelArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getChannelStateEncoder()],
        ]),
        (value) => ({ ...value, discriminator: CHANNEL_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Channel} account data. */
export function getChannelDecoder(): FixedSizeDecoder<Channel> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Channel', CHANNEL_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getChannelStateDecoder()],
    ]);
}

/** Gets the codec for {@link Channel} account data. */
export function getChannelCodec(): FixedSizeCodec<ChannelArgs, Channel> {
    return combineCodec(getChannelEncoder(), getChannelDecoder());
}

export function decodeChannel<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Channel, TAddress>;
export function decodeChannel<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Channel, TAddress>;
export function decodeChannel<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Channel, TAddress> | MaybeAccount<Channel, TAddress> {
    return decodeOwned(
        {
            name: 'Channel',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: CHANNEL_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getChannelDecoder(),
    );
}

export async function fetchChannel<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Channel, TAddress>> {
    const maybeAccount = await fetchMaybeChannel(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeChannel<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Channel, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeChannel(maybeAccount);
}

export async function fetchAllChannel(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Channel>[]> {
    const maybeAccounts = await fetchAllMaybeChannel(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeChannel(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Channel>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeChannel(maybeAccount));
}

export function getChannelSize(): number {
    return 389;
}
