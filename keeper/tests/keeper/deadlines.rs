//! What the keeper does because its time has come.

use rayment_core::job::{Command, FailReason, Offer, Phase, Signer};
use rayment_keeper::{Action, ChainAction};

use crate::market::{ANNA, CLIENT, Market, SLOT, key};

/// A job in some phase, when its time comes, and whether it expires or settles then.
struct Case {
    name: &'static str,
    market: Market,
    due: Option<i64>,
    expires: bool,
}

fn open() -> Market {
    let mut market = Market::new();
    market.posts(1);
    market
}

fn claimed() -> Market {
    let mut market = open();
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market
}

fn running() -> Market {
    let mut market = claimed();
    market.starts(0, ANNA);
    market
}

fn delivered(at_once: bool) -> Market {
    let mut market = Market::new();
    let offer = Offer { at_once, ..market.offer(1, 1) };
    market.posts_as(CLIENT, &offer);
    market.assigns(0, ANNA);
    market.delivers(0, ANNA);
    market
}

fn accepted(at_once: bool) -> Market {
    let mut market = delivered(at_once);
    market.reaches_slot(SLOT + 32);
    market.seals(0);
    let seed = market.state(0).challenge(&market.params).expect("it is sealed").seed;
    market.does(0, Signer::Keeper(key(crate::market::KEEPER)), &Command::Accept { attempt: 0, seed, keeper_bond: 0 });
    market
}

fn disputed() -> Market {
    let mut market = delivered(true);
    market.later(i64::from(market.params.verdict_secs));
    market.does(0, Signer::Client(key(CLIENT)), &Command::Dispute { attempt: 0 });
    market
}

fn cases() -> Vec<Case> {
    let expiring = [("open", open()), ("claimed", claimed()), ("running", running())];
    let settling = [
        ("delivered, without a verdict", delivered(true)),
        ("accepted, to be approved", accepted(false)),
        ("accepted, at once", accepted(true)),
        ("disputed, unanswered", disputed()),
    ];
    let expire = expiring.map(|(name, market)| {
        let due = market.state(0).expire_due(&market.params);
        Case { name, market, due, expires: true }
    });
    let settle = settling.map(|(name, market)| {
        let due = market.state(0).settle_due(&market.params);
        Case { name, market, due, expires: false }
    });
    expire.into_iter().chain(settle).collect()
}

#[test]
fn acts_when_it_is_due_and_not_before() {
    for Case { name, mut market, due, expires } in cases() {
        let job = market.snapshot.jobs[0];
        let due = due.expect("every phase has an end");
        let expected = Action::Send(if expires { ChainAction::Expire { job } } else { ChainAction::Settle { job } });
        for (now, acts) in [(due - 1, false), (due, true), (due + 1, true)] {
            market.snapshot.now = now;
            assert_eq!(market.plans().contains(&expected), acts && now >= due, "{name} at due {:+}", now - due);
        }
    }
}

/// A verdict that comes too late can't be made up for; what anyone may do from some time on can be.
#[test]
fn only_what_has_a_deadline_is_urgent() {
    let secs_left = |market: &Market, action: &ChainAction| {
        action.urgency(&market.snapshot).map(|urgency| urgency.left().as_secs_f64().round())
    };
    for (mut market, left) in [(delivered(true), 900.0), (disputed(), 86_400.0)] {
        market.reaches_slot(SLOT + 32);
        let (job, seed) = (market.snapshot.jobs[0], market.challenge(0).seed);
        let accept = ChainAction::Accept { job, seed, seal: true, settle: true };
        assert_eq!(secs_left(&market, &accept), Some(left));
        market.later(60);
        assert_eq!(secs_left(&market, &accept), Some(left - 60.0));
        for action in [ChainAction::Settle { job }, ChainAction::Expire { job }] {
            assert_eq!(secs_left(&market, &action), None);
        }
        market.snapshot.params.clear();
        assert_eq!(secs_left(&market, &accept), None);
    }
    // From the verdict's time on it can be refused until the client's day is over.
    let mut market = delivered(true);
    market.later(900);
    let job = market.snapshot.jobs[0];
    let unlike = ChainAction::Fail { job, reason: FailReason::Unlike, seal: false };
    assert_eq!(secs_left(&market, &unlike), Some(86_400.0));
    market.later(86_400);
    assert_eq!(secs_left(&market, &unlike), None);
}

/// A report of a broken spec is answered before it ends the job.
#[test]
fn a_word_on_a_spec_is_urgent_once_it_was_reported() {
    let mut market = claimed();
    market.fails(0, ANNA, FailReason::Spec);
    let fail =
        |market: &Market| ChainAction::Fail { job: market.snapshot.jobs[0], reason: FailReason::Loads, seal: false };
    let urgency = fail(&market).urgency(&market.snapshot).expect("it was reported");
    assert_eq!(urgency.left().as_secs_f64().round(), 900.0);
    assert_eq!(fail(&open()).urgency(&open().snapshot), None);
}

#[test]
fn settles_its_own_jobs_like_anybody() {
    let mut market = accepted(false);
    market.snapshot.keeper = crate::market::wallet(ANNA);
    market.snapshot.now = market.state(0).settle_due(&market.params).expect("it can be settled");
    let job = market.snapshot.jobs[0];
    assert_eq!(market.plans(), [Action::Send(ChainAction::Settle { job })]);
}

#[test]
fn waits_while_the_parameters_are_unknown() {
    let mut market = running();
    market.later(1_000_000);
    assert_eq!(market.plans().len(), 1);
    market.snapshot.params.clear();
    assert_eq!(market.plans(), []);
    assert!(matches!(market.state(0).phase, Phase::Running { .. }));
}
