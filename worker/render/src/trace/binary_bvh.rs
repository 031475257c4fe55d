//! Binary bounding volume hierarchies, which are collapsed into wide ones. Source: Meister and Bittner,
//! "Parallel Locally-Ordered Clustering for Bounding Volume Hierarchy Construction", 2018 (PLOC), and Meister
//! and Bittner, "Parallel Reinsertion for Bounding Volume Hierarchy Optimization", 2018, both by the crate
//! `obvhs`.

use glam::Vec3A;
use obvhs::aabb::Aabb;
use obvhs::bvh2::leaf_collapser::collapse;
use obvhs::bvh2::node::Bvh2Node;
use obvhs::bvh2::reinsertion::ReinsertionOptimizer;
use obvhs::ploc::{PlocBuilder, PlocSearchDistance, SortPrecision};
use rayon::prelude::*;

use crate::cancel::Cancel;
use crate::error::Cancelled;

/// Boxes that are built in one go, which takes up to about 60 ms. More are split into groups first, so that a
/// build can be cancelled between them.
const PLOC_LIMIT: usize = 65_536;

/// The root is node 0; the two children of an inner node are adjacent.
#[derive(Default)]
pub struct BinaryBvh {
    pub nodes: Vec<Bvh2Node>,
    /// Indices of the boxes in the order of the leaves.
    pub order: Vec<u32>,
}

impl BinaryBvh {
    /// A tree of good quality with up to `max_leaf_size` boxes per leaf.
    pub fn build(boxes: &[Aabb], max_leaf_size: usize, cancel: &Cancel) -> Result<Self, Cancelled> {
        if boxes.len() <= PLOC_LIMIT {
            cancel.check()?;
            return Ok(Self::build_ploc(boxes, max_leaf_size));
        }
        let mut split = Self::build_by_median(boxes, PLOC_LIMIT, cancel)?;
        let leaves: Vec<usize> = (0..split.nodes.len()).filter(|&node| split.nodes[node].is_leaf()).collect();
        let build = |&leaf: &usize| {
            cancel.check()?;
            let first = split.nodes[leaf].first_index as usize;
            let members = &split.order[first..first + split.nodes[leaf].prim_count as usize];
            let within: Vec<Aabb> = members.iter().map(|&member| boxes[member as usize]).collect();
            let mut tree = Self::build_ploc(&within, max_leaf_size);
            for index in &mut tree.order {
                *index = members[*index as usize];
            }
            Ok(tree)
        };
        let groups: Vec<Self> = leaves.par_iter().map(build).collect::<Result<_, Cancelled>>()?;
        split.order.clear();
        for (leaf, group) in leaves.into_iter().zip(groups) {
            split.replace_leaf(leaf, group);
        }
        Ok(split)
    }

    fn build_ploc(boxes: &[Aabb], max_leaf_size: usize) -> Self {
        let indices = (0..boxes.len() as u32).collect();
        let distance = PlocSearchDistance::High;
        let mut tree = PlocBuilder::with_capacity(boxes.len()).build(distance, boxes, indices, SortPrecision::U64, 3);
        let mut optimizer = ReinsertionOptimizer::default();
        optimizer.run(&mut tree, 0.25, None);
        collapse(&mut tree, max_leaf_size as u32, 3.0);
        optimizer.run(&mut tree, 0.25, None);
        Self { nodes: tree.nodes, order: tree.primitive_indices }
    }

    /// Replaces a leaf by a tree.
    fn replace_leaf(&mut self, leaf: usize, group: Self) {
        // The group's root replaces the leaf, its other nodes are appended.
        let (nodes, boxes) = (self.nodes.len() as u32 - 1, self.order.len() as u32);
        let moved = |mut node: Bvh2Node| {
            node.first_index += if node.is_leaf() { boxes } else { nodes };
            node
        };
        let mut moved = group.nodes.into_iter().map(moved);
        if let Some(root) = moved.next() {
            self.nodes[leaf] = root;
        }
        self.nodes.extend(moved);
        self.order.extend(group.order);
    }

    /// The shallowest tree there is, by splitting at the median: for scenes in which the good one gets
    /// too deep.
    pub fn build_by_median(boxes: &[Aabb], max_leaf_size: usize, cancel: &Cancel) -> Result<Self, Cancelled> {
        let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
        let mut nodes = vec![Bvh2Node::default()];
        let mut open = vec![(0usize, 0..order.len())];
        while let Some((node, range)) = open.pop() {
            cancel.check()?;
            let members = &mut order[range.clone()];
            let around = members.iter().map(|&member| boxes[member as usize]);
            let aabb = around.reduce(|a, b| Aabb::new(a.min.min(b.min), a.max.max(b.max)));
            let aabb = aabb.unwrap_or(Aabb::INVALID);
            if members.len() <= max_leaf_size {
                nodes[node] = Bvh2Node::new(aabb, members.len() as u32, range.start as u32);
                continue;
            }
            let axis = widest(members.iter().map(|&member| boxes[member as usize]));
            let center = |member: u32| boxes[member as usize].min[axis] + boxes[member as usize].max[axis];
            let before = |a: u32, b: u32| center(a).total_cmp(&center(b)).then(a.cmp(&b));
            let middle = range.start + partition_at_median(members, before, cancel)?;
            nodes[node] = Bvh2Node::new(aabb, 0, nodes.len() as u32);
            open.push((nodes.len(), range.start..middle));
            open.push((nodes.len() + 1, middle..range.end));
            nodes.extend([Bvh2Node::default(); 2]);
        }
        Ok(Self { nodes, order })
    }
}

/// Above this many members the median is estimated from a sample, in steps that can be cancelled.
const EXACT_MEDIAN_LIMIT: usize = 262_144;

/// Moves the lower half before the upper one, exactly or, for very many members, nearly; returns where the
/// upper half begins.
fn partition_at_median(
    members: &mut [u32],
    before: impl Fn(u32, u32) -> std::cmp::Ordering,
    cancel: &Cancel,
) -> Result<usize, Cancelled> {
    if members.len() <= EXACT_MEDIAN_LIMIT {
        let half = members.len() / 2;
        members.select_nth_unstable_by(half, |&a, &b| before(a, b));
        return Ok(half);
    }
    let mut sample: Vec<u32> = members.iter().copied().step_by(members.len() / 1023).collect();
    sample.sort_unstable_by(|&a, &b| before(a, b));
    let middle = sample[sample.len() / 2];
    let (mut low, mut high) = (Vec::with_capacity(members.len() * 5 / 8), Vec::with_capacity(members.len() * 5 / 8));
    for chunk in members.chunks(EXACT_MEDIAN_LIMIT) {
        cancel.check()?;
        for &member in chunk {
            if before(member, middle).is_lt() { low.push(member) } else { high.push(member) }
        }
    }
    members[..low.len()].copy_from_slice(&low);
    members[low.len()..].copy_from_slice(&high);
    Ok(low.len())
}

/// The axis along which the centers of the boxes spread most.
fn widest(boxes: impl Iterator<Item = Aabb>) -> usize {
    let (mut low, mut high) = (Vec3A::MAX, Vec3A::MIN);
    for aabb in boxes {
        let center = aabb.min + aabb.max;
        (low, high) = (low.min(center), high.max(center));
    }
    let size = high - low;
    (0..3).fold(0, |best, axis| if size[axis] > size[best] { axis } else { best })
}
