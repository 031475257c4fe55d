//! Whose word counts, and what is paid for it.

use rayment_core::channel::{ChannelError, Command, Signed, Signer, Voucher, Word};

use super::story::*;

#[test]
fn anyone_brings_a_voucher() {
    for actor in [PAULA, SESSION, HUB, ANNA, BORIS, STRANGER] {
        let mut channel = Channel::metered();
        assert_eq!(actor.brings(&mut channel, 1_000), Ok(paid(1_000)), "{actor:?}");
        assert_eq!(channel.state().voucher, 1_000);
    }
}

#[test]
fn the_payer_or_the_session_key_acknowledges_in_the_transaction_and_nobody_else() {
    for actor in EVERYBODY {
        let mut channel = Channel::metered();
        let expected = if [PAULA, SESSION].contains(&actor) { Ok(paid(1_000)) } else { Err(ChannelError::NotSigner) };
        assert_eq!(actor.acknowledges(&mut channel, 1_000), expected, "{actor:?}");
    }
    let as_provider = Signer::Provider(PAULA.key);
    let command = Command::Redeem { channel: CHANNEL, word: Some(Word::Ack(1_000)) };
    assert_eq!(Channel::metered().takes(as_provider, &command), Err(ChannelError::NotSigner));
}

#[test]
fn refuses_a_voucher_that_another_key_signed() {
    for signer in [PAULA.key, ANNA.key, BORIS.key, HUB.key] {
        let forged = Signed { key: signer, ..signed(1_000) };
        assert_eq!(ANNA.brings_signed(&mut Channel::metered(), forged), Err(ChannelError::NotSigner));
    }
}

#[test]
fn refuses_a_voucher_for_another_channel() {
    let mut other = CHANNEL;
    other.0[31] ^= 1;
    let stray = Signed { voucher: Voucher { channel: other, ..signed(1_000).voucher }, ..signed(1_000) };
    assert_eq!(ANNA.brings_signed(&mut Channel::metered(), stray), Err(ChannelError::WrongChannel));
}

#[test]
fn a_lower_or_equal_amount_changes_nothing() {
    let channel = Channel::metered().and(|channel| ANNA.brings(channel, 1_000)).later(HOUR);
    for amount in [0, 1, 999, 1_000] {
        let mut again = channel.clone();
        assert_eq!(ANNA.brings(&mut again, amount), Ok(NOTHING));
        assert_eq!(again.state(), channel.state());
        assert_eq!(PAULA.acknowledges(&mut again, amount), Ok(NOTHING));
        assert_eq!(again.state(), channel.state());
    }
}

#[test]
fn without_a_word_anyone_asks_for_what_is_due_and_for_nothing_else() {
    for channel in Channel::of_each_phase() {
        let told = channel.phase();
        for actor in EVERYBODY {
            assert_eq!(actor.redeems(&mut channel.clone()), Err(ChannelError::NothingDue), "{told:?}");
        }
    }
    // What runs on after a voucher is due.
    let mut channel = Channel::rental().later(60).and(|channel| ANNA.brings(channel, 30_000)).later(10);
    assert_eq!(channel.due(), Ok(paid(10_000)));
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
}

#[test]
fn the_fee_is_taken_on_the_sum_so_parts_cost_no_less_and_no_more() {
    let mut channel = Channel::metered();
    let mut all = NOTHING;
    for cumulative in (7..=1_001).step_by(7) {
        let one = ANNA.brings(&mut channel, cumulative).unwrap();
        all = Payments { earnings: all.earnings + one.earnings, fee: all.fee + one.fee, refund: 0 };
        assert_eq!(all, paid(cumulative));
        assert_eq!((channel.state().earned, channel.state().fee), (all.earnings, all.fee));
    }
}

#[test]
fn a_wallet_that_signs_too_much_is_still_capped_by_the_time() {
    let mut channel = Channel::rental().later(10);
    assert_eq!(PAULA.acknowledges(&mut channel, u64::MAX), Ok(paid(10_000)));
    assert_eq!(channel.state().voucher, u64::MAX);
    let mut channel = channel.later(5);
    assert_eq!(channel.due(), Ok(paid(5_000)));
}

#[test]
fn never_more_than_the_deposit_leaves_whatever_is_signed() {
    for deposit in [0, 1, 2, 19, 20, 21, 41, 1_049, 1_050, 1_051] {
        let mut channel = Channel::opened(|plain| (plain.deposit, plain.terms.rate) = (deposit, 0));
        let paid = ANNA.brings(&mut channel, u64::MAX).unwrap();
        assert_eq!(paid.earnings, deposit * 10_000 / 10_500);
        assert_eq!(paid.fee, paid.earnings / 20);
        assert_eq!(channel.balance, RENT + deposit - paid.earnings - paid.fee);
    }
}

#[test]
fn redeeming_counts_the_time_only_while_it_runs() {
    let running = Channel::rental().later(100).and(|channel| PAULA.acknowledges(channel, 1));
    assert_eq!((running.state().ran, running.state().at), (100, NOON + 100));
    let paused = Channel::rental().later(100).and(|channel| PAULA.pauses(channel)).later(100);
    let paused = paused.and(|channel| PAULA.acknowledges(channel, 1));
    assert_eq!((paused.state().ran, paused.state().at), (100, NOON + 200));
    let closing = Channel::closing();
    let later = closing.clone().later(100).and(|channel| PAULA.acknowledges(channel, 2_000_000));
    assert_eq!((later.state().ran, later.state().at), (closing.state().ran, closing.state().at));
}
