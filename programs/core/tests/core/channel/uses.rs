//! What channels are for, each from opening to closing, to the lamport.

use rayment_core::channel::{ChannelPhase, Closed, Payee, Signed, Voucher};

use super::story::*;

/// After the end anyone closes the account, and the rent goes back.
fn closes(mut channel: Channel, earned: u64) {
    assert_eq!(channel.phase(), ChannelPhase::Ended);
    channel.slot = SPENT;
    assert_eq!(channel.due(), Ok(NOTHING));
    assert_eq!(channel.state, Err(Closed { rent: RENT, earned, fee: earned / 20 }));
    assert_eq!(channel.balance, if channel.balance == 0 { 0 } else { RENT });
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
    let mut spent = 0;
    for (request, cost) in [4_000, 0, 12_345, 7].into_iter().enumerate() {
        // Before the first token Anna holds a voucher for what was claimed and the request's ceiling.
        spent += cost;
        let expected = paid_on_top(&channel, spent);
        assert_eq!(ANNA.brings(&mut channel, spent), Ok(expected), "request {request}");
    }
    // Locking more is a payment to the address.
    let mut channel = channel.topped_up(5_000_000);
    assert_eq!(
        ANNA.brings(&mut channel, CAP + 1_000_000),
        Ok(paid_on_top(&Channel::metered(), CAP + 1_000_000) - spent)
    );
    let channel = channel.and(|channel| PAULA.closes(channel)).later(CLOSE_SECS).and(Channel::due);
    closes(channel, CAP + 1_000_000);
}

/// What the next voucher pays: the rest of the sum, and the fee on the whole less the fee so far.
fn paid_on_top(channel: &Channel, cumulative: u64) -> Payments {
    let state = channel.state();
    Payments { earnings: cumulative - state.earned, fee: cumulative / 20 - state.fee, refund: 0 }
}

impl std::ops::Sub<u64> for Payments {
    type Output = Payments;

    /// Without what an earlier sum has paid.
    fn sub(self, cumulative: u64) -> Payments {
        Payments { earnings: self.earnings - cumulative, fee: self.fee - cumulative / 20, ..self }
    }
}

#[test]
fn x402_upto_opens_in_one_transaction_and_is_settled_by_another() {
    for mut channel in [Channel::metered(), Proposal::in_tokens().opened().unwrap()] {
        channel.state = channel.state.map(|state| rayment_core::channel::ChannelState { rate: 0, ..state });
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
    use rayment_core::channel::flag::PROVIDER_SIGNS;
    let operator = provider().operator;
    let mut channel = Channel::opened(|plain| (plain.terms.signer, plain.terms.rate) = (operator, 0));
    assert!(channel.state().has(PROVIDER_SIGNS));
    let all = Signed { key: operator, ..signed(u64::MAX) };
    assert_eq!(ANNA.brings_signed(&mut channel, all), Ok(paid(CAP)));
}

#[test]
fn two_channels_in_one_transaction_each_take_their_own_voucher() {
    let (mut one, mut two) = (Channel::metered(), Channel::metered());
    assert_eq!(ANNA.brings(&mut one, 1_000), Ok(paid(1_000)));
    let other = key(0x11);
    let command = |voucher| rayment_core::channel::Command::Redeem {
        channel: other,
        word: Some(rayment_core::channel::Word::Voucher(voucher)),
    };
    let of_other = Signed { voucher: Voucher { channel: other, ..signed(2_000).voucher }, ..signed(2_000) };
    assert_eq!(ANNA.asks(&mut two, command(of_other)), Ok(paid(2_000)));
    assert!(ANNA.asks(&mut two, command(signed(3_000))).is_err(), "the first one's");
}

#[test]
fn a_provider_that_was_robbed_of_its_purse_is_paid_once_it_has_one_again() {
    let mut channel = Channel::in_tokens().later(HOUR).with_provider(Payee::Blocked);
    assert_eq!(ANNA.brings(&mut channel, 1_000_000), Ok(NOTHING));
    let mut channel = channel.with_provider(Payee::Ready);
    assert_eq!(channel.due(), Ok(paid(1_000_000 + GRACE)));
}
