//! What channels do to a provider's account.

use rayment_core::{
    money::{Holding, Transfer, Transfers},
    provider::{ProviderError, ProviderState, Status},
};

use super::account::{provider, with};

/// What a channel pays into its provider's account, and to its payer.
fn paid(earnings: u64, fee: u64) -> Transfers {
    Transfers::of([
        Transfer::new(Holding::Deposit, Holding::Balance, earnings),
        Transfer::new(Holding::Deposit, Holding::Fees, fee),
        Transfer::new(Holding::Deposit, Holding::Client, 9_999),
    ])
}

#[test]
fn earnings_go_to_the_balance_and_fees_to_the_fees_whatever_its_status() {
    for status in [Status::Active, Status::Paused, Status::Retired] {
        let mut state = with(status);
        let ProviderState { balance, fees, earned, .. } = state;
        state.earn(&paid(1_000, 50)).unwrap();
        let expected =
            ProviderState { balance: balance + 1_000, fees: fees + 50, earned: earned + 1_000, ..with(status) };
        assert_eq!(state, expected, "no job, no statistics");
    }
}

#[test]
fn refuses_earnings_that_leave_their_range() {
    for mut state in [
        ProviderState { balance: u64::MAX, ..provider() },
        ProviderState { fees: u64::MAX, ..provider() },
        ProviderState { earned: u64::MAX, ..provider() },
    ] {
        assert_eq!(state.earn(&paid(1, 1)), Err(ProviderError::Overflow));
    }
}
