//! EXT_mesh_gpu_instancing: one node that draws its mesh many times.

use rayment_render::{SceneError, scene::Local};

use super::accessor::Reader;
use super::document::{Attributes, Node};
use super::graph::parts;

/// The transforms of a node's instances relative to the node, `limit` at most; `None` if it has none.
pub fn of(reader: &Reader, node: &Node, number: usize, limit: u64) -> Result<Option<Vec<Local>>, SceneError> {
    let Some(instances) = node.extensions.as_ref().and_then(|all| all.instances.as_ref()) else { return Ok(None) };
    let what = format!("nodes[{number}].extensions.EXT_mesh_gpu_instancing");
    let attributes = &instances.attributes;
    let mut count = None;
    for (name, &accessor) in attributes {
        let found = reader.count(accessor)?;
        let expected = *count.get_or_insert(found);
        if found != expected {
            let problem = format!("{name} has {found} entries; expected {expected} as in the others");
            return Err(SceneError::invalid(what, problem));
        }
    }
    let Some(count) = count else { return Err(SceneError::invalid(what, "has no attributes")) };
    SceneError::within("nodes and instances", count as u64, limit)?;
    let translations = optional(reader, attributes, "TRANSLATION", [0.0; 3], count)?;
    let rotations = optional(reader, attributes, "ROTATION", [0.0, 0.0, 0.0, 1.0], count)?;
    let scales = optional(reader, attributes, "SCALE", [1.0; 3], count)?;
    Ok(Some((0..count).map(|at| parts(translations[at], rotations[at], scales[at])).collect()))
}

fn optional<const N: usize>(
    reader: &Reader,
    attributes: &Attributes,
    name: &str,
    default: [f32; N],
    count: usize,
) -> Result<Vec<[f32; N]>, SceneError> {
    match attributes.get(name) {
        Some(&accessor) => reader.numbers(accessor),
        None => Ok(vec![default; count]),
    }
}
