//! What earlier releases made jobs by, for reading: the program has no such instructions any more, but the story of a
//! job that was open then begins with them.

use borsh::BorshDeserialize;
use rayment_core::job::Offer;
use solana_pubkey::Pubkey;

const JOB_POST: [u8; 8] = [150, 134, 184, 149, 229, 59, 220, 161];
const CLIENT_OPEN: [u8; 8] = [82, 30, 215, 133, 180, 34, 163, 53];

/// An instruction that the program had.
#[derive(Clone, Debug)]
pub enum Earlier {
    /// A wallet opened its counter of jobs.
    ClientOpen,
    /// A job that its client's wallet posted, from no order.
    JobPost { market: Pubkey, wallet: Pubkey, job: Pubkey, offer: Box<Offer> },
}

impl Earlier {
    pub(super) fn decode(accounts: &[Pubkey], data: &[u8]) -> Option<Self> {
        if data.starts_with(&CLIENT_OPEN) {
            return Some(Self::ClientOpen);
        }
        let data = data.strip_prefix(&JOB_POST)?;
        let [wallet, market, _params, _client, job, _system, ..] = accounts else { return None };
        // Since then an offer says at its end whether it is in tokens.
        let in_sol = [data, &[0]].concat();
        let offer = Box::new(Offer::deserialize(&mut in_sol.as_slice()).ok()?);
        Some(Self::JobPost { market: *market, wallet: *wallet, job: *job, offer })
    }

    pub(super) fn job(&self) -> Option<Pubkey> {
        match self {
            Self::ClientOpen => None,
            Self::JobPost { job, .. } => Some(*job),
        }
    }
}
