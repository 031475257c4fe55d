//! glTF 2.0 to a [`Scene`]. The file is a stranger's: its document is weighed before it is parsed, every
//! index is checked where it is followed, and every count against the limits and the bytes that are there
//! before anything is allocated for it. What the drawn scene does not use is not read.

mod accessor;
mod animation;
mod cameras;
mod container;
mod document;
mod draco;
mod environment;
mod extension;
mod extras;
mod glossiness;
mod graph;
mod images;
mod instances;
mod layers;
mod lights;
mod material;
mod mesh;
mod meshopt;
mod morph;
mod needs;
mod promises;
mod skin;
#[cfg(test)]
mod tests;

use accessor::Reader;
use container::Container;
use document::Document;
use images::Images;
use rayment_render::{
    Files, Limits, Scene, SceneError,
    scene::{Notes, Parts},
};

use super::budget::Budget;
use super::format::Format;
use super::{Reference, entry, levels, opened, place};

pub use needs::references;

/// See [`crate::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    let (mut budget, mut notes) = (Budget::new(limits), Notes::default());
    let bytes = opened(Format::Gltf, main, files, &mut budget)?;
    let Container { root, bin } = Container::parse(&bytes)?;
    promises::check(&root, &mut notes)?;
    let wishes = extras::scene(&root)?;
    let buffers = container::buffers(&root, bin, main, files, &mut budget)?;
    let mut reader = Reader { root: &root, buffers, unpacked: Vec::new() };
    reader.unpacked = meshopt::unpacked(&reader, &mut budget)?;

    let mut tree = graph::tree(&reader, limits, &mut budget)?;
    let mut images = Images::new(&reader, main, files);
    let used = mesh::used_materials(&root, &tree.meshes())?;
    let materials = material::materials(&root, &used, &mut images, &mut budget, &mut notes)?;
    let skins = skin::skins(&reader, &mut tree, &mut budget)?;
    let meshes = mesh::meshes(&reader, &tree, &skins, &materials, &mut budget, &mut notes)?;
    let tracks = animation::tracks(&reader, &tree, wishes.animation.as_deref(), &mut budget, &mut notes)?;
    let is_drawn = |place: &Option<usize>| place.is_some_and(|place| tree.nodes[place].mesh.is_some());
    let drawn = root.nodes.iter().zip(&tree.places).filter(|(_, place)| is_drawn(place));
    levels::note(drawn.filter_map(|(node, _)| node.name.as_deref()), &mut notes);
    let parts = Parts {
        meshes,
        materials: materials.list,
        textures: images.textures,
        cameras: cameras::cameras(&root, &tree)?,
        lights: lights::lights(&root, wishes.light_units, limits, &mut notes)?,
        tracks,
        skins,
        sky: extras::sky(&wishes, lights::has_lights(&root, &tree))?,
        environment: environment::read(&wishes, main, files, &mut budget, &mut notes)?,
        shutter: wishes.shutter.unwrap_or(0.0),
        frames_per_second: wishes.frames_per_second.unwrap_or(24.0),
        exposure: wishes.exposure.unwrap_or(1.0),
        nodes: tree.nodes,
        notes,
    };
    parts.assemble(limits, budget.bytes_read())
}

/// The scene of the document that is drawn.
fn chosen_scene(root: &Document) -> Result<Option<&document::Scene>, SceneError> {
    match root.scene {
        Some(index) => entry(&root.scenes, index, "scenes").map(Some),
        None => Ok(root.scenes.first()),
    }
}
