//! Whether enough have signed before a bond is forfeited.

use crate::key::Pubkey;

use super::{GuardianError, GuardianState, MarketKeys, Signed};

/// Guardians that reject a delivery without the keeper.
const ALONE: usize = 2;

/// What a job's parameters ask of guardians.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GuardianParams {
    /// Lamports that each must have locked.
    pub stake_guardian: u64,
    /// How many sign beside the keeper; where it is 0, guardians have no say.
    pub second_check: u8,
}

/// The delivery that a rejection is about.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    pub market: &'a MarketKeys,
    /// The job's address.
    pub job: &'a Pubkey,
    pub attempt: u8,
    /// The job's client.
    pub client: &'a Pubkey,
    /// The wallet of the provider that delivered.
    pub provider: &'a Pubkey,
    /// By the version of the parameters that the job names.
    pub params: GuardianParams,
}

/// Whether a rejection may forfeit the provider's bond, or what is missing: the keeper's word and as many
/// guardians as the parameters ask for, or two guardians.
///
/// `by_keeper`: the market's keeper signs the transaction. `guardians` are those named for the keys of `signed`,
/// in that order. That the tile was picked and was wrong is for the job to say.
///
/// A guardian is no party: neither its key nor its wallet is the client, the keeper or the provider's wallet.
/// The provider's other keys don't matter. Nobody signs for being named as one, so a provider could silence
/// any guardian by naming it.
pub fn second_check(
    judged: &Judged,
    by_keeper: bool,
    signed: Option<&Signed>,
    guardians: &[GuardianState],
) -> Result<(), GuardianError> {
    let asked = usize::from(judged.params.second_check);
    if asked == 0 && !(by_keeper && signed.is_none() && guardians.is_empty()) {
        return Err(GuardianError::NoSecondCheck);
    }
    let keys = signed.map_or(&[][..], Signed::keys);
    if keys.len() < if by_keeper { asked } else { ALONE } {
        return Err(GuardianError::TooFewGuardians);
    }
    if guardians.len() != keys.len() {
        return Err(GuardianError::GuardianMissing);
    }
    if let Some(signed) = signed {
        judged.is_meant_by(signed)?;
    }
    for (index, (guardian, key)) in guardians.iter().zip(keys).enumerate() {
        judged.admits(guardian, key)?;
        if keys.iter().take(index).any(|earlier| earlier == key) {
            return Err(GuardianError::SameKeyTwice);
        }
    }
    Ok(())
}

impl Judged<'_> {
    fn is_meant_by(&self, signed: &Signed) -> Result<(), GuardianError> {
        let statement = signed.statement();
        if statement.market != self.market.market {
            return Err(GuardianError::OtherMarket);
        }
        if statement.job != *self.job {
            return Err(GuardianError::OtherJob);
        }
        if statement.attempt != self.attempt { Err(GuardianError::OtherAttempt) } else { Ok(()) }
    }

    fn admits(&self, guardian: &GuardianState, key: &Pubkey) -> Result<(), GuardianError> {
        if guardian.market != self.market.market {
            return Err(GuardianError::OtherMarket);
        }
        if guardian.key != *key {
            return Err(GuardianError::NotGuardianKey);
        }
        let is_party = |key: &Pubkey| [self.client, self.provider, &self.market.keeper].contains(&key);
        if is_party(&guardian.key) || is_party(&guardian.wallet) {
            return Err(GuardianError::GuardianIsParty);
        }
        guardian.counts(self.params.stake_guardian)
    }
}
