//! What decides a pixel: a [`Scene`] as data, the path tracer that renders it, the tiles that come of it
//! and the tolerance by which tiles of other devices are the same picture.
//!
//! It must never know where a scene comes from (`rayment-import`), what becomes of its light
//! (`rayment-picture`), a graphics card, a process, a spec, or money.
//!
//! # Determinism
//! Every pixel is a pure function of (scene, frame number, settings, pixel, this engine's build): random
//! numbers are counted, not drawn; everything that shades is f32 made of `+ - * /` and `sqrt` in a fixed
//! order; samples are summed in one too. So a tile rendered alone, on any number of threads, on another
//! machine of the same device class, has the same bits.
//!
//! [`math`], [`exact`], [`rng`] and [`trace`] are open for the readers that must mean the same numbers,
//! and for the tracer's twin on graphics cards, which must have the same bits.

#[cfg(test)]
extern crate self as rayment_render;

mod cancel;
mod error;
pub mod exact;
pub mod files;
mod frame;
mod limits;
pub mod math;
pub mod rng;
pub mod scene;
mod tile;
pub mod tolerance;
pub mod trace;
mod tracer;

pub use cancel::Cancel;
pub use error::{Cancelled, RenderError, SceneError, printable};
pub use files::{FileError, FileMap, Files};
pub use frame::{Prepared, Settings};
pub use limits::Limits;
pub use scene::{FrameRange, Scene, Stats};
pub use tile::{AdaptiveTile, AovTile, Rect, Tile, TileBytesError, VariedTile};
pub use tracer::Tracer;
