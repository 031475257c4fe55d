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

/** A provider opened a purse, or said how much of it may be bonded. */
export type PurseChanged = { provider: Address; purse: Address; mint: Address; budget: bigint };

export type PurseChangedArgs = { provider: Address; purse: Address; mint: Address; budget: number | bigint };

export function getPurseChangedEncoder(): FixedSizeEncoder<PurseChangedArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['purse', getAddressEncoder()],
        ['mint', getAddressEncoder()],
        ['budget', getU64Encoder()],
    ]);
}

export function getPurseChangedDecoder(): FixedSizeDecoder<PurseChanged> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['purse', getAddressDecoder()],
        ['mint', getAddressDecoder()],
        ['budget', getU64Decoder()],
    ]);
}

export function getPurseChangedCodec(): FixedSizeCodec<PurseChangedArgs, PurseChanged> {
    return combineCodec(getPurseChangedEncoder(), getPurseChangedDecoder());
}
