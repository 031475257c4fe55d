//! How far a frame is, reported to the hub a few times a second.

use std::time::Duration;

use rayment_hub_client::{HubClient, Progress};
use tokio::sync::watch;

const PAUSE: Duration = Duration::from_millis(250);

/// Reports whatever is newest until the renderer is done. It is for people to watch: a report that
/// fails is dropped, and work never waits for one.
pub(super) async fn report(hub: HubClient, mut newest: watch::Receiver<Option<Progress>>) {
    while newest.changed().await.is_ok() {
        let progress = *newest.borrow_and_update();
        if let Some(progress) = progress
            && let Err(error) = hub.progress(&progress).await
        {
            tracing::debug!(%error, job = %progress.job, "progress was not reported");
        }
        tokio::time::sleep(PAUSE).await;
    }
}
