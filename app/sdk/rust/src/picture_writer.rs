//! From linear frames to the files that a client asked for. Denoising and tone mapping happen here and
//! nowhere before: what is checked is what was rendered.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use rayment_core::{Native, Sha256};
use rayment_engine::ENGINE;
use rayment_picture::{Denoiser, Format, Guides, LinearImage, Metadata, Output, Rgb8, Still, Video, VideoPlan};
use rayment_render::{AovTile, Cancel, Cancelled, FileMap, Limits, Prepared, Rect, Settings, Tracer};
use rayment_spec::{self as spec, Spec, hex32};

use crate::{
    Error, FrameFile, FramePart,
    output::{film_format, to_picture},
};

/// Samples of what the camera sees first: enough to smooth its edges.
const GUIDE_SAMPLES: u32 = 4;

/// Whether such a picture needs what the camera sees first.
pub fn is_guided(output: &Output) -> bool {
    output.denoiser != Denoiser::Off || output.has_layers()
}

/// What the camera sees first in a frame.
pub fn guides(prepared: &Prepared, cancel: &Cancel) -> Result<Guides, Cancelled> {
    let Settings { width, height, .. } = *prepared.settings();
    let AovTile { albedo, normal, depth, object, material, .. } =
        prepared.aovs(Rect::new(0, 0, width, height), GUIDE_SAMPLES, cancel)?;
    Ok(Guides { width, height, albedo, normal, depth, object, material })
}

/// Writes the pictures of one spec into a folder.
pub struct PictureWriter<'a> {
    spec: &'a Spec,
    folder: &'a Path,
    output: Output,
    /// To see what the camera sees first; only the built-in engine can.
    tracer: Option<Tracer>,
}

impl<'a> PictureWriter<'a> {
    pub fn new(spec: &'a Spec, folder: &'a Path, files: &FileMap, denoiser: Denoiser) -> Result<Self, Error> {
        let output = to_picture(&spec.output, denoiser);
        let tracer = if is_guided(&output) && spec.engine.name == ENGINE {
            Some(Tracer::new(rayment_import::load(&spec.scene, files, &Limits::default())?))
        } else {
            None
        };
        Ok(Self { spec, folder, output, tracer })
    }

    /// Writes a frame, complete or not at all.
    pub fn write(&self, index: u32, light: &LinearImage, parts: Vec<FramePart>) -> Result<FrameFile, Error> {
        std::fs::create_dir_all(self.folder)
            .map_err(Error::file(format!("make the folder {}", self.folder.display())))?;
        let extension = Format::Image(self.output.format).extension();
        let path = self.folder.join(format!("frame-{index:04}.{extension}"));
        let guides = self.guides(index)?;
        let mut source = Still { light, guides: guides.as_ref() };
        let metadata = Metadata { frame: Some(index), ..self.metadata(&parts) };
        self.output.write(&path, &mut source, &metadata, Cancel::new().flag())?;
        let bytes = std::fs::read(&path).map_err(Error::file(format!("read {}", path.display())))?;
        Ok(FrameFile { index, path, sha256: hex32::encode(&Native::hash(&[&bytes])), parts })
    }

    /// What the camera sees first in a frame.
    fn guides(&self, index: u32) -> Result<Option<Guides>, Error> {
        let Some(tracer) = &self.tracer else { return Ok(None) };
        let prepared = tracer.frame(index, &rayment_engine::settings(self.spec), &Cancel::new())?;
        Ok(Some(guides(&prepared, &Cancel::new())?))
    }

    /// Makes the film, if one is asked for and all of its frames are there.
    pub fn film(&self, frames: &[FrameFile]) -> Result<Option<PathBuf>, Error> {
        let (Some(format), spec::Format::Video { rate, .. }) =
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
        let path = self.folder.join(format!("film.{}", Format::Video(format).extension()));
        let (width, height) = (self.spec.width, self.spec.height);
        let frames_per_second = f64::from(rate) / 1_000.0;
        let metadata = self.metadata(&parts);
        let plan = VideoPlan { format, width, height, frames_per_second, frames: wanted.clone(), metadata };
        let mut video = Video::begin(&path, plan, Cancel::new().flag())?;
        for frame in wanted.into_iter().filter_map(file) {
            let bytes = std::fs::read(&frame.path).map_err(Error::file(format!("read {}", frame.path.display())))?;
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
