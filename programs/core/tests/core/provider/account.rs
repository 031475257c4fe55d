//! Its keys, its prices, its status and its money.

use rayment_core::{
    Next, Pubkey,
    money::{Holding, Terms, Transfer, Transfers},
    provider::{Closed, ProviderCommand, ProviderError, ProviderSigner, ProviderState, Status},
    stake::Stake,
};

pub const COLD: Pubkey = Pubkey([1; 32]);
pub const HOT: Pubkey = Pubkey([2; 32]);
const PURSE: Pubkey = Pubkey([3; 32]);
const TERMS: Terms = Terms { per_frame: 1, per_second: 2, per_gb: 3, minimum: 4 };

/// An update of nothing.
const KEEP: ProviderCommand = update(None, None);

pub const fn update(slots: Option<u16>, budget: Option<u64>) -> ProviderCommand {
    ProviderCommand::Update { operator: None, payout: None, profile: None, slots, budget }
}

/// New keys.
const fn rotate(operator: Option<Pubkey>, payout: Option<Pubkey>) -> ProviderCommand {
    ProviderCommand::Update { operator, payout, profile: None, slots: None, budget: None }
}

pub fn provider() -> ProviderState {
    ProviderState {
        market: Pubkey([9; 32]),
        authority: COLD,
        operator: HOT,
        payout: PURSE,
        profile: [4; 32],
        terms: TERMS,
        status: Status::Active,
        slots: 2,
        jobs: 0,
        balance: 5_000_000,
        fees: 70,
        earned: 9_000_000,
        paid_jobs: 3,
        failed_jobs: 1,
        registered_at: 1_800_000_000,
        budget: 10_000_000,
        working: 0,
        stake: Stake::default(),
        purses: 0,
    }
}

pub fn with(status: Status) -> ProviderState {
    ProviderState { status, ..provider() }
}

/// What becomes of the account, with nothing paid out.
pub fn after(state: ProviderState, key: Pubkey, command: ProviderCommand) -> Result<ProviderState, ProviderError> {
    let step = state.step(state.signer(&key)?, command)?;
    assert!(step.transfers.is_empty());
    Ok(step.next.continues().expect("it stays"))
}

fn paid_out(state: ProviderState, key: Pubkey, amount: Option<u64>) -> Result<(u64, u64), ProviderError> {
    let step = state.step(state.signer(&key)?, ProviderCommand::Withdraw { amount })?;
    let next = step.next.continues().expect("it stays");
    assert_eq!(next, ProviderState { balance: next.balance, ..state }, "nothing else changes");
    let amount = step.transfers.amount(Holding::Balance, Holding::Payout);
    assert_eq!(step.transfers, Transfers::of([to_payout(amount)]));
    Ok((amount, next.balance))
}

fn to_payout(amount: u64) -> Transfer {
    Transfer::new(Holding::Balance, Holding::Payout, amount)
}

fn to_treasury(amount: u64) -> Transfer {
    Transfer::new(Holding::Fees, Holding::Treasury, amount)
}

/// Retires while each wallet can take money, or not.
fn retire(payout: bool, treasury: bool) -> ProviderCommand {
    ProviderCommand::Retire { payout, treasury }
}

#[test]
fn a_provider_has_two_keys_and_no_third() {
    assert_eq!(provider().signer(&COLD), Ok(ProviderSigner::Authority));
    assert_eq!(provider().signer(&HOT), Ok(ProviderSigner::Operator));
    assert_eq!(provider().signer(&PURSE), Err(ProviderError::NotOperator));
    let one_key = ProviderState { operator: COLD, ..provider() };
    assert_eq!(one_key.signer(&COLD), Ok(ProviderSigner::Authority));
}

#[test]
fn an_update_changes_what_it_names() {
    let new = Pubkey([7; 32]);
    let update = ProviderCommand::Update {
        operator: Some(new),
        payout: Some(COLD),
        profile: Some([8; 32]),
        slots: Some(5),
        budget: Some(6),
    };
    let expected = ProviderState { operator: new, payout: COLD, profile: [8; 32], slots: 5, budget: 6, ..provider() };
    assert_eq!(after(provider(), COLD, update), Ok(expected));
    assert_eq!(after(provider(), COLD, KEEP), Ok(provider()));
}

#[test]
fn a_rotated_operator_is_out_at_once() {
    let new = Pubkey([7; 32]);
    let rotated = after(provider(), COLD, rotate(Some(new), None)).unwrap();
    assert_eq!(rotated.signer(&HOT), Err(ProviderError::NotOperator));
    assert_eq!(rotated.signer(&new), Ok(ProviderSigner::Operator));
}

#[test]
fn the_hot_key_updates_profile_and_slots() {
    let (profile, slots) = (Some([8; 32]), Some(1));
    let update = ProviderCommand::Update { operator: None, payout: None, profile, slots, budget: None };
    assert_eq!(after(provider(), HOT, update), Ok(ProviderState { profile: [8; 32], slots: 1, ..provider() }));
}

#[test]
fn refuses_the_hot_key_to_change_keys_or_to_retire() {
    let keys = [(Some(HOT), None), (None, Some(HOT)), (Some(HOT), Some(HOT))];
    for (operator, payout) in keys {
        assert_eq!(after(provider(), HOT, rotate(operator, payout)), Err(ProviderError::NotAuthority));
    }
    assert_eq!(after(provider(), HOT, retire(true, true)), Err(ProviderError::NotAuthority));
}

#[test]
fn refuses_a_provider_without_a_slot() {
    assert_eq!(after(provider(), COLD, update(Some(0), None)), Err(ProviderError::NoSlots));
}

#[test]
fn either_key_prices() {
    let terms = Terms { per_second: 99, ..TERMS };
    for key in [COLD, HOT] {
        let priced = after(provider(), key, ProviderCommand::Price(terms));
        assert_eq!(priced, Ok(ProviderState { terms, ..provider() }));
    }
}

#[test]
fn either_key_pauses_and_goes_on() {
    for key in [COLD, HOT] {
        let paused = after(provider(), key, ProviderCommand::Pause(true));
        assert_eq!(paused, Ok(with(Status::Paused)));
        assert_eq!(after(paused.unwrap(), key, ProviderCommand::Pause(false)), Ok(provider()));
    }
}

#[test]
fn retiring_is_for_good() {
    for status in [Status::Active, Status::Paused, Status::Retired] {
        // With a job left it pays nobody yet.
        let busy = |status| ProviderState { jobs: 1, ..with(status) };
        assert_eq!(after(busy(status), COLD, retire(true, true)), Ok(busy(Status::Retired)));
    }
    for command in [ProviderCommand::Pause(false), ProviderCommand::Pause(true), ProviderCommand::Price(TERMS)] {
        assert_eq!(after(with(Status::Retired), COLD, command), Err(ProviderError::Retired), "{command:?}");
    }
}

#[test]
fn a_retired_provider_can_still_save_its_keys_and_take_its_money() {
    let saved = after(with(Status::Retired), COLD, rotate(Some(COLD), Some(COLD))).unwrap();
    assert_eq!((saved.operator, saved.payout), (COLD, COLD));
    assert_eq!(paid_out(with(Status::Retired), COLD, None), Ok((5_000_000, 0)));
}

#[test]
fn withdraws_part_or_all_of_the_balance_and_never_the_fees() {
    for key in [COLD, HOT] {
        assert_eq!(paid_out(provider(), key, Some(1)), Ok((1, 4_999_999)));
        assert_eq!(paid_out(provider(), key, Some(5_000_000)), Ok((5_000_000, 0)));
        assert_eq!(paid_out(provider(), key, None), Ok((5_000_000, 0)));
    }
    assert_eq!(paid_out(provider(), HOT, Some(5_000_001)), Err(ProviderError::BalanceTooLow));
    assert_eq!(paid_out(provider(), Pubkey([6; 32]), Some(1)), Err(ProviderError::NotOperator));
}

#[test]
fn is_drained_when_retired_without_a_job_and_with_nothing_owed() {
    let empty = |status| ProviderState { balance: 0, fees: 0, ..with(status) };
    let retired = empty(Status::Retired);
    assert!(retired.drained());
    assert!(!empty(Status::Active).drained() && !empty(Status::Paused).drained());
    for held in [
        ProviderState { jobs: 1, ..retired },
        ProviderState { balance: 1, ..retired },
        ProviderState { fees: 1, ..retired },
    ] {
        assert!(!held.drained(), "{held:?}");
    }
}

#[test]
fn retiring_pays_whoever_can_be_paid_and_closes_once_nothing_is_owed() {
    let (balance, fees) = (to_payout(5_000_000), to_treasury(70));
    let kept = Transfer::new(Holding::Fees, Holding::Dust, 70);
    let owed = Next::Continues(ProviderState { fees: 0, ..with(Status::Retired) });
    for (command, transfers, next) in [
        (retire(true, true), Transfers::of([balance, fees]), Next::Ended(Closed)),
        (retire(true, false), Transfers::of([balance, kept]), Next::Ended(Closed)),
        (retire(false, true), Transfers::of([fees]), owed),
        (retire(false, false), Transfers::of([kept]), owed),
    ] {
        let step = provider().step(ProviderSigner::Authority, command).unwrap();
        assert_eq!((step.transfers, step.next), (transfers, next), "{command:?}");
    }
    let empty = ProviderState { balance: 0, fees: 0, ..provider() };
    let step = empty.step(ProviderSigner::Authority, retire(false, false)).unwrap();
    assert_eq!((step.transfers, step.next), (Transfers::default(), Next::Ended(Closed)), "nothing is owed");
}

#[test]
fn anyone_sweeps_the_fees_and_nothing_else() {
    let step = provider().step(ProviderSigner::Anyone, ProviderCommand::Sweep).unwrap();
    assert_eq!(step.transfers, Transfers::of([to_treasury(70)]));
    assert_eq!(step.next, Next::Continues(ProviderState { fees: 0, ..provider() }));
    let swept = ProviderState { fees: 0, ..provider() };
    let step = swept.step(ProviderSigner::Anyone, ProviderCommand::Sweep).unwrap();
    assert_eq!((step.transfers, step.next), (Transfers::default(), Next::Continues(swept)));
    for command in [
        KEEP,
        ProviderCommand::Price(TERMS),
        ProviderCommand::Pause(true),
        retire(true, true),
        ProviderCommand::Withdraw { amount: None },
    ] {
        assert_eq!(provider().step(ProviderSigner::Anyone, command), Err(ProviderError::NotOperator), "{command:?}");
    }
}
