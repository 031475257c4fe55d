//! Payments to the channel's address: counted by what lies there, once, while the payer stays.

use rayment_core::channel::{ChannelError, ChannelPhase, ChannelState};

use super::story::*;

/// What anything but an end makes of a top-up.
type Act = fn(&mut Channel) -> Answer;

const COUNTING: [(&str, Act); 6] = [
    ("a stranger", |channel| channel.due()),
    ("a voucher", |channel| ANNA.brings(channel, 1)),
    ("an old voucher", |channel| ANNA.brings(channel, 0)),
    ("an extension", |channel| PAULA.extends(channel, NOON + 8 * DAY)),
    ("a pause", |channel| PAULA.pauses(channel).or_else(|_| PAULA.resumes(channel))),
    ("closing", |channel| PAULA.closes(channel)),
];

#[test]
fn whatever_comes_next_counts_a_payment_once() {
    for channel in [Channel::rental(), Channel::in_tokens(), Channel::paused()] {
        for (name, act) in COUNTING {
            let mut channel = channel.clone().topped_up(777);
            act(&mut channel).unwrap();
            assert_eq!(channel.state().deposit, DEPOSIT + 777, "{name}");
            assert_eq!(channel.state().surplus(channel.balance), Ok(0), "{name}");
            // Never twice.
            assert_ne!(channel.due(), Ok(NOTHING), "{name}");
            assert_eq!(channel.state().deposit, DEPOSIT + 777, "{name}");
        }
    }
}

#[test]
fn a_top_up_carries_a_voucher_that_the_deposit_did_not() {
    let mut channel = Channel::metered().and(|channel| ANNA.brings(channel, 2 * CAP));
    assert_eq!(channel.state().earned, CAP);
    channel = channel.topped_up(DEPOSIT);
    assert_eq!(channel.due(), Ok(paid(CAP)));
    // Also at the very end, if the payer has not said that it is leaving.
    let channel = channel.and(|channel| ANNA.brings(channel, 3 * CAP)).topped_up(DEPOSIT + 7);
    for (mut channel, act) in [
        (channel.clone(), (|channel| ANNA.ends(channel)) as Act),
        (channel.later(7 * DAY + CLOSE_SECS), |channel| channel.due()),
    ] {
        assert_eq!(act(&mut channel), Ok(Payments { refund: 7, ..paid(CAP) }));
    }
}

#[test]
fn what_comes_after_close_is_no_deposit_and_goes_back() {
    let mut channel = Channel::closing().topped_up(5_000);
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    assert_eq!(ANNA.brings(&mut channel, 1_900_000), Ok(paid(100_000)));
    assert_eq!(channel.state().deposit, DEPOSIT);
    let earned = channel.state().earned;
    let mut channel = channel.later(CLOSE_SECS);
    assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT - earned - earned / 20 + 5_000, ..NOTHING }));
    assert_eq!(channel.balance, RENT);
}

#[test]
fn what_comes_after_the_end_goes_back() {
    for channel in [Channel::ended(), Channel::in_tokens().and(|channel| ANNA.ends(channel))] {
        let mut channel = channel.topped_up(5_000);
        assert_eq!(channel.due(), Ok(Payments { refund: 5_000, ..NOTHING }));
        assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    }
}

/// What was lent stays lent, however cheap rent gets.
#[test]
fn rent_that_fell_is_no_deposit() {
    let mut channel = Channel::rental();
    assert_eq!(channel.state().rent, RENT);
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    assert_eq!(channel.state().deposit, DEPOSIT);
}

#[test]
fn a_deposit_at_the_end_of_its_range_counts_what_fits_and_the_rest_goes_back() {
    let mut channel = Channel::in_tokens();
    // Almost all of it is spent.
    let full = ChannelState { deposit: u64::MAX - 10, ..*channel.state() };
    let earned = full.cap(500);
    let full = ChannelState { earned, fee: (u128::from(earned) / 20) as u64, ..full };
    channel.state = Ok(full);
    let unspent = full.held().unwrap();
    channel.balance = unspent + 1_000;
    assert_eq!(channel.due(), Ok(NOTHING));
    assert_eq!(channel.state().deposit, u64::MAX);
    assert_eq!(ANNA.ends(&mut channel), Ok(Payments { refund: unspent + 1_000, ..NOTHING }));
}

#[test]
fn a_payment_after_the_expiry_counts_for_what_was_signed_until_it_ends() {
    let channel = Channel::metered().later(7 * DAY).and(|channel| ANNA.brings(channel, CAP + 1)).topped_up(2);
    assert_eq!(channel.phase(), ChannelPhase::Running);
    let mut channel = channel;
    assert_eq!(channel.due(), Ok(Payments { earnings: 1, fee: 0, refund: 0 }));
}
