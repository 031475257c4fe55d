//! Input files from the hub into the cache, each checked against its hash.

use rayment_hub_client::{HubClient, HubError};
use rayment_spec::{File, Spec};
use std::time::Duration;

use super::WorkError;
use crate::cache::Cache;

/// Pause between tries where the hub is down or does not have a file yet.
const PAUSE: Duration = Duration::from_secs(2);
/// A client that has paid has uploaded: after this many answers of "not found" its file will not come.
const TRIES: u32 = 8;

/// Fetches what is not there yet. Waits for a hub that is down.
pub async fn fetch(hub: &HubClient, cache: &Cache, spec: &Spec) -> Result<(), WorkError> {
    for file in &spec.files {
        if !cache.has(&file.sha256, file.bytes) {
            let content = fetch_one(hub, file).await?;
            cache.keep(&file.sha256, &content, spec)?;
        }
    }
    Ok(())
}

async fn fetch_one(hub: &HubClient, file: &File) -> Result<Vec<u8>, WorkError> {
    let mut tries = 0;
    loop {
        match hub.fetch(&file.sha256, file.bytes).await {
            Ok(content) if content.len() as u64 == file.bytes => return Ok(content),
            Ok(content) => return Err(WorkError::Spec(wrong_length(file, content.len() as u64))),
            Err(HubError::TooLarge { .. }) => {
                return Err(WorkError::Spec(format!(
                    "{} is longer than the {} bytes of its spec",
                    file.path, file.bytes
                )));
            }
            Err(HubError::NotFound(_)) if tries >= TRIES => {
                return Err(WorkError::Spec(format!("{} was never uploaded to the hub", file.path)));
            }
            Err(HubError::NotFound(_)) => tries += 1,
            Err(error) if error.is_transient() => tracing::warn!(%error, "waiting for the hub"),
            Err(error) => return Err(WorkError::Worker(format!("{} cannot be fetched: {error}", file.path))),
        }
        tokio::time::sleep(PAUSE).await;
    }
}

fn wrong_length(file: &File, found: u64) -> String {
    format!("{} has {found} bytes, its spec says {}", file.path, file.bytes)
}
