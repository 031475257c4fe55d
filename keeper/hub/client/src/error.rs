//! What goes wrong between here and the hub, and what to do about it.

use std::path::PathBuf;

use rayment_spec::SpecError;
use thiserror::Error;

/// Why the hub did not do what was asked.
#[derive(Debug, Error)]
pub enum HubError {
    /// There is no such blob, frame or spec (yet).
    #[error("not found on the hub: {0}")]
    NotFound(String),
    /// The hub said no; asking again will not help.
    #[error("the hub refused ({status} {code}): {message}")]
    Refused { status: u16, code: String, message: String },
    /// What came is not what was asked for. Its bytes were thrown away.
    #[error(
        "{what} has SHA-256 {found} instead of {expected}: the copy on the hub was damaged, or it was damaged on the way"
    )]
    Corrupt { what: String, expected: String, found: String },
    /// It is larger than the caller wants to hold.
    #[error("{what} is larger than the {limit} bytes allowed here")]
    TooLarge { what: String, limit: u64 },
    /// No answer, or one that says "later". Tried several times already.
    #[error("cannot reach the hub at {url} ({reason}): check that it is running and that the address is right")]
    Unreachable { url: String, reason: String },
    #[error("the hub sent an answer that cannot be understood: {0}")]
    Answer(String),
    #[error("this request must be signed, but the hub client has no key")]
    NoKey,
    #[error("`{0}` is not the address of a hub: expected something like http://127.0.0.1:8787")]
    Url(String),
    #[error("cannot read {path}")]
    File {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("the spec on the hub cannot be used: {0}")]
    Spec(#[source] SpecError),
}

impl HubError {
    /// Whether the same request may work later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::NotFound(_)
            | Self::Refused { .. }
            | Self::Corrupt { .. }
            | Self::TooLarge { .. }
            | Self::Answer(_)
            | Self::NoKey
            | Self::Url(_)
            | Self::File { .. }
            | Self::Spec(_) => false,
        }
    }
}
