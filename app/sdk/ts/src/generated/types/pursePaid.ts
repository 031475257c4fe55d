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

/** Tokens left a purse: earnings to the provider's payout, or fees to the market's treasury. */
export type PursePaid = {
    provider: Address;
    purse: Address;
    mint: Address;
    /** The wallet whose token account got them. */
    payee: Address;
    amount: bigint;
    /** The purse is closed. */
    closed: boolean;
};

export type PursePaidArgs = {
    provider: Address;
    purse: Address;
    mint: Address;
    /** The wallet whose token account got them. */
    payee: Address;
    amount: number | bigint;
    /** The purse is closed. */
    closed: boolean;
};

export function getPursePaidEncoder(): FixedSizeEncoder<PursePaidArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['purse', getAddressEncoder()],
        ['mint', getAddressEncoder()],
        ['payee', getAddressEncoder()],
        ['amount', getU64Encoder()],
        ['closed', getBooleanEncoder()],
    ]);
}

export function getPursePaidDecoder(): FixedSizeDecoder<PursePaid> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['purse', getAddressDecoder()],
        ['mint', getAddressDecoder()],
        ['payee', getAddressDecoder()],
        ['amount', getU64Decoder()],
        ['closed', getBooleanDecoder()],
    ]);
}

export function getPursePaidCodec(): FixedSizeCodec<PursePaidArgs, PursePaid> {
    return combineCodec(getPursePaidEncoder(), getPursePaidDecoder());
}
