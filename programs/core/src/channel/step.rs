//! Every transition of a channel.

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
                before(facts.now, self.end_due())?;
                Ok(Step::continues(ChannelState { phase: Closing, ..self.counted(facts)?.up_to(facts.now) }))
            }
            (Closing | Ended, Command::Steer(Steer::Close)) => Err(ChannelError::WrongPhase),

            (Running | Paused | Closing, Command::Steer(Steer::End)) => {
                self.by_provider(signer)?;
                Ok(self.counted(facts)?.ended(facts, Account::Stays)?.stays())
            }
            (Ended, Command::Steer(Steer::End)) => Err(ChannelError::WrongPhase),

            (Running | Paused | Closing, Command::Redeem { channel, word: Some(word) }) => {
                before(facts.now, self.end_due())?;
                if facts.provider == Payee::Gone {
                    return Err(ChannelError::ProviderGone);
                }
                let voucher = self.acknowledged(facts, signer, (channel, word))?;
                let next = ChannelState { voucher: self.voucher.max(voucher), ..self };
                Ok(self.redeemed(next, facts)?.stays())
            }
            (Running | Paused | Closing, Command::Redeem { word: None, .. }) => {
                if facts.provider == Payee::Gone || due(facts.now, self.end_due()).is_ok() {
                    self.counted(facts)?.ended(facts, Account::MayClose)?.closes_or_stays(&self, facts)
                } else {
                    self.redeemed(self, facts)?.stays_changed(&self)
                }
            }
            (Ended, Command::Redeem { word: None, .. }) => {
                let surplus = self.surplus(facts.balance)?;
                self.paid(facts, surplus, Account::MayClose)?.closes_or_stays(&self, facts)
            }
            (Ended, Command::Redeem { word: Some(_), .. }) => Err(ChannelError::WrongPhase),
        }
    }

    /// On into a phase in which its time counts, or from one: while it is not over.
    fn into_phase(self, facts: &Facts, phase: ChannelPhase) -> Stepped {
        before(facts.now, Some(self.expires_at))?;
        Ok(Step::continues(ChannelState { phase, ..self.counted(facts)?.up_to(facts.now) }))
    }

    fn extended(self, facts: &Facts, expires_at: i64) -> Stepped {
        before(facts.now, Some(self.expires_at))?;
        check_expiry(expires_at, facts.now)?;
        if expires_at <= self.expires_at {
            return Err(ChannelError::BadExpiry);
        }
        Ok(Step::continues(ChannelState { expires_at, ..self.counted(facts)?.up_to(facts.now) }))
    }

    /// What `next`, which is this channel with what was acknowledged now, earns and pays. Only what the payer's side
    /// signed or owes is a sign of life: neither a gift nor an old voucher keeps who lent the rent waiting.
    fn redeemed(&self, next: ChannelState, facts: &Facts) -> Result<Paid, ChannelError> {
        let booked = next.counted(facts)?.booked(facts)?;
        let lives = booked.voucher > self.voucher || booked.earned > self.earned;
        let booked = if lives { booked.up_to(facts.now) } else { booked };
        booked.paid(facts, 0, Account::Stays)
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
