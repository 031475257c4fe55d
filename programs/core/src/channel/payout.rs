//! Who gets what: everything is booked as owed first, then paid to whoever can be paid.

use crate::{
    money::{Holding, Transfer, Transfers, share},
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

/// What a step pays.
pub(super) struct Paid {
    pub transfers: Transfers,
    /// What the payer got.
    refund: u64,
    /// What the payer should have got on top of what is owed to it, and could not take.
    left: u64,
}

impl ChannelState {
    /// Adds what has been paid to its address to the deposit; what a deposit can't hold is not.
    pub(super) fn count(&mut self, facts: &Facts) -> Result<(), ChannelError> {
        match self.phase {
            ChannelPhase::Running | ChannelPhase::Paused => {
                self.deposit = self.deposit.saturating_add(self.surplus(facts.balance)?);
            }
            ChannelPhase::Closing | ChannelPhase::Ended => {}
        }
        Ok(())
    }

    /// Books what has been earned by now, and the fee on the whole of it less the fee so far.
    pub(super) fn book(&mut self, facts: &Facts) -> Result<(), ChannelError> {
        let earned = self.owed(facts.fee_bps, facts.now);
        let fee = share(earned, facts.fee_bps).ok_or(ChannelError::Overflow)?;
        let owed = |owed: u64, now: u64, before: u64| {
            now.checked_sub(before).and_then(|more| owed.checked_add(more)).ok_or(ChannelError::Overflow)
        };
        self.owed_provider = owed(self.owed_provider, earned, self.earned)?;
        self.owed_fee = owed(self.owed_fee, fee, self.fee)?;
        (self.earned, self.fee) = (earned, fee);
        Ok(())
    }

    /// Ends it: what has been earned by now to the provider, unless that is gone, and the rest to the payer.
    pub(super) fn end(&mut self, facts: &Facts, account: Account) -> Result<Paid, ChannelError> {
        let surplus = self.surplus(facts.balance)?;
        match facts.provider {
            Payee::Ready | Payee::Blocked => self.book(facts)?,
            Payee::Gone => {}
        }
        self.owed_payer = self.owed_payer.checked_add(self.unspent()?).ok_or(ChannelError::Overflow)?;
        self.bring_up_to(facts.now);
        self.phase = ChannelPhase::Ended;
        self.pay(facts, surplus, account)
    }

    /// Pays what is owed as far as it can be paid; the payer, once it has ended, also what belongs to nobody.
    pub(super) fn pay(&mut self, facts: &Facts, surplus: u64, account: Account) -> Result<Paid, ChannelError> {
        let (earnings, fee) = match facts.provider {
            Payee::Ready => (core::mem::take(&mut self.owed_provider), core::mem::take(&mut self.owed_fee)),
            Payee::Blocked => (0, 0),
            Payee::Gone => {
                self.forfeit()?;
                (0, 0)
            }
        };
        let (mut refund, mut left) = (0, 0);
        if self.phase == ChannelPhase::Ended {
            let all = self.owed_payer.checked_add(surplus).ok_or(ChannelError::Overflow)?;
            let comes_with_rent = account == Account::MayClose && self.closes_to_payer(facts);
            if facts.payer_takes.is_some_and(|least| all >= least) || comes_with_rent {
                (refund, self.owed_payer) = (all, 0);
            } else {
                left = surplus;
            }
        }
        let transfers = Transfers::of([
            Transfer::new(Holding::Deposit, Holding::Balance, earnings),
            Transfer::new(Holding::Deposit, Holding::Fees, fee),
            Transfer::new(Holding::Deposit, Holding::Client, refund),
        ]);
        Ok(Paid { transfers, refund, left })
    }

    /// Whether the account closes as soon as the payer is paid, to a payer who gets the rent with it: that is enough
    /// for any wallet.
    fn closes_to_payer(&self, facts: &Facts) -> bool {
        let is_last = (self.owed_provider, self.owed_fee) == (0, 0) && self.address_is_spent(facts.slot);
        self.is_sol() && self.payer == self.rent_payer && is_last
    }

    /// What the provider that is gone was still owed is the payer's, and the fee on it was never paid.
    fn forfeit(&mut self) -> Result<(), ChannelError> {
        let back = self.owed_provider.checked_add(self.owed_fee).and_then(|back| back.checked_add(self.owed_payer));
        self.owed_payer = back.ok_or(ChannelError::Overflow)?;
        self.fee = self.fee.checked_sub(self.owed_fee).ok_or(ChannelError::Overflow)?;
        (self.owed_provider, self.owed_fee) = (0, 0);
        Ok(())
    }

    /// It goes on, unless nothing came of it.
    pub(super) fn stays_changed(self, paid: Paid, before: &ChannelState) -> Result<ChannelStep, ChannelError> {
        let is_same = self == *before && paid.refund == 0;
        if is_same { Err(ChannelError::NothingDue) } else { Ok(Step::continues(self).moving(paid.transfers)) }
    }

    /// It closes where nothing holds its account open any more; else it goes on, unless nothing came of it.
    pub(super) fn closes_or_stays(
        self,
        paid: Paid,
        before: &ChannelState,
        facts: &Facts,
    ) -> Result<ChannelStep, ChannelError> {
        let nothing_owed = (self.owed_provider, self.owed_fee, self.owed_payer) == (0, 0, 0);
        // A vault closes empty; lamports that the payer can't take need not keep the rent from who lent it.
        let emptied = paid.left == 0 || self.is_sol();
        if self.phase == ChannelPhase::Ended && nothing_owed && emptied && self.address_is_spent(facts.slot) {
            let closed = Closed { rent: self.rent, earned: self.earned, fee: self.fee };
            Ok(Step::ended(closed, paid.transfers))
        } else {
            self.stays_changed(paid, before)
        }
    }
}
