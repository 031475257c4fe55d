//! Blender as an engine: a process of its own, in a sandbox, for every scene that is opened. It must never
//! know the built-in tracer, nor who pays for what it renders.
//!
//! ```text
//! Install (an executable, or the module `bpy` in an environment of its own)
//!    |            Folder (the scene's files, read-only inside)
//!    v            v
//! Session::open --> [ sandbox: Python + bpy + script ] <-- JSON lines --> Session
//!    |                                                                      |
//!    .info(): frames, cameras, what is missing            .frame(n, settings): Shot
//!                                                               |
//!                                              tile(rect) / tiles(rects): Tile, linear f32
//! ```
//!
//! | module | what for |
//! |---|---|
//! | `install` | finding a Blender, or setting up the pinned one |
//! | `sandbox` | what the process may see and do |
//! | `process` | the process: lines in and out, limits, its end |
//! | `session` | a scene that is open |
//! | `shot` | one frame of it: tiles, cut from as few renders as possible |
//! | `needs` | the files that a scene names |
//!
//! # Determinism
//! Cycles on a processor: a region, whatever its size and whatever the number of threads, has the
//! bits of that part of the whole frame, on one build of Blender ([`Install::build`]). Adaptive
//! sampling, denoising, path guiding and the compositor are off. EEVEE pixels depend on what else is
//! on the screen: it renders whole frames only, and its bits hold for one graphics driver.

mod error;
mod folder;
mod info;
mod install;
mod limits;
mod memory;
mod needs;
mod process;
mod regions;
mod sandbox;
mod script;
mod session;
mod shot;

pub use error::{BlenderError, Fault};
pub use folder::Folder;
pub use info::{Device, Engine, Info};
pub use install::{Home, Install, InstallError, Step, Version, Wanted};
pub use limits::Limits;
pub use needs::{Dependencies, Dependency, dependencies};
pub use sandbox::{Sandbox, SandboxError};
pub use session::{Options, Session};
pub use shot::{Progress, Shot};
