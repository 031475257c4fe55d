//! A scene as imported: everything in it checked, nothing of it evaluated yet.

mod animation;
mod camera;
mod graph;
mod light;
mod material;
mod mesh;
mod texture;

use std::sync::{Arc, OnceLock};

use crate::error::{RenderError, SceneError};
use crate::files::Files;
use crate::frame::{Prepared, Settings};
use crate::import;
use crate::limits::Limits;
use crate::picture::Look;
use crate::trace::World;

pub use animation::{FrameRange, Interpolation, Property, Track};
pub use camera::{Camera, Lens, Projection, View};
pub use graph::{Local, Node, Pose};
pub use light::{Light, LightKind, Sky, Sun};
pub use material::{Alpha, Map, Material};
pub use mesh::{Mesh, Primitive};
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
    /// `None` where the file has lights of its own and says nothing of a sky: black.
    pub(crate) sky: Option<Sky>,
    pub(crate) frames_per_second: f64,
    pub(crate) look: Look,
    pub(crate) stats: Stats,
    /// The world of a scene in which only the camera moves: built once, used by every frame.
    pub(crate) still_world: OnceLock<Arc<World>>,
}

/// What a scene holds; instances are counted as often as they are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Stats {
    pub triangles: u64,
    /// Triangles that shine.
    pub emissive_triangles: u64,
    pub materials: u64,
    /// Images that materials use.
    pub textures: u64,
    pub texture_pixels: u64,
    /// Directional, point and spot lights.
    pub lights: u64,
    pub cameras: u64,
    /// False: the engine frames the scene with a camera of its own.
    pub has_camera: bool,
    /// Frames that the animations of the file cover; `None` for a still scene. Other frames can be
    /// rendered too: they hold the nearest pose.
    pub frames: Option<FrameRange>,
    pub frames_per_second: f64,
    /// Bytes of all the files that were read.
    pub file_bytes: u64,
}

impl Scene {
    /// Reads the scene whose main file (`.glb` or `.gltf`) is at `main`, and every file that it names
    /// beside it.
    ///
    /// # Errors
    /// Whatever is wrong with the files, as a [`SceneError`]; never a panic, never a stand-in scene.
    pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
        import::load(main, files, limits)
    }

    pub fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The exposure the file asks for, or the default.
    pub fn look(&self) -> Look {
        self.look
    }

    /// Makes one frame ready: evaluates the animations at frame / frames per second (24 unless the
    /// file says otherwise), so that frame 0 is at 0 s, and builds what rays run through. Takes about
    /// a second per million triangles; in a scene where only the camera moves, once for all frames.
    pub fn frame(&self, frame: u32, settings: &Settings) -> Result<Prepared, RenderError> {
        Prepared::new(self, frame, settings)
    }

    /// Where every node is at a frame.
    pub(crate) fn pose(&self, frame: u32) -> Pose {
        let seconds = f64::from(frame) / self.frames_per_second;
        Pose::new(&self.nodes, &self.tracks, seconds)
    }

    /// True where nothing that is drawn or shines ever moves.
    pub(crate) fn only_camera_moves(&self) -> bool {
        let mut moves = vec![false; self.nodes.len()];
        for track in &self.tracks {
            moves[track.node] = true;
        }
        for index in 0..self.nodes.len() {
            let node = &self.nodes[index];
            moves[index] |= node.parent.is_some_and(|parent| moves[parent]);
            if moves[index] && (node.mesh.is_some() || node.light.is_some()) {
                return false;
            }
        }
        true
    }
}
