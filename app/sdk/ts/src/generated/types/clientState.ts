// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getStakeDecoder, getStakeEncoder, type Stake, type StakeArgs } from './index.js';
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

/** A client's account, as the rules see it. Who does not stake needs none. */
export type ClientState = {
    market: Address;
    wallet: Address;
    /**
     * The counter of the first layout. Nothing counts it any more, so the account may be closed and
     * opened again.
     */
    nextId: bigint;
    stake: Stake;
};

export type ClientStateArgs = {
    market: Address;
    wallet: Address;
    /**
     * The counter of the first layout. Nothing counts it any more, so the account may be closed and
     * opened again.
     */
    nextId: number | bigint;
    stake: StakeArgs;
};

export function getClientStateEncoder(): FixedSizeEncoder<ClientStateArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['wallet', getAddressEncoder()],
        ['nextId', getU64Encoder()],
        ['stake', getStakeEncoder()],
    ]);
}

export function getClientStateDecoder(): FixedSizeDecoder<ClientState> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['wallet', getAddressDecoder()],
        ['nextId', getU64Decoder()],
        ['stake', getStakeDecoder()],
    ]);
}

export function getClientStateCodec(): FixedSizeCodec<ClientStateArgs, ClientState> {
    return combineCodec(getClientStateEncoder(), getClientStateDecoder());
}
