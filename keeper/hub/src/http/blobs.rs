//! Files under their SHA-256. Whoever knows a hash can fetch the file.

use std::{io, ops::Range, sync::Arc};

use axum::{
    Json,
    body::{Body, BodyDataStream, Bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use futures::{StreamExt, stream, stream::BoxStream};
use object_store::path::Path as ObjectPath;
use rayment_core::Hash;
use rayment_spec::hex32;
use serde::Serialize;
use sha2::Digest;

use super::{
    AppState, Refusal, auth,
    path::{self, InPath},
    places::Stake,
    receive,
};
use crate::{
    room::Newcomer,
    store::{Existing, Store, blob_path},
};

/// What an upload is answered with.
#[derive(Serialize)]
struct Stored {
    sha256: String,
    bytes: u64,
}

pub async fn upload(
    State(app): State<Arc<AppState>>,
    InPath(name): InPath<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let mut chunks = body.into_data_stream();
    let stored = stored(&app, &name, &parts, &mut chunks).await;
    receive::drain(chunks);
    let (status, stored) = stored?;
    Ok((status, Json(stored)).into_response())
}

async fn stored(
    app: &AppState,
    name: &str,
    parts: &Parts,
    chunks: &mut BodyDataStream,
) -> Result<(StatusCode, Stored), Refusal> {
    let hash = path::hash(name)?;
    let (key, digest) = auth::signer_of_stream(&app.hosts, parts)?;
    let sha256 = hex32::encode(&hash);
    if digest != hash {
        let message = format!(
            "the path names SHA-256 {sha256}, header x-rayment-digest names {}: both must be the SHA-256 of the body",
            hex32::encode(&digest)
        );
        return Err(Refusal::unusable("wrong_hash", message));
    }
    let place = blob_path(&hash);
    if let Some(bytes) = app.store.length(&place).await? {
        app.store.owners().wants(hash, key);
        app.store.touch(&place).await;
        return Ok((StatusCode::OK, Stored { sha256, bytes }));
    }
    let taken = app.uploads.acquire(key, Stake::Money, &app.chain).await?;
    let declared = receive::declared(&parts.headers)?;
    let newcomer = Newcomer::Key { key, bytes: declared.unwrap_or(app.limits.blob_bytes) };
    let mut upload = match app.store.upload_blob(place.clone(), declared).await {
        Ok(upload) => upload,
        Err(error) => {
            receive::make_room(app, newcomer, declared.unwrap_or(0), error).await?;
            app.store.upload_blob(place, declared).await?
        }
    };
    receive::into_upload((app, newcomer), chunks, &mut upload, taken.lost()).await?;
    // Before it is seen: nobody's goes first.
    app.store.owners().wants(hash, key);
    let bytes = upload.finish(&hash, &[], Existing::Keep).await?;
    Ok((StatusCode::CREATED, Stored { sha256, bytes }))
}

pub async fn head(
    State(app): State<Arc<AppState>>,
    InPath(name): InPath<String>,
    request: Request,
) -> Result<Response, Refusal> {
    let hash = path::hash(&name)?;
    let (parts, _) = request.into_parts();
    // Who signs says that it wants the blob to stay, and that its money stands behind it.
    let key = auth::is_signed(&parts).then(|| auth::signer(&app.hosts, &parts)).transpose()?;
    let place = blob_path(&hash);
    let length = app.store.length(&place).await?.ok_or_else(|| missing(&hash))?;
    // A client that finds it here will not upload it, so it has to stay.
    app.store.touch(&place).await;
    key.into_iter().for_each(|key| app.store.owners().wants(hash, key));
    Ok((StatusCode::OK, headers(&hash, length), Body::empty()).into_response())
}

pub async fn download(
    State(app): State<Arc<AppState>>,
    InPath(name): InPath<String>,
    asked: HeaderMap,
) -> Result<Response, Refusal> {
    let hash = path::hash(&name)?;
    let place = blob_path(&hash);
    let length = app.store.length(&place).await?.ok_or_else(|| missing(&hash))?;
    app.store.touch(&place).await;
    let range = match range(&asked, length) {
        Asked::All => None,
        Asked::Part(range) => Some(range),
        Asked::Nothing => return Ok(unsatisfiable(length)),
    };
    let found = app.store.open_range(&place, range.clone()).await?.ok_or_else(|| missing(&hash))?;
    let Some(range) = range else {
        let body = checked(app.store.clone(), place, hash, found.into_stream());
        return Ok((StatusCode::OK, headers(&hash, length), body).into_response());
    };
    let mut answer = headers(&hash, range.end - range.start);
    answer.insert(header::CONTENT_RANGE, text(format!("bytes {}-{}/{length}", range.start, range.end - 1)));
    Ok((StatusCode::PARTIAL_CONTENT, answer, Body::from_stream(found.into_stream())).into_response())
}

fn missing(hash: &Hash) -> Refusal {
    Refusal::not_found("no_such_blob", format!("the hub has no blob {}: upload it first", hex32::encode(hash)))
}

fn unsatisfiable(length: u64) -> Response {
    let message = format!("the blob has {length} bytes: ask for a range within them");
    let mut answer = Refusal::new(StatusCode::RANGE_NOT_SATISFIABLE, "no_such_range", message).into_response();
    answer.headers_mut().insert(header::CONTENT_RANGE, text(format!("bytes */{length}")));
    answer
}

/// To a browser a blob is bytes to save, whatever it contains; and it never changes.
fn headers(hash: &Hash, length: u64) -> HeaderMap {
    HeaderMap::from_iter([
        (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment")),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CONTENT_LENGTH, HeaderValue::from(length)),
        (header::ETAG, text(format!("\"{}\"", hex32::encode(hash)))),
    ])
}

fn text(value: String) -> HeaderValue {
    // Our own digits and letters are always valid in a header.
    HeaderValue::try_from(value).unwrap_or_else(|_| HeaderValue::from_static(""))
}

enum Asked {
    All,
    Part(Range<u64>),
    Nothing,
}

/// The range asked for, if the header names exactly one; anything else asks for all of it.
fn range(headers: &HeaderMap, length: u64) -> Asked {
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let Some((from, to)) = asked.and_then(|text| text.strip_prefix("bytes=")).and_then(|text| text.split_once('-'))
    else {
        return Asked::All;
    };
    let range = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => from..to.saturating_add(1).min(length),
        (Ok(from), Err(_)) if to.is_empty() => from..length,
        (Err(_), Ok(last)) if from.is_empty() => length.saturating_sub(last)..length,
        _ => return Asked::All,
    };
    if range.start < range.end { Asked::Part(range) } else { Asked::Nothing }
}

/// A blob as it is sent, hashed once more on the way. The last piece of a damaged blob is never sent,
/// and the blob is removed so that it can be uploaded again.
fn checked(
    store: Store,
    path: ObjectPath,
    expected: Hash,
    chunks: BoxStream<'static, object_store::Result<Bytes>>,
) -> Body {
    let start = (chunks, sha2::Sha256::new(), None::<Bytes>, store, path);
    Body::from_stream(stream::try_unfold(start, move |(mut chunks, mut hasher, mut held, store, path)| async move {
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(io::Error::other)?;
            hasher.update(&chunk);
            if let Some(before) = held.replace(chunk) {
                return Ok(Some((before, (chunks, hasher, held, store, path))));
            }
        }
        let Some(last) = held.take() else { return Ok(None) };
        let found: Hash = hasher.clone().finalize().into();
        if found == expected {
            return Ok(Some((last, (chunks, hasher, None, store, path))));
        }
        tracing::error!(%path, "a blob is damaged on disk: removing it, so that it can be uploaded again");
        store.remove(&path).await.map_err(io::Error::other)?;
        Err(io::Error::other("the blob is damaged"))
    }))
}
