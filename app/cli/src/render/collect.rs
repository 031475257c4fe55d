//! From delivered tiles to pictures: fetched, checked against the commitment, joined, written.

use std::path::{Path, PathBuf};

use anyhow::Context;
use rayment_client::{history::JobHistory, order::delivery::Leaves};
use rayment_core::job::Chunk;
use rayment_hub_client::HubClient;
use rayment_render::{
    FileMap,
    picture::{Denoiser, LinearImage},
};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use super::{
    develop::Darkroom,
    parts::{FramePart, Missing, Parts, place},
};
use crate::failure::refused;

/// Delivered frames, or a part of one: linear pixels, tile after tile, as they were committed to.
pub struct Fetched {
    pub job: Pubkey,
    /// Wallet of the provider that rendered it.
    pub provider: Pubkey,
    pub chunk: Chunk,
    pub bodies: Vec<(u32, Vec<u8>)>,
}

/// A picture on disk.
#[derive(Clone, Debug)]
pub struct FrameFile {
    /// The frame's number.
    pub index: u32,
    pub path: PathBuf,
    /// Of the file.
    pub sha256: String,
    /// Where its tiles came from, from the first to the last.
    pub parts: Vec<FramePart>,
}

/// Fetches the frames of a job that was paid, and checks that they are those of its commitment.
pub async fn fetch(hub: &HubClient, spec: &Spec, history: &JobHistory) -> anyhow::Result<Fetched> {
    let (Some(delivered), true) = (&history.delivered, history.is_paid()) else {
        return refused(format!("job {} was not paid: there is nothing to fetch", history.job));
    };
    let chunk = history.offer.chunk;
    let mut leaves = Leaves::new(spec, &chunk);
    let mut bodies = Vec::new();
    for frame in chunk.frame_numbers().take(delivered.frames as usize) {
        let body = hub.frame(&history.job, delivered.attempt, frame).await?;
        leaves.push(&body)?;
        bodies.push((frame, body));
    }
    leaves.verify(&delivered.root).with_context(|| format!("the frames of job {} in the hub", history.job))?;
    Ok(Fetched { job: history.job, provider: delivered.provider, chunk, bodies })
}

/// The pictures of one spec, in a folder.
pub struct Album<'a> {
    spec: &'a Spec,
    darkroom: Darkroom<'a>,
    parts: Parts,
}

impl<'a> Album<'a> {
    /// Files are those of the scene; they tell what the camera sees first.
    pub fn new(spec: &'a Spec, out: &'a Path, files: &FileMap, denoiser: Denoiser) -> anyhow::Result<Self> {
        let darkroom = Darkroom::new(spec, out, files, denoiser)?;
        Ok(Self { spec, darkroom, parts: Parts::of(out, spec) })
    }

    /// Makes the film of a spec that asks for one, where all of its frames are there.
    pub fn film(&self, frames: &[FrameFile]) -> anyhow::Result<Option<PathBuf>> {
        self.darkroom.film(frames)
    }

    /// Writes the whole frames of a job, each complete or not at all, and keeps a part of a frame.
    pub fn take(&self, fetched: &Fetched) -> anyhow::Result<Vec<FrameFile>> {
        let Fetched { job, provider, chunk, bodies } = fetched;
        let part = FramePart { tile: chunk.tile, tiles: chunk.tiles, job: *job, provider: *provider };
        let mut written = Vec::new();
        for (frame, body) in bodies {
            if chunk.tiles < self.spec.grid().tiles() {
                self.parts.keep(*frame, &part, body)?;
                continue;
            }
            let mut image = LinearImage::new(self.spec.width, self.spec.height);
            place(&mut image, self.spec, chunk, body)?;
            written.push(self.darkroom.write(*frame, &image, vec![part])?);
        }
        Ok(written)
    }

    /// Writes the frames of which all parts are here, and says what is missing of the others. The parts
    /// stay until nothing is missing any more.
    pub fn join(&self) -> anyhow::Result<(Vec<FrameFile>, Vec<Missing>)> {
        let (whole, missing) = self.parts.frames(self.spec)?;
        let mut written = Vec::new();
        for frame in whole {
            let (image, parts) = self.parts.join(self.spec, frame)?;
            written.push(self.darkroom.write(frame, &image, parts)?);
        }
        if missing.is_empty() && written.len() as u64 == rayment_client::order::split::frames(self.spec) {
            self.parts.forget()?;
        }
        Ok((written, missing))
    }
}
