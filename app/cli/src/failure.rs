//! How a command ends when it does not succeed: 1 where something said no, 2 where something broke.

use rayment_client::ChainError;
use rayment_hub::HubError;

/// Something that the user asked for was refused, with the reason and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// The exit code of a failed command.
pub fn exit_code(error: &anyhow::Error) -> u8 {
    let refused = error.chain().any(|cause| {
        cause.is::<Refused>()
            || cause.downcast_ref::<ChainError>().is_some_and(|error| error.refusal().is_some())
            || matches!(cause.downcast_ref::<HubError>(), Some(HubError::Refused { .. } | HubError::NotFound(_)))
    });
    if refused { 1 } else { 2 }
}

/// A refusal as an error of the command.
pub fn refused<T>(reason: impl Into<String>) -> anyhow::Result<T> {
    Err(Refused(reason.into()).into())
}
