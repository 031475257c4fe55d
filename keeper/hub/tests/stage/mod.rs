//! A real hub on loopback with a real folder, and who talks to it.
#![allow(dead_code, reason = "each test uses a part of it")]

pub mod actors;
pub mod chain;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rayment_core::{Hash, Native, Sha256};
use rayment_hub::{Hub, HubConfig, Limits};
use rayment_hub_client::{HubClient, HubError, signature};
use rayment_spec::hex32;
use reqwest::{Method, RequestBuilder, Response};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use tempfile::TempDir;

pub const MARKET: Pubkey = Pubkey::new_from_array([7; 32]);

pub struct Stage {
    pub hub: Hub,
    pub folder: TempDir,
    /// Anybody's key.
    pub key: Arc<Keypair>,
    http: reqwest::Client,
}

impl Stage {
    /// A hub whose chain does not answer.
    pub async fn open() -> Self {
        Self::with(Limits { free_disk_bytes: 0, ..Limits::default() }, "http://127.0.0.1:9").await
    }

    pub async fn limited(limits: Limits) -> Self {
        Self::with(limits, "http://127.0.0.1:9").await
    }

    pub async fn with(limits: Limits, rpc_url: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let hub = hub(folder.path(), limits, rpc_url).await;
        let key = Arc::new(Keypair::new());
        HubClient::new(&hub.url(), None).expect("a client");
        let http = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().expect("a client");
        Self { hub, folder, key, http }
    }

    /// Stops the hub and starts one in the same folder.
    pub async fn restarted(self) -> Self {
        let Self { hub: old, folder, key, http } = self;
        old.stop().await;
        let limits = Limits { free_disk_bytes: 0, ..Limits::default() };
        Self { hub: hub(folder.path(), limits, "http://127.0.0.1:9").await, folder, key, http }
    }

    pub fn client(&self) -> HubClient {
        self.client_of(&self.key)
    }

    pub fn client_of(&self, key: &Arc<Keypair>) -> HubClient {
        HubClient::new(&self.hub.url(), Some(key.clone())).expect("a client")
    }

    /// A request without signature.
    pub fn plain(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.hub.url()))
    }

    /// A request that is signed for another one: another path, time or body.
    pub fn signed_as(&self, method: Method, path: &str, signed: signature::Request) -> RequestBuilder {
        let headers = signed.sign(&self.key);
        self.plain(method, path)
            .header(signature::KEY, headers.key)
            .header(signature::CREATED, headers.created)
            .header(signature::SIGNATURE, headers.signature)
            .header(signature::DIGEST, hex32::encode(signed.digest))
    }

    pub fn signed(&self, method: Method, path: &str, digest: &Hash) -> RequestBuilder {
        let (host, name) = (self.host(), method.to_string());
        self.signed_as(method, path, signature::Request { host: &host, method: &name, path, created: now(), digest })
    }

    /// What goes as `Host` header.
    pub fn host(&self) -> String {
        self.hub.address().to_string()
    }

    /// Whether nothing but whole objects lies in the hub's folder, in the end.
    pub async fn leaves_nothing_partial(&self) -> bool {
        eventually(|| async { !names(&self.folder.path().join("objects")).iter().any(|name| name.contains('#')) }).await
    }
}

async fn hub(folder: &Path, limits: Limits, rpc_url: &str) -> Hub {
    let mut config = HubConfig::new(folder.to_owned(), rpc_url.to_owned(), "ws://127.0.0.1:9".to_owned(), MARKET);
    config.limits = limits;
    Hub::start(config).await.expect("the hub starts")
}

/// All file names below a folder.
pub fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let entry = |entry: std::fs::DirEntry| match entry.path() {
        path if path.is_dir() => names(&path),
        path => vec![path.display().to_string()],
    };
    entries.flatten().flat_map(entry).collect()
}

/// Waits until something is so, ten seconds at most.
pub async fn eventually<F: Future<Output = bool>>(is_so: impl Fn() -> F) -> bool {
    let waiting = async {
        while !is_so().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), waiting).await.is_ok()
}

pub fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs() as i64
}

pub fn hash(bytes: &[u8]) -> Hash {
    Native::hash(&[bytes])
}

pub fn blob(hash: &Hash) -> String {
    format!("/blobs/{}", hex32::encode(hash))
}

/// Status and code of a refusal, which must be JSON with a message.
pub async fn refusal(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let failure: rayment_hub_client::wire::Failure = answer.json().await.expect("a refusal as JSON");
    assert!(failure.error.message.len() > 20, "a message that helps: {}", failure.error.message);
    (status, failure.error.code)
}

/// Status and code of a refusal that the client understood.
pub fn refused(error: HubError) -> (u16, String) {
    match error {
        HubError::Refused { status, code, .. } => (status, code),
        other => panic!("a refusal was expected: {other}"),
    }
}

/// Bytes that are not all the same.
pub fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    };
    (0..length).map(|_| next()).collect()
}
