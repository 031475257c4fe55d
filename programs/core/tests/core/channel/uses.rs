//! What channels are for, each from opening to closing, to the lamport.

use rayment_core::channel::{ChannelPhase, ChannelState, Closed, Command, Payee, Signed, Voucher, Word, flag};

use super::story::*;

/// After the end anyone closes the account, and the rent goes back.
fn closes(mut channel: Channel, earned: u64) {
    assert_eq!(channel.phase(), ChannelPhase::Ended);
    let rent = if channel.state().is_sol() { RENT } else { 0 };
    channel.slot = SPENT;
    assert_eq!(channel.due(), Ok(NOTHING));
    assert_eq!(channel.state, Err(Closed { rent: RENT, earned, fee: earned / 20 }));
    assert_eq!(channel.balance, rent, "nothing but the rent is left");
}

#[test]
fn a_stream_is_billed_by_the_second_while_the_payer_signs() {
    let mut channel = Channel::rental();
    // Every 30 seconds Paula signs for the seconds that she has seen; Anna redeems now and then.
    for round in 1..=20u64 {
        channel = channel.later(30);
        let seen = round * 30_000;
        if round % 10 == 0 {
            assert_eq!(ANNA.brings(&mut channel, seen), Ok(paid(300_000)));
        }
    }
    // The stream breaks off; nobody signs any more. Anna gets 90 seconds on top, and not one more.
    let mut channel = channel.later(HOUR);
    assert_eq!(channel.due(), Ok(paid(GRACE)));
    let mut channel = channel.later(HOUR).and(|channel| PAULA.closes(channel)).later(CLOSE_SECS);
    let refund = DEPOSIT - 690_000 - 34_500;
    assert_eq!(channel.due(), Ok(Payments { refund, ..NOTHING }));
    closes(channel, 690_000);
}

#[test]
fn a_rental_bills_from_the_payers_first_word_and_stops_with_a_pause() {
    // The machine boots for ten minutes: Paula says nothing, so nothing is owed.
    let mut channel = Channel::rental().later(600);
    assert!(channel.due().is_err());
    // SSH answers: her word makes the clock count.
    assert_eq!(PAULA.acknowledges(&mut channel, 1), Ok(paid(1 + GRACE)));
    let channel = channel.later(600).and(|channel| PAULA.acknowledges(channel, 600_000));
    // A day's pause costs nothing, whatever was signed for.
    let mut channel = channel.and(|channel| PAULA.pauses(channel)).later(DAY);
    assert_eq!(PAULA.acknowledges(&mut channel, 9_000_000), Ok(paid(510_000)));
    assert_eq!(channel.state().earned, 1_200_000, "twenty minutes at 1,000 a second");
    let channel = channel.and(|channel| PAULA.resumes(channel)).later(60);
    let channel = channel.and(|channel| ANNA.ends(channel));
    assert_eq!(channel.state().earned, 1_260_000);
    closes(channel, 1_260_000);
}

#[test]
fn language_voice_and_functions_lock_release_and_refund() {
    let mut channel = Channel::metered();
    // Before the first token Anna holds a voucher for what was claimed and the request's ceiling.
    for (cumulative, earnings, fee) in [(4_000, 4_000, 200), (4_000, 0, 0), (16_345, 12_345, 617), (16_352, 7, 0)] {
        assert_eq!(ANNA.brings(&mut channel, cumulative), Ok(Payments { earnings, fee, refund: 0 }));
    }
    // Locking more is a payment to the address.
    let mut channel = channel.topped_up(5_000_000);
    let (earnings, fee) = (11_000_000 - 16_352, 550_000 - 817);
    assert_eq!(ANNA.brings(&mut channel, 11_000_000), Ok(Payments { earnings, fee, refund: 0 }));
    // Closing refunds the rest.
    let mut channel = channel.and(|channel| PAULA.closes(channel)).later(CLOSE_SECS);
    assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT + 5_000_000 - 11_550_000, ..NOTHING }));
    closes(channel, 11_000_000);
}

#[test]
fn x402_upto_opens_in_one_transaction_and_is_settled_by_another() {
    let in_tokens = Channel::in_tokens();
    let in_tokens = Channel { state: Ok(ChannelState { rate: 0, ..*in_tokens.state() }), ..in_tokens };
    for mut channel in [Channel::metered(), in_tokens] {
        let voucher = Voucher { channel: CHANNEL, cumulative: 123_456, expires_at: NOON + 60 };
        let signed = Signed { key: SESSION.key, voucher };
        assert_eq!(ANNA.brings_signed(&mut channel, signed), Ok(paid(123_456)));
        let refund = DEPOSIT - 123_456 - 6_172;
        assert_eq!(ANNA.ends(&mut channel), Ok(Payments { refund, ..NOTHING }), "the rest is back at once");
        closes(channel, 123_456);
    }
}

#[test]
fn a_prepaid_balance_whose_key_the_provider_holds_can_be_taken_whole_and_says_so() {
    let operator = provider().operator;
    let mut channel = Channel::opened(|plain| (plain.terms.signer, plain.terms.rate) = (operator, 0));
    assert!(channel.state().has(flag::PROVIDER_SIGNS));
    let all = Signed { key: operator, ..signed(u64::MAX) };
    assert_eq!(ANNA.brings_signed(&mut channel, all), Ok(paid(CAP)));
}

#[test]
fn a_new_session_key_is_a_new_channel() {
    let old = Channel::metered();
    let new = Channel::opened(|plain| plain.terms.signer = key(0x5f));
    assert_ne!(old.state().seed, new.state().seed, "so it is another address");
    let with_new = Signed { key: key(0x5f), ..signed(1_000) };
    assert!(ANNA.brings_signed(&mut old.clone(), with_new).is_err());
}

#[test]
fn two_channels_in_one_transaction_each_take_their_own_voucher() {
    let (mut one, mut two) = (Channel::metered(), Channel::metered());
    let other = key(0x11);
    let of_other = Signed { voucher: Voucher { channel: other, ..signed(2_000).voucher }, ..signed(2_000) };
    let redeem = |voucher| Command::Redeem { channel: other, word: Some(Word::Voucher(voucher)) };
    assert_eq!(ANNA.brings(&mut one, 1_000), Ok(paid(1_000)));
    assert_eq!(ANNA.asks(&mut two, redeem(of_other)), Ok(paid(2_000)));
    assert!(ANNA.asks(&mut two, redeem(signed(3_000))).is_err(), "the first one's");
}

#[test]
fn a_provider_that_opens_its_purse_late_is_paid_then() {
    let mut channel = Channel::in_tokens().later(HOUR).with_provider(Payee::Blocked);
    assert_eq!(ANNA.brings(&mut channel, 1_000_000), Ok(NOTHING));
    let mut channel = channel.with_provider(Payee::Ready);
    assert_eq!(channel.due(), Ok(paid(1_000_000 + GRACE)));
}
