//! What happens next in a history: how long everybody waits, who asks, for what.

use proptest::{prelude::*, sample::select};
use rayment_core::channel::{ChannelPhase, Command, Payee, Signed, Steer, Voucher, Word};

use super::market::Watched;
use crate::channel::story::*;

#[derive(Clone, Debug)]
pub struct Move {
    pub place: usize,
    pub wait: Wait,
    pub will: Will,
    pub luck: u64,
}

#[derive(Clone, Copy, Debug)]
pub enum Wait {
    /// Less than none: the clock goes back.
    Seconds(i64),
    /// Until this much before or after a deadline of the channel: its expiry, its end, or a week of idling.
    Deadline(usize, i64),
    /// Until this much before or after the slot at which the account may close.
    Slot(i64),
}

#[derive(Clone, Copy, Debug)]
pub enum Will {
    Ask(Asking),
    TopUp(u64),
    /// The provider's purse comes or goes, or its account does.
    Provider(Payee),
    /// The payer can take this or more, or nothing.
    Payer(Option<u64>),
}

#[derive(Clone, Copy, Debug)]
pub enum Asking {
    /// Something that fits the channel's phase, asked by whoever may.
    Fitting,
    /// Anything, by anyone.
    Anything { actor: usize, kind: usize },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pause,
    Resume,
    Extend,
    End,
    Close,
    Redeem,
    Bring,
    Acknowledge,
}

const KINDS: [Kind; 8] = {
    use Kind::*;
    [Pause, Resume, Extend, End, Close, Redeem, Bring, Acknowledge]
};

const ACTORS: [Actor; 6] = [PAULA, SESSION, HUB, ANNA, BORIS, STRANGER];

pub fn history() -> impl Strategy<Value = Vec<Move>> {
    let wait = prop_oneof![
        40 => Just(Wait::Seconds(0)),
        20 => (1i64..100).prop_map(Wait::Seconds),
        2 => (100i64..10_000).prop_map(Wait::Seconds),
        4 => (-50i64..0).prop_map(Wait::Seconds),
        1 => (0usize..3, -1i64..=1).prop_map(|(which, offset)| Wait::Deadline(which, offset)),
        2 => (-1i64..=1).prop_map(Wait::Slot),
    ];
    let asking = prop_oneof![
        5 => Just(Asking::Fitting),
        1 => (0..ACTORS.len(), 0..KINDS.len()).prop_map(|(actor, kind)| Asking::Anything { actor, kind }),
    ];
    let standing = select(vec![Payee::Ready, Payee::Ready, Payee::Ready, Payee::Blocked, Payee::Gone]);
    let takes = select(vec![Some(0), Some(0), Some(0), Some(890_880), None]);
    let will = prop_oneof![
        24 => asking.prop_map(Will::Ask),
        2 => (0u64..2_000).prop_map(Will::TopUp),
        1 => (0u64..5_000_000).prop_map(Will::TopUp),
        1 => standing.prop_map(Will::Provider),
        1 => takes.prop_map(Will::Payer),
    ];
    let next =
        (0usize..6, wait, will, any::<u64>()).prop_map(|(place, wait, will, luck)| Move { place, wait, will, luck });
    prop::collection::vec(next, 1..400)
}

impl Wait {
    pub fn until(self, (now, slot): (i64, u64), watched: &Watched) -> (i64, u64) {
        let record = &watched.record;
        let deadlines = [Some(record.expires_at), record.end_due(), Some(record.at + 7 * DAY)];
        match self {
            Wait::Seconds(secs) => (now + secs, slot + 2),
            // Rare: it may end what others are at.
            Wait::Deadline(which, offset) => match deadlines[which] {
                Some(due) if due + offset > now => (due + offset, slot + 2),
                Some(_) | None => (now, slot),
            },
            Wait::Slot(offset) => (now, slot.max((record.opened.slot + 512).saturating_add_signed(offset))),
        }
    }
}

impl Asking {
    pub fn of(self, watched: &Watched, luck: u64) -> (Actor, Command) {
        let (actor, kind) = match self {
            Asking::Fitting => fitting(watched, luck % 100),
            Asking::Anything { actor, kind } => (ACTORS[actor], KINDS[kind]),
        };
        (actor, command(kind, watched, luck / 100))
    }
}

/// Somebody who may ask for something that the phase allows; what ends a channel comes seldom.
fn fitting(watched: &Watched, luck: u64) -> (Actor, Kind) {
    match (watched.channel.phase(), luck) {
        (ChannelPhase::Ended, 0..90) => (STRANGER, Kind::Redeem),
        (_, 0..40) => (ANNA, Kind::Bring),
        (_, 40..55) => (SESSION, Kind::Acknowledge),
        (_, 55..60) => (PAULA, Kind::Acknowledge),
        (_, 60..78) => (STRANGER, Kind::Redeem),
        (ChannelPhase::Running, 78..86) => ([PAULA, ANNA][luck as usize % 2], Kind::Pause),
        (ChannelPhase::Paused, 78..86) => (PAULA, Kind::Resume),
        (_, 78..90) => (PAULA, Kind::Extend),
        (_, 90..94) => (PAULA, Kind::Close),
        (_, 94..97) => (HUB, Kind::Close),
        (_, _) => (ANNA, Kind::End),
    }
}

fn command(kind: Kind, watched: &Watched, luck: u64) -> Command {
    let now = watched.channel.now;
    let steer = |steer| Command::Steer(steer);
    let redeem = |word| Command::Redeem { channel: CHANNEL, word };
    match kind {
        Kind::Pause => steer(Steer::Pause),
        Kind::Resume => steer(Steer::Resume),
        Kind::Extend => steer(Steer::Extend { expires_at: now + (luck % (400 * DAY as u64)) as i64 }),
        Kind::End => steer(Steer::End),
        Kind::Close => steer(Steer::Close),
        Kind::Redeem => redeem(None),
        Kind::Acknowledge => redeem(Some(Word::Ack(sum(watched, luck)))),
        Kind::Bring => {
            let signed = signed(sum(watched, luck));
            let voucher = signed.voucher;
            // Now and then one that is late, stray or forged.
            let signed = match luck / 1_000 % 32 {
                0 => Signed { voucher: Voucher { expires_at: now, ..voucher }, ..signed },
                1 => Signed { voucher: Voucher { channel: key(0x11), ..voucher }, ..signed },
                2 => Signed { key: ANNA.key, ..signed },
                3..6 => Signed { voucher: Voucher { expires_at: now + 1, ..voucher }, ..signed },
                _ => signed,
            };
            redeem(Some(Word::Voucher(signed)))
        }
    }
}

/// Mostly somewhat more than before, up to a twentieth of the deposit; seldom less, or all there is.
fn sum(watched: &Watched, luck: u64) -> u64 {
    let state = watched.channel.state();
    let step = (state.deposit / 20).max(20);
    match luck % 50 {
        0 => u64::MAX,
        1 => state.deposit,
        2..6 => state.voucher.saturating_sub(luck / 50 % step),
        _ => state.voucher.saturating_add(luck / 50 % step),
    }
}
