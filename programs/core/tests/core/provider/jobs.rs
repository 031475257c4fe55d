//! What jobs do to a provider's account: bonds, slots, earnings and statistics.

use rayment_core::{
    Tally,
    money::{Holding, Transfer, Transfers},
    provider::{ProviderError, ProviderState, Status},
};

use super::account::{COLD, HOT, after, provider, update, with};

/// What a job pays into its provider's account, and to its client.
fn paid(earnings: u64, fee: u64, bond: u64, refund: u64) -> Transfers {
    Transfers::of([
        Transfer::new(Holding::Deposit, Holding::Balance, earnings),
        Transfer::new(Holding::Deposit, Holding::Fees, fee),
        Transfer::new(Holding::Bond, Holding::Balance, bond),
        Transfer::new(Holding::Deposit, Holding::Client, refund),
    ])
}

#[test]
fn a_bond_comes_from_the_balance_as_far_as_it_goes() {
    for (bond, from_wallet, left) in [(0, 0, 5_000_000), (5_000_000, 0, 0), (5_000_001, 1, 0), (1, 0, 4_999_999)] {
        let mut state = provider();
        let transfers = state.take_job(bond, 0).unwrap();
        let ends = [Holding::Operator, Holding::Balance].map(|from| transfers.amount(from, Holding::Bond));
        assert_eq!(ends, [from_wallet, bond - from_wallet], "a bond of {bond}");
        assert_eq!(
            state,
            ProviderState { jobs: 1, working: 1, balance: left, budget: 10_000_000 - (5_000_000 - left), ..provider() }
        );
    }
}

#[test]
fn refuses_work_while_paused_or_retired() {
    for status in [Status::Paused, Status::Retired] {
        let mut state = with(status);
        assert_eq!(state.take_job(1, 0), Err(ProviderError::NotActive));
        assert_eq!(state, with(status));
    }
}

#[test]
fn what_a_paused_or_retired_provider_works_on_is_still_paid() {
    for status in [Status::Paused, Status::Retired] {
        let mut state = ProviderState { jobs: 1, ..with(status) };
        assert_eq!(state.end_job(&paid(1_000, 50, 200, 9), Tally::Paid), Ok(()));
        let (balance, budget, fees, earned) = (5_001_200, 10_000_200, 120, 9_001_000);
        assert_eq!(state, ProviderState { balance, budget, fees, earned, paid_jobs: 4, jobs: 0, ..with(status) });
    }
}

#[test]
fn an_attempt_counts_as_the_job_says_and_not_by_what_is_paid() {
    let refund = Transfer::new(Holding::Deposit, Holding::Client, 9);
    let free = paid(0, 0, 0, 9);
    let lost = Transfers::of([Transfer::new(Holding::Bond, Holding::Client, 300), refund]);
    let kept = Transfers::of([Transfer::new(Holding::Bond, Holding::Balance, 300)]);
    for (transfers, tally, balance, (paid_jobs, failed_jobs)) in [
        (lost, Tally::Failed, 5_000_000, (3, 2)),
        (kept, Tally::Failed, 5_000_300, (3, 2)),
        (kept, Tally::Neither, 5_000_300, (3, 1)),
        (free, Tally::Paid, 5_000_000, (4, 1)),
    ] {
        let mut state = ProviderState { jobs: 1, ..provider() };
        assert_eq!(state.end_job(&transfers, tally), Ok(()));
        let budget = provider().budget + (balance - 5_000_000);
        assert_eq!(state, ProviderState { balance, budget, paid_jobs, failed_jobs, ..provider() }, "{tally:?}");
    }
}

#[test]
fn refuses_to_end_a_job_that_it_does_not_have() {
    assert_eq!(provider().end_job(&Transfers::default(), Tally::Neither), Err(ProviderError::Overflow));
}

#[test]
fn refuses_amounts_and_counts_that_leave_their_range() {
    let full = ProviderState { jobs: u32::MAX, ..provider() };
    assert_eq!(full.clone().take_job(0, 0), Err(ProviderError::Overflow));
    let one = paid(1, 1, 0, 0);
    let mut full = ProviderState { working: u16::MAX - 1, slots: u16::MAX, jobs: u32::MAX - 1, ..provider() };
    assert!(full.take_job(0, 0).is_ok());
    assert_eq!(full.take_job(0, 0), Err(ProviderError::NoFreeSlot), "there is no count to leave");
    for state in [
        ProviderState { jobs: 1, balance: u64::MAX, ..provider() },
        ProviderState { jobs: 1, fees: u64::MAX, ..provider() },
        ProviderState { jobs: 1, earned: u64::MAX, ..provider() },
    ] {
        assert_eq!(state.clone().end_job(&one, Tally::Paid), Err(ProviderError::Overflow));
    }
}

#[test]
fn counts_of_the_past_stop_at_their_end() {
    let old = ProviderState { jobs: 2, paid_jobs: u32::MAX, failed_jobs: u32::MAX, ..provider() };
    for tally in [Tally::Paid, Tally::Failed] {
        let mut state = old;
        assert_eq!(state.end_job(&Transfers::default(), tally), Ok(()));
        assert_eq!((state.paid_jobs, state.failed_jobs), (u32::MAX, u32::MAX));
    }
}

#[test]
fn works_on_as_many_jobs_as_it_has_slots() {
    let mut state = provider();
    for working in 1..=2 {
        assert_eq!(state.may_take_job(0), Ok(()));
        state.take_job(0, 0).unwrap();
        assert_eq!((state.working, state.jobs), (working, u32::from(working)));
    }
    let full = state;
    assert_eq!(state.may_take_job(0), Err(ProviderError::NoFreeSlot));
    // Its next one may be reserved for it all the same.
    assert_eq!(state.may_be_assigned(0), Ok(()));
    assert_eq!((state.take_job(0, 0), state), (Err(ProviderError::NoFreeSlot), full), "nothing is taken");
    // What is delivered waits for its money, but in no slot.
    state.free_slot();
    assert_eq!(state, ProviderState { working: 1, ..full });
    assert!(state.take_job(0, 0).is_ok());
    assert_eq!((state.working, state.jobs), (2, 3));
}

#[test]
fn fewer_slots_end_no_work_and_let_in_no_more() {
    let busy = ProviderState { jobs: 2, working: 2, ..provider() };
    let mut state = after(busy, HOT, update(Some(1), None)).unwrap();
    assert_eq!(state.working, 2);
    state.free_slot();
    assert_eq!(state.may_take_job(0), Err(ProviderError::NoFreeSlot));
    state.free_slot();
    assert_eq!(state.may_take_job(0), Ok(()));
}

#[test]
fn the_end_of_a_job_frees_no_slot_by_itself() {
    let mut state = ProviderState { jobs: 2, working: 1, ..provider() };
    state.end_job(&paid(0, 0, 0, 0), Tally::Paid).unwrap();
    assert_eq!((state.jobs, state.working), (1, 1));
}

#[test]
fn bonds_take_from_the_balance_no_more_than_the_budget() {
    let lean = ProviderState { budget: 3_000, slots: 9, ..provider() };
    for (bond, from_wallet, left) in [(2_999, 0, 1), (3_000, 0, 0), (3_001, 1, 0), (9_000_000, 8_997_000, 0)] {
        let mut state = lean;
        let transfers = state.take_job(bond, 0).unwrap();
        let ends = [Holding::Operator, Holding::Balance].map(|from| transfers.amount(from, Holding::Bond));
        assert_eq!(ends, [from_wallet, bond - from_wallet], "a bond of {bond}");
        assert_eq!((state.budget, state.balance), (left, 5_000_000 - (bond - from_wallet)));
    }
}

#[test]
fn a_budget_is_spent_and_comes_back_with_the_bond_and_not_with_a_forfeit() {
    let mut state = ProviderState { budget: 300, ..provider() };
    state.take_job(300, 0).unwrap();
    assert_eq!(state.budget, 0);
    // Spent: the next bond comes from the operator's wallet alone.
    let transfers = state.take_job(300, 0).unwrap();
    assert_eq!(transfers.amount(Holding::Operator, Holding::Bond), 300);
    // Of one bond 100 are lost.
    let part =
        [Transfer::new(Holding::Bond, Holding::Balance, 200), Transfer::new(Holding::Bond, Holding::Client, 100)];
    state.end_job(&Transfers::of(part), Tally::Failed).unwrap();
    assert_eq!((state.budget, state.balance), (200, 4_999_900));
    // Earnings are not allowed to be bonded, nor is what a dispute pays.
    let dispute = [
        Transfer::new(Holding::Deposit, Holding::Balance, 1_000),
        Transfer::new(Holding::DisputeBond, Holding::Balance, 50),
        Transfer::new(Holding::DisputeBond, Holding::Fees, 51),
    ];
    state.end_job(&Transfers::of(dispute), Tally::Paid).unwrap();
    assert_eq!((state.budget, state.balance), (200, 5_000_950));
}

#[test]
fn a_disputes_bond_goes_to_balance_and_fees_and_is_not_earned_by_work() {
    let mut state = ProviderState { jobs: 1, ..provider() };
    let lost = [
        Transfer::new(Holding::DisputeBond, Holding::Balance, 50),
        Transfer::new(Holding::DisputeBond, Holding::Fees, 51),
        Transfer::new(Holding::DisputeBond, Holding::Client, 7),
    ];
    state.end_job(&Transfers::of(lost), Tally::Paid).unwrap();
    assert_eq!(state, ProviderState { balance: 5_000_050, fees: 121, paid_jobs: 4, ..provider() });
}

#[test]
fn the_authority_alone_sets_the_budget() {
    for budget in [0, 1, u64::MAX] {
        let set = after(provider(), COLD, update(None, Some(budget)));
        assert_eq!(set, Ok(ProviderState { budget, ..provider() }));
        assert_eq!(after(provider(), HOT, update(None, Some(budget))), Err(ProviderError::NotAuthority));
    }
}

#[test]
fn a_budget_of_everything_is_never_more_than_everything() {
    let mut state = ProviderState { jobs: 1, budget: u64::MAX - 1, ..provider() };
    state.end_job(&paid(0, 0, 5, 0), Tally::Neither).unwrap();
    assert_eq!(state.budget, u64::MAX);
}

#[test]
fn a_provider_of_the_first_layout_bonds_what_it_has_and_counts_from_now_on() {
    // What it read there lay in the reserve.
    let old = ProviderState { jobs: 2, budget: 0, working: 0, ..provider() };
    let mut state = old.migrated();
    assert_eq!(state, ProviderState { jobs: 2, budget: u64::MAX, working: 0, ..provider() });
    assert_eq!(state.take_job(5_000_000, 0).unwrap().amount(Holding::Operator, Holding::Bond), 0);
    // Those that it held then end without a slot.
    state.free_slot();
    state.free_slot();
    assert_eq!(state.working, 0);
    assert_eq!(with(Status::Retired).migrated().status, Status::Retired);
}
