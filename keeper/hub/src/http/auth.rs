//! Who a request is from.

use std::{
    net::SocketAddr,
    time::{SystemTime, UNIX_EPOCH},
};

use axum::{
    body::{Body, Bytes, to_bytes},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use rayment_core::{Hash, Native, Sha256};
use rayment_hub_client::signature::{CREATED, DIGEST, KEY, SIGNATURE, SignatureError, Signed, no_body};
use rayment_spec::hex32;
use solana_pubkey::Pubkey;

use super::Refusal;

/// The names by which clients reach this hub. A signature names the host it was made for. A request
/// that was signed for another hub could be sent here under any header, so only our own names count.
pub struct Hosts(Vec<String>);

impl Hosts {
    /// The configured names, and the address it listens at. `None` if that leaves no name at all.
    pub fn of(configured: &[String], address: SocketAddr) -> Option<Self> {
        let mut names: Vec<_> = configured.iter().map(|name| name.to_ascii_lowercase()).collect();
        // Clients leave the scheme's own port out of the header.
        let plain = |text: &str| text.strip_suffix(":80").unwrap_or(text).to_owned();
        if !address.ip().is_unspecified() {
            names.push(plain(&address.to_string()));
        }
        if address.ip().is_loopback() {
            names.push(plain(&format!("localhost:{}", address.port())));
        }
        (!names.is_empty()).then_some(Self(names))
    }

    /// The name that a request was sent to, if it is one of ours.
    fn named(&self, parts: &Parts) -> Result<&str, Refusal> {
        let header = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok());
        // HTTP/2 carries it in the address.
        let sent = header.or_else(|| parts.uri.authority().map(|authority| authority.as_str())).unwrap_or_default();
        self.0.iter().find(|name| name.eq_ignore_ascii_case(sent)).map(String::as_str).ok_or_else(|| {
            let message = format!(
                "this hub answers to {}, the request was sent to `{sent}`: use one of those names, or ask the operator to add this one",
                self.0.join(" or ")
            );
            Refusal::new(StatusCode::MISDIRECTED_REQUEST, "other_host", message)
        })
    }
}

/// Whether a request bears a signature.
pub fn is_signed(parts: &Parts) -> bool {
    parts.headers.contains_key(SIGNATURE)
}

/// The signer of a request without a body.
pub fn signer(hosts: &Hosts, parts: &Parts) -> Result<Pubkey, Refusal> {
    signer_of(hosts, parts, &no_body())
}

/// The signer of a request whose body is yet to come, and the hash it must have.
pub fn signer_of_stream(hosts: &Hosts, parts: &Parts) -> Result<(Pubkey, Hash), Refusal> {
    let text = header(&parts.headers, DIGEST)?;
    let expected = "64 hexadecimal digits: the body's SHA-256";
    let digest = hex32::decode(&text).ok_or(SignatureError::Malformed { header: DIGEST, expected })?;
    Ok((signer_of(hosts, parts, &digest)?, digest))
}

/// The small body of a request whose signer is known, with the hash that was signed.
pub async fn signed_body(body: Body, limit: usize, digest: &Hash) -> Result<Bytes, Refusal> {
    let bytes = small(body, limit).await?;
    let found = Native::hash(&[&bytes]);
    if found == *digest {
        return Ok(bytes);
    }
    let (digest, found) = (hex32::encode(digest), hex32::encode(&found));
    let message = format!("header {DIGEST} names SHA-256 {digest}, the body has {found}: sign the body that is sent");
    Err(Refusal::unusable("wrong_hash", message))
}

/// A small body.
pub async fn small(body: Body, limit: usize) -> Result<Bytes, Refusal> {
    to_bytes(body, limit).await.map_err(|_| Refusal::too_large(limit as u64))
}

fn signer_of(hosts: &Hosts, parts: &Parts, digest: &Hash) -> Result<Pubkey, Refusal> {
    let headers = &parts.headers;
    let signed = Signed {
        key: header(headers, KEY)?,
        created: header(headers, CREATED)?,
        signature: header(headers, SIGNATURE)?,
    };
    let host = hosts.named(parts)?;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    Ok(signed.verify(host, parts.method.as_str(), path, digest, now())?)
}

fn header(headers: &HeaderMap, name: &'static str) -> Result<String, SignatureError> {
    let value = headers.get(name).ok_or(SignatureError::Missing(name))?;
    let text = value.to_str().map_err(|_| SignatureError::Malformed { header: name, expected: "plain text" })?;
    Ok(text.to_owned())
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
