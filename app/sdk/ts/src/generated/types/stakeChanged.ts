// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A stake was locked, sent on its way out, or taken. */
export type StakeChanged = {
    market: Address;
    /** A client, a provider or a guardian; the market itself where it is its keeper's bond. */
    account: Address;
    wallet: Address;
    /** Lamports that count, and that are on their way out until `unlock_at`. */
    locked: bigint;
    unlocking: bigint;
    unlockAt: bigint;
    /** Lamports that moved between it and the wallet. */
    paidIn: bigint;
    paidOut: bigint;
};

export type StakeChangedArgs = {
    market: Address;
    /** A client, a provider or a guardian; the market itself where it is its keeper's bond. */
    account: Address;
    wallet: Address;
    /** Lamports that count, and that are on their way out until `unlock_at`. */
    locked: number | bigint;
    unlocking: number | bigint;
    unlockAt: number | bigint;
    /** Lamports that moved between it and the wallet. */
    paidIn: number | bigint;
    paidOut: number | bigint;
};

export function getStakeChangedEncoder(): FixedSizeEncoder<StakeChangedArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['account', getAddressEncoder()],
        ['wallet', getAddressEncoder()],
        ['locked', getU64Encoder()],
        ['unlocking', getU64Encoder()],
        ['unlockAt', getI64Encoder()],
        ['paidIn', getU64Encoder()],
        ['paidOut', getU64Encoder()],
    ]);
}

export function getStakeChangedDecoder(): FixedSizeDecoder<StakeChanged> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['account', getAddressDecoder()],
        ['wallet', getAddressDecoder()],
        ['locked', getU64Decoder()],
        ['unlocking', getU64Decoder()],
        ['unlockAt', getI64Decoder()],
        ['paidIn', getU64Decoder()],
        ['paidOut', getU64Decoder()],
    ]);
}

export function getStakeChangedCodec(): FixedSizeCodec<StakeChangedArgs, StakeChanged> {
    return combineCodec(getStakeChangedEncoder(), getStakeChangedDecoder());
}
