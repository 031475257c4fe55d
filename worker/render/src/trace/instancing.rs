//! Decides which meshes are flattened into world space and which are instanced.

use std::collections::BTreeMap;

use super::affine::Affine;
use crate::scene::{POSES, Pose, Scene};

/// How many triangles flattening may add to a scene in total for meshes that are placed more than once: one
/// tree is faster to traverse than trees in a tree.
const FLATTENING_BUDGET: usize = 262_144;

/// Nodes with meshes, by how they are placed in the world.
#[derive(Debug, Default)]
pub struct Instancing {
    /// Flattened and static while the shutter is open, in the order of the nodes.
    pub flattened: Vec<usize>,
    /// Flattened and deforming while the shutter is open.
    pub deforming: Vec<usize>,
    /// Nodes that instance the same mesh in the same shape, group by group.
    pub instanced: Vec<Vec<usize>>,
}

impl Instancing {
    /// `poses` has one entry, or [`POSES`] over the shutter interval.
    pub fn new(scene: &Scene, poses: &[Pose]) -> Self {
        let mut instancing = Self::default();
        // By mesh and morph weights.
        let mut groups: BTreeMap<(usize, Vec<u32>), Vec<usize>> = BTreeMap::new();
        for (index, node) in scene.nodes.iter().enumerate() {
            // What is visible when the shutter opens is visible until it closes.
            let Some(mesh) = node.mesh.filter(|_| poses[0].is_visible[index]) else { continue };
            let primitives = &scene.meshes[mesh].primitives;
            if primitives.iter().all(|primitive| primitive.triangles.is_empty()) {
                continue;
            }
            let skinned = skin(scene, index).is_some();
            let morphs = primitives.iter().any(|primitive| !primitive.morphs.is_empty());
            let bends = morphs && poses.iter().any(|pose| pose.weights[index] != poses[0].weights[index]);
            if bends || skinned && skin_moves(scene, poses, index) {
                instancing.deforming.push(index);
            } else if skinned {
                instancing.flattened.push(index);
            } else {
                let weights = if morphs { &poses[0].weights[index][..] } else { &[] };
                let weights = weights.iter().map(|weight| weight.to_bits()).collect();
                groups.entry((mesh, weights)).or_default().push(index);
            }
        }
        let mut budget = FLATTENING_BUDGET;
        for ((mesh, _), nodes) in groups {
            let triangles: usize = scene.meshes[mesh].primitives.iter().map(|one| one.triangles.len()).sum();
            instancing.assign(poses, nodes, triangles, &mut budget);
        }
        instancing.flattened.sort_unstable();
        instancing
    }

    fn assign(&mut self, poses: &[Pose], nodes: Vec<usize>, triangles: usize, budget: &mut usize) {
        let more = triangles.saturating_mul(nodes.len() - 1);
        let moves = nodes.iter().any(|&node| node_moves(poses, node));
        if !moves && more <= *budget {
            *budget -= more;
            self.flattened.extend(nodes);
            return;
        }
        let (placed, squashed): (Vec<usize>, Vec<usize>) =
            nodes.into_iter().partition(|&node| poses.iter().any(|pose| has_inverse(pose, node)));
        if !placed.is_empty() {
            self.instanced.push(placed);
        }
        // A mesh whose transform is singular cannot be instanced, only flattened. Where the budget
        // does not allow that it is left out, as a mesh that has shrunk to a line or a point is
        // anyway.
        for node in squashed {
            if !moves && triangles <= *budget {
                *budget -= triangles;
                self.flattened.push(node);
            }
        }
    }
}

/// The skin that deforms a node's mesh.
pub fn skin(scene: &Scene, node: usize) -> Option<usize> {
    let node = &scene.nodes[node];
    let has_joints = |mesh: usize| scene.meshes[mesh].primitives.iter().any(|one| !one.joints.is_empty());
    node.skin.filter(|_| node.mesh.is_some_and(has_joints))
}

fn skin_moves(scene: &Scene, poses: &[Pose], node: usize) -> bool {
    let joints = skin(scene, node).map_or(&[][..], |skin| &scene.skins[skin].joints);
    joints.iter().any(|&joint| node_moves(poses, joint))
}

pub fn node_moves(poses: &[Pose], node: usize) -> bool {
    debug_assert!(poses.len() == 1 || poses.len() == POSES);
    poses.iter().any(|pose| pose.to_world[node] != poses[0].to_world[node])
}

fn has_inverse(pose: &Pose, node: usize) -> bool {
    let map = Affine::from_matrix(&pose.to_world[node]);
    map.determinant() != 0.0 && map.inverse().is_finite()
}
