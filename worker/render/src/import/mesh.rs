use gltf::json::accessor::Accessor;
use gltf::json::mesh::{Mode, Primitive as JsonPrimitive, Semantic};
use gltf::json::validation::Checked;
use gltf::json::{self, Index};

use super::accessor::Reader;
use super::budget::Budget;
use super::entry;
use super::graph::Tree;
use crate::error::SceneError;
use crate::scene::{Mesh, Primitive};

/// The meshes of the file; those that the drawn scene does not use stay empty.
pub fn meshes(reader: &Reader, tree: &Tree, budget: &mut Budget) -> Result<Vec<Mesh>, SceneError> {
    let mut meshes = vec![Mesh::default(); reader.root.meshes.len()];
    let mut is_read = vec![false; meshes.len()];
    for index in tree.nodes.iter().filter_map(|node| node.mesh) {
        let mesh = entry(&reader.root.meshes, index, "meshes")?;
        if std::mem::replace(&mut is_read[index], true) {
            continue;
        }
        for (number, primitive) in mesh.primitives.iter().enumerate() {
            let what = format!("meshes[{index}].primitives[{number}]");
            refuse_morphs(mesh, primitive, &what)?;
            let source = Source { reader, primitive, what };
            meshes[index].primitives.extend(source.read(budget)?);
        }
    }
    Ok(meshes)
}

fn refuse_morphs(mesh: &json::Mesh, primitive: &JsonPrimitive, what: &str) -> Result<(), SceneError> {
    let has_targets = primitive.targets.as_ref().is_some_and(|targets| !targets.is_empty());
    let moves = mesh.weights.iter().flatten().any(|&weight| weight != 0.0);
    if has_targets && moves {
        return Err(SceneError::unsupported(what, "a mesh with active morph targets"));
    }
    Ok(())
}

struct Source<'a> {
    reader: &'a Reader<'a>,
    primitive: &'a JsonPrimitive,
    what: String,
}

impl Source<'_> {
    /// `None` for points and lines, which have no surface.
    fn read(&self, budget: &mut Budget) -> Result<Option<Primitive>, SceneError> {
        let Checked::Valid(mode) = self.primitive.mode else {
            return Err(self.invalid("has an unknown mode"));
        };
        if !matches!(mode, Mode::Triangles | Mode::TriangleStrip | Mode::TriangleFan) {
            return Ok(None);
        }
        let position = self.attribute(&Semantic::Positions).ok_or_else(|| self.invalid("has no positions"))?;
        let count = self.reader.count(position)?;
        budget.take_vertices(count)?;
        let positions = self.reader.numbers::<3>(position)?;
        let triangles = self.triangles(mode, count, budget)?;
        // Without a material, the default one, which is last.
        let default = self.reader.root.materials.len();
        Ok(Some(Primitive {
            normals: self.optional(&Semantic::Normals, count)?,
            tangents: self.optional(&Semantic::Tangents, count)?,
            uv: self.optional(&Semantic::TexCoords(0), count)?,
            second_uv: self.optional(&Semantic::TexCoords(1), count)?,
            colors: self.colors(count)?,
            positions,
            triangles,
            material: self.primitive.material.map_or(default, |material| material.value()),
        }))
    }

    fn triangles(&self, mode: Mode, vertices: usize, budget: &mut Budget) -> Result<Vec<[u32; 3]>, SceneError> {
        let indices = match self.primitive.indices {
            Some(index) => {
                budget.take_vertices(self.reader.count(index)?)?;
                self.reader.indices(index)?
            }
            None => (0..vertices as u32).collect(),
        };
        if let Some(&wrong) = indices.iter().find(|&&index| index as usize >= vertices) {
            return Err(self.invalid(&format!("index {wrong} of {vertices} vertices")));
        }
        let count = match mode {
            Mode::Triangles => indices.len() / 3,
            _ => indices.len().saturating_sub(2),
        };
        budget.check_triangles(count)?;
        let corners = |i: usize| match mode {
            Mode::Triangles => [indices[3 * i], indices[3 * i + 1], indices[3 * i + 2]],
            Mode::TriangleFan => [indices[0], indices[i + 1], indices[i + 2]],
            // Every other triangle of a strip runs the other way round.
            _ if i % 2 == 1 => [indices[i + 1], indices[i], indices[i + 2]],
            _ => [indices[i], indices[i + 1], indices[i + 2]],
        };
        let has_area = |[a, b, c]: &[u32; 3]| a != b && b != c && a != c;
        Ok((0..count).map(corners).filter(has_area).collect())
    }

    fn colors(&self, count: usize) -> Result<Option<Vec<[f32; 4]>>, SceneError> {
        let semantic = Semantic::Colors(0);
        let Some(index) = self.attribute(&semantic) else { return Ok(None) };
        let accessor = entry(&self.reader.root.accessors, index.value(), "accessors")?;
        let has_alpha = matches!(accessor.type_, Checked::Valid(json::accessor::Type::Vec4));
        let colors = if has_alpha {
            self.optional::<4>(&semantic, count)?
        } else {
            let opaque = |colors: Vec<[f32; 3]>| colors.into_iter().map(|[r, g, b]| [r, g, b, 1.0]).collect();
            self.optional::<3>(&semantic, count)?.map(opaque)
        };
        let tamed =
            |colors: Vec<[f32; 4]>| colors.into_iter().map(|color| color.map(|part| part.clamp(0.0, 1.0))).collect();
        Ok(colors.map(tamed))
    }

    fn optional<const N: usize>(&self, semantic: &Semantic, count: usize) -> Result<Option<Vec<[f32; N]>>, SceneError> {
        let Some(index) = self.attribute(semantic) else { return Ok(None) };
        let found = self.reader.count(index)?;
        if found != count {
            let problem = format!("{} has {found} entries for {count} vertices", semantic.to_string());
            return Err(self.invalid(&problem));
        }
        self.reader.numbers(index).map(Some)
    }

    fn attribute(&self, semantic: &Semantic) -> Option<Index<Accessor>> {
        self.primitive.attributes.get(&Checked::Valid(semantic.clone())).copied()
    }

    fn invalid(&self, problem: &str) -> SceneError {
        SceneError::invalid(self.what.clone(), problem)
    }
}
