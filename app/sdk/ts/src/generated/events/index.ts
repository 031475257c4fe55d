// Made from programs/idls/rayment.json by `./x client`: do not edit.

import { containsBytes, getConstantDecoder, getHiddenPrefixDecoder } from '../../strict.js';
import type { Decoder, ReadonlyUint8Array } from '../../strict.js';
import {
    getAccountMigratedDecoder,
    type AccountMigrated,
    getAssetChangedDecoder,
    type AssetChanged,
    getChannelOpenedDecoder,
    type ChannelOpened,
    getChannelRedeemedDecoder,
    type ChannelRedeemed,
    getChannelSteeredDecoder,
    type ChannelSteered,
    getDustSweptDecoder,
    type DustSwept,
    getGuardianEnlistedDecoder,
    type GuardianEnlisted,
    getGuardianSlashedDecoder,
    type GuardianSlashed,
    getJobAcceptedDecoder,
    type JobAccepted,
    getJobAssignedDecoder,
    type JobAssigned,
    getJobCancelledDecoder,
    type JobCancelled,
    getJobClaimedDecoder,
    type JobClaimed,
    getJobClearedDecoder,
    type JobCleared,
    getJobClosedDecoder,
    type JobClosed,
    getJobDeliveredDecoder,
    type JobDelivered,
    getJobDisputedDecoder,
    type JobDisputed,
    getJobExpiredDecoder,
    type JobExpired,
    getJobFailedDecoder,
    type JobFailed,
    getJobOwingDecoder,
    type JobOwing,
    getJobRejectedDecoder,
    type JobRejected,
    getJobSealedDecoder,
    type JobSealed,
    getJobStartedDecoder,
    type JobStarted,
    getMarketChangedDecoder,
    type MarketChanged,
    getOfferChangedDecoder,
    type OfferChanged,
    getOrderDrawnDecoder,
    type OrderDrawn,
    getOrderReturnedDecoder,
    type OrderReturned,
    getProviderChangedDecoder,
    type ProviderChanged,
    getProviderPaidDecoder,
    type ProviderPaid,
    getPurseChangedDecoder,
    type PurseChanged,
    getPursePaidDecoder,
    type PursePaid,
    getStakeChangedDecoder,
    type StakeChanged,
} from '../types/index.js';

export const ACCOUNT_MIGRATED_EVENT_DISCRIMINATOR = new Uint8Array([153, 121, 252, 128, 30, 241, 166, 101]);
export const ASSET_CHANGED_EVENT_DISCRIMINATOR = new Uint8Array([15, 176, 34, 9, 251, 38, 127, 93]);
export const CHANNEL_OPENED_EVENT_DISCRIMINATOR = new Uint8Array([253, 213, 255, 96, 31, 188, 47, 170]);
export const CHANNEL_REDEEMED_EVENT_DISCRIMINATOR = new Uint8Array([40, 86, 84, 216, 121, 244, 126, 234]);
export const CHANNEL_STEERED_EVENT_DISCRIMINATOR = new Uint8Array([141, 7, 35, 235, 172, 16, 158, 7]);
export const DUST_SWEPT_EVENT_DISCRIMINATOR = new Uint8Array([131, 70, 179, 205, 208, 80, 13, 168]);
export const GUARDIAN_ENLISTED_EVENT_DISCRIMINATOR = new Uint8Array([159, 175, 50, 224, 246, 21, 114, 146]);
export const GUARDIAN_SLASHED_EVENT_DISCRIMINATOR = new Uint8Array([206, 86, 243, 203, 236, 233, 83, 96]);
export const JOB_ACCEPTED_EVENT_DISCRIMINATOR = new Uint8Array([47, 54, 152, 59, 118, 195, 251, 114]);
export const JOB_ASSIGNED_EVENT_DISCRIMINATOR = new Uint8Array([37, 41, 120, 33, 26, 236, 76, 219]);
export const JOB_CANCELLED_EVENT_DISCRIMINATOR = new Uint8Array([203, 84, 143, 130, 48, 134, 74, 191]);
export const JOB_CLAIMED_EVENT_DISCRIMINATOR = new Uint8Array([176, 110, 104, 38, 27, 220, 61, 191]);
export const JOB_CLEARED_EVENT_DISCRIMINATOR = new Uint8Array([41, 81, 143, 45, 82, 69, 179, 173]);
export const JOB_CLOSED_EVENT_DISCRIMINATOR = new Uint8Array([123, 63, 243, 153, 174, 212, 2, 55]);
export const JOB_DELIVERED_EVENT_DISCRIMINATOR = new Uint8Array([108, 92, 53, 170, 59, 120, 87, 40]);
export const JOB_DISPUTED_EVENT_DISCRIMINATOR = new Uint8Array([203, 7, 212, 211, 189, 75, 64, 15]);
export const JOB_EXPIRED_EVENT_DISCRIMINATOR = new Uint8Array([213, 123, 115, 173, 157, 242, 12, 71]);
export const JOB_FAILED_EVENT_DISCRIMINATOR = new Uint8Array([239, 142, 192, 215, 175, 72, 19, 44]);
export const JOB_OWING_EVENT_DISCRIMINATOR = new Uint8Array([148, 6, 248, 225, 241, 33, 165, 198]);
export const JOB_REJECTED_EVENT_DISCRIMINATOR = new Uint8Array([23, 78, 227, 57, 28, 0, 197, 216]);
export const JOB_SEALED_EVENT_DISCRIMINATOR = new Uint8Array([243, 228, 115, 144, 149, 61, 42, 9]);
export const JOB_STARTED_EVENT_DISCRIMINATOR = new Uint8Array([8, 44, 116, 171, 51, 119, 74, 188]);
export const MARKET_CHANGED_EVENT_DISCRIMINATOR = new Uint8Array([235, 2, 242, 195, 85, 32, 71, 249]);
export const OFFER_CHANGED_EVENT_DISCRIMINATOR = new Uint8Array([32, 88, 1, 75, 123, 236, 26, 154]);
export const ORDER_DRAWN_EVENT_DISCRIMINATOR = new Uint8Array([123, 186, 193, 55, 132, 246, 230, 113]);
export const ORDER_RETURNED_EVENT_DISCRIMINATOR = new Uint8Array([93, 88, 161, 156, 100, 224, 65, 43]);
export const PROVIDER_CHANGED_EVENT_DISCRIMINATOR = new Uint8Array([203, 115, 70, 176, 4, 215, 248, 176]);
export const PROVIDER_PAID_EVENT_DISCRIMINATOR = new Uint8Array([46, 122, 209, 117, 142, 121, 39, 50]);
export const PURSE_CHANGED_EVENT_DISCRIMINATOR = new Uint8Array([0, 208, 179, 80, 138, 29, 155, 188]);
export const PURSE_PAID_EVENT_DISCRIMINATOR = new Uint8Array([209, 237, 0, 225, 190, 86, 249, 28]);
export const STAKE_CHANGED_EVENT_DISCRIMINATOR = new Uint8Array([242, 117, 195, 222, 185, 209, 114, 219]);

/** What each event holds, by its name. */
export type RaymentEvents = {
    AccountMigrated: AccountMigrated;
    AssetChanged: AssetChanged;
    ChannelOpened: ChannelOpened;
    ChannelRedeemed: ChannelRedeemed;
    ChannelSteered: ChannelSteered;
    DustSwept: DustSwept;
    GuardianEnlisted: GuardianEnlisted;
    GuardianSlashed: GuardianSlashed;
    JobAccepted: JobAccepted;
    JobAssigned: JobAssigned;
    JobCancelled: JobCancelled;
    JobClaimed: JobClaimed;
    JobCleared: JobCleared;
    JobClosed: JobClosed;
    JobDelivered: JobDelivered;
    JobDisputed: JobDisputed;
    JobExpired: JobExpired;
    JobFailed: JobFailed;
    JobOwing: JobOwing;
    JobRejected: JobRejected;
    JobSealed: JobSealed;
    JobStarted: JobStarted;
    MarketChanged: MarketChanged;
    OfferChanged: OfferChanged;
    OrderDrawn: OrderDrawn;
    OrderReturned: OrderReturned;
    ProviderChanged: ProviderChanged;
    ProviderPaid: ProviderPaid;
    PurseChanged: PurseChanged;
    PursePaid: PursePaid;
    StakeChanged: StakeChanged;
};

export type RaymentEventName = keyof RaymentEvents;

/** An event of the program. */
export type RaymentEvent = { [N in RaymentEventName]: { name: N; data: RaymentEvents[N] } }[RaymentEventName];

/** Reads {@link AccountMigrated} with its discriminator, which is compared. */
export function getAccountMigratedEventDecoder(): Decoder<AccountMigrated> {
    return getHiddenPrefixDecoder(getAccountMigratedDecoder(), [
        getConstantDecoder(ACCOUNT_MIGRATED_EVENT_DISCRIMINATOR),
    ]);
}

/** Reads {@link AssetChanged} with its discriminator, which is compared. */
export function getAssetChangedEventDecoder(): Decoder<AssetChanged> {
    return getHiddenPrefixDecoder(getAssetChangedDecoder(), [getConstantDecoder(ASSET_CHANGED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link ChannelOpened} with its discriminator, which is compared. */
export function getChannelOpenedEventDecoder(): Decoder<ChannelOpened> {
    return getHiddenPrefixDecoder(getChannelOpenedDecoder(), [getConstantDecoder(CHANNEL_OPENED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link ChannelRedeemed} with its discriminator, which is compared. */
export function getChannelRedeemedEventDecoder(): Decoder<ChannelRedeemed> {
    return getHiddenPrefixDecoder(getChannelRedeemedDecoder(), [
        getConstantDecoder(CHANNEL_REDEEMED_EVENT_DISCRIMINATOR),
    ]);
}

/** Reads {@link ChannelSteered} with its discriminator, which is compared. */
export function getChannelSteeredEventDecoder(): Decoder<ChannelSteered> {
    return getHiddenPrefixDecoder(getChannelSteeredDecoder(), [
        getConstantDecoder(CHANNEL_STEERED_EVENT_DISCRIMINATOR),
    ]);
}

/** Reads {@link DustSwept} with its discriminator, which is compared. */
export function getDustSweptEventDecoder(): Decoder<DustSwept> {
    return getHiddenPrefixDecoder(getDustSweptDecoder(), [getConstantDecoder(DUST_SWEPT_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link GuardianEnlisted} with its discriminator, which is compared. */
export function getGuardianEnlistedEventDecoder(): Decoder<GuardianEnlisted> {
    return getHiddenPrefixDecoder(getGuardianEnlistedDecoder(), [
        getConstantDecoder(GUARDIAN_ENLISTED_EVENT_DISCRIMINATOR),
    ]);
}

/** Reads {@link GuardianSlashed} with its discriminator, which is compared. */
export function getGuardianSlashedEventDecoder(): Decoder<GuardianSlashed> {
    return getHiddenPrefixDecoder(getGuardianSlashedDecoder(), [
        getConstantDecoder(GUARDIAN_SLASHED_EVENT_DISCRIMINATOR),
    ]);
}

/** Reads {@link JobAccepted} with its discriminator, which is compared. */
export function getJobAcceptedEventDecoder(): Decoder<JobAccepted> {
    return getHiddenPrefixDecoder(getJobAcceptedDecoder(), [getConstantDecoder(JOB_ACCEPTED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobAssigned} with its discriminator, which is compared. */
export function getJobAssignedEventDecoder(): Decoder<JobAssigned> {
    return getHiddenPrefixDecoder(getJobAssignedDecoder(), [getConstantDecoder(JOB_ASSIGNED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobCancelled} with its discriminator, which is compared. */
export function getJobCancelledEventDecoder(): Decoder<JobCancelled> {
    return getHiddenPrefixDecoder(getJobCancelledDecoder(), [getConstantDecoder(JOB_CANCELLED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobClaimed} with its discriminator, which is compared. */
export function getJobClaimedEventDecoder(): Decoder<JobClaimed> {
    return getHiddenPrefixDecoder(getJobClaimedDecoder(), [getConstantDecoder(JOB_CLAIMED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobCleared} with its discriminator, which is compared. */
export function getJobClearedEventDecoder(): Decoder<JobCleared> {
    return getHiddenPrefixDecoder(getJobClearedDecoder(), [getConstantDecoder(JOB_CLEARED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobClosed} with its discriminator, which is compared. */
export function getJobClosedEventDecoder(): Decoder<JobClosed> {
    return getHiddenPrefixDecoder(getJobClosedDecoder(), [getConstantDecoder(JOB_CLOSED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobDelivered} with its discriminator, which is compared. */
export function getJobDeliveredEventDecoder(): Decoder<JobDelivered> {
    return getHiddenPrefixDecoder(getJobDeliveredDecoder(), [getConstantDecoder(JOB_DELIVERED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobDisputed} with its discriminator, which is compared. */
export function getJobDisputedEventDecoder(): Decoder<JobDisputed> {
    return getHiddenPrefixDecoder(getJobDisputedDecoder(), [getConstantDecoder(JOB_DISPUTED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobExpired} with its discriminator, which is compared. */
export function getJobExpiredEventDecoder(): Decoder<JobExpired> {
    return getHiddenPrefixDecoder(getJobExpiredDecoder(), [getConstantDecoder(JOB_EXPIRED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobFailed} with its discriminator, which is compared. */
export function getJobFailedEventDecoder(): Decoder<JobFailed> {
    return getHiddenPrefixDecoder(getJobFailedDecoder(), [getConstantDecoder(JOB_FAILED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobOwing} with its discriminator, which is compared. */
export function getJobOwingEventDecoder(): Decoder<JobOwing> {
    return getHiddenPrefixDecoder(getJobOwingDecoder(), [getConstantDecoder(JOB_OWING_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobRejected} with its discriminator, which is compared. */
export function getJobRejectedEventDecoder(): Decoder<JobRejected> {
    return getHiddenPrefixDecoder(getJobRejectedDecoder(), [getConstantDecoder(JOB_REJECTED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobSealed} with its discriminator, which is compared. */
export function getJobSealedEventDecoder(): Decoder<JobSealed> {
    return getHiddenPrefixDecoder(getJobSealedDecoder(), [getConstantDecoder(JOB_SEALED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link JobStarted} with its discriminator, which is compared. */
export function getJobStartedEventDecoder(): Decoder<JobStarted> {
    return getHiddenPrefixDecoder(getJobStartedDecoder(), [getConstantDecoder(JOB_STARTED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link MarketChanged} with its discriminator, which is compared. */
export function getMarketChangedEventDecoder(): Decoder<MarketChanged> {
    return getHiddenPrefixDecoder(getMarketChangedDecoder(), [getConstantDecoder(MARKET_CHANGED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link OfferChanged} with its discriminator, which is compared. */
export function getOfferChangedEventDecoder(): Decoder<OfferChanged> {
    return getHiddenPrefixDecoder(getOfferChangedDecoder(), [getConstantDecoder(OFFER_CHANGED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link OrderDrawn} with its discriminator, which is compared. */
export function getOrderDrawnEventDecoder(): Decoder<OrderDrawn> {
    return getHiddenPrefixDecoder(getOrderDrawnDecoder(), [getConstantDecoder(ORDER_DRAWN_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link OrderReturned} with its discriminator, which is compared. */
export function getOrderReturnedEventDecoder(): Decoder<OrderReturned> {
    return getHiddenPrefixDecoder(getOrderReturnedDecoder(), [getConstantDecoder(ORDER_RETURNED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link ProviderChanged} with its discriminator, which is compared. */
export function getProviderChangedEventDecoder(): Decoder<ProviderChanged> {
    return getHiddenPrefixDecoder(getProviderChangedDecoder(), [
        getConstantDecoder(PROVIDER_CHANGED_EVENT_DISCRIMINATOR),
    ]);
}

/** Reads {@link ProviderPaid} with its discriminator, which is compared. */
export function getProviderPaidEventDecoder(): Decoder<ProviderPaid> {
    return getHiddenPrefixDecoder(getProviderPaidDecoder(), [getConstantDecoder(PROVIDER_PAID_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link PurseChanged} with its discriminator, which is compared. */
export function getPurseChangedEventDecoder(): Decoder<PurseChanged> {
    return getHiddenPrefixDecoder(getPurseChangedDecoder(), [getConstantDecoder(PURSE_CHANGED_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link PursePaid} with its discriminator, which is compared. */
export function getPursePaidEventDecoder(): Decoder<PursePaid> {
    return getHiddenPrefixDecoder(getPursePaidDecoder(), [getConstantDecoder(PURSE_PAID_EVENT_DISCRIMINATOR)]);
}

/** Reads {@link StakeChanged} with its discriminator, which is compared. */
export function getStakeChangedEventDecoder(): Decoder<StakeChanged> {
    return getHiddenPrefixDecoder(getStakeChangedDecoder(), [getConstantDecoder(STAKE_CHANGED_EVENT_DISCRIMINATOR)]);
}

type EventDecoders = { [N in RaymentEventName]: { discriminator: Uint8Array; decoder: Decoder<RaymentEvents[N]> } };

const EVENTS: EventDecoders = {
    AccountMigrated: { discriminator: ACCOUNT_MIGRATED_EVENT_DISCRIMINATOR, decoder: getAccountMigratedEventDecoder() },
    AssetChanged: { discriminator: ASSET_CHANGED_EVENT_DISCRIMINATOR, decoder: getAssetChangedEventDecoder() },
    ChannelOpened: { discriminator: CHANNEL_OPENED_EVENT_DISCRIMINATOR, decoder: getChannelOpenedEventDecoder() },
    ChannelRedeemed: { discriminator: CHANNEL_REDEEMED_EVENT_DISCRIMINATOR, decoder: getChannelRedeemedEventDecoder() },
    ChannelSteered: { discriminator: CHANNEL_STEERED_EVENT_DISCRIMINATOR, decoder: getChannelSteeredEventDecoder() },
    DustSwept: { discriminator: DUST_SWEPT_EVENT_DISCRIMINATOR, decoder: getDustSweptEventDecoder() },
    GuardianEnlisted: {
        discriminator: GUARDIAN_ENLISTED_EVENT_DISCRIMINATOR,
        decoder: getGuardianEnlistedEventDecoder(),
    },
    GuardianSlashed: { discriminator: GUARDIAN_SLASHED_EVENT_DISCRIMINATOR, decoder: getGuardianSlashedEventDecoder() },
    JobAccepted: { discriminator: JOB_ACCEPTED_EVENT_DISCRIMINATOR, decoder: getJobAcceptedEventDecoder() },
    JobAssigned: { discriminator: JOB_ASSIGNED_EVENT_DISCRIMINATOR, decoder: getJobAssignedEventDecoder() },
    JobCancelled: { discriminator: JOB_CANCELLED_EVENT_DISCRIMINATOR, decoder: getJobCancelledEventDecoder() },
    JobClaimed: { discriminator: JOB_CLAIMED_EVENT_DISCRIMINATOR, decoder: getJobClaimedEventDecoder() },
    JobCleared: { discriminator: JOB_CLEARED_EVENT_DISCRIMINATOR, decoder: getJobClearedEventDecoder() },
    JobClosed: { discriminator: JOB_CLOSED_EVENT_DISCRIMINATOR, decoder: getJobClosedEventDecoder() },
    JobDelivered: { discriminator: JOB_DELIVERED_EVENT_DISCRIMINATOR, decoder: getJobDeliveredEventDecoder() },
    JobDisputed: { discriminator: JOB_DISPUTED_EVENT_DISCRIMINATOR, decoder: getJobDisputedEventDecoder() },
    JobExpired: { discriminator: JOB_EXPIRED_EVENT_DISCRIMINATOR, decoder: getJobExpiredEventDecoder() },
    JobFailed: { discriminator: JOB_FAILED_EVENT_DISCRIMINATOR, decoder: getJobFailedEventDecoder() },
    JobOwing: { discriminator: JOB_OWING_EVENT_DISCRIMINATOR, decoder: getJobOwingEventDecoder() },
    JobRejected: { discriminator: JOB_REJECTED_EVENT_DISCRIMINATOR, decoder: getJobRejectedEventDecoder() },
    JobSealed: { discriminator: JOB_SEALED_EVENT_DISCRIMINATOR, decoder: getJobSealedEventDecoder() },
    JobStarted: { discriminator: JOB_STARTED_EVENT_DISCRIMINATOR, decoder: getJobStartedEventDecoder() },
    MarketChanged: { discriminator: MARKET_CHANGED_EVENT_DISCRIMINATOR, decoder: getMarketChangedEventDecoder() },
    OfferChanged: { discriminator: OFFER_CHANGED_EVENT_DISCRIMINATOR, decoder: getOfferChangedEventDecoder() },
    OrderDrawn: { discriminator: ORDER_DRAWN_EVENT_DISCRIMINATOR, decoder: getOrderDrawnEventDecoder() },
    OrderReturned: { discriminator: ORDER_RETURNED_EVENT_DISCRIMINATOR, decoder: getOrderReturnedEventDecoder() },
    ProviderChanged: { discriminator: PROVIDER_CHANGED_EVENT_DISCRIMINATOR, decoder: getProviderChangedEventDecoder() },
    ProviderPaid: { discriminator: PROVIDER_PAID_EVENT_DISCRIMINATOR, decoder: getProviderPaidEventDecoder() },
    PurseChanged: { discriminator: PURSE_CHANGED_EVENT_DISCRIMINATOR, decoder: getPurseChangedEventDecoder() },
    PursePaid: { discriminator: PURSE_PAID_EVENT_DISCRIMINATOR, decoder: getPursePaidEventDecoder() },
    StakeChanged: { discriminator: STAKE_CHANGED_EVENT_DISCRIMINATOR, decoder: getStakeChangedEventDecoder() },
};

/** The names of all events, as the IDL has them. */
export const RAYMENT_EVENT_NAMES = Object.keys(EVENTS) as readonly RaymentEventName[];

/**
 * An event from its bytes, discriminator first. `undefined` where they begin like none of these: a later release
 * of the program may tell more. Bytes that begin like an event and end too early are an error.
 */
export function decodeRaymentEvent(bytes: ReadonlyUint8Array): RaymentEvent | undefined {
    const name = RAYMENT_EVENT_NAMES.find((known) => containsBytes(bytes, EVENTS[known].discriminator, 0));
    return name && ({ name, data: EVENTS[name].decoder.decode(bytes) } as RaymentEvent);
}
