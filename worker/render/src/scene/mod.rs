//! A scene as imported: everything in it is validated, nothing is evaluated yet.

mod animation;
mod camera;
mod graph;
mod light;
mod material;
mod mesh;
mod texture;

use std::sync::{Arc, OnceLock};

use crate::cancel::Cancel;
use crate::error::{RenderError, SceneError};
use crate::files::Files;
use crate::frame::{Prepared, Settings};
use crate::import;
use crate::limits::Limits;
use crate::picture::Look;
use crate::trace::{POSES, World};

pub use animation::{FrameRange, Interpolation, Property, Track};
pub use camera::{Camera, Lens, Projection, View, Views};
pub use graph::{Local, Node, Pose};
pub use light::{Environment, HdrImage, Light, LightKind, Sky, Sun};
pub use material::{Alpha, Map, Material, Volume};
pub use mesh::{JointSet, Mesh, Morph, Primitive, Skin};
pub use texture::{Filter, Image, Texture, Wrap};

/// A loaded scene. Cheap to share by reference between threads; immutable.
#[derive(Debug)]
pub struct Scene {
    /// Parents come before their children.
    pub(crate) nodes: Vec<Node>,
    pub(crate) meshes: Vec<Mesh>,
    pub(crate) materials: Arc<[Material]>,
    pub(crate) textures: Arc<[Texture]>,
    pub(crate) cameras: Vec<Camera>,
    pub(crate) lights: Vec<Light>,
    pub(crate) tracks: Vec<Track>,
    /// `None` if the file has lights of its own and describes no sky: black.
    pub(crate) sky: Option<Sky>,
    /// Replaces the sky.
    pub(crate) environment: Option<Environment>,
    pub(crate) skins: Vec<Skin>,
    /// Fraction of a frame for which the shutter is open, from the time of the frame on; zero: no motion
    /// blur.
    pub(crate) shutter: f32,
    pub(crate) frames_per_second: f64,
    pub(crate) look: Look,
    pub(crate) stats: Stats,
    pub(crate) notes: Vec<String>,
    /// The world of a scene in which only the camera moves: built once, used by every frame.
    pub(crate) still_world: OnceLock<Arc<World>>,
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
    /// Reads the scene whose main file (`.glb`, `.gltf`, `.obj`, `.stl`, `.fbx` or `.dae`) is at `main`,
    /// and every file that it names beside it.
    ///
    /// # Errors
    /// Whatever is wrong with the files, as a [`SceneError`]; never a panic, never a stand-in scene.
    pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
        import::load(main, files, limits)
    }

    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// What was left out or replaced, in words; empty if everything is rendered as the file describes it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The exposure the file asks for, or the default.
    pub fn look(&self) -> Look {
        self.look
    }

    /// Names of the cameras, in the file's order; those without a name are empty.
    pub fn cameras(&self) -> Vec<String> {
        self.cameras.iter().map(|camera| camera.name.clone().unwrap_or_default()).collect()
    }

    /// Aspect ratio that a camera was made for, if the file says so.
    pub fn aspect(&self, camera: u32) -> Option<f32> {
        self.cameras.get(camera as usize)?.aspect
    }

    /// Makes one frame ready: evaluates the animations at frame / frames per second (24 unless the
    /// file says otherwise), so that frame 0 is at 0 s, and builds what rays run through. Takes about
    /// a second per million triangles; in a scene where only the camera moves, once for all frames.
    ///
    /// # Errors
    /// What is wrong with the settings or the pose; [`RenderError::Cancelled`] within 100 ms of the cancel.
    pub fn frame(&self, frame: u32, settings: &Settings, cancel: &Cancel) -> Result<Prepared, RenderError> {
        Prepared::new(self, frame, settings, cancel)
    }

    /// The pose of every node while the shutter of a frame is open: at [`POSES`] evenly spaced times, or
    /// at the time of the frame alone without motion blur.
    pub(crate) fn poses(&self, frame: u32) -> Vec<Pose> {
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
    pub(crate) fn only_camera_moves(&self) -> bool {
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
