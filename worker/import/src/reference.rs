use rayment_render::SceneError;

use crate::budget::Budget;
use crate::format::Format;
use crate::{dae, fbx, gltf, obj};

/// A file named by another one: the name as written, and where it is written.
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

/// The files named by the main file of a scene.
pub fn references(format: Format, bytes: &[u8], budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    match format {
        Format::Gltf => gltf::references(bytes),
        Format::Obj => obj::references(bytes, budget),
        Format::Stl => Ok(Vec::new()),
        Format::Fbx => fbx::references(bytes, budget),
        Format::Dae => dae::references(bytes, budget),
    }
}
