// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type Codec,
    type Decoder,
    type Encoder,
    type Option,
    type OptionOrNullable,
} from '../../strict.js';

/** An order was written down, or its next job was made. */
export type OrderDrawn = {
    order: Address;
    client: Address;
    /** The job, where one was made, and its index in the order. */
    job: Option<Address>;
    index: number;
    /** Lamports that moved from the order into the job: its deposit, and its rent. */
    deposit: bigint;
    rent: bigint;
    /** Lamports that the sponsor lent. */
    lent: bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type OrderDrawnArgs = {
    order: Address;
    client: Address;
    /** The job, where one was made, and its index in the order. */
    job: OptionOrNullable<Address>;
    index: number;
    /** Lamports that moved from the order into the job: its deposit, and its rent. */
    deposit: number | bigint;
    rent: number | bigint;
    /** Lamports that the sponsor lent. */
    lent: number | bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getOrderDrawnEncoder(): Encoder<OrderDrawnArgs> {
    return getStructEncoder([
        ['order', getAddressEncoder()],
        ['client', getAddressEncoder()],
        ['job', getOptionEncoder(getAddressEncoder())],
        ['index', getU32Encoder()],
        ['deposit', getU64Encoder()],
        ['rent', getU64Encoder()],
        ['lent', getU64Encoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getOrderDrawnDecoder(): Decoder<OrderDrawn> {
    return getStructDecoder([
        ['order', getAddressDecoder()],
        ['client', getAddressDecoder()],
        ['job', getOptionDecoder(getAddressDecoder())],
        ['index', getU32Decoder()],
        ['deposit', getU64Decoder()],
        ['rent', getU64Decoder()],
        ['lent', getU64Decoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getOrderDrawnCodec(): Codec<OrderDrawnArgs, OrderDrawn> {
    return combineCodec(getOrderDrawnEncoder(), getOrderDrawnDecoder());
}
