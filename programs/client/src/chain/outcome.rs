//! What came of a transaction.

use super::Sent;
use crate::{ChainError, Class, ProgramError};

/// What came of a transaction, as a daemon has to tell it apart.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is confirmed.
    Done(Sent),
    /// The node could not be reached or did not confirm in time: the next fresh read tells.
    Transient(ChainError),
    /// The program refused: usually somebody else was faster, or a deadline has passed.
    Refused(ProgramError),
    /// Sending the same again cannot help: a person has to look.
    Fatal(ChainError),
}

impl From<Result<Sent, ChainError>> for Outcome {
    fn from(sent: Result<Sent, ChainError>) -> Self {
        match sent {
            Ok(sent) => Self::Done(sent),
            Err(error) => error.into(),
        }
    }
}

impl From<ChainError> for Outcome {
    fn from(error: ChainError) -> Self {
        match error.class() {
            Class::Transient => Self::Transient(error),
            Class::Refused(refusal) => Self::Refused(refusal.clone()),
            Class::Fatal => Self::Fatal(error),
        }
    }
}
