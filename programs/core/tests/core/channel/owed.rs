//! Payees that can't be paid: what is theirs waits, and holds nobody else up.

use rayment_core::channel::{ChannelError, ChannelPhase, Payee};

use super::story::*;

/// What is owed to provider, fees and payer.
fn owed(channel: &Channel) -> (u64, u64, u64) {
    let state = channel.state();
    (state.owed_provider, state.owed_fee, state.owed_payer)
}

#[test]
fn what_a_blocked_provider_earns_is_owed_and_paid_later() {
    let mut channel = Channel::in_tokens().later(HOUR).with_provider(Payee::Blocked);
    assert_eq!(ANNA.brings(&mut channel, 1_000_000), Ok(NOTHING));
    assert_eq!(owed(&channel), (1_090_000, 54_500, 0));
    assert_eq!((channel.state().earned, channel.state().fee), (1_090_000, 54_500));
    assert_eq!((channel.balance, channel.state().held()), (DEPOSIT, Ok(DEPOSIT)));
    assert_eq!(channel.due(), Err(ChannelError::NothingDue), "it is still blocked");
    assert_eq!(ANNA.brings(&mut channel, 1_100_000), Ok(NOTHING));
    assert_eq!(owed(&channel), (1_190_000, 59_500, 0));
    let mut channel = channel.with_provider(Payee::Ready);
    assert_eq!(channel.due(), Ok(paid(1_190_000)));
    assert_eq!(owed(&channel), (0, 0, 0));
    assert_eq!(channel.due(), Err(ChannelError::NothingDue), "never twice");
}

#[test]
fn a_blocked_provider_does_not_hold_the_payer_up() {
    let mut channel = Channel::in_tokens().later(HOUR).with_provider(Payee::Blocked);
    channel = channel.and(|channel| ANNA.brings(channel, 1_000_000)).and(|channel| PAULA.closes(channel));
    let mut channel = channel.later(CLOSE_SECS);
    assert_eq!(channel.due(), Ok(Payments { refund: DEPOSIT - 1_144_500, ..NOTHING }));
    assert_eq!((channel.phase(), owed(&channel)), (ChannelPhase::Ended, (1_090_000, 54_500, 0)));
    // What is owed keeps the account, however long.
    let mut channel = channel.at_slot(SPENT);
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    let mut channel = channel.with_provider(Payee::Ready);
    assert_eq!(channel.due(), Ok(paid(1_090_000)));
    assert!(channel.is_closed());
}

#[test]
fn a_payer_that_can_take_nothing_does_not_hold_the_provider_up() {
    let mut channel = Channel::in_tokens().with_payer_that_takes(None).later(HOUR);
    channel = channel.and(|channel| ANNA.brings(channel, 1_000_000));
    assert_eq!(ANNA.ends(&mut channel), Ok(NOTHING));
    let rest = DEPOSIT - 1_144_500;
    assert_eq!((owed(&channel), channel.balance), ((0, 0, rest), rest));
    let mut channel = channel.at_slot(SPENT);
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    let mut channel = channel.with_payer_that_takes(Some(0));
    assert_eq!(channel.due(), Ok(Payments { refund: rest, ..NOTHING }));
    assert!(channel.is_closed());
}

/// Below rent exemption a wallet takes nothing: what is left waits until it comes to enough, or the wallet has more.
#[test]
fn an_empty_wallet_takes_what_carries_its_own_rent() {
    const LEAST: u64 = 890_880;
    let with_rest = |rest: u64| {
        let channel = Channel::metered().and(|channel| ANNA.brings(channel, CAP)).with_payer_that_takes(Some(LEAST));
        let mut channel = channel.topped_up(rest).and(|channel| ANNA.ends(channel));
        channel.slot = SPENT;
        channel
    };
    assert_eq!(owed(&with_rest(LEAST)), (0, 0, 0));
    let mut poor = with_rest(LEAST - 1);
    assert_eq!(owed(&poor), (0, 0, LEAST - 1));
    assert_eq!(poor.due(), Err(ChannelError::NothingDue));
    let mut gifted = poor.clone().topped_up(1);
    assert_eq!(gifted.due(), Ok(Payments { refund: LEAST, ..NOTHING }), "with a gift it is enough");
    assert!(gifted.is_closed());
    let mut filled = poor.with_payer_that_takes(Some(0));
    assert_eq!(filled.due(), Ok(Payments { refund: LEAST - 1, ..NOTHING }));
    assert!(filled.is_closed());
}

/// A lamport that nobody asked for would else keep the rent from who lent it.
#[test]
fn a_gift_that_the_payers_wallet_cannot_take_goes_with_the_rent() {
    let mut channel = Channel::ended().with_payer_that_takes(Some(890_880)).topped_up(1).at_slot(SPENT);
    assert_eq!(channel.due(), Ok(NOTHING));
    assert!(channel.is_closed());
    assert_eq!(channel.balance, RENT + 1);
}

#[test]
fn a_vault_with_tokens_in_it_does_not_close() {
    let ended = Channel::in_tokens().and(|channel| ANNA.ends(channel)).at_slot(SPENT).topped_up(1);
    let mut channel = ended.with_payer_that_takes(None);
    assert_eq!(channel.due(), Err(ChannelError::NothingDue));
    let mut channel = channel.with_payer_that_takes(Some(0));
    assert_eq!(channel.due(), Ok(Payments { refund: 1, ..NOTHING }));
    assert!(channel.is_closed());
}

/// Its wallet may be empty: the rent fills it.
#[test]
fn a_payer_who_lent_the_rent_gets_what_is_owed_with_it() {
    let opened = Channel::opened(|plain| (plain.parties.rent_payer, plain.deposit) = (PAULA.key, 10));
    let mut channel = opened.with_payer_that_takes(Some(890_880)).and(|channel| ANNA.ends(channel));
    assert_eq!(owed(&channel), (0, 0, 10));
    assert_eq!(channel.due(), Err(ChannelError::NothingDue), "the account does not close yet");
    let mut channel = channel.at_slot(SPENT);
    assert_eq!(channel.due(), Ok(Payments { refund: 10, ..NOTHING }));
    assert!(channel.is_closed());
    // The provider's end closes nothing, so no rent comes with it.
    let opened = Channel::opened(|plain| (plain.parties.rent_payer, plain.deposit) = (PAULA.key, 10));
    let ended = opened.with_payer_that_takes(Some(890_880)).at_slot(SPENT).and(|channel| ANNA.ends(channel));
    assert_eq!(owed(&ended), (0, 0, 10));
    // In tokens rent helps nobody.
    let mut tokens = Proposal::in_tokens();
    tokens.parties.rent_payer = PAULA.key;
    let ended = tokens.opened().unwrap().with_payer_that_takes(None).and(|channel| ANNA.ends(channel));
    assert_eq!(ended.at_slot(SPENT).due(), Err(ChannelError::NothingDue));
}

#[test]
fn feedback_counts_the_fee_that_was_paid_and_each_unit_once() {
    use rayment_core::channel::ChannelState;
    let channel = Channel::in_tokens().later(HOUR).and(|channel| ANNA.brings(channel, 1_000_000));
    assert_eq!(channel.state().unrated(), 54_500);
    let blocked = channel.with_provider(Payee::Blocked).and(|channel| ANNA.brings(channel, 2_000_000));
    assert_eq!((blocked.state().fee, blocked.state().unrated()), (104_500, 54_500));
    let rated = ChannelState { rated: 54_000, ..*blocked.state() };
    assert_eq!(rated.unrated(), 500);
}
