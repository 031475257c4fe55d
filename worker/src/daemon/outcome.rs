//! What a transaction came to.

use rayment_client::{ChainError, ProgramError, Sent};

/// Program error of a transfer that the wallet cannot pay.
const INSUFFICIENT_FUNDS: u32 = 1;

/// What became of one action.
#[derive(Debug)]
pub(super) enum Outcome {
    Done(String),
    /// It may work at the next turn.
    Transient(ChainError),
    /// The program said no: somebody was faster, or a deadline has passed.
    Refused(ProgramError),
    /// It will not work until a person does something.
    Fatal(ChainError),
}

impl From<Result<Sent, ChainError>> for Outcome {
    fn from(result: Result<Sent, ChainError>) -> Self {
        match result {
            Ok(sent) => Self::Done(sent.signature.to_string()),
            Err(ChainError::Refused(error)) => Self::Refused(error),
            Err(error @ (ChainError::Rpc(_) | ChainError::NotConfirmed)) => Self::Transient(error),
            Err(
                error @ (ChainError::NotTaken(_)
                | ChainError::Missing { .. }
                | ChainError::NotA { .. }
                | ChainError::Layout { .. }
                | ChainError::Wallet(_)),
            ) => Self::Fatal(error),
        }
    }
}

/// Whether the wallet that signs has too few lamports.
pub(super) fn is_poverty(error: &ProgramError) -> bool {
    error.code == INSUFFICIENT_FUNDS
}
