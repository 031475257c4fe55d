//! A market's parameters and their ranges.

use rayment_core::{
    market::{ATTEMPTS, Dust, OutOfRange, Params},
    money::{Holding, Transfer, Transfers},
};

const DEFAULT: Params = Params::DEFAULT;

#[test]
fn the_defaults_are_the_protocols() {
    assert_eq!(DEFAULT.checked(), Ok(DEFAULT));
    assert_eq!(ATTEMPTS, 3);
    assert_eq!((DEFAULT.fee_bps, DEFAULT.bond_bps, DEFAULT.bond_min), (500, 500, 1_000_000));
    assert_eq!(DEFAULT.at_once_max, 1_000_000_000);
    assert_eq!((DEFAULT.reserve_secs, DEFAULT.open_secs, DEFAULT.start_secs), (60, 10, 120));
    assert_eq!((DEFAULT.deliver_secs, DEFAULT.verdict_secs, DEFAULT.cancel_secs), (300, 900, 120));
    assert_eq!((DEFAULT.approval_secs, DEFAULT.dispute_secs), (24 * 3_600, 24 * 3_600));
    assert_eq!(DEFAULT.lifetime_secs, 7 * 24 * 3_600);
    assert_eq!((DEFAULT.challenge_slots, DEFAULT.challenge_tiles), (32, 30));
    assert_eq!((DEFAULT.dispute_bps, DEFAULT.hold_bps), (2_000, 1_000));
}

type Set = fn(&mut Params, u64);

/// Each parameter, its lowest and its highest value.
const RANGES: [(&str, u64, u64, Set); 17] = [
    ("fee_bps", 0, 1_000, |params, value| params.fee_bps = value as u16),
    ("bond_bps", 0, 5_000, |params, value| params.bond_bps = value as u16),
    ("bond_min", 1_000_000, 1_000_000_000, |params, value| params.bond_min = value),
    ("at_once_max", 0, 1_000_000_000, |params, value| params.at_once_max = value),
    ("reserve_secs", 10, 600, |params, value| params.reserve_secs = value as u32),
    ("open_secs", 0, 600, |params, value| params.open_secs = value as u32),
    ("start_secs", 10, 3_600, |params, value| params.start_secs = value as u32),
    ("deliver_secs", 30, 86_400, |params, value| params.deliver_secs = value as u32),
    ("verdict_secs", 60, 86_400, |params, value| params.verdict_secs = value as u32),
    ("approval_secs", 3_600, 604_800, |params, value| params.approval_secs = value as u32),
    ("dispute_secs", 3_600, 604_800, |params, value| params.dispute_secs = value as u32),
    ("cancel_secs", 10, 3_600, |params, value| params.cancel_secs = value as u32),
    ("lifetime_secs", 3_600, 604_800, |params, value| params.lifetime_secs = value as u32),
    ("challenge_slots", 2, 256, |params, value| params.challenge_slots = value as u16),
    ("challenge_tiles", 1, 4_096, |params, value| params.challenge_tiles = value as u16),
    ("dispute_bps", 500, 5_000, |params, value| params.dispute_bps = value as u16),
    ("hold_bps", 0, 5_000, |params, value| params.hold_bps = value as u16),
];

#[test]
fn every_parameter_stays_in_its_range() {
    for (name, low, high, set) in RANGES {
        let with = |value| {
            let mut params = DEFAULT;
            set(&mut params, value);
            params.checked().map(|_| ())
        };
        assert_eq!((with(low), with(high)), (Ok(()), Ok(())), "{name} at its ends");
        assert_eq!(with(high + 1), Err(OutOfRange(name)));
        if low > 0 {
            assert_eq!(with(low - 1), Err(OutOfRange(name)));
        }
    }
}

#[test]
fn the_fee_is_never_above_ten_percent() {
    let greedy = Params { fee_bps: 1_001, ..DEFAULT };
    assert_eq!(greedy.checked(), Err(OutOfRange("fee_bps")));
}

#[test]
fn a_market_keeps_fees_of_those_who_left_until_they_are_swept() {
    let left = |amount| Transfers::of([Transfer::sol(Holding::Fees, Holding::Dust, amount)]);
    let dust = Dust::default().with(&left(70)).and_then(|dust| dust.with(&left(7)));
    assert_eq!(dust, Some(Dust(77)));
    let other = Transfers::of([Transfer::sol(Holding::Fees, Holding::Treasury, 5)]);
    assert_eq!(Dust(77).with(&other), Some(Dust(77)), "what the treasury took is not kept");
    let paid = Transfers::of([Transfer::sol(Holding::Dust, Holding::Treasury, 77)]);
    assert_eq!(Dust(77).swept(), (Dust(0), paid));
    assert_eq!(Dust(0).swept(), (Dust(0), Transfers::default()));
    assert_eq!(Dust(u64::MAX).with(&left(1)), None);
}
