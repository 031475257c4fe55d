//! An attempt at a job: what frames, work and transactions belong to.

use std::{fmt, str::FromStr};

use rayment_client::Job;
use solana_pubkey::Pubkey;

/// One attempt at a job. A job that fails opens again under the next number, and what was done for
/// the last one no longer counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attempt {
    pub job: Pubkey,
    pub number: u8,
}

impl Attempt {
    /// The attempt that a job is in now.
    pub fn of(job: &Job) -> Self {
        Self { job: job.address, number: job.state.attempt }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.job, self.number)
    }
}

/// Not the name of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnAttempt;

impl FromStr for Attempt {
    type Err = NotAnAttempt;

    fn from_str(text: &str) -> Result<Self, NotAnAttempt> {
        let (job, number) = text.split_once('.').ok_or(NotAnAttempt)?;
        let attempt =
            Self { job: job.parse().map_err(|_| NotAnAttempt)?, number: number.parse().map_err(|_| NotAnAttempt)? };
        // One attempt has one name: `+1` and `01` are not accepted.
        if attempt.to_string() == text { Ok(attempt) } else { Err(NotAnAttempt) }
    }
}
