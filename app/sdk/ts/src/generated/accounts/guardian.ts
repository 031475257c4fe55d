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
    getGuardianStateDecoder,
    getGuardianStateEncoder,
    type GuardianState,
    type GuardianStateArgs,
} from '../types/index.js';

export const GUARDIAN_DISCRIMINATOR = new Uint8Array([57, 234, 122, 214, 12, 246, 9, 45]);

export function getGuardianDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(GUARDIAN_DISCRIMINATOR);
}

export type Guardian = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    state: GuardianState;
    reserved: ReadonlyUint8Array;
};

export type GuardianArgs = { layout: number; bump: number; state: GuardianStateArgs; reserved: ReadonlyUint8Array };

/** Gets the encoder for {@link GuardianArgs} account data. */
export function getGuardianEncoder(): FixedSizeEncoder<GuardianArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getGuardianStateEncoder()],
            ['reserved', fixEncoderSize(getBytesEncoder(), 16)],
        ]),
        (value) => ({ ...value, discriminator: GUARDIAN_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Guardian} account data. */
export function getGuardianDecoder(): FixedSizeDecoder<Guardian> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Guardian', GUARDIAN_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getGuardianStateDecoder()],
        ['reserved', fixDecoderSize(getBytesDecoder(), 16)],
    ]);
}

/** Gets the codec for {@link Guardian} account data. */
export function getGuardianCodec(): FixedSizeCodec<GuardianArgs, Guardian> {
    return combineCodec(getGuardianEncoder(), getGuardianDecoder());
}

export function decodeGuardian<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Guardian, TAddress>;
export function decodeGuardian<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Guardian, TAddress>;
export function decodeGuardian<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Guardian, TAddress> | MaybeAccount<Guardian, TAddress> {
    return decodeOwned(
        {
            name: 'Guardian',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: GUARDIAN_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getGuardianDecoder(),
    );
}

export async function fetchGuardian<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Guardian, TAddress>> {
    const maybeAccount = await fetchMaybeGuardian(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeGuardian<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Guardian, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeGuardian(maybeAccount);
}

export async function fetchAllGuardian(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Guardian>[]> {
    const maybeAccounts = await fetchAllMaybeGuardian(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeGuardian(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Guardian>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeGuardian(maybeAccount));
}

export function getGuardianSize(): number {
    return 154;
}
