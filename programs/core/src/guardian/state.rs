//! What a guardian's account holds, how one comes and goes, and how it loses its stake.

use crate::{
    key::Pubkey,
    money::Transfers,
    stake::{Emptied, Exit, Stake, StakeCommand, StakeError},
    step::Step,
};

use super::{Contradiction, GuardianError};

/// The `since` of a guardian that was slashed.
pub const NEVER: i64 = i64::MAX;

fixed! {
    /// A guardian's account, as the rules see it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct GuardianState {
        pub market: Pubkey,
        /// Locks and takes the stake, and leaves. Kept cold.
        pub wallet: Pubkey,
        /// The daemon's: signs statements and nothing else, and never changes.
        pub key: Pubkey,
        pub stake: Stake,
        /// When it enlisted; [`NEVER`] once it was slashed.
        pub since: i64,
    }
}

pub type GuardianStep = Step<GuardianState, Emptied>;

/// The keys of a market that guardians have to do with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketKeys {
    /// The market's address.
    pub market: Pubkey,
    pub authority: Pubkey,
    /// The present one.
    pub keeper: Pubkey,
}

impl GuardianState {
    /// A guardian that counts once it has locked its stake. Both sign: its wallet, and who admits it.
    ///
    /// A wallet signs whatever a page asks its owner to sign; a statement must not be among it.
    pub fn enlisted(
        market: &MarketKeys,
        admitted_by: &Pubkey,
        (wallet, key): (Pubkey, Pubkey),
        now: i64,
    ) -> Result<GuardianState, GuardianError> {
        if *admitted_by != market.authority {
            return Err(GuardianError::NotAuthority);
        }
        if key == wallet {
            return Err(GuardianError::KeyIsWallet);
        }
        Ok(GuardianState { market: market.market, wallet, key, stake: Stake::default(), since: now })
    }

    /// What `command` makes of the account at `now`, if `signer` is its wallet. Taking the last of it closes
    /// the account; who was slashed can do no more than that.
    pub fn step(
        self,
        signer: &Pubkey,
        command: StakeCommand,
        unlock_secs: u32,
        now: i64,
    ) -> Result<GuardianStep, GuardianError> {
        if *signer != self.wallet {
            return Err(StakeError::NotOwner.into());
        }
        if self.is_slashed() && matches!(command, StakeCommand::Lock { .. }) {
            return Err(GuardianError::Slashed);
        }
        let (stake, transfers) = self.stake.step(command, Exit { unlock_secs, jobs: 0 }, now)?;
        if stake.is_empty() {
            return Ok(Step::ended(Emptied, transfers));
        }
        Ok(Step::continues(GuardianState { stake, ..self }).moving(transfers))
    }

    /// Whether what it signs counts where at least this many lamports must be locked.
    pub fn counts(&self, least: u64) -> Result<(), GuardianError> {
        if self.is_slashed() {
            return Err(GuardianError::Slashed);
        }
        Ok(self.stake.suffices(least)?)
    }

    /// Loses its stake by what it has signed: what is left of it, and who gets the stake. For good: the market's
    /// authority may admit the wallet anew, once it has closed its account.
    pub fn slashed(self, proof: &Contradiction) -> Result<(GuardianState, Transfers), GuardianError> {
        check(proof, &self.market, &self.key)?;
        let (stake, transfers) = self.stake.slashed()?;
        Ok((GuardianState { stake, since: NEVER, ..self }, transfers))
    }

    pub fn is_slashed(&self) -> bool {
        self.since == NEVER
    }
}

/// The keeper loses its bond by what its present key has signed: what is left of the bond, and who gets it.
pub fn slash_keeper(
    bond: Stake,
    market: &MarketKeys,
    proof: &Contradiction,
) -> Result<(Stake, Transfers), GuardianError> {
    check(proof, &market.market, &market.keeper)?;
    Ok(bond.slashed()?)
}

fn check(proof: &Contradiction, market: &Pubkey, key: &Pubkey) -> Result<(), GuardianError> {
    if proof.market() != market {
        return Err(GuardianError::OtherMarket);
    }
    if proof.key() != key { Err(GuardianError::OtherKey) } else { Ok(()) }
}
