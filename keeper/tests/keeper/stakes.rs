//! What providers and the keeper itself have locked.

use rayment_client::{Market as MarketAccount, chain_key, rule_key};
use rayment_core::{
    job::{Command, Offer, Signer},
    market::Params,
    order::MarketVersion,
    stake::Stake,
};
use rayment_keeper::{Action, ChainAction, bond};

use crate::{
    dispatch::two_and_a_job,
    market::{ANNA, BORIS, CLIENT, KEEPER, Market, SLOT, STAKE, TERMS, cheaper, key, wallet},
};

const BOND: u64 = 5_000_000_000;

#[test]
fn assigns_to_nobody_who_has_locked_too_little_to_claim() {
    let locked = |locked| Stake { locked, ..Stake::default() };
    let leaving = Stake { locked: STAKE - 1, unlocking: STAKE, unlock_at: 1 };
    for (stake, expected) in [
        (locked(0), BORIS),
        (locked(STAKE - 1), BORIS),
        (leaving, BORIS),
        (locked(STAKE), ANNA),
        (locked(STAKE + 1), ANNA),
        (Stake { unlocking: 1, unlock_at: 1, ..locked(STAKE) }, ANNA),
    ] {
        let mut market = two_and_a_job();
        market.snapshot.providers[0].state.terms = cheaper();
        market.snapshot.providers[0].state.stake = stake;
        assert_eq!(market.assignments(), [(0, expected, false)], "{stake:?}");
    }
}

#[test]
fn a_job_asks_for_the_stake_of_its_own_parameters() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).stake = Stake::default();
    market.posts(1);
    market.later(60);
    assert_eq!(market.assignments(), [], "not even when anyone may claim it");
    market.params.stake_provider = 0;
    market.snapshot.params.insert(0, market.params);
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
}

/// Delivered, checked and found equal, in a market that asks for a bond.
fn checked(params: Params, at_once: bool) -> Market {
    let mut market = Market::under(params);
    market.provider(ANNA, TERMS);
    let offer = Offer { at_once, ..market.offer(1, 1) };
    market.posts_as(CLIENT, &offer);
    market.assigns(0, ANNA);
    market.delivers(0, ANNA);
    market.reaches_slot(SLOT + 32);
    market.finds(0, market.equal(0));
    market
}

fn accepts(market: &Market, settle: bool) -> Vec<Action> {
    let (job, seed) = (market.snapshot.jobs[0], market.challenge(0).seed);
    vec![Action::Send(ChainAction::Accept { job, seed, seal: true, settle })]
}

#[test]
fn settles_at_once_only_on_a_word_that_its_bond_stands_for() {
    let asking = Params { keeper_bond_min: BOND, ..Params::DEFAULT };
    for (params, at_once, bond, settles) in [
        (Params::DEFAULT, true, 0, true),
        (Params::DEFAULT, false, BOND, false),
        (asking, true, BOND - 1, false),
        (asking, true, BOND, true),
        (asking, true, BOND + 1, true),
        (asking, false, BOND, false),
    ] {
        let mut market = checked(params, at_once);
        market.snapshot.keeper_bond = bond;
        assert_eq!(market.plans(), accepts(&market, settles), "{at_once}, bond {bond}");
    }
}

/// The client has paid for an answer: whatever the keeper has locked, it is paid on it.
#[test]
fn an_answer_to_a_dispute_pays_at_once_whatever_the_bond() {
    let mut market = checked(Params { keeper_bond_min: BOND, ..Params::DEFAULT }, true);
    market.later(i64::from(market.params.verdict_secs));
    market.does(0, Signer::Client(key(CLIENT)), &Command::Dispute { attempt: 0 });
    assert_eq!(market.plans(), accepts(&market, true));
}

#[test]
fn says_at_its_start_that_too_small_a_bond_pays_nothing_at_once() {
    let account = |locked, unlocking| MarketAccount {
        address: Market::address(),
        id: 0,
        creator: wallet(1),
        authority: wallet(1),
        keeper: chain_key(&rule_key(&wallet(KEEPER))),
        treasury: wallet(2),
        version: MarketVersion { params: 0, since: 0, paused_until: 0 },
        keeper_bond: Stake { locked, unlocking, unlock_at: 0 },
        dust: 0,
    };
    let asking = Params { keeper_bond_min: BOND, ..Params::DEFAULT };
    for (locked, unlocking) in [(0, 0), (BOND - 1, 0), (0, BOND)] {
        let said = bond::too_low(&account(locked, unlocking), &asking).expect("it is too small");
        assert!(said.contains("5 SOL") && said.contains("rayment stake lock --as keeper"), "{said}");
    }
    for (locked, params) in [(BOND, &asking), (BOND + 1, &asking), (0, &Params::DEFAULT)] {
        assert_eq!(bond::too_low(&account(locked, 0), params), None);
    }
}
