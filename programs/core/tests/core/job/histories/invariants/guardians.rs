//! What guardians prevent, and what the keeper's bond stands for.

use rayment_core::job::{Acceptance, Command, FailReason, Outcome, Phase, Signer};

use super::{Holds, Moment, ensure};
use crate::job::story::*;

/// K4: nobody's word alone takes a bond where the market asks for more.
pub fn forfeits(moment: &Moment) -> Holds {
    let (asked, forfeit) = (moment.watched().0.record.rules.second_check, moment.payments().forfeit);
    let by_keeper = matches!(moment.asked.actor.signer, Signer::Keeper(_));
    let enough = match &moment.asked.command {
        Command::Reject { guardians, .. } => {
            (by_keeper && *guardians >= asked) || (asked > 0 && *guardians >= 2 && !by_keeper)
        }
        Command::Accept { .. } => false,
        Command::Fail { reason, .. } => matches!(reason, FailReason::Worker | FailReason::Spec),
        // A deadline takes it, which is nobody's verdict.
        _ => true,
    };
    ensure(forfeit == 0 || enough, || format!("{forfeit} forfeited where {asked} are asked for"))
}

pub fn agreed(moment: &Moment) -> Holds {
    let Phase::Accepted { how: Acceptance::Client | Acceptance::Conceded, .. } = moment.state_before().phase else {
        return Ok(());
    };
    let paid = moment.asked.command == Command::Settle && moment.state_after() == Err(Outcome::Paid);
    ensure(!moment.granted() || paid, || "it was undone".into())
}

/// When a delivery was paid for because the keeper had accepted it, and how long after.
fn paid_on_keepers_word(moment: &Moment) -> Option<(Acceptance, i64)> {
    let record = &moment.watched().0.record;
    let settled = moment.granted() && moment.asked.command == Command::Settle;
    let how = record.accepted.filter(|_| settled && record.is_keepers_word())?;
    Some((how, moment.after.now - record.since))
}

pub fn time_to_look(moment: &Moment) -> Holds {
    let Some((how, waited)) = paid_on_keepers_word(moment) else { return Ok(()) };
    let wait = moment.watched().0.record.rules.guardians_wait();
    ensure(waited >= wait, || format!("{how:?}, paid after {waited} s where guardians have {wait}"))
}

pub fn keeper_bond(moment: &Moment) -> Holds {
    let Some((Acceptance::Keeper, waited)) = paid_on_keepers_word(moment) else { return Ok(()) };
    let record = &moment.watched().0.record;
    let (bond, least) = (record.keeper_bond, record.rules.keeper_bond_min);
    ensure(bond >= least || waited >= DAY, || format!("paid after {waited} s, by a keeper with {bond} of {least}"))
}
