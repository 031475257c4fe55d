//! All triangles of a scene while the shutter of one frame is open, and the trees over them.

use std::ops::Range;

use glam::{DMat4, DVec3};
use obvhs::aabb::Aabb;
use rayon::prelude::*;

use super::affine::Affine;
use super::bvh::{Bvh, INSTANCE, Instance, KEYS, LEAF, MAX_DEPTH, MAX_INSTANCE_DEPTH, MOVING, Node, Pack};
use super::deform::{Shape, VertexTransform};
use super::instancing::{self, Instancing};
use super::wide_bvh::{self, WideBvh};
use super::world::{Corners, NONE, Triangle, VertexAttributes};
use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::math::V3;
use crate::scene::{POSES, Pose, Primitive, Scene};

/// Triangles between two checks for cancellation.
const CANCEL_INTERVAL: usize = 16_384;

/// Triangles that are placed in the world together: all flattened ones, or an instanced mesh.
#[derive(Debug)]
pub struct TriangleGroup {
    pub triangles: Range<u32>,
    /// Empty for flattened triangles.
    instances: Range<u32>,
}

impl TriangleGroup {
    /// The instances that place them; [`NONE`] alone for flattened triangles.
    pub fn instances(&self) -> Vec<u32> {
        if self.instances.is_empty() { vec![NONE] } else { self.instances.clone().collect() }
    }
}

/// What [`GeometryBuilder::build`] returns.
pub struct Geometry {
    pub bvh: Bvh,
    pub groups: Vec<TriangleGroup>,
    /// Corners of the box around everything.
    pub bounds: [V3; 2],
}

pub struct GeometryBuilder<'a> {
    pub scene: &'a Scene,
    pub poses: &'a [Pose],
    pub frame: u32,
    pub cancel: &'a Cancel,
    pub triangles: Vec<Triangle>,
    pub attributes: Vec<VertexAttributes>,
    pub triangle_keys: Vec<[Corners; KEYS]>,
    /// First triangle of each flattened node, and the node.
    pub flattened_nodes: Vec<(u32, u32)>,
    /// The node of each instance.
    pub instance_nodes: Vec<u32>,
}

impl<'a> GeometryBuilder<'a> {
    pub fn new(scene: &'a Scene, poses: &'a [Pose], frame: u32, cancel: &'a Cancel) -> Self {
        let (triangles, attributes, triangle_keys) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            scene,
            poses,
            frame,
            cancel,
            triangles,
            attributes,
            triangle_keys,
            flattened_nodes: Vec::new(),
            instance_nodes: Vec::new(),
        }
    }

    /// Static flattened meshes first, then deforming ones, then instanced meshes in their own space, and
    /// a tree over each.
    pub fn build(&mut self, non_opaque: &(impl Fn(u32) -> bool + Sync)) -> Result<Geometry, RenderError> {
        let instancing = Instancing::new(self.scene, self.poses);
        for &node in &instancing.flattened {
            self.add_node(node, &[0])?;
        }
        let still = 0..self.triangles.len();
        for &node in &instancing.deforming {
            self.add_node(node, &[0, POSES / 2, POSES - 1])?;
        }
        let deforming = still.end..self.triangles.len();
        let mut meshes = Vec::with_capacity(instancing.instanced.len());
        for nodes in &instancing.instanced {
            let start = self.triangles.len();
            self.add_object_space(nodes[0])?;
            meshes.push(start..self.triangles.len());
        }
        let mut bvh_builder = BvhBuilder { bvh: Bvh::default(), boxes: Vec::new(), children: Vec::new() };
        let mut groups = vec![TriangleGroup { triangles: 0..deforming.end as u32, instances: 0..0 }];
        bvh_builder.add_static(self, still, non_opaque)?;
        bvh_builder.add_deforming(self, deforming, non_opaque)?;
        let tree = |range: &Range<usize>| {
            let (first, corners) = (range.start as u32, self.corners(range));
            wide_bvh::build_static(
                &corners,
                first,
                MAX_DEPTH,
                |i| non_opaque(self.triangles[range.start + i].material),
                self.cancel,
            )
        };
        let trees: Vec<WideBvh<Pack>> = meshes.par_iter().map(tree).collect::<Result<_, Cancelled>>()?;
        for ((range, tree), nodes) in meshes.iter().zip(trees).zip(&instancing.instanced) {
            let mut around = Aabb::INVALID;
            for corner in self.triangles[range.clone()].iter().flat_map(|triangle| triangle.corners) {
                around = union(&around, &wide_bvh::bounding_box(&[corner]));
            }
            let root = bvh_builder.append_tree(tree);
            let first = bvh_builder.bvh.instances.len() as u32;
            for &node in nodes {
                bvh_builder.add_instance(self, node, root, &around)?;
                self.instance_nodes.resize(bvh_builder.bvh.instances.len(), node as u32);
            }
            let instances = first..bvh_builder.bvh.instances.len() as u32;
            groups.push(TriangleGroup { triangles: range.start as u32..range.end as u32, instances });
        }
        let (bvh, bounds) = bvh_builder.finish(self.cancel)?;
        Ok(Geometry { bvh, groups, bounds })
    }

    fn corners(&self, range: &Range<usize>) -> Vec<[V3; 3]> {
        self.triangles[range.clone()].iter().map(|triangle| triangle.corners).collect()
    }

    /// A node's mesh in world space, at one pose or at every key.
    fn add_node(&mut self, node: usize, at: &[usize]) -> Result<(), RenderError> {
        let skin = instancing::skin(self.scene, node).map(|skin| &self.scene.skins[skin]);
        self.flattened_nodes.push((self.triangles.len() as u32, node as u32));
        let poses = self.poses;
        let transforms: Vec<VertexTransform> = at
            .iter()
            .map(|&at| match skin {
                Some(skin) => VertexTransform::skinned(skin, &poses[at]),
                None => VertexTransform::Node(poses[at].to_world[node]),
            })
            .collect();
        for primitive in self.primitives(node) {
            let shape = |(&at, transform): (&usize, &VertexTransform)| {
                Shape::new(primitive, &poses[at].weights[node], transform, self.cancel)
            };
            let shapes: Vec<Shape> = at.iter().zip(&transforms).map(shape).collect::<Result<_, Cancelled>>()?;
            self.add(primitive, &shapes, node)?;
        }
        Ok(())
    }

    /// A node's mesh in its own space.
    fn add_object_space(&mut self, node: usize) -> Result<(), RenderError> {
        for primitive in self.primitives(node) {
            let shape =
                Shape::new(primitive, &self.poses[0].weights[node], &VertexTransform::ObjectSpace, self.cancel)?;
            self.add(primitive, &[shape], node)?;
        }
        Ok(())
    }

    fn primitives(&self, node: usize) -> &'a [Primitive] {
        self.scene.nodes[node].mesh.map_or(&[], |mesh| &self.scene.meshes[mesh].primitives)
    }

    fn add(&mut self, primitive: &Primitive, shapes: &[Shape], node: usize) -> Result<(), RenderError> {
        if !shapes.iter().all(Shape::is_finite) {
            let what = format!("the mesh of node {node}");
            return Err(RenderError::NotFinite { frame: self.frame, what });
        }
        let has_attributes =
            primitive.colors.is_some() || primitive.second_uv.is_some() || primitive.tangents.is_some();
        for (number, &[a, b, c]) in primitive.triangles.iter().enumerate() {
            if number % CANCEL_INTERVAL == 0 {
                self.cancel.check()?;
            }
            let mirrored = shapes[0].is_mirrored(a as usize);
            let corners = if mirrored { [a, c, b] } else { [a, b, c] }.map(|index| index as usize);
            let Corners { corners: places, normals } = triangle_corners(&shapes[0], corners);
            let attributes =
                if has_attributes { self.add_attributes(attributes(primitive, &shapes[0], corners)) } else { NONE };
            let mut triangle = Triangle {
                corners: places,
                normals,
                uv: primitive.uv.as_ref().map_or([[0.0; 2]; 3], |uv| corners.map(|i| uv[i])),
                material: primitive.material as u32,
                attributes,
                area_light: NONE,
                keys: NONE,
            };
            if let [first, middle, last] = shapes {
                triangle.keys = self.triangle_keys.len() as u32;
                self.triangle_keys.push([
                    triangle_corners(first, corners),
                    triangle_corners(middle, corners),
                    triangle_corners(last, corners),
                ]);
            }
            self.triangles.push(triangle);
        }
        Ok(())
    }

    fn add_attributes(&mut self, attributes: VertexAttributes) -> u32 {
        self.attributes.push(attributes);
        (self.attributes.len() - 1) as u32
    }
}

/// Corners and normals of one triangle; face normals where the file has no normals.
fn triangle_corners(shape: &Shape, corners: [usize; 3]) -> Corners {
    let mut found = Corners { corners: corners.map(|i| shape.positions[i]), normals: [V3::ZERO; 3] };
    let normal = found.normal();
    found.normals = match &shape.normals {
        Some(normals) => corners.map(|i| if normals[i].is_black() { normal } else { normals[i] }),
        None => [normal; 3],
    };
    found
}

fn attributes(primitive: &Primitive, shape: &Shape, corners: [usize; 3]) -> VertexAttributes {
    VertexAttributes {
        uv: primitive.second_uv.as_ref().map_or([[0.0; 2]; 3], |uv| corners.map(|i| uv[i])),
        color: primitive.colors.as_ref().map_or([[1.0; 4]; 3], |colors| corners.map(|i| colors[i])),
        tangent: shape.tangents.as_ref().map(|tangents| corners.map(|i| tangents[i])),
    }
}

/// Puts the trees of all meshes into shared arrays and builds the top-level tree over them.
struct BvhBuilder {
    bvh: Bvh,
    /// Primitives of the top-level tree: their boxes, and the child that stands for each.
    boxes: Vec<Aabb>,
    children: Vec<u32>,
}

impl BvhBuilder {
    fn add_static(
        &mut self,
        builder: &GeometryBuilder,
        range: Range<usize>,
        non_opaque: &impl Fn(u32) -> bool,
    ) -> Result<(), Cancelled> {
        if range.is_empty() {
            return Ok(());
        }
        let (first, corners) = (range.start as u32, builder.corners(&range));
        let non_opaque = |i: usize| non_opaque(builder.triangles[range.start + i].material);
        let tree = wide_bvh::build_static(&corners, first, MAX_DEPTH, non_opaque, builder.cancel)?;
        let root = self.append_tree(tree);
        self.add_root_child(root, wide_bvh::bounding_box(corners.as_flattened()));
        Ok(())
    }

    fn add_deforming(
        &mut self,
        builder: &GeometryBuilder,
        range: Range<usize>,
        non_opaque: &impl Fn(u32) -> bool,
    ) -> Result<(), Cancelled> {
        if range.is_empty() {
            return Ok(());
        }
        let keys = |triangle: &Triangle| builder.triangle_keys[triangle.keys as usize].map(|key| key.corners);
        let corners: Vec<[[V3; 3]; KEYS]> = builder.triangles[range.clone()].iter().map(keys).collect();
        let non_opaque = |i: usize| non_opaque(builder.triangles[range.start + i].material);
        let tree = wide_bvh::build_moving(&corners, range.start as u32, MAX_DEPTH, non_opaque, builder.cancel)?;
        let (nodes, leaves) = (self.bvh.nodes.len() as u32, self.bvh.moving.len() as u32);
        self.bvh.nodes.extend(offset_children(tree.nodes, nodes, |leaf| (leaf + leaves) | LEAF | MOVING));
        self.bvh.moving.extend(tree.leaves);
        self.add_root_child(nodes, wide_bvh::bounding_box(corners.as_flattened().as_flattened()));
        Ok(())
    }

    /// Appends a tree to the arrays and returns its root.
    fn append_tree(&mut self, tree: WideBvh<Pack>) -> u32 {
        let (nodes, leaves) = (self.bvh.nodes.len() as u32, self.bvh.packs.len() as u32);
        self.bvh.nodes.extend(offset_children(tree.nodes, nodes, |leaf| (leaf + leaves) | LEAF));
        self.bvh.packs.extend(tree.leaves);
        nodes
    }

    fn add_root_child(&mut self, child: u32, around: Aabb) {
        self.boxes.push(around);
        self.children.push(child);
    }

    /// Adds an instance of a tree, placed by a node.
    fn add_instance(
        &mut self,
        builder: &GeometryBuilder,
        node: usize,
        root: u32,
        around: &Aabb,
    ) -> Result<(), RenderError> {
        let maps: Vec<DMat4> = builder.poses.iter().map(|pose| pose.to_world[node]).collect();
        let all = maps
            .iter()
            .map(|map| transformed_bounds(map, around))
            .reduce(|a, b| union(&a, &b))
            .unwrap_or(Aabb::INVALID);
        let far = |v: glam::Vec3A| !v.is_finite() || v.abs().max_element() > 5e14;
        if far(all.min) || far(all.max) || !maps.iter().all(|map| Affine::from_matrix(map).is_finite()) {
            let what = format!("the mesh of node {node}");
            return Err(RenderError::NotFinite { frame: builder.frame, what });
        }
        let motion = if instancing::node_moves(builder.poses, node) {
            self.bvh.motions.extend(maps.iter().map(Affine::from_matrix));
            (self.bvh.motions.len() - maps.len()) as u32
        } else {
            NONE
        };
        let to_world = Affine::from_matrix(&maps[maps.len() / 2]);
        let handedness = if to_world.determinant() < 0.0 { -1.0 } else { 1.0 };
        let to_object = to_world.inverse();
        self.bvh.instances.push(Instance { root, first_area_light: 0, motion, handedness, to_world, to_object });
        self.add_root_child((self.bvh.instances.len() - 1) as u32 | LEAF | INSTANCE, all);
        Ok(())
    }

    /// The top-level tree, and the corners of the box around everything.
    fn finish(mut self, cancel: &Cancel) -> Result<(Bvh, [V3; 2]), Cancelled> {
        let around = self.boxes.iter().copied().reduce(|a, b| union(&a, &b)).unwrap_or(Aabb::INVALID);
        let corner = |v: glam::Vec3A| V3::from_array(v.to_array());
        if let [root] = self.children[..]
            && root & LEAF == 0
        {
            self.bvh.root = root;
            return Ok((self.bvh, [corner(around.min), corner(around.max)]));
        }
        self.bvh.root = self.bvh.nodes.len() as u32;
        if self.children.is_empty() {
            self.bvh.nodes.push(Node::EMPTY);
            return Ok((self.bvh, [V3::ZERO; 2]));
        }
        let top = WideBvh::new(&self.boxes, 1, MAX_INSTANCE_DEPTH, |members: &[u32]| members[0], cancel)?;
        let child = |leaf: u32| self.children[top.leaves[leaf as usize] as usize];
        let nodes: Vec<Node> = offset_children(top.nodes, self.bvh.root, child).collect();
        self.bvh.nodes.extend(nodes);
        Ok((self.bvh, [corner(around.min), corner(around.max)]))
    }
}

/// Nodes with the indices of their children moved behind `before` others, and leaves renumbered.
fn offset_children(nodes: Vec<Node>, before: u32, leaf: impl Fn(u32) -> u32) -> impl Iterator<Item = Node> {
    nodes.into_iter().map(move |mut node| {
        for lane in 0..4 {
            let child = node.children[lane];
            let is_empty = node.bounds[0][0][lane] == f32::INFINITY;
            if child & LEAF != 0 {
                node.children[lane] = leaf(child & !LEAF);
            } else if !is_empty {
                node.children[lane] = child + before;
            }
        }
        node
    })
}

fn union(a: &Aabb, b: &Aabb) -> Aabb {
    Aabb::new(a.min.min(b.min), a.max.max(b.max))
}

/// The box around a transformed box, slightly enlarged to cover rounding in both directions.
fn transformed_bounds(map: &DMat4, aabb: &Aabb) -> Aabb {
    let (low, high) = (aabb.min.as_dvec3(), aabb.max.as_dvec3());
    let (mut least, mut most) = (DVec3::MAX, DVec3::MIN);
    for corner in 0..8 {
        let pick = |axis: usize| if corner >> axis & 1 == 0 { low[axis] } else { high[axis] };
        let p = map.x_axis.truncate() * pick(0)
            + map.y_axis.truncate() * pick(1)
            + map.z_axis.truncate() * pick(2)
            + map.w_axis.truncate();
        (least, most) = (least.min(p), most.max(p));
    }
    let slack = (least.abs().max(most.abs()) + (most - least)) * 2e-6;
    Aabb::new((least - slack).as_vec3a(), (most + slack).as_vec3a())
}
