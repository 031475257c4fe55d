// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getBooleanDecoder,
    getBooleanEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** What an order did not need was paid out. */
export type OrderReturned = {
    order: Address;
    client: Address;
    /** Lamports to the client, and to the sponsor. */
    returned: bigint;
    repaid: bigint;
    /** Nothing is left, and there is no account of the order. */
    closed: boolean;
    /** No further job is drawn. */
    cancelled: boolean;
    /** Tokens of this mint went to the client, so many base units; zeros where none were asked for. */
    mint: Address;
    tokens: bigint;
};

export type OrderReturnedArgs = {
    order: Address;
    client: Address;
    /** Lamports to the client, and to the sponsor. */
    returned: number | bigint;
    repaid: number | bigint;
    /** Nothing is left, and there is no account of the order. */
    closed: boolean;
    /** No further job is drawn. */
    cancelled: boolean;
    /** Tokens of this mint went to the client, so many base units; zeros where none were asked for. */
    mint: Address;
    tokens: number | bigint;
};

export function getOrderReturnedEncoder(): FixedSizeEncoder<OrderReturnedArgs> {
    return getStructEncoder([
        ['order', getAddressEncoder()],
        ['client', getAddressEncoder()],
        ['returned', getU64Encoder()],
        ['repaid', getU64Encoder()],
        ['closed', getBooleanEncoder()],
        ['cancelled', getBooleanEncoder()],
        ['mint', getAddressEncoder()],
        ['tokens', getU64Encoder()],
    ]);
}

export function getOrderReturnedDecoder(): FixedSizeDecoder<OrderReturned> {
    return getStructDecoder([
        ['order', getAddressDecoder()],
        ['client', getAddressDecoder()],
        ['returned', getU64Decoder()],
        ['repaid', getU64Decoder()],
        ['closed', getBooleanDecoder()],
        ['cancelled', getBooleanDecoder()],
        ['mint', getAddressDecoder()],
        ['tokens', getU64Decoder()],
    ]);
}

export function getOrderReturnedCodec(): FixedSizeCodec<OrderReturnedArgs, OrderReturned> {
    return combineCodec(getOrderReturnedEncoder(), getOrderReturnedDecoder());
}
