// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { getOutcomeDecoder, getOutcomeEncoder, type Outcome, type OutcomeArgs } from './index.js';
import {
    combineCodec,
    fixDecoderSize,
    fixEncoderSize,
    getAddressDecoder,
    getAddressEncoder,
    getBytesDecoder,
    getBytesEncoder,
    getOptionDecoder,
    getOptionEncoder,
    getStructDecoder,
    getStructEncoder,
    getU32Decoder,
    getU32Encoder,
    getU64Decoder,
    getU64Encoder,
    getU8Decoder,
    getU8Encoder,
    type Address,
    type Codec,
    type Decoder,
    type Encoder,
    type Option,
    type OptionOrNullable,
    type ReadonlyUint8Array,
} from '../../strict.js';

/** The job's account is closed: who got what. Rent, and gifts of strangers, are in `returned`. */
export type JobClosed = {
    job: Address;
    client: Address;
    /** Wallet of the provider that held the job at its end. */
    provider: Option<Address>;
    order: bigint;
    attempt: number;
    outcome: Outcome;
    deposit: bigint;
    earnings: bigint;
    fee: bigint;
    refund: bigint;
    /** The bond: back to the provider, or to the client. */
    bondBack: bigint;
    forfeit: bigint;
    /** The bond of a dispute: to the provider, to the market's fees, or back to the client. */
    disputePaid: bigint;
    disputeFee: bigint;
    disputeBack: bigint;
    returned: bigint;
    /**
     * What was bought: frames, billed milliseconds, and the root over all tiles. Nothing where the
     * deposit went back.
     */
    frames: number;
    ms: bigint;
    root: Option<ReadonlyUint8Array>;
    /** What else lay in the vault of a job in tokens and went to the order: forfeits of earlier attempts, and gifts. */
    surplus: bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export type JobClosedArgs = {
    job: Address;
    client: Address;
    /** Wallet of the provider that held the job at its end. */
    provider: OptionOrNullable<Address>;
    order: number | bigint;
    attempt: number;
    outcome: OutcomeArgs;
    deposit: number | bigint;
    earnings: number | bigint;
    fee: number | bigint;
    refund: number | bigint;
    /** The bond: back to the provider, or to the client. */
    bondBack: number | bigint;
    forfeit: number | bigint;
    /** The bond of a dispute: to the provider, to the market's fees, or back to the client. */
    disputePaid: number | bigint;
    disputeFee: number | bigint;
    disputeBack: number | bigint;
    returned: number | bigint;
    /**
     * What was bought: frames, billed milliseconds, and the root over all tiles. Nothing where the
     * deposit went back.
     */
    frames: number;
    ms: number | bigint;
    root: OptionOrNullable<ReadonlyUint8Array>;
    /** What else lay in the vault of a job in tokens and went to the order: forfeits of earlier attempts, and gifts. */
    surplus: number | bigint;
    /** What the amounts are in; zeros for SOL. */
    mint: Address;
};

export function getJobClosedEncoder(): Encoder<JobClosedArgs> {
    return getStructEncoder([
        ['job', getAddressEncoder()],
        ['client', getAddressEncoder()],
        ['provider', getOptionEncoder(getAddressEncoder())],
        ['order', getU64Encoder()],
        ['attempt', getU8Encoder()],
        ['outcome', getOutcomeEncoder()],
        ['deposit', getU64Encoder()],
        ['earnings', getU64Encoder()],
        ['fee', getU64Encoder()],
        ['refund', getU64Encoder()],
        ['bondBack', getU64Encoder()],
        ['forfeit', getU64Encoder()],
        ['disputePaid', getU64Encoder()],
        ['disputeFee', getU64Encoder()],
        ['disputeBack', getU64Encoder()],
        ['returned', getU64Encoder()],
        ['frames', getU32Encoder()],
        ['ms', getU64Encoder()],
        ['root', getOptionEncoder(fixEncoderSize(getBytesEncoder(), 32))],
        ['surplus', getU64Encoder()],
        ['mint', getAddressEncoder()],
    ]);
}

export function getJobClosedDecoder(): Decoder<JobClosed> {
    return getStructDecoder([
        ['job', getAddressDecoder()],
        ['client', getAddressDecoder()],
        ['provider', getOptionDecoder(getAddressDecoder())],
        ['order', getU64Decoder()],
        ['attempt', getU8Decoder()],
        ['outcome', getOutcomeDecoder()],
        ['deposit', getU64Decoder()],
        ['earnings', getU64Decoder()],
        ['fee', getU64Decoder()],
        ['refund', getU64Decoder()],
        ['bondBack', getU64Decoder()],
        ['forfeit', getU64Decoder()],
        ['disputePaid', getU64Decoder()],
        ['disputeFee', getU64Decoder()],
        ['disputeBack', getU64Decoder()],
        ['returned', getU64Decoder()],
        ['frames', getU32Decoder()],
        ['ms', getU64Decoder()],
        ['root', getOptionDecoder(fixDecoderSize(getBytesDecoder(), 32))],
        ['surplus', getU64Decoder()],
        ['mint', getAddressDecoder()],
    ]);
}

export function getJobClosedCodec(): Codec<JobClosedArgs, JobClosed> {
    return combineCodec(getJobClosedEncoder(), getJobClosedDecoder());
}
