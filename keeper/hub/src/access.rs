//! Who may write and read a result frame, as pure rules over what the chain says.
//!
//! | who | writes | reads |
//! |---|---|---|
//! | the market's keeper | never | always |
//! | the provider that holds the attempt | until it has delivered | its own |
//! | the client | never | what was delivered, once it is accepted or was paid for |
//! | anyone else | never | never; a preview is public |

use rayment_core::job::{Chunk, JobState, Outcome, Phase};
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;
use thiserror::Error;

use rayment_hub_client::wire::{base58, base58_option};

/// How a job ended, where that is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The client's wallet.
    #[serde(with = "base58")]
    pub client: Pubkey,
    /// Wallet of the provider that held the job at its end.
    #[serde(with = "base58_option")]
    pub provider: Option<Pubkey>,
    pub attempt: u8,
    pub outcome: Outcome,
    /// Frames that were delivered by that attempt, counted from the job's first.
    pub frames: u32,
}

/// What the chain says about a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "one for each request, on the stack")]
pub enum Known {
    Live(JobState),
    Closed(Ending),
}

impl Known {
    /// Wallet of the provider that holds the job, or held it at its end.
    pub fn holder(&self) -> Option<Pubkey> {
        match self {
            Self::Live(job) => job.claim().map(|claim| rayment_client::chain_key(&claim.provider)),
            Self::Closed(ending) => ending.provider,
        }
    }
}

/// A frame of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub attempt: u8,
    /// Which of the job's frames, counted from its first.
    pub position: u32,
}

/// Who asks, by signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    pub key: Pubkey,
    /// It is the market's keeper key.
    pub is_keeper: bool,
    /// It is a key (operator or wallet) of the provider that holds the job, or held it at its end.
    pub is_holder: bool,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Denied {
    #[error("only the provider that holds the job may upload its frames: sign with its operator key")]
    NotHolder,
    #[error("the job is in attempt {current}, the request names attempt {named}: name the current one")]
    WrongAttempt { current: u8, named: u8 },
    #[error("frames can be uploaded only while the job is claimed or running: what was delivered stays as it is")]
    NotAtWork,
    #[error("only the keeper, the provider and the client of the job may read its frames: sign with one of their keys")]
    NotAParty,
    #[error("the client may read frames once the job is accepted: until then look at the preview")]
    NotYetAccepted,
    #[error("the job ended without a payment for this attempt: the client did not buy its frames")]
    NotBought,
    #[error("only the first {0} frames of the job were delivered and paid for: this is not one of them")]
    NotDelivered(u32),
}

/// Which of the chunk's frames has this number.
pub fn position(chunk: &Chunk, frame: u32) -> Option<u32> {
    let after = frame.checked_sub(chunk.frame)?;
    let step = u32::from(chunk.step.max(1));
    let position = after / step;
    (after.is_multiple_of(step) && position < chunk.frames).then_some(position)
}

/// Whether `who` may upload, or report progress, at this place of a job that is not closed.
pub fn may_write(job: &JobState, place: Place, who: &Who) -> Result<(), Denied> {
    if !who.is_holder {
        return Err(Denied::NotHolder);
    }
    for_attempt(job.attempt, place.attempt)?;
    match &job.phase {
        Phase::Claimed { .. } | Phase::Running { .. } => Ok(()),
        Phase::Open { .. } => Err(Denied::NotHolder),
        Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } | Phase::Owed { .. } => {
            Err(Denied::NotAtWork)
        }
    }
}

/// Whether `who` may read the frame at this place.
pub fn may_read(known: &Known, place: Place, who: &Who) -> Result<(), Denied> {
    if who.is_keeper {
        return Ok(());
    }
    let (attempt, client) = match known {
        Known::Live(job) => (job.attempt, rayment_client::chain_key(&job.client)),
        Known::Closed(ending) => (ending.attempt, ending.client),
    };
    if !who.is_holder && who.key != client {
        return Err(Denied::NotAParty);
    }
    for_attempt(attempt, place.attempt)?;
    if who.is_holder {
        return Ok(());
    }
    let bought = bought(known)?;
    if place.position < bought { Ok(()) } else { Err(Denied::NotDelivered(bought)) }
}

/// How many frames the client has bought.
fn bought(known: &Known) -> Result<u32, Denied> {
    match known {
        Known::Live(job) => match &job.phase {
            Phase::Accepted { frames, .. } => Ok(*frames),
            Phase::Open { .. }
            | Phase::Claimed { .. }
            | Phase::Running { .. }
            | Phase::Delivered { .. }
            | Phase::Disputed { .. }
            | Phase::Owed { .. } => Err(Denied::NotYetAccepted),
        },
        Known::Closed(ending) => match ending.outcome {
            // Half a price is a price: what was paid for in part is handed over.
            Outcome::Paid | Outcome::Split => Ok(ending.frames),
            Outcome::Refunded => Err(Denied::NotBought),
        },
    }
}

fn for_attempt(current: u8, named: u8) -> Result<(), Denied> {
    if current == named { Ok(()) } else { Err(Denied::WrongAttempt { current, named }) }
}
