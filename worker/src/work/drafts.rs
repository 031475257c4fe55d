//! What frames will look like, uploaded while they are rendered. Nothing waits for a draft, and one that
//! fails only leaves its client without a preview.

use rayment_hub_client::HubClient;
use tokio::{runtime::Handle, sync::mpsc};

use super::Task;

/// A part of a frame that is rendered faster than this needs no draft, in milliseconds.
const FRAME_MS: u64 = 2_000;
/// A job with at least this many frames left shows one in ten of them first.
const MANY: usize = 20;
const APART: u32 = 10;

/// Where drafts of one job go.
pub(super) struct Drafts {
    send: mpsc::UnboundedSender<(u32, Vec<u8>)>,
    frame_ms: u64,
}

impl Drafts {
    /// Uploads in the background until this is dropped, and what is on its way then.
    pub fn new(hub: HubClient, task: &Task) -> Self {
        let (send, mut drafts) = mpsc::unbounded_channel::<(u32, Vec<u8>)>();
        let attempt = task.attempt;
        // Rendering runs beside the runtime, but within it.
        Handle::current().spawn(async move {
            while let Some((number, pixels)) = drafts.recv().await {
                if let Err(error) = hub.put_draft(&attempt.job, attempt.number, number, pixels).await {
                    tracing::debug!(%error, %attempt, frame = number, "a draft was not uploaded");
                }
            }
        });
        Self { send, frame_ms: task.estimate_ms }
    }

    pub fn send(&self, number: u32, pixels: Vec<u8>) {
        // Fails only when the worker is ending.
        let _ = self.send.send((number, pixels));
    }

    /// Whether a frame takes so long that people want to see something before.
    pub fn are_worth_it(&self) -> bool {
        self.frame_ms >= FRAME_MS
    }

    /// Which of a job's missing frames to draft before any is rendered.
    pub fn ahead<'a>(&self, missing: &'a [u32]) -> impl Iterator<Item = u32> + use<'a> {
        let all_ms = self.frame_ms.saturating_mul(missing.len() as u64);
        let long = missing.len() >= MANY && all_ms >= FRAME_MS;
        let tenth = |place: &u32| *place > 0 && place.is_multiple_of(APART);
        missing.iter().copied().filter(move |place| long && tenth(place))
    }
}
