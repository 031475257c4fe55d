//! The engines of a machine behind one interface: opening a spec's scene in one of them, keeping it open for
//! the next job, rendering its frames tile by tile, and comparing tiles that others delivered. The only
//! crate that knows both a spec and an engine.
//!
//! ```text
//! Engines::open(spec, files) --> OpenScene::frame(n, settings) --> PreparedFrame::tiles(rects)
//!        ^                           ^                                          ::compare(rect, bytes)
//!        +------- SceneCache::load --+
//! ```
//!
//! It must never know of money, the chain, the hub or a daemon: who renders, who checks and who
//! pays are the callers' business.

mod blender_setup;
mod cache;
#[cfg(feature = "gpu")]
mod card_frame;
mod compare;
mod engines;
mod error;
mod estimate;
mod frame;
mod identity;
mod scene;
mod spec;

pub use blender_setup::BlenderSetup;
pub use cache::{LoadError, LoadLimits, SceneCache, SceneCacheConfig, is_large};
#[cfg(feature = "gpu")]
pub use card_frame::CardFrame;
pub use compare::{Comparison, Rule};
pub use engines::Engines;
pub use error::EngineError;
pub use estimate::{Estimate, EstimateError};
pub use frame::PreparedFrame;
pub use identity::{BUILD, ENGINE};
pub use scene::{OpenRequest, OpenScene, Purpose};
pub use spec::{rect, rects, settings};

/// Whose fault an error is: every engine says it in the same words.
pub use rayment_blender::Fault;
