// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getStakeDecoder, getStakeEncoder, type Stake, type StakeArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** A guardian's account, as the rules see it. */
export type GuardianState = {
    market: Address;
    /** Locks and takes the stake, and leaves. Kept cold. */
    wallet: Address;
    /** The daemon's: signs statements and nothing else, and never changes. */
    key: Address;
    stake: Stake;
    /** When it enlisted; [`NEVER`] once it was slashed. */
    since: bigint;
};

export type GuardianStateArgs = {
    market: Address;
    /** Locks and takes the stake, and leaves. Kept cold. */
    wallet: Address;
    /** The daemon's: signs statements and nothing else, and never changes. */
    key: Address;
    stake: StakeArgs;
    /** When it enlisted; [`NEVER`] once it was slashed. */
    since: number | bigint;
};

export function getGuardianStateEncoder(): FixedSizeEncoder<GuardianStateArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['wallet', getAddressEncoder()],
        ['key', getAddressEncoder()],
        ['stake', getStakeEncoder()],
        ['since', getI64Encoder()],
    ]);
}

export function getGuardianStateDecoder(): FixedSizeDecoder<GuardianState> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['wallet', getAddressDecoder()],
        ['key', getAddressDecoder()],
        ['stake', getStakeDecoder()],
        ['since', getI64Decoder()],
    ]);
}

export function getGuardianStateCodec(): FixedSizeCodec<GuardianStateArgs, GuardianState> {
    return combineCodec(getGuardianStateEncoder(), getGuardianStateDecoder());
}
