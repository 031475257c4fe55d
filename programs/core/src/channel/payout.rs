//! Who gets what: everything is booked as owed first, then paid to whoever can be paid.

use crate::{
    money::{Holding, Transfers, share},
    step::Step,
};

use super::{ChannelError, ChannelPhase, ChannelState, ChannelStep, Facts};

/// How the provider stands, as the payee of a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payee {
    /// Its balance, or its purse for the mint, can be credited.
    Ready,
    /// Its account stands, but there is no purse, or the purse's vault takes nothing: what it earns is owed.
    Blocked,
    /// Its address holds no account of this program.
    Gone,
}

/// The account of a channel that is over: rent to who lent it, and what else is left to the payer, or where the
/// payer's wallet can't take that, with the rent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Lamports that were lent.
    pub rent: u64,
    /// All that the provider has earned, without the fee, and the fee.
    pub earned: u64,
    pub fee: u64,
}

/// Whether the step may close the account: it can only where rent can go back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Account {
    Stays,
    MayClose,
}

/// A channel after its payments.
pub(super) struct Paid {
    channel: ChannelState,
    transfers: Transfers,
    /// What the payer got.
    refund: u64,
    /// What the payer should have got on top of what is owed to it, and could not take.
    left: u64,
}

impl ChannelState {
    /// With what has been paid to its address added to the deposit; what a deposit can't hold is not.
    pub(super) fn counted(self, facts: &Facts) -> Result<ChannelState, ChannelError> {
        match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused => {
                let deposit = self.deposit.saturating_add(self.surplus(facts.balance)?);
                Ok(ChannelState { deposit, ..self })
            }
            ChannelPhase::Closing | ChannelPhase::Ended => Ok(self),
        }
    }

    /// With what has been earned by now, and the fee on the whole of it less the fee so far.
    pub(super) fn booked(self, facts: &Facts) -> Result<ChannelState, ChannelError> {
        let earned = self.owed(facts.fee_bps, facts.now);
        let fee = share(earned, facts.fee_bps).ok_or(ChannelError::Overflow)?;
        let owed = |owed: u64, now: u64, before: u64| {
            now.checked_sub(before).and_then(|more| owed.checked_add(more)).ok_or(ChannelError::Overflow)
        };
        let owed_provider = owed(self.owed_provider, earned, self.earned)?;
        let owed_fee = owed(self.owed_fee, fee, self.fee)?;
        Ok(ChannelState { earned, fee, owed_provider, owed_fee, ..self })
    }

    /// Ends it: what has been earned by now to the provider, unless that is gone, and the rest to the payer.
    pub(super) fn ended(self, facts: &Facts, account: Account) -> Result<Paid, ChannelError> {
        let surplus = self.surplus(facts.balance)?;
        let last = match facts.provider {
            Payee::Ready | Payee::Blocked => self.booked(facts)?,
            Payee::Gone => self,
        };
        let owed_payer = last.owed_payer.checked_add(last.unspent()?).ok_or(ChannelError::Overflow)?;
        ChannelState { phase: ChannelPhase::Ended, owed_payer, ..last.up_to(facts.now) }.paid(facts, surplus, account)
    }

    /// Pays what is owed as far as it can be paid; the payer, once it has ended, also what belongs to nobody.
    pub(super) fn paid(self, facts: &Facts, surplus: u64, account: Account) -> Result<Paid, ChannelError> {
        let (earnings, fee, mut next) = match facts.provider {
            Payee::Ready => (self.owed_provider, self.owed_fee, ChannelState { owed_provider: 0, owed_fee: 0, ..self }),
            Payee::Blocked => (0, 0, self),
            Payee::Gone => (0, 0, self.forfeited()?),
        };
        let (mut refund, mut left) = (0, 0);
        if next.phase == ChannelPhase::Ended {
            let all = next.owed_payer.checked_add(surplus).ok_or(ChannelError::Overflow)?;
            let comes_with_rent = account == Account::MayClose && next.closes_to_payer(facts);
            if facts.payer_takes.is_some_and(|least| all >= least) || comes_with_rent {
                (refund, next.owed_payer) = (all, 0);
            } else {
                left = surplus;
            }
        }
        let transfers = Transfers::of([
            self.transfer(Holding::Deposit, Holding::Balance, earnings),
            self.transfer(Holding::Deposit, Holding::Fees, fee),
            self.transfer(Holding::Deposit, Holding::Client, refund),
        ]);
        Ok(Paid { channel: next, transfers, refund, left })
    }

    /// Whether the account closes as soon as the payer is paid, to a payer who gets the rent with it: that is enough
    /// for any wallet.
    fn closes_to_payer(&self, facts: &Facts) -> bool {
        let is_last = (self.owed_provider, self.owed_fee) == (0, 0) && self.address_is_spent(facts.slot);
        self.is_sol() && self.payer == self.rent_payer && is_last
    }

    /// What the provider that is gone was still owed is the payer's, and the fee on it was never paid.
    fn forfeited(self) -> Result<ChannelState, ChannelError> {
        let back = self.owed_provider.checked_add(self.owed_fee).and_then(|back| back.checked_add(self.owed_payer));
        let owed_payer = back.ok_or(ChannelError::Overflow)?;
        let fee = self.fee.checked_sub(self.owed_fee).ok_or(ChannelError::Overflow)?;
        Ok(ChannelState { fee, owed_provider: 0, owed_fee: 0, owed_payer, ..self })
    }
}

impl Paid {
    /// It goes on.
    pub(super) fn stays(self) -> ChannelStep {
        Step::continues(self.channel).moving(self.transfers)
    }

    /// It goes on, unless nothing came of it.
    pub(super) fn stays_changed(self, before: &ChannelState) -> Result<ChannelStep, ChannelError> {
        let is_same = self.channel == *before && self.refund == 0;
        if is_same { Err(ChannelError::NothingDue) } else { Ok(self.stays()) }
    }

    /// It closes where nothing holds its account open any more; else it goes on, unless nothing came of it.
    pub(super) fn closes_or_stays(self, before: &ChannelState, facts: &Facts) -> Result<ChannelStep, ChannelError> {
        let channel = &self.channel;
        let nothing_owed = (channel.owed_provider, channel.owed_fee, channel.owed_payer) == (0, 0, 0);
        // A vault closes empty; lamports that the payer can't take need not keep the rent from who lent it.
        let emptied = self.left == 0 || channel.is_sol();
        if channel.phase == ChannelPhase::Ended && nothing_owed && emptied && channel.address_is_spent(facts.slot) {
            let closed = Closed { rent: channel.rent, earned: channel.earned, fee: channel.fee };
            Ok(Step::ended(closed, self.transfers))
        } else {
            self.stays_changed(before)
        }
    }
}
