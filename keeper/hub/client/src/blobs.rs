//! Blobs: files by their SHA-256.

use std::path::Path;

use bytes::Bytes;
use rayment_core::{Hash, Native, Sha256};
use rayment_spec::{Spec, hex32};
use reqwest::Method;
use sha2::Digest;
use tokio::io::AsyncReadExt;

use crate::{
    HubClient, HubError,
    request::{Body, Call, retried},
};

const READ_BYTES: usize = 256 << 10;

impl HubClient {
    /// Whether the hub has a blob.
    pub async fn has(&self, hash: &Hash) -> Result<bool, HubError> {
        // Signed, it says that the blob is wanted by a wallet with money: then it stays where room is short.
        let signed = self.0.key.is_some();
        let call = Call { method: Method::HEAD, signed, ..Call::get(blob(hash)) };
        match self.send(&call).await {
            Ok(_) => Ok(true),
            Err(HubError::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Puts bytes into the hub unless it has them, and returns their hash.
    pub async fn put(&self, bytes: &[u8]) -> Result<Hash, HubError> {
        let hash = Native::hash(&[bytes]);
        if !self.has(&hash).await? {
            let body = Body::bytes(Bytes::copy_from_slice(bytes));
            self.done(&Call { method: Method::PUT, path: blob(&hash), body, signed: true }).await?;
        }
        Ok(hash)
    }

    /// Puts a file into the hub unless it has it; returns its hash and its length in bytes. The file
    /// is read twice and never held in memory.
    pub async fn put_file(&self, path: &Path) -> Result<(Hash, u64), HubError> {
        let failed = |source| HubError::File { path: path.to_owned(), source };
        let (hash, length) = hash_file(path).await.map_err(failed)?;
        if !self.has(&hash).await? {
            let body = Body::File { path: path.to_owned(), digest: hash, length };
            self.done(&Call { method: Method::PUT, path: blob(&hash), body, signed: true }).await?;
        }
        Ok((hash, length))
    }

    /// Fetches a blob of at most `max_bytes` bytes. What comes back has this hash.
    pub async fn fetch(&self, hash: &Hash, max_bytes: u64) -> Result<Vec<u8>, HubError> {
        let call = Call::get(blob(hash));
        let bytes = retried(|| async { self.read(self.send_once(&call).await?, &call.path, max_bytes).await }).await?;
        verified(&call.path, bytes, hash)
    }

    /// Fetches and decodes a spec: what comes back has this hash and keeps every rule of a spec.
    pub async fn spec(&self, hash: &Hash) -> Result<Spec, HubError> {
        let bytes = self.fetch(hash, rayment_spec::MAX_BYTES as u64).await?;
        Spec::decode(&bytes).map_err(HubError::Spec)
    }
}

fn blob(hash: &Hash) -> String {
    format!("/blobs/{}", hex32::encode(hash))
}

/// The bytes, if they have the hash.
pub(crate) fn verified(what: &str, bytes: Vec<u8>, expected: &Hash) -> Result<Vec<u8>, HubError> {
    let found = Native::hash(&[&bytes]);
    if found == *expected {
        return Ok(bytes);
    }
    let (expected, found) = (hex32::encode(expected), hex32::encode(&found));
    Err(HubError::Corrupt { what: what.to_owned(), expected, found })
}

async fn hash_file(path: &Path) -> std::io::Result<(Hash, u64)> {
    let mut file = tokio::fs::File::open(path).await?;
    let (mut hasher, mut length, mut chunk) = (sha2::Sha256::new(), 0u64, vec![0; READ_BYTES]);
    loop {
        let read = file.read(&mut chunk).await?;
        let Some(bytes) = chunk.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hasher.update(bytes);
        length = length.saturating_add(bytes.len() as u64);
    }
    Ok((hasher.finalize().into(), length))
}
