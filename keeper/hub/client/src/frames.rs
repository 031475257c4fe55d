//! Result frames: the linear tiles of one frame of a job, one body.

use rayment_spec::hex32;
use reqwest::Method;
use solana_pubkey::Pubkey;

use crate::{
    HubClient, HubError,
    blobs::verified,
    request::{Body, Call, retried},
    signature::DIGEST,
};

/// Previews are small: a quarter of 65,536 pixels a side would be more, and no one asks for that.
const PREVIEW_BYTES: u64 = 64 << 20;
/// The largest frame that is held in memory.
pub const FRAME_BYTES: u64 = 2 << 30;

impl HubClient {
    /// Uploads a frame, by its real number, while the provider holds the job and has not delivered.
    /// To be signed by the provider's operator (or wallet). May be repeated; the last one counts.
    pub async fn put_frame(&self, job: &Pubkey, attempt: u8, frame: u32, body: Vec<u8>) -> Result<(), HubError> {
        let (path, body) = (path(job, attempt, frame), Body::bytes(body.into()));
        self.done(&Call { method: Method::PUT, path, body, signed: true }).await
    }

    /// Fetches a frame as the provider uploaded it. The keeper may at any time, the client's wallet
    /// once the job is accepted or was closed as paid, the provider its own. Compare it with the
    /// commitment by `rayment_client::order::delivery`: the hub's word is not enough.
    pub async fn frame(&self, job: &Pubkey, attempt: u8, frame: u32) -> Result<Vec<u8>, HubError> {
        let call = Call::signed_get(path(job, attempt, frame));
        retried(|| async {
            let answer = self.send_once(&call).await?;
            let digest = answer.headers().get(DIGEST).and_then(|digest| digest.to_str().ok()).and_then(hex32::decode);
            let missing = || HubError::Answer(format!("{}: no header {DIGEST}", call.path));
            let digest = digest.ok_or_else(missing)?;
            verified(&call.path, self.read(answer, &call.path, FRAME_BYTES).await?, &digest)
        })
        .await
    }

    /// Whether the hub has a frame that the provider uploaded. To be signed like [`Self::frame`].
    pub async fn has_frame(&self, job: &Pubkey, attempt: u8, frame: u32) -> Result<bool, HubError> {
        let call = Call { method: Method::HEAD, ..Call::signed_get(path(job, attempt, frame)) };
        match self.done(&call).await {
            Ok(()) => Ok(true),
            Err(HubError::NotFound(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Uploads what a frame will look like, while the provider holds the job: linear pixels of
    /// `rayment_client::order::delivery::draft_size`. Signed like [`Self::put_frame`]; the last one counts.
    pub async fn put_draft(&self, job: &Pubkey, attempt: u8, frame: u32, pixels: Vec<u8>) -> Result<(), HubError> {
        let (path, body) = (format!("{}/draft", path(job, attempt, frame)), Body::bytes(pixels.into()));
        self.done(&Call { method: Method::PUT, path, body, signed: true }).await
    }

    /// Fetches a small picture of a frame as PNG, or of its draft before there is a frame. Needs no key.
    pub async fn preview(&self, job: &Pubkey, attempt: u8, frame: u32) -> Result<Vec<u8>, HubError> {
        let call = Call::get(format!("{}/preview.png", path(job, attempt, frame)));
        retried(|| async { self.read(self.send_once(&call).await?, &call.path, PREVIEW_BYTES).await }).await
    }
}

fn path(job: &Pubkey, attempt: u8, frame: u32) -> String {
    format!("/jobs/{job}/attempts/{attempt}/frames/{frame}")
}
