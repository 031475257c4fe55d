// Made from programs/idls/rayment.json by `./x client`: do not edit.

import {
    combineCodec,
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
    type FixedSizeCodec,
    type FixedSizeDecoder,
    type FixedSizeEncoder,
} from '../../strict.js';

/** What a market charges and how long everybody has. Durations are in seconds. */
export type Params = {
    /** The market's fee on top of a provider's price, in basis points. */
    feeBps: number;
    /** The provider's bond, in basis points of the most that its claim can cost… */
    bondBps: number;
    /** …and at least this many lamports. */
    bondMin: bigint;
    /** The largest deposit that may settle on the keeper's word alone, where the client agreed. */
    atOnceMax: bigint;
    /** How long the keeper's assignment reserves a job. */
    reserveSecs: number;
    /** How long an open job waits for the keeper before anyone may claim it. */
    openSecs: number;
    /** From claim to start. */
    startSecs: number;
    /** From start to delivery, on top of twice the quoted time. */
    deliverSecs: number;
    /** From delivery to the keeper's verdict. */
    verdictSecs: number;
    /** The client's time to approve or dispute. */
    approvalSecs: number;
    /** How long a dispute waits for an answer. */
    disputeSecs: number;
    /** The least time between cancelling and its effect on running work. */
    cancelSecs: number;
    /** Longest life of an open job. */
    lifetimeSecs: number;
    /** Slots between a delivery and the slot hash that picks the tiles to check. */
    challengeSlots: number;
    /** The least number of tiles checked per job. */
    challengeTiles: number;
    /** The bond of a dispute, in basis points of the bill with its fee. */
    disputeBps: number;
    /** What giving a job back right after its start costs, in basis points of the bond. */
    holdBps: number;
    /** Lamports that a client locks before it may rate; 0 asks for none. */
    stakeClient: bigint;
    /** Lamports that a provider locks before it may claim; 0 asks for none. */
    stakeProvider: bigint;
    /** Lamports that a guardian locks before its signatures count. */
    stakeGuardian: bigint;
    /** Lamports that the keeper locks before its word alone pays at once; 0 asks for none. */
    keeperBondMin: bigint;
    /** From unlocking a stake to taking it. */
    unlockSecs: number;
    /** How long a channel with a rate runs on beyond the last voucher. */
    graceSecs: number;
    /** How long vouchers count once the payer has closed a channel: what clients suggest. */
    closeSecs: number;
    /**
     * Guardians that sign beside the keeper before a rejection forfeits a bond; where it is 0, guardians
     * have no say.
     */
    secondCheck: number;
    /** The guardians' time to undo an acceptance that otherwise pays at once. */
    guardianSecs: number;
};

export type ParamsArgs = {
    /** The market's fee on top of a provider's price, in basis points. */
    feeBps: number;
    /** The provider's bond, in basis points of the most that its claim can cost… */
    bondBps: number;
    /** …and at least this many lamports. */
    bondMin: number | bigint;
    /** The largest deposit that may settle on the keeper's word alone, where the client agreed. */
    atOnceMax: number | bigint;
    /** How long the keeper's assignment reserves a job. */
    reserveSecs: number;
    /** How long an open job waits for the keeper before anyone may claim it. */
    openSecs: number;
    /** From claim to start. */
    startSecs: number;
    /** From start to delivery, on top of twice the quoted time. */
    deliverSecs: number;
    /** From delivery to the keeper's verdict. */
    verdictSecs: number;
    /** The client's time to approve or dispute. */
    approvalSecs: number;
    /** How long a dispute waits for an answer. */
    disputeSecs: number;
    /** The least time between cancelling and its effect on running work. */
    cancelSecs: number;
    /** Longest life of an open job. */
    lifetimeSecs: number;
    /** Slots between a delivery and the slot hash that picks the tiles to check. */
    challengeSlots: number;
    /** The least number of tiles checked per job. */
    challengeTiles: number;
    /** The bond of a dispute, in basis points of the bill with its fee. */
    disputeBps: number;
    /** What giving a job back right after its start costs, in basis points of the bond. */
    holdBps: number;
    /** Lamports that a client locks before it may rate; 0 asks for none. */
    stakeClient: number | bigint;
    /** Lamports that a provider locks before it may claim; 0 asks for none. */
    stakeProvider: number | bigint;
    /** Lamports that a guardian locks before its signatures count. */
    stakeGuardian: number | bigint;
    /** Lamports that the keeper locks before its word alone pays at once; 0 asks for none. */
    keeperBondMin: number | bigint;
    /** From unlocking a stake to taking it. */
    unlockSecs: number;
    /** How long a channel with a rate runs on beyond the last voucher. */
    graceSecs: number;
    /** How long vouchers count once the payer has closed a channel: what clients suggest. */
    closeSecs: number;
    /**
     * Guardians that sign beside the keeper before a rejection forfeits a bond; where it is 0, guardians
     * have no say.
     */
    secondCheck: number;
    /** The guardians' time to undo an acceptance that otherwise pays at once. */
    guardianSecs: number;
};

export function getParamsEncoder(): FixedSizeEncoder<ParamsArgs> {
    return getStructEncoder([
        ['feeBps', getU16Encoder()],
        ['bondBps', getU16Encoder()],
        ['bondMin', getU64Encoder()],
        ['atOnceMax', getU64Encoder()],
        ['reserveSecs', getU32Encoder()],
        ['openSecs', getU32Encoder()],
        ['startSecs', getU32Encoder()],
        ['deliverSecs', getU32Encoder()],
        ['verdictSecs', getU32Encoder()],
        ['approvalSecs', getU32Encoder()],
        ['disputeSecs', getU32Encoder()],
        ['cancelSecs', getU32Encoder()],
        ['lifetimeSecs', getU32Encoder()],
        ['challengeSlots', getU16Encoder()],
        ['challengeTiles', getU16Encoder()],
        ['disputeBps', getU16Encoder()],
        ['holdBps', getU16Encoder()],
        ['stakeClient', getU64Encoder()],
        ['stakeProvider', getU64Encoder()],
        ['stakeGuardian', getU64Encoder()],
        ['keeperBondMin', getU64Encoder()],
        ['unlockSecs', getU32Encoder()],
        ['graceSecs', getU16Encoder()],
        ['closeSecs', getU32Encoder()],
        ['secondCheck', getU8Encoder()],
        ['guardianSecs', getU32Encoder()],
    ]);
}

export function getParamsDecoder(): FixedSizeDecoder<Params> {
    return getStructDecoder([
        ['feeBps', getU16Decoder()],
        ['bondBps', getU16Decoder()],
        ['bondMin', getU64Decoder()],
        ['atOnceMax', getU64Decoder()],
        ['reserveSecs', getU32Decoder()],
        ['openSecs', getU32Decoder()],
        ['startSecs', getU32Decoder()],
        ['deliverSecs', getU32Decoder()],
        ['verdictSecs', getU32Decoder()],
        ['approvalSecs', getU32Decoder()],
        ['disputeSecs', getU32Decoder()],
        ['cancelSecs', getU32Decoder()],
        ['lifetimeSecs', getU32Decoder()],
        ['challengeSlots', getU16Decoder()],
        ['challengeTiles', getU16Decoder()],
        ['disputeBps', getU16Decoder()],
        ['holdBps', getU16Decoder()],
        ['stakeClient', getU64Decoder()],
        ['stakeProvider', getU64Decoder()],
        ['stakeGuardian', getU64Decoder()],
        ['keeperBondMin', getU64Decoder()],
        ['unlockSecs', getU32Decoder()],
        ['graceSecs', getU16Decoder()],
        ['closeSecs', getU32Decoder()],
        ['secondCheck', getU8Decoder()],
        ['guardianSecs', getU32Decoder()],
    ]);
}

export function getParamsCodec(): FixedSizeCodec<ParamsArgs, Params> {
    return combineCodec(getParamsEncoder(), getParamsDecoder());
}
