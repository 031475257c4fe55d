//! COLLADA 1.4 and 1.5 to a [`Scene`]: meshes, nodes, materials of the common profile, skins, morph targets,
//! lights, cameras and node animation; converted to meters and y up.

mod animation;
mod controller;
mod document;
mod geometry;
mod marks;
mod material;
mod mesh;
mod node;

use document::Ids;
use material::Materials;
use mesh::Meshes;
use rayment_render::{
    Files, Limits, Scene, SceneError,
    math::V3,
    scene::{Notes, Parts, Sky},
};

use super::budget::Budget;
use super::format::Format;
use super::text::decoded;
use super::textures::Textures;
use super::{Reference, levels, opened};

/// See [`crate::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    let mut budget = Budget::new(limits);
    let bytes = opened(Format::Dae, main, files, &mut budget)?;
    let text = decoded(&bytes, &mut budget)?;
    let document = document::parsed(&text, &mut budget)?;
    let (root, ids, mut notes) = (document.root_element(), Ids::new(&document), Notes::default());
    let mut tree = node::tree(&ids, root, &mut budget, &mut notes)?;
    let mut textures = Textures::new(main, files);
    let sids = mesh::sids(&tree);
    let mut meshes = Meshes::new(&ids, Materials::new(&ids, &mut textures));
    for node in 0..tree.nodes.len() {
        meshes.attach(&mut tree, &sids, node, &mut budget, &mut notes)?;
    }
    mesh::note_lines(root, &mut notes);
    let drawn = tree.nodes.iter().zip(&tree.elements).filter(|(node, _)| node.mesh.is_some());
    levels::note(drawn.filter_map(|(_, element)| element.and_then(|element| element.attribute("name"))), &mut notes);
    let Meshes { meshes, skins, materials, .. } = meshes;
    let tracks = animation::tracks(&document, &ids, &mut tree, &mut budget, &mut notes)?;
    animation::note_what_is_left_out(root, &mut notes);
    let sky = sky(tree.ambient, !tree.lights.is_empty());
    let parts = Parts {
        sky,
        nodes: tree.nodes,
        meshes,
        materials: materials.list,
        textures: textures.list,
        cameras: tree.cameras,
        lights: tree.lights,
        tracks,
        skins,
        frames_per_second: animation::RATE,
        notes,
        ..Parts::default()
    };
    parts.assemble(limits, budget.bytes_read())
}

/// Ambient light becomes a constant sky; a scene without lights gets the default one.
fn sky(ambient: V3, has_lights: bool) -> Option<Sky> {
    if !ambient.is_finite() || ambient.is_black() {
        return (!has_lights).then(Sky::default);
    }
    Some(Sky { zenith: ambient, horizon: ambient, ground: ambient, sun: None })
}

/// The images that a main file names.
pub fn references(bytes: &[u8], budget: &mut Budget) -> Result<Vec<Reference>, SceneError> {
    let text = decoded(bytes, budget)?;
    Ok(material::references(&document::parsed(&text, budget)?))
}
