//! What is bought: an order's spec, in canonical form.
//!
//! A spec is the Borsh encoding of [`Spec`], and its hash is SHA-256 of those bytes: one spec, one
//! encoding, one hash. JSON is a view of it for people and scripts. It pins everything that the
//! pixels depend on, so that whoever has it and the files can render any tile again.
//!
//! This crate must never know a chain, a file system or an engine: it says what is rendered, not how
//! it is paid for or made.

mod error;
mod frames;
pub mod hex32;
mod spec;

pub use error::SpecError;
pub use spec::{Container, Depth, Devices, Engine, File, Format, Frames, MAX_BYTES, Output, Spec, VERSION, View};
