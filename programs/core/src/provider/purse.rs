//! A provider's purse: what it has earned in one token, and may lock as bonds in it.

use crate::{
    key::Pubkey,
    money::{Holding, Transfer, Transfers},
};

use super::{ProviderError, ProviderSigner};

fixed! {
    /// A purse's account, as the rules see it. The tokens lie in its vault.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct PurseState {
        /// The address of the provider's account.
        pub provider: Pubkey,
        pub mint: Pubkey,
        /// Base units that the provider may withdraw or bond.
        pub balance: u64,
        /// The market's fees, until they are swept.
        pub fees: u64,
        /// Earned so far, bonds not counted.
        pub earned: u64,
        /// How much more of the balance may go into bonds: the authority's word.
        pub budget: u64,
    }
}

impl PurseState {
    /// An empty one, of whose balance nothing is bonded until the authority says so.
    pub fn open(provider: Pubkey, mint: Pubkey) -> Self {
        Self { provider, mint, balance: 0, fees: 0, earned: 0, budget: 0 }
    }

    /// Takes a bond out of the balance as far as it and the budget go; the rest is paid by the operator's account.
    pub fn lock(&mut self, bond: u64) -> Result<Transfers, ProviderError> {
        let own = bond.min(self.balance).min(self.budget);
        let rest = bond.checked_sub(own).ok_or(ProviderError::Overflow)?;
        self.balance = self.balance.checked_sub(own).ok_or(ProviderError::Overflow)?;
        self.budget = self.budget.checked_sub(own).ok_or(ProviderError::Overflow)?;
        Ok(Transfers::of([
            Transfer::new(Holding::Operator, Holding::Bond, rest),
            Transfer::new(Holding::Balance, Holding::Bond, own),
        ]))
    }

    /// Credits what was paid into the vault: for the balance, and as fees. `bond` is what of it came back of a bond,
    /// and `earned` what of it was earned.
    pub fn credit(&mut self, (balance, fees): (u64, u64), earned: u64, bond: u64) -> Result<(), ProviderError> {
        let add = |a: u64, b: u64| a.checked_add(b).ok_or(ProviderError::Overflow);
        self.balance = add(self.balance, balance)?;
        self.fees = add(self.fees, fees)?;
        self.earned = add(self.earned, earned)?;
        self.budget = self.budget.saturating_add(bond);
        Ok(())
    }

    /// How much of the balance may go into bonds from now on.
    pub fn set_budget(&mut self, signer: ProviderSigner, budget: u64) -> Result<(), ProviderError> {
        match signer {
            ProviderSigner::Authority => {
                self.budget = budget;
                Ok(())
            }
            ProviderSigner::Operator => Err(ProviderError::NotAuthority),
            ProviderSigner::Anyone => Err(ProviderError::NotOperator),
        }
    }

    /// Takes this much of the balance, or all of it, to the provider's payout wallet.
    pub fn withdraw(&mut self, signer: ProviderSigner, amount: Option<u64>) -> Result<u64, ProviderError> {
        match signer {
            ProviderSigner::Authority | ProviderSigner::Operator => {}
            ProviderSigner::Anyone => return Err(ProviderError::NotOperator),
        }
        let amount = amount.unwrap_or(self.balance);
        self.balance = self.balance.checked_sub(amount).ok_or(ProviderError::BalanceTooLow)?;
        Ok(amount)
    }

    /// Takes the fees, to the market's treasury.
    pub fn sweep(&mut self) -> u64 {
        core::mem::take(&mut self.fees)
    }

    /// Whether it may close: nobody is owed anything of it, and no job can bring it more. `jobs` is the provider's
    /// count. What else lies in the vault, gifts, goes where the rent goes.
    pub fn may_close(&self, jobs: u32) -> bool {
        (self.balance, self.fees, jobs) == (0, 0, 0)
    }
}
