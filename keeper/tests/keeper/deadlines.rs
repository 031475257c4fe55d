//! What the keeper does because its time has come.

use rayment_core::job::{Command, Offer, Phase, Signer};
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
    market.does(0, Signer::Keeper(key(crate::market::KEEPER)), &Command::Accept { attempt: 0, seed });
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
