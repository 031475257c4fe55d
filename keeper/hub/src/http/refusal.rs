//! A refusal: a status for machines, a code for programs, a message for people.

use axum::{
    Json,
    http::{Method, StatusCode},
    response::{IntoResponse, Response},
};
use rayment_hub_client::{
    signature::SignatureError,
    wire::{Failure, FailureText},
};

use crate::{access::Denied, chain_view::ChainViewError, documents::NoSpec, preview::PreviewError, store::StoreError};

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub status: StatusCode,
    pub code: &'static str,
    pub message: String,
}

impl Refusal {
    pub fn new(status: StatusCode, code: &'static str, message: String) -> Self {
        Self { status, code, message }
    }

    pub fn bad(code: &'static str, message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub fn not_found(code: &'static str, message: String) -> Self {
        Self::new(StatusCode::NOT_FOUND, code, message)
    }

    pub fn conflict(code: &'static str, message: String) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    pub fn unusable(code: &'static str, message: String) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message)
    }

    pub fn too_large(limit: u64) -> Self {
        let message = format!("at most {limit} bytes are accepted here: send less");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
    }

    pub fn unavailable(code: &'static str, message: String) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message)
    }

    pub fn busy(what: &str, most: usize) -> Self {
        Self::unavailable(
            "busy",
            format!("the hub already serves {most} {what}, the most it allows: try again in a moment"),
        )
    }

    /// 429 tells this key to wait, not everybody.
    pub fn busy_for_key(what: &str, most: usize) -> Self {
        let message =
            format!("this key already has {most} {what} under way, the most it may have: let one of them end first");
        Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", message)
    }

    pub fn stopping() -> Self {
        Self::unavailable("stopping", "the hub is being stopped: try again in a moment".into())
    }

    pub fn method(method: &Method, path: &str) -> Self {
        let message = format!("{path} does not accept {method}: see the list of the hub's routes");
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "wrong_method", message)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.status.is_server_error() {
            tracing::warn!(code = self.code, message = self.message, "refused");
        } else {
            tracing::debug!(code = self.code, message = self.message, "refused");
        }
        let error = FailureText { code: self.code.to_owned(), message: self.message };
        (self.status, Json(Failure { error })).into_response()
    }
}

impl From<SignatureError> for Refusal {
    fn from(error: SignatureError) -> Self {
        let code = match error {
            SignatureError::Missing(_) => "unsigned",
            SignatureError::Malformed { .. } => "malformed_signature",
            SignatureError::Expired(_) => "expired_signature",
            SignatureError::Wrong => "wrong_signature",
        };
        Self::new(StatusCode::UNAUTHORIZED, code, error.to_string())
    }
}

impl From<Denied> for Refusal {
    fn from(denied: Denied) -> Self {
        let message = denied.to_string();
        match denied {
            Denied::NotHolder => Self::new(StatusCode::FORBIDDEN, "not_holder", message),
            Denied::NotAParty => Self::new(StatusCode::FORBIDDEN, "not_a_party", message),
            Denied::NotYetAccepted => Self::new(StatusCode::FORBIDDEN, "not_yet_accepted", message),
            Denied::NotBought => Self::new(StatusCode::FORBIDDEN, "not_bought", message),
            Denied::NotDelivered(_) => Self::new(StatusCode::FORBIDDEN, "not_delivered", message),
            Denied::WrongAttempt { .. } => Self::conflict("wrong_attempt", message),
            Denied::NotAtWork => Self::conflict("not_at_work", message),
        }
    }
}

impl From<ChainViewError> for Refusal {
    fn from(error: ChainViewError) -> Self {
        let message = error.to_string();
        match error {
            ChainViewError::OtherMarket { .. } => Self::conflict("other_market", message),
            ChainViewError::Chain(error) if error.is_not_found() => Self::not_found("not_on_chain", message),
            ChainViewError::Chain(_) => {
                Self::unavailable("chain_unreachable", format!("the hub cannot read the chain: {message}"))
            }
            ChainViewError::Store(error) => error.into(),
            ChainViewError::Stopping => Self::stopping(),
        }
    }
}

impl From<NoSpec> for Refusal {
    fn from(error: NoSpec) -> Self {
        let message = error.to_string();
        match error {
            NoSpec::Missing(_) => Self::not_found("no_such_spec", message),
            NoSpec::TooLarge { .. } | NoSpec::Malformed { .. } => Self::unusable("no_spec", message),
            NoSpec::Store(error) => error.into(),
            NoSpec::Stopping => Self::stopping(),
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        match error {
            StoreError::TooLarge { limit } => Self::too_large(limit),
            StoreError::Length { .. } => Self::bad("wrong_length", message),
            StoreError::Hash { .. } => Self::unusable("wrong_hash", message),
            StoreError::Full { .. } => Self::new(StatusCode::INSUFFICIENT_STORAGE, "full", message),
            StoreError::DiskFull { .. } => Self::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full", message),
            StoreError::Objects(_) | StoreError::Disk(_) => {
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "store_failed", message)
            }
        }
    }
}

impl From<PreviewError> for Refusal {
    fn from(error: PreviewError) -> Self {
        let message = error.to_string();
        match error {
            PreviewError::Size(..) => Self::not_found("no_preview", message),
            PreviewError::Short => Self::unusable("short_frame", message),
            PreviewError::Draft { .. } => Self::bad("wrong_length", message),
            PreviewError::Read(_) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, "preview_failed", message),
        }
    }
}
