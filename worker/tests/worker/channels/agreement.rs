//! What is accepted here is paid by the rules, and what is refused for the program's sake would be refused there.

use proptest::prelude::*;
use rayment_core::{
    Next, Pubkey as Key,
    channel::{ChannelError, ChannelPhase, ChannelState, ChannelStep, Command, Facts, Payee, Signer, Word},
    money::Holding,
};
use rayment_worker::channels::{Counting, VoucherError, Vouchers, Wanted};
use tempfile::tempdir;

use super::story::*;

fn phase() -> impl Strategy<Value = ChannelPhase> {
    prop_oneof![
        4 => Just(ChannelPhase::Running),
        2 => Just(ChannelPhase::Paused),
        2 => Just(ChannelPhase::Closing),
        1 => Just(ChannelPhase::Ended),
    ]
}

prop_compose! {
    fn channels()(
        phase in phase(),
        rate in prop_oneof![Just(0), 1..10_000_000u64],
        (voucher, earned) in (0..CAP, 0..CAP).prop_map(|(a, b)| (a.max(b), a.min(b))),
        ran in 0..100_000u64,
        (close_secs, left) in (900..100_000u32, -10..1_000i64),
        expires in T0..T0 + DAY,
    ) -> ChannelState {
        let fee = earned / 20;
        // Near the end of its time for vouchers as often as not.
        let at = T0.min(T0 + left - i64::from(close_secs));
        let state = but(1, |_| ()).state;
        ChannelState { phase, rate, voucher, earned, fee, ran, at, close_secs, expires_at: expires, ..state }
    }
}

/// What the rules pay to the provider at `now`, beside what they have paid, without another word.
fn later((state, balance): (ChannelState, u64), facts: &Facts, now: i64) -> u64 {
    let command = Command::Redeem { channel: Key::default(), word: None };
    match state.step(&Facts { now, balance, ..*facts }, Signer::Anyone, &command) {
        Ok(step) => step.transfers.amount(Holding::Deposit, Holding::Balance),
        Err(ChannelError::NothingDue) => 0,
        Err(error) => panic!("{error:?}"),
    }
}

/// Lamports that leave the channel's account.
fn leaves(step: &ChannelStep) -> u64 {
    let to = [Holding::Balance, Holding::Fees, Holding::Client];
    to.into_iter().map(|to| step.transfers.amount(Holding::Deposit, to)).sum()
}

fn accrued(state: &ChannelState, secs: u64) -> u64 {
    u64::try_from(u128::from(state.rate) * u128::from(secs) / 3_600).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_rules_take_what_is_accepted_and_no_other(
        state in channels(),
        cumulative in 0..CAP + CAP / 10,
        expires_at in prop_oneof![3 => Just(0), 1 => T0 - 2..T0 + 2, 1 => Just(T0 + DAY)],
        top_up in prop_oneof![Just(0), 0..CAP / 10],
        least_secs in prop_oneof![Just(0), Just(600)],
    ) {
        let mut ours = channel(1);
        (ours.state, ours.lamports) = (state, RENT + state.held().unwrap() + top_up);
        let folder = tempdir().unwrap();
        let vouchers = Vouchers::open(folder.path()).unwrap();
        let wanted = Wanted { rate: state.rate, counting: Counting::UpTo, least_secs, ..wanted() };
        let brought = brings_word(&vouchers, (&ours, &wanted, T0), &word(&ours, cumulative, expires_at));

        let signed = held(&ours, cumulative, expires_at, T0).signed;
        let command = Command::Redeem { channel: signed.voucher.channel, word: Some(Word::Voucher(signed)) };
        let facts = Facts {
            now: T0, slot: SLOT, fee_bps: FEE_BPS, balance: ours.lamports, provider: Payee::Ready, payer_takes: Some(0),
        };
        let step = state.step(&facts, Signer::Anyone, &command);
        match brought {
            Ok(accepted) => {
                let step = step.expect("what is accepted is redeemed");
                let Next::Continues(next) = step.next else { panic!("it goes on") };
                prop_assert_eq!(next.voucher, cumulative);
                let earned = next.earned;
                let rest = (next, ours.lamports - leaves(&step));
                // A second that was served for is a second that is paid.
                let credit = accepted.credit;
                let secs = credit.secs_left(&ours, T0).unwrap_or(0);
                let served = accrued(&state, state.ran(T0) + secs);
                let at_its_end = earned + later(rest, &facts, T0 + i64::try_from(secs).unwrap());
                prop_assert!(secs == 0 || at_its_end >= served, "{at_its_end} for {served}");
                // And every lamport that it carries, neither more nor less, by the end of the channel's time.
                let last = if state.phase == ChannelPhase::Running { state.expires_at.max(T0) } else { T0 };
                let paid = earned - state.earned + later(rest, &facts, last);
                prop_assert_eq!(paid, credit.left(state.earned));
            }
            // Here the rules would pay less than was signed, or nothing.
            Err(VoucherError::NotHigher { .. }) => prop_assert!(cumulative <= state.voucher),
            Err(VoucherError::EndsSoon { at, least }) => prop_assert!(T0 < at && at < least && least_secs > 0),
            Err(VoucherError::AboveDeposit { cap, .. }) => {
                let Next::Continues(next) = step.expect("it would be cut").next else { panic!("it goes on") };
                prop_assert!(next.earned <= cap && cap < cumulative);
            }
            Err(refused) => prop_assert!(step.is_err(), "{refused}"),
        }
    }
}
