//! Scene files into a [`Scene`](rayment_render::Scene), and what a scene's files name ([`pack`]). The files
//! are a stranger's: every count is checked against the limits and against the bytes that are there before
//! anything is allocated for it.
//!
//! Each format has a module of its own with a `load` and, for whoever packs a scene, the list of files
//! that it names; all of them end in [`rayment_render::scene::Parts`].
//!
//! It must never know how a scene is rendered, shown or paid for, nor where its files lie: it reads them
//! through [`rayment_render::Files`].

#[cfg(test)]
extern crate self as rayment_import;

mod budget;
mod dae;
mod fbx;
mod format;
mod gltf;
mod image;
mod kind;
mod levels;
mod load;
mod obj;
mod pack;
mod phong;
mod place;
mod polygon;
mod reference;
mod shape;
mod stl;
mod text;
mod textures;
mod udim;

use load::opened;
use place::{entry, place};
use reference::Reference;

pub use kind::{Kind, text_kind};
pub use load::load;
pub use pack::{Missing, Pack, pack};
