// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    getStakeDecoder,
    getStakeEncoder,
    getStatusDecoder,
    getStatusEncoder,
    getTermsDecoder,
    getTermsEncoder,
    type Stake,
    type StakeArgs,
    type Status,
    type StatusArgs,
    type Terms,
    type TermsArgs,
} from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getI64Decoder,
    getI64Encoder,
    getStructDecoder,
    getStructEncoder,
    getU16Decoder,
    getU16Encoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** A provider's account, as the rules see it. */
export type ProviderState = {
    market: Address;
    /** The wallet: registers, names the other keys, retires. Kept cold. */
    authority: Address;
    /** The worker's hot key: claims, delivers, prices. */
    operator: Address;
    /** Where earnings go. */
    payout: Address;
    /** SHA-256 of the JSON in which the provider describes its machine. */
    profile: ReadonlyUint8Array;
    terms: Terms;
    status: Status;
    /** Jobs it works on at a time. */
    slots: number;
    /** Jobs that name this provider and are not settled: while there are any, it can't close. */
    jobs: number;
    /** Lamports it may withdraw or bond. */
    balance: bigint;
    /** The market's fees from its jobs, until they are swept. */
    fees: bigint;
    /** Lamports earned so far, bonds not counted. */
    earned: bigint;
    /** Jobs paid; and attempts that ended by its own fault: too late, wrong, or given back. */
    paidJobs: number;
    failedJobs: number;
    registeredAt: bigint;
    /**
     * How much more of the balance may go into bonds: the authority's word, so that who steals the
     * operator's key can lose no more than this.
     */
    budget: bigint;
    /** Jobs claimed and not delivered. */
    working: number;
    /** What makes this identity cost something. It pays for no job and backs no bond. */
    stake: Stake;
    /** Purses that are open: while there are any, it can't close. */
    purses: number;
};

export type ProviderStateArgs = {
    market: Address;
    /** The wallet: registers, names the other keys, retires. Kept cold. */
    authority: Address;
    /** The worker's hot key: claims, delivers, prices. */
    operator: Address;
    /** Where earnings go. */
    payout: Address;
    /** SHA-256 of the JSON in which the provider describes its machine. */
    profile: ReadonlyUint8Array;
    terms: TermsArgs;
    status: StatusArgs;
    /** Jobs it works on at a time. */
    slots: number;
    /** Jobs that name this provider and are not settled: while there are any, it can't close. */
    jobs: number;
    /** Lamports it may withdraw or bond. */
    balance: number | bigint;
    /** The market's fees from its jobs, until they are swept. */
    fees: number | bigint;
    /** Lamports earned so far, bonds not counted. */
    earned: number | bigint;
    /** Jobs paid; and attempts that ended by its own fault: too late, wrong, or given back. */
    paidJobs: number;
    failedJobs: number;
    registeredAt: number | bigint;
    /**
     * How much more of the balance may go into bonds: the authority's word, so that who steals the
     * operator's key can lose no more than this.
     */
    budget: number | bigint;
    /** Jobs claimed and not delivered. */
    working: number;
    /** What makes this identity cost something. It pays for no job and backs no bond. */
    stake: StakeArgs;
    /** Purses that are open: while there are any, it can't close. */
    purses: number;
};

export function getProviderStateEncoder(): FixedSizeEncoder<ProviderStateArgs> {
    return getStructEncoder([
        ['market', getAddressEncoder()],
        ['authority', getAddressEncoder()],
        ['operator', getAddressEncoder()],
        ['payout', getAddressEncoder()],
        ['profile', fixEncoderSize(getBytesEncoder(), 32)],
        ['terms', getTermsEncoder()],
        ['status', getStatusEncoder()],
        ['slots', getU16Encoder()],
        ['jobs', getU32Encoder()],
        ['balance', getU64Encoder()],
        ['fees', getU64Encoder()],
        ['earned', getU64Encoder()],
        ['paidJobs', getU32Encoder()],
        ['failedJobs', getU32Encoder()],
        ['registeredAt', getI64Encoder()],
        ['budget', getU64Encoder()],
        ['working', getU16Encoder()],
        ['stake', getStakeEncoder()],
        ['purses', getU8Encoder()],
    ]);
}

export function getProviderStateDecoder(): FixedSizeDecoder<ProviderState> {
    return getStructDecoder([
        ['market', getAddressDecoder()],
        ['authority', getAddressDecoder()],
        ['operator', getAddressDecoder()],
        ['payout', getAddressDecoder()],
        ['profile', fixDecoderSize(getBytesDecoder(), 32)],
        ['terms', getTermsDecoder()],
        ['status', getStatusDecoder()],
        ['slots', getU16Decoder()],
        ['jobs', getU32Decoder()],
        ['balance', getU64Decoder()],
        ['fees', getU64Decoder()],
        ['earned', getU64Decoder()],
        ['paidJobs', getU32Decoder()],
        ['failedJobs', getU32Decoder()],
        ['registeredAt', getI64Decoder()],
        ['budget', getU64Decoder()],
        ['working', getU16Decoder()],
        ['stake', getStakeDecoder()],
        ['purses', getU8Decoder()],
    ]);
}

export function getProviderStateCodec(): FixedSizeCodec<ProviderStateArgs, ProviderState> {
    return combineCodec(getProviderStateEncoder(), getProviderStateDecoder());
}
