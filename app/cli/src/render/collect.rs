//! From delivered tiles to pictures: fetched, checked against the commitment, written.

use std::path::{Path, PathBuf};

use anyhow::Context;
use rayment_client::{delivery::Leaves, history::JobHistory};
use rayment_core::{
    Native, Sha256,
    spec::{Spec, hex32},
};
use rayment_hub::HubClient;
use rayment_render::picture::{LinearImage, Look};
use solana_pubkey::Pubkey;

use crate::failure::refused;

/// A delivered frame: linear pixels, tile after tile, as they were committed to.
pub struct Fetched {
    pub job: Pubkey,
    /// Wallet of the provider that rendered it.
    pub provider: Pubkey,
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
    pub job: Pubkey,
    pub provider: Pubkey,
}

/// Fetches the frames of a job that was paid, and checks that they are those of its commitment.
pub async fn fetch(hub: &HubClient, spec: &Spec, history: &JobHistory) -> anyhow::Result<Fetched> {
    let (Some(delivered), true) = (&history.delivered, history.is_paid()) else {
        return refused(format!("job {} was not paid: there is nothing to fetch", history.job));
    };
    let chunk = &history.offer.chunk;
    let mut leaves = Leaves::new(spec, chunk);
    let mut bodies = Vec::new();
    for frame in chunk.frame_numbers().take(delivered.frames as usize) {
        let body = hub.frame(&history.job, delivered.attempt, frame).await?;
        leaves.push(&body)?;
        bodies.push((frame, body));
    }
    leaves.verify(&delivered.root).with_context(|| format!("the frames of job {} in the hub", history.job))?;
    Ok(Fetched { job: history.job, provider: delivered.provider, bodies })
}

/// Makes sure that pictures can be written, before they are paid for.
pub fn prepare(out: &Path) -> anyhow::Result<()> {
    let probe = out.join(".rayment");
    let tried = std::fs::create_dir_all(out)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    tried.with_context(|| format!("cannot write into the folder {}: choose another with --out", out.display()))
}

/// Writes the pictures of a job, each complete or not at all.
pub fn write(spec: &Spec, look: Look, fetched: &Fetched, out: &Path) -> anyhow::Result<Vec<FrameFile>> {
    std::fs::create_dir_all(out).with_context(|| format!("cannot make the folder {}", out.display()))?;
    let (job, provider) = (fetched.job, fetched.provider);
    let one = |(index, body): &(u32, Vec<u8>)| {
        let png = picture(spec, look, body)?;
        let path = out.join(format!("frame-{index:04}.png"));
        let partial = path.with_extension("png.part");
        let written = std::fs::write(&partial, &png).and_then(|()| std::fs::rename(&partial, &path));
        written.with_context(|| format!("cannot write {}", path.display()))?;
        let sha256 = hex32::encode(&Native::hash(&[&png]));
        Ok(FrameFile { index: *index, path, sha256, job, provider })
    };
    fetched.bodies.iter().map(one).collect()
}

/// The picture that linear tiles make. Denoising and tone mapping happen here and nowhere before:
/// what is checked is what was rendered.
fn picture(spec: &Spec, look: Look, body: &[u8]) -> anyhow::Result<Vec<u8>> {
    let linear = LinearImage::from_tiles(spec.width, spec.height, spec.grid().edge(), body)?;
    Ok(linear.denoised().tone_mapped(&look).to_png())
}
