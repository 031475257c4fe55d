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
import { getAssetStateDecoder, getAssetStateEncoder, type AssetState, type AssetStateArgs } from '../types/index.js';

export const ASSET_DISCRIMINATOR = new Uint8Array([234, 180, 241, 252, 139, 224, 160, 8]);

export function getAssetDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(ASSET_DISCRIMINATOR);
}

export type Asset = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    state: AssetState;
    reserved: ReadonlyUint8Array;
};

export type AssetArgs = { layout: number; bump: number; state: AssetStateArgs; reserved: ReadonlyUint8Array };

/** Gets the encoder for {@link AssetArgs} account data. */
export function getAssetEncoder(): FixedSizeEncoder<AssetArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getAssetStateEncoder()],
            ['reserved', fixEncoderSize(getBytesEncoder(), 16)],
        ]),
        (value) => ({ ...value, discriminator: ASSET_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Asset} account data. */
export function getAssetDecoder(): FixedSizeDecoder<Asset> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Asset', ASSET_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getAssetStateDecoder()],
        ['reserved', fixDecoderSize(getBytesDecoder(), 16)],
    ]);
}

/** Gets the codec for {@link Asset} account data. */
export function getAssetCodec(): FixedSizeCodec<AssetArgs, Asset> {
    return combineCodec(getAssetEncoder(), getAssetDecoder());
}

export function decodeAsset<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Asset, TAddress>;
export function decodeAsset<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Asset, TAddress>;
export function decodeAsset<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Asset, TAddress> | MaybeAccount<Asset, TAddress> {
    return decodeOwned(
        {
            name: 'Asset',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: ASSET_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getAssetDecoder(),
    );
}

export async function fetchAsset<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Asset, TAddress>> {
    const maybeAccount = await fetchMaybeAsset(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeAsset<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Asset, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeAsset(maybeAccount);
}

export async function fetchAllAsset(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Asset>[]> {
    const maybeAccounts = await fetchAllMaybeAsset(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeAsset(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Asset>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeAsset(maybeAccount));
}

export function getAssetSize(): number {
    return 124;
}
