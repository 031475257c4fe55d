//! What is paid, to whom, and what is lost.

use rayment_core::{
    job::{Acceptance, Command, FailReason, Outcome},
    money::{Usage, subtotal},
};

use super::{
    super::market::{PROVIDERS, seat},
    Holds, Moment, ensure,
};
use crate::job::story::*;

pub fn conservation(moment: &Moment) -> Holds {
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

pub fn price(moment: &Moment) -> Holds {
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
            let whole = subtotal(&terms, usage).ok_or("the bill overflows")?;
            if outcome == Outcome::Split { whole / 2 } else { whole }
        }
        (_, _, _) => return Err("paid without a delivery".into()),
    };
    let deposit = before.record.offer.deposit;
    let fee = bought / 20;
    ensure((paid.earnings, paid.fee) == (bought, fee), || format!("{paid:?} for {bought}"))?;
    let within = match lost(moment) {
        (bond, false) => bond,
        (_, true) => 0,
    };
    let spent = bought + fee + within;
    ensure(spent <= deposit, || "more than the deposit".into())?;
    ensure(paid.refund == deposit - spent, || format!("{} goes back of {deposit}", paid.refund))
}

pub fn bond(moment: &Moment) -> Holds {
    let (paid, record, now) = (moment.payments(), &moment.watched().0.record, moment.after.now);
    let locked = match &moment.asked.command {
        Command::Claim { terms, .. } if moment.granted() => record.bond(terms),
        _ => 0,
    };
    ensure(paid.bond_in == locked, || format!("{} locked instead of {locked}", paid.bond_in))?;
    let all = match moment.claim_before() {
        Some(claim) if moment.state_after().map_or(true, |after| after.claim().is_none()) => record.bond(&claim.terms),
        Some(_) | None => 0,
    };
    let phase = &moment.state_before().phase;
    let forfeit = match &moment.asked.command {
        Command::Reject { .. } => all,
        Command::Expire if record.timed_out(phase) => all,
        Command::Fail { reason: FailReason::Spec, .. } if record.loads && record.cancelled.is_none() => all,
        Command::Fail { reason: FailReason::Worker, .. } if all > 0 => record.price_of_giving_back(phase, all, now),
        _ => 0,
    };
    let (expected, found) = ((all - forfeit, forfeit), (paid.bond_back, paid.forfeit));
    ensure(found == expected, || format!("{found:?} of the bond instead of {expected:?} went back and to the client"))
}

/// The bond that the client has lost with its dispute, and whether its wallet had paid it.
fn lost(moment: &Moment) -> (u64, bool) {
    let record = &moment.watched().0.record;
    let answered = matches!(record.accepted, Some(Acceptance::Answered | Acceptance::Conceded));
    match (moment.state_after(), record.dispute) {
        (Err(Outcome::Paid), Some(dispute)) if answered => dispute,
        _ => (0, false),
    }
}

pub fn dispute(moment: &Moment) -> Holds {
    let (paid, (before, after)) = (moment.payments(), moment.watched());
    let paid_in = |dispute: Option<(u64, bool)>| match dispute {
        Some((bond, true)) => bond,
        Some((_, false)) | None => 0,
    };
    let disputes = matches!(moment.asked.command, Command::Dispute { .. }) && moment.granted();
    let expected = if disputes { paid_in(after.record.dispute) } else { 0 };
    ensure(paid.dispute_in == expected, || format!("{} paid in instead of {expected}", paid.dispute_in))?;
    let (bond, _) = lost(moment);
    let over = before.record.dispute.is_some() && (after.record.dispute.is_none() || moment.state_after().is_err());
    let back = if over && bond == 0 { paid_in(before.record.dispute) } else { 0 };
    let expected = (bond / 2, bond - bond / 2, back);
    let found = (paid.dispute_paid, paid.dispute_fee, paid.dispute_back);
    ensure(found == expected, || format!("{found:?} instead of {expected:?} to provider, fees and client"))
}

pub fn reserved(moment: &Moment) -> Holds {
    let (Command::Claim { terms, .. }, true) = (&moment.asked.command, moment.granted()) else { return Ok(()) };
    let record = &moment.watched().0.record;
    ensure(terms.within(&record.offer.ceilings.terms), || "dearer than the ceiling".into())?;
    match record.reserved {
        Some((provider, until, reserved)) if moment.after.now < until => {
            ensure(provider == moment.asked.actor.key, || "claimed by another".into())?;
            ensure(terms.within(&reserved), || format!("{terms:?} where {reserved:?} was reserved"))
        }
        Some(_) | None => Ok(()),
    }
}

pub fn payee(moment: &Moment) -> Holds {
    let paid = moment.payments();
    let (before, _) = moment.watched();
    let claim = moment.claim_before().map(|claim| claim.provider);
    let delivered_by = before.record.delivered.map(|(provider, ..)| provider);
    let sold = claim.is_some() && claim == delivered_by;
    ensure(paid.earnings + paid.dispute_paid == 0 || sold, || "paid to who did not deliver".into())?;
    ensure(paid.bond_back + paid.forfeit == 0 || claim.is_some(), || "a bond without a claim".into())?;
    let worker = claim.map(seat);
    for (place, (old, new)) in moment.before.accounts.iter().zip(&moment.after.accounts).enumerate() {
        let touched = old != new && Some(place) != worker && moment.asked.actor != PROVIDERS[place];
        ensure(!touched, || format!("the account of {place} was touched"))?;
    }
    let gained = |at: usize| moment.after.clients[at] - moment.before.clients[at];
    let (own, other) = if before.client == CLIENT { (0, 1) } else { (1, 0) };
    let expected = i128::from(paid.refund + paid.forfeit + paid.dispute_back) - i128::from(paid.dispute_in);
    ensure(gained(own) == expected, || "the client got something else".into())?;
    ensure(gained(other) == 0, || "another client was paid".into())
}
