//! A purse: what a provider has earned in one token, and may lock as bonds in it.

use rayment_core::{
    Pubkey,
    money::Holding,
    provider::{ProviderError, ProviderSigner, ProviderState, PurseState, Status},
};

use super::account::{provider, with};

fn empty() -> PurseState {
    PurseState::open(Pubkey([0xa2; 32]), Pubkey([0x33; 32]))
}

fn purse() -> PurseState {
    PurseState { balance: 5_000, fees: 70, earned: 9_000, budget: 3_000, ..empty() }
}

#[test]
fn a_purse_opens_empty_and_bonds_nothing_until_its_authority_says_so() {
    let PurseState { provider, mint, balance, fees, earned, budget } = empty();
    assert_eq!((provider, mint), (Pubkey([0xa2; 32]), Pubkey([0x33; 32])));
    assert_eq!((balance, fees, earned, budget), (0, 0, 0, 0));
    let mut earned = empty();
    earned.credit((800, 40), 800, 0).unwrap();
    let transfers = earned.lock(1).unwrap();
    assert_eq!(transfers.amount(Holding::Operator, Holding::Bond), 1, "what it has earned is not bonded yet");
}

#[test]
fn a_bond_comes_from_the_purse_as_far_as_balance_and_budget_go() {
    for (balance, budget, bond, own) in [
        (5_000, 3_000, 2_999, 2_999),
        (5_000, 3_000, 3_000, 3_000),
        (5_000, 3_000, 3_001, 3_000),
        (5_000, u64::MAX, 5_000, 5_000),
        (5_000, u64::MAX, 5_001, 5_000),
        (5_000, 0, 9, 0),
        (0, 3_000, 9, 0),
        (5_000, 3_000, 0, 0),
    ] {
        let mut state = PurseState { balance, budget, ..purse() };
        let transfers = state.lock(bond).unwrap();
        let ends = [Holding::Operator, Holding::Balance].map(|from| transfers.amount(from, Holding::Bond));
        assert_eq!(ends, [bond - own, own], "{bond} of {balance} with {budget}");
        assert_eq!(state, PurseState { balance: balance - own, budget: budget - own, ..purse() });
    }
}

#[test]
fn what_comes_back_of_a_bond_may_be_bonded_again_and_what_is_earned_may_not() {
    let mut state = purse();
    state.lock(3_000).unwrap();
    assert_eq!((state.balance, state.budget), (2_000, 0));
    // 700 earned, 2,000 of the bond and 50 of a dispute; 35 and 51 as fees.
    state.credit((2_750, 86), 700, 2_000).unwrap();
    assert_eq!(state, PurseState { balance: 4_750, fees: 156, earned: 9_700, budget: 2_000, ..purse() });
    let mut all = PurseState { budget: u64::MAX - 1, ..purse() };
    all.credit((5, 0), 0, 5).unwrap();
    assert_eq!(all.budget, u64::MAX, "all of it is never more than all of it");
}

#[test]
fn refuses_to_credit_beyond_64_bits() {
    for full in [
        PurseState { balance: u64::MAX, ..purse() },
        PurseState { fees: u64::MAX, ..purse() },
        PurseState { earned: u64::MAX, ..purse() },
    ] {
        assert_eq!(full.clone().credit((1, 1), 1, 0), Err(ProviderError::Overflow));
    }
}

#[test]
fn the_authority_alone_sets_a_purses_budget() {
    for budget in [0, 1, u64::MAX] {
        let mut state = purse();
        assert_eq!(state.set_budget(ProviderSigner::Authority, budget), Ok(()));
        assert_eq!(state, PurseState { budget, ..purse() });
    }
    let mut state = purse();
    assert_eq!(state.set_budget(ProviderSigner::Operator, 9), Err(ProviderError::NotAuthority));
    assert_eq!(state.set_budget(ProviderSigner::Anyone, 9), Err(ProviderError::NotOperator));
    assert_eq!(state, purse());
}

#[test]
fn operator_and_authority_withdraw_what_is_the_providers() {
    for signer in [ProviderSigner::Operator, ProviderSigner::Authority] {
        for (amount, paid) in [(None, 5_000), (Some(5_000), 5_000), (Some(1), 1), (Some(0), 0)] {
            let mut state = purse();
            assert_eq!(state.withdraw(signer, amount), Ok(paid));
            assert_eq!(state, PurseState { balance: 5_000 - paid, ..purse() }, "fees stay");
        }
    }
}

#[test]
fn refuses_to_withdraw_more_than_the_balance_or_by_anyone() {
    let mut state = purse();
    assert_eq!(state.withdraw(ProviderSigner::Operator, Some(5_001)), Err(ProviderError::BalanceTooLow));
    assert_eq!(state.withdraw(ProviderSigner::Authority, Some(u64::MAX)), Err(ProviderError::BalanceTooLow));
    assert_eq!(state.withdraw(ProviderSigner::Anyone, Some(1)), Err(ProviderError::NotOperator));
    assert_eq!(state, purse());
}

#[test]
fn sweeping_takes_the_fees_and_nothing_else() {
    let mut state = purse();
    assert_eq!(state.sweep(), 70);
    assert_eq!(state, PurseState { fees: 0, ..purse() });
    assert_eq!(state.sweep(), 0);
}

#[test]
fn a_purse_closes_once_nobody_is_owed_anything_of_it_and_no_job_can_bring_more() {
    let drained = PurseState { balance: 0, fees: 0, ..purse() };
    assert!(drained.may_close(0) && empty().may_close(0));
    assert!(!drained.may_close(1));
    assert!(!PurseState { balance: 1, ..drained }.may_close(0));
    assert!(!PurseState { fees: 1, ..drained }.may_close(0));
}

#[test]
fn a_provider_counts_its_purses_and_leaves_with_none() {
    let mut state = provider();
    for purses in 1..=255 {
        state.count_purse(true).unwrap();
        assert_eq!(state.purses, purses);
    }
    assert_eq!(state.count_purse(true), Err(ProviderError::TooManyPurses));
    assert_eq!(state, ProviderState { purses: 255, ..provider() });
    let mut none = provider();
    assert_eq!(none.count_purse(false), Err(ProviderError::TooManyPurses));
    let left = ProviderState { balance: 0, fees: 0, ..with(Status::Retired) };
    let mut one = ProviderState { purses: 1, ..left };
    assert!(!one.drained(), "a purse holds it open");
    one.count_purse(false).unwrap();
    assert!(one.drained() && one == left);
    assert_eq!(with(Status::Active).migrated().purses, 0);
}

#[test]
fn a_job_in_tokens_takes_a_slot_and_nothing_of_the_balance() {
    let mut state = provider();
    state.take_slot(0).unwrap();
    assert_eq!(state, ProviderState { jobs: 1, working: 1, ..provider() });
    state.take_slot(0).unwrap();
    assert_eq!(state.take_slot(0), Err(ProviderError::NoFreeSlot));
    assert_eq!(provider().take_slot(1), Err(ProviderError::StakeTooLow));
    for status in [Status::Paused, Status::Retired] {
        assert_eq!(with(status).take_slot(0), Err(ProviderError::NotActive));
    }
}

#[test]
fn leaving_a_job_counts_as_it_ended_and_pays_nothing() {
    use rayment_core::Tally;
    for (tally, paid_jobs, failed_jobs) in [(Tally::Neither, 3, 1), (Tally::Paid, 4, 1), (Tally::Failed, 3, 2)] {
        let mut state = ProviderState { jobs: 2, ..provider() };
        state.leave_job(tally).unwrap();
        assert_eq!(state, ProviderState { jobs: 1, paid_jobs, failed_jobs, ..provider() });
    }
    assert_eq!(provider().leave_job(Tally::Paid), Err(ProviderError::Overflow), "there is none to leave");
}
