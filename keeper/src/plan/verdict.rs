//! From delivery to verdict: seal, check, accept or reject; or no verdict at all.

use rayment_client::{Job, profile::CPU, rule_key};
use rayment_core::{
    Hash, Native,
    job::{Acceptance, Delivery, FailReason, JobState, Phase, Seal, flag},
    market::Params,
    proof::challenge::{self, Challenge, Sighting, SlotHashes},
};

use crate::{
    action::{Action, ChainAction, CheckRequest},
    snapshot::{Finding, Snapshot},
};

/// Slots after which a challenge that is known is sealed without waiting for its verdict: a quarter of
/// what the chain remembers.
const SEAL_ALONE: u64 = 128;

/// The longest path of evidence that fits into one transaction with a seal.
const DEEPEST_SEALED: usize = 21;

/// Seconds after which tiles are called missing that a hub which answers does not have: it may be restored by then.
const MISSED_AFTER: i64 = 120;

/// Which tiles are to be checked, as far as that is decided.
enum Challenged {
    /// On the chain.
    Sealed(Challenge),
    /// The slot has come: whoever seals now seals this, for as long as the slot is remembered.
    Seen {
        challenge: Challenge,
        age: u64,
    },
    NotYet,
    /// The slot is forgotten; sealing draws another, and more tiles.
    Missed,
}

/// Whether there is a delivery of which the keeper may still have something to say: until it is paid, whatever is
/// wrong with it can be shown. What was found of others is forgotten.
pub fn is_open_to_a_verdict(job: &JobState, params: Option<&Params>, now: i64) -> bool {
    let paid = params.and_then(|params| job.settle_due(params));
    job.delivery().is_some() && paid.is_none_or(|due| now < due)
}

/// What a delivery needs next: nothing where it is paid for already, or isn't ours to judge. From the time on
/// that a verdict was due, and where the client has asked for none, it can't be accepted any more; what is
/// wrong with it can be shown until it is paid for.
pub(super) fn follow(snapshot: &Snapshot, job: &Job, params: &Params) -> Option<Action> {
    let delivery = job.state.delivery()?;
    if !is_open_to_a_verdict(&job.state, Some(params), snapshot.now) || super::is_party(snapshot, job) {
        return None;
    }
    let is_late = snapshot.now >= job.state.verdict_due(params)?;
    let is_spared = job.state.has(flag::UNCHECKED) && !matches!(job.state.phase, Phase::Disputed { .. });
    let finding = snapshot.findings.get(&(job.address, job.state.attempt));
    match finding {
        Some(Finding::Missing) if stays_missing(snapshot, job, params) => {
            return Some(super::fail(job, FailReason::Missing, false));
        }
        // No verdict: the client decides.
        Some(Finding::Unreadable) => return None,
        _ => {}
    }
    let check = |challenge| Some(Action::Check(request(snapshot, job, (delivery, challenge), params)));
    if is_spared {
        // Nobody compares, but what was committed to must be there.
        return if finding.is_some_and(is_here) { None } else { check(None) };
    }
    let is_right =
        |challenge: &Challenge| matches!(finding, Some(Finding::Equal { seed, .. }) if *seed == challenge.seed);
    match challenged(snapshot, job, delivery, params) {
        // It came too late to be accepted.
        Challenged::Sealed(challenge) | Challenged::Seen { challenge, .. } if is_late && is_right(&challenge) => None,
        Challenged::Missed => Some(Action::Send(ChainAction::Seal { job: *job })),
        Challenged::NotYet if finding.is_some_and(is_here) => None,
        Challenged::NotYet => check(None),
        Challenged::Sealed(challenge) => {
            verdict(snapshot, (job, params), &challenge.seed, (false, is_late)).or_else(|| check(Some(challenge)))
        }
        Challenged::Seen { challenge, age } => verdict(snapshot, (job, params), &challenge.seed, (true, is_late))
            .or_else(|| (age > SEAL_ALONE).then_some(Action::Send(ChainAction::Seal { job: *job })))
            .or_else(|| check(Some(challenge))),
    }
}

/// What there is to check, how long there is time for it, and what it brings: the fee of the bill for this
/// delivery, whether the job was assigned or taken when it was open to all, and disputed or not.
fn request(
    snapshot: &Snapshot,
    job: &Job,
    (delivery, challenge): (&Delivery, Option<Challenge>),
    params: &Params,
) -> CheckRequest {
    let (Seal::Pending { round, .. } | Seal::Sealed { round, .. }) = delivery.seal;
    let coming = || Challenge::new([0; 32], delivery.frames, job.state.chunk.tiles, params.challenge_tiles, round);
    let tiles = challenge.unwrap_or_else(coming).count;
    let bill = job.state.claim().and_then(|claim| job.state.bill(params, claim, delivery.frames, delivery.ms).ok());
    let due = judged_until(snapshot, job, params);
    let left_secs = u64::try_from(due.saturating_sub(snapshot.now)).unwrap_or(0);
    let fee = bill.map_or(0, |bill| snapshot.tokens.weight_of(job, bill.fee, snapshot.now));
    let same_class = is_of_our_class(snapshot, job);
    CheckRequest { job: *job, challenge, tiles, fee, same_class, due, left_secs }
}

/// By what the provider states about its machine now; one whose profile is unknown may be of any class.
fn is_of_our_class(snapshot: &Snapshot, job: &Job) -> bool {
    let holder = job.provider();
    let provider = snapshot.providers.iter().find(|provider| Some(provider.wallet()) == holder);
    let profile = provider.and_then(|provider| snapshot.profiles.get(&provider.state.profile));
    profile.is_some_and(|profile| !profile.device_classes.is_empty() && profile.device_classes.iter().all(|c| c == CPU))
}

/// Whether the tiles are here, or were.
fn is_here(finding: &Finding) -> bool {
    match finding {
        Finding::Fetched | Finding::Equal { .. } | Finding::Different { .. } | Finding::Unlike { .. } => true,
        Finding::Missing | Finding::Unreachable | Finding::Unreadable | Finding::TooHeavy => false,
    }
}

/// The verdict that follows from a finding about this very challenge.
fn verdict(
    snapshot: &Snapshot,
    (job, params): (&Job, &Params),
    challenged: &Hash,
    (seal, is_late): (bool, bool),
) -> Option<Action> {
    let job = *job;
    let action = match snapshot.findings.get(&(job.address, job.state.attempt))? {
        Finding::Equal { seed, .. } if seed == challenged && !is_late => {
            let settle = is_paid_at_once(snapshot, &job.state, params);
            ChainAction::Accept { job, seed: *seed, seal, settle }
        }
        // Alone it can't take a bond here: the provider is not paid, and keeps it.
        Finding::Different { seed, .. } if seed == challenged && params.second_check > 0 => {
            ChainAction::Fail { job, reason: FailReason::Unlike, seal }
        }
        // With the deepest evidence a seal doesn't fit into one transaction: then it goes ahead.
        Finding::Different { seed, evidence } if seed == challenged && seal && evidence.path.len() > DEEPEST_SEALED => {
            ChainAction::Seal { job }
        }
        Finding::Different { seed, evidence } if seed == challenged => {
            ChainAction::Reject { job, seal, evidence: evidence.clone() }
        }
        // The provider is not paid, and its bond goes back.
        Finding::Unlike { seed } if seed == challenged => ChainAction::Fail { job, reason: FailReason::Unlike, seal },
        _ => return None,
    };
    Some(Action::Send(action))
}

/// Whether what is accepted now can be settled now, by the rules for what the acceptance will be: neither the client
/// nor guardians have time left, and the keeper's bond is enough where its word pays.
fn is_paid_at_once(snapshot: &Snapshot, job: &JobState, params: &Params) -> bool {
    let (Some(claim), Some(delivery)) = (job.claim(), job.delivery()) else { return false };
    let is_disputed = matches!(job.phase, Phase::Disputed { .. });
    let answers = snapshot.keeper_bond >= params.keeper_bond_min;
    let flags = if answers { job.flags } else { job.flags & !flag::AT_ONCE };
    let how = if is_disputed { Acceptance::Answered } else { Acceptance::Keeper };
    let Delivery { frames, ms, root, .. } = *delivery;
    let (at, seed, round) = (snapshot.now, [0; 32], 0);
    let phase = Phase::Accepted { claim: *claim, at, how, frames, ms, root, seed, round };
    JobState { flags, phase, ..*job }.settle_due(params).is_some_and(|due| snapshot.now >= due)
}

/// Whether the keeper calls a delivery unlike of which it can show a wrong tile: in its market a rejection takes
/// guardians as well.
pub fn lacks_guardians(snapshot: &Snapshot, action: &ChainAction) -> bool {
    let ChainAction::Fail { job, reason: FailReason::Unlike, .. } = action else { return false };
    matches!(snapshot.findings.get(&(job.address, job.state.attempt)), Some(Finding::Different { .. }))
}

fn challenged(snapshot: &Snapshot, job: &Job, delivery: &Delivery, params: &Params) -> Challenged {
    let Seal::Pending { slot, round } = delivery.seal else {
        return job.state.challenge(params).map_or(Challenged::NotYet, Challenged::Sealed);
    };
    match SlotHashes(&snapshot.slot_hashes).sight(slot) {
        Sighting::NotYet => Challenged::NotYet,
        Sighting::Missed => Challenged::Missed,
        Sighting::Seen(hash) => {
            let seed = challenge::seed::<Native>(&rule_key(&job.address), job.state.attempt, &delivery.root, &hash);
            let tiles = job.state.chunk.tiles;
            let challenge = Challenge::new(seed, delivery.frames, tiles, params.challenge_tiles, round);
            Challenged::Seen { challenge, age: newest(&snapshot.slot_hashes).saturating_sub(slot) }
        }
    }
}

/// The newest slot that the sysvar remembers: it stands first, behind the count.
fn newest(slot_hashes: &[u8]) -> u64 {
    let slot = slot_hashes.get(8..).and_then(|rest| rest.first_chunk::<8>());
    slot.map_or(0, |slot| u64::from_le_bytes(*slot))
}

/// Until when the delivery can be accepted; once that is over, until when it can be refused.
fn judged_until(snapshot: &Snapshot, job: &Job, params: &Params) -> i64 {
    let due = job.state.verdict_due(params).filter(|due| snapshot.now < *due);
    due.or_else(|| job.state.settle_due(params)).unwrap_or(snapshot.now)
}

/// Whether tiles that the hub does not have have been missing for long enough: no hub takes any more once a job is
/// delivered.
fn stays_missing(snapshot: &Snapshot, job: &Job, params: &Params) -> bool {
    let (Phase::Delivered { at, .. } | Phase::Disputed { at, .. }) = job.state.phase else { return false };
    let half = judged_until(snapshot, job, params).saturating_sub(at) / 2;
    snapshot.now.saturating_sub(at) >= MISSED_AFTER.min(half)
}
