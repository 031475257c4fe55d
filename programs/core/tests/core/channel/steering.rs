//! Who may steer, and what comes of it.

use rayment_core::channel::{ChannelError, ChannelPhase, ChannelState, IDLE_SECS, LIFETIME_SECS};

use super::story::*;

type Act = fn(Actor, &mut Channel) -> Answer;

/// An action, who may do it, in which phases, and how everybody else is refused.
struct Right {
    name: &'static str,
    act: Act,
    by: &'static [Actor],
    phases: &'static [ChannelPhase],
    refusal: ChannelError,
}

const RIGHTS: [Right; 5] = [
    Right {
        name: "pause",
        act: Actor::pauses,
        by: &[PAULA, ANNA],
        phases: &[ChannelPhase::Running],
        refusal: ChannelError::NotParty,
    },
    Right {
        name: "resume",
        act: Actor::resumes,
        by: &[PAULA],
        phases: &[ChannelPhase::Paused],
        refusal: ChannelError::NotPayer,
    },
    Right {
        name: "extend",
        act: |actor, channel| actor.extends(channel, NOON + 8 * DAY),
        by: &[PAULA],
        phases: &[ChannelPhase::Running, ChannelPhase::Paused],
        refusal: ChannelError::NotPayer,
    },
    Right {
        name: "close",
        act: Actor::closes,
        by: &[PAULA],
        phases: &[ChannelPhase::Running, ChannelPhase::Paused],
        refusal: ChannelError::NotPayer,
    },
    Right {
        name: "end",
        act: Actor::ends,
        by: &[ANNA],
        phases: &[ChannelPhase::Running, ChannelPhase::Paused, ChannelPhase::Closing],
        refusal: ChannelError::NotProvider,
    },
];

#[test]
fn everyone_steers_only_as_is_theirs() {
    for right in RIGHTS {
        for channel in Channel::of_each_phase() {
            for actor in [PAULA, SESSION, HUB, ANNA, BORIS, STRANGER] {
                let found = (right.act)(actor, &mut channel.clone());
                let told = format!("{} by {actor:?} in {:?}", right.name, channel.phase());
                if !right.phases.contains(&channel.phase()) {
                    assert_eq!(found, Err(ChannelError::WrongPhase), "{told}");
                } else if right.by.contains(&actor) {
                    assert!(found.is_ok(), "{told}: {found:?}");
                } else if (actor, right.name) == (HUB, "close") {
                    assert_eq!(found, Err(ChannelError::NotYetDue), "{told}");
                } else {
                    assert_eq!(found, Err(right.refusal), "{told}");
                }
            }
        }
    }
}

/// What steering leaves, with nothing paid.
fn steered(mut channel: Channel, act: impl FnOnce(&mut Channel) -> Answer) -> ChannelState {
    assert_eq!(act(&mut channel), Ok(NOTHING));
    *channel.state()
}

#[test]
fn a_pause_stops_the_time_and_resuming_goes_on_from_there() {
    let channel = Channel::rental().later(100);
    let before = *channel.state();
    let paused = steered(channel.clone(), |channel| ANNA.pauses(channel));
    assert_eq!(paused, ChannelState { phase: ChannelPhase::Paused, ran: 100, at: NOON + 100, ..before });
    assert_eq!(paused.ran(NOON + HOUR), 100);
    let channel = channel.and(|channel| ANNA.pauses(channel)).later(1_000);
    let resumed = steered(channel, |channel| PAULA.resumes(channel));
    assert_eq!(resumed, ChannelState { phase: ChannelPhase::Running, at: NOON + 1_100, ..paused });
    assert_eq!(resumed.ran(NOON + 1_101), 101);
}

#[test]
fn a_clock_that_went_back_during_a_pause_adds_no_time() {
    let channel = Channel::rental().later(100).and(|channel| PAULA.pauses(channel));
    let resumed = steered(channel.at(NOON + 50), |channel| PAULA.resumes(channel));
    assert_eq!((resumed.at, resumed.ran), (NOON + 100, 100));
    assert_eq!(resumed.ran(NOON + 101), 101);
    let twice = Channel::rental().later(100).and(|channel| PAULA.acknowledges(channel, 1));
    let paused = steered(twice.at(NOON + 50), |channel| PAULA.pauses(channel));
    assert_eq!((paused.at, paused.ran), (NOON + 100, 100));
}

#[test]
fn a_pause_does_not_hold_vouchers_up() {
    let mut channel = Channel::rental().later(1_000).and(|channel| PAULA.pauses(channel)).later(DAY);
    assert_eq!(ANNA.brings(&mut channel, 5_000_000), Ok(paid(1_000_000)));
    assert_eq!((channel.phase(), channel.state().ran), (ChannelPhase::Paused, 1_000));
}

#[test]
fn an_extension_counts_the_time_and_lengthens_nothing_else() {
    let channel = Channel::rental().later(100);
    let before = *channel.state();
    let extended = steered(channel.clone(), |channel| PAULA.extends(channel, NOON + 100 + LIFETIME_SECS));
    assert_eq!(extended, ChannelState { expires_at: NOON + 100 + LIFETIME_SECS, ran: 100, at: NOON + 100, ..before });
    for bad in [NOON + 101 + LIFETIME_SECS, i64::MAX, NOON + 7 * DAY, NOON + 7 * DAY - 1, NOON, i64::MIN] {
        assert_eq!(PAULA.extends(&mut channel.clone(), bad), Err(ChannelError::BadExpiry), "{bad}");
    }
}

#[test]
fn closing_stops_the_time_and_leaves_vouchers_their_day() {
    let channel = Channel::rental().later(1_000);
    let before = *channel.state();
    let closing = steered(channel.clone(), |channel| PAULA.closes(channel));
    assert_eq!(closing, ChannelState { phase: ChannelPhase::Closing, ran: 1_000, at: NOON + 1_000, ..before });
    let mut channel = channel.and(|channel| PAULA.closes(channel)).later(CLOSE_SECS - 1);
    assert_eq!(ANNA.brings(&mut channel, 5_000_000), Ok(paid(1_000_000)), "up to the time it ran");
    assert_eq!(channel.state().at, NOON + 1_000, "and the day is not begun anew");
}

#[test]
fn the_provider_ends_it_at_once_and_the_rest_is_the_payers() {
    let mut channel = Channel::rental().later(1_000).and(|channel| ANNA.brings(channel, 500_000)).later(10);
    let refund = DEPOSIT - 590_000 - 29_500;
    assert_eq!(ANNA.ends(&mut channel), Ok(Payments { refund, ..NOTHING }));
    let state = channel.state();
    assert_eq!((state.phase, state.earned, state.held()), (ChannelPhase::Ended, 590_000, Ok(0)));
    assert_eq!((channel.balance, state.ran), (RENT, 1_010));
    // Also what ran since the last redeeming, as far as it was signed for.
    let mut channel = Channel::rental().later(10).and(|channel| PAULA.acknowledges(channel, 60_000)).later(50);
    let refund = DEPOSIT - 60_000 - 3_000;
    assert_eq!(ANNA.ends(&mut channel), Ok(Payments { refund, ..paid(50_000) }));
}

#[test]
fn nothing_follows_an_end_but_what_is_owed() {
    let channel = Channel::ended();
    assert_eq!(ANNA.brings(&mut channel.clone(), CAP), Err(ChannelError::WrongPhase));
    assert_eq!(PAULA.acknowledges(&mut channel.clone(), CAP), Err(ChannelError::WrongPhase));
    assert_eq!(channel.clone().due(), Err(ChannelError::NothingDue));
}

#[test]
fn who_lent_the_rent_closes_a_channel_that_nobody_uses() {
    assert_eq!(IDLE_SECS, 7 * DAY);
    let long = Channel::opened(|plain| plain.terms.expires_at = NOON + 100 * DAY);
    let used = long.clone().later(DAY).and(|channel| ANNA.brings(channel, 1_000));
    for (channel, since) in [(long, NOON), (used, NOON + DAY)] {
        let due = since + IDLE_SECS;
        assert_eq!(HUB.closes(&mut channel.at(due - 1)), Err(ChannelError::NotYetDue));
        let closing = steered(channel.at(due), |channel| HUB.closes(channel));
        assert_eq!((closing.phase, closing.at), (ChannelPhase::Closing, due));
    }
}

/// A lamport to the address or a voucher that was redeemed long ago is no sign of life.
#[test]
fn neither_a_gift_nor_an_old_voucher_keeps_who_lent_the_rent_waiting() {
    let long = Channel::opened(|plain| (plain.terms.expires_at, plain.terms.rate) = (NOON + 100 * DAY, 0));
    let used = long.and(|channel| ANNA.brings(channel, 1_000)).later(6 * DAY);
    let poked = used.topped_up(1).and(Channel::due).and(|channel| ANNA.brings(channel, 1_000));
    assert_eq!((poked.state().deposit, poked.state().at), (DEPOSIT + 1, NOON));
    assert!(HUB.closes(&mut poked.later(DAY)).is_ok());
}

#[test]
fn a_payer_who_lent_the_rent_itself_need_not_wait() {
    let mut own = Channel::opened(|plain| plain.parties.rent_payer = PAULA.key);
    assert_eq!(PAULA.closes(&mut own), Ok(NOTHING));
}
