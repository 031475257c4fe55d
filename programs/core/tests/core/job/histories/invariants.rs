//! What holds after every step, each by its name.

use rayment_core::{
    Pubkey,
    job::{Claim, Command, FailReason, JobError, JobState, Outcome, Phase, Seal, Signer, flag},
    layout,
    money::Usage,
};

use super::{
    market::{Asked, Market, PROVIDERS, Refusal, Watched, seat},
    record::Window,
};
use crate::job::{
    account::{SIZE, encoded, tag},
    story::*,
};

/// The market around one step.
pub struct Moment<'a> {
    pub before: &'a Market,
    pub after: &'a Market,
    pub asked: &'a Asked,
}

type Holds = Result<(), String>;
type Invariant = (&'static str, fn(&Moment) -> Holds);

pub const INVARIANTS: [Invariant; 17] = [
    ("nothing happens where a command is refused", refusals_change_nothing),
    ("money: what came in is held or has gone out, to the lamport", conservation),
    ("money: what leaves is what the claim's terms say", price),
    ("money: a bond is lost by the provider's own fault, and only so", bond),
    ("payee: only the claim's provider and the job's client are paid", payee),
    ("payee: a claim and its terms stay as they were made", claim_is_kept),
    ("end: paid, split or refunded as it came about", end),
    ("proof: judged is only what was picked by a seed", proof),
    ("signer: everyone does only what is theirs", signer),
    ("deadline: actions before, expiries from then on", deadline),
    ("liveness: time and a stranger close every job", liveness),
    ("attempts: three at most, each by another wallet", attempts),
    ("consistency: flags, phase and record agree", consistency),
    ("identity: what was posted never changes", identity),
    ("accounts: providers' books agree with the jobs", accounts),
    ("accounts: paid is what was bought, failed what was the provider's own doing", statistics),
    ("layout: the job fits its account, its phase at a fixed place", fits),
];

fn ensure(holds: bool, told: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(told()) }
}

impl Moment<'_> {
    fn watched(&self) -> (&Watched, &Watched) {
        (&self.before.jobs[self.asked.job], &self.after.jobs[self.asked.job])
    }

    pub fn state_before(&self) -> &JobState {
        self.watched().0.job.state()
    }

    pub fn state_after(&self) -> Result<JobState, Outcome> {
        self.watched().1.job.state
    }

    /// What was paid, nothing where the command was refused.
    fn payments(&self) -> Payments {
        self.asked.result.unwrap_or(NOTHING)
    }

    fn claim_before(&self) -> Option<&Claim> {
        self.state_before().claim()
    }
}

fn refusals_change_nothing(moment: &Moment) -> Holds {
    let (before, after) = moment.watched();
    let same = before.job.state == after.job.state
        && before.held == after.held
        && moment.before.accounts == moment.after.accounts
        && (moment.before.clients, moment.before.wallets) == (moment.after.clients, moment.after.wallets);
    ensure(moment.asked.result.is_ok() || same, || "something changed".into())
}

fn conservation(moment: &Moment) -> Holds {
    ensure(moment.before.total() == moment.after.total(), || "lamports came from nowhere or went there".into())?;
    for watched in &moment.after.jobs {
        let owed = match watched.job.state {
            Ok(state) => state.held(&watched.job.params).ok_or("what is held overflows")?,
            Err(_) => 0,
        };
        ensure(watched.held == owed, || format!("{} in the account, {owed} owed", watched.held))?;
    }
    Ok(())
}

fn price(moment: &Moment) -> Holds {
    let paid = moment.payments();
    let Err(outcome) = moment.state_after() else {
        let early = (paid.earnings, paid.fee, paid.refund) == (0, 0, 0);
        return ensure(early, || "the deposit is touched before the end".into());
    };
    let (before, _) = moment.watched();
    let bought = match (outcome, before.record.delivered, before.record.terms) {
        (Outcome::Refunded, ..) => 0,
        (_, Some((_, frames, ms)), Some(terms)) => {
            let usage = Usage { units: frames, ms, bytes: before.record.offer.bytes };
            let whole = rayment_core::money::subtotal(&terms, usage).ok_or("the bill overflows")?;
            if outcome == Outcome::Split { whole / 2 } else { whole }
        }
        (_, _, _) => return Err("paid without a delivery".into()),
    };
    let deposit = before.record.offer.deposit;
    let fee = bought / 20;
    ensure((paid.earnings, paid.fee) == (bought, fee), || format!("{paid:?} for {bought}"))?;
    ensure(bought + fee <= deposit, || "more than the deposit".into())?;
    ensure(paid.refund == deposit - bought - fee, || format!("{} goes back of {deposit}", paid.refund))
}

fn bond(moment: &Moment) -> Holds {
    let (paid, before) = (moment.payments(), moment.watched().0);
    let gone = moment.claim_before().is_some() && moment.state_after().map_or(true, |after| after.claim().is_none());
    let at_fault = match &moment.asked.command {
        Command::Reject { .. } => true,
        Command::Expire => before.record.timed_out(&moment.state_before().phase),
        _ => false,
    };
    let all = before.record.offer.deposit / 20;
    let all = if gone { all.max(1_000_000) } else { 0 };
    let expected = if at_fault { (0, all) } else { (all, 0) };
    let found = (paid.bond_back, paid.forfeit);
    ensure(found == expected, || format!("{found:?} of the bond instead of {expected:?} went back and to the client"))
}

fn payee(moment: &Moment) -> Holds {
    let paid = moment.payments();
    let (before, _) = moment.watched();
    let claim = moment.claim_before().map(|claim| claim.provider);
    let delivered_by = before.record.delivered.map(|(provider, ..)| provider);
    ensure(paid.earnings == 0 || (claim.is_some() && claim == delivered_by), || "paid to who did not deliver".into())?;
    ensure(paid.bond_back + paid.forfeit == 0 || claim.is_some(), || "a bond without a claim".into())?;
    let worker = claim.map(seat);
    for (place, (old, new)) in moment.before.accounts.iter().zip(&moment.after.accounts).enumerate() {
        let touched = old != new && Some(place) != worker && moment.asked.actor != PROVIDERS[place];
        ensure(!touched, || format!("the account of {place} was touched"))?;
    }
    let gained = |at: usize| moment.after.clients[at] - moment.before.clients[at];
    let (own, other) = if before.client == CLIENT { (0, 1) } else { (1, 0) };
    ensure(gained(own) == i128::from(paid.refund + paid.forfeit), || "the client got something else".into())?;
    ensure(gained(other) == 0, || "another client was paid".into())
}

fn claim_is_kept(moment: &Moment) -> Holds {
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

fn end(moment: &Moment) -> Holds {
    let Err(outcome) = moment.state_after() else { return Ok(()) };
    let (record, command) = (&moment.watched().1.record, &moment.asked.command);
    let expected = match (&moment.state_before().phase, command) {
        (Phase::Delivered { .. } | Phase::Accepted { .. }, Command::Settle) => Outcome::Paid,
        (Phase::Disputed { .. }, Command::Settle) => Outcome::Split,
        (_, _) => Outcome::Refunded,
    };
    ensure(outcome == expected, || format!("{outcome:?} instead of {expected:?}"))?;
    let by_spec = matches!(command, Command::Fail { reason: FailReason::Spec, .. }) && record.reporters.len() >= 2;
    let never_held = moment.claim_before().is_none();
    let over = record.cancelled.is_some() || moment.state_before().attempt == 2;
    ensure(outcome != Outcome::Refunded || by_spec || never_held || over, || "it could have gone on".into())
}

fn proof(moment: &Moment) -> Holds {
    let judged = matches!(moment.asked.command, Command::Accept { .. } | Command::Reject { .. });
    let delivery = moment.state_before().delivery();
    let sealed = delivery.is_some_and(|delivery| matches!(delivery.seal, Seal::Sealed { .. }));
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

fn signer(moment: &Moment) -> Holds {
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
        Command::Accept { .. } | Command::Reject { .. } => judges(worker),
        Command::Approve { .. } | Command::Dispute { .. } | Command::Cancel => is_client,
        Command::Fail { reason, .. } => match (&state.phase, reason) {
            (Phase::Open { .. }, FailReason::Spec) => {
                moment.watched().0.record.reporters.iter().all(|reporter| judges(Some(*reporter)))
            }
            (Phase::Delivered { .. } | Phase::Disputed { .. }, FailReason::Worker) => judges(worker),
            _ => is_worker,
        },
        Command::Seal { .. } | Command::Settle | Command::Expire => true,
    };
    ensure(may, || format!("{by:?} did"))
}

fn deadline(moment: &Moment) -> Holds {
    let (before, now) = (moment.watched().0, moment.after.now);
    let window = before.record.window(&moment.state_before().phase, &moment.asked.command, moment.asked.actor);
    let told = || format!("at {now}, in {window:?}");
    let holds = match (&moment.asked.result, window) {
        (Ok(_), Some(Window { from, until })) => from <= now && now < until,
        (Ok(_), None) => false,
        (Err(Refusal::Job(JobError::DeadlinePassed | JobError::TooLateToClaim)), Some(window)) => now >= window.until,
        (Err(Refusal::Job(JobError::NotYetDue | JobError::NotYetOpenToAll)), Some(window)) => now < window.from,
        (Err(Refusal::Job(JobError::ReservedForAnother)), Some(window)) => now < window.from,
        (Err(Refusal::Job(JobError::WrongPhase)), window) => window.is_none(),
        (Err(_), _) => true,
    };
    ensure(holds, told)
}

fn liveness(moment: &Moment) -> Holds {
    let (_, after) = moment.watched();
    if after.job.state.is_err() {
        return Ok(());
    }
    let now = moment.after.now;
    let (at, _, paid) = after.closes_alone()?;
    ensure(paid == after.held, || format!("{paid} leaves of {}", after.held))?;
    let latest = after.record.offer.expires_at.max(now + VERDICT_SECS + DAY);
    ensure(at <= latest, || format!("it closes at {at}, {latest} would be soon enough"))
}

fn attempts(moment: &Moment) -> Holds {
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

fn consistency(moment: &Moment) -> Holds {
    let (_, Watched { job, record, .. }) = moment.watched();
    let Ok(state) = job.state else { return Ok(()) };
    let open = matches!(state.phase, Phase::Open { .. });
    let flags = state.flags;
    ensure(flags & !0b1111 == 0, || format!("unknown flags {flags:b}"))?;
    ensure(state.has(flag::AT_ONCE) == record.offer.at_once, || "paid at once or not?".into())?;
    ensure(state.has(flag::UNCHECKED) == record.unchecked, || "checked or not?".into())?;
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

fn identity(moment: &Moment) -> Holds {
    let Ok(after) = moment.state_after() else { return Ok(()) };
    let before = *moment.state_before();
    let posted = JobState { attempt: 0, flags: 0, failed: before.failed, phase: before.phase, ..after };
    let same = posted == JobState { attempt: 0, flags: 0, ..before };
    ensure(same, || format!("{after:?}"))
}

fn accounts(moment: &Moment) -> Holds {
    for (place, account) in moment.after.accounts.iter().enumerate() {
        let wallet = PROVIDERS[place].key;
        let holds = |watched: &&Watched| {
            watched.job.state.is_ok_and(|state| state.claim().is_some_and(|claim| claim.provider == wallet))
        };
        let claims = moment.after.jobs.iter().filter(holds).count();
        ensure(account.jobs as usize == claims, || format!("{} jobs booked, {claims} held", account.jobs))?;
        let (old, paid) = (&moment.before.accounts[place], moment.payments());
        let mine = moment.claim_before().is_some_and(|claim| claim.provider == wallet);
        let (earned, back, fee) = if mine { (paid.earnings, paid.bond_back, paid.fee) } else { (0, 0, 0) };
        let locked = if moment.asked.actor.key == wallet { paid.bond_in.min(old.balance) } else { 0 };
        ensure(account.balance == old.balance + earned + back - locked, || format!("balance {}", account.balance))?;
        ensure(account.fees == old.fees + fee, || format!("fees {}", account.fees))?;
        ensure(account.earned == old.earned + earned, || format!("earned {}", account.earned))?;
    }
    Ok(())
}

/// By what was asked, not by what was paid.
fn statistics(moment: &Moment) -> Holds {
    let holder = moment.claim_before().map(|claim| claim.provider);
    let granted = moment.asked.result.is_ok();
    let cancelled = moment.watched().0.record.cancelled.is_some();
    let (paid, failed) = match &moment.asked.command {
        Command::Settle => (granted, false),
        Command::Reject { .. } => (false, granted),
        Command::Fail { .. } => {
            let own = holder.is_some_and(|holder| moment.asked.actor.signer == Signer::Provider(holder));
            (false, granted && own && !cancelled)
        }
        Command::Expire if holder.is_some() => {
            (false, granted && moment.watched().0.record.timed_out(&moment.state_before().phase))
        }
        _ => (false, false),
    };
    for (place, (old, new)) in moment.before.accounts.iter().zip(&moment.after.accounts).enumerate() {
        let mine = holder == Some(PROVIDERS[place].key);
        let counted = (new.paid_jobs - old.paid_jobs, new.failed_jobs - old.failed_jobs);
        let expected = (u32::from(mine && paid), u32::from(mine && failed));
        ensure(counted == expected, || format!("{counted:?} counted instead of {expected:?} by {place}"))?;
    }
    Ok(())
}

fn fits(moment: &Moment) -> Holds {
    let Ok(state) = moment.state_after() else { return Ok(()) };
    let bytes = encoded(&state);
    ensure(bytes.len() <= SIZE, || format!("{} bytes", bytes.len()))?;
    ensure(bytes[layout::job::PHASE_TAG.at - layout::header::SPACE] == tag(&state.phase), || "the phase moved".into())?;
    ensure(borsh::from_slice::<JobState>(&bytes).is_ok_and(|read| read == state), || "it reads differently".into())
}
