//! Rayment's renderer: a glTF scene in, checked linear pixels out. It knows nothing of money.
//!
//! ```no_run
//! use rayment_render::{Cancel, FileMap, Limits, Rect, Scene, Settings, picture, showcase};
//!
//! let mut files = FileMap::new();
//! files.insert("scene.glb", showcase::glb());
//! let scene = Scene::load("scene.glb", &files, &Limits::default())?;
//! let settings = Settings { width: 640, height: 360, samples: 16, ..Settings::default() };
//! let prepared = scene.frame(1, &settings)?;
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
//! and `sqrt` in a fixed order; samples are summed in order. So a tile rendered alone, on any number
//! of threads, on another machine of the same device class, has the same bits.

mod benchmark;
mod cancel;
mod engine;
mod error;
mod exact;
mod files;
mod frame;
mod import;
mod limits;
mod math;
mod rng;
mod scene;
mod tile;
mod trace;

pub mod picture;
pub mod showcase;

pub use benchmark::{Score, benchmark};
pub use cancel::Cancel;
pub use engine::{BUILD, ENGINE};
pub use error::{Cancelled, RenderError, SceneError};
pub use files::{FileError, FileMap, Files, external_files};
pub use frame::{Prepared, Settings};
pub use limits::Limits;
pub use scene::{FrameRange, Scene, Stats};
pub use tile::{Rect, Tile, TileBytesError, VariedTile};
