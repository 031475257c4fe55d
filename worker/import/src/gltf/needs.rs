//! The files that a scene needs beside its main file.

use rayment_render::SceneError;

use super::container::Container;
use super::document::Document;
use super::{Reference, extras, graph, images, mesh, place};
use crate::kind::Kind;

/// The external files of the drawn scene: buffers, images of the materials in use, and the environment map
/// that `extras.rayment` names.
pub fn references(main: &[u8]) -> Result<Vec<Reference>, SceneError> {
    let Container { root, .. } = Container::parse(main)?;
    let mut references = Vec::new();
    let mut add = |uri: Option<&String>, kind: Kind, by: String| {
        if let Some(uri) = uri.filter(|uri| !uri.starts_with("data:")) {
            references.push(Reference::new(uri, by).of(kind));
        }
    };
    for (index, buffer) in root.buffers.iter().enumerate().filter(|(_, buffer)| !buffer.is_fallback()) {
        add(buffer.uri.as_ref(), Kind::Buffer, place("buffers", index));
    }
    for image in used_images(&root)? {
        add(root.images[image].uri.as_ref(), Kind::Image, place("images", image));
    }
    let environment = extras::scene(&root)?.environment.map(|environment| environment.file);
    add(environment.as_ref(), Kind::Environment, "scene.extras.rayment.environment".into());
    Ok(references)
}

fn used_images(root: &Document) -> Result<Vec<usize>, SceneError> {
    let mut used = Vec::new();
    for material in mesh::used_materials(root, &graph::drawn_meshes(root)?)?.into_iter().flatten() {
        for texture in root.materials[material].textures() {
            used.push(images::source(root, texture.index)?);
        }
    }
    used.sort_unstable();
    used.dedup();
    Ok(used)
}
