//! What a job in tokens locks, and when its keeper's word pays at once.

use rayment_core::{
    job::{Command, JobState, Phase, flag},
    market::Params,
    money::{Holding, Terms},
};

use crate::job::story::*;

/// Nothing but a minimum: the bill is that and 5 % of it.
fn least(minimum: u64) -> Terms {
    Terms { minimum, ..Terms::default() }
}

#[test]
fn a_bond_in_tokens_is_a_share_of_the_claim_and_one_base_unit_at_least() {
    let job = *Escrow::open().job.state();
    assert_eq!(job.bond(&Params::DEFAULT, &TERMS), Ok(BOND));
    // 5 % of 0, 19, 20 + 1, 37 + 1, 38 + 1 and 39 + 1.
    for (minimum, bond) in [(0, 1), (19, 1), (20, 1), (37, 1), (38, 1), (39, 2)] {
        assert_eq!(job.bond(&Params::DEFAULT, &least(minimum)), Ok(bond), "{minimum}");
    }
    // A market's least bond is lamports.
    let dear = Params { bond_min: 5_000_000, ..Params::DEFAULT };
    assert_eq!(job.bond(&dear, &TERMS), Ok(BOND));
    assert_eq!(Job::open().state().bond(&dear, &TERMS), Ok(5_000_000));
    assert_eq!(Job::open().state().bond(&Params::DEFAULT, &least(19)), Ok(1_000_000));
}

#[test]
fn a_claim_in_tokens_locks_its_bond_and_holds_it_beside_the_deposit() {
    let mut escrow = Escrow::open().with_job(|job| job.and(|job| KEEPER.assigns(job, ANNA)));
    assert_eq!(escrow.job.state().held(&escrow.job.params), Some(DEPOSIT));
    let legs = escrow.takes(ANNA, &Command::Claim { attempt: 0, terms: TERMS }).unwrap();
    assert_eq!((legs.earnings, legs.fee, legs.client, legs.outcome), (0, 0, 0, None));
    assert_eq!((escrow.vault, escrow.job.state().held(&escrow.job.params)), (41_522_500, Some(41_522_500)));
    assert_eq!(escrow.job.state().payee(), Holding::Order);
}

#[test]
fn the_assets_limit_and_not_the_markets_says_what_pays_at_once() {
    let posted = |at_once, deposit, in_tokens| {
        let job = Job::posted(|offer| (offer.at_once, offer.deposit, offer.in_tokens) = (at_once, deposit, in_tokens));
        job.flags()
    };
    for (at_once, limit, is_so) in [
        (true, DEPOSIT, true),
        (true, DEPOSIT + 1, true),
        (true, DEPOSIT - 1, false),
        (true, 0, false),
        (false, DEPOSIT, false),
    ] {
        let flags = if is_so { flag::TOKEN | flag::AT_ONCE } else { flag::TOKEN };
        assert_eq!(posted(at_once, DEPOSIT, Some(limit)), flags, "{at_once} up to {limit}");
    }
    // The market's own limit is of lamports: 1 SOL.
    assert_eq!(posted(true, 1_000_000_001, Some(1_000_000_001)), flag::TOKEN | flag::AT_ONCE);
    assert_eq!(posted(true, 1_000_000_001, None), 0);
    assert_eq!(posted(true, 1_000_000_000, None), flag::AT_ONCE);
}

#[test]
fn only_a_job_from_an_order_is_in_tokens() {
    let job = *Escrow::open().job.state();
    assert!(job.is_in_tokens() && !job.is_by_deposit());
    assert_eq!(job.flags, flag::FROM_ORDER | flag::TOKEN);
    // The bit meant something else where there was no order.
    let earlier = JobState { flags: job.flags & !flag::FROM_ORDER, ..job };
    assert!(!earlier.is_in_tokens() && earlier.is_by_deposit());
    assert!(!Job::open().state().is_in_tokens());
}

#[test]
fn a_dispute_in_tokens_locks_a_share_of_the_bill_and_one_base_unit_at_least() {
    let mut escrow = paid_in();
    assert_eq!(escrow.vault, 30_450_000 + BOND + DISPUTE_BOND, "from the client's token account");
    assert!(escrow.job.state().has(flag::PAID_IN));
    escrow = disputed(Job::posted_in_tokens(|_| ()), TERMS);
    assert_eq!(escrow.vault, DEPOSIT + BOND, "the deposit carries it");
    // 20 % of 3 is nothing.
    let free = Job::posted_in_tokens(|offer| (offer.deposit, offer.ceilings.terms) = (3, least(3)));
    let escrow = disputed(free, least(3));
    assert_eq!((escrow.vault, escrow.job.state().disputed_bond(&escrow.job.params)), (3 + 1 + 1, Ok(1)));
}

/// The client objects, and its token account pays the bond.
pub fn paid_in() -> Escrow {
    disputed(Job::posted_in_tokens(|offer| offer.deposit = WORST), TERMS)
}

/// Anna has delivered, the keeper has kept silent, the client objects.
pub fn disputed(job: Job, terms: Terms) -> Escrow {
    let job = job.later(10).and(|job| ANNA.claims_at(job, terms)).and(|job| ANNA.starts(job)).renders(PICTURE);
    let mut escrow = job.with_seal().with_vault().later(VERDICT_SECS);
    escrow.takes(CLIENT, &Command::Dispute { attempt: 0 }).expect("it is in time");
    escrow
}

#[test]
fn what_still_owes_something_fits_no_command() {
    let phase = Phase::Owed { provider: ANNA.key, earnings: 1, fee: 2, client: 3 };
    let job = JobState { phase, ..*Escrow::open().job.state() };
    let params = Params::DEFAULT;
    assert_eq!((job.held(&params), job.disputed_bond(&params)), (Some(6), Ok(0)));
    assert_eq!((job.claim(), job.delivery(), job.delivered(), job.challenge(&params)), (None, None, None, None));
    assert_eq!((job.work_due(&params), job.cancel_at(), job.verdict_due(&params)), (None, None, None));
    assert_eq!((job.settle_due(&params), job.expire_due(&params)), (None, None));
    assert!(!job.is_worked_at() && !job.held_by(&ANNA.key) && !job.waits_for_keeper(&params, NOON));
    let more = JobState { phase: Phase::Owed { provider: ANNA.key, earnings: u64::MAX, fee: 1, client: 0 }, ..job };
    assert_eq!(more.held(&params), None);
}
