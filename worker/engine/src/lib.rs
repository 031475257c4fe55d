//! The engines of a machine behind one face: which there are, opening a scene in one of them, and
//! rendering its frames tile by tile. The only crate that knows both a spec and an engine.
//!
//! ```text
//! Engines::open(OpenRequest) --> OpenScene::frame(n, settings) --> PreparedFrame::tiles(rects)
//! ```
//!
//! It must never know of money, the chain, the hub or a daemon: who renders, who checks and who
//! pays are the callers' business.

mod blender_setup;
#[cfg(feature = "gpu")]
mod card_frame;
mod engines;
mod error;
mod frame;
mod scene;

pub use blender_setup::BlenderSetup;
#[cfg(feature = "gpu")]
pub use card_frame::CardFrame;
pub use engines::Engines;
pub use error::EngineError;
pub use frame::PreparedFrame;
pub use scene::{OpenRequest, OpenScene};
