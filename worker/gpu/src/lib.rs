//! The tracer's twin for graphics cards: WGSL compute shaders through wgpu (Vulkan, Metal, DX12). It
//! must never know where a scene comes from, or who asks for its tiles.
//!
//! `device` finds and opens cards, for the GPU proof too, which brings kernels of its own. `scene_layout` lays a
//! scene out in one buffer, with the structs of `record` and `shading_records`; `upload` copies it to the card, and
//! `frame_uniforms` has what else a frame needs. `pipelines` joins the WGSL files of `wgsl/` (one per file of
//! `trace/`, more or less), and `rounding` makes them strict. `film` holds a batch on a card, `slices` cuts its work
//! into dispatches, and `device_worker` drives one card through the batches that it takes from the `queue`.
//! `pairwise_sums` adds up blocks of samples, `tile_assembler` puts tiles together, and `previews` shows what is
//! unfinished.
//! `frame` is what callers use.
//!
//! A WGSL function has the name of its Rust twin, a method that of its type and its own (`bsdf_sample` is
//! `Bsdf::sample`).
//!
//! # Bits
//! On software Vulkan a tile has the bits of the Rust tracer: class `cpu`. A real card may fuse
//! multiplications with additions, which WGSL cannot forbid, so each kind of card with each driver is a class
//! of its own ([`Device::class`]); its tiles are compared with others by tolerance. Neither slices, batches,
//! shards nor the number of cards change bits: the radiance of each sample is written down by itself, a
//! second kernel sums those of a pixel's block of 64 in the order of the samples, and the host sums blocks by
//! pairs, as the tracer does (`trace/film.rs`).
//!
//! # Schedule
//! This is a megakernel with path regeneration: one kernel follows whole paths, each lane traces one ray per
//! round through a traversal loop shared by all kinds of rays, and a lane whose path ends starts the next
//! sample of its run at once (Novák, Havran and Dachsbacher, "Path Regeneration for Interactive Path
//! Tracing", 2010). So the lanes of a group differ in what they shade, but rarely in whether they have
//! anything left to do, and the state of a path stays in registers instead of going through queues in memory,
//! as it does between the kernels of a wavefront tracer (Laine, Karras and Aila, "Megakernels Considered
//! Harmful", 2013). Whether a wavefront would be faster on a given card is for measurements there to say
//! (`examples/rays.rs`).
//!
//! # Several cards
//! All take work from one queue: rectangles of tiles, and for each of them its blocks of samples. So many
//! cards share a film of any size, and a small still of many samples too; with up to 64 samples there is one
//! block, and only rectangles are shared. A batch consists of cells, each a pixel with one of its blocks, so
//! that few pixels with many blocks occupy a card as well as many pixels do. Blocks come back in any order.
//! The queue hands out all blocks of about one batch of pixels before it goes on, and pairwise sums stay few
//! however long one block is missing: the memory of the host hardly grows with the number of samples.
//!
//! A card that is lost returns its blocks to the queue, for the others.

mod device;
mod device_worker;
mod error;
mod film;
mod frame;
mod frame_uniforms;
mod pairwise_sums;
mod pipelines;
mod previews;
mod queue;
mod record;
mod rounding;
mod scene_layout;
mod shading_records;
mod slices;
mod tile_assembler;
mod upload;

#[cfg(test)]
mod tests;

pub use device::{Device, DeviceInfo, Kind, devices};
pub use error::GpuError;
pub use frame::{Frame, Renderer};
pub use previews::Preview;
