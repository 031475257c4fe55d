//! The tracer's twin for graphics cards: WGSL through wgpu (Vulkan, Metal, DX12).
//!
//! `device` finds and opens cards. `arena` lays a scene out for them by `record` and `shading`, `upload`
//! hands it over, `head` says what else a frame needs. `program` joins the WGSL files of `wgsl/` (one
//! per file of `trace/`, more or less), and `rounding` makes them strict. `film` holds a batch of pixels
//! on a card, `pace` cuts its work into slices, `seat` drives one card through the batches that it draws
//! from `work`; `easel` puts tiles together and `board` shows previews. `frame` is what callers use.
//!
//! # Bits
//! On software Vulkan a tile has the bits of the Rust tracer: class `cpu`. A real card may fuse
//! multiplications with additions, which WGSL can't forbid, so each kind of card with each driver is a
//! class of its own ([`Device::class`]); its tiles are compared with others by tolerance.
//! Neither slices, batches, shards nor the number of cards change bits: each sample's light is written
//! down by itself, and a second kernel adds those of a pixel in the order of the samples.
//!
//! # Schedule
//! One kernel follows whole paths, a ray of each lane per round, with one traversal loop for all kinds of
//! rays; a lane whose path ends begins the next sample of its run at once. So lanes of a group differ in
//! what they shade, but rarely in whether they still have something to do, and the state of a path stays
//! with its lane instead of going through queues in memory, as it does between the kernels of a
//! wavefront. Whether a wavefront would be faster on a given card is for measurements there to say
//! (`examples/rays.rs`).
//!
//! # Several cards
//! Batches of tiles are drawn from one queue. Tiles and not samples are what is divided: a pixel's
//! sum is defined by the order of its samples, which one card keeps by itself and two could only by
//! handing sums on.

mod arena;
mod board;
mod device;
mod easel;
mod error;
mod film;
mod frame;
mod head;
mod pace;
mod program;
mod record;
mod rounding;
mod seat;
mod shading;
mod upload;
mod work;

#[cfg(test)]
mod tests;

pub use board::Preview;
pub use device::{Device, DeviceInfo, Kind, devices};
pub use error::GpuError;
pub use frame::{Frame, Renderer};
