//! What moves when a stake is locked, unlocked and taken.

use rayment_client::events::Event;
use rayment_core::{layout, stake::Stake};
use rayment_tests::vm::{guardians::*, world::*, *};

use super::{LOCKED, locked, market};

/// The rent of the account that an owner's first lock opens.
fn opened_for(world: &World, staker: Staker) -> u64 {
    match staker {
        Staker::Client(_) => world.rent(layout::client::SPACE),
        Staker::Provider(_) | Staker::Guardian(_) | Staker::Keeper => 0,
    }
}

/// What lies in the owner's wallet, and in the account of its stake.
fn held(world: &World, staker: Staker) -> (u64, u64) {
    (world.lamports(&staker.wallet().key()), world.lamports(&staker.account()))
}

#[test]
fn each_owner_locks_unlocks_and_takes_to_the_lamport() {
    for staker in STAKERS {
        let mut world = market();
        let (total, (wallet, account), rent) = (world.total(), held(&world, staker), opened_for(&world, staker));
        staker.locks(&mut world, LOCKED).works();
        assert_eq!(staker.stake(&world), Stake { locked: LOCKED, ..Stake::default() });
        assert_eq!(held(&world, staker), (wallet - LOCKED - rent, account + LOCKED + rent), "{staker:?}");

        world.advance(7);
        staker.unlocks(&mut world, 100).works();
        let unlock_at = NOON + 7 + UNLOCK_SECS;
        assert_eq!(staker.stake(&world), Stake { locked: LOCKED - 100, unlocking: 100, unlock_at });
        assert_eq!(held(&world, staker), (wallet - LOCKED - rent, account + LOCKED + rent), "nothing has moved");

        staker.locks(&mut world, 11).works();
        assert_eq!(staker.stake(&world), Stake { locked: LOCKED - 89, unlocking: 100, unlock_at });

        world.advance_to(unlock_at);
        staker.takes(&mut world).works();
        assert_eq!(staker.stake(&world), Stake { locked: LOCKED - 89, ..Stake::default() });
        assert_eq!(held(&world, staker), (wallet - (LOCKED - 89) - rent, account + (LOCKED - 89) + rent));
        assert_eq!(world.total(), total);
    }
}

#[test]
fn a_change_of_a_stake_is_told() {
    for staker in STAKERS {
        let mut world = market();
        let told = |answer: Answer| {
            let events = answer.works().events();
            let [Event::StakeChanged(told)] = events.as_slice() else { panic!("another event than expected") };
            assert_eq!((told.market, told.account), (World::market_address(), staker.account()));
            assert_eq!(told.wallet, staker.wallet().key());
            [told.locked, told.unlocking, told.unlock_at as u64, told.paid_in, told.paid_out]
        };
        let unlock_at = NOON + UNLOCK_SECS;
        assert_eq!(told(staker.locks(&mut world, LOCKED)), [LOCKED, 0, 0, LOCKED, 0]);
        assert_eq!(told(staker.unlocks(&mut world, 100)), [LOCKED - 100, 100, unlock_at as u64, 0, 0]);
        world.advance_to(unlock_at);
        assert_eq!(told(staker.takes(&mut world)), [LOCKED - 100, 0, 0, 0, 100]);
    }
}

#[test]
fn an_emptied_client_or_guardian_closes_and_gets_its_rent_and_every_gift() {
    for staker in [Staker::Client(CLIENT), Staker::Guardian(GITA)] {
        let mut world = locked(staker);
        world.transfers(DONOR, &staker.account(), 777).works();
        staker.unlocks(&mut world, LOCKED).works();
        world.advance(UNLOCK_SECS);
        let (wallet, account) = held(&world, staker);
        staker.takes(&mut world).works();
        assert_eq!(held(&world, staker), (wallet + account, 0), "{staker:?}");
        assert!(!world.exists(&staker.account()));
    }
}

#[test]
fn an_emptied_provider_or_market_stays() {
    for staker in [Staker::Provider(ANNA), Staker::Keeper] {
        let mut world = locked(staker);
        staker.unlocks(&mut world, LOCKED).works();
        world.advance(UNLOCK_SECS);
        let (wallet, account) = held(&world, staker);
        staker.takes(&mut world).works();
        assert_eq!(held(&world, staker), (wallet + LOCKED, account - LOCKED));
        assert_eq!(staker.stake(&world), Stake::default());
        // Once more moves nothing.
        staker.takes(&mut world).works();
        assert_eq!(held(&world, staker), (wallet + LOCKED, account - LOCKED));
    }
}

#[test]
fn a_guardian_that_never_locked_anything_leaves_with_its_rent() {
    let mut world = market();
    let gita = Staker::Guardian(GITA);
    let (wallet, rent) = held(&world, gita);
    gita.takes(&mut world).works();
    assert_eq!(held(&world, gita), (wallet + rent, 0));
}

#[test]
fn a_client_opens_its_account_anew_after_it_has_left() {
    let (client, mut world) = (Staker::Client(CLIENT), locked(Staker::Client(CLIENT)));
    client.unlocks(&mut world, LOCKED).works();
    world.advance(UNLOCK_SECS);
    client.takes(&mut world).works();
    client.locks(&mut world, 5).works();
    assert_eq!(client.stake(&world), Stake { locked: 5, ..Stake::default() });
}

#[test]
fn gifts_to_the_address_of_a_client_to_come_stop_nothing() {
    let client = Staker::Client(CLIENT);
    let rent = World::empty().rent(layout::client::SPACE);
    for gift in [1_000_000, rent, 10_000_000] {
        let mut world = market();
        world.transfers(DONOR, &client.account(), gift).works();
        let wallet = world.lamports(&CLIENT.key());
        let mut lock = client.asks(&world, rayment_core::stake::StakeCommand::Lock { amount: LOCKED });
        // Nobody has opened it, although something lies there.
        lock.accounts.swap(3, 4);
        world.sends(lock).works();
        let paid = LOCKED + rent.saturating_sub(gift);
        assert_eq!(held(&world, client), (wallet - paid, gift + paid));
        client.unlocks(&mut world, LOCKED).works();
        world.advance(UNLOCK_SECS);
        client.takes(&mut world).works();
        assert_eq!(held(&world, client), (wallet + gift, 0));
    }
}

#[test]
fn refuses_to_lock_more_than_the_wallet_has() {
    for staker in STAKERS {
        let mut world = market();
        let before = world.snapshot();
        // The system program's "insufficient funds".
        staker.locks(&mut world, FUNDS + 1).refuses_with(1);
        assert_eq!(world.snapshot(), before);
    }
}

#[test]
fn refuses_each_owner_that_locks_or_unlocks_nothing() {
    for staker in STAKERS {
        let mut world = locked(staker);
        staker.locks(&mut world, 0).refuses(RaymentError::NoAmount);
        staker.unlocks(&mut world, 0).refuses(RaymentError::NoAmount);
    }
}

#[test]
fn refuses_each_owner_that_unlocks_more_than_is_locked() {
    for staker in STAKERS {
        let mut world = locked(staker);
        staker.unlocks(&mut world, LOCKED + 1).refuses(RaymentError::NotLocked);
        staker.unlocks(&mut world, LOCKED).works();
        staker.unlocks(&mut world, 1).refuses(RaymentError::NotLocked);
    }
}

#[test]
fn refuses_what_leaves_64_bits() {
    for staker in STAKERS {
        let mut world = locked(staker);
        world.fund(&staker.wallet().key(), u64::MAX);
        staker.locks(&mut world, u64::MAX - LOCKED + 1).refuses(RaymentError::Overflow);
    }
}

#[test]
fn refuses_to_unlock_or_take_of_a_client_that_has_no_account() {
    let (client, mut world) = (Staker::Client(CLIENT), market());
    client.unlocks(&mut world, 1).refuses(RaymentError::NotLocked);
    client.takes(&mut world).refuses(RaymentError::NothingStaked);
    assert!(!world.exists(&client.account()));
}
