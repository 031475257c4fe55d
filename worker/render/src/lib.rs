//! Rayment's renderer: a scene in (glTF, OBJ, STL, FBX or COLLADA), checked linear pixels out. It
//! knows nothing of money.
//!
//! ```no_run
//! use rayment_render::{Cancel, FileMap, Limits, Rect, Scene, Settings, picture, showcase};
//!
//! let mut files = FileMap::new();
//! files.insert("scene.glb", showcase::glb());
//! let scene = Scene::load("scene.glb", &files, &Limits::default())?;
//! let settings = Settings { width: 640, height: 360, samples: 16, ..Settings::default() };
//! let prepared = scene.frame(1, &settings, &Cancel::new())?;
//! let mut image = picture::LinearImage::new(settings.width, settings.height);
//! for rect in Rect::grid(settings.width, settings.height, 32) {
//!     image.place(&prepared.tile(rect, &Cancel::new())?);
//! }
//! let png = image.denoised().tone_mapped(&picture::Look::default()).to_png();
//! # std::fs::write("out.png", png)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Determinism
//! Every pixel is a pure function of (scene bytes, frame number, settings, pixel, this engine's
//! [`BUILD`]): random numbers are counted, not drawn; everything that shades is f32 made of `+ - * /`
//! and `sqrt` in a fixed order; samples are summed in one too. So a tile rendered alone, on any number
//! of threads, on another machine of the same device class, has the same bits.

#[cfg(test)]
extern crate self as rayment_render;

mod benchmark;
pub mod blender;
mod cancel;
mod engine;
mod error;
mod estimate;
mod exact;
mod files;
mod frame;
#[cfg(feature = "gpu")]
pub mod gpu;
mod import;
mod limits;
mod math;
mod pack;
mod rng;
mod scene;
mod tile;
mod trace;

pub mod picture;
pub mod showcase;
pub mod tolerance;

pub use benchmark::{BENCHMARK, Course, Score, benchmark, score, score_by};
pub use blender::Fault;
pub use cancel::Cancel;
pub use engine::{BUILD, ENGINE};
pub use error::{Cancelled, RenderError, SceneError};
pub use estimate::{Estimate, EstimateError};
pub use files::{FileError, FileMap, Files};
pub use frame::{Prepared, Settings};
pub use limits::Limits;
pub use pack::{Missing, Pack, pack};
pub use scene::{FrameRange, Scene, Stats};
pub use tile::{AdaptiveTile, AovTile, Rect, Tile, TileBytesError, VariedTile};
