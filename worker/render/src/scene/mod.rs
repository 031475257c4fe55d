//! A scene as imported: everything in it is validated, nothing is evaluated yet.

mod animation;
mod camera;
mod graph;
mod light;
mod material;
mod mesh;
mod notes;
mod parts;
mod shutter;
mod texture;

use std::sync::Arc;

pub use animation::{FrameRange, Interpolation, Property, Track};
pub use camera::{Camera, Lens, Projection, View, Views};
pub use graph::{Local, Node, Pose};
pub use light::{Environment, HdrImage, Light, LightKind, Sky, Sun};
pub use material::{Alpha, Map, Material, Volume};
pub use mesh::{JointSet, Mesh, Morph, Primitive, Skin};
pub use notes::Notes;
pub use parts::Parts;
pub use shutter::{POSES, time_segment};
pub use texture::{Filter, Image, Texture, Wrap};

/// A loaded scene, made by [`Parts::assemble`]. Cheap to share by reference between threads; immutable.
#[derive(Debug)]
pub struct Scene {
    /// Parents come before their children.
    pub nodes: Vec<Node>,
    pub meshes: Vec<Mesh>,
    pub materials: Arc<[Material]>,
    pub textures: Arc<[Texture]>,
    pub cameras: Vec<Camera>,
    pub lights: Vec<Light>,
    pub tracks: Vec<Track>,
    /// `None` if the file has lights of its own and describes no sky: black.
    pub sky: Option<Sky>,
    /// Replaces the sky.
    pub environment: Option<Environment>,
    pub skins: Vec<Skin>,
    /// Fraction of a frame for which the shutter is open, from the time of the frame on; zero: no motion
    /// blur.
    pub shutter: f32,
    pub frames_per_second: f64,
    pub(crate) exposure: f32,
    pub(crate) stats: Stats,
    pub(crate) notes: Vec<String>,
}

/// What a scene contains; instances are counted as often as they are placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    pub triangles: u64,
    /// Triangles in memory: those of an instanced mesh count once.
    pub unique_triangles: u64,
    /// Placed meshes, counted as often as they are placed.
    pub instances: u64,
    /// Emissive triangles.
    pub emissive_triangles: u64,
    pub materials: u64,
    /// Images that materials use.
    pub textures: u64,
    pub texture_pixels: u64,
    /// Directional, point and spot lights.
    pub lights: u64,
    pub cameras: u64,
    /// False if the engine frames the scene with a camera of its own.
    pub has_camera: bool,
    /// Frames covered by the animations of the file; `None` for a static scene. Other frames can be
    /// rendered too: they have the nearest pose.
    pub frames: Option<FrameRange>,
    pub frames_per_second: f64,
    /// Bytes of all the files that were read.
    pub file_bytes: u64,
}

impl Scene {
    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// What was left out or replaced, in words; empty if everything is rendered as the file describes it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Factor on the light that the file asks its pictures to be shown with; 1 where it asks for none.
    pub fn exposure(&self) -> f32 {
        self.exposure
    }

    /// Names of the cameras, in the file's order; those without a name are empty.
    pub fn cameras(&self) -> Vec<String> {
        self.cameras.iter().map(|camera| camera.name.clone().unwrap_or_default()).collect()
    }

    /// Aspect ratio that a camera was made for, if the file says so.
    pub fn aspect(&self, camera: u32) -> Option<f32> {
        self.cameras.get(camera as usize)?.aspect
    }

    /// The pose of every node while the shutter of a frame is open: at [`POSES`] evenly spaced times, or
    /// at the time of the frame alone without motion blur.
    pub fn poses(&self, frame: u32) -> Vec<Pose> {
        let pose = |frames: f64| {
            let seconds = (f64::from(frame) + frames) / self.frames_per_second;
            Pose::new(&self.nodes, &self.tracks, seconds)
        };
        if !self.blurs() {
            return vec![pose(0.0)];
        }
        (0..POSES).map(|i| pose(f64::from(self.shutter) * i as f64 / (POSES - 1) as f64)).collect()
    }

    /// Whether anything can move while the shutter is open.
    pub(crate) fn blurs(&self) -> bool {
        self.shutter > 0.0 && !self.tracks.is_empty()
    }

    /// Whether nothing that is visible or emits light ever moves.
    pub fn only_camera_moves(&self) -> bool {
        let mut moves = vec![false; self.nodes.len()];
        for track in &self.tracks {
            if track.property != Property::Weights {
                moves[track.node] = true;
            } else if self.nodes[track.node].mesh.is_some() {
                return false;
            }
        }
        for index in 0..self.nodes.len() {
            moves[index] |= self.nodes[index].parent.is_some_and(|parent| moves[parent]);
        }
        let joint_moves = |skin: usize| self.skins[skin].joints.iter().any(|&joint| moves[joint]);
        !self.nodes.iter().zip(&moves).any(|(node, &moves)| {
            let bends = node.mesh.is_some() && node.skin.is_some_and(joint_moves);
            bends || moves && (node.mesh.is_some() || node.light.is_some())
        })
    }
}
