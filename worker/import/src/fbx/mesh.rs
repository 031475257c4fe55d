use std::collections::HashMap;

use rayment_render::{
    SceneError, exact,
    scene::{JointSet, Mesh, Morph, Node, Notes, Primitive, Skin},
};

use super::node::Tree;
use super::{is_by_blender, named, narrow, nurbs};
use crate::{
    budget::Budget,
    shape::{Corner, Lists, NONE, Welder},
};

/// Most joints that move one vertex.
const MOST_JOINTS: usize = 16;

/// A mesh, its materials, and the index of its first blend weight.
type Drawn = (u32, Vec<u32>, usize);

/// Meshes as nodes need them: the same mesh with other materials is another one.
pub struct Meshes<'a, 'b> {
    fbx: &'a ufbx::Scene,
    tree: &'a Tree,
    budget: &'a mut Budget<'b>,
    notes: &'a mut Notes,
    known: HashMap<Drawn, (usize, Option<usize>)>,
    meshes: Vec<Mesh>,
    skins: Vec<Skin>,
}

impl<'a, 'b> Meshes<'a, 'b> {
    pub fn new(fbx: &'a ufbx::Scene, tree: &'a Tree, budget: &'a mut Budget<'b>, notes: &'a mut Notes) -> Self {
        Self { fbx, tree, budget, notes, known: HashMap::new(), meshes: Vec::new(), skins: Vec::new() }
    }

    pub fn finish(self) -> (Vec<Mesh>, Vec<Skin>) {
        (self.meshes, self.skins)
    }

    /// Attaches the mesh of a node, if it has one, to the scene node at `index`.
    pub fn attach(&mut self, node: &ufbx::Node, index: usize, nodes: &mut [Node]) -> Result<(), SceneError> {
        let made;
        let mesh = match &node.mesh {
            Some(mesh) => mesh.as_ref(),
            None => match nurbs::surface(node, self.notes).map(|own| nurbs::mesh(own, self.budget, self.notes)) {
                Some(Ok(Some(tessellated))) => {
                    made = tessellated;
                    &made
                }
                Some(Err(error)) => return Err(error),
                _ => return Ok(()),
            },
        };
        if mesh.num_triangles == 0 {
            return Ok(());
        }
        // Nodes may share one long list.
        self.budget.take_vertices(node.materials.len())?;
        let materials: Vec<u32> = (0..node.materials.len()).map(|i| node.materials[i].element.typed_id).collect();
        let skin = mesh.skin_deformers.iter().next();
        // A vertex without joints stays with its own node, so skins are distinguished by node.
        let owner = if skin.is_some() { index } else { 0 };
        // A mesh made of a surface has no number of its own.
        let number = node.mesh.as_ref().map_or(NONE - index as u32, |mesh| mesh.element.typed_id);
        let key = (number, materials, owner);
        let (place, skin) = match self.known.get(&key) {
            Some(&known) => known,
            None => {
                let made = self.made(mesh, &key.1, skin.map(|skin| skin.as_ref()), index)?;
                self.known.insert(key, made);
                made
            }
        };
        nodes[index].mesh = Some(place);
        nodes[index].skin = skin;
        self.budget.take_vertices(channels(mesh).count())?;
        nodes[index].weights = channels(mesh).map(|channel| channel.weight as f32).map(tamed).collect();
        Ok(())
    }

    fn made(
        &mut self,
        mesh: &ufbx::Mesh,
        materials: &[u32],
        skin: Option<&ufbx::SkinDeformer>,
        owner: usize,
    ) -> Result<(usize, Option<usize>), SceneError> {
        self.note_what_is_left_out(mesh, skin);
        let lists = Owned::of(mesh, is_by_blender(self.fbx), self.budget)?;
        let joints = skin.map(|skin| self.joints(skin, owner)).transpose()?;
        let default = self.fbx.materials.len();
        let mut made = Mesh::default();
        for part in &mesh.material_parts {
            let material = materials.get(part.index as usize).map_or(default, |&material| material as usize);
            let welder = self.welded(mesh, part, &lists)?;
            let (mut primitive, sources) = welder.finish(&lists.lists(), material);
            if let Some(skin) = skin {
                self.weigh(&mut primitive, &sources, skin)?;
            }
            self.morph(&mut primitive, &sources, mesh)?;
            made.primitives.push(primitive);
        }
        self.meshes.push(made);
        let skin = joints.map(|skin| {
            self.skins.push(skin);
            self.skins.len() - 1
        });
        Ok((self.meshes.len() - 1, skin))
    }

    fn note_what_is_left_out(&mut self, mesh: &ufbx::Mesh, skin: Option<&ufbx::SkinDeformer>) {
        let mut note = |what: &str| self.notes.add(format!("{}: {what}", named("mesh", &mesh.element)));
        if !mesh.cache_deformers.is_empty() {
            note("its geometry cache is left out");
        }
        let attributes = [&mesh.vertex_uv.indices, &mesh.vertex_normal.indices, &mesh.vertex_color.indices];
        if attributes.iter().any(|indices| indices.contains(&NONE)) {
            note("texture coordinates, normals or colours that are named and not in the file are left out");
        }
        if mesh.skin_deformers.len() > 1 {
            note("only the first of its skins is used");
        }
        if skin.is_some_and(|skin| {
            !matches!(skin.skinning_method, ufbx::SkinningMethod::Linear | ufbx::SkinningMethod::Rigid)
        }) {
            note("is skinned linearly, not by dual quaternions");
        }
        if channels(mesh).any(|channel| channel.keyframes.len() > 1) {
            note("of blend shapes with in-betweens only the last is used");
        }
    }

    fn welded(&mut self, mesh: &ufbx::Mesh, part: &ufbx::MeshPart, lists: &Owned) -> Result<Welder, SceneError> {
        self.budget.check_triangles(part.num_triangles)?;
        let (views, mut welder, mut indices) = (lists.lists(), Welder::default(), Vec::new());
        for &face in &part.face_indices {
            ufbx::triangulate_face_vec(&mut indices, mesh, mesh.faces[face as usize]);
            self.budget.take_vertices(indices.len())?;
            for triangle in indices.as_chunks::<3>().0 {
                let corners = triangle.map(|at| corner(mesh, at as usize));
                welder
                    .polygon(&views, &corners)
                    .map_err(|problem| SceneError::invalid(named("mesh", &mesh.element), problem))?;
            }
        }
        Ok(welder)
    }

    /// The bones of the clusters and, last, the node itself for vertices without a bone.
    fn joints(&mut self, skin: &ufbx::SkinDeformer, owner: usize) -> Result<Skin, SceneError> {
        let place = || named("skin", &skin.element);
        if skin.clusters.len() >= usize::from(u16::MAX) {
            return Err(SceneError::unsupported(place(), "a skin of more than 65,534 bones"));
        }
        // A matrix takes the memory of a few vertices.
        self.budget.take_vertices(skin.clusters.len() * 4)?;
        let mut made = Skin { joints: Vec::new(), inverse_bind: Vec::new() };
        for cluster in &skin.clusters {
            let bone =
                cluster.bone_node.as_ref().and_then(|bone| *self.tree.places.get(bone.element.typed_id as usize)?);
            let bone = bone.ok_or_else(|| SceneError::invalid(place(), "has a cluster without a bone"))?;
            made.joints.push(bone);
            made.inverse_bind.push(matrix(&cluster.geometry_to_bone, place)?);
        }
        made.joints.push(owner);
        made.inverse_bind.push(glam::DMat4::IDENTITY);
        Ok(made)
    }

    fn weigh(
        &mut self,
        primitive: &mut Primitive,
        sources: &[u32],
        skin: &ufbx::SkinDeformer,
    ) -> Result<(), SceneError> {
        let own = skin.clusters.len() as u16;
        let most = skin.max_weights_per_vertex.clamp(1, MOST_JOINTS);
        let sets = most.div_ceil(4);
        self.budget.take_vertices(sources.len() * sets)?;
        let empty = || JointSet { joints: vec![[own; 4]; sources.len()], weights: vec![[0.0; 4]; sources.len()] };
        primitive.joints = (0..sets).map(|_| empty()).collect();
        for (vertex, &source) in sources.iter().enumerate() {
            let list = skin.vertices.get(source as usize);
            let list = list.map_or(&[][..], |at| {
                let start = at.weight_begin as usize;
                skin.weights.get(start..start + at.num_weights as usize).unwrap_or(&[])
            });
            // Largest weights first.
            let list = &list[..list.len().min(most)];
            let sum: f64 = list.iter().map(|weight| weight.weight.max(0.0)).sum();
            if sum.is_nan() || sum <= 1e-12 {
                primitive.joints[0].weights[vertex][0] = 1.0;
                continue;
            }
            for (at, weight) in list.iter().enumerate() {
                let set = &mut primitive.joints[at / 4];
                set.joints[vertex][at % 4] = (weight.cluster_index as u16).min(own);
                set.weights[vertex][at % 4] = tamed((weight.weight.max(0.0) / sum) as f32);
            }
        }
        Ok(())
    }

    fn morph(&mut self, primitive: &mut Primitive, sources: &[u32], mesh: &ufbx::Mesh) -> Result<(), SceneError> {
        for channel in channels(mesh) {
            self.budget.take_vertices(sources.len().max(1))?;
            let Some(shape) = shape(channel) else {
                primitive.morphs.push(Morph::default());
                continue;
            };
            let place = || named("blend shape", &shape.element);
            let has_normals = shape.normal_offsets.len() == shape.offset_vertices.len() && primitive.normals.is_some();
            let (mut positions, mut normals) = (Vec::with_capacity(sources.len()), Vec::new());
            for &source in sources {
                let at = shape.offset_vertices.binary_search(&source).ok();
                positions.push(offset(at, &shape.position_offsets, place)?);
                if has_normals {
                    normals.push(offset(at, &shape.normal_offsets, place)?);
                }
            }
            let normals = has_normals.then_some(normals);
            primitive.morphs.push(Morph { positions: Some(positions), normals, tangents: None });
        }
        Ok(())
    }
}

/// The morph targets of a mesh, deformer by deformer.
pub fn channels(mesh: &ufbx::Mesh) -> impl Iterator<Item = &ufbx::BlendChannel> {
    mesh.blend_deformers.iter().flat_map(|deformer| deformer.channels.iter().map(|channel| channel.as_ref()))
}

fn shape(channel: &ufbx::BlendChannel) -> Option<&ufbx::BlendShape> {
    let last = channel.keyframes.last().map(|frame| frame.shape.as_ref());
    last.or(channel.target_shape.as_ref().map(|shape| shape.as_ref()))
}

fn offset(at: Option<usize>, list: &[ufbx::Vec3], place: impl Fn() -> String + Copy) -> Result<[f32; 3], SceneError> {
    match at.and_then(|at| list.get(at)) {
        Some(v) => Ok([narrow(v.x, place)?, narrow(v.y, place)?, narrow(v.z, place)?]),
        None => Ok([0.0; 3]),
    }
}

/// A weight that is NaN counts as zero.
pub fn tamed(weight: f32) -> f32 {
    if weight.is_finite() { weight } else { 0.0 }
}

fn matrix(m: &ufbx::Matrix, place: impl Fn() -> String + Copy) -> Result<glam::DMat4, SceneError> {
    let rows = [
        [m.m00, m.m10, m.m20, 0.0],
        [m.m01, m.m11, m.m21, 0.0],
        [m.m02, m.m12, m.m22, 0.0],
        [m.m03, m.m13, m.m23, 1.0],
    ];
    let mut columns = [[0.0; 4]; 4];
    for (column, row) in columns.iter_mut().zip(rows) {
        for (to, from) in column.iter_mut().zip(row) {
            *to = f64::from(narrow(from, place)?);
        }
    }
    Ok(glam::DMat4::from_cols_array_2d(&columns))
}

fn corner(mesh: &ufbx::Mesh, at: usize) -> Corner {
    let place = |list: &[u32]| list.get(at).copied().unwrap_or(NONE);
    let second = mesh.uv_sets.get(1).map_or(NONE, |set| place(&set.vertex_uv.indices));
    Corner {
        position: place(&mesh.vertex_indices),
        normal: place(&mesh.vertex_normal.indices),
        uv: place(&mesh.vertex_uv.indices),
        second_uv: second,
        color: place(&mesh.vertex_color.indices),
    }
}

/// The attribute lists of a mesh as the scene stores them.
struct Owned {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    second_uvs: Vec<[f32; 2]>,
    colors: Vec<[f32; 4]>,
}

impl Owned {
    /// Blender writes colours of vertices encoded in sRGB; others do not say.
    fn of(mesh: &ufbx::Mesh, is_srgb: bool, budget: &mut Budget) -> Result<Self, SceneError> {
        let place = || named("mesh", &mesh.element);
        let lists = [mesh.vertices.len(), mesh.vertex_normal.values.len(), mesh.vertex_uv.values.len()];
        for count in lists {
            budget.take_vertices(count)?;
        }
        let points = |list: &[ufbx::Vec3]| -> Result<Vec<[f32; 3]>, SceneError> {
            list.iter().map(|v| Ok([narrow(v.x, place)?, narrow(v.y, place)?, narrow(v.z, place)?])).collect()
        };
        let flipped = |list: &[ufbx::Vec2]| -> Result<Vec<[f32; 2]>, SceneError> {
            list.iter().map(|v| Ok([narrow(v.x, place)?, narrow(1.0 - v.y, place)?])).collect()
        };
        let shade = |part: f64| narrow(part, place).map(|part| part.clamp(0.0, 1.0));
        let linear = |part: f32| if is_srgb { exact::srgb_to_linear(part.into()) as f32 } else { part };
        let color = |v: &ufbx::Vec4| -> Result<[f32; 4], SceneError> {
            Ok([linear(shade(v.x)?), linear(shade(v.y)?), linear(shade(v.z)?), shade(v.w)?])
        };
        let second = mesh.uv_sets.get(1).map_or(&[][..], |set| set.vertex_uv.values.as_ref());
        budget.take_vertices(second.len())?;
        budget.take_vertices(mesh.vertex_color.values.len())?;
        Ok(Self {
            positions: points(&mesh.vertices)?,
            normals: points(&mesh.vertex_normal.values)?,
            uvs: flipped(&mesh.vertex_uv.values)?,
            second_uvs: flipped(second)?,
            colors: mesh.vertex_color.values.iter().map(color).collect::<Result<_, _>>()?,
        })
    }

    fn lists(&self) -> Lists<'_> {
        Lists {
            positions: &self.positions,
            normals: &self.normals,
            uvs: &self.uvs,
            second_uvs: &self.second_uvs,
            colors: &self.colors,
        }
    }
}
