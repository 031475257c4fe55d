//! What lies in a job's vault beside its deposit goes to the order when the job ends.

use rayment_client::{address, events::Event, instructions};
use rayment_core::job::FailReason;
use rayment_tests::vm::{phases::*, tokens::*, world::*, *};

use super::*;
use crate::idl::with;

#[test]
fn forfeits_stay_in_the_vault_until_the_job_ends_and_go_to_the_order() {
    for coin in COINS {
        // Anna does not deliver, and loses her bond.
        let (mut world, job) = running_in(coin);
        world.advance(DELIVERY_SECS);
        world.expires(job).works();
        assert_eq!((world.vault(&job), world.has(coin, &order(&world))), (DEPOSIT + BOND, 0));
        assert_eq!((earned(&world, coin), world.provider(ANNA).state.jobs), ((0, 0), 0));
        // Boris is paid from the deposit alone.
        KEEPER.assigns(&mut world, job, BORIS).works();
        BORIS.claims(&mut world, job).works();
        BORIS.starts(&mut world, job).works();
        world.advance(200);
        BORIS.delivers(&mut world, job, PICTURE).works();
        CLIENT.approves(&mut world, job).works();
        let events = world.settles(job).works().events();
        let [Event::JobClosed(told)] = events.as_slice() else { panic!("another event than expected") };
        assert_eq!((told.refund, told.surplus, told.forfeit), (REST, BOND, 0));
        assert_eq!(world.has(coin, &order(&world)), REST + BOND);
        let boris = world.purse(BORIS, coin).state;
        assert_eq!((boris.balance, boris.fees), (PRICE + BOND, FEE));
        world.conserves(coin);
    }
}

#[test]
fn what_giving_back_costs_stays_in_the_vault_and_the_rest_of_the_bond_goes_back() {
    for coin in COINS {
        let (mut world, job) = running_in(coin);
        ANNA.fails(&mut world, job, FailReason::Worker).works();
        assert_eq!((world.vault(&job), earned(&world, coin)), (DEPOSIT + HOLD, (BOND - HOLD, 0)));
        world.conserves(coin);
        CLIENT.cancels(&mut world, job).works();
        assert_eq!(world.has(coin, &order(&world)), DEPOSIT + HOLD);
        world.conserves(coin);
    }
}

#[test]
fn a_forfeit_needs_no_token_account_and_an_end_does() {
    for coin in COINS {
        let (mut world, job) = running_in(coin);
        world.advance(DELIVERY_SECS);
        let state = world.job(job);
        let bare = instructions::job_expire(&state, world.payee(&state));
        world.sends(bare).works();
        let state = world.job(job);
        let bare = instructions::job_cancel(&state, world.payee(&state));
        nothing_changes(&mut world, |world| world.sends(bare).refuses(RaymentError::TokensMissing));
    }
}

#[test]
fn refuses_an_end_without_the_purse_of_a_provider_that_is_paid() {
    for coin in COINS {
        let (mut world, job) = approved_in(coin);
        let settle = world.settle(job);
        nothing_changes(&mut world, |world| {
            let without = |settle, account| with(settle, account, rayment_client::PROGRAM_ID);
            let neither = without(without(settle.clone(), "purse"), "purse_vault");
            world.sends(neither).refuses(RaymentError::NoPurse);
            for account in ["purse", "purse_vault"] {
                world.sends(without(settle.clone(), account)).refuses(RaymentError::TokensMissing);
            }
        });
    }
}

#[test]
fn gifts_in_a_vault_go_to_the_order_in_the_end() {
    for coin in COINS {
        let gift = 12_345;
        let (mut world, job) = approved_in(coin);
        world.gives(coin, &address::vault(&job), gift);
        world.settles(job).works();
        assert_eq!((earned(&world, coin), world.has(coin, &order(&world))), ((PRICE + BOND, FEE), REST + gift));
        world.conserves(coin);
        // The same of a job that was never claimed, and of one that owes.
        let (mut world, job) = open_in(coin);
        world.gives(coin, &address::vault(&job), gift);
        CLIENT.cancels(&mut world, job).works();
        assert_eq!(world.has(coin, &order(&world)), DEPOSIT + gift);
        let (mut world, job) = approved_in(coin);
        world.freezes(coin, &address::vault(&ANNA.purse(coin)));
        world.settles(job).works();
        world.gives(coin, &address::vault(&job), gift);
        world.clears(job).works();
        assert_eq!(world.has(coin, &order(&world)), REST + gift);
        world.thaws(coin, &address::vault(&ANNA.purse(coin)));
        world.clears(job).works();
        assert_eq!(earned(&world, coin), (PRICE + BOND, 0));
        world.conserves(coin);
    }
}

#[test]
fn lamports_that_lie_in_a_vault_go_to_the_order_with_its_rent() {
    for coin in COINS {
        let (mut world, job) = open_in(coin);
        let (order, gift) = (order(&world), 1_000_000);
        world.transfers(DONOR, &address::vault(&job), gift).works();
        let all = [order, job, address::vault(&job)].iter().map(|address| world.lamports(address)).sum::<u64>();
        CLIENT.cancels(&mut world, job).works();
        assert_eq!(world.lamports(&order), all);
    }
}

/// A token account that is gone is one that can't be credited.
#[test]
fn an_order_without_a_token_account_keeps_no_provider_waiting() {
    for coin in COINS {
        let (mut world, job) = approved_in(coin);
        let account = coin.of(&order(&world));
        world.fund(&account, 0);
        world.settles(job).works();
        assert_eq!((owes(&world, job), earned(&world, coin)), ((0, 0, REST), (PRICE + BOND, FEE)));
        let order = order(&world);
        world.opens_tokens(coin, &order).works();
        world.clears(job).works();
        assert_eq!(world.has(coin, &order), REST);
        world.conserves(coin);
    }
}

#[test]
fn refuses_tokens_where_a_job_in_sol_ends_or_is_claimed() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        let state = world.job(job);
        let claim =
            instructions::job_claim_by(&ANNA.operator.key(), &ANNA.wallet.key(), &state, (0, Some(&coin.token())));
        let paid_back = rayment_client::Payee { address: world.payee(&state), token: Some(coin.token()) };
        let cancel = instructions::job_cancel(&state, paid_back);
        nothing_changes(&mut world, |world| {
            world.sends(claim).refuses(RaymentError::NotInTokens);
            world.sends(cancel).refuses(RaymentError::NotInTokens);
        });
        work_off(&mut world, job, PICTURE);
        CLIENT.approves(&mut world, job).works();
        let settle = instructions::job_settle(&world.job(job), paid_back);
        nothing_changes(&mut world, |world| world.sends(settle).refuses(RaymentError::NotInTokens));
        world.settles(job).works();
    }
}

#[test]
fn refuses_tokens_where_a_job_in_sol_would_owe_or_expire() {
    for coin in COINS {
        let mut world = World::taking(coin);
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        let state = world.job(job);
        let paid_back = rayment_client::Payee { address: world.payee(&state), token: Some(coin.token()) };
        world.advance(7 * DAY);
        let expire = instructions::job_expire(&state, paid_back);
        nothing_changes(&mut world, |world| world.sends(expire).refuses(RaymentError::NotInTokens));
        world.expires(job).works();
    }
}
