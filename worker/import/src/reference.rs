use rayment_render::SceneError;

use crate::budget::Budget;
use crate::format::Format;
use crate::kind::Kind;
use crate::{dae, fbx, gltf, obj};

/// A file named by another one: the name as written, where it is written, and what it is read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    pub by: String,
    pub kind: Kind,
}

impl Reference {
    /// An image, as most are.
    pub fn new(name: impl Into<String>, by: impl Into<String>) -> Self {
        Self { name: name.into(), by: by.into(), kind: Kind::Image }
    }

    pub fn of(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}

/// The files named by the main file of a scene.
pub fn references(format: Format, bytes: &[u8], budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    match format {
        Format::Gltf => gltf::references(bytes),
        Format::Obj => Ok(obj::references(bytes, budget)?.into_iter().map(|one| one.of(Kind::Library)).collect()),
        Format::Stl => Ok(Vec::new()),
        Format::Fbx => fbx::references(bytes, budget),
        Format::Dae => dae::references(bytes, budget),
    }
}
