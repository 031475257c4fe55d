//! What holds after every step, each by its name.

use rayment_core::channel::{
    ChannelError, ChannelPhase, ChannelState, Command, Payee, Signed, Signer, Steer, Voucher, Word,
};

use super::market::{Asked, Market, Watched, What};
use crate::channel::story::*;

/// The market around one step.
pub struct Moment<'a> {
    pub before: &'a Market,
    pub after: &'a Market,
    pub asked: &'a Asked,
}

type Holds = Result<(), String>;
type Invariant = (&'static str, fn(&Moment) -> Holds);

pub const INVARIANTS: [Invariant; 14] = [
    ("nothing happens where a command is refused", refusals_change_nothing),
    ("C1: deposit and donations = paid + refunded + held", conservation),
    ("C2: earned never falls, nor do voucher, deposit and time", earned_never_falls),
    ("C3: earned is within deposit, voucher and time", earned_is_bounded),
    ("C4: the payer's money is free close_secs after its wish, whoever is gone", payer_is_free),
    ("C5: an address lives once", address_lives_once),
    ("price: earned is the least of its bounds, and the fee that of the sum", price),
    ("payee: each gets what is booked for it, and whoever can't is owed it", payee),
    ("word: only the channel's key speaks for this channel, while it counts", word),
    ("signer: everyone does only what is theirs", signer),
    ("deadline: actions before, endings from then on", deadline),
    ("due: a stranger is refused only where there is nothing to do", nothing_due),
    ("liveness: time and a stranger close every channel", liveness),
    ("consistency: state and record agree, and what was agreed never changes", consistency),
];

fn ensure(holds: bool, told: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(told()) }
}

impl<'a> Moment<'a> {
    pub fn watched(&self) -> (&'a Watched, &'a Watched) {
        (&self.before.channels[self.asked.place], &self.after.channels[self.asked.place])
    }

    /// The channel before and after a command, where it goes on.
    fn states(&self) -> Option<(&'a ChannelState, &'a ChannelState)> {
        let (before, after) = self.watched();
        Some((before.channel.state.as_ref().ok()?, after.channel.state.as_ref().ok()?))
    }

    /// The command and who asked.
    fn command(&self) -> Option<(Actor, &'a Command)> {
        match &self.asked.what {
            What::Command(actor, command) => Some((*actor, command)),
            What::Opening { .. } | What::TopUp => None,
        }
    }

    pub fn granted(&self) -> bool {
        self.asked.result.is_ok()
    }
}

fn refusals_change_nothing(moment: &Moment) -> Holds {
    let (before, after) = moment.watched();
    let same = before.channel.state == after.channel.state && before.channel.balance == after.channel.balance;
    ensure(moment.granted() || same, || "a refused command has changed something".into())
}

/// Lamports of rent that lie beside what is held.
fn rent(watched: &Watched) -> u64 {
    if watched.record.opened.is_sol() { RENT } else { 0 }
}

fn conservation(moment: &Moment) -> Holds {
    for watched in &moment.after.channels {
        let (record, there) = (&watched.record, watched.channel.balance - rent(watched));
        let found = record.paid_out() + u128::from(there);
        ensure(record.paid_in == found, || format!("{} paid in, {found} out and there", record.paid_in))?;
        let Ok(state) = watched.channel.state else { continue };
        let held = state.held().map_err(|error| format!("{error:?}"))?;
        ensure(held <= there, || format!("{held} held, {there} there"))?;
        let surplus = state.surplus(watched.channel.balance).map_err(|error| format!("{error:?}"))?;
        ensure(held + surplus == there, || format!("{held} held, {surplus} over, {there} there"))?;
    }
    Ok(())
}

fn earned_never_falls(moment: &Moment) -> Holds {
    let (Some((before, after)), true) = (moment.states(), moment.command().is_some()) else { return Ok(()) };
    let counts = |state: &ChannelState| [state.earned, state.voucher, state.deposit, state.ran, state.at as u64];
    ensure(counts(before).iter().zip(counts(after)).all(|(old, new)| *old <= new), || format!("{after:?}"))
}

fn earned_is_bounded(moment: &Moment) -> Holds {
    let (_, Watched { channel, record, .. }) = moment.watched();
    let Ok(state) = channel.state else { return Ok(()) };
    let earned = u128::from(state.earned);
    let with_fee = earned + earned / 20;
    ensure(with_fee <= record.deposit, || format!("{with_fee} of {}", record.deposit))?;
    let rate = u128::from(state.rate);
    let grace = if record.signed == 0 { 0 } else { rate * 90 / 3_600 };
    let signed = u128::from(record.signed) + grace;
    ensure(earned <= signed, || format!("{earned} earned, {signed} signed for and granted"))?;
    let time = rate * u128::from(record.secs) / 3_600;
    ensure(rate == 0 || earned <= time, || format!("{earned} earned in {} s", record.secs))
}

/// The payer closes, if it has not, and waits; then a stranger asks. Nothing is left but what the provider is owed.
fn payer_is_free(moment: &Moment) -> Holds {
    let (_, Watched { channel, record, .. }) = moment.watched();
    let Ok(state) = channel.state else { return Ok(()) };
    let standings = if state.is_sol() { [Payee::Ready, Payee::Gone] } else { [Payee::Blocked, Payee::Gone] };
    for standing in standings {
        let mut left = channel.clone().with_provider(standing).with_payer_that_takes(Some(0));
        if record.end_due().is_some_and(|due| left.now < due) && record.phase != ChannelPhase::Closing {
            PAULA.closes(&mut left).map_err(|error| format!("its wish is refused: {error:?}"))?;
        }
        let wish = channel.now.max(state.at);
        left.now = wish + i64::from(state.close_secs);
        let freed = left.due();
        ensure(freed.is_ok() || freed == Err(ChannelError::NothingDue), || format!("{freed:?}"))?;
        let owed = left.state.map_or(0, |state| state.owed_provider + state.owed_fee);
        let there = left.balance - rent(moment.watched().1);
        ensure(there == owed, || format!("{standing:?}: {there} there, {owed} of it the provider's"))?;
        ensure(owed == 0 || standing == Payee::Blocked, || "it waits for nobody".into())?;
    }
    Ok(())
}

fn address_lives_once(moment: &Moment) -> Holds {
    match moment.asked.what {
        What::Opening { is_new } => ensure(is_new || !moment.granted(), || "it was opened before".into()),
        What::Command(..) | What::TopUp => Ok(()),
    }
}

fn price(moment: &Moment) -> Holds {
    let (_, Watched { channel, record, .. }) = moment.watched();
    let (earned, fee) = match channel.state {
        Ok(state) => (state.earned, state.fee),
        Err(closed) => (closed.earned, closed.fee),
    };
    ensure(earned == record.earned, || format!("{earned} earned instead of {}", record.earned))?;
    let expected = (u128::from(earned) / 20) as u64 - record.forfeited.1;
    ensure(fee == expected, || format!("a fee of {fee} instead of {expected}"))
}

fn payee(moment: &Moment) -> Holds {
    let (before, after) = moment.watched();
    let Ok(paid) = moment.asked.result else { return Ok(()) };
    let is_paid = paid.earnings + paid.fee > 0;
    ensure(!is_paid || before.channel.provider == Payee::Ready, || format!("{:?} is paid", before.channel.provider))?;
    let owed = after.record.owed_legs();
    let Ok(state) = after.channel.state else {
        return ensure(owed == (0, 0), || format!("closed with {owed:?} owed"));
    };
    ensure((state.owed_provider, state.owed_fee) == owed, || format!("{owed:?} should be owed"))?;
    let asked = moment.command().is_some_and(|(_, command)| matches!(command, Command::Redeem { .. }));
    let waits = asked && before.channel.provider != Payee::Blocked && owed != (0, 0);
    ensure(!waits, || "what can be paid is not".into())?;
    let is_over = state.phase == ChannelPhase::Ended;
    ensure(is_over || (paid.refund, state.owed_payer) == (0, 0), || "the payer is paid before the end".into())?;
    let takes = |amount: u64| before.channel.payer_takes.is_some_and(|least| amount >= least);
    ensure(paid.refund == 0 || takes(paid.refund), || "it can't take that".into())?;
    ensure(!(asked && is_over && state.owed_payer > 0 && takes(state.owed_payer)), || "the payer waits".into())
}

fn word(moment: &Moment) -> Holds {
    let (before, after) = moment.watched();
    let now = moment.after.now;
    let highest = before.record.signed;
    let Some((actor, Command::Redeem { channel, word: Some(word) })) = moment.command() else {
        return ensure(after.record.signed == highest || moment.command().is_none(), || "nobody said that".into());
    };
    if !moment.granted() {
        return Ok(());
    }
    let state = before.channel.state();
    let said = match word {
        Word::Voucher(Signed { key, voucher: Voucher { channel: named, cumulative, expires_at } }) => {
            ensure(*key == SESSION.key, || "a forged voucher".into())?;
            ensure(named == channel, || "a stray voucher".into())?;
            ensure(*expires_at == 0 || now < *expires_at, || "a late voucher".into())?;
            *cumulative
        }
        Word::Ack(cumulative) => {
            ensure([PAULA, SESSION].contains(&actor), || format!("{actor:?} has acknowledged"))?;
            *cumulative
        }
    };
    let voucher = after.channel.state().voucher;
    ensure(voucher == said.max(state.voucher), || format!("{voucher} after {said}"))
}

fn signer(moment: &Moment) -> Holds {
    let (Some((actor, command)), true) = (moment.command(), moment.granted()) else { return Ok(()) };
    let (before, _) = moment.watched();
    let may = match command {
        Command::Steer(Steer::Pause) => [PAULA, ANNA].contains(&actor),
        Command::Steer(Steer::Resume | Steer::Extend { .. }) => actor == PAULA,
        Command::Steer(Steer::Close) => {
            let is_idle = moment.after.now >= before.record.at + 7 * DAY;
            actor == PAULA || (actor == HUB && before.record.opened.rent_payer == HUB.key && is_idle)
        }
        Command::Steer(Steer::End) => actor.signer == Signer::Provider(ANNA.key),
        Command::Redeem { word: Some(Word::Ack(_)), .. } => [PAULA, SESSION].contains(&actor),
        Command::Redeem { .. } => true,
    };
    ensure(may, || format!("{actor:?} did"))
}

fn deadline(moment: &Moment) -> Holds {
    let (Some((_, command)), (before, after)) = (moment.command(), moment.watched()) else { return Ok(()) };
    let (now, record) = (moment.after.now, &before.record);
    let end_due = record.end_due();
    let until = match command {
        Command::Steer(Steer::Pause | Steer::Resume | Steer::Extend { .. }) => Some(record.expires_at),
        Command::Steer(Steer::Close) | Command::Redeem { word: Some(_), .. } => end_due,
        Command::Steer(Steer::End) | Command::Redeem { word: None, .. } => None,
    };
    let told = || format!("at {now}, until {until:?}");
    match (moment.asked.result, until) {
        (Ok(_), Some(until)) => ensure(now < until, told)?,
        (Err(ChannelError::DeadlinePassed), until) => ensure(until.is_some_and(|until| now >= until), told)?,
        (Ok(_), None) | (Err(_), _) => {}
    }
    let was_over = record.phase == ChannelPhase::Ended;
    let ended = !was_over && after.channel.state.is_ok_and(|state| state.phase == ChannelPhase::Ended);
    let by_time = end_due.is_some_and(|due| now >= due);
    let by_leaving = before.channel.provider == Payee::Gone;
    let by_provider = matches!(command, Command::Steer(Steer::End));
    ensure(!ended || by_time || by_leaving || by_provider, || format!("ended at {now}, due {end_due:?}"))
}

fn nothing_due(moment: &Moment) -> Holds {
    let (_, Watched { channel, record, .. }) = moment.watched();
    let (Some((_, Command::Redeem { word: None, .. })), Ok(state)) = (moment.command(), channel.state) else {
        return Ok(());
    };
    if moment.granted() {
        return Ok(());
    }
    let surplus = state.surplus(channel.balance).unwrap_or(u64::MAX);
    let pays_provider = channel.provider == Payee::Ready && record.owed_legs() != (0, 0);
    let takes = |amount: u64| amount > 0 && channel.payer_takes.is_some_and(|least| amount >= least);
    let is_due = match state.phase {
        ChannelPhase::Running | ChannelPhase::Paused => surplus > 0 || record.owed(channel.now) > record.earned,
        ChannelPhase::Closing => record.owed(channel.now) > record.earned,
        ChannelPhase::Ended => takes(surplus + state.owed_payer),
    };
    let ends = state.phase != ChannelPhase::Ended
        && (channel.provider == Payee::Gone || record.end_due().is_some_and(|due| channel.now >= due));
    ensure(!(is_due || ends || pays_provider), || "there was something to do".into())
}

fn liveness(moment: &Moment) -> Holds {
    let (_, Watched { channel, record, .. }) = moment.watched();
    let Ok(state) = channel.state else { return Ok(()) };
    let mut left = channel.clone().with_provider(Payee::Ready).with_payer_that_takes(Some(0));
    left.now = left.now.max(record.end_due().unwrap_or(left.now));
    left.slot = left.slot.max(state.slot + 513);
    left.due().map_err(|error| format!("a stranger is refused: {error:?}"))?;
    ensure(left.is_closed(), || format!("it stays open: {:?}", left.state))?;
    ensure(left.balance == rent(moment.watched().1), || format!("{} is left", left.balance))
}

fn consistency(moment: &Moment) -> Holds {
    let (_, Watched { channel, record, .. }) = moment.watched();
    let Ok(state) = channel.state else { return Ok(()) };
    let expected = ChannelState {
        deposit: record.deposit as u64,
        voucher: record.signed,
        earned: record.earned,
        fee: state.fee,
        ran: record.secs,
        at: record.at,
        expires_at: record.expires_at,
        owed_provider: state.owed_provider,
        owed_fee: state.owed_fee,
        owed_payer: state.owed_payer,
        phase: record.phase,
        ..record.opened
    };
    ensure(state == expected, || format!("{state:?}\ninstead of {expected:?}"))?;
    let bytes = borsh::to_vec(&state).map_err(|error| error.to_string())?;
    ensure(bytes.len() == 379, || format!("{} bytes", bytes.len()))
}
