// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getSteerDecoder, getSteerEncoder, type Steer, type SteerArgs } from './index.js';
import {
    combineCodec,
    getAddressDecoder,
    getAddressEncoder,
    getStructDecoder,
    getStructEncoder,
    getU64Decoder,
    getU64Encoder,
    type Address,
    type Codec,
    type Decoder,
    type Encoder,
} from '../../strict.js';

/** A channel was paused, resumed, extended, closed or ended. */
export type ChannelSteered = {
    channel: Address;
    payer: Address;
    provider: Address;
    command: Steer;
    /** With what was paid in since. */
    deposit: bigint;
    /** Base units to the provider, to the market's fees, and back to the payer. */
    earnings: bigint;
    fee: bigint;
    refund: bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type ChannelSteeredArgs = {
    channel: Address;
    payer: Address;
    provider: Address;
    command: SteerArgs;
    /** With what was paid in since. */
    deposit: number | bigint;
    /** Base units to the provider, to the market's fees, and back to the payer. */
    earnings: number | bigint;
    fee: number | bigint;
    refund: number | bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getChannelSteeredEncoder(): Encoder<ChannelSteeredArgs> {
    return getStructEncoder([
        ['channel', getAddressEncoder()],
        ['payer', getAddressEncoder()],
        ['provider', getAddressEncoder()],
        ['command', getSteerEncoder()],
        ['deposit', getU64Encoder()],
        ['earnings', getU64Encoder()],
        ['fee', getU64Encoder()],
        ['refund', getU64Encoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getChannelSteeredDecoder(): Decoder<ChannelSteered> {
    return getStructDecoder([
        ['channel', getAddressDecoder()],
        ['payer', getAddressDecoder()],
        ['provider', getAddressDecoder()],
        ['command', getSteerDecoder()],
        ['deposit', getU64Decoder()],
        ['earnings', getU64Decoder()],
        ['fee', getU64Decoder()],
        ['refund', getU64Decoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getChannelSteeredCodec(): Codec<ChannelSteeredArgs, ChannelSteered> {
    return combineCodec(getChannelSteeredEncoder(), getChannelSteeredDecoder());
}
