//! The providers' accounts.

use rayment_core::job::{Command, FailReason, JobState, Phase};

use super::{
    super::market::{PROVIDERS, Watched},
    Holds, Moment, ensure,
};

pub fn books(moment: &Moment) -> Holds {
    for (place, account) in moment.after.accounts.iter().enumerate() {
        let wallet = PROVIDERS[place].key;
        let held = |watched: &Watched| watched.job.state.ok().filter(|state| holder(state) == Some(wallet));
        let held: Vec<_> = moment.after.jobs.iter().filter_map(held).collect();
        ensure(account.jobs as usize == held.len(), || format!("{} jobs booked, {held:?}", account.jobs))?;
        let working = held.iter().filter(|state| is_work(state)).count();
        ensure(usize::from(account.working) == working, || format!("{} slots taken, {held:?}", account.working))?;
        ensure(account.working <= account.slots, || format!("{} slots taken", account.working))?;
        let (old, paid) = (&moment.before.accounts[place], moment.payments());
        let mine = holder(moment.state_before()) == Some(wallet);
        let (earned, fee) = if mine { (paid.earnings, paid.fee + paid.dispute_fee) } else { (0, 0) };
        let back = if mine { paid.bond_back + paid.dispute_paid } else { 0 };
        let balance = old.balance + earned + back - taken(moment, place);
        ensure(account.balance == balance, || format!("balance {} instead of {balance}", account.balance))?;
        ensure(account.fees == old.fees + fee, || format!("fees {}", account.fees))?;
        ensure(account.earned == old.earned + earned, || format!("earned {}", account.earned))?;
    }
    Ok(())
}

pub fn budget(moment: &Moment) -> Holds {
    for (place, account) in moment.after.accounts.iter().enumerate() {
        let mine = holder(moment.state_before()) == Some(PROVIDERS[place].key);
        let back = if mine { moment.payments().bond_back } else { 0 };
        let expected = moment.before.accounts[place].budget - taken(moment, place) + back;
        ensure(account.budget == expected, || format!("budget {} instead of {expected}", account.budget))?;
        let allowed = moment.after.allowed[place];
        ensure(account.budget <= allowed, || format!("budget {}, {allowed} allowed", account.budget))?;
    }
    Ok(())
}

/// What a bond took of the balance.
fn taken(moment: &Moment, place: usize) -> u64 {
    let old = &moment.before.accounts[place];
    let own = moment.asked.actor.key == PROVIDERS[place].key;
    if own { moment.payments().bond_in.min(old.balance).min(old.budget) } else { 0 }
}

/// By what was asked, not by what was paid.
pub fn statistics(moment: &Moment) -> Holds {
    let (holder, granted) = (holder(moment.state_before()), moment.granted());
    let cancelled = moment.watched().0.record.cancelled.is_some();
    let (paid, failed) = match &moment.asked.command {
        Command::Settle => (granted, false),
        Command::Reject { .. } => (false, granted),
        Command::Fail { reason: FailReason::Missing | FailReason::Unlike, .. } => (false, granted),
        Command::Fail { reason: FailReason::Spec | FailReason::Worker, .. } => (false, granted && !cancelled),
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

fn holder(state: &JobState) -> Option<rayment_core::Pubkey> {
    state.claim().map(|claim| claim.provider)
}

/// Claimed or running.
fn is_work(state: &JobState) -> bool {
    matches!(state.phase, Phase::Claimed { .. } | Phase::Running { .. })
}
