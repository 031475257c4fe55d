use rayment_render::SceneError;

use crate::budget::Budget;
use crate::format::Format;
use crate::{dae, fbx, gltf, obj};

/// A file that another names, as it is written there, and the spot that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    pub by: String,
}

impl Reference {
    pub fn new(name: impl Into<String>, by: impl Into<String>) -> Self {
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
