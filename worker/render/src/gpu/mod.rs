//! The tracer's twin for graphics cards: WGSL through wgpu (Vulkan, Metal, DX12).
//!
//! `device` finds and opens cards. `arena` lays a scene out for them by `record` and `shading`, `upload`
//! hands it over, `head` says what else a frame needs. `program` joins the WGSL files of `wgsl/` (one
//! per file of `trace/`, more or less), and `rounding` makes them strict. `film` holds a batch on a card,
//! `pace` cuts its work into slices, `seat` drives one card through the batches that it draws from `work`;
//! `sums` puts blocks of samples together, `easel` tiles, and `board` shows previews. `frame` is what
//! callers use.
//!
//! # Bits
//! On software Vulkan a tile has the bits of the Rust tracer: class `cpu`. A real card may fuse
//! multiplications with additions, which WGSL can't forbid, so each kind of card with each driver is a
//! class of its own ([`Device::class`]); its tiles are compared with others by tolerance.
//! Neither slices, batches, shards nor the number of cards change bits: each sample's light is written
//! down by itself, a second kernel adds those of a pixel's block of 64 in the order of the samples, and
//! the host adds blocks by pairs, as the tracer does (`trace/film.rs`).
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
//! All draw from one queue: rectangles of tiles, and of each its blocks of samples. So many cards share a
//! film of any size, and a small still of many samples too; with up to 64 samples there is one block,
//! and only rectangles are shared. A batch is of cells, pixels with a block each, so that few pixels
//! with many blocks fill a card as well as many pixels do. Blocks come back in any order. The queue hands
//! out all blocks of about one batch of pixels before it goes on, and sums by pairs take up little however
//! long one of them is missing: what the host holds hardly grows with the samples.
//!
//! A card that is lost gives its blocks back to the queue, for the others.

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
mod sums;
mod upload;
mod work;

#[cfg(test)]
mod tests;

pub use board::Preview;
pub use device::{Device, DeviceInfo, Kind, devices};
pub use error::GpuError;
pub use frame::{Frame, Renderer};
