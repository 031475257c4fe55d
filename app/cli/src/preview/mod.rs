//! A frame rendered here to be looked at: nobody pays for it, and nobody checks it.

mod preview_file;
mod sampling;

use std::{path::PathBuf, time::Instant};

use preview_file::PreviewFile;
use rayment_engine::OpenScene;
use rayment_picture::{Metadata, Output};
use rayment_render::Cancel;
use rayment_sdk::{Packed, output};
use rayment_spec::hex32;
use serde::Serialize;

use crate::{args::PreviewArgs, failure::refused, progress::Report};
pub use sampling::SampleCount;

/// Samples of a pixel by default: at most so many in the built-in engine, exactly so many in Blender.
const MOST: u32 = 256;
const FIXED: u32 = 32;

/// A picture on disk.
#[derive(Debug, Serialize)]
pub struct Preview {
    pub file: String,
    pub frame: u32,
    pub width: u32,
    pub height: u32,
    pub engine: String,
    /// What it computed on, like `cpu` or `cuda`.
    pub device: String,
    pub samples: SampleCount,
    /// The noise that was asked for; none in an engine that takes the same samples everywhere.
    pub noise: Option<f32>,
    /// Samples per pixel with which nine in ten pixels of an order are as good: a power of two. None
    /// where more than were allowed would be needed, or where nothing was chosen.
    pub order_samples: Option<u32>,
    /// Whether it was stopped before it was as good as asked for.
    pub stopped: bool,
    pub seconds: f64,
    /// What in the scene will look other than its maker may expect.
    pub notes: Vec<String>,
}

/// Renders the frame, with a file from the first pass on.
///
/// # Errors
/// What is wrong with the scene or the flags; that it was stopped, where there is no picture yet.
pub fn render(
    args: &PreviewArgs,
    (packed, scene): (&Packed, &OpenScene),
    report: &Report,
    cancel: &Cancel,
) -> anyhow::Result<Preview> {
    let (start, finish) = (Instant::now(), args.finish.meaning());
    let shown = packed.output(&finish)?;
    if let rayment_spec::Format::Video { .. } = shown.format {
        return refused("a preview is one picture: take png, jpeg, exr or exr-half");
    }
    let is_adaptive = matches!(scene, OpenScene::BuiltIn(_));
    let most = args.samples.unwrap_or(if is_adaptive { MOST } else { FIXED });
    let settings = packed.settings(&finish, most, &args.shot.meaning())?;
    output::prepare(&args.out, &shown)?;
    let frame = args.frame.unwrap_or_else(|| scene.first_frame());
    let output = output::to_picture(&shown, finish.denoise);
    let path = path(args, frame, &output);
    let noise = is_adaptive.then_some(args.noise);
    let metadata = metadata(packed, frame, noise);
    let mut file = PreviewFile { path, output, metadata, report, cancel, written: None };
    let rendered = match noise {
        Some(noise) => sampling::adaptive(&mut file, scene, frame, &settings, noise),
        None => sampling::fixed(&mut file, scene, frame, &settings),
    };
    // Stopped, it keeps the last picture; an error that came with the stop does not matter.
    let stopped = match rendered {
        Ok(()) => false,
        Err(_) if cancel.is_cancelled() => true,
        Err(error) => return Err(error),
    };
    let Some(written) = file.written else { return refused("stopped before there was a picture") };
    Ok(Preview {
        file: file.path.display().to_string(),
        frame,
        width: written.width,
        height: written.height,
        engine: packed.engine.name.clone(),
        device: device(scene).word().to_lowercase(),
        order_samples: if stopped { None } else { written.order_samples },
        samples: written.samples,
        noise,
        stopped,
        seconds: start.elapsed().as_secs_f64(),
        notes: packed.notes.clone(),
    })
}

/// EEVEE takes whatever graphics there are.
fn device(scene: &OpenScene) -> rayment_blender::Device {
    match scene {
        OpenScene::Blender(session) => session.options().device,
        _ => rayment_blender::Device::Cpu,
    }
}

fn path(args: &PreviewArgs, frame: u32, output: &Output) -> PathBuf {
    let extension = rayment_picture::Format::Image(output.format).extension();
    args.out.join(format!("preview-{frame:04}.{extension}"))
}

/// The file says that it is a preview, so that nobody takes it for one that was paid for and checked.
fn metadata(packed: &Packed, frame: u32, noise: Option<f32>) -> Metadata {
    let how = noise.map_or_else(|| "unchecked".to_owned(), |noise| format!("unchecked, sampled to a noise of {noise}"));
    Metadata {
        jobs: Vec::new(),
        spec: None,
        engine: Some(packed.engine.name.clone()),
        build: Some(hex32::encode(&packed.engine.build)),
        frame: Some(frame),
        notes: vec![("preview".to_owned(), how)],
    }
}
