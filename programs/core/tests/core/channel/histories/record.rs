//! What an onlooker notes about a channel, and what follows from that: computed in wide numbers, without asking the
//! rules under test.

use rayment_core::channel::{ChannelPhase, ChannelState, Command, Payee, Steer, Word};

use crate::channel::story::*;

#[derive(Clone, Debug)]
pub struct Record {
    pub opened: ChannelState,
    /// The deposit, and all that was paid to the address since.
    pub paid_in: u128,
    /// All payments so far.
    pub out: [u128; 3],
    /// The highest sum that was signed for.
    pub signed: u64,
    /// What was counted as deposit.
    pub deposit: u128,
    pub phase: ChannelPhase,
    /// Seconds that it ran up to `at`.
    pub secs: u64,
    pub at: i64,
    pub expires_at: i64,
    /// The provider's share of all that was earned, and the fee, as they were last booked.
    pub earned: u64,
    pub fee: u64,
    /// What was booked for a provider that left, and the fee on it.
    pub forfeited: (u64, u64),
}

impl Record {
    pub fn begins(state: &ChannelState) -> Record {
        Record {
            opened: *state,
            paid_in: state.deposit.into(),
            out: [0; 3],
            signed: 0,
            deposit: state.deposit.into(),
            phase: ChannelPhase::Running,
            secs: 0,
            at: state.at,
            expires_at: state.expires_at,
            earned: 0,
            fee: 0,
            forfeited: (0, 0),
        }
    }

    /// All that has left the channel.
    pub fn paid_out(&self) -> u128 {
        self.out.iter().sum()
    }

    pub fn clock(&self, now: i64) -> i64 {
        now.max(self.at).min(self.expires_at)
    }

    pub fn ran(&self, now: i64) -> u64 {
        let is_running = self.phase == ChannelPhase::Running;
        self.secs + if is_running { (self.clock(now) - self.at) as u64 } else { 0 }
    }

    pub fn cap(&self) -> u128 {
        self.deposit * 10_000 / 10_500
    }

    /// What the provider has earned by now.
    pub fn owed(&self, now: i64) -> u64 {
        let signed = u128::from(self.signed);
        let per_hour = |secs: u64| u128::from(self.opened.rate) * u128::from(secs) / 3_600;
        let bounds = match (self.opened.rate, signed) {
            (0, _) => [signed, u128::MAX],
            (_, 0) => [0, 0],
            _ => [signed + per_hour(90), per_hour(self.ran(now))],
        };
        let least = bounds.into_iter().fold(self.cap(), u128::min);
        u64::try_from(least).unwrap().max(self.earned)
    }

    /// When the channel is over, if nobody says anything more.
    pub fn end_due(&self) -> Option<i64> {
        let close_secs = i64::from(self.opened.close_secs);
        match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused => Some(self.expires_at + close_secs),
            ChannelPhase::Closing => Some(self.at + close_secs),
            ChannelPhase::Ended => None,
        }
    }

    /// What the provider was promised and has not got.
    pub fn owed_legs(&self) -> (u64, u64) {
        let open = |booked: u64, lost: u64, paid: u128| u64::try_from(u128::from(booked - lost) - paid).unwrap();
        let [earnings, fees, _] = self.out;
        (open(self.earned, self.forfeited.0, earnings), open(self.fee, self.forfeited.1, fees))
    }

    /// Notes a command that was granted.
    pub fn notes(&mut self, before: &ChannelState, channel: &Channel, command: &Command, paid: Payments) {
        // While the payer stays, nothing but the provider's part and the fee has left.
        if matches!(self.phase, ChannelPhase::Running | ChannelPhase::Paused) {
            self.deposit = self.paid_in;
        }
        match command {
            Command::Steer(steer) => self.steered(*steer, channel),
            Command::Redeem { word, .. } => self.redeemed(before, *word, channel),
        }
        let [earnings, fees, refunds] = &mut self.out;
        *earnings += u128::from(paid.earnings);
        *fees += u128::from(paid.fee);
        *refunds += u128::from(paid.refund);
    }

    fn steered(&mut self, steer: Steer, channel: &Channel) {
        match steer {
            Steer::Pause => self.turns(ChannelPhase::Paused, channel.now),
            Steer::Resume => self.turns(ChannelPhase::Running, channel.now),
            Steer::Close => self.turns(ChannelPhase::Closing, channel.now),
            Steer::Extend { expires_at } => {
                self.turns(self.phase, channel.now);
                self.expires_at = expires_at;
            }
            Steer::End => self.ends(channel),
        }
    }

    fn redeemed(&mut self, before: &ChannelState, word: Option<Word>, channel: &Channel) {
        let signed = match word {
            Some(Word::Voucher(signed)) => signed.voucher.cumulative,
            Some(Word::Ack(cumulative)) => cumulative,
            None => 0,
        };
        self.signed = self.signed.max(signed);
        match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused | ChannelPhase::Closing => {
                if channel.provider == Payee::Gone || self.end_due().is_some_and(|due| channel.now >= due) {
                    self.ends(channel);
                } else {
                    let grown = self.books(channel.now) || self.signed > before.voucher;
                    if grown && self.phase != ChannelPhase::Closing {
                        self.turns(self.phase, channel.now);
                    }
                }
            }
            ChannelPhase::Ended => self.forfeits(channel),
        }
    }

    /// Whether anything was earned.
    fn books(&mut self, now: i64) -> bool {
        let earned = self.owed(now);
        let grown = earned > self.earned;
        (self.earned, self.fee) = (earned, (u128::from(earned) / 20) as u64);
        grown
    }

    fn ends(&mut self, channel: &Channel) {
        if channel.provider != Payee::Gone {
            self.books(channel.now);
        }
        self.forfeits(channel);
        if self.phase != ChannelPhase::Closing {
            self.turns(self.phase, channel.now);
        }
        self.phase = ChannelPhase::Ended;
    }

    fn forfeits(&mut self, channel: &Channel) {
        if channel.provider == Payee::Gone {
            let (earnings, fee) = self.owed_legs();
            self.forfeited = (self.forfeited.0 + earnings, self.forfeited.1 + fee);
        }
    }

    fn turns(&mut self, phase: ChannelPhase, now: i64) {
        (self.secs, self.at) = (self.ran(now), self.clock(now));
        self.phase = phase;
    }
}
