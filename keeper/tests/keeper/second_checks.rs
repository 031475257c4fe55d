//! Markets in which the keeper's word alone takes no bond, and in which guardians have time to undo its acceptance.

use rayment_core::{
    job::{Command, FailReason, Offer, Signer},
    market::Params,
};
use rayment_keeper::{Action, ChainAction, plan::lacks_guardians, snapshot::Finding};

use crate::market::{ANNA, CLIENT, KEEPER, Market, SLOT, TERMS, key};

fn asking(second_check: u8) -> Params {
    Params { second_check, ..Params::DEFAULT }
}

/// Delivered, and the slot has come.
fn seen(params: Params, at_once: bool) -> Market {
    let mut market = Market::under(params);
    market.provider(ANNA, TERMS);
    let offer = Offer { at_once, ..market.offer(1, 1) };
    market.posts_as(CLIENT, &offer);
    market.assigns(0, ANNA);
    market.delivers(0, ANNA);
    market.reaches_slot(SLOT + 32);
    market
}

fn sealed(params: Params, at_once: bool) -> Market {
    let mut market = seen(params, at_once);
    market.seals(0);
    market
}

/// Says that a tile is wrong, with the path of `depth` hashes to the root.
fn finds_a_wrong_tile(market: &mut Market, seed: [u8; 32], depth: usize) {
    let Finding::Different { mut evidence, .. } = seen(Params::DEFAULT, true).different(0) else {
        unreachable!("it differs")
    };
    evidence.path = vec![[1; 32]; depth];
    market.finds(0, Finding::Different { seed, evidence });
}

#[test]
fn gives_back_what_it_cannot_reject_alone() {
    // A path that leaves no place for a seal beside it is not sent either.
    for (second_check, depth) in [(1, 5), (2, 5), (1, 22)] {
        let mut unsealed = seen(asking(second_check), true);
        let seed = unsealed.challenge(0).seed;
        finds_a_wrong_tile(&mut unsealed, seed, depth);
        let mut sealed = sealed(asking(second_check), true);
        finds_a_wrong_tile(&mut sealed, seed, depth);
        for (market, seal) in [(unsealed, true), (sealed, false)] {
            let job = market.snapshot.jobs[0];
            let gives_back = ChainAction::Fail { job, reason: FailReason::Unlike, seal };
            assert!(lacks_guardians(&market.snapshot, &gives_back), "it is said why");
            assert_eq!(market.plans(), [Action::Send(gives_back)], "{second_check}, {depth} deep");
        }
    }
}

#[test]
fn gives_it_back_until_it_is_paid_and_in_a_dispute() {
    let mut market = sealed(asking(1), true);
    let seed = market.state(0).challenge(&market.params).expect("it is sealed").seed;
    finds_a_wrong_tile(&mut market, seed, 5);
    let settled = market.state(0).settle_due(&market.params).expect("there is a deadline");
    for (now, gives_back) in [(settled - 1, true), (settled, false), (settled + 1, false)] {
        market.snapshot.now = now;
        let job = market.snapshot.jobs[0];
        let fail = ChainAction::Fail { job, reason: FailReason::Unlike, seal: false };
        let expected = if gives_back { fail } else { ChainAction::Settle { job } };
        assert_eq!(market.plans(), [Action::Send(expected)], "{} s after it is paid", now - settled);
    }
    market.snapshot.now = settled - 1;
    market.does(0, Signer::Client(key(CLIENT)), &Command::Dispute { attempt: 0 });
    let job = market.snapshot.jobs[0];
    let fail = ChainAction::Fail { job, reason: FailReason::Unlike, seal: false };
    assert_eq!(market.plans(), [Action::Send(fail)]);
}

/// Only what could have been rejected elsewhere needs a word of explanation.
#[test]
fn what_is_unlike_anyway_lacks_no_guardians() {
    let mut market = seen(asking(1), true);
    let seed = market.challenge(0).seed;
    market.finds(0, Finding::Unlike { seed });
    let job = market.snapshot.jobs[0];
    let fail = ChainAction::Fail { job, reason: FailReason::Unlike, seal: true };
    assert_eq!(market.plans(), [Action::Send(fail.clone())]);
    assert!(!lacks_guardians(&market.snapshot, &fail));
    let missing = ChainAction::Fail { job, reason: FailReason::Missing, seal: true };
    finds_a_wrong_tile(&mut market, seed, 5);
    assert!(!lacks_guardians(&market.snapshot, &missing));
}

#[test]
fn one_word_is_enough_where_no_guardian_is_asked_for() {
    let mut market = seen(Params::DEFAULT, true);
    market.finds(0, market.different(0));
    let [Action::Send(reject @ ChainAction::Reject { .. })] = &market.plans()[..] else { panic!("it rejects") };
    assert!(!lacks_guardians(&market.snapshot, reject));
}

#[test]
fn leaves_guardians_their_time_before_it_settles() {
    for (second_check, at_once) in [(1, true), (2, true), (1, false)] {
        let params = asking(second_check);
        let mut market = seen(params, at_once);
        market.finds(0, market.equal(0));
        let (job, seed) = (market.snapshot.jobs[0], market.challenge(0).seed);
        assert_eq!(market.plans(), [Action::Send(ChainAction::Accept { job, seed, seal: true, settle: false })]);
        let accepted = market.snapshot.now;
        market.seals(0);
        market.does(0, Signer::Keeper(key(KEEPER)), &Command::Accept { attempt: 0, seed, keeper_bond: 0 });
        let wait = if at_once { params.guardian_secs } else { params.approval_secs };
        let due = accepted + i64::from(wait);
        let job = market.snapshot.jobs[0];
        let settle = [Action::Send(ChainAction::Settle { job })];
        for (now, expected) in [(due - 1, &settle[..0]), (due, &settle), (due + 1, &settle)] {
            market.snapshot.now = now;
            assert_eq!(market.plans(), expected, "at due {:+}", now - due);
        }
    }
}

#[test]
fn leaves_guardians_their_time_after_an_answer_to_a_dispute_too() {
    let mut market = sealed(asking(1), true);
    market.later(i64::from(market.params.verdict_secs));
    market.does(0, Signer::Client(key(CLIENT)), &Command::Dispute { attempt: 0 });
    let seed = market.state(0).challenge(&market.params).expect("it is sealed").seed;
    market.finds(0, Finding::Equal { seed, tiles: 30 });
    let job = market.snapshot.jobs[0];
    assert_eq!(market.plans(), [Action::Send(ChainAction::Accept { job, seed, seal: false, settle: false })]);
}
