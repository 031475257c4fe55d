//! One second before each deadline, at it, one second after.

use rayment_core::channel::{ChannelError, LIFETIME_SECS, Signed, Voucher};

use super::story::*;

type Act = fn(&mut Channel) -> Answer;

/// `act` works until `due`; from then on it is refused as `late`.
fn works_until(channel: &Channel, due: i64, late: ChannelError, act: Act) {
    assert!(act(&mut channel.at(due - 1)).is_ok(), "one second before: {:?}", act(&mut channel.at(due - 1)));
    assert_eq!(act(&mut channel.at(due)), Err(late), "at the deadline");
    assert_eq!(act(&mut channel.at(due + 1)), Err(late), "one second after");
}

/// `act` is refused as `early` until `due`; from then on it works.
fn works_from(channel: &Channel, due: i64, early: ChannelError, act: Act) {
    assert_eq!(act(&mut channel.at(due - 1)), Err(early), "one second before");
    assert!(act(&mut channel.at(due)).is_ok(), "at the deadline: {:?}", act(&mut channel.at(due)));
    assert!(act(&mut channel.at(due + 1)).is_ok(), "one second after");
}

const PASSED: ChannelError = ChannelError::DeadlinePassed;
const EXPIRY: i64 = NOON + 7 * DAY;

#[test]
fn steering_until_the_expiry() {
    works_until(&Channel::rental(), EXPIRY, PASSED, |channel| PAULA.pauses(channel));
    works_until(&Channel::rental(), EXPIRY, PASSED, |channel| ANNA.pauses(channel));
    works_until(&Channel::paused(), EXPIRY, PASSED, |channel| PAULA.resumes(channel));
    for channel in [Channel::rental(), Channel::paused()] {
        works_until(&channel, EXPIRY, PASSED, |channel| PAULA.extends(channel, NOON + 30 * DAY));
    }
}

#[test]
fn vouchers_after_the_expiry_and_then_the_end() {
    let due = EXPIRY + CLOSE_SECS;
    for channel in [Channel::rental(), Channel::paused()] {
        let channel = channel.and(|channel| PAULA.acknowledges(channel, 1));
        works_until(&channel, due, PASSED, |channel| ANNA.brings(channel, 1_000_000));
        works_until(&channel, due, PASSED, |channel| PAULA.acknowledges(channel, 1_000_000));
        works_until(&channel, due, PASSED, |channel| PAULA.closes(channel));
    }
    works_from(&Channel::rental(), due, ChannelError::NothingDue, Channel::due);
    works_from(&Channel::paused(), due, ChannelError::NothingDue, Channel::due);
}

#[test]
fn vouchers_after_close_and_then_the_end() {
    let closed_at = NOON + HOUR;
    let due = closed_at + CLOSE_SECS;
    works_until(&Channel::closing(), due, PASSED, |channel| ANNA.brings(channel, 2_000_000));
    works_until(&Channel::closing(), due, PASSED, |channel| SESSION.acknowledges(channel, 2_000_000));
    works_from(&Channel::closing(), due, ChannelError::NothingDue, Channel::due);
}

#[test]
fn closing_never_lasts_longer_than_the_channel_would_have() {
    let late = Channel::rental().at(EXPIRY - 10).and(|channel| PAULA.closes(channel));
    works_from(&late, EXPIRY - 10 + CLOSE_SECS, ChannelError::NothingDue, Channel::due);
    let later = Channel::rental().at(EXPIRY + HOUR).and(|channel| PAULA.closes(channel));
    works_from(&later, EXPIRY + CLOSE_SECS, ChannelError::NothingDue, Channel::due);
}

#[test]
fn the_provider_may_end_it_at_any_time() {
    for channel in [Channel::rental(), Channel::paused(), Channel::closing()] {
        for due in [EXPIRY, NOON + HOUR + CLOSE_SECS, EXPIRY + CLOSE_SECS] {
            for now in [due - 1, due, due + 1] {
                assert!(ANNA.ends(&mut channel.at(now)).is_ok());
            }
        }
    }
}

#[test]
fn time_counts_up_to_the_expiry() {
    let opened = Channel::opened(|plain| plain.terms.expires_at = NOON + HOUR);
    for (now, earned) in [(HOUR - 1, 3_599_000), (HOUR, 3_600_000), (HOUR + 1, 3_600_000)] {
        let mut channel = opened.clone().later(now);
        assert_eq!(ANNA.brings(&mut channel, 9_000_000), Ok(paid(earned)));
    }
}

#[test]
fn a_channel_that_nobody_uses() {
    let long = Channel::opened(|plain| plain.terms.expires_at = NOON + 100 * DAY);
    works_from(&long, NOON + 7 * DAY, ChannelError::NotYetDue, |channel| HUB.closes(channel));
    let paused = long.later(DAY).and(|channel| ANNA.pauses(channel));
    works_from(&paused, NOON + 8 * DAY, ChannelError::NotYetDue, |channel| HUB.closes(channel));
}

#[test]
fn the_expiry_of_a_voucher() {
    works_until(&Channel::metered(), NOON + 60, ChannelError::VoucherExpired, |channel| {
        let voucher = Voucher { expires_at: NOON + 60, ..signed(1_000).voucher };
        ANNA.brings_signed(channel, Signed { voucher, ..signed(1_000) })
    });
}

#[test]
fn an_extension_reaches_366_days_ahead() {
    let last = NOON + 30 + LIFETIME_SECS;
    works_from(&Channel::rental(), NOON + 30, ChannelError::BadExpiry, |channel| {
        PAULA.extends(channel, NOON + 30 + LIFETIME_SECS)
    });
    let extended = Channel::rental().later(30).and(|channel| PAULA.extends(channel, last));
    works_from(&extended, last + CLOSE_SECS, ChannelError::NothingDue, Channel::due);
}

#[test]
fn the_grace_after_the_last_voucher() {
    let channel = Channel::rental().later(HOUR).and(|channel| PAULA.acknowledges(channel, 3_600_000));
    for (secs, more) in [(89, 89_000), (90, GRACE), (91, GRACE)] {
        assert_eq!(channel.clone().later(secs).due(), Ok(paid(more)));
    }
}
