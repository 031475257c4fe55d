//! A market's parameters and their ranges.

use rayment_core::{
    market::{ATTEMPTS, Dust, OutOfRange, Params},
    money::{Holding, Transfer, Transfers},
};

const DEFAULT: Params = Params::DEFAULT;
const SOL: u64 = 1_000_000_000;

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
    let stakes = [DEFAULT.stake_client, DEFAULT.stake_provider, DEFAULT.stake_guardian];
    assert_eq!(stakes, [SOL / 100, SOL / 10, SOL]);
    assert_eq!((DEFAULT.unlock_secs, DEFAULT.grace_secs, DEFAULT.close_secs), (8 * 24 * 3_600, 90, 24 * 3_600));
    assert_eq!((DEFAULT.second_check, DEFAULT.guardian_secs, DEFAULT.keeper_bond_min), (0, 120, 0));
}

/// Every parameter has another value than by default.
const WRITTEN: Params = Params {
    fee_bps: 1,
    bond_bps: 2,
    bond_min: 3,
    at_once_max: 4,
    reserve_secs: 5,
    open_secs: 6,
    start_secs: 7,
    deliver_secs: 8,
    verdict_secs: 9,
    approval_secs: 10,
    dispute_secs: 11,
    cancel_secs: 12,
    lifetime_secs: 13,
    challenge_slots: 14,
    challenge_tiles: 15,
    dispute_bps: 16,
    hold_bps: 17,
    stake_client: 18,
    stake_provider: 19,
    stake_guardian: 20,
    keeper_bond_min: 21,
    unlock_secs: 22,
    grace_secs: 23,
    close_secs: 24,
    second_check: 2,
    guardian_secs: 26,
};

/// Nobody had to lock anything, and no guardian was asked.
const ASKED_FOR_NOTHING: Params = Params {
    stake_client: 0,
    stake_provider: 0,
    stake_guardian: 0,
    keeper_bond_min: 0,
    unlock_secs: 691_200,
    grace_secs: 90,
    close_secs: 86_400,
    second_check: 0,
    guardian_secs: 120,
    ..WRITTEN
};

#[test]
fn parameters_of_earlier_layouts_keep_what_was_agreed_and_ask_for_nothing_new() {
    assert_eq!(WRITTEN.migrated(3), WRITTEN);
    assert_eq!(WRITTEN.migrated(2), ASKED_FOR_NOTHING);
    assert_eq!(WRITTEN.migrated(1), Params { dispute_bps: 2_000, hold_bps: 1_000, ..ASKED_FOR_NOTHING });
}

#[test]
fn parameters_that_were_migrated_are_taken_again_with_a_stake_for_guardians() {
    let migrated = DEFAULT.migrated(2);
    assert_eq!(migrated.checked(), Err(OutOfRange("stake_guardian")));
    let next = Params { stake_guardian: SOL, ..migrated };
    assert_eq!(next.checked(), Ok(next));
}

/// An acceptance that waits for the client is undone by guardians too: their time must fit into the client's.
#[test]
fn the_clients_time_is_never_shorter_than_the_guardians() {
    let of = |name| RANGES.into_iter().find(|(other, ..)| *other == name).expect("it is a parameter");
    let ((_, least, ..), (_, _, most, _)) = (of("approval_secs"), of("guardian_secs"));
    assert!(most <= least, "guardians have up to {most} s, the client {least}");
}

type Set = fn(&mut Params, u64);

/// Each parameter, its lowest and its highest value.
const RANGES: [(&str, u64, u64, Set); 26] = [
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
    ("stake_client", 0, SOL, |params, value| params.stake_client = value),
    ("stake_provider", 0, 10 * SOL, |params, value| params.stake_provider = value),
    ("stake_guardian", SOL / 10, 100 * SOL, |params, value| params.stake_guardian = value),
    ("keeper_bond_min", 0, 1_000 * SOL, |params, value| params.keeper_bond_min = value),
    ("unlock_secs", 604_800, 2_592_000, |params, value| params.unlock_secs = value as u32),
    ("grace_secs", 0, 90, |params, value| params.grace_secs = value as u16),
    ("close_secs", 900, 2_592_000, |params, value| params.close_secs = value as u32),
    ("second_check", 0, 2, |params, value| params.second_check = value as u8),
    ("guardian_secs", 30, 3_600, |params, value| params.guardian_secs = value as u32),
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
    let left = |amount| Transfers::of([Transfer::new(Holding::Fees, Holding::Dust, amount)]);
    let dust = Dust::default().with(&left(70)).and_then(|dust| dust.with(&left(7)));
    assert_eq!(dust, Some(Dust(77)));
    let other = Transfers::of([Transfer::new(Holding::Fees, Holding::Treasury, 5)]);
    assert_eq!(Dust(77).with(&other), Some(Dust(77)), "what the treasury took is not kept");
    let paid = Transfers::of([Transfer::new(Holding::Dust, Holding::Treasury, 77)]);
    assert_eq!(Dust(77).swept(), (Dust(0), paid));
    assert_eq!(Dust(0).swept(), (Dust(0), Transfers::default()));
    assert_eq!(Dust(u64::MAX).with(&left(1)), None);
}
