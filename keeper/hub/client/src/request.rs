//! One request: signed, sent, tried again, its refusal understood.

use std::{
    io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bytes::Bytes;
use futures::stream;
use rayment_core::{Hash, Native, Sha256};
use rayment_spec::hex32;
use reqwest::{Method, Response, StatusCode, header, redirect::Policy};
use serde::{Serialize, de::DeserializeOwned};
use tokio::{io::AsyncReadExt, time};

use crate::{
    HubClient, HubError,
    signature::{self, Signed},
    wire::Failure,
};

const TRIES: u32 = 5;
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const CONNECT: Duration = Duration::from_secs(5);
/// The longest that the hub may take to answer, uploads aside.
pub(crate) const IDLE: Duration = Duration::from_secs(45);
/// The slowest upload that is waited for, in bytes per second.
const SLOWEST: u64 = 32 << 10;
/// JSON answers are small.
const ANSWER_BYTES: u64 = 16 << 20;
const READ_BYTES: usize = 256 << 10;

/// What is sent with a request.
pub(crate) enum Body {
    None,
    Bytes { bytes: Bytes, digest: Hash, kind: &'static str },
    File { path: PathBuf, digest: Hash, length: u64 },
}

pub(crate) struct Call {
    pub method: Method,
    /// With the query.
    pub path: String,
    pub body: Body,
    pub signed: bool,
}

impl Body {
    pub fn bytes(bytes: Bytes) -> Self {
        let digest = Native::hash(&[&bytes]);
        Self::Bytes { bytes, digest, kind: "application/octet-stream" }
    }

    pub fn json(value: &impl Serialize) -> Self {
        // Our own types always have a JSON form.
        let bytes = Bytes::from(serde_json::to_vec(value).unwrap_or_default());
        let digest = Native::hash(&[&bytes]);
        Self::Bytes { bytes, digest, kind: "application/json" }
    }

    fn digest(&self) -> Hash {
        match self {
            Self::None => signature::no_body(),
            Self::Bytes { digest, .. } | Self::File { digest, .. } => *digest,
        }
    }

    fn length(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::Bytes { bytes, .. } => bytes.len() as u64,
            Self::File { length, .. } => *length,
        }
    }
}

impl Call {
    pub fn get(path: String) -> Self {
        Self { method: Method::GET, path, body: Body::None, signed: false }
    }

    pub fn signed_get(path: String) -> Self {
        Self { signed: true, ..Self::get(path) }
    }
}

/// A connection without TLS. No proxy: the hub of a local set-up is on loopback. A hub serves from its own address:
/// where it sends a client elsewhere, that is refused.
pub(crate) fn http() -> reqwest::Result<reqwest::Client> {
    install_crypto();
    // Certificates are not needed, and a small machine may have none.
    reqwest::Client::builder().redirect(Policy::none()).connect_timeout(CONNECT).no_proxy().tls_certs_only([]).build()
}

/// A connection with TLS, by the system's certificates and proxies.
pub(crate) fn https() -> reqwest::Result<reqwest::Client> {
    install_crypto();
    reqwest::Client::builder().redirect(Policy::none()).connect_timeout(CONNECT).https_only(true).build()
}

/// rustls refuses to guess which of several providers to use.
pub(crate) fn install_crypto() {
    // An error says that the process has already chosen one, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

impl HubClient {
    /// Sends a call, again while the answer is "later".
    pub(crate) async fn send(&self, call: &Call) -> Result<Response, HubError> {
        retried(|| self.send_once(call)).await
    }

    /// Sends a call whose answer does not matter.
    pub(crate) async fn done(&self, call: &Call) -> Result<(), HubError> {
        self.send(call).await.map(drop)
    }

    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call) -> Result<T, HubError> {
        let bytes =
            retried(|| async { self.read(self.send_once(&call).await?, &call.path, ANSWER_BYTES).await }).await?;
        serde_json::from_slice(&bytes).map_err(|error| HubError::Answer(format!("{}: {error}", call.path)))
    }

    pub(crate) async fn send_once(&self, call: &Call) -> Result<Response, HubError> {
        let url = format!("{}{}", self.url(), call.path);
        let mut request = self.0.http.request(call.method.clone(), url);
        for (name, value) in self.headers(call)? {
            request = request.header(name, value);
        }
        request = match &call.body {
            Body::None => request,
            Body::Bytes { bytes, kind, .. } => request.header(header::CONTENT_TYPE, *kind).body(bytes.clone()),
            Body::File { path, length, .. } => {
                request.header(header::CONTENT_LENGTH, *length).body(streamed(path, *length).await?)
            }
        };
        let timeout = IDLE + Duration::from_secs(call.body.length() / SLOWEST);
        let answer = time::timeout(timeout, request.send()).await;
        let answer = answer.map_err(|_| self.unreachable("it did not answer in time".into()))?;
        self.checked(answer.map_err(|error| self.unreachable(chained(&error)))?).await
    }

    /// Signature and digest of a call, made anew for each try because they run out.
    pub(crate) fn headers(&self, call: &Call) -> Result<Vec<(&'static str, String)>, HubError> {
        let mut headers = Vec::new();
        let digest = call.body.digest();
        if !matches!(call.body, Body::None) {
            headers.push((signature::DIGEST, hex32::encode(&digest)));
        }
        if call.signed {
            let key = self.0.key.as_ref().ok_or(HubError::NoKey)?;
            let (host, method) = (self.host(), call.method.as_str());
            let request = signature::Request { host: &host, method, path: &call.path, created: now(), digest: &digest };
            let Signed { key, created, signature } = request.sign(key);
            headers.extend([(signature::KEY, key), (signature::CREATED, created), (signature::SIGNATURE, signature)]);
        }
        Ok(headers)
    }

    /// The answer, if it is not a refusal.
    async fn checked(&self, answer: Response) -> Result<Response, HubError> {
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        // A refusal that cannot be read is still a refusal.
        let body = self.read(answer, "a refusal", ANSWER_BYTES).await.unwrap_or_default();
        Err(self.refusal(status, &body))
    }

    pub(crate) fn refusal(&self, status: StatusCode, body: &[u8]) -> HubError {
        let (code, message) = match serde_json::from_slice::<Failure>(body) {
            _ if status.is_redirection() => (
                "redirected".to_owned(),
                "it sends its clients to another address: use that one if you trust it".to_owned(),
            ),
            Ok(Failure { error }) => (error.code, error.message),
            Err(_) => ("unknown".to_owned(), status.canonical_reason().unwrap_or("no reason given").to_owned()),
        };
        match status {
            StatusCode::NOT_FOUND => HubError::NotFound(message),
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
            | StatusCode::INTERNAL_SERVER_ERROR
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT => self.unreachable(format!("it answered {}: {message}", status.as_u16())),
            _ => HubError::Refused { status: status.as_u16(), code, message },
        }
    }

    /// Reads an answer of at most `limit` bytes.
    pub(crate) async fn read(&self, mut answer: Response, what: &str, limit: u64) -> Result<Vec<u8>, HubError> {
        let too_large = || HubError::TooLarge { what: what.to_owned(), limit };
        let announced = answer.content_length().unwrap_or(0);
        if announced > limit {
            return Err(too_large());
        }
        // An announced size is only a promise: memory is taken as the bytes arrive.
        let mut bytes = Vec::new();
        loop {
            let chunk = time::timeout(IDLE, answer.chunk()).await;
            let chunk = chunk.map_err(|_| self.unreachable(format!("{what} stopped arriving")))?;
            let Some(chunk) = chunk.map_err(|error| self.unreachable(chained(&error)))? else { return Ok(bytes) };
            if (bytes.len() as u64).saturating_add(chunk.len() as u64) > limit {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
    }

    pub(crate) fn unreachable(&self, reason: String) -> HubError {
        HubError::Unreachable { url: self.url().to_owned(), reason }
    }
}

/// Tries again what may work later, with growing pauses.
pub(crate) async fn retried<T, F: Future<Output = Result<T, HubError>>>(
    operation: impl Fn() -> F,
) -> Result<T, HubError> {
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match operation().await {
            Err(error) if error.is_transient() => tracing::debug!(%error, "trying again"),
            other => return other,
        }
        time::sleep(pause).await;
        pause *= 2;
    }
    operation().await
}

/// A file as it is read, never more than its length at the time it was hashed.
async fn streamed(path: &Path, length: u64) -> Result<reqwest::Body, HubError> {
    let file = tokio::fs::File::open(path).await;
    let file = file.map_err(|source| HubError::File { path: path.to_owned(), source })?.take(length);
    let chunks = stream::try_unfold(file, |mut file| async move {
        let mut chunk = vec![0; READ_BYTES];
        let read = file.read(&mut chunk).await?;
        chunk.truncate(read);
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    Ok(reqwest::Body::wrap_stream(chunks))
}

/// An error with what caused it, in one line.
fn chained(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}

pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
