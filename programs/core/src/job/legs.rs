//! What of an ending can be paid in tokens.
//!
//! Lamports can be credited to an order and to a provider whatever they are. Token accounts can be frozen, and then
//! one party's must not hold up the other: each leg is paid by itself, and one that can't be paid waits in the job's
//! vault. Forfeits and a client's bond that would go back while the job opens again stay in the vault until it ends:
//! all that is left there then is the order's.

use crate::{
    key::Pubkey,
    money::{Holding, Transfer, Transfers},
    step::{Next, Step},
};

use super::{JobError, JobState, Outcome, Phase, effects::Stepped};

/// Where the money of a job in tokens lies, and who can be credited, as the adapter finds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Till {
    /// In the job's vault.
    pub vault: u64,
    /// Whether the provider's side can be credited: its purse, or the account that its authority names.
    pub provider: bool,
    /// Whether the client's side can be: the order's token account, or the one that the client names.
    pub client: bool,
}

/// How a job in tokens goes on after a step that pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// As the step has left it.
    GoesOn,
    /// In this phase: somebody could not be credited.
    Owes(Phase),
    /// It is over, and all is paid.
    Closes,
}

/// What is paid at once of what a step has booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Legs {
    /// To the provider, for its balance.
    pub earnings: u64,
    /// The market's fee, which goes the same way.
    pub fee: u64,
    /// To the order.
    pub client: u64,
    /// How the job has ended, if it has.
    pub outcome: Option<Outcome>,
    pub after: After,
}

impl Legs {
    /// Pays what a step has booked: how it ended, if it did, and to whom what is due. `provider` is the wallet of
    /// who held the job.
    pub fn of(
        transfers: &Transfers,
        ended: Option<Outcome>,
        provider: Option<Pubkey>,
        till: &Till,
    ) -> Result<Self, JobError> {
        let earnings = due(transfers, Holding::Balance)?;
        let fee = due(transfers, Holding::Fees)?;
        let has_provider_leg = earnings > 0 || fee > 0;
        let is_blocked = has_provider_leg && !till.provider;
        // Where the bond can't go back, the job does not open again: it would be nobody's.
        let outcome = if is_blocked { ended.or(Some(Outcome::Refunded)) } else { ended };
        let Some(outcome) = outcome else {
            return Ok(Self { earnings, fee, client: 0, outcome: None, after: After::GoesOn });
        };
        let for_provider = earnings.checked_add(fee).ok_or(JobError::Overflow)?;
        let client = till.vault.checked_sub(for_provider).ok_or(JobError::Overflow)?;
        let (earnings, fee, owed_earnings, owed_fee) =
            if is_blocked { (0, 0, earnings, fee) } else { (earnings, fee, 0, 0) };
        let (client, owed_client) = if till.client || client == 0 { (client, 0) } else { (0, client) };
        let after = if (owed_earnings, owed_fee, owed_client) == (0, 0, 0) {
            After::Closes
        } else {
            let provider = provider.unwrap_or_default();
            After::Owes(Phase::Owed { provider, earnings: owed_earnings, fee: owed_fee, client: owed_client })
        };
        Ok(Self { earnings, fee, client, outcome: Some(outcome), after })
    }
}

/// All that goes to one holding.
fn due(transfers: &Transfers, to: Holding) -> Result<u64, JobError> {
    let amounts = transfers.iter().filter(|payment| payment.to == to).map(|payment| payment.amount);
    amounts.into_iter().try_fold(0u64, u64::checked_add).ok_or(JobError::Overflow)
}

/// Who can be credited what a job still owes. The fee has a way of its own: it may go to the treasury where the
/// provider's purse is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payees {
    pub vault: u64,
    pub provider: bool,
    pub fee: bool,
    pub client: bool,
}

impl JobState {
    /// Tries again what could not be credited when the job ended. What came into the vault in the meantime goes with
    /// the client's leg.
    pub fn clear(self, payees: &Payees) -> Stepped {
        let Phase::Owed { provider, earnings, fee, .. } = self.phase else { return Err(JobError::WrongPhase) };
        let leg = |owed: u64, can: bool| if can { (owed, 0) } else { (0, owed) };
        let for_provider = earnings.checked_add(fee).ok_or(JobError::Overflow)?;
        let all = payees.vault.checked_sub(for_provider).ok_or(JobError::Overflow)?;
        let (earnings, owed_earnings) = leg(earnings, payees.provider);
        let (fee, owed_fee) = leg(fee, payees.fee);
        let (client, owed_client) = leg(all, payees.client);
        if (earnings, fee, client) == (0, 0, 0) && all.saturating_add(owed_earnings).saturating_add(owed_fee) > 0 {
            return Err(JobError::NothingDue);
        }
        let transfers = Transfers::of([
            Transfer::new(Holding::Deposit, Holding::Balance, earnings),
            Transfer::new(Holding::Deposit, Holding::Fees, fee),
            Transfer::new(Holding::Deposit, self.payee(), client),
        ]);
        if (owed_earnings, owed_fee, owed_client) == (0, 0, 0) {
            return Ok(Step::ended(Outcome::Paid, transfers));
        }
        let phase = Phase::Owed { provider, earnings: owed_earnings, fee: owed_fee, client: owed_client };
        Ok(Step { next: Next::Continues(JobState { phase, ..self }), transfers, tally: Default::default() })
    }
}
