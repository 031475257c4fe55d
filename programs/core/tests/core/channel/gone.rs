//! A provider that has left: its address holds no account any more.

use rayment_core::channel::{ChannelError, ChannelPhase, Payee};

use super::story::*;

#[test]
fn anyone_ends_a_channel_whose_provider_is_gone_and_all_that_is_left_is_the_payers() {
    for channel in [Channel::rental(), Channel::in_tokens(), Channel::paused(), Channel::closing()] {
        let (earned, fee) = (channel.state().earned, channel.state().fee);
        let mut channel = channel.with_provider(Payee::Gone).later(1);
        assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT - earned - fee, ..NOTHING }));
        assert_eq!((channel.phase(), channel.state().earned), (ChannelPhase::Ended, earned));
    }
}

#[test]
fn what_was_earned_and_not_redeemed_is_forfeited() {
    let channel = Channel::rental().later(60).and(|channel| ANNA.brings(channel, 1_000_000)).later(HOUR);
    let mut channel = channel.with_provider(Payee::Gone);
    assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT - 63_000, ..NOTHING }));
    assert_eq!((channel.state().earned, channel.state().fee), (60_000, 3_000));
}

#[test]
fn what_was_owed_to_it_is_forfeited_too_and_its_fee_was_never_paid() {
    let owed = Channel::in_tokens().later(HOUR).and(|channel| ANNA.brings(channel, 100_000));
    let owed = owed.with_provider(Payee::Blocked).and(|channel| ANNA.brings(channel, 1_000_000));
    let ended = owed.clone().and(|channel| ANNA.ends(channel));
    let first = 190_000 + 9_500;
    for (channel, refund) in [(owed, DEPOSIT - first), (ended, 900_000 + 45_000)] {
        let mut channel = channel.with_provider(Payee::Gone);
        assert_eq!(channel.due(), Ok(Payments { refund, ..NOTHING }));
        let state = channel.state();
        assert_eq!((state.owed_provider, state.owed_fee, state.owed_payer), (0, 0, 0));
        assert_eq!((state.earned, state.fee, state.unrated()), (1_090_000, 9_500, 9_500));
        assert_eq!(channel.balance, 0);
    }
}

#[test]
fn what_is_forfeited_waits_where_the_payer_can_take_nothing() {
    let channel = Channel::in_tokens().with_provider(Payee::Gone).with_payer_that_takes(None);
    let mut channel = channel.and(Channel::due);
    assert_eq!(channel.state().owed_payer, DEPOSIT);
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    let mut channel = channel.with_payer_that_takes(Some(0)).at_slot(SPENT);
    assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT, ..NOTHING }));
    assert!(channel.is_closed());
}

#[test]
fn refuses_a_word_to_nobody() {
    let mut channel = Channel::metered().with_provider(Payee::Gone);
    assert_eq!(ANNA.brings(&mut channel, 1_000), Err(ChannelError::ProviderGone));
    assert_eq!(PAULA.acknowledges(&mut channel, 1_000), Err(ChannelError::ProviderGone));
}

#[test]
fn a_provider_that_is_there_is_ended_by_nobody_else() {
    for standing in [Payee::Ready, Payee::Blocked] {
        let mut channel = Channel::rental().with_provider(standing);
        assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    }
}

#[test]
fn the_payer_may_still_close_it_in_order() {
    let mut channel = Channel::rental().with_provider(Payee::Gone);
    assert_eq!(PAULA.closes(&mut channel), Ok(NOTHING));
    assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT, ..NOTHING }));
}
