//! How a guardian comes and leaves.

use rayment_client::{
    address,
    events::Event,
    instructions::{guardian_enlist, market_pause},
    rule_key,
};
use rayment_core::{guardian::GuardianState, layout, stake::Stake};
use rayment_tests::vm::{guardians::*, world::*, *};

use super::noise;

fn market() -> World {
    let mut world = World::market_under(guarded(1));
    world.fund(&GITA.wallet.key(), FUNDS);
    world
}

#[test]
fn a_guardian_is_what_its_wallet_and_the_authority_sign() {
    let mut world = market();
    let events = GITA.enlists(&mut world).works().events();
    let expected = GuardianState {
        market: rule_key(&World::market_address()),
        wallet: rule_key(&GITA.wallet.key()),
        key: rule_key(&GITA.daemon.key()),
        stake: Stake::default(),
        since: NOON,
    };
    assert_eq!(world.guardian(GITA).state, expected);
    assert_eq!(world.space(&GITA.address()), layout::guardian::SPACE);
    let rent = world.rent(layout::guardian::SPACE);
    assert_eq!(world.lamports(&GITA.address()), rent);
    assert_eq!(world.lamports(&GITA.wallet.key()), FUNDS - rent);
    let [Event::GuardianEnlisted(told)] = events.as_slice() else { panic!("another event than expected") };
    let keys = [GITA.address(), GITA.wallet.key(), GITA.daemon.key(), World::market_address()];
    assert_eq!([told.guardian, told.wallet, told.key, told.market], keys);
}

#[test]
fn refuses_a_guardian_whom_the_authority_has_not_admitted() {
    for other in [STRANGER, KEEPER.0, GITA.wallet, TREASURY] {
        let mut world = market();
        let mut enlist = guardian_enlist(&GITA.wallet.key(), &world.market_state(), &GITA.daemon.key());
        enlist.accounts[1].pubkey = other.key();
        world.sends(enlist).refuses(RaymentError::NotAuthority);
    }
    for unsigned in [0, 1] {
        let mut world = market();
        let mut enlist = guardian_enlist(&GITA.wallet.key(), &world.market_state(), &GITA.daemon.key());
        enlist.accounts[unsigned].is_signer = false;
        // Anchor's "the given account did not sign".
        world.sends(enlist).refuses_with(3010);
    }
}

#[test]
fn refuses_a_wallet_as_the_key_that_signs() {
    Guardian { daemon: GITA.wallet, ..GITA }.enlists(&mut market()).refuses(RaymentError::KeyIsWallet);
}

#[test]
fn refuses_a_wallet_that_is_a_guardian_and_leaves_its_key() {
    let mut world = market();
    GITA.enlists(&mut world).works();
    let again = Guardian { daemon: HUGO.daemon, ..GITA };
    again.enlists(&mut world).map(|_| ()).expect_err("the account is there");
    assert_eq!(world.guardian(GITA).state.key, rule_key(&GITA.daemon.key()));
}

#[test]
fn refuses_to_enlist_in_a_paused_market() {
    let mut world = market();
    let pause = market_pause(&world.market_state(), 60);
    world.sends(pause).works();
    world.advance(59);
    GITA.enlists(&mut world).refuses(RaymentError::MarketPaused);
    world.advance(1);
    GITA.enlists(&mut world).works();
}

#[test]
fn each_market_admits_its_own() {
    let mut world = market();
    world.opens_market(RIVAL, guarded(1)).works();
    let mut enlist = guardian_enlist(&GITA.wallet.key(), &world.market_state(), &GITA.daemon.key());
    let rival = address::market(&RIVAL.key(), 0);
    enlist.accounts[2].pubkey = rival;
    enlist.accounts[3].pubkey = address::guardian(&rival, &GITA.wallet.key());
    world.sends(enlist.clone()).refuses(RaymentError::NotAuthority);
    enlist.accounts[1].pubkey = RIVAL.key();
    world.sends(enlist).works();
}

#[test]
fn a_guardian_leaves_by_its_wallet_alone_and_may_come_back_with_another_key() {
    let mut world = World::guarded(guarded(1));
    let gita = Staker::Guardian(GITA);
    gita.unlocks(&mut world, GUARDIAN_STAKE).works();
    world.advance(UNLOCK_SECS);
    gita.takes(&mut world).works();
    assert!(!world.exists(&GITA.address()));
    assert_eq!(world.lamports(&GITA.wallet.key()), FUNDS);
    let again = Guardian { daemon: STRANGER, ..GITA };
    again.enlists(&mut world).works();
    assert_eq!(world.guardian(GITA).state.key, rule_key(&STRANGER.key()));
}

#[test]
fn gifts_to_the_address_of_a_guardian_to_come_stop_nothing() {
    for gift in [1_000_000, 10_000_000] {
        let mut world = market();
        world.transfers(DONOR, &GITA.address(), gift).works();
        GITA.enlists(&mut world).works();
        assert_eq!(world.lamports(&GITA.address()), gift.max(world.rent(layout::guardian::SPACE)));
    }
}

#[test]
fn a_guardian_counts_with_the_least_stake_and_with_no_lamport_less() {
    let (mut world, job) = noise(1);
    let gita = Staker::Guardian(GITA);
    gita.unlocks(&mut world, 1).works();
    world.rejects(Some(KEEPER), job, &[GITA]).refuses(RaymentError::StakeTooLow);
    gita.locks(&mut world, 1).works();
    world.rejects(Some(KEEPER), job, &[GITA]).works();
}
