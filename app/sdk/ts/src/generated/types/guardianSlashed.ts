// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A guardian lost its stake, or the keeper its bond, by two statements that contradict each other. */
export type GuardianSlashed = {
    market: Address;
    /** The guardian; the market itself where it is its keeper's bond. */
    account: Address;
    /** Whose signatures they were. */
    key: Address;
    prover: Address;
    /** Lamports to who proved it, and burned. */
    reward: bigint;
    burned: bigint;
};

export type GuardianSlashedArgs = {
    market: Address;
    /** The guardian; the market itself where it is its keeper's bond. */
    account: Address;
    /** Whose signatures they were. */
    key: Address;
    prover: Address;
    /** Lamports to who proved it, and burned. */
    reward: number | bigint;
    burned: number | bigint;
};

export function getGuardianSlashedEncoder(): FixedSizeEncoder<GuardianSlashedArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['account', getAddressEncoder()],
        ['key', getAddressEncoder()],
        ['prover', getAddressEncoder()],
        ['reward', getU64Encoder()],
        ['burned', getU64Encoder()],
    ]);
}

export function getGuardianSlashedDecoder(): FixedSizeDecoder<GuardianSlashed> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['account', getAddressDecoder()],
        ['key', getAddressDecoder()],
        ['prover', getAddressDecoder()],
        ['reward', getU64Decoder()],
        ['burned', getU64Decoder()],
    ]);
}

export function getGuardianSlashedCodec(): FixedSizeCodec<GuardianSlashedArgs, GuardianSlashed> {
    return combineCodec(getGuardianSlashedEncoder(), getGuardianSlashedDecoder());
}
