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
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU64Decoder,
    getU64Encoder,
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
import { getStakeDecoder, getStakeEncoder, type Stake, type StakeArgs } from '../types/index.js';

export const MARKET_DISCRIMINATOR = new Uint8Array([219, 190, 213, 55, 0, 227, 198, 154]);

export function getMarketDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(MARKET_DISCRIMINATOR);
}

export type Market = {
    discriminator: ReadonlyUint8Array;
    layout: number;
    bump: number;
    id: number;
    creator: Address;
    /** Changes the keeper and the parameters. */
    authority: Address;
    /** Assigns, accepts and rejects jobs. Not part of any job: it can be replaced under way. */
    keeper: Address;
    /** Where fees are swept to; fixed for good, so that no job's fee can change its way. */
    treasury: Address;
    /** Version of the parameters that jobs are posted under. */
    params: number;
    /** Since when; for a day those before them still draw jobs. */
    paramsSince: bigint;
    /** Until then nothing new is opened. */
    pausedUntil: bigint;
    /** From then on it may be paused again. */
    pauseReadyAt: bigint;
    /** What stands for the keeper's word, in lamports; the authority locks and takes it. */
    keeperBond: Stake;
    /** Lamports of fees in this account, which the treasury could not take when their provider left. */
    dust: bigint;
    spare: ReadonlyUint8Array;
};

export type MarketArgs = {
    layout: number;
    bump: number;
    id: number;
    creator: Address;
    /** Changes the keeper and the parameters. */
    authority: Address;
    /** Assigns, accepts and rejects jobs. Not part of any job: it can be replaced under way. */
    keeper: Address;
    /** Where fees are swept to; fixed for good, so that no job's fee can change its way. */
    treasury: Address;
    /** Version of the parameters that jobs are posted under. */
    params: number;
    /** Since when; for a day those before them still draw jobs. */
    paramsSince: number | bigint;
    /** Until then nothing new is opened. */
    pausedUntil: number | bigint;
    /** From then on it may be paused again. */
    pauseReadyAt: number | bigint;
    /** What stands for the keeper's word, in lamports; the authority locks and takes it. */
    keeperBond: StakeArgs;
    /** Lamports of fees in this account, which the treasury could not take when their provider left. */
    dust: number | bigint;
    spare: ReadonlyUint8Array;
};

/** Gets the encoder for {@link MarketArgs} account data. */
export function getMarketEncoder(): FixedSizeEncoder<MarketArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['id', getU16Encoder()],
            ['creator', getAddressEncoder()],
            ['authority', getAddressEncoder()],
            ['keeper', getAddressEncoder()],
            ['treasury', getAddressEncoder()],
            ['params', getU16Encoder()],
            ['paramsSince', getI64Encoder()],
            ['pausedUntil', getI64Encoder()],
            ['pauseReadyAt', getI64Encoder()],
            ['keeperBond', getStakeEncoder()],
            ['dust', getU64Encoder()],
            ['spare', fixEncoderSize(getBytesEncoder(), 8)],
        ]),
        (value) => ({ ...value, discriminator: MARKET_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Market} account data. */
export function getMarketDecoder(): FixedSizeDecoder<Market> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Market', MARKET_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['id', getU16Decoder()],
        ['creator', getAddressDecoder()],
        ['authority', getAddressDecoder()],
        ['keeper', getAddressDecoder()],
        ['treasury', getAddressDecoder()],
        ['params', getU16Decoder()],
        ['paramsSince', getI64Decoder()],
        ['pausedUntil', getI64Decoder()],
        ['pauseReadyAt', getI64Decoder()],
        ['keeperBond', getStakeDecoder()],
        ['dust', getU64Decoder()],
        ['spare', fixDecoderSize(getBytesDecoder(), 8)],
    ]);
}

/** Gets the codec for {@link Market} account data. */
export function getMarketCodec(): FixedSizeCodec<MarketArgs, Market> {
    return combineCodec(getMarketEncoder(), getMarketDecoder());
}

export function decodeMarket<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Market, TAddress>;
export function decodeMarket<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Market, TAddress>;
export function decodeMarket<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Market, TAddress> | MaybeAccount<Market, TAddress> {
    return decodeOwned(
        {
            name: 'Market',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: MARKET_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getMarketDecoder(),
    );
}

export async function fetchMarket<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Market, TAddress>> {
    const maybeAccount = await fetchMaybeMarket(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeMarket<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Market, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeMarket(maybeAccount);
}

export async function fetchAllMarket(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Market>[]> {
    const maybeAccounts = await fetchAllMaybeMarket(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeMarket(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Market>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeMarket(maybeAccount));
}

export function getMarketSize(): number {
    return 206;
}
