//! Who did what, when, and where that has led.

use rayment_core::{
    Pubkey,
    job::{Command, FailReason, JobError, JobState, Outcome, Phase, Seal, Signer, flag},
    layout,
};

use super::{
    super::{
        market::{PROVIDERS, Refusal, Watched},
        record::Window,
    },
    Holds, Moment, ensure,
};
use crate::job::{
    account::{SIZE, encoded, tag},
    story::*,
};

pub fn refusals_change_nothing(moment: &Moment) -> Holds {
    let (before, after) = moment.watched();
    let same = before.job.state == after.job.state
        && before.held == after.held
        && moment.before.accounts == moment.after.accounts
        && (moment.before.clients, moment.before.wallets) == (moment.after.clients, moment.after.wallets);
    ensure(moment.asked.result.is_ok() || same, || "something changed".into())
}

pub fn claim_is_kept(moment: &Moment) -> Holds {
    let Ok(after) = moment.state_after() else { return Ok(()) };
    match (moment.claim_before(), after.claim(), &moment.asked.command) {
        (None, Some(claim), Command::Claim { terms, .. }) => {
            ensure(claim.provider == moment.asked.actor.key && claim.terms == *terms, || "claimed for another".into())
        }
        (None, Some(_), other) => Err(format!("a claim by {other:?}")),
        (Some(old), Some(new), _) => ensure(old == new, || "the claim changed hands".into()),
        (_, None, _) => Ok(()),
    }
}

pub fn end(moment: &Moment) -> Holds {
    let Err(outcome) = moment.state_after() else { return Ok(()) };
    let (record, command) = (&moment.watched().1.record, &moment.asked.command);
    let expected = match (&moment.state_before().phase, command) {
        (Phase::Delivered { .. } | Phase::Accepted { .. }, Command::Settle) => Outcome::Paid,
        (Phase::Disputed { .. }, Command::Settle) => Outcome::Split,
        (_, _) => Outcome::Refunded,
    };
    ensure(outcome == expected, || format!("{outcome:?} instead of {expected:?}"))?;
    let reports = moment.watched().0.record.reporters.len();
    let is_broken = matches!(command, Command::Fail { reason: FailReason::Broken, .. });
    ensure(!is_broken || reports > 0, || "called broken without a report".into())?;
    let by_spec = matches!(command, Command::Fail { reason: FailReason::Spec, .. }) && !record.loads && reports > 0;
    let never_held = moment.claim_before().is_none();
    let over = record.cancelled.is_some() || moment.state_before().attempt == 2;
    ensure(outcome != Outcome::Refunded || by_spec || never_held || over, || "it could have gone on".into())
}

pub fn proof(moment: &Moment) -> Holds {
    let judged = match &moment.asked.command {
        Command::Accept { .. } | Command::Reject { .. } => true,
        Command::Fail { reason, .. } => *reason == FailReason::Unlike,
        _ => false,
    };
    let delivery = moment.state_before().delivery();
    let sealed = match &moment.state_before().phase {
        Phase::Accepted { seed, .. } => *seed != [0; 32],
        _ => delivery.is_some_and(|delivery| matches!(delivery.seal, Seal::Sealed { .. })),
    };
    ensure(!judged || moment.asked.result.is_err() || sealed, || "judged unseen".into())?;
    let Ok(after) = moment.state_after() else { return Ok(()) };
    match (delivery.map(|delivery| delivery.seal), after.delivery().map(|delivery| delivery.seal)) {
        (Some(Seal::Sealed { seed, round }), Some(seal)) => {
            ensure(seal == Seal::Sealed { seed, round }, || "a seed changed".into())
        }
        (Some(Seal::Pending { round, .. }), Some(Seal::Pending { round: next, slot })) => {
            let missed = matches!(moment.asked.command, Command::Seal { .. }) && moment.asked.result.is_ok();
            ensure(next == round + u8::from(missed), || "a missed slot does not double".into())?;
            ensure(!missed || slot == moment.after.slot + 32, || format!("waits for slot {slot}"))
        }
        (_, _) => Ok(()),
    }
}

pub fn acceptance(moment: &Moment) -> Holds {
    let (before, Ok(after)) = (moment.state_before(), moment.state_after()) else { return Ok(()) };
    let Phase::Accepted { how, seed, round, .. } = after.phase else { return Ok(()) };
    let expected = match (&before.phase, before.delivery()) {
        (Phase::Accepted { seed, round, .. }, _) => (*seed, *round),
        (_, Some(delivery)) => delivery.challenge(),
        (_, None) => return Err("accepted without a delivery".into()),
    };
    ensure((seed, round) == expected, || "the challenge changed".into())?;
    let named = match &moment.asked.command {
        Command::Accept { seed, .. } if moment.granted() => *seed,
        _ => seed,
    };
    ensure(named == seed, || "accepted by another seed".into())?;
    ensure(Some(how) == moment.watched().1.record.accepted, || format!("accepted as {how:?}"))
}

pub fn signer(moment: &Moment) -> Holds {
    if moment.asked.result.is_err() {
        return Ok(());
    }
    let state = moment.state_before();
    let worker = moment.claim_before().map(|claim| claim.provider);
    let by = moment.asked.actor.signer;
    let is_worker = worker.is_some_and(|worker| by == Signer::Provider(worker));
    let is_client = by == Signer::Client(state.client);
    let judges = |candidate: Option<Pubkey>| match by {
        Signer::Keeper(key) => key != state.client && Some(key) != candidate,
        _ => false,
    };
    let may = match &moment.asked.command {
        Command::Assign { provider, .. } => judges(Some(*provider)),
        Command::Claim { .. } => matches!(by, Signer::Provider(_)),
        Command::Start { .. } | Command::Deliver { .. } => is_worker,
        Command::Accept { .. } => judges(worker),
        Command::Reject { guardians, .. } => judges(worker) || (by == Signer::Anyone && *guardians >= 2),
        Command::Approve { .. } | Command::Dispute { .. } | Command::Cancel => is_client,
        Command::Fail { reason: FailReason::Spec | FailReason::Worker, .. } => is_worker,
        Command::Fail { reason: FailReason::Missing | FailReason::Unlike, .. } => judges(worker),
        Command::Fail { reason: FailReason::Broken | FailReason::Loads, .. } => {
            let claimers = &moment.watched().0.record.claimers;
            judges(worker) && claimers.iter().all(|claimer| judges(Some(*claimer)))
        }
        Command::Seal { .. } | Command::Settle | Command::Expire => true,
    };
    ensure(may, || format!("{by:?} did"))
}

pub fn deadline(moment: &Moment) -> Holds {
    let (before, now) = (moment.watched().0, moment.after.now);
    let window = before.record.window(&moment.state_before().phase, &moment.asked.command, moment.asked.actor);
    let told = || format!("at {now}, in {window:?}");
    let holds = match (&moment.asked.result, window) {
        (Ok(_), Some(Window { from, until })) => from <= now && now < until,
        (Ok(_), None) => false,
        (Err(Refusal::Job(JobError::DeadlinePassed | JobError::TooLateToClaim)), Some(window)) => now >= window.until,
        (Err(Refusal::Job(JobError::NotYetDue | JobError::NotYetOpenToAll)), Some(window)) => now < window.from,
        (Err(Refusal::Job(JobError::ReservedForAnother | JobError::SpecReported)), Some(window)) => now < window.from,
        (Err(Refusal::Job(JobError::WrongPhase)), window) => window.is_none(),
        (Err(_), _) => true,
    };
    ensure(holds, told)
}

pub fn liveness(moment: &Moment) -> Holds {
    let (_, after) = moment.watched();
    if after.job.state.is_err() {
        return Ok(());
    }
    let now = moment.after.now;
    let (at, _, paid) = after.closes_alone()?;
    ensure(paid == after.held, || format!("{paid} leaves of {}", after.held))?;
    let latest = after.record.offer.expires_at.max(now + VERDICT_SECS + DAY);
    ensure(at <= latest, || format!("it closes at {at}, {latest} would be soon enough"))?;
    // 7 days, 15 minutes, 24 hours, 24 hours and the guardians' time after it was posted, if anybody asks then.
    let longest = NOON + 7 * DAY + VERDICT_SECS + DAY + DAY + after.record.rules.guardians_wait();
    ensure(at <= longest.max(now), || format!("locked until {at}, longer than {longest}"))
}

pub fn attempts(moment: &Moment) -> Holds {
    let (before, after) = moment.watched();
    let mut claimers = after.record.claimers.clone();
    claimers.sort();
    claimers.dedup();
    ensure(claimers.len() == after.record.claimers.len(), || "a wallet that failed came again".into())?;
    ensure(claimers.len() <= 3, || "a fourth attempt".into())?;
    let Ok(state) = after.job.state else { return Ok(()) };
    let old = before.job.attempt();
    let ended = moment.claim_before().is_some() && state.claim().is_none();
    ensure(state.attempt < 3 && state.attempt == old + u8::from(ended), || format!("{old}, then {}", state.attempt))?;
    let failed = &after.record.claimers[..usize::from(state.attempt)];
    ensure(failed.iter().all(|wallet| state.was_failed_by(wallet)), || "a failure is forgotten".into())?;
    let innocent = PROVIDERS.iter().filter(|provider| !failed.contains(&provider.key));
    ensure(innocent.into_iter().all(|provider| !state.was_failed_by(&provider.key)), || "a wallet is barred".into())
}

pub fn consistency(moment: &Moment) -> Holds {
    let (_, Watched { job, record, .. }) = moment.watched();
    let Ok(state) = job.state else { return Ok(()) };
    let open = matches!(state.phase, Phase::Open { .. });
    let flags = state.flags;
    let not_here = if record.by_deposit { flag::FROM_ORDER } else { flag::BY_DEPOSIT };
    ensure(flags & not_here == 0, || format!("unknown flags {flags:b}"))?;
    ensure(state.has(flag::FROM_ORDER) != record.by_deposit, || "from an order or not?".into())?;
    ensure(state.has(flag::AT_ONCE) == record.at_once, || "paid at once or not?".into())?;
    ensure(state.has(flag::UNCHECKED) != record.offer.check, || "checked or not?".into())?;
    ensure(state.is_by_deposit() == record.by_deposit, || "of the first layout or not?".into())?;
    ensure(state.has(flag::LOADS) == record.loads, || "does it load or not?".into())?;
    let paid_in = record.dispute.is_some_and(|(_, paid_in)| paid_in);
    ensure(state.has(flag::PAID_IN) == paid_in, || "paid in or not?".into())?;
    ensure(state.has(flag::CANCELLED) == record.cancelled.is_some(), || "cancelled or not?".into())?;
    ensure(state.has(flag::SPEC_REPORTED) != record.reporters.is_empty(), || "reported or not?".into())?;
    ensure(!(open && state.has(flag::CANCELLED)), || "a cancelled job is open".into())?;
    let working = matches!(state.phase, Phase::Claimed { .. } | Phase::Running { .. });
    let cancel_at = if working { record.cancel_at() } else { None };
    ensure(state.cancel_at() == cancel_at, || format!("cancelled at {:?}", state.cancel_at()))?;
    let delivered = record.delivered.map(|(_, frames, ms)| (frames, ms));
    let stands = state.delivered().map(|(frames, ms, _)| (frames, ms));
    ensure(stands == delivered, || format!("{stands:?} delivered, {delivered:?} seen"))?;
    let all = record.offer.chunk.frames;
    let whole =
        stands.is_none_or(|(frames, _)| frames == all || (frames > 0 && frames < all && record.cancelled.is_some()));
    ensure(whole, || "frames are missing".into())
}

pub fn layout_and_identity(moment: &Moment) -> Holds {
    let Ok(after) = moment.state_after() else { return Ok(()) };
    let before = *moment.state_before();
    let posted = JobState { attempt: 0, flags: 0, failed: before.failed, phase: before.phase, ..after };
    let same = posted == JobState { attempt: 0, flags: 0, ..before };
    ensure(same, || format!("{after:?}"))?;
    let bytes = encoded(&after);
    ensure(bytes.len() <= SIZE, || format!("{} bytes", bytes.len()))?;
    ensure(bytes[layout::job::PHASE_TAG.at - layout::header::SPACE] == tag(&after.phase), || "the phase moved".into())?;
    ensure(borsh::from_slice::<JobState>(&bytes).is_ok_and(|read| read == after), || "it reads differently".into())
}
