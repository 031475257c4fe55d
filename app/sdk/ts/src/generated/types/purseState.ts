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

/** A purse's account, as the rules see it. The tokens lie in its vault. */
export type PurseState = {
    /** The address of the provider's account. */
    provider: Address;
    mint: Address;
    /** Base units that the provider may withdraw or bond. */
    balance: bigint;
    /** The market's fees, until they are swept. */
    fees: bigint;
    /** Earned so far, bonds not counted. */
    earned: bigint;
    /** How much more of the balance may go into bonds: the authority's word. */
    budget: bigint;
};

export type PurseStateArgs = {
    /** The address of the provider's account. */
    provider: Address;
    mint: Address;
    /** Base units that the provider may withdraw or bond. */
    balance: number | bigint;
    /** The market's fees, until they are swept. */
    fees: number | bigint;
    /** Earned so far, bonds not counted. */
    earned: number | bigint;
    /** How much more of the balance may go into bonds: the authority's word. */
    budget: number | bigint;
};

export function getPurseStateEncoder(): FixedSizeEncoder<PurseStateArgs> {
    return getStructEncoder([
        ['provider', getAddressEncoder()],
        ['mint', getAddressEncoder()],
        ['balance', getU64Encoder()],
        ['fees', getU64Encoder()],
        ['earned', getU64Encoder()],
        ['budget', getU64Encoder()],
    ]);
}

export function getPurseStateDecoder(): FixedSizeDecoder<PurseState> {
    return getStructDecoder([
        ['provider', getAddressDecoder()],
        ['mint', getAddressDecoder()],
        ['balance', getU64Decoder()],
        ['fees', getU64Decoder()],
        ['earned', getU64Decoder()],
        ['budget', getU64Decoder()],
    ]);
}

export function getPurseStateCodec(): FixedSizeCodec<PurseStateArgs, PurseState> {
    return combineCodec(getPurseStateEncoder(), getPurseStateDecoder());
}
