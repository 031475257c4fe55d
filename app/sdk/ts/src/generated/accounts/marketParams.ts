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
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
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
import { getParamsDecoder, getParamsEncoder, type Params, type ParamsArgs } from '../types/index.js';

export const MARKET_PARAMS_DISCRIMINATOR = new Uint8Array([72, 28, 17, 192, 235, 177, 144, 140]);

export function getMarketParamsDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(MARKET_PARAMS_DISCRIMINATOR);
}

export type MarketParams = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    market: Address;
    version: number;
    values: Params;
    reserved: ReadonlyUint8Array;
};

export type MarketParamsArgs = {
    layout: number;
    bump: number;
    market: Address;
    version: number;
    values: ParamsArgs;
    reserved: ReadonlyUint8Array;
};

/** Gets the encoder for {@link MarketParamsArgs} account data. */
export function getMarketParamsEncoder(): FixedSizeEncoder<MarketParamsArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['market', getAddressEncoder()],
            ['version', getU16Encoder()],
            ['values', getParamsEncoder()],
            ['reserved', fixEncoderSize(getBytesEncoder(), 45)],
        ]),
        (value) => ({ ...value, discriminator: MARKET_PARAMS_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link MarketParams} account data. */
export function getMarketParamsDecoder(): FixedSizeDecoder<MarketParams> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind MarketParams', MARKET_PARAMS_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['market', getAddressDecoder()],
        ['version', getU16Decoder()],
        ['values', getParamsDecoder()],
        ['reserved', fixDecoderSize(getBytesDecoder(), 45)],
    ]);
}

/** Gets the codec for {@link MarketParams} account data. */
export function getMarketParamsCodec(): FixedSizeCodec<MarketParamsArgs, MarketParams> {
    return combineCodec(getMarketParamsEncoder(), getMarketParamsDecoder());
}

export function decodeMarketParams<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<MarketParams, TAddress>;
export function decodeMarketParams<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<MarketParams, TAddress>;
export function decodeMarketParams<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<MarketParams, TAddress> | MaybeAccount<MarketParams, TAddress> {
    return decodeOwned(
        {
            name: 'MarketParams',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: MARKET_PARAMS_DISCRIMINATOR,
            layout: 3,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getMarketParamsDecoder(),
    );
}

export async function fetchMarketParams<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<MarketParams, TAddress>> {
    const maybeAccount = await fetchMaybeMarketParams(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeMarketParams<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<MarketParams, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeMarketParams(maybeAccount);
}

export async function fetchAllMarketParams(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<MarketParams>[]> {
    const maybeAccounts = await fetchAllMaybeMarketParams(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeMarketParams(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<MarketParams>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeMarketParams(maybeAccount));
}

export function getMarketParamsSize(): number {
    return 200;
}
