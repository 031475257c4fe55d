//! What is rendered, how, and what files are made of it: the same for orders and previews.

use clap::{Args, ValueEnum};
use rayment_picture::{Denoiser, Format, View};
use rayment_sdk::Size;

use super::values::{FrameList, parse_exposure, parse_format, parse_frames, parse_size};

/// What is rendered.
#[derive(Args, Debug, Clone)]
pub struct PictureArgs {
    /// Frame numbers, like 1-4 or 1-10,20,30-60x2
    #[arg(long, default_value = "1-4", value_parser = parse_frames, value_name = "RANGES")]
    pub frames: FrameList,
    /// Samples per pixel
    #[arg(long, default_value_t = rayment_scenes::showcase::SAMPLES, value_parser = clap::value_parser!(u32).range(1..=65_536))]
    pub samples: u32,
    #[command(flatten)]
    pub finish: FinishArgs,
}

/// What files are made of it.
#[derive(Args, Debug, Clone)]
pub struct FinishArgs {
    /// Width and height in pixels
    #[arg(long, default_value = "640x360", value_parser = parse_size, value_name = "WxH")]
    pub size: Size,
    /// What is written: png, jpeg, exr, exr-half, or, by ffmpeg, mp4 or webm
    #[arg(long, default_value = "png", value_parser = parse_format, value_name = "FORMAT")]
    pub format: Format,
    /// How light is shown: agx, agx-punchy, standard or raw [default: the scene's own, else agx]
    #[arg(long, value_name = "VIEW")]
    pub view: Option<View>,
    /// Factor on the light before that [default: the scene's own, else 1]
    #[arg(long, value_name = "FACTOR", value_parser = parse_exposure)]
    pub exposure: Option<f32>,
    /// What smooths noise: auto (Open Image Denoise where it is installed), built-in, oidn or off
    #[arg(long, default_value = "auto", value_name = "DENOISER")]
    pub denoise: Denoiser,
    /// Write albedo, normal, depth, object and material beside the picture, into exr
    #[arg(long)]
    pub layers: bool,
}

/// How it is looked at.
#[derive(Args, Debug, Clone, Copy)]
pub struct ShotArgs {
    /// Which of the scene's cameras, counted from 0
    #[arg(long, default_value_t = 0)]
    pub camera: u32,
    /// Longest light path, in bounces [default: 6, in Blender the file's own]
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub bounces: Option<u32>,
    /// Another one gives other noise
    #[arg(long, default_value_t = 0)]
    pub seed: u64,
}

/// What renders.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum EngineArg {
    #[default]
    Auto,
    BuiltIn,
    Cycles,
    Eevee,
}

impl PictureArgs {
    pub fn meaning(&self) -> rayment_sdk::Picture {
        let Self { frames: FrameList(frames), samples, finish } = self;
        rayment_sdk::Picture { frames: frames.clone(), samples: *samples, finish: finish.meaning() }
    }
}

impl FinishArgs {
    pub fn meaning(&self) -> rayment_sdk::Finish {
        let Self { size, format, view, exposure, denoise, layers } = self.clone();
        rayment_sdk::Finish { size, format, view, exposure, denoise, layers }
    }
}

impl ShotArgs {
    pub fn meaning(self) -> rayment_sdk::Shot {
        let Self { camera, bounces, seed } = self;
        rayment_sdk::Shot { camera, bounces, seed }
    }
}

impl EngineArg {
    pub fn meaning(self) -> rayment_sdk::EngineChoice {
        match self {
            Self::Auto => rayment_sdk::EngineChoice::Auto,
            Self::BuiltIn => rayment_sdk::EngineChoice::BuiltIn,
            Self::Cycles => rayment_sdk::EngineChoice::Cycles,
            Self::Eevee => rayment_sdk::EngineChoice::Eevee,
        }
    }
}
