//! All triangles of a scene at one moment, and the trees over them.

use std::ops::Range;

use glam::{DMat4, DVec3};
use obvhs::aabb::Aabb;
use rayon::prelude::*;

use super::affine::Affine;
use super::bvh::{Bvh, DEEPEST, DEEPEST_INSTANCES, INSTANCE, Instance, KEYS, LEAF, MOVING, Node, POSES, Pack};
use super::deform::{Placing, Shape};
use super::plan::{self, Plan};
use super::wide::{self, Tree};
use super::world::{Corners, Extra, NONE, Triangle};
use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::math::V3;
use crate::scene::{Pose, Primitive, Scene};

/// Triangles between two looks at the cancel flag.
const PATIENCE: usize = 16_384;

/// Triangles that get into the world together.
#[derive(Debug)]
pub struct Part {
    pub triangles: Range<u32>,
    /// Empty where they are in the world as they are.
    instances: Range<u32>,
}

impl Part {
    /// The instances that draw them; [`NONE`] alone where there are none.
    pub fn instances(&self) -> Vec<u32> {
        if self.instances.is_empty() { vec![NONE] } else { self.instances.clone().collect() }
    }
}

/// What [`Gather::trees`] ends with.
pub struct Gathered {
    pub bvh: Bvh,
    pub parts: Vec<Part>,
    /// Corners of the box that holds all.
    pub bounds: [V3; 2],
}

pub struct Gather<'a> {
    pub scene: &'a Scene,
    pub poses: &'a [Pose],
    pub frame: u32,
    pub cancel: &'a Cancel,
    pub triangles: Vec<Triangle>,
    pub extras: Vec<Extra>,
    pub moves: Vec<[Corners; KEYS]>,
    /// First triangle of each node in the world's space, and the node.
    pub drawn: Vec<(u32, u32)>,
    /// The node of each instance.
    pub placed: Vec<u32>,
}

impl<'a> Gather<'a> {
    pub fn new(scene: &'a Scene, poses: &'a [Pose], frame: u32, cancel: &'a Cancel) -> Self {
        let (triangles, extras, moves) = (Vec::new(), Vec::new(), Vec::new());
        Self { scene, poses, frame, cancel, triangles, extras, moves, drawn: Vec::new(), placed: Vec::new() }
    }

    /// First what stands still in the world, then what deforms in it, then meshes in their own space,
    /// each followed by a tree.
    pub fn trees(&mut self, porous: &(impl Fn(u32) -> bool + Sync)) -> Result<Gathered, RenderError> {
        let plan = Plan::new(self.scene, self.poses);
        for &node in &plan.still {
            self.add_node(node, &[0])?;
        }
        let still = 0..self.triangles.len();
        for &node in &plan.deforming {
            self.add_node(node, &[0, POSES / 2, POSES - 1])?;
        }
        let deforming = still.end..self.triangles.len();
        let mut meshes = Vec::with_capacity(plan.shared.len());
        for nodes in &plan.shared {
            let start = self.triangles.len();
            self.add_own(nodes[0])?;
            meshes.push(start..self.triangles.len());
        }
        let mut grove = Grove { bvh: Bvh::default(), boxes: Vec::new(), children: Vec::new() };
        let mut parts = vec![Part { triangles: 0..deforming.end as u32, instances: 0..0 }];
        grove.plant_still(self, still, porous)?;
        grove.plant_deforming(self, deforming, porous)?;
        let tree = |range: &Range<usize>| {
            let (first, corners) = (range.start as u32, self.corners(range));
            wide::still(&corners, first, DEEPEST, |i| porous(self.triangles[range.start + i].material), self.cancel)
        };
        let trees: Vec<Tree<Pack>> = meshes.par_iter().map(tree).collect::<Result<_, Cancelled>>()?;
        for ((range, tree), nodes) in meshes.iter().zip(trees).zip(&plan.shared) {
            let mut around = Aabb::INVALID;
            for corner in self.triangles[range.clone()].iter().flat_map(|triangle| triangle.corners) {
                around = joined(&around, &wide::around(&[corner]));
            }
            let root = grove.graft(tree);
            let first = grove.bvh.instances.len() as u32;
            for &node in nodes {
                grove.place(self, node, root, &around)?;
                self.placed.resize(grove.bvh.instances.len(), node as u32);
            }
            let instances = first..grove.bvh.instances.len() as u32;
            parts.push(Part { triangles: range.start as u32..range.end as u32, instances });
        }
        let (bvh, bounds) = grove.finished(self.cancel)?;
        Ok(Gathered { bvh, parts, bounds })
    }

    fn corners(&self, range: &Range<usize>) -> Vec<[V3; 3]> {
        self.triangles[range.clone()].iter().map(|triangle| triangle.corners).collect()
    }

    /// A node's mesh in the world, at one pose or at every key.
    fn add_node(&mut self, node: usize, at: &[usize]) -> Result<(), RenderError> {
        let skin = plan::skin(self.scene, node).map(|skin| &self.scene.skins[skin]);
        self.drawn.push((self.triangles.len() as u32, node as u32));
        let poses = self.poses;
        let placings: Vec<Placing> = at
            .iter()
            .map(|&at| match skin {
                Some(skin) => Placing::by(skin, &poses[at]),
                None => Placing::Node(poses[at].to_world[node]),
            })
            .collect();
        for primitive in self.primitives(node) {
            let shape = |(&at, placing): (&usize, &Placing)| {
                Shape::new(primitive, &poses[at].weights[node], placing, self.cancel)
            };
            let shapes: Vec<Shape> = at.iter().zip(&placings).map(shape).collect::<Result<_, Cancelled>>()?;
            self.add(primitive, &shapes, node)?;
        }
        Ok(())
    }

    /// A node's mesh in its own space.
    fn add_own(&mut self, node: usize) -> Result<(), RenderError> {
        for primitive in self.primitives(node) {
            let shape = Shape::new(primitive, &self.poses[0].weights[node], &Placing::Own, self.cancel)?;
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
        let has_extras = primitive.colors.is_some() || primitive.second_uv.is_some() || primitive.tangents.is_some();
        for (number, &[a, b, c]) in primitive.triangles.iter().enumerate() {
            if number % PATIENCE == 0 {
                self.cancel.check()?;
            }
            let mirrored = shapes[0].is_mirrored(a as usize);
            let corners = if mirrored { [a, c, b] } else { [a, b, c] }.map(|index| index as usize);
            let Corners { corners: places, normals } = cut(&shapes[0], corners);
            let extra = if has_extras { self.add_extra(extra(primitive, &shapes[0], corners)) } else { NONE };
            let mut triangle = Triangle {
                corners: places,
                normals,
                uv: primitive.uv.as_ref().map_or([[0.0; 2]; 3], |uv| corners.map(|i| uv[i])),
                material: primitive.material as u32,
                extra,
                emitter: NONE,
                moves: NONE,
            };
            if let [first, middle, last] = shapes {
                triangle.moves = self.moves.len() as u32;
                self.moves.push([cut(first, corners), cut(middle, corners), cut(last, corners)]);
            }
            self.triangles.push(triangle);
        }
        Ok(())
    }

    fn add_extra(&mut self, extra: Extra) -> u32 {
        self.extras.push(extra);
        (self.extras.len() - 1) as u32
    }
}

/// Corners and normals of one triangle; flat where the file has no normals.
fn cut(shape: &Shape, corners: [usize; 3]) -> Corners {
    let mut found = Corners { corners: corners.map(|i| shape.positions[i]), normals: [V3::ZERO; 3] };
    let facing = found.facing();
    found.normals = match &shape.normals {
        Some(normals) => corners.map(|i| if normals[i].is_black() { facing } else { normals[i] }),
        None => [facing; 3],
    };
    found
}

fn extra(primitive: &Primitive, shape: &Shape, corners: [usize; 3]) -> Extra {
    Extra {
        uv: primitive.second_uv.as_ref().map_or([[0.0; 2]; 3], |uv| corners.map(|i| uv[i])),
        color: primitive.colors.as_ref().map_or([[1.0; 4]; 3], |colors| corners.map(|i| colors[i])),
        tangent: shape.tangents.as_ref().map(|tangents| corners.map(|i| tangents[i])),
    }
}

/// Trees on their way to become one.
struct Grove {
    bvh: Bvh,
    /// What the topmost tree is made of: boxes, and the child that stands for each.
    boxes: Vec<Aabb>,
    children: Vec<u32>,
}

impl Grove {
    fn plant_still(
        &mut self,
        gather: &Gather,
        range: Range<usize>,
        porous: &impl Fn(u32) -> bool,
    ) -> Result<(), Cancelled> {
        if range.is_empty() {
            return Ok(());
        }
        let (first, corners) = (range.start as u32, gather.corners(&range));
        let porous = |i: usize| porous(gather.triangles[range.start + i].material);
        let tree = wide::still(&corners, first, DEEPEST, porous, gather.cancel)?;
        let root = self.graft(tree);
        self.adopt(root, wide::around(corners.as_flattened()));
        Ok(())
    }

    fn plant_deforming(
        &mut self,
        gather: &Gather,
        range: Range<usize>,
        porous: &impl Fn(u32) -> bool,
    ) -> Result<(), Cancelled> {
        if range.is_empty() {
            return Ok(());
        }
        let keys = |triangle: &Triangle| gather.moves[triangle.moves as usize].map(|key| key.corners);
        let corners: Vec<[[V3; 3]; KEYS]> = gather.triangles[range.clone()].iter().map(keys).collect();
        let porous = |i: usize| porous(gather.triangles[range.start + i].material);
        let tree = wide::moving(&corners, range.start as u32, DEEPEST, porous, gather.cancel)?;
        let (nodes, leaves) = (self.bvh.nodes.len() as u32, self.bvh.moving.len() as u32);
        self.bvh.nodes.extend(moved(tree.nodes, nodes, |leaf| (leaf + leaves) | LEAF | MOVING));
        self.bvh.moving.extend(tree.leaves);
        self.adopt(nodes, wide::around(corners.as_flattened().as_flattened()));
        Ok(())
    }

    /// Adds a tree to the others, and returns its root.
    fn graft(&mut self, tree: Tree<Pack>) -> u32 {
        let (nodes, leaves) = (self.bvh.nodes.len() as u32, self.bvh.packs.len() as u32);
        self.bvh.nodes.extend(moved(tree.nodes, nodes, |leaf| (leaf + leaves) | LEAF));
        self.bvh.packs.extend(tree.leaves);
        nodes
    }

    fn adopt(&mut self, child: u32, around: Aabb) {
        self.boxes.push(around);
        self.children.push(child);
    }

    /// Draws a tree by a node.
    fn place(&mut self, gather: &Gather, node: usize, root: u32, around: &Aabb) -> Result<(), RenderError> {
        let maps: Vec<DMat4> = gather.poses.iter().map(|pose| pose.to_world[node]).collect();
        let all = maps.iter().map(|map| bounds(map, around)).reduce(|a, b| joined(&a, &b)).unwrap_or(Aabb::INVALID);
        let far = |v: glam::Vec3A| !v.is_finite() || v.abs().max_element() > 5e14;
        if far(all.min) || far(all.max) || !maps.iter().all(|map| Affine::from_matrix(map).is_finite()) {
            let what = format!("the mesh of node {node}");
            return Err(RenderError::NotFinite { frame: gather.frame, what });
        }
        let motion = if plan::moves(gather.poses, node) {
            self.bvh.motions.extend(maps.iter().map(Affine::from_matrix));
            (self.bvh.motions.len() - maps.len()) as u32
        } else {
            NONE
        };
        let to_world = Affine::from_matrix(&maps[maps.len() / 2]);
        let side = if to_world.determinant() < 0.0 { -1.0 } else { 1.0 };
        let to_object = to_world.inverse();
        self.bvh.instances.push(Instance { root, first_emitter: 0, motion, side, to_world, to_object });
        self.adopt((self.bvh.instances.len() - 1) as u32 | LEAF | INSTANCE, all);
        Ok(())
    }

    /// One tree over all, and the corners of the box around it.
    fn finished(mut self, cancel: &Cancel) -> Result<(Bvh, [V3; 2]), Cancelled> {
        let around = self.boxes.iter().copied().reduce(|a, b| joined(&a, &b)).unwrap_or(Aabb::INVALID);
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
        let top = Tree::new(&self.boxes, 1, DEEPEST_INSTANCES, |members: &[u32]| members[0], cancel)?;
        let child = |leaf: u32| self.children[top.leaves[leaf as usize] as usize];
        let nodes: Vec<Node> = moved(top.nodes, self.bvh.root, child).collect();
        self.bvh.nodes.extend(nodes);
        Ok((self.bvh, [corner(around.min), corner(around.max)]))
    }
}

/// Nodes that come after `before` others, with leaves renamed.
fn moved(nodes: Vec<Node>, before: u32, leaf: impl Fn(u32) -> u32) -> impl Iterator<Item = Node> {
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

fn joined(a: &Aabb, b: &Aabb) -> Aabb {
    Aabb::new(a.min.min(b.min), a.max.max(b.max))
}

/// The box around a box that was moved, a little larger for what rounding does on both ways.
fn bounds(map: &DMat4, aabb: &Aabb) -> Aabb {
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
