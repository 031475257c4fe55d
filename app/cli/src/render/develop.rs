//! From linear frames to the files that a client asked for. Denoising and tone mapping happen here and
//! nowhere before: what is checked is what was rendered.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::Context;
use rayment_core::{Native, Sha256};
use rayment_render::{
    Cancel, Cancelled, ENGINE, FileMap, Limits, Prepared, Rect, Scene, Settings,
    picture::{
        Denoiser, Format, Guides, ImageFormat, LinearImage, Look, Metadata, Output, Rgb8, Still, Video, VideoFormat,
        VideoPlan, View, video,
    },
};
use rayment_spec::{Container, Depth, Spec, hex32};

use super::{FrameFile, FramePart};
use crate::{args::Finish, failure::refused};

/// Samples of what the camera sees first: enough to smooth its edges.
const GUIDE_SAMPLES: u32 = 4;

/// What a spec says of the files, from what the client asked for and what the scene wishes.
pub fn output(finish: &Finish, look: Look, frames_per_second: f64) -> anyhow::Result<rayment_spec::Output> {
    let exr = |half: bool| {
        let depth = if half { Depth::Half } else { Depth::Float };
        rayment_spec::Format::Exr { depth, layers: finish.layers }
    };
    // Whatever is beyond the range ends at it.
    let rate = ((frames_per_second * 1_000.0).round() as u32).clamp(1, 1_000_000);
    let format = match finish.format {
        Format::Image(ImageFormat::Png) => rayment_spec::Format::Png,
        Format::Image(ImageFormat::Png16) => return refused("16 bits are written as exr-half or exr"),
        Format::Image(ImageFormat::Jpeg { quality }) => rayment_spec::Format::Jpeg { quality },
        Format::Image(ImageFormat::Exr { half }) => exr(half),
        Format::Video(VideoFormat::Mp4) => rayment_spec::Format::Video { container: Container::Mp4, rate },
        Format::Video(VideoFormat::WebM) => rayment_spec::Format::Video { container: Container::Webm, rate },
    };
    if finish.layers && !matches!(format, rayment_spec::Format::Exr { .. }) {
        return refused(format!("{} has no room for layers: take exr or exr-half", finish.format));
    }
    let view = match finish.view.unwrap_or(look.view) {
        View::Agx => rayment_spec::View::Agx,
        View::AgxPunchy => rayment_spec::View::AgxPunchy,
        View::Standard => rayment_spec::View::Standard,
        View::Raw => rayment_spec::View::Raw,
    };
    let exposure = f64::from(finish.exposure.unwrap_or(look.exposure));
    Ok(rayment_spec::Output { format, view, exposure: ((exposure * 1_000.0).round() as u32).clamp(1, 1_000_000_000) })
}

/// Makes sure that such files can be made here, before they are paid for.
pub fn prepare(out: &Path, output: &rayment_spec::Output) -> anyhow::Result<()> {
    if let Some(format) = film_format(output) {
        video::available(format).or_else(|error| refused(error.to_string()))?;
    }
    let probe = out.join(".rayment");
    let tried = std::fs::create_dir_all(out)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    tried.with_context(|| format!("cannot write into the folder {}: choose another with --out", out.display()))
}

fn film_format(output: &rayment_spec::Output) -> Option<VideoFormat> {
    match output.format {
        rayment_spec::Format::Video { container: Container::Mp4, .. } => Some(VideoFormat::Mp4),
        rayment_spec::Format::Video { container: Container::Webm, .. } => Some(VideoFormat::WebM),
        _ => None,
    }
}

/// How a frame becomes a picture.
pub fn picture(output: &rayment_spec::Output, denoiser: Denoiser) -> Output {
    let (format, layers) = match output.format {
        // The frames of a film are kept as pictures beside it.
        rayment_spec::Format::Png | rayment_spec::Format::Video { .. } => (ImageFormat::Png, false),
        rayment_spec::Format::Jpeg { quality } => (ImageFormat::Jpeg { quality }, false),
        rayment_spec::Format::Exr { depth, layers } => (ImageFormat::Exr { half: depth == Depth::Half }, layers),
    };
    let view = match output.view {
        rayment_spec::View::Agx => View::Agx,
        rayment_spec::View::AgxPunchy => View::AgxPunchy,
        rayment_spec::View::Standard => View::Standard,
        rayment_spec::View::Raw => View::Raw,
    };
    let look = Look { exposure: (f64::from(output.exposure) / 1_000.0) as f32, view };
    Output { format, look, denoiser, layers }
}

/// Whether it takes what the camera sees first.
pub fn is_guided(output: &Output) -> bool {
    output.denoiser != Denoiser::Off || output.has_layers()
}

/// What the camera sees first in a frame.
pub fn guides(prepared: &Prepared, cancel: &Cancel) -> Result<Guides, Cancelled> {
    let Settings { width, height, .. } = *prepared.settings();
    Ok(prepared.aovs(Rect::new(0, 0, width, height), GUIDE_SAMPLES, cancel)?.into())
}

/// Where files are made, in one folder.
pub struct Darkroom<'a> {
    spec: &'a Spec,
    out: &'a Path,
    output: Output,
    /// Tells what the camera sees first; only engines of our own can.
    scene: Option<Scene>,
}

impl<'a> Darkroom<'a> {
    pub fn new(spec: &'a Spec, out: &'a Path, files: &FileMap, denoiser: Denoiser) -> anyhow::Result<Self> {
        let output = picture(&spec.output, denoiser);
        let scene = if is_guided(&output) && spec.engine.name == ENGINE {
            Some(Scene::load(&spec.scene, files, &Limits::default())?)
        } else {
            None
        };
        Ok(Self { spec, out, output, scene })
    }

    /// Writes a frame, complete or not at all.
    pub fn write(&self, index: u32, light: &LinearImage, parts: Vec<FramePart>) -> anyhow::Result<FrameFile> {
        std::fs::create_dir_all(self.out).with_context(|| format!("cannot make the folder {}", self.out.display()))?;
        let extension = Format::Image(self.output.format).extension();
        let path = self.out.join(format!("frame-{index:04}.{extension}"));
        let guides = self.guides(index)?;
        let mut source = Still { light, guides: guides.as_ref() };
        let metadata = Metadata { frame: Some(index), ..self.metadata(&parts) };
        self.output.write(&path, &mut source, &metadata, &Cancel::new())?;
        let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(FrameFile { index, path, sha256: hex32::encode(&Native::hash(&[&bytes])), parts })
    }

    /// What the camera sees first in a frame.
    fn guides(&self, index: u32) -> anyhow::Result<Option<Guides>> {
        let Some(scene) = &self.scene else { return Ok(None) };
        let prepared = scene.frame(index, &rayment_engine::settings(self.spec), &Cancel::new())?;
        Ok(Some(guides(&prepared, &Cancel::new())?))
    }

    /// Makes the film, where one is asked for and all of its frames are there.
    pub fn film(&self, frames: &[FrameFile]) -> anyhow::Result<Option<PathBuf>> {
        let (Some(format), rayment_spec::Format::Video { rate, .. }) =
            (film_format(&self.spec.output), self.spec.output.format)
        else {
            return Ok(None);
        };
        let wanted: Vec<u32> = self.spec.frame_numbers().collect::<BTreeSet<_>>().into_iter().collect();
        let file = |number: u32| frames.iter().find(|frame| frame.index == number);
        if !wanted.iter().all(|number| file(*number).is_some()) {
            return Ok(None);
        }
        let parts: Vec<FramePart> = frames.iter().flat_map(|frame| frame.parts.clone()).collect();
        let path = self.out.join(format!("film.{}", Format::Video(format).extension()));
        let (width, height) = (self.spec.width, self.spec.height);
        let frames_per_second = f64::from(rate) / 1_000.0;
        let metadata = self.metadata(&parts);
        let plan = VideoPlan { format, width, height, frames_per_second, frames: wanted.clone(), metadata };
        let mut video = Video::begin(&path, plan, &Cancel::new())?;
        for frame in wanted.into_iter().filter_map(file) {
            let bytes = std::fs::read(&frame.path).with_context(|| format!("cannot read {}", frame.path.display()))?;
            video.push(frame.index, &Rgb8::from_png(&bytes, width, height)?)?;
        }
        video.finish()?;
        Ok(Some(path))
    }

    fn metadata(&self, parts: &[FramePart]) -> Metadata {
        let jobs: BTreeSet<String> = parts.iter().map(|part| part.job.to_string()).collect();
        Metadata {
            jobs: jobs.into_iter().collect(),
            spec: Some(hex32::encode(&self.spec.hash())),
            engine: Some(self.spec.engine.name.clone()),
            build: Some(hex32::encode(&self.spec.engine.build)),
            frame: None,
            notes: Vec::new(),
        }
    }
}
