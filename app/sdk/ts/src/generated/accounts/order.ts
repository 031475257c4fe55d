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
import { getOrderStateDecoder, getOrderStateEncoder, type OrderState, type OrderStateArgs } from '../types/index.js';

export const ORDER_DISCRIMINATOR = new Uint8Array([134, 173, 223, 185, 77, 86, 28, 51]);

export function getOrderDiscriminatorBytes() {
    return fixEncoderSize(getBytesEncoder(), 8).encode(ORDER_DISCRIMINATOR);
}

export type Order = { discriminator: ReadonlyUint8Array; layout: number; bump: number; state: OrderState };

export type OrderArgs = { layout: number; bump: number; state: OrderStateArgs };

/** Gets the encoder for {@link OrderArgs} account data. */
export function getOrderEncoder(): FixedSizeEncoder<OrderArgs> {
    return transformEncoder(
        getStructEncoder([
            ['discriminator', fixEncoderSize(getBytesEncoder(), 8)],
            ['layout', getU8Encoder()],
            ['bump', getU8Encoder()],
            ['state', getOrderStateEncoder()],
        ]),
        (value) => ({ ...value, discriminator: ORDER_DISCRIMINATOR }),
    );
}

/** Gets the decoder for {@link Order} account data. */
export function getOrderDecoder(): FixedSizeDecoder<Order> {
    return getStructDecoder([
        ['discriminator', getDiscriminatorDecoder('an account of the kind Order', ORDER_DISCRIMINATOR)],
        ['layout', getU8Decoder()],
        ['bump', getU8Decoder()],
        ['state', getOrderStateDecoder()],
    ]);
}

/** Gets the codec for {@link Order} account data. */
export function getOrderCodec(): FixedSizeCodec<OrderArgs, Order> {
    return combineCodec(getOrderEncoder(), getOrderDecoder());
}

export function decodeOrder<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress>,
): Account<Order, TAddress>;
export function decodeOrder<TAddress extends string = string>(
    encodedAccount: MaybeEncodedAccount<TAddress>,
): MaybeAccount<Order, TAddress>;
export function decodeOrder<TAddress extends string = string>(
    encodedAccount: EncodedAccount<TAddress> | MaybeEncodedAccount<TAddress>,
): Account<Order, TAddress> | MaybeAccount<Order, TAddress> {
    return decodeOwned(
        {
            name: 'Order',
            programAddress: '7HNGH4PqxsM9iRiJzqbEZaHEGUggg6g95Jyv6g5VS4XW' as Address,
            discriminator: ORDER_DISCRIMINATOR,
            layout: 1,
        },
        encodedAccount as MaybeEncodedAccount<TAddress>,
        getOrderDecoder(),
    );
}

export async function fetchOrder<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<Account<Order, TAddress>> {
    const maybeAccount = await fetchMaybeOrder(rpc, address, config);
    assertAccountExists(maybeAccount);
    return maybeAccount;
}

export async function fetchMaybeOrder<TAddress extends string = string>(
    rpc: Parameters<typeof fetchEncodedAccount>[0],
    address: Address<TAddress>,
    config?: FetchAccountConfig,
): Promise<MaybeAccount<Order, TAddress>> {
    const maybeAccount = await fetchEncodedAccount(rpc, address, config);
    return decodeOrder(maybeAccount);
}

export async function fetchAllOrder(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<Account<Order>[]> {
    const maybeAccounts = await fetchAllMaybeOrder(rpc, addresses, config);
    assertAccountsExist(maybeAccounts);
    return maybeAccounts;
}

export async function fetchAllMaybeOrder(
    rpc: Parameters<typeof fetchEncodedAccounts>[0],
    addresses: Array<Address>,
    config?: FetchAccountsConfig,
): Promise<MaybeAccount<Order>[]> {
    const maybeAccounts = await fetchEncodedAccounts(rpc, addresses, config);
    return maybeAccounts.map((maybeAccount) => decodeOrder(maybeAccount));
}

export function getOrderSize(): number {
    return 396;
}
