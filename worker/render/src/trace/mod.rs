//! Path tracing. `world` flattens a scene at one moment, `bvh` finds what a ray meets, `surface` says
//! what is there, `bsdf` how it scatters, `emitters` where light comes from; `path` adds up one sample
//! and `film` the samples of a pixel.
//!
//! # Rules for whoever edits this, or writes its twin for another processor
//! - f32 with `+ - * /` and `sqrt` only, in the order written; comparisons, `min`, `max`, `abs`; nothing
//!   fused. Sines are short polynomials ([`crate::math::disk`]), powers are products.
//! - No random state: [`crate::rng`] gives every number from its coordinates.
//! - One tree, one order: children of a node by entry distance, of equals the lower lane; triangles of
//!   a pack by lane; a hit replaces another only if it is strictly nearer.
//! - A pixel's samples are added one after the other, lights of a path in the order they are met.
//! - Tables (facet reflectance, byte decoding, light clusters) are made on the host and handed over.

mod albedo;
mod binary;
mod bsdf;
mod bvh;
mod clusters;
mod emitters;
pub mod film;
mod path;
mod sky;
mod surface;
mod world;

pub use world::World;
