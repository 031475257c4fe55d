//! Which meshes are flattened into the world and which are instanced.

use std::collections::BTreeMap;

use super::affine::Affine;
use super::bvh::POSES;
use crate::scene::{Pose, Scene};

/// Triangles by which flattening meshes that are drawn more than once may enlarge a scene, all in all:
/// one tree is faster to run through than trees in a tree.
const FLATTENING_BUDGET: usize = 262_144;

/// Nodes with meshes, by how they get into the world.
#[derive(Debug, Default)]
pub struct Instancing {
    /// Flattened, at rest while the shutter is open; in the order of the nodes.
    pub flattened: Vec<usize>,
    /// Flattened, deforming while it is open.
    pub deforming: Vec<usize>,
    /// Nodes that draw the same mesh, in the same shape, from one tree.
    pub instanced: Vec<Vec<usize>>,
}

impl Instancing {
    /// Poses are one, or [`POSES`] over the shutter's time.
    pub fn new(scene: &Scene, poses: &[Pose]) -> Self {
        let mut instancing = Self::default();
        // By mesh and morph weights.
        let mut groups: BTreeMap<(usize, Vec<u32>), Vec<usize>> = BTreeMap::new();
        for (index, node) in scene.nodes.iter().enumerate() {
            let Some(mesh) = node.mesh else { continue };
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
        // What is pressed flat can only be drawn flattened; where there is no room for that it is left
        // out, as what has shrunk to a point or a line has to be anyway.
        for node in squashed {
            if !moves && triangles <= *budget {
                *budget -= triangles;
                self.flattened.push(node);
            }
        }
    }
}

/// The skin that a node's mesh is moved by.
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
