use rayment_render::{
    SceneError,
    scene::{Mesh, Notes, Primitive, Skin},
};

use super::accessor::Reader;
use super::document::{self, Shape};
use super::draco::{self, Unpacked};
use super::graph::Tree;
use super::material::{Materials, Sets};
use super::{entry, morph, skin};
use crate::budget::Budget;

const TRIANGLES: u32 = 4;
const STRIP: u32 = 5;
const FAN: u32 = 6;

/// The materials that meshes need, each once, sorted; `None` is the default one.
pub fn used_materials(root: &document::Document, meshes: &[usize]) -> Result<Vec<Option<usize>>, SceneError> {
    let mut used = Vec::new();
    for &index in meshes {
        let mesh = entry(&root.meshes, index, "meshes")?;
        for (number, primitive) in mesh.primitives.iter().enumerate().filter(|(_, primitive)| primitive.is_surface()) {
            if let Some(material) = primitive.material.filter(|&material| material >= root.materials.len()) {
                let what = format!("meshes[{index}].primitives[{number}].material");
                return Err(SceneError::invalid(what, format!("names {material} of {}", root.materials.len())));
            }
            used.push(primitive.material);
        }
    }
    used.sort_unstable();
    used.dedup();
    Ok(used)
}

/// The meshes of the file; those that the drawn scene does not use stay empty.
pub fn meshes(
    reader: &Reader,
    tree: &Tree,
    skins: &[Skin],
    materials: &Materials,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Vec<Mesh>, SceneError> {
    let mut meshes = vec![Mesh::default(); reader.root.meshes.len()];
    let skinned = skin::joints_of_meshes(tree, skins);
    for index in tree.meshes() {
        let mesh = entry(&reader.root.meshes, index, "meshes")?;
        for (number, primitive) in mesh.primitives.iter().enumerate() {
            let what = format!("meshes[{index}].primitives[{number}]");
            if primitive.mode > FAN {
                return Err(SceneError::invalid(what, format!("has the unknown mode {}", primitive.mode)));
            }
            if !primitive.is_surface() {
                notes.add(format!("{what}: points and lines have no surface and are left out"));
                continue;
            }
            let Some((material, sets)) = materials.of(primitive.material) else { continue };
            let unpacked = draco::unpacked(reader, primitive, &what, budget)?;
            let source = Source { reader, primitive, unpacked, what };
            let mut result = source.read(material, sets, budget, notes)?;
            result.morphs = morph::morphs(&source, tree.morphs[index], budget)?;
            if let Some(&joints) = skinned.get(&index) {
                result.joints = skin::joint_sets(&source, joints, budget)?;
            }
            meshes[index].primitives.push(result);
        }
    }
    Ok(meshes)
}

impl document::Mesh {
    /// Number of morph targets of its primitives.
    pub fn morphs(&self) -> usize {
        self.primitives.iter().map(|primitive| primitive.targets.len()).max().unwrap_or(0)
    }
}

impl document::Primitive {
    fn is_surface(&self) -> bool {
        matches!(self.mode, TRIANGLES | STRIP | FAN)
    }
}

/// One primitive and its data.
pub struct Source<'a> {
    pub reader: &'a Reader<'a>,
    pub primitive: &'a document::Primitive,
    pub unpacked: Option<Unpacked>,
    pub what: String,
}

impl Source<'_> {
    fn read(
        &self,
        material: usize,
        sets: Sets,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<Primitive, SceneError> {
        let count = self.vertices()?;
        budget.take_vertices(count)?;
        let Some(positions) = self.numbers::<3>("POSITION", count)? else {
            return Err(self.invalid("has no positions"));
        };
        Ok(Primitive {
            normals: self.numbers("NORMAL", count)?,
            tangents: self.numbers("TANGENT", count)?,
            uv: self.coordinates(sets[0], count, budget, notes)?,
            second_uv: self.coordinates(sets[1], count, budget, notes)?,
            colors: self.colors(count)?,
            joints: Vec::new(),
            morphs: Vec::new(),
            triangles: self.triangles(count, budget)?,
            positions,
            material,
        })
    }

    pub fn vertices(&self) -> Result<usize, SceneError> {
        if let Some(unpacked) = &self.unpacked {
            return Ok(unpacked.points);
        }
        let Some(&position) = self.primitive.attributes.get("POSITION") else {
            return Err(self.invalid("has no positions"));
        };
        self.followed(position, "attributes.POSITION")?;
        self.reader.count(position)
    }

    fn triangles(&self, vertices: usize, budget: &mut Budget) -> Result<Vec<[u32; 3]>, SceneError> {
        let indices: Vec<u32> = match (&self.unpacked, self.primitive.indices) {
            (Some(unpacked), _) => {
                budget.check_triangles(unpacked.triangles.len())?;
                return self.checked(unpacked.triangles.clone(), vertices);
            }
            (None, Some(index)) => {
                self.followed(index, "indices")?;
                budget.take_vertices(self.reader.count(index)?)?;
                self.reader.whole_numbers::<1>(index)?.into_iter().map(|[index]| index).collect()
            }
            (None, None) => (0..vertices as u32).collect(),
        };
        let is_list = self.primitive.mode == TRIANGLES;
        let count = if is_list { indices.len() / 3 } else { indices.len().saturating_sub(2) };
        budget.check_triangles(count)?;
        let corners = |i: usize| match self.primitive.mode {
            TRIANGLES => [indices[3 * i], indices[3 * i + 1], indices[3 * i + 2]],
            FAN => [indices[0], indices[i + 1], indices[i + 2]],
            // Every other triangle of a strip has the opposite winding order.
            _ if i % 2 == 1 => [indices[i + 1], indices[i], indices[i + 2]],
            _ => [indices[i], indices[i + 1], indices[i + 2]],
        };
        self.checked((0..count).map(corners).collect(), vertices)
    }

    /// Without triangles that use one vertex twice.
    fn checked(&self, mut triangles: Vec<[u32; 3]>, vertices: usize) -> Result<Vec<[u32; 3]>, SceneError> {
        if let Some(wrong) = triangles.iter().flatten().find(|&&index| index as usize >= vertices) {
            return Err(self.invalid(&format!("index {wrong} of {vertices} vertices")));
        }
        triangles.retain(|[a, b, c]| a != b && b != c && a != c);
        Ok(triangles)
    }

    fn coordinates(
        &self,
        set: Option<u32>,
        count: usize,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<Option<Vec<[f32; 2]>>, SceneError> {
        let Some(set) = set else { return Ok(None) };
        let found = self.numbers(&format!("TEXCOORD_{set}"), count)?;
        if found.is_none() {
            budget.take_vertices(count)?;
            let words = "has none of the texture coordinates that its material asks for";
            notes.add(format!("{}: {words} (TEXCOORD_{set}); its textures show their corner", self.what));
            return Ok(Some(vec![[0.0; 2]; count]));
        }
        Ok(found)
    }

    fn colors(&self, count: usize) -> Result<Option<Vec<[f32; 4]>>, SceneError> {
        let Some(index) = self.counted("COLOR_0", count)? else { return Ok(None) };
        let has_alpha = self.reader.accessor(index)?.shape == Shape::Vec4;
        let colors = if has_alpha {
            self.numbers::<4>("COLOR_0", count)?
        } else {
            let opaque = |colors: Vec<[f32; 3]>| colors.into_iter().map(|[r, g, b]| [r, g, b, 1.0]).collect();
            self.numbers::<3>("COLOR_0", count)?.map(opaque)
        };
        let tamed =
            |colors: Vec<[f32; 4]>| colors.into_iter().map(|color| color.map(|part| part.clamp(0.0, 1.0))).collect();
        Ok(colors.map(tamed))
    }

    /// An attribute with one entry per vertex, if it is there.
    pub fn numbers<const N: usize>(&self, name: &str, count: usize) -> Result<Option<Vec<[f32; N]>>, SceneError> {
        let Some(index) = self.counted(name, count)? else { return Ok(None) };
        match self.packed(name) {
            Some(packed) => {
                let normalized = self.reader.accessor(index)?.normalized;
                packed.numbers(normalized, &format!("{}.{name}", self.what)).map(Some)
            }
            None => self.reader.numbers(index).map(Some),
        }
    }

    /// Four unsigned integers per vertex, if they are there.
    pub fn whole_numbers(&self, name: &str, count: usize) -> Result<Option<Vec<[u32; 4]>>, SceneError> {
        let Some(index) = self.counted(name, count)? else { return Ok(None) };
        match self.packed(name) {
            Some(packed) => packed.whole_numbers(&format!("{}.{name}", self.what)).map(Some),
            None => self.reader.whole_numbers(index).map(Some),
        }
    }

    /// The accessor of an attribute, with one entry per vertex.
    fn counted(&self, name: &str, count: usize) -> Result<Option<usize>, SceneError> {
        let Some(&index) = self.primitive.attributes.get(name) else { return Ok(None) };
        self.followed(index, &format!("attributes.{name}"))?;
        if self.packed(name).is_none() {
            self.expect_count(index, name, count)?;
        }
        Ok(Some(index))
    }

    pub fn expect_count(&self, accessor: usize, name: &str, count: usize) -> Result<(), SceneError> {
        let found = self.reader.count(accessor)?;
        if found != count {
            return Err(self.invalid(&format!("{name} has {found} entries for {count} vertices")));
        }
        Ok(())
    }

    fn packed(&self, name: &str) -> Option<&draco::Attribute> {
        self.unpacked.as_ref()?.attributes.get(name)
    }

    fn followed(&self, accessor: usize, name: &str) -> Result<(), SceneError> {
        let length = self.reader.root.accessors.len();
        if accessor >= length {
            return Err(SceneError::invalid(
                format!("{}.{name}", self.what),
                format!("names accessors[{accessor}] of {length}"),
            ));
        }
        Ok(())
    }

    pub fn invalid(&self, problem: &str) -> SceneError {
        SceneError::invalid(self.what.clone(), problem)
    }
}
