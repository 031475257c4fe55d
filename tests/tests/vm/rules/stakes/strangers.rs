//! Whose stake it is, and in which market: nobody else moves it.

use rayment_client::{PROGRAM_ID, address};
use rayment_core::stake::StakeCommand;
use rayment_tests::vm::{guardians::*, roles::signed_by, world::*, *};
use solana_instruction::AccountMeta;

use super::{LOCKED, locked, market};

const COMMANDS: [StakeCommand; 3] =
    [StakeCommand::Lock { amount: 1 }, StakeCommand::Unlock { amount: 1 }, StakeCommand::Take];

/// Where the accounts stand in `stake_change`.
const MARKET: usize = 1;
const PARAMETERS: usize = 2;
const CLIENTS: usize = 3;
const NEW_CLIENT: usize = 4;
const PROVIDERS: usize = 5;
const GUARDIANS: usize = 6;
const BONDED: usize = 7;

#[test]
fn refuses_anybody_elses_hand_on_a_stake() {
    for (staker, others, reason) in [
        (Staker::Client(CLIENT), vec![STRANGER, KEEPER.0, OPENER, ANNA.wallet], RaymentError::NotWallet),
        (Staker::Provider(ANNA), vec![STRANGER, ANNA.operator, ANNA.payout, OPENER], RaymentError::NotWallet),
        (Staker::Guardian(GITA), vec![STRANGER, GITA.daemon, OPENER, KEEPER.0], RaymentError::NotWallet),
        (Staker::Keeper, vec![STRANGER, KEEPER.0, TREASURY, ANNA.wallet], RaymentError::NotAuthority),
    ] {
        for other in others {
            let mut world = locked(staker);
            world.fund(&other.key(), FUNDS);
            staker.unlocks(&mut world, LOCKED / 2).works();
            world.advance(UNLOCK_SECS);
            let before = world.snapshot();
            for command in COMMANDS {
                let asked = signed_by(staker.asks(&world, command), other);
                world.sends(asked).refuses(reason);
            }
            assert_eq!(world.snapshot(), before);
        }
    }
}

#[test]
fn refuses_a_new_clients_account_at_another_wallets_address() {
    let mut world = market();
    let asked = Staker::Client(CLIENT).asks(&world, StakeCommand::Lock { amount: LOCKED });
    // Anchor's "a seeds constraint was violated".
    world.sends(signed_by(asked, OTHER_CLIENT.0)).refuses_with(2006);
}

#[test]
fn refuses_an_owner_that_has_not_signed() {
    for staker in STAKERS {
        let mut world = locked(staker);
        for command in COMMANDS {
            let mut asked = staker.asks(&world, command);
            asked.accounts[0].is_signer = false;
            // Anchor's "the given account did not sign".
            world.sends(asked).refuses_with(3010);
        }
    }
}

#[test]
fn refuses_no_account_of_a_stake_or_more_than_one() {
    let mut world = locked(Staker::Provider(ANNA));
    Staker::Guardian(GITA).locks(&mut world, LOCKED).works();
    let lock = StakeCommand::Lock { amount: 1 };
    let asked = Staker::Provider(ANNA).asks(&world, lock);
    let mut none = asked.clone();
    none.accounts[PROVIDERS] = AccountMeta::new_readonly(PROGRAM_ID, false);
    world.sends(none).refuses(RaymentError::OneStake);
    // The authority of the market is a provider and a guardian as well.
    let opener = Guardian { wallet: OPENER, daemon: STRANGER };
    let provider = Provider { wallet: OPENER, ..ANNA };
    provider.registers(&mut world).works();
    opener.enlists(&mut world).works();
    Staker::Client(Client(OPENER)).locks(&mut world, 1).works();
    let all = [Staker::Client(Client(OPENER)), Staker::Provider(provider), Staker::Guardian(opener), Staker::Keeper];
    let slots = [CLIENTS, PROVIDERS, GUARDIANS, BONDED];
    for (first, one) in all.into_iter().enumerate() {
        for (second, other) in all.into_iter().enumerate().skip(first + 1) {
            let mut both = one.asks(&world, lock);
            both.accounts[slots[second]] = AccountMeta::new(other.account(), false);
            world.sends(both).refuses(RaymentError::OneStake);
        }
    }
    // An account that is there is never opened a second time beside another.
    let mut opened = Staker::Provider(provider).asks(&world, lock);
    opened.accounts[NEW_CLIENT] = AccountMeta::new(all[0].account(), false);
    world.sends(opened).refuses(RaymentError::OneStake);
}

#[test]
fn refuses_to_open_a_clients_account_over_the_one_that_is_there() {
    let mut world = locked(Staker::Client(CLIENT));
    let before = world.snapshot();
    for command in COMMANDS {
        let mut asked = Staker::Client(CLIENT).asks(&world, command);
        asked.accounts.swap(CLIENTS, NEW_CLIENT);
        world.sends(asked).map(|_| ()).expect_err("it is open");
        assert_eq!(world.snapshot(), before);
    }
}

#[test]
fn refuses_accounts_of_another_market() {
    let rival = address::market(&RIVAL.key(), 0);
    for staker in STAKERS {
        let mut world = locked(staker);
        world.opens_market(RIVAL, guarded(0)).works();
        let asked = staker.asks(&world, StakeCommand::Lock { amount: 1 });
        for places in [vec![MARKET], vec![PARAMETERS], vec![MARKET, PARAMETERS]] {
            let mut mixed = asked.clone();
            for place in places {
                let there = if place == MARKET { rival } else { address::params(&rival, 0) };
                mixed.accounts[place].pubkey = there;
            }
            world.sends(mixed).refuses(RaymentError::WrongMarket);
        }
    }
}

#[test]
fn refuses_parameters_that_are_not_those_of_the_moment() {
    for staker in STAKERS {
        let mut world = locked(staker);
        let asked = staker.asks(&world, StakeCommand::Unlock { amount: 1 });
        world.changes_params(&guarded(1));
        world.sends(asked).refuses(RaymentError::WrongParams);
        staker.unlocks(&mut world, 1).works();
    }
}
