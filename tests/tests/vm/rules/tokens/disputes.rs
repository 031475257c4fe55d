//! Disputes of jobs in tokens: the bond comes out of the deposit or out of the client's token account.

use rayment_client::{events::Event, instructions};
use rayment_core::job::{FailReason, Offer, Phase};
use rayment_tests::vm::{phases::*, tokens::*, world::*, *};

use super::*;
use crate::idl::with;

const HALF: u64 = DISPUTE_BOND / 2;

/// An offer whose deposit leaves too little for the bond of a dispute.
fn poor() -> Offer {
    Offer { deposit: WORST, ..offer() }
}

/// Both ways to pay the bond: what is paid beside the deposit, and what of the deposit.
fn both() -> [(Offer, u64, u64); 2] {
    [(offer(), 0, DISPUTE_BOND), (poor(), DISPUTE_BOND, 0)]
}

#[test]
fn the_bond_comes_out_of_the_deposit_or_out_of_the_clients_account() {
    for coin in COINS {
        for (offer, paid_in, _) in both() {
            let (mut world, job) = sealed_in(coin, &offer, PICTURE);
            world.advance(VERDICT_SECS);
            let (client, vault) = (world.has(coin, &CLIENT.key()), world.vault(&job));
            let events = CLIENT.disputes(&mut world, job).works().events();
            let [Event::JobDisputed(told)] = events.as_slice() else { panic!("another event than expected") };
            assert_eq!((told.bond, told.paid_in, told.mint), (DISPUTE_BOND, paid_in > 0, coin.mint()));
            assert_eq!((world.has(coin, &CLIENT.key()), world.vault(&job)), (client - paid_in, vault + paid_in));
            world.conserves(coin);
        }
    }
}

#[test]
fn a_bond_out_of_the_deposit_takes_no_token_account() {
    for coin in COINS {
        let (mut world, job) = sealed_in(coin, &offer(), PICTURE);
        world.advance(VERDICT_SECS);
        let bare = instructions::job_dispute(&world.job(job));
        world.sends(bare).works();
        let (mut world, job) = sealed_in(coin, &poor(), PICTURE);
        world.advance(VERDICT_SECS);
        let bare = instructions::job_dispute(&world.job(job));
        nothing_changes(&mut world, |world| world.sends(bare).refuses(RaymentError::TokensMissing));
    }
}

#[test]
fn refuses_a_bond_that_is_short_or_comes_from_another_or_goes_elsewhere() {
    for coin in COINS {
        let (mut world, job) = sealed_in(coin, &poor(), PICTURE);
        world.advance(VERDICT_SECS);
        let dispute = instructions::job_dispute_with(&world.job(job), &coin.token());
        nothing_changes(&mut world, |world| {
            let from_another = with(dispute.clone(), "from_tokens", coin.of(&OTHER_CLIENT.key()));
            // The token programs' "owner does not match".
            world.sends(from_another).refuses_with(4);
            for elsewhere in [coin.of(&CLIENT.key()), rayment_client::address::vault(&ANNA.purse(coin))] {
                world.sends(with(dispute.clone(), "to_tokens", elsewhere)).refuses(RaymentError::WrongVault);
            }
        });
        let all = world.has(coin, &CLIENT.key());
        world.sends_tokens(coin, CLIENT.0, &coin.of(&OTHER_CLIENT.key()), all - DISPUTE_BOND + 1).works();
        // The token programs' "insufficient funds".
        nothing_changes(&mut world, |world| world.sends(dispute.clone()).refuses_with(1));
        world.sends_tokens(coin, OTHER_CLIENT.0, &coin.of(&CLIENT.key()), 1).works();
        world.sends(dispute).works();
        assert_eq!(world.has(coin, &CLIENT.key()), 0);
    }
}

#[test]
fn a_lost_dispute_costs_the_bond_half_to_the_provider_and_half_to_the_market() {
    for coin in COINS {
        for (offer, _, within) in both() {
            for is_conceded in [false, true] {
                let (mut world, job) = disputed_in(coin, &offer, PICTURE);
                if is_conceded { CLIENT.approves(&mut world, job) } else { KEEPER.accepts(&mut world, job) }.works();
                let events = world.settles(job).works().events();
                let [Event::JobClosed(told)] = events.as_slice() else { panic!("another event than expected") };
                let refund = offer.deposit - BILL - within;
                assert_eq!((told.dispute_paid, told.dispute_fee, told.dispute_back), (HALF, HALF, 0));
                assert_eq!((told.earnings, told.fee, told.refund, told.surplus), (PRICE, FEE, refund, 0));
                assert_eq!(earned(&world, coin), (PRICE + BOND + HALF, FEE + HALF));
                assert_eq!((world.purse(ANNA, coin).state.earned, world.has(coin, &order(&world))), (PRICE, refund));
                world.conserves(coin);
            }
        }
    }
}

#[test]
fn a_won_dispute_gives_the_bond_back_when_the_job_ends() {
    for coin in COINS {
        for (offer, paid_in, _) in both() {
            for reason in [FailReason::Missing, FailReason::Unlike] {
                let (mut world, job) = disputed_in(coin, &offer, PICTURE);
                KEEPER.fails(&mut world, job, reason).works();
                assert!(matches!(world.job(job).state.phase, Phase::Open { .. }));
                // What goes back to the client waits in the vault as long as the job goes on.
                assert_eq!((world.vault(&job), world.has(coin, &order(&world))), (offer.deposit + paid_in, 0));
                assert_eq!(earned(&world, coin), (BOND, 0));
                world.conserves(coin);
                let events = CLIENT.cancels(&mut world, job).works().events();
                let [Event::JobClosed(told)] = events.as_slice() else { panic!("another event than expected") };
                assert_eq!((told.refund, told.surplus), (offer.deposit, paid_in));
                assert_eq!(world.has(coin, &order(&world)), offer.deposit + paid_in);
                world.conserves(coin);
            }
        }
    }
}

#[test]
fn noise_that_was_disputed_forfeits_the_providers_bond_to_the_order_in_the_end() {
    for coin in COINS {
        for (offer, paid_in, _) in both() {
            let (mut world, job) = disputed_in(coin, &offer, NOISE);
            KEEPER.rejects(&mut world, job).works();
            assert_eq!((world.vault(&job), earned(&world, coin)), (offer.deposit + paid_in + BOND, (0, 0)));
            // The next attempt is disputed and lost like the first; what is left of the first stays the client's.
            world.advance(10);
            BORIS.claims(&mut world, job).works();
            BORIS.starts(&mut world, job).works();
            world.advance(200);
            BORIS.delivers(&mut world, job, PICTURE).works();
            seal(&mut world, job);
            world.advance(VERDICT_SECS);
            CLIENT.disputes(&mut world, job).works();
            assert_eq!(world.vault(&job), offer.deposit + 2 * paid_in + 2 * BOND);
            KEEPER.accepts(&mut world, job).works();
            world.settles(job).works();
            let refund = offer.deposit + paid_in - BILL - DISPUTE_BOND;
            assert_eq!(world.has(coin, &order(&world)), refund + paid_in + BOND);
            let boris = world.purse(BORIS, coin).state;
            assert_eq!((boris.balance, boris.fees), (PRICE + BOND + HALF, FEE + HALF));
            world.conserves(coin);
        }
    }
}

#[test]
fn a_dispute_that_nobody_answers_is_split_and_gives_all_bonds_back() {
    for coin in COINS {
        for (offer, paid_in, _) in both() {
            let (mut world, job) = disputed_in(coin, &offer, PICTURE);
            world.advance(DAY);
            world.settles(job).works();
            assert_eq!(earned(&world, coin), (PRICE / 2 + BOND, FEE / 2));
            assert_eq!(world.has(coin, &order(&world)), offer.deposit + paid_in - PRICE / 2 - FEE / 2);
            world.conserves(coin);
        }
    }
}

#[test]
fn a_split_is_paid_leg_by_leg_too() {
    for coin in COINS {
        let (mut world, job) = disputed_in(coin, &poor(), PICTURE);
        let (purse, account) = (rayment_client::address::vault(&ANNA.purse(coin)), coin.of(&order(&world)));
        [purse, account].iter().for_each(|account| world.freezes(coin, account));
        world.advance(DAY);
        world.settles(job).works();
        let (half, fee) = (PRICE / 2, FEE / 2);
        assert_eq!(owes(&world, job), (half + BOND, fee, WORST + DISPUTE_BOND - half - fee));
        [purse, account].iter().for_each(|account| world.thaws(coin, account));
        world.clears(job).works();
        assert_eq!(earned(&world, coin), (half + BOND, fee));
        world.conserves(coin);
    }
}

#[test]
fn refuses_tokens_for_the_dispute_of_a_job_in_sol() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let job = CLIENT.posts_job(&mut world, &poor()).works();
        work_off(&mut world, job, PICTURE);
        world.advance(VERDICT_SECS);
        let with = instructions::job_dispute_with(&world.job(job), &coin.token());
        nothing_changes(&mut world, |world| world.sends(with).refuses(RaymentError::NotInTokens));
        CLIENT.disputes(&mut world, job).works();
    }
}
