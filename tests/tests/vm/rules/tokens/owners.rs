//! Whoever is owed a leg may name another account for it, and nobody else may.

use rayment_client::{PROGRAM_ID, address, instructions::Clearing};
use rayment_tests::vm::{phases::*, tokens::*, *};
use solana_pubkey::Pubkey;

use super::*;
use crate::idl::with;

/// Settled while neither side could be credited.
fn owing(coin: Coin) -> JobWorld {
    let (mut world, job) = approved_in(coin);
    let accounts = [address::vault(&ANNA.purse(coin)), coin.of(&order(&world))];
    accounts.iter().for_each(|account| world.freezes(coin, account));
    world.settles(job).works();
    for other in [STRANGER, DONOR] {
        world.opens_tokens(coin, &other.key()).works();
    }
    (world, job)
}

#[test]
fn the_provider_names_another_account_and_the_fee_goes_to_the_treasury() {
    for coin in COINS {
        let (mut world, job) = owing(coin);
        let account = coin.of(&DONOR.key());
        let clear = world.clear(job, true, Clearing::Provider { account });
        world.sends(clear).works();
        assert_eq!((world.tokens(&account), world.has(coin, &TREASURY.key())), (PRICE + BOND, FEE));
        assert_eq!((owes(&world, job), earned(&world, coin)), ((0, 0, REST), (0, 0)));
        world.conserves(coin);
    }
}

#[test]
fn the_client_names_another_account() {
    for coin in COINS {
        let (mut world, job) = owing(coin);
        let account = coin.of(&DONOR.key());
        let clear = world.clear(job, true, Clearing::Client { account });
        world.sends(clear).works();
        assert_eq!(world.tokens(&account), REST);
        assert_eq!(owes(&world, job), (PRICE + BOND, 0, 0), "the fee could go to the treasury");
        world.conserves(coin);
    }
}

#[test]
fn refuses_anothers_word_about_where_a_leg_goes() {
    for coin in COINS {
        let (mut world, job) = owing(coin);
        let account = coin.of(&STRANGER.key());
        let provider = world.clear(job, true, Clearing::Provider { account });
        let client = world.clear(job, true, Clearing::Client { account });
        let others = [STRANGER, ANNA.operator, ANNA.payout, BORIS.wallet, KEEPER.0, OPENER, OTHER_CLIENT.0];
        nothing_changes(&mut world, |world| {
            for (clear, own, not) in [(provider, ANNA.wallet, CLIENT.0), (client, CLIENT.0, ANNA.wallet)] {
                for by in others {
                    let mut clear = clear.clone();
                    clear.accounts[0].pubkey = by.key();
                    world.sends(clear).refuses(RaymentError::NotOwed);
                }
                // Each of the two for its own leg only.
                let mut crossed = clear.clone();
                crossed.accounts[0].pubkey = not.key();
                assert!(world.sends(crossed).is_err());
                let mut unsigned = clear.clone();
                unsigned.accounts[0].is_signer = false;
                assert!(world.sends(unsigned).is_err());
                // Without anybody's word.
                let mut nobodys = clear;
                (nobodys.accounts[0].pubkey, nobodys.accounts[0].is_signer) = (PROGRAM_ID, false);
                assert!(world.sends(nobodys).is_err(), "of {}", own.0);
            }
        });
    }
}

/// Anna closes her purse, which lies empty, and leaves: her account is gone.
fn leaves(world: &mut World, coin: Coin) {
    ANNA.withdraws_purse(world, coin, None, true).works();
    ANNA.closes_offer(world, &coin.rendering()).works();
    ANNA.retires(world).works();
    assert!(!world.exists(&ANNA.address()));
}

#[test]
fn a_provider_that_has_left_is_paid_by_its_wallets_word_and_the_fee_goes_to_the_treasury() {
    for coin in COINS {
        let (mut world, job) = owing(coin);
        leaves(&mut world, coin);
        // Anyone brings the fee, and what is the client's.
        let account = coin.of(&order(&world));
        world.thaws(coin, &account);
        let clear = world.clear(job, false, Clearing::Usual);
        world.sends(clear.clone()).works();
        assert_eq!((owes(&world, job), world.has(coin, &TREASURY.key())), ((PRICE + BOND, 0, 0), FEE));
        assert_eq!(world.has(coin, &order(&world)), REST);
        nothing_changes(&mut world, |world| world.sends(clear).refuses(RaymentError::NothingDue));
        let account = coin.of(&ANNA.payout.key());
        let clear = world.clear(job, false, Clearing::Provider { account });
        world.sends(clear).works();
        assert_eq!(world.tokens(&account), PRICE + BOND);
        assert!(!world.exists(&job) && !world.exists(&address::vault(&job)));
        world.conserves(coin);
    }
}

#[test]
fn a_purse_that_was_opened_anew_is_paid_as_well() {
    for coin in COINS {
        let (mut world, job) = owing(coin);
        leaves(&mut world, coin);
        ANNA.registers(&mut world).works();
        ANNA.opens_purse(&mut world, coin).works();
        world.clears(job).works();
        assert_eq!(earned(&world, coin), (PRICE + BOND, FEE));
        world.conserves(coin);
    }
}

/// A token account that somebody else could empty is not paid without its owner's word.
#[test]
fn a_treasury_whose_account_somebody_else_can_spend_waits() {
    // Who may spend of it, and who may close it, behind four bytes that say whether there is one.
    for at in [72, 129] {
        for coin in COINS {
            let (mut world, job) = owing(coin);
            leaves(&mut world, coin);
            let account = coin.of(&TREASURY.key());
            let bytes = [&[1, 0, 0, 0], STRANGER.key().as_ref()].concat();
            world.overwrites(&account, at, &bytes);
            let clear = world.clear(job, false, Clearing::Usual);
            nothing_changes(&mut world, |world| world.sends(clear).refuses(RaymentError::NothingDue));
        }
    }
}

#[test]
fn refuses_anothers_purse_account_or_treasury() {
    for coin in COINS {
        let (mut world, job) = owing(coin);
        let account = coin.of(&order(&world));
        world.thaws(coin, &account);
        world.thaws(coin, &address::vault(&ANNA.purse(coin)));
        let clear = world.clear(job, true, Clearing::Usual);
        let boris = BORIS.purse(coin);
        let changes: [(&[(&str, Pubkey)], RaymentError); 6] = [
            (&[("purse", boris)], RaymentError::WrongPurse),
            (&[("provider_tokens", address::vault(&boris))], RaymentError::WrongVault),
            (
                &[("provider", BORIS.address()), ("purse", boris), ("provider_tokens", address::vault(&boris))],
                RaymentError::WrongProvider,
            ),
            (&[("treasury_tokens", coin.of(&STRANGER.key()))], RaymentError::WrongTokenAccount),
            (&[("order_tokens", coin.of(&CLIENT.key()))], RaymentError::WrongTokenAccount),
            (&[("vault", address::vault(&boris))], RaymentError::WrongVault),
        ];
        nothing_changes(&mut world, |world| {
            for (places, refusal) in changes {
                let changed = places.iter().fold(clear.clone(), |clear, (account, key)| with(clear, account, *key));
                world.sends(changed).refuses(refusal);
            }
        });
        world.sends(clear).works();
        assert!(!world.exists(&job));
    }
}
