//! How a command ends when it does not succeed: 1 where something said no, 2 where something broke.

use rayment_client::ChainError;
use rayment_hub_client::HubError;
use rayment_service::Exit;

/// Something that the user asked for was refused, with the reason and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// How a failed command ends.
pub fn exit_of(error: &anyhow::Error) -> Exit {
    let refused = error.chain().any(|cause| {
        cause.is::<Refused>()
            || cause.downcast_ref::<ChainError>().is_some_and(|error| error.refusal().is_some())
            || matches!(cause.downcast_ref::<HubError>(), Some(HubError::Refused { .. } | HubError::NotFound(_)))
    });
    if refused { Exit::Refused } else { Exit::Broken }
}

/// A refusal as an error of the command.
pub fn refused<T>(reason: impl Into<String>) -> anyhow::Result<T> {
    Err(Refused(reason.into()).into())
}

/// What went wrong and why, from the outside in. Causes that repeat what was said are left out.
pub fn told(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        known if known.contains(&cause) => said,
        _ => said + ": " + &cause,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let inner = anyhow::anyhow!("refused").context("no answer from x").context("no answer from x: refused");
        assert_eq!(told(&inner.context("cannot look")), "cannot look: no answer from x: refused");
    }
}
