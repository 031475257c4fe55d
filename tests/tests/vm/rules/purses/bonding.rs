//! The budget: how much of a purse a stolen hot key can lose.

use rayment_client::instructions::{ProviderUpdate, provider_price, purse_budget};
use rayment_core::job::FailReason;
use solana_instruction::Instruction;

use super::*;
use RaymentError as E;

fn budget(by: Actor, amount: u64) -> Instruction {
    purse_budget(&by.key(), &ANNA.address(), &DOLLAR.mint(), amount)
}

#[test]
fn the_authority_alone_says_how_much_may_go_into_bonds() {
    let mut world = World::taking(DOLLAR);
    let Event::PurseChanged(event) = told(world.sends(budget(ANNA.wallet, 7))) else { panic!("a purse") };
    assert_eq!((event.purse, event.mint, event.budget), (ANNA.purse(DOLLAR), DOLLAR.mint(), 7));
    assert_eq!(state(&world, DOLLAR).budget, 7);
    refused(&mut world, E::NotAuthority, |world| world.sends(budget(ANNA.operator, u64::MAX)));
    for by in [STRANGER, ANNA.payout, BORIS.wallet, OPENER] {
        refused(&mut world, E::NotOperator, |world| world.sends(budget(by, u64::MAX)));
    }
    world.sends(budget(ANNA.wallet, 0)).works();
    assert_eq!(state(&world, DOLLAR).budget, 0);
}

#[test]
fn a_budget_is_of_the_providers_own_purse_and_nothing_else_names_one() {
    let mut world = World::taking(DOLLAR);
    let (own, other) = (ANNA.purse(DOLLAR), BORIS.purse(DOLLAR));
    let of_another = naming(budget(ANNA.wallet, 7), own, other);
    refused(&mut world, E::WrongPurse, |world| world.sends(of_another));
    let of_none = without(budget(ANNA.wallet, 7), own);
    refused(&mut world, E::WrongPurse, |world| world.sends(of_none));
    // A price is in SOL, and the budget of the balance another number.
    let mut priced = provider_price(&ANNA.wallet.key(), &ANNA.address(), &TERMS);
    let place = priced.accounts.last_mut().expect("a place for a purse");
    *place = solana_instruction::AccountMeta::new(own, false);
    refused(&mut world, E::WrongPurse, |world| world.sends(priced));
    ANNA.budgets(&mut world, 9).works();
    ANNA.updates(&mut world, &ProviderUpdate::default()).works();
    assert_eq!(state(&world, DOLLAR).budget, 0);
}

/// Earned and budgeted, and a job that Anna may claim.
fn with_budget(coin: Coin, amount: u64) -> (World, Pubkey) {
    let mut world = earned(coin);
    ANNA.budgets_purse(&mut world, coin, amount).works();
    let job = CLIENT.posts_job_in(&mut world, coin, &offer()).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    (world, job)
}

/// What a claim took of the purse, and of the operator's own account.
fn locks(world: &mut World, coin: Coin, job: Pubkey) -> (u64, u64) {
    let has = |world: &World| (state(world, coin).balance, world.has(coin, &ANNA.operator.key()));
    let before = has(world);
    ANNA.claims(world, job).works();
    let after = has(world);
    assert_eq!(world.vault(&job), DEPOSIT + BOND);
    assert_eq!(world.tokens(&vault(coin)), after.0 + FEES, "no bond is taken of the fees");
    (before.0 - after.0, before.1 - after.1)
}

#[test]
fn a_bond_comes_from_the_purse_as_far_as_the_budget_goes_and_the_rest_from_the_operator() {
    for coin in COINS {
        for (amount, own) in [(0, 0), (1, 1), (BOND - 1, BOND - 1), (BOND, BOND), (u64::MAX, BOND)] {
            let (mut world, job) = with_budget(coin, amount);
            assert_eq!(locks(&mut world, coin, job), (own, BOND - own));
            assert_eq!(state(&world, coin).budget, amount - own);
            world.conserves(coin);
        }
    }
    // No further than there is a balance.
    let (mut world, job) = with_budget(DOLLAR, u64::MAX);
    ANNA.withdraws_purse(&mut world, DOLLAR, Some(CAP - 5), false).works();
    assert_eq!(locks(&mut world, DOLLAR, job), (5, BOND - 5));
}

#[test]
fn what_comes_back_of_a_bond_may_stand_for_another_and_what_is_lost_may_not() {
    let (world, job) = with_budget(DOLLAR, BOND);
    // Given back right away: a tenth is lost after the start, nothing before it.
    let mut at_once = world.clone();
    ANNA.claims(&mut at_once, job).works();
    ANNA.fails(&mut at_once, job, FailReason::Worker).works();
    assert_eq!((state(&at_once, DOLLAR).budget, state(&at_once, DOLLAR).balance), (BOND, CAP));
    let mut started = world.clone();
    ANNA.claims(&mut started, job).works();
    ANNA.starts(&mut started, job).works();
    ANNA.fails(&mut started, job, FailReason::Worker).works();
    assert_eq!((state(&started, DOLLAR).budget, state(&started, DOLLAR).balance), (BOND - HOLD, CAP - HOLD));
    assert_eq!(state(&started, DOLLAR).earned, CAP, "a bond that comes back is not earned");
    started.conserves(DOLLAR);
}

/// The operator's own account may be empty as long as the purse reaches.
#[test]
fn refuses_a_bond_that_neither_purse_nor_operator_can_pay() {
    let (mut world, job) = with_budget(DOLLAR, BOND - 1);
    let all = world.has(DOLLAR, &ANNA.operator.key());
    world.sends_tokens(DOLLAR, ANNA.operator, &DOLLAR.of(&CLIENT.key()), all).works();
    // Of the token program: too few tokens.
    refused_with(&mut world, 1, |world| ANNA.claims(world, job));
    ANNA.budgets_purse(&mut world, DOLLAR, BOND).works();
    assert_eq!(locks(&mut world, DOLLAR, job), (BOND, 0));
}

#[test]
fn refuses_a_bond_from_another_purse_vault_or_none() {
    let (mut world, job) = with_budget(DOLLAR, BOND);
    earns(&mut world, DOLLAR, BORIS);
    BORIS.budgets_purse(&mut world, DOLLAR, BOND).works();
    let claim = ANNA.claim(&world, job);
    let purses = [ANNA.purse(DOLLAR), BORIS.purse(DOLLAR)];
    let [own, other] = purses.map(|purse| address::vault(&purse));
    let of_another = naming(naming(claim.clone(), purses[0], purses[1]), own, other);
    refused(&mut world, E::WrongPurse, |world| world.sends(of_another));
    let from_another = naming(claim.clone(), own, other);
    refused(&mut world, E::WrongVault, |world| world.sends(from_another));
    let from_none = without(claim.clone(), own);
    refused(&mut world, E::TokensMissing, |world| world.sends(from_none));
    let of_none = without(without(claim, purses[0]), own);
    refused(&mut world, E::NoPurse, |world| world.sends(of_none));
}
