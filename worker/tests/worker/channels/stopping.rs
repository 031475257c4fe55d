//! Whose payer has stopped: what was signed, with the grace, no longer covers the time that ran.

use rayment_core::channel::ChannelPhase;
use rayment_worker::channels::Action;

use super::{
    planning::{SECOND, follows, redeem},
    story::*,
};

#[test]
fn ends_a_channel_whose_payer_has_stopped() {
    let ours = by_time(1);
    // However late it came.
    for heard_at in [0, 30, 119] {
        let heard = held(&ours, SECOND * 30, 0, T0 + heard_at);
        let ends = Some(Action::End { channel: ours, with: Some(heard) });
        follows((ours, Some(heard)), &[(120, None), (121, ends), (5_000, ends)]);
    }
    // Who has not begun can't have stopped.
    follows((ours, None), &[(91, None), (DAY, None)]);
    let begun = but(1, |state| (state.rate, state.voucher, state.earned, state.fee) = (RATE, 20, 20, 1));
    follows((begun, None), &[(90, None), (91, Some(Action::End { channel: begun, with: None }))]);
}

/// An extension by a second, or a top-up, signs for nothing.
#[test]
fn other_signs_of_life_pay_for_no_time() {
    let ours = but(1, |state| (state.rate, state.ran, state.at) = (RATE, 2_000, T0 + 2_000));
    let heard = held(&ours, SECOND * 30, 0, T0 + 1_999);
    follows((ours, Some(heard)), &[(2_000, Some(Action::End { channel: ours, with: Some(heard) }))]);
}

/// Nobody is ended whose hours are paid for.
#[test]
fn who_signed_ahead_goes_on() {
    let hours = 3 * HOUR;
    let ours = by_time(1);
    let heard = held(&ours, SECOND * u64::try_from(hours).unwrap(), 0, T0);
    let redeems = Some(redeem(ours, Some(heard)));
    let ends = Some(Action::End { channel: ours, with: Some(heard) });
    let table = [(91, None), (999, None), (1_000, redeems), (hours + 90, redeems), (hours + 91, ends)];
    follows((ours, Some(heard)), &table);
    // The chain knows it already: there is less left to collect.
    let paid = SECOND * 60;
    let known = but(1, |state| (state.rate, state.voucher, state.earned, state.fee) = (RATE, paid, paid, paid / 20));
    let ends = Some(Action::End { channel: known, with: None });
    follows((known, None), &[(91, None), (150, None), (151, ends)]);
}

/// What is signed is rounded down: the part of a lamport that is missing ends no channel.
#[test]
fn a_rate_of_little_ends_no_channel_by_rounding() {
    let ours = but(1, |state| state.rate = 7);
    // For 5,000 seconds: 9 lamports and 0.72 of another.
    let heard = held(&ours, 9, 0, T0);
    let ends = Some(Action::End { channel: ours, with: Some(heard) });
    follows((ours, Some(heard)), &[(5_090, None), (5_232, None), (5_233, ends)]);
}

/// Payers sign every half minute: no grace makes anyone end a channel between two words.
#[test]
fn a_short_grace_ends_no_channel_between_two_words() {
    for (grace, quiet) in [(0, 60), (30, 60), (60, 60), (61, 61), (90, 90)] {
        let ours = but(1, |state| (state.rate, state.grace) = (RATE, grace));
        let heard = held(&ours, SECOND, 0, T0);
        let ends = Some(Action::End { channel: ours, with: Some(heard) });
        follows((ours, Some(heard)), &[(quiet, None), (quiet + 1, None), (quiet + 2, ends)]);
    }
}

#[test]
fn nobody_has_stopped_where_no_time_counts() {
    for phase in [ChannelPhase::Paused, ChannelPhase::Closing] {
        let ours = but(1, |state| (state.rate, state.phase) = (RATE, phase));
        follows((ours, Some(held(&ours, 1, 0, T0))), &[(91, None), (DAY - 1, None)]);
    }
    let ours = channel(1);
    follows((ours, Some(held(&ours, 1, 0, T0))), &[(91, None), (7 * DAY, None)]);
}
