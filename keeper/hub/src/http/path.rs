//! What a request's path says, parsed as untrusted input.

use axum::{
    extract::{FromRequestParts, Path},
    http::request::Parts,
};
use rayment_core::Hash;
use rayment_spec::hex32;
use serde::de::DeserializeOwned;
use solana_pubkey::Pubkey;

use super::Refusal;

/// The variable segments of a path, as text.
pub struct InPath<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InPath<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(error) => Err(Refusal::bad("no_path", format!("cannot read the path: {}", error.body_text()))),
        }
    }
}

pub fn hash(text: &str) -> Result<Hash, Refusal> {
    hex32::decode(text).ok_or_else(|| {
        Refusal::bad("no_hash", "expected the SHA-256 of a blob or spec in the path: 64 hexadecimal digits".into())
    })
}

pub fn job(text: &str) -> Result<Pubkey, Refusal> {
    address(text, "no_job")
}

pub fn order(text: &str) -> Result<Pubkey, Refusal> {
    address(text, "no_order")
}

fn address(text: &str, code: &'static str) -> Result<Pubkey, Refusal> {
    let wrong = || Refusal::bad(code, "expected an address: base58 of 32 bytes".into());
    // Longer texts are not worth decoding.
    if text.len() > 44 { Err(wrong()) } else { text.parse().map_err(|_| wrong()) }
}

/// A frame's place as the path names it.
pub struct Named {
    pub job: Pubkey,
    pub attempt: u8,
    /// The real frame number.
    pub frame: u32,
}

impl Named {
    pub fn read((job, attempt, frame): &(String, String, String)) -> Result<Self, Refusal> {
        let number =
            |what: &str| Refusal::bad("no_number", format!("the {what} in the path is not a number, or is too large"));
        Ok(Self {
            job: self::job(job)?,
            attempt: attempt.parse().map_err(|_| number("attempt"))?,
            frame: frame.parse().map_err(|_| number("frame"))?,
        })
    }
}
