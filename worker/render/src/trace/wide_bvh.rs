//! Builds the four-wide trees of [`super::bvh`] by collapsing binary ones. Source: Wald, Benthin and Boulos,
//! "Getting Rid of Packets", 2008 (the child of the largest surface area is opened first).

use glam::{Vec3A, Vec4};
use obvhs::aabb::Aabb;

use super::binary_bvh::BinaryBvh;
use super::bvh::{KEYS, LEAF, MovingPack, Node, PACK, Pack};
use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::math::V3;

/// A tree of its own: node 0 is the root, and leaves are numbered from 0.
pub struct WideBvh<L> {
    pub nodes: Vec<Node>,
    pub leaves: Vec<L>,
}

impl<L> Default for WideBvh<L> {
    fn default() -> Self {
        Self { nodes: Vec::new(), leaves: Vec::new() }
    }
}

impl<L> WideBvh<L> {
    /// A tree at most `max_depth` levels deep below its root; `leaf` makes a leaf of up to
    /// `max_leaf_size` boxes.
    pub fn new(
        boxes: &[Aabb],
        max_leaf_size: usize,
        max_depth: usize,
        leaf: impl Fn(&[u32]) -> L,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        let good = Self::collapse(&BinaryBvh::build(boxes, max_leaf_size, cancel)?, max_depth, &leaf);
        if let Some(tree) = good {
            return Ok(tree);
        }
        // A median split is at most as deep as the count has bits.
        let shallow = Self::collapse(&BinaryBvh::build_by_median(boxes, max_leaf_size, cancel)?, max_depth, &leaf);
        Ok(shallow.unwrap_or_default())
    }

    /// Collapses a binary tree into nodes of up to four children, parents before children. `None` if it
    /// would be deeper than `max_depth`.
    pub fn collapse(binary: &BinaryBvh, max_depth: usize, leaf: &impl Fn(&[u32]) -> L) -> Option<Self> {
        let mut tree = Self { nodes: vec![Node::EMPTY], leaves: Vec::new() };
        if binary.nodes[0].is_leaf() {
            let child = tree.leaf(binary, 0, leaf);
            tree.nodes[0].set_child(0, &binary.nodes[0].aabb, child);
            return Some(tree);
        }
        // (binary node, wide node, depth)
        let mut open = vec![(0usize, 0usize, 0usize)];
        while let Some((from, wide, depth)) = open.pop() {
            if depth > max_depth {
                return None;
            }
            let (children, count) = collapsed_children(binary, from);
            for (lane, &child) in children[..count].iter().enumerate() {
                let node = binary.nodes[child];
                let target = if node.is_leaf() {
                    tree.leaf(binary, child, leaf)
                } else {
                    tree.nodes.push(Node::EMPTY);
                    open.push((child, tree.nodes.len() - 1, depth + 1));
                    (tree.nodes.len() - 1) as u32
                };
                tree.nodes[wide].set_child(lane, &node.aabb, target);
            }
        }
        Some(tree)
    }

    fn leaf(&mut self, binary: &BinaryBvh, node: usize, leaf: &impl Fn(&[u32]) -> L) -> u32 {
        let node = &binary.nodes[node];
        let first = node.first_index as usize;
        self.leaves.push(leaf(&binary.order[first..first + node.prim_count as usize]));
        (self.leaves.len() - 1) as u32 | LEAF
    }
}

/// Up to four descendants that together hold what the node holds: the one of the largest surface area is
/// opened first.
fn collapsed_children(binary: &BinaryBvh, node: usize) -> ([usize; 4], usize) {
    let first = binary.nodes[node].first_index as usize;
    let mut found = [first, first + 1, 0, 0];
    let mut count = 2;
    while count < 4 {
        let area = |i: usize| binary.nodes[found[i]].aabb.half_area();
        let inner = (0..count).filter(|&i| !binary.nodes[found[i]].is_leaf());
        let Some(widest) = inner.reduce(|a, b| if area(b) > area(a) { b } else { a }) else {
            break;
        };
        let first = binary.nodes[found[widest]].first_index as usize;
        found[widest] = first;
        found[count] = first + 1;
        count += 1;
    }
    (found, count)
}

/// A tree of triangles that do not move, numbered from `first` on.
pub fn build_static(
    corners: &[[V3; 3]],
    first: u32,
    max_depth: usize,
    non_opaque: impl Fn(usize) -> bool,
    cancel: &Cancel,
) -> Result<WideBvh<Pack>, Cancelled> {
    let boxes: Vec<Aabb> = corners.iter().map(|corners| bounding_box(corners)).collect();
    let leaf = |members: &[u32]| pack(members, first, &non_opaque, |member| corners[member]);
    WideBvh::new(&boxes, PACK, max_depth, leaf, cancel)
}

/// A tree of triangles whose corners move from key to key while the shutter is open.
pub fn build_moving(
    corners: &[[[V3; 3]; KEYS]],
    first: u32,
    max_depth: usize,
    non_opaque: impl Fn(usize) -> bool,
    cancel: &Cancel,
) -> Result<WideBvh<MovingPack>, Cancelled> {
    let boxes: Vec<Aabb> = corners.iter().map(|keys| bounding_box(keys.as_flattened())).collect();
    let leaf = |members: &[u32]| MovingPack {
        keys: std::array::from_fn(|key| pack(members, first, &non_opaque, |member| corners[member][key])),
    };
    WideBvh::new(&boxes, PACK, max_depth, leaf, cancel)
}

pub fn bounding_box(points: &[V3]) -> Aabb {
    let mut aabb = Aabb::INVALID;
    for p in points {
        let p = Vec3A::new(p.x, p.y, p.z);
        aabb = Aabb::new(aabb.min.min(p), aabb.max.max(p));
    }
    aabb
}

fn pack(members: &[u32], first: u32, non_opaque: &impl Fn(usize) -> bool, corners: impl Fn(usize) -> [V3; 3]) -> Pack {
    let mut pack = Pack {
        corner: [Vec4::ZERO; 3],
        edge1: [Vec4::ZERO; 3],
        edge2: [Vec4::ZERO; 3],
        triangles: [u32::MAX; 4],
        non_opaque: 0,
    };
    for (lane, &member) in members.iter().enumerate() {
        let [a, b, c] = corners(member as usize);
        let (edge1, edge2) = (b - a, c - a);
        for axis in 0..3 {
            pack.corner[axis][lane] = a[axis];
            pack.edge1[axis][lane] = edge1[axis];
            pack.edge2[axis][lane] = edge2[axis];
        }
        pack.triangles[lane] = first + member;
        pack.non_opaque |= u32::from(non_opaque(member as usize)) << lane;
    }
    pack
}
