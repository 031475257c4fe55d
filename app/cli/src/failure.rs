//! How a command ends when it does not succeed: 1 where somebody said no, 2 where something broke.

use rayment_client::ChainError;
use rayment_hub_client::HubError;
use rayment_sdk::Error;
use rayment_service::Exit;

mod advice;

/// Something that the user asked for was refused, with the reason and what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// How a failed command ends.
pub fn exit_of(error: &anyhow::Error) -> Exit {
    let refused = error.chain().any(|cause| {
        cause.is::<Refused>()
            || cause.downcast_ref::<Error>().is_some_and(Error::is_refusal)
            || cause.downcast_ref::<ChainError>().is_some_and(|error| error.refusal().is_some())
            || matches!(cause.downcast_ref::<HubError>(), Some(HubError::Refused { .. } | HubError::NotFound(_)))
    });
    if refused { Exit::Refused } else { Exit::Broken }
}

/// A refusal as an error of the command.
pub fn refused<T>(reason: impl Into<String>) -> anyhow::Result<T> {
    Err(Refused(reason.into()).into())
}

/// What went wrong and why, from the outside in, and which flag helps. Causes that repeat what was said are left out.
pub fn told(error: &anyhow::Error) -> String {
    let said = error.chain().map(ToString::to_string).fold(String::new(), |said, cause| match said.as_str() {
        "" => cause,
        known if known.contains(&cause) => said,
        _ => said + ": " + &cause,
    });
    let advice = error.chain().find_map(|cause| advice::flags(cause.downcast_ref::<Error>()?));
    advice.map_or(said.clone(), |advice| said + "; " + &advice)
}

#[cfg(test)]
mod tests {
    use rayment_sdk::{Coin, Refusal};

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let inner = anyhow::anyhow!("refused").context("no answer from x").context("no answer from x: refused");
        assert_eq!(told(&inner.context("cannot look")), "cannot look: no answer from x: refused");
    }

    #[test]
    fn a_refusal_of_the_sdk_ends_with_the_flag_that_helps() {
        let (locked, allowed) = (2_000_000_000, 1_000_000_000);
        let refusal = Refusal::TooExpensive { coin: Coin::SOL, locked, allowed };
        let error = anyhow::Error::from(Error::from(refusal));
        let expected = "this order locks 2 SOL, and at most 1 SOL is allowed: fewer frames or samples cost less; or allow \
                        more with --max-price";
        assert_eq!((exit_of(&error), told(&error).as_str()), (Exit::Refused, expected));
        let damaged = anyhow::Error::from(Error::DamagedPart("a/1-0-3".into()));
        assert_eq!(exit_of(&damaged), Exit::Broken);
    }
}
