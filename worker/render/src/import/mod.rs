//! Files into a [`Scene`]. They are a stranger's: every count is checked against the limits and against
//! the bytes that are there before anything is allocated for it.
//!
//! Each format has a module of its own with a `load` and, for who packs a scene, the files that it
//! names; all of them end in [`parts::Parts`].

mod budget;
mod dae;
mod fbx;
mod format;
mod gltf;
mod image;
pub mod notes;
mod obj;
pub mod parts;
mod phong;
mod polygon;
mod shape;
mod stl;
mod text;
mod textures;
mod udim;

use crate::error::SceneError;
use crate::files::Files;
use crate::limits::Limits;
use crate::scene::Scene;

pub use budget::Budget;
pub use format::Format;

/// See [`Scene::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    match Format::named(main)? {
        Format::Gltf => gltf::load(main, files, limits),
        Format::Obj => obj::load(main, files, limits),
        Format::Stl => stl::load(main, files, limits),
        Format::Fbx => fbx::load(main, files, limits),
        Format::Dae => dae::load(main, files, limits),
    }
}

/// The bytes of a main file that is not plainly of another format than its name says.
fn opened(format: Format, main: &str, files: &dyn Files, budget: &mut Budget) -> Result<Vec<u8>, SceneError> {
    let bytes = budget.read(files, main)?;
    format.check(&bytes)?;
    Ok(bytes)
}

/// A file that another names, as it is written there, and the spot that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    pub by: String,
}

impl Reference {
    fn new(name: impl Into<String>, by: impl Into<String>) -> Self {
        Self { name: name.into(), by: by.into() }
    }
}

/// The files that a scene's main file names.
pub fn references(format: Format, bytes: &[u8], budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    match format {
        Format::Gltf => gltf::references(bytes),
        Format::Obj => obj::references(bytes, budget),
        Format::Stl => Ok(Vec::new()),
        Format::Fbx => fbx::references(bytes, budget),
        Format::Dae => dae::references(bytes, budget),
    }
}

pub use obj::library_references;
pub use udim::{UDIM, check as check_tiled, tiles};

/// How a place in the file is named in errors.
fn place(kind: &str, index: usize) -> String {
    format!("{kind}[{index}]")
}

/// An entry of the document that another refers to. Validation has checked it; this keeps a gap in
/// that validation from becoming a panic.
fn entry<'a, T>(list: &'a [T], index: usize, kind: &str) -> Result<&'a T, SceneError> {
    list.get(index)
        .ok_or_else(|| SceneError::invalid(place(kind, index), format!("is named, but there are only {}", list.len())))
}
