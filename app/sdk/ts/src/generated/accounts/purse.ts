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
import { getPurseStateDecoder, getPurseStateEncoder, type PurseState, type PurseStateArgs } from '../types/index.js';

export const PURSE_DISCRIMINATOR = new Uint8Array([227, 125, 157, 224, 2, 72, 116, 91]);

export function getPurseDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(PURSE_DISCRIMINATOR);
}

export type Purse = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    state: PurseState;
    reserved: ReadonlyUint8Array;
};

export type PurseArgs = { layout: number; bump: number; state: PurseStateArgs; reserved: ReadonlyUint8Array };

/** Gets the encoder for {@link PurseArgs} account data. */
export function getPurseEncoder(): FixedSizeEncoder<PurseArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getPurseStateEncoder()],
            ['reserved', fixEncoderSize(getBytesEncoder(), 8)],
        ]),
        (value) => ({ ...value, discriminator: PURSE_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Purse} account data. */
export function getPurseDecoder(): FixedSizeDecoder<Purse> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Purse', PURSE_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getPurseStateDecoder()],
        ['reserved', fixDecoderSize(getBytesDecoder(), 8)],
    ]);
}

/** Gets the codec for {@link Purse} account data. */
export function getPurseCodec(): FixedSizeCodec<PurseArgs, Purse> {
    return combineCodec(getPurseEncoder(), getPurseDecoder());
}

export function decodePurse<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Purse, TAddress>;
export function decodePurse<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Purse, TAddress>;
export function decodePurse<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Purse, TAddress> | MaybeAccount<Purse, TAddress> {
    return decodeOwned(
        {
            name: 'Purse',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: PURSE_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getPurseDecoder(),
    );
}

export async function fetchPurse<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Purse, TAddress>> {
    const maybeAccount = await fetchMaybePurse(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybePurse<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Purse, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodePurse(maybeAccount);
}

export async function fetchAllPurse(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Purse>[]> {
    const maybeAccounts = await fetchAllMaybePurse(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybePurse(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Purse>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodePurse(maybeAccount));
}

export function getPurseSize(): number {
    return 114;
}
