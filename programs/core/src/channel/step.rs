//! Every transition of a channel.
//!
//! A step works on one copy of the state. What makes one is a function of its own, and stays one: on chain a frame has
//! 4,096 bytes.

use crate::{key::Pubkey, step::Step};

use super::{
    ChannelError, ChannelPhase, ChannelState, Signed,
    open::check_expiry,
    payout::{Account, Closed, Paid, Payee},
};

/// After how many idle seconds who lent the rent may close the channel: 7 days.
pub const IDLE_SECS: i64 = 7 * 86_400;

/// Who signed, as the adapter has established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signer {
    /// A wallet or a session key: the payer, who signs vouchers, or who lent the rent.
    Key(Pubkey),
    /// The provider with this account, by its operator's key or its authority's.
    Provider(Pubkey),
    Anyone,
}

/// What a step needs to know of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub now: i64,
    /// The present slot.
    pub slot: u64,
    /// The fee of the parameters that the channel names, in basis points; any where the provider is gone.
    pub fee_bps: u16,
    /// All lamports in its account, or the tokens in its vault.
    pub balance: u64,
    pub provider: Payee,
    /// The least amount that the payer can take: 0 for any, in SOL what an empty wallet lacks for its rent.
    /// `None`: nothing at all, as with a frozen token account.
    pub payer_takes: Option<u64>,
}

wire! {
    /// How a channel's parties steer it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Steer {
        /// Payer or provider: its time stands still.
        Pause,
        /// The payer: its time goes on.
        Resume,
        /// The payer: it may live until then.
        Extend { expires_at: i64 },
        /// The provider: everybody is paid, now.
        End,
        /// The payer, or who lent the rent where nothing has happened for 7 days: its time stands still, vouchers
        /// count for `close_secs` more.
        Close,
    }
}

/// The payer's word on what is owed so far, without the fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A voucher, whoever brings it.
    Voucher(Signed),
    /// The payer or the session key signs the transaction itself.
    Ack(u64),
}

/// What is asked of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    Steer(Steer),
    /// Pays what is owed, and ends and closes what is due. `channel` is the channel's address. Anyone may ask, where
    /// there is a word or something to do.
    Redeem {
        channel: Pubkey,
        word: Option<Word>,
    },
}

pub type ChannelStep = Step<ChannelState, Closed>;

type Stepped = Result<ChannelStep, ChannelError>;

impl ChannelState {
    /// What `command` makes of the channel, if `signer` may ask for it.
    pub fn step(self, facts: &Facts, signer: Signer, command: &Command) -> Stepped {
        use ChannelPhase::{Closing, Ended, Paused, Running};
        match (self.phase, command) {
            (Running, Command::Steer(Steer::Pause)) => {
                self.by_party(signer)?;
                self.into_phase(facts, Paused)
            }
            (Paused | Closing | Ended, Command::Steer(Steer::Pause)) => Err(ChannelError::WrongPhase),

            (Paused, Command::Steer(Steer::Resume)) => {
                self.by_payer(signer)?;
                self.into_phase(facts, Running)
            }
            (Running | Closing | Ended, Command::Steer(Steer::Resume)) => Err(ChannelError::WrongPhase),

            (Running | Paused, Command::Steer(Steer::Extend { expires_at })) => {
                self.by_payer(signer)?;
                self.extended(facts, *expires_at)
            }
            (Closing | Ended, Command::Steer(Steer::Extend { .. })) => Err(ChannelError::WrongPhase),

            (Running | Paused, Command::Steer(Steer::Close)) => {
                self.may_close(signer, facts.now)?;
                self.closing(facts)
            }
            (Closing | Ended, Command::Steer(Steer::Close)) => Err(ChannelError::WrongPhase),

            (Running | Paused | Closing, Command::Steer(Steer::End)) => {
                self.by_provider(signer)?;
                self.ended_by_provider(facts)
            }
            (Ended, Command::Steer(Steer::End)) => Err(ChannelError::WrongPhase),

            (Running | Paused | Closing, Command::Redeem { channel, word: Some(word) }) => {
                before(facts.now, self.end_due())?;
                if facts.provider == Payee::Gone {
                    return Err(ChannelError::ProviderGone);
                }
                let voucher = self.acknowledged(facts, signer, (channel, word))?;
                self.redeemed_by_word(facts, voucher)
            }
            (Running | Paused | Closing, Command::Redeem { word: None, .. }) => {
                if facts.provider == Payee::Gone || due(facts.now, self.end_due()).is_ok() {
                    self.ended_by_time(facts)
                } else {
                    self.redeemed_by_time(facts)
                }
            }
            (Ended, Command::Redeem { word: None, .. }) => self.tried_again(facts),
            (Ended, Command::Redeem { word: Some(_), .. }) => Err(ChannelError::WrongPhase),
        }
    }

    /// On into a phase in which its time counts, or from one: while it is not over.
    #[inline(never)]
    fn into_phase(mut self, facts: &Facts, phase: ChannelPhase) -> Stepped {
        before(facts.now, Some(self.expires_at))?;
        self.count(facts)?;
        self.bring_up_to(facts.now);
        self.phase = phase;
        Ok(Step::continues(self))
    }

    #[inline(never)]
    fn closing(mut self, facts: &Facts) -> Stepped {
        before(facts.now, self.end_due())?;
        self.count(facts)?;
        self.bring_up_to(facts.now);
        self.phase = ChannelPhase::Closing;
        Ok(Step::continues(self))
    }

    #[inline(never)]
    fn extended(mut self, facts: &Facts, expires_at: i64) -> Stepped {
        before(facts.now, Some(self.expires_at))?;
        check_expiry(expires_at, facts.now)?;
        if expires_at <= self.expires_at {
            return Err(ChannelError::BadExpiry);
        }
        self.count(facts)?;
        self.bring_up_to(facts.now);
        self.expires_at = expires_at;
        Ok(Step::continues(self))
    }

    #[inline(never)]
    fn ended_by_provider(mut self, facts: &Facts) -> Stepped {
        self.count(facts)?;
        let paid = self.end(facts, Account::Stays)?;
        Ok(Step::continues(self).moving(paid.transfers))
    }

    #[inline(never)]
    fn ended_by_time(mut self, facts: &Facts) -> Stepped {
        let before = self;
        self.count(facts)?;
        let paid = self.end(facts, Account::MayClose)?;
        self.closes_or_stays(paid, &before, facts)
    }

    #[inline(never)]
    fn redeemed_by_word(mut self, facts: &Facts, voucher: u64) -> Stepped {
        let paid = self.redeem(facts, voucher)?;
        Ok(Step::continues(self).moving(paid.transfers))
    }

    #[inline(never)]
    fn redeemed_by_time(mut self, facts: &Facts) -> Stepped {
        let before = self;
        let paid = self.redeem(facts, self.voucher)?;
        self.stays_changed(paid, &before)
    }

    /// What is owed, once more, to who could not be paid.
    #[inline(never)]
    fn tried_again(mut self, facts: &Facts) -> Stepped {
        let (before, surplus) = (self, self.surplus(facts.balance)?);
        let paid = self.pay(facts, surplus, Account::MayClose)?;
        self.closes_or_stays(paid, &before, facts)
    }

    /// Books and pays what is owed by this word. Only what the payer's side signed or owes is a sign of life: neither a
    /// gift nor an old voucher keeps who lent the rent waiting.
    fn redeem(&mut self, facts: &Facts, voucher: u64) -> Result<Paid, ChannelError> {
        let (signed, earned) = (self.voucher, self.earned);
        self.voucher = signed.max(voucher);
        self.count(facts)?;
        self.book(facts)?;
        if self.voucher > signed || self.earned > earned {
            self.bring_up_to(facts.now);
        }
        self.pay(facts, 0, Account::Stays)
    }

    /// What the payer's side says that is owed so far.
    fn acknowledged(
        &self,
        facts: &Facts,
        signer: Signer,
        (channel, word): (&Pubkey, &Word),
    ) -> Result<u64, ChannelError> {
        match word {
            Word::Voucher(Signed { key, voucher }) => {
                if *key != self.signer {
                    return Err(ChannelError::NotSigner);
                }
                if voucher.channel != *channel {
                    return Err(ChannelError::WrongChannel);
                }
                if voucher.counts(facts.now) { Ok(voucher.cumulative) } else { Err(ChannelError::VoucherExpired) }
            }
            Word::Ack(cumulative) => match signer {
                Signer::Key(key) if key == self.payer || key == self.signer => Ok(*cumulative),
                Signer::Key(_) | Signer::Provider(_) | Signer::Anyone => Err(ChannelError::NotSigner),
            },
        }
    }

    fn by_payer(&self, signer: Signer) -> Result<(), ChannelError> {
        if signer == Signer::Key(self.payer) { Ok(()) } else { Err(ChannelError::NotPayer) }
    }

    fn by_provider(&self, signer: Signer) -> Result<(), ChannelError> {
        if signer == Signer::Provider(self.provider) { Ok(()) } else { Err(ChannelError::NotProvider) }
    }

    fn by_party(&self, signer: Signer) -> Result<(), ChannelError> {
        self.by_payer(signer).or(self.by_provider(signer)).map_err(|_| ChannelError::NotParty)
    }

    /// The payer at any time; who lent the rent once the channel has lain idle.
    fn may_close(&self, signer: Signer, now: i64) -> Result<(), ChannelError> {
        match signer {
            Signer::Key(key) if key == self.payer => Ok(()),
            Signer::Key(key) if key == self.rent_payer => due(now, self.at.checked_add(IDLE_SECS)),
            Signer::Key(_) | Signer::Provider(_) | Signer::Anyone => Err(ChannelError::NotPayer),
        }
    }
}

/// An action is valid before its deadline…
fn before(now: i64, deadline: Option<i64>) -> Result<(), ChannelError> {
    match deadline {
        Some(at) if now < at => Ok(()),
        Some(_) => Err(ChannelError::DeadlinePassed),
        None => Err(ChannelError::Overflow),
    }
}

/// …and an expiry from it on.
fn due(now: i64, from: Option<i64>) -> Result<(), ChannelError> {
    match from {
        Some(at) if now >= at => Ok(()),
        Some(_) => Err(ChannelError::NotYetDue),
        None => Err(ChannelError::Overflow),
    }
}
