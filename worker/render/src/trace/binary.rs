//! Binary trees of triangles, from which the wide one is collapsed.

use glam::Vec3A;
use obvhs::aabb::Aabb;
use obvhs::bvh2::leaf_collapser::collapse;
use obvhs::bvh2::node::Bvh2Node;
use obvhs::bvh2::reinsertion::ReinsertionOptimizer;
use obvhs::ploc::{PlocBuilder, PlocSearchDistance, SortPrecision};

use crate::math::V3;

/// The root is node 0; the children of an inner node lie side by side.
pub struct Binary {
    pub nodes: Vec<Bvh2Node>,
    /// Triangles in the order of the leaves.
    pub order: Vec<u32>,
}

impl Binary {
    /// A good tree, with up to `most` triangles per leaf.
    pub fn fast(corners: &[[V3; 3]], most: usize) -> Self {
        let boxes = boxes(corners);
        let indices = (0..boxes.len() as u32).collect();
        let distance = PlocSearchDistance::High;
        let mut tree = PlocBuilder::with_capacity(boxes.len()).build(distance, &boxes, indices, SortPrecision::U64, 3);
        // Reinsertion pays for itself in any picture of an ordinary scene, and takes minutes in a huge one.
        let reinserted = if boxes.len() < 1_000_000 { 0.25 } else { 0.02 };
        let mut optimizer = ReinsertionOptimizer::default();
        optimizer.run(&mut tree, reinserted, None);
        collapse(&mut tree, most as u32, 3.0);
        optimizer.run(&mut tree, reinserted, None);
        Self { nodes: tree.nodes, order: tree.primitive_indices }
    }

    /// A tree as shallow as can be, by halving counts: for scenes that the good one nests too deeply.
    pub fn shallow(corners: &[[V3; 3]], most: usize) -> Self {
        let boxes = boxes(corners);
        let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
        let mut nodes = vec![Bvh2Node::default()];
        let mut open = vec![(0usize, 0..order.len())];
        while let Some((node, range)) = open.pop() {
            let members = &mut order[range.clone()];
            let around = members.iter().map(|&member| boxes[member as usize]);
            let aabb = around.reduce(|a, b| Aabb::new(a.min.min(b.min), a.max.max(b.max)));
            let aabb = aabb.unwrap_or(Aabb::INVALID);
            if members.len() <= most {
                nodes[node] = Bvh2Node::new(aabb, members.len() as u32, range.start as u32);
                continue;
            }
            let size = aabb.max - aabb.min;
            let axis = (0..3).fold(0, |best, axis| if size[axis] > size[best] { axis } else { best });
            let center = |member: u32| boxes[member as usize].min[axis] + boxes[member as usize].max[axis];
            members.sort_by(|&a, &b| center(a).total_cmp(&center(b)).then(a.cmp(&b)));
            let middle = range.start + members.len() / 2;
            nodes[node] = Bvh2Node::new(aabb, 0, nodes.len() as u32);
            open.push((nodes.len(), range.start..middle));
            open.push((nodes.len() + 1, middle..range.end));
            nodes.extend([Bvh2Node::default(); 2]);
        }
        Self { nodes, order }
    }
}

fn boxes(corners: &[[V3; 3]]) -> Vec<Aabb> {
    let wide = |v: V3| Vec3A::new(v.x, v.y, v.z);
    corners.iter().map(|corners| Aabb::from_points(&corners.map(wide))).collect()
}
