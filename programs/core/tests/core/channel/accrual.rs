//! What is owed: never more than the deposit carries, than was signed for, or with a rate than the time it ran.

use proptest::prelude::*;
use rayment_core::channel::{ChannelPhase, ChannelState};

use super::story::*;

const FEE_BPS: u16 = 500;

/// What the rental owes so many seconds after noon, with this much signed for.
fn owed(voucher: u64, secs: i64) -> u64 {
    ChannelState { voucher, ..*Channel::rental().state() }.owed(FEE_BPS, NOON + secs)
}

#[test]
fn the_worked_rental_comes_out_exactly() {
    // The voucher is behind: it and 90 seconds of the rate.
    assert_eq!(owed(1_000_000, HOUR), 1_000_000 + GRACE);
    // The time is behind.
    assert_eq!(owed(1_000_000, 600), 600_000);
    // The deposit is behind both.
    assert_eq!(owed(20_000_000, 5 * HOUR), CAP);
}

#[test]
fn each_bound_counts_from_where_it_is_the_lowest() {
    let signed_for = 1_000_000 + GRACE;
    for (secs, expected) in [(1_089, 1_089_000), (1_090, signed_for), (1_091, signed_for)] {
        assert_eq!(owed(1_000_000, secs), expected, "after {secs} s");
    }
    for (voucher, expected) in [(CAP - GRACE - 1, CAP - 1), (CAP - GRACE, CAP), (CAP - GRACE + 1, CAP), (u64::MAX, CAP)]
    {
        assert_eq!(owed(voucher, 3 * HOUR), expected, "for {voucher}");
    }
}

#[test]
fn nothing_accrues_before_the_first_voucher() {
    assert_eq!(owed(0, HOUR), 0);
    assert_eq!(owed(1, HOUR), 1 + GRACE);
}

#[test]
fn without_grace_the_voucher_is_the_bound() {
    let strict = ChannelState { voucher: 1_000_000, grace: 0, ..*Channel::rental().state() };
    assert_eq!(strict.owed(FEE_BPS, NOON + HOUR), 1_000_000);
}

#[test]
fn without_a_rate_the_voucher_alone_counts_up_to_the_cap() {
    let metered = |voucher| ChannelState { voucher, ..*Channel::metered().state() }.owed(FEE_BPS, NOON);
    for (voucher, expected) in [(0, 0), (1, 1), (CAP, CAP), (CAP + 1, CAP), (u64::MAX, CAP)] {
        assert_eq!(metered(voucher), expected);
    }
}

#[test]
fn seconds_that_are_part_of_a_unit_stay_the_payers() {
    let slow = ChannelState { voucher: 100, rate: 7, grace: 0, ..*Channel::rental().state() };
    // 7 an hour: the first after 515 seconds.
    for (secs, expected) in [(514, 0), (515, 1), (1_028, 1), (1_029, 2), (HOUR - 1, 6), (HOUR, 7)] {
        assert_eq!(slow.owed(FEE_BPS, NOON + secs), expected, "after {secs} s");
    }
}

#[test]
fn the_clock_never_goes_back_and_stops_at_the_expiry() {
    let channel = Channel::rental().later(HOUR).and(|channel| PAULA.acknowledges(channel, 8_000_000));
    let state = channel.state();
    assert_eq!((state.at, state.ran), (NOON + HOUR, 3_600));
    for (now, ran) in [(i64::MIN, 3_600), (NOON, 3_600), (NOON + HOUR, 3_600), (NOON + HOUR + 1, 3_601)] {
        assert_eq!(state.ran(now), ran, "at {now}");
        assert_eq!(state.owed(FEE_BPS, now), ran * 1_000);
    }
    let week = 7 * DAY as u64;
    for (now, ran) in [(7 * DAY - 1, week - 1), (7 * DAY, week), (7 * DAY + 1, week), (i64::MAX - NOON, week)] {
        assert_eq!(state.ran(NOON + now), ran);
    }
}

#[test]
fn earned_never_falls_whatever_the_bounds_say() {
    let earned = ChannelState { voucher: 5, earned: 7, ..*Channel::metered().state() };
    assert_eq!(earned.owed(FEE_BPS, NOON), 7);
}

#[test]
fn amounts_and_times_at_the_ends_of_their_ranges_are_capped_before_they_are_narrowed() {
    let huge = ChannelState {
        deposit: u64::MAX,
        voucher: u64::MAX,
        rate: u64::MAX,
        ran: u64::MAX,
        grace: u16::MAX,
        ..*Channel::rental().state()
    };
    assert_eq!(huge.owed(0, i64::MAX), u64::MAX);
    assert_eq!(huge.owed(1_000, i64::MAX), huge.cap(1_000));
    assert_eq!(huge.cap(1_000), 16_769_767_339_735_956_013);
    let penniless = ChannelState { deposit: 0, ..huge };
    assert_eq!((penniless.cap(500), penniless.owed(500, i64::MAX)), (0, 0));
}

fn any_size() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0u32..64).prop_map(|(bits, shift)| bits >> shift)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn the_cap_and_its_fee_fit_into_the_deposit_and_one_more_does_not(deposit in any_size(), fee_bps in 0u16..=1_000) {
        let cap = ChannelState { deposit, ..*Channel::metered().state() }.cap(fee_bps);
        let with_fee = |earned: u64| u128::from(earned) + u128::from(earned) * u128::from(fee_bps) / 10_000;
        prop_assert!(with_fee(cap) <= deposit.into());
        // The fee rounds down, so one more may fit just so; two more never do.
        prop_assert!(cap.checked_add(2).is_none_or(|more| with_fee(more) > deposit.into()));
    }

    #[test]
    fn equals_the_least_of_the_bounds_in_wide_arithmetic(
        amounts in [any_size(), any_size(), any_size(), any_size()],
        grace in 0u16..=90, fee_bps in 0u16..=1_000, phase in 0usize..4, later in 0i64..1 << 40,
    ) {
        let [deposit, voucher, rate, ran] = amounts;
        let phase = [ChannelPhase::Running, ChannelPhase::Paused, ChannelPhase::Closing, ChannelPhase::Ended][phase];
        let expires_at = NOON + (1 << 39);
        let rental = *Channel::rental().state();
        let state = ChannelState { deposit, voucher, rate, ran, grace, phase, expires_at, ..rental };
        let since = if phase == ChannelPhase::Running { later.min(1 << 39) as u128 } else { 0 };
        let cap = u128::from(deposit) * 10_000 / (10_000 + u128::from(fee_bps));
        let time = u128::from(rate) * (u128::from(ran) + since).min(u64::MAX.into()) / 3_600;
        let granted = u128::from(voucher) + u128::from(rate) * u128::from(grace) / 3_600;
        let expected = match (rate, voucher) {
            (0, _) => cap.min(voucher.into()),
            (_, 0) => 0,
            _ => cap.min(time).min(granted),
        };
        prop_assert_eq!(u128::from(state.owed(fee_bps, NOON + later)), expected);
    }
}
