use std::sync::{Arc, OnceLock};

use crate::cancel::Cancel;
use crate::error::RenderError;
use crate::frame::{Prepared, Settings};
use crate::scene::{Pose, Scene};
use crate::trace::World;

/// The built-in path tracer with a scene in it: makes its frames ready, and keeps what they share. Cheap
/// to share by reference between threads.
#[derive(Debug)]
pub struct Tracer {
    scene: Scene,
    /// The world of a scene in which only the camera moves: built once, used by every frame.
    still_world: OnceLock<Arc<World>>,
}

impl Tracer {
    pub fn new(scene: Scene) -> Self {
        Self { scene, still_world: OnceLock::new() }
    }

    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Like [`Prepared::new`], with the same bits; in a scene where only the camera moves, what rays run
    /// through is built once for all frames.
    ///
    /// # Errors
    /// As [`Prepared::new`].
    pub fn frame(&self, frame: u32, settings: &Settings, cancel: &Cancel) -> Result<Prepared, RenderError> {
        settings.check()?;
        Prepared::in_world(&self.scene, frame, settings, |poses| self.world(frame, poses, cancel))
    }

    fn world(&self, frame: u32, poses: &[Pose], cancel: &Cancel) -> Result<Arc<World>, RenderError> {
        let build = || Ok(Arc::new(World::new(&self.scene, poses, frame, cancel)?));
        if !self.scene.only_camera_moves() {
            return build();
        }
        if let Some(world) = self.still_world.get() {
            return Ok(world.clone());
        }
        let world = build()?;
        Ok(self.still_world.get_or_init(|| world).clone())
    }
}
