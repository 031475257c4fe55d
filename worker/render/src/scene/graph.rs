use glam::{DMat4, DQuat, DVec3};

use super::animation::{Property, Track};

/// A node of the scene's tree.
#[derive(Debug, Clone)]
pub struct Node {
    /// Index of the parent, smaller than this node's own.
    pub parent: Option<usize>,
    pub local: Local,
    pub mesh: Option<usize>,
    /// Deforms the mesh, whose primitives then have joints.
    pub skin: Option<usize>,
    /// Weights of the mesh's morph targets if nothing animates them; missing ones are zero.
    pub weights: Vec<f32>,
    pub camera: Option<usize>,
    pub light: Option<usize>,
}

/// The transform of a node relative to its parent.
#[derive(Debug, Clone, Copy)]
pub enum Local {
    Matrix(DMat4),
    Parts { translation: DVec3, rotation: DQuat, scale: DVec3 },
}

impl Node {
    /// A node with nothing on it.
    pub fn at(local: Local) -> Self {
        Self { parent: None, local, mesh: None, skin: None, weights: Vec::new(), camera: None, light: None }
    }

    /// The same as a child of another.
    pub fn below(parent: Option<usize>, local: Local) -> Self {
        Self { parent, ..Self::at(local) }
    }
}

impl Local {
    /// Scalar arithmetic in one written order, so that every machine gets the same bits.
    fn matrix(&self) -> DMat4 {
        match *self {
            Local::Matrix(matrix) => matrix,
            Local::Parts { translation, rotation: q, scale } => {
                let (x, y, z, w) = (q.x, q.y, q.z, q.w);
                let column = |a: f64, b: f64, c: f64, s: f64| DVec3::new(a * s, b * s, c * s).extend(0.0);
                DMat4::from_cols(
                    column(1.0 - 2.0 * (y * y + z * z), 2.0 * (x * y + z * w), 2.0 * (x * z - y * w), scale.x),
                    column(2.0 * (x * y - z * w), 1.0 - 2.0 * (x * x + z * z), 2.0 * (y * z + x * w), scale.y),
                    column(2.0 * (x * z + y * w), 2.0 * (y * z - x * w), 1.0 - 2.0 * (x * x + y * y), scale.z),
                    translation.extend(1.0),
                )
            }
        }
    }
}

/// The transform of every node at one time.
#[derive(Debug)]
pub struct Pose {
    /// From each node's space to world space.
    pub to_world: Vec<DMat4>,
    /// Weights of the morph targets of each node's mesh.
    pub weights: Vec<Vec<f32>>,
    /// Whether each node is drawn: if it and all above it are visible.
    pub is_visible: Vec<bool>,
}

impl Pose {
    pub fn new(nodes: &[Node], tracks: &[Track], seconds: f64) -> Self {
        let mut locals: Vec<Local> = nodes.iter().map(|node| node.local).collect();
        // Of two animations of the same property the first in the file wins: it is applied last.
        let mut weights: Vec<Vec<f32>> = nodes.iter().map(|node| node.weights.clone()).collect();
        let mut is_visible = vec![true; nodes.len()];
        for track in tracks.iter().rev() {
            match track.property {
                Property::Weights => weights[track.node] = track.weights(seconds),
                Property::Visibility => is_visible[track.node] = track.is_visible(seconds),
                _ => track.apply(&mut locals[track.node], seconds),
            }
        }
        let mut to_world: Vec<DMat4> = Vec::with_capacity(nodes.len());
        for (index, (node, local)) in nodes.iter().zip(&locals).enumerate() {
            is_visible[index] &= node.parent.is_none_or(|parent| is_visible[parent]);
            let matrix = local.matrix();
            to_world.push(match node.parent {
                Some(parent) => to_world[parent] * matrix,
                None => matrix,
            });
        }
        Self { to_world, weights, is_visible }
    }
}
