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
import { getOfferStateDecoder, getOfferStateEncoder, type OfferState, type OfferStateArgs } from '../types/index.js';

export const OFFER_DISCRIMINATOR = new Uint8Array([215, 88, 60, 71, 170, 162, 73, 229]);

export function getOfferDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(OFFER_DISCRIMINATOR);
}

export type Offer = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    state: OfferState;
    reserved: ReadonlyUint8Array;
};

export type OfferArgs = { layout: number; bump: number; state: OfferStateArgs; reserved: ReadonlyUint8Array };

/** Gets the encoder for {@link OfferArgs} account data. */
export function getOfferEncoder(): FixedSizeEncoder<OfferArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getOfferStateEncoder()],
            ['reserved', fixEncoderSize(getBytesEncoder(), 76)],
        ]),
        (value) => ({ ...value, discriminator: OFFER_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Offer} account data. */
export function getOfferDecoder(): FixedSizeDecoder<Offer> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Offer', OFFER_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getOfferStateDecoder()],
        ['reserved', fixDecoderSize(getBytesDecoder(), 76)],
    ]);
}

/** Gets the codec for {@link Offer} account data. */
export function getOfferCodec(): FixedSizeCodec<OfferArgs, Offer> {
    return combineCodec(getOfferEncoder(), getOfferDecoder());
}

export function decodeOffer<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Offer, TAddress>;
export function decodeOffer<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Offer, TAddress>;
export function decodeOffer<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Offer, TAddress> | MaybeAccount<Offer, TAddress> {
    return decodeOwned(
        {
            name: 'Offer',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: OFFER_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getOfferDecoder(),
    );
}

export async function fetchOffer<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Offer, TAddress>> {
    const maybeAccount = await fetchMaybeOffer(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeOffer<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Offer, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeOffer(maybeAccount);
}

export async function fetchAllOffer(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Offer>[]> {
    const maybeAccounts = await fetchAllMaybeOffer(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeOffer(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Offer>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeOffer(maybeAccount));
}

export function getOfferSize(): number {
    return 227;
}
