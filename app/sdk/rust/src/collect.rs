//! From delivered tiles to pictures: fetched, checked against the commitment, joined, written.

use std::path::{Path, PathBuf};

use rayment_client::{ChainError, history::JobHistory, order::delivery::Leaves};
use rayment_core::job::Chunk;
use rayment_hub_client::HubClient;
use rayment_picture::{Denoiser, LinearImage};
use rayment_render::FileMap;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{
    Error, FramePart, Missing, Refusal, Session,
    parts::{Parts, place},
    picture_writer::PictureWriter,
    verify,
};

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
///
/// # Errors
/// [`Refusal::NotPaid`]; [`Error::Chain`] where that is not known; [`Error::Delivery`] where the hub's copy
/// is not what was committed to.
pub async fn fetch(hub: &HubClient, spec: &Spec, history: &JobHistory) -> Result<Fetched, Error> {
    let unread = || ChainError::Unread { address: history.job, unread: history.unread };
    let delivered = match &history.delivered {
        Some(delivered) if history.is_paid() => delivered,
        // What strangers did to its list of transactions does not make it unpaid.
        _ if history.is_paid() || (history.ended_by.is_none() && history.unread > 0) => return Err(unread().into()),
        _ => return Err(Refusal::NotPaid(history.job).into()),
    };
    let wrong = |source| Error::Delivery { job: history.job, source };
    let chunk = history.offer.chunk;
    let mut leaves = Leaves::new(spec, &chunk);
    let mut bodies = Vec::new();
    for frame in chunk.frame_numbers().take(delivered.frames as usize) {
        let body = hub.frame(&history.job, delivered.attempt, frame).await?;
        leaves.push(&body).map_err(wrong)?;
        bodies.push((frame, body));
    }
    leaves.verify(&delivered.root).map_err(wrong)?;
    // A provider that filled its own logs and has retired since goes without a name.
    let provider = delivered.provider.unwrap_or_default();
    Ok(Fetched { job: history.job, provider, chunk, bodies })
}

/// The pictures of one spec, in a folder.
pub struct OutputFolder<'a> {
    spec: &'a Spec,
    writer: PictureWriter<'a>,
    parts: Parts,
}

impl<'a> OutputFolder<'a> {
    /// `files` are those of the scene: denoising and layers take from it what the camera sees first.
    pub fn new(spec: &'a Spec, path: &'a Path, files: &FileMap, denoiser: Denoiser) -> Result<Self, Error> {
        let writer = PictureWriter::new(spec, path, files, denoiser)?;
        Ok(Self { spec, writer, parts: Parts::of(path, spec) })
    }

    /// Makes the film of a spec that asks for one, if all of its frames are there.
    pub fn film(&self, frames: &[FrameFile]) -> Result<Option<PathBuf>, Error> {
        self.writer.film(frames)
    }

    /// Writes the whole frames of a job, each complete or not at all, and keeps a part of a frame.
    pub fn add(&self, fetched: &Fetched) -> Result<Vec<FrameFile>, Error> {
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
            written.push(self.writer.write(*frame, &image, vec![part])?);
        }
        Ok(written)
    }

    /// Writes the frames whose parts are all here, and returns what is missing of the others. The parts stay
    /// until nothing is missing.
    pub fn join(&self) -> Result<(Vec<FrameFile>, Vec<Missing>), Error> {
        let (whole, missing) = self.parts.frames(self.spec)?;
        let mut written = Vec::new();
        for frame in whole {
            let (image, parts) = self.parts.join(self.spec, frame)?;
            written.push(self.writer.write(frame, &image, parts)?);
        }
        if missing.is_empty() && written.len() as u64 == rayment_client::order::split::frames(self.spec) {
            self.parts.forget()?;
        }
        Ok((written, missing))
    }
}

/// What to do with one job's delivery.
#[derive(Clone, Debug)]
pub struct Download {
    /// Folder for the pictures, made if missing.
    pub output: PathBuf,
    pub denoise: Denoiser,
    /// Delivered tiles to render again here and compare.
    pub verify: u32,
}

/// A job's pictures on disk.
pub struct Downloaded {
    pub frames: Vec<FrameFile>,
    /// Of the job's frames: what other jobs have to deliver.
    pub missing: Vec<Missing>,
    /// Tiles that were rendered again here and found equal.
    pub verified_tiles: u64,
}

/// Fetches and writes the pictures of a job that was paid; a part of a frame waits for the others.
///
/// # Errors
/// [`Refusal::NoJob`], [`Refusal::NotPaid`]; everything that can fail on the way from the hub to the disk.
pub async fn download(session: &Session, job: &Pubkey, asked: &Download) -> Result<Downloaded, Error> {
    let Some(history) = JobHistory::read(&session.chain, job).await? else {
        return Err(Refusal::NoJob(*job).into());
    };
    let spec = session.hub.spec(&history.offer.spec).await?;
    let fetched = fetch(&session.hub, &spec, &history).await?;
    let files = scene_files(&session.hub, &spec).await?;
    let folder = OutputFolder::new(&spec, &asked.output, &files, asked.denoise.clone())?;
    let mut frames = folder.add(&fetched)?;
    let (joined, mut missing) = folder.join()?;
    frames.extend(joined.into_iter().filter(|frame| frame.parts.iter().any(|part| part.job == *job)));
    missing.retain(|part| fetched.chunk.frame_numbers().any(|frame| frame == part.frame));
    let verified_tiles = verify::verify(&spec, &files, &fetched, asked.verify).await?;
    Ok(Downloaded { frames, missing, verified_tiles })
}

/// The files of a spec, from the hub.
async fn scene_files(hub: &HubClient, spec: &Spec) -> Result<FileMap, Error> {
    let mut files = FileMap::new();
    for file in &spec.files {
        files.insert(file.path.clone(), hub.fetch(&file.sha256, file.bytes).await?);
    }
    Ok(files)
}
