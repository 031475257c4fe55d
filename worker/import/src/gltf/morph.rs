use rayment_render::{SceneError, scene::Morph};

use super::document::Attributes;
use super::mesh::Source;
use crate::budget::Budget;

/// The morph targets of a primitive: as many as its mesh has, or none.
pub fn morphs(source: &Source, expected: usize, budget: &mut Budget) -> Result<Vec<Morph>, SceneError> {
    let targets = &source.primitive.targets;
    if targets.len() != expected {
        let problem = format!("has {} morph targets; expected {expected} as in the mesh's others", targets.len());
        return Err(source.invalid(&problem));
    }
    let count = source.vertices()?;
    let mut morphs = Vec::new();
    for (number, target) in targets.iter().enumerate() {
        let mut read = |name: &str| differences(source, target, name, number, count, budget);
        morphs.push(Morph { positions: read("POSITION")?, normals: read("NORMAL")?, tangents: read("TANGENT")? });
    }
    Ok(morphs)
}

fn differences(
    source: &Source,
    target: &Attributes,
    name: &str,
    number: usize,
    count: usize,
    budget: &mut Budget,
) -> Result<Option<Vec<[f32; 3]>>, SceneError> {
    let Some(&accessor) = target.get(name) else { return Ok(None) };
    let name = format!("targets[{number}].{name}");
    source.expect_count(accessor, &name, count)?;
    budget.take_vertices(count)?;
    source.reader.numbers(accessor).map(Some)
}
