//! How a request says who it is from.
//!
//! Three headers: [`KEY`] (base58), [`CREATED`] (unix seconds) and [`SIGNATURE`] (base58 of Ed25519)
//! over
//!
//! ```text
//! rayment-hub-v1\n{host}\n{METHOD}\n{path and query}\n{created}\n{SHA-256 of the body, hexadecimal}
//! ```
//!
//! `host` is the request's `Host` header in lower case: name and port, without the port where it is
//! the scheme's default. A hub accepts only signatures made for one of its own names
//! (`HubConfig::hosts`), so a signature for another hub is of no use here, whatever header comes with
//! it. A server in front of the hub must pass `Host` and path on unchanged.
//!
//! A streamed body declares its hash in [`DIGEST`] and is checked against it as it arrives. A signature
//! is valid for [`WINDOW_SECS`] around its time, and only for its host, method, path and body. Whoever
//! overhears one can repeat that very request within that time: read the same frame, put the same
//! bytes again (even over a later upload of the same frame), report the same progress. Only TLS keeps
//! others from overhearing.

use ed25519_dalek::VerifyingKey;
use rayment_core::{Hash, Native, Sha256};
use rayment_spec::hex32;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use thiserror::Error;

pub const KEY: &str = "x-rayment-key";
pub const CREATED: &str = "x-rayment-created";
pub const SIGNATURE: &str = "x-rayment-signature";
/// SHA-256 of the body, 64 hexadecimal digits.
pub const DIGEST: &str = "x-rayment-digest";

/// How far the signer's clock and the hub's may be apart, in seconds.
pub const WINDOW_SECS: i64 = 300;

/// What is signed.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// As in the `Host` header, in lower case.
    pub host: &'a str,
    pub method: &'a str,
    /// With the query, as it goes over the wire.
    pub path: &'a str,
    /// Unix seconds.
    pub created: i64,
    /// SHA-256 of the body.
    pub digest: &'a Hash,
}

/// The headers as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub key: String,
    pub created: String,
    pub signature: String,
}

/// Why a signature is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignatureError {
    #[error("this request must be signed: header {0} is missing")]
    Missing(&'static str),
    #[error("header {header} is not {expected}")]
    Malformed { header: &'static str, expected: &'static str },
    #[error(
        "the request was signed {0} seconds before or after the hub's time, at most {WINDOW_SECS} are allowed: set the clock and sign again"
    )]
    Expired(u64),
    #[error(
        "the signature does not match the key, host, method, path, time and body hash of this request: sign exactly what is sent, and let servers in between pass the host header on"
    )]
    Wrong,
}

/// SHA-256 of an empty body.
pub fn no_body() -> Hash {
    Native::hash(&[])
}

impl Request<'_> {
    fn message(&self) -> String {
        let Self { host, method, path, created, digest } = self;
        format!("rayment-hub-v1\n{host}\n{method}\n{path}\n{created}\n{}", hex32::encode(digest))
    }

    /// Signs it.
    pub fn sign(&self, key: &Keypair) -> Signed {
        let signature = key.sign_message(self.message().as_bytes());
        Signed { key: key.pubkey().to_string(), created: self.created.to_string(), signature: signature.to_string() }
    }
}

impl Signed {
    /// Who signed this request, if it was signed within the window around `now`.
    pub fn verify(
        &self,
        host: &str,
        method: &str,
        path: &str,
        digest: &Hash,
        now: i64,
    ) -> Result<Pubkey, SignatureError> {
        let key = decode::<32>(&self.key, KEY, "base58 of 32 bytes")?;
        let signature = decode::<64>(&self.signature, SIGNATURE, "base58 of 64 bytes")?;
        let created: i64 = self
            .created
            .parse()
            .map_err(|_| SignatureError::Malformed { header: CREATED, expected: "a number of unix seconds" })?;
        let apart = now.abs_diff(created);
        if apart > WINDOW_SECS.unsigned_abs() {
            return Err(SignatureError::Expired(apart));
        }
        let verifier = VerifyingKey::from_bytes(&key)
            .map_err(|_| SignatureError::Malformed { header: KEY, expected: "a point of the curve" })?;
        let message = Request { host, method, path, created, digest }.message();
        verifier
            .verify_strict(message.as_bytes(), &ed25519_dalek::Signature::from_bytes(&signature))
            .map_err(|_| SignatureError::Wrong)?;
        Ok(Pubkey::new_from_array(key))
    }
}

fn decode<const N: usize>(text: &str, header: &'static str, expected: &'static str) -> Result<[u8; N], SignatureError> {
    let mut bytes = [0; N];
    // A buffer of the right size also refuses texts that are too long before they are decoded.
    match bs58::decode(text).onto(&mut bytes) {
        Ok(found) if found == N => Ok(bytes),
        _ => Err(SignatureError::Malformed { header, expected }),
    }
}
