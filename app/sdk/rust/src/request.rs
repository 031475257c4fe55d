//! What a client wants, as plain values. Every default is an ordinary picture on ordinary terms.

use rayment_client::order::split::Sharing;
use rayment_picture::{Denoiser, Format, ImageFormat, View};
use rayment_scenes::showcase;
use rayment_spec::{Devices, Frames};
use solana_pubkey::Pubkey;

/// What is rendered, and on what terms.
#[derive(Clone, Debug)]
pub struct Request {
    pub picture: Picture,
    pub shot: Shot,
    /// Who may render: the CPU is compared bit by bit, any device within a tolerance.
    pub devices: Devices,
    /// Whole frames in a job.
    pub frames_per_job: u32,
    /// Whether jobs may share a frame.
    pub sharing: Sharing,
    /// How many providers the price ceilings let in, from the cheapest on.
    pub providers: usize,
    /// Providers whose prices and speed do not count. What they offer within the ceilings they may still take.
    pub exclude: Vec<Pubkey>,
    /// The mint of the token that is paid in; `None` pays in SOL.
    pub token: Option<Pubkey>,
    /// Base units of it, or lamports, that may be locked at most, beside rent, which comes back; `None` is what is in
    /// proportion to the estimate. What people type is read by [`Quoted::coin`](crate::Quoted::coin), whose decimals the
    /// payment is made with: a mint that has others takes nothing.
    pub max_price: Option<u64>,
    /// Let the keeper's acceptance pay at once; else every accepted job waits for the client's approval.
    pub at_once: bool,
    /// Have every delivery checked; else whatever is delivered is paid, unless the client objects in time.
    pub check: bool,
    /// Hours until jobs that nobody took give their money back.
    pub hours: u32,
    /// Delivered tiles to render again here and compare.
    pub verify: u32,
    /// Render a little of the scene here, to say what the order will take.
    pub probe: bool,
    /// An order that was placed before, to be gone on with. `None` looks for one for the same pictures…
    pub resume: Option<Pubkey>,
    /// …unless they are to be ordered, and paid, again.
    pub again: bool,
    /// Take what lies outside the scene's folder, [`Packed::outside`](crate::Packed::outside): the scene may come from
    /// a stranger, and its files go to others.
    pub allow_outside: bool,
    /// Kept beside the order's quote, for whoever goes on with it.
    pub memo: Option<serde_json::Value>,
}

impl Default for Request {
    fn default() -> Self {
        Self {
            picture: Picture::default(),
            shot: Shot::default(),
            devices: Devices::Cpu,
            frames_per_job: 1,
            sharing: Sharing::Auto,
            providers: 8,
            exclude: Vec::new(),
            token: None,
            max_price: None,
            at_once: true,
            check: true,
            hours: 24,
            verify: 0,
            probe: true,
            resume: None,
            again: false,
            allow_outside: false,
            memo: None,
        }
    }
}

/// Which frames, how well, and what files are made of them.
#[derive(Clone, Debug)]
pub struct Picture {
    /// Ascending, without overlaps, as [`Frames::canonical`] makes them.
    pub frames: Vec<Frames>,
    /// Samples per pixel.
    pub samples: u32,
    pub finish: Finish,
}

impl Default for Picture {
    fn default() -> Self {
        let frames = vec![Frames { first: 1, last: 1, step: 1 }];
        Self { frames, samples: showcase::SAMPLES, finish: Finish::default() }
    }
}

/// What files are made of the frames.
#[derive(Clone, Debug)]
pub struct Finish {
    pub size: Size,
    pub format: Format,
    /// How light is shown; `None` takes the scene's own.
    pub view: Option<View>,
    /// Factor on the light before that; `None` takes the scene's own.
    pub exposure: Option<f32>,
    pub denoise: Denoiser,
    /// Write albedo, normal, depth, object and material beside the picture: OpenEXR only.
    pub layers: bool,
}

impl Default for Finish {
    fn default() -> Self {
        Self {
            size: Size { width: 640, height: 360 },
            format: Format::Image(ImageFormat::Png),
            view: None,
            exposure: None,
            denoise: Denoiser::best(),
            layers: false,
        }
    }
}

/// In pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// How the scene is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shot {
    /// Which of the scene's cameras, counted from 0.
    pub camera: u32,
    /// Longest light path; `None` is 6, in Blender the file's own.
    pub bounces: Option<u32>,
    /// Another one gives other noise.
    pub seed: u64,
}

/// Which engine renders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EngineChoice {
    /// Blender's Cycles for `.blend` files, else the built-in path tracer.
    #[default]
    Auto,
    BuiltIn,
    Cycles,
    Eevee,
}
