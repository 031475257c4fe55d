//! From delivery to verdict.

use rayment_core::{
    job::{Command, FailReason, Offer, Signer},
    proof::merkle,
};
use rayment_keeper::{Action, ChainAction, plan::is_open_to_a_verdict, snapshot::Finding};

use crate::market::{ANNA, CLIENT, KEEPER, Market, NOON, SLOT, TERMS, key, wallet};

/// The slot that the challenge waits for.
const AWAITED: u64 = SLOT + 32;

fn delivered() -> Market {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.delivered(1, ANNA);
    market
}

/// Delivered, and the slot has come.
fn seen() -> Market {
    let mut market = delivered();
    market.reaches_slot(AWAITED);
    market
}

fn sealed() -> Market {
    let mut market = seen();
    market.seals(0);
    market
}

fn send(action: ChainAction) -> Vec<Action> {
    vec![Action::Send(action)]
}

#[test]
fn fetches_a_delivery_before_its_slot_has_come() {
    let mut market = delivered();
    for newest in [SLOT, AWAITED - 1] {
        market.reaches_slot(newest);
        assert_eq!(market.plans(), [market.check(0, None)]);
    }
    market.finds(0, Finding::Fetched);
    assert_eq!(market.plans(), []);
}

#[test]
fn checks_once_the_slot_has_come() {
    let mut market = seen();
    let challenge = market.challenge(0);
    for finding in [None, Some(Finding::Fetched), Some(Finding::Unreachable), Some(Finding::TooHeavy)] {
        market.snapshot.findings.clear();
        if let Some(finding) = finding {
            market.finds(0, finding);
        }
        assert_eq!(market.plans(), [market.check(0, Some(challenge))]);
    }
}

#[test]
fn seals_accepts_and_settles_in_one_go() {
    let mut market = seen();
    market.finds(0, market.equal(0));
    let job = market.snapshot.jobs[0];
    let seed = market.challenge(0).seed;
    assert_eq!(market.plans(), send(ChainAction::Accept { job, seed, seal: true, settle: true }));
}

#[test]
fn leaves_settling_to_the_client_where_that_was_agreed() {
    let mut market = Market::new();
    let offer = Offer { at_once: false, ..market.offer(1, 1) };
    market.posts_as(CLIENT, &offer);
    market.assigns(0, ANNA);
    market.delivers(0, ANNA);
    market.reaches_slot(AWAITED);
    market.finds(0, market.equal(0));
    let job = market.snapshot.jobs[0];
    let seed = market.challenge(0).seed;
    assert_eq!(market.plans(), send(ChainAction::Accept { job, seed, seal: true, settle: false }));
}

#[test]
fn rejects_with_evidence() {
    let mut market = seen();
    let Finding::Different { seed, evidence } = market.different(0) else { unreachable!("it differs") };
    market.finds(0, Finding::Different { seed, evidence: evidence.clone() });
    let job = market.snapshot.jobs[0];
    assert_eq!(market.plans(), send(ChainAction::Reject { job, seal: true, evidence }));
}

/// In one transaction they would be larger than a packet.
#[test]
fn seals_ahead_of_the_deepest_evidence() {
    let mut market = seen();
    let Finding::Different { seed, mut evidence } = market.different(0) else { unreachable!("it differs") };
    evidence.path = vec![[1; 32]; merkle::MAX_DEPTH];
    market.finds(0, Finding::Different { seed, evidence });
    assert_eq!(market.plans(), send(ChainAction::Seal { job: market.snapshot.jobs[0] }));
}

#[test]
fn gives_back_what_is_unlike_but_proves_nothing() {
    let mut market = seen();
    let Finding::Different { seed, .. } = market.different(0) else { unreachable!("it differs") };
    market.finds(0, Finding::Unlike { seed: [9; 32] });
    let job = market.snapshot.jobs[0];
    let gives_back = send(ChainAction::Fail { job, reason: FailReason::Unlike, seal: true });
    assert_ne!(market.plans(), gives_back, "it was for another challenge");
    market.finds(0, Finding::Unlike { seed });
    assert_eq!(market.plans(), gives_back);
}

#[test]
fn judges_what_somebody_else_has_sealed() {
    let mut market = sealed();
    let seed = market.state(0).challenge(&market.params).expect("it is sealed").seed;
    market.finds(0, Finding::Equal { seed, tiles: 30 });
    let job = market.snapshot.jobs[0];
    assert_eq!(market.plans(), send(ChainAction::Accept { job, seed, seal: false, settle: true }));
}

#[test]
fn checks_again_what_was_checked_for_another_challenge() {
    let mut market = sealed();
    let challenge = market.state(0).challenge(&market.params);
    market.finds(0, Finding::Equal { seed: [1; 32], tiles: 30 });
    assert_eq!(market.plans(), [market.check(0, challenge)]);
}

#[test]
fn seals_alone_before_the_chain_forgets_the_slot() {
    let mut market = delivered();
    let (job, mut challenge) = (market.snapshot.jobs[0], None);
    for (newest, seals) in [(AWAITED + 128, false), (AWAITED + 129, true), (AWAITED + 600, true)] {
        market.reaches_slot(newest);
        if !seals {
            challenge = Some(market.challenge(0));
        }
        let expected = if seals { Action::Send(ChainAction::Seal { job }) } else { market.check(0, challenge) };
        assert_eq!(market.plans(), [expected], "newest slot {newest}");
    }
}

#[test]
fn gives_back_what_cannot_be_had_after_two_minutes() {
    let mut market = sealed();
    market.finds(0, Finding::Missing);
    let (job, challenge) = (market.snapshot.jobs[0], market.state(0).challenge(&market.params));
    let noon = market.snapshot.now;
    for (after, gives_back) in [(0, false), (119, false), (120, true), (121, true)] {
        market.snapshot.now = noon + after;
        let missing = ChainAction::Fail { job, reason: FailReason::Missing, seal: false };
        let expected = if gives_back { Action::Send(missing) } else { market.check(0, challenge) };
        assert_eq!(market.plans(), [expected], "after {after} s");
    }
}

#[test]
fn keeps_silent_where_the_hub_does_not_answer() {
    let mut market = sealed();
    market.finds(0, Finding::Unreachable);
    let challenge = market.state(0).challenge(&market.params);
    market.later(i64::from(market.params.verdict_secs) - 1);
    assert_eq!(market.plans(), [market.check(0, challenge)]);
    // What comes then can't be accepted any more, but refused until it is paid.
    market.later(1);
    assert_eq!(market.plans(), [market.check(0, challenge)]);
}

#[test]
fn keeps_silent_where_it_cannot_render() {
    let mut market = sealed();
    market.finds(0, Finding::Unreadable);
    assert_eq!(market.plans(), []);
}

#[test]
fn accepts_nothing_from_the_deadline_for_it_on() {
    let mut market = sealed();
    let seed = market.state(0).challenge(&market.params).expect("it is sealed").seed;
    market.finds(0, Finding::Equal { seed, tiles: 30 });
    let due = market.state(0).verdict_due(&market.params).expect("there is a deadline");
    for (now, verdicts) in [(due - 1, 1), (due, 0), (due + 1, 0)] {
        market.snapshot.now = now;
        assert_eq!(market.plans().len(), verdicts, "{now}");
    }
}

#[test]
fn refuses_what_is_wrong_until_it_is_paid() {
    let mut market = sealed();
    let Finding::Different { seed, evidence } = seen().different(0) else { unreachable!("it differs") };
    market.finds(0, Finding::Different { seed, evidence: evidence.clone() });
    let settled = market.state(0).settle_due(&market.params).expect("there is a deadline");
    market.snapshot.now = settled - 1;
    let job = market.snapshot.jobs[0];
    assert_eq!(market.plans(), send(ChainAction::Reject { job, seal: false, evidence }));
    market.snapshot.now = settled;
    assert_eq!(market.plans(), send(ChainAction::Settle { job }));
}

/// A finding that is forgotten earlier leads to no verdict, whatever the plan would make of it.
#[test]
fn findings_are_kept_until_there_is_nothing_left_to_say() {
    for market in [sealed(), unchecked()] {
        let (state, params) = (market.state(0), &market.params);
        let due = |of: Option<i64>| of.expect("there is a deadline");
        let (verdict, settled) = (due(state.verdict_due(params)), due(state.settle_due(params)));
        let kept = |now| is_open_to_a_verdict(state, Some(params), now);
        for now in [verdict - 1, verdict, verdict + 1, settled - 1] {
            assert!(kept(now), "{} s before it is paid", settled - now);
        }
        assert!(!kept(settled) && !kept(settled + 1));
        assert!(is_open_to_a_verdict(state, None, settled), "its deadlines are not known yet");
    }
    let mut open = Market::new();
    open.posts(1);
    assert!(!is_open_to_a_verdict(open.state(0), None, NOON), "nothing is delivered");
}

fn unchecked() -> Market {
    let mut market = Market::new();
    let offer = Offer { check: false, ..market.offer(1, 1) };
    market.posts_as(CLIENT, &offer);
    market.assigns(0, ANNA);
    market.delivers(0, ANNA);
    market.reaches_slot(AWAITED);
    market
}

#[test]
fn where_no_check_was_asked_for_the_tiles_must_be_there_all_the_same() {
    let mut market = unchecked();
    assert_eq!(market.plans(), [market.check(0, None)]);
    market.finds(0, Finding::Missing);
    market.later(119);
    assert_eq!(market.plans(), [market.check(0, None)]);
    market.later(1);
    let job = market.snapshot.jobs[0];
    assert_eq!(market.plans(), send(ChainAction::Fail { job, reason: FailReason::Missing, seal: false }));
    market.finds(0, Finding::Fetched);
    assert_eq!(market.plans(), []);
}

#[test]
fn a_dispute_is_answered_whether_a_check_was_asked_for_or_not_and_the_answer_pays_at_once() {
    let mut market = unchecked();
    let attempt = market.state(0).attempt;
    market.does(0, Signer::Client(key(CLIENT)), &Command::Dispute { attempt });
    let challenge = market.challenge(0);
    assert_eq!(market.plans(), [market.check(0, Some(challenge))]);
    market.finds(0, market.equal(0));
    let (job, seed) = (market.snapshot.jobs[0], challenge.seed);
    assert_eq!(market.plans(), send(ChainAction::Accept { job, seed, seal: true, settle: true }));
}

#[test]
fn refuses_to_judge_its_own_jobs() {
    let mut market = seen();
    market.finds(0, market.equal(0));
    for party in [CLIENT, ANNA] {
        market.snapshot.keeper = wallet(party);
        assert_eq!(market.plans(), []);
    }
    market.snapshot.keeper = wallet(KEEPER);
    assert_eq!(market.plans().len(), 1);
}

#[test]
fn a_job_that_nobody_was_assigned_to_brings_its_fee_too() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.posts(1);
    market.later(i64::from(market.params.open_secs));
    market.delivers(0, ANNA);
    assert_eq!(market.plans(), [market.check(0, None)]);
    // A missed slot doubles the tiles.
    market.reaches_slot(AWAITED + 600);
    market.seals(0);
    let [Action::Check(request)] = market.plans()[..] else { panic!("it is to be fetched") };
    assert_eq!((request.tiles, request.fee), (60, 50_500));
}
