//! What is redeemed, ended and closed, and when.

use rayment_client::{Channel, chain_key, rule_key, token::Weight};
use rayment_core::{
    Pubkey as Key,
    asset::AssetState,
    channel::{ChannelPhase, ChannelState},
};
use rayment_worker::channels::{Action, ChannelView, Held, Kept, Policy, Snapshot, plan};

use super::story::*;

pub const POLICY: Policy = Policy { fee: 10_000, times: 100, ahead_secs: 600 };
/// What makes redeeming worth it at any time.
const ENOUGH: u64 = 1_000_000;
pub const SECOND: u64 = RATE / 3_600;
const FULL: u64 = 890_880;

pub fn told(channels: &[Channel], held: &[Held]) -> Snapshot {
    let view =
        |channel: &Channel| ChannelView { channel: *channel, fee_bps: FEE_BPS, payer_takes: Some(0), weight: None };
    let by_channel = |held: &Held| (chain_key(&held.signed.voucher.channel), Kept::default().with(*held));
    Snapshot {
        slot: SLOT + 1,
        channels: channels.iter().map(view).collect(),
        held: held.iter().map(by_channel).collect(),
        policy: POLICY,
        ..Snapshot::default()
    }
}

pub fn redeem(channel: Channel, with: Option<Held>) -> Action {
    Action::Redeem { channel, with }
}

/// One channel and its voucher: what is planned at each time after noon.
pub fn follows((channel, held): (Channel, Option<Held>), table: &[(i64, Option<Action>)]) {
    for (after, expected) in table {
        let snapshot = told(&[channel], &held.into_iter().collect::<Vec<_>>());
        let planned = plan(&snapshot, T0 + after);
        assert_eq!(planned, expected.iter().copied().collect::<Vec<_>>(), "after {after} s");
        assert_eq!(planned, plan(&snapshot, T0 + after));
    }
}

#[test]
fn redeems_what_is_worth_a_hundred_fees() {
    let ours = channel(1);
    for (voucher, earned, cumulative, redeems) in [
        (0, 0, ENOUGH - 1, false),
        (0, 0, ENOUGH, true),
        (0, 0, ENOUGH + 1, true),
        (500, 500, ENOUGH + 499, false),
        (500, 500, ENOUGH + 500, true),
        (ENOUGH, ENOUGH, ENOUGH, false),
    ] {
        let channel = but(1, |state| (state.voucher, state.earned, state.fee) = (voucher, earned, earned / 20));
        let held = held(&ours, cumulative, 0, T0);
        follows((channel, Some(held)), &[(0, redeems.then_some(redeem(channel, Some(held))))]);
    }
}

/// At a deadline whatever is worth more than its own fee is redeemed.
#[test]
fn redeems_little_things_before_it_is_too_late() {
    let small = |channel: &Channel, expires_at| held(channel, POLICY.fee + 1, expires_at, T0);
    let running = channel(1);
    let closing = but(1, |state| state.phase = ChannelPhase::Closing);
    let expiring = small(&running, T0 + HOUR);
    let with = |channel: Channel, held| Some(redeem(channel, Some(held)));
    let lasting = small(&running, 0);
    // Its own expiry; what has expired is worth nothing.
    let table = [(3_600 - 601, None), (3_600 - 600, with(running, expiring)), (3_599, with(running, expiring))];
    follows((running, Some(expiring)), &table);
    follows((running, Some(expiring)), &[(3_600, None), (3_601, None)]);
    // The channel's time, and after it the time for vouchers.
    let (week, day) = (7 * DAY, DAY);
    let table = [
        (week - 601, None),
        (week - 600, with(running, lasting)),
        (week - 1, with(running, lasting)),
        (week, None),
        (week + day - 601, None),
        (week + day - 600, with(running, lasting)),
        (week + day - 1, with(running, lasting)),
        (week + day, Some(redeem(running, None))),
    ];
    follows((running, Some(lasting)), &table);
    // A payer that leaves.
    let table = [
        (day - 601, None),
        (day - 600, with(closing, lasting)),
        (day - 1, with(closing, lasting)),
        (day, Some(redeem(closing, None))),
    ];
    follows((closing, Some(lasting)), &table);
    let too_small = held(&running, POLICY.fee, 0, T0);
    follows((closing, Some(too_small)), &[(day - 1, None)]);
}

/// Where a voucher's value grows with time, the rules say how much it is by now.
#[test]
fn a_rate_is_redeemed_as_far_as_it_has_run() {
    let ours = but(1, |state| (state.rate, state.grace) = (RATE * 100, 90));
    let second = SECOND * 100;
    let voucher = held(&ours, second * 60, 0, T0 + 5);
    let enough = i64::try_from(ENOUGH / second).unwrap();
    let with = Some(redeem(ours, Some(voucher)));
    follows((ours, Some(voucher)), &[(enough - 1, None), (enough, with), (enough + 80, with)]);
    // What the chain knows already, and the grace on top.
    let known = but(1, |state| (state.rate, state.voucher) = (RATE * 100, second * 60));
    let silent = held(&known, second * 60, 0, T0 + 60);
    let table = [(9, None), (10, Some(redeem(known, None)))];
    follows((known, Some(silent)), &table);
}

#[test]
fn ends_what_is_served_no_more_and_collects_before() {
    let ours = channel(1);
    let voucher = held(&ours, 1, T0 + 60, T0);
    for (held, with, now) in
        [(Some(voucher), Some(voucher), T0), (Some(voucher), None, T0 + 60), (Some(voucher), None, T0 + 30 * DAY)]
    {
        let mut snapshot = told(&[ours], &held.into_iter().collect::<Vec<_>>());
        snapshot.over.insert(ours.address);
        assert_eq!(plan(&snapshot, now), [Action::End { channel: ours, with }]);
    }
}

/// The same, and something was earned.
fn earned(mut channel: Channel) -> Channel {
    (channel.state.voucher, channel.state.earned, channel.state.fee) = (20, 20, 1);
    channel
}

/// Anyone can open channels with a provider. Nobody makes it pay for ending and closing them.
#[test]
fn spends_nothing_on_channels_that_are_none_of_its_business() {
    let stranger = channel(1);
    let lent = but(1, |state| state.rent_payer = rule_key(&address(9)));
    let acknowledged = but(1, |state| state.voucher = 20);
    let empty = Channel { lamports: RENT, ..but(1, |state| (state.voucher, state.deposit) = (20, 0)) };
    let word = held(&stranger, 1, 0, T0);
    for (channel, held, is_ours) in [
        (stranger, None, false),
        (empty, None, false),
        (stranger, Some(word), true),
        (lent, None, true),
        (earned(stranger), None, true),
        (acknowledged, None, true),
    ] {
        let held: Vec<_> = held.into_iter().collect();
        let planned = |channel, slot, is_over: bool, now| {
            let mut snapshot = Snapshot { slot, operator: address(9), ..told(&[channel], &held) };
            snapshot.over.extend(is_over.then_some(channel.address));
            plan(&snapshot, now).len()
        };
        let ours = usize::from(is_ours);
        assert_eq!(planned(channel, SLOT, true, T0), ours, "served no more");
        assert_eq!(planned(channel, SLOT, false, T0 + 8 * DAY), ours, "its time is over");
        let mut ended = channel;
        ended.state.phase = ChannelPhase::Ended;
        (ended.state.owed_payer, ended.lamports) = (0, RENT);
        // What was acknowledged, and not earned by the end, is nothing.
        ended.state.earned = ended.state.voucher.min(ended.state.deposit);
        assert_eq!(planned(ended, SLOT + 513, false, T0), ours, "it may close");
    }
}

#[test]
fn closes_what_may_close() {
    let ended = |owed_payer| {
        let mut channel = earned(but(1, |state| (state.phase, state.owed_payer) = (ChannelPhase::Ended, owed_payer)));
        channel.lamports = RENT + owed_payer;
        channel
    };
    let lent = |owed_payer| {
        let mut channel = ended(owed_payer);
        channel.state.rent_payer = rule_key(&address(9));
        channel
    };
    for (channel, slot, payer_takes, closes) in [
        (ended(0), SLOT + 512, 0, false),
        (ended(0), SLOT + 513, 0, true),
        (ended(5), SLOT + 513, 0, true),
        // An empty wallet can't take so little alone, but with its rent.
        (ended(5), SLOT + 513, FULL, true),
        (lent(5), SLOT + 513, FULL, false),
        (lent(5), SLOT + 513, 5, true),
        (lent(FULL), SLOT + 513, FULL, true),
        (channel(1), SLOT + 513, 0, false),
    ] {
        let mut snapshot = told(&[channel], &[]);
        (snapshot.slot, snapshot.channels[0].payer_takes) = (slot, Some(payer_takes));
        let expected: Vec<_> = closes.then_some(Action::Close { channel }).into_iter().collect();
        assert_eq!(plan(&snapshot, T0), expected, "{slot}, takes {payer_takes}");
    }
}

/// Two lamports a base unit.
fn weight() -> Option<Weight> {
    let asset = AssetState {
        market: Key([9; 32]),
        mint: rule_key(&mint()),
        token_program: 0,
        decimals: 6,
        extensions: 0,
        rate: 2_000_000,
        rate_at: T0,
        at_once_max: 0,
    };
    Weight::of(&asset, T0)
}

#[test]
fn tokens_are_redeemed_by_what_they_weigh_and_at_a_deadline_where_nobody_knows() {
    let ours = in_tokens(1);
    let near = 7 * DAY - i64::from(POLICY.ahead_secs);
    for (after, cumulative, weight, redeems) in [
        (0, ENOUGH / 2, weight(), true),
        (0, ENOUGH / 2 - 1, weight(), false),
        (0, CAP, None, false),
        (near - 1, CAP, None, false),
        (near, 1, None, true),
        (near, POLICY.fee / 2, weight(), false),
        (near, POLICY.fee / 2 + 1, weight(), true),
    ] {
        let held = held(&ours, cumulative, 0, T0);
        let mut snapshot = told(&[ours], &[held]);
        snapshot.channels[0].weight = weight;
        let expected: Vec<_> = redeems.then_some(redeem(ours, Some(held))).into_iter().collect();
        assert_eq!(plan(&snapshot, T0 + after), expected, "{cumulative} after {after} s");
    }
}

/// What can't be credited is written down as owed, before the voucher's time is over.
#[test]
fn what_has_no_purse_is_booked_before_it_is_too_late() {
    let ours = without_purse(1);
    let held = held(&ours, CAP, 0, T0);
    let mut snapshot = told(&[ours], &[held]);
    snapshot.channels[0].weight = weight();
    assert_eq!(plan(&snapshot, T0), [redeem(ours, Some(held))]);
    // And once it is booked, nothing is sent that pays nothing.
    let booked = Channel {
        state: ChannelState {
            voucher: CAP,
            earned: CAP,
            fee: CAP / 20,
            owed_provider: CAP,
            owed_fee: CAP / 20,
            ..ours.state
        },
        ..ours
    };
    let mut snapshot = told(&[booked], &[held]);
    snapshot.channels[0].weight = weight();
    assert_eq!(plan(&snapshot, T0), []);
    let payment = in_tokens(1).payment;
    let ready = Channel { payment, ..booked };
    let mut snapshot = told(&[ready], &[held]);
    snapshot.channels[0].weight = weight();
    assert_eq!(plan(&snapshot, T0), [redeem(ready, None)]);
}

/// A node may lag behind, or lie: what it does not show is kept for a day from then on, however old the voucher is.
#[test]
fn forgets_the_vouchers_of_a_channel_that_has_been_missing_for_a_day() {
    let ours = channel(1);
    let voucher = held(&ours, 1, 0, T0 - 30 * DAY);
    let forget = Action::Forget(ours.address);
    assert_eq!(plan(&told(&[], &[voucher]), T0), [], "nobody has looked for it");
    for (after, forgets) in [(0, false), (DAY - 1, false), (DAY, true), (DAY + 1, true)] {
        let expected: Vec<_> = forgets.then_some(forget).into_iter().collect();
        let missing = |channels: &[Channel]| {
            let mut snapshot = told(channels, &[voucher]);
            snapshot.missing.insert(ours.address, T0);
            plan(&snapshot, T0 + after)
        };
        assert_eq!(missing(&[]), expected);
        assert_eq!(missing(&[ours]), [], "it is there again");
    }
    // One that has ended may be there again too, until its account is gone.
    let ended = but(1, |state| state.phase = ChannelPhase::Ended);
    assert_eq!(plan(&told(&[ended], &[voucher]), T0 + 30 * DAY), []);
    // What the chain knows may still be told to nobody but us: it stays for as long as the channel lives.
    let known = but(1, |state| (state.voucher, state.earned) = (1, 1));
    assert_eq!(plan(&told(&[known], &[voucher]), T0 + 6 * DAY), []);
}

#[test]
fn goes_by_deadlines_then_by_what_is_paid_and_closes_last() {
    let (soon, rich, poor) = (but(1, |state| state.expires_at = T0 + DAY), channel(2), channel(3));
    let ended = earned(but(4, |state| (state.phase, state.slot) = (ChannelPhase::Ended, 1)));
    let words = [held(&poor, ENOUGH, 0, T0), held(&rich, ENOUGH * 2, 0, T0), held(&soon, ENOUGH, 0, T0)];
    let planned = plan(&told(&[ended, poor, rich, soon], &words), T0);
    assert_eq!(planned.iter().map(Action::channel).collect::<Vec<_>>(), [1, 2, 3, 4].map(address));
    assert_eq!(planned.last(), Some(&Action::Close { channel: ended }));
}

/// A channel whose voucher was signed by another key than its own, or whose account is not as it was, pays nothing.
#[test]
fn a_voucher_of_another_key_is_not_brought() {
    let ours = channel(1);
    let mut voucher = held(&ours, ENOUGH, 0, T0);
    voucher.signed.key = rayment_core::Pubkey([1; 32]);
    assert_eq!(plan(&told(&[ours], &[voucher]), T0), []);
}
