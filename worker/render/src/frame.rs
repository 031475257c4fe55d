use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::rng::FrameKey;
use crate::scene::{Scene, View};
use crate::tile::{Rect, Tile, VariedTile};
use crate::trace::{World, film};

/// What a frame is rendered with: all of it goes into the bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Pixels, 1 to 16,384 each way.
    pub width: u32,
    pub height: u32,
    /// Paths per pixel, 1 to 65,536; powers of two are stratified best.
    pub samples: u32,
    /// Any number; another seed gives another noise.
    pub seed: u64,
    /// Surfaces that light may bounce off, 1 to 64.
    pub max_bounces: u32,
}

impl Settings {
    pub const MAX_SIDE: u32 = 16_384;
    pub const MAX_SAMPLES: u32 = 65_536;
    pub const MAX_BOUNCES: u32 = 64;

    /// Whether an engine takes them.
    pub fn check(&self) -> Result<(), RenderError> {
        let side = 1..=Self::MAX_SIDE;
        if !side.contains(&self.width) || !side.contains(&self.height) {
            let Settings { width, height, .. } = *self;
            return Err(RenderError::Size { width, height, max: Self::MAX_SIDE });
        }
        if !(1..=Self::MAX_SAMPLES).contains(&self.samples) {
            return Err(RenderError::Samples { found: self.samples, max: Self::MAX_SAMPLES });
        }
        if !(1..=Self::MAX_BOUNCES).contains(&self.max_bounces) {
            return Err(RenderError::Bounces { found: self.max_bounces, max: Self::MAX_BOUNCES });
        }
        Ok(())
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self { width: 640, height: 360, samples: 16, seed: 1, max_bounces: 5 }
    }
}

/// A frame ready to be rendered, tile by tile, from any thread. Cheap to clone.
///
/// Rows of a tile run on the rayon pool that the caller is in; the number of threads never changes
/// the bits.
#[derive(Debug, Clone)]
pub struct Prepared {
    world: Arc<World>,
    view: View,
    key: FrameKey,
    settings: Settings,
    frame: u32,
}

impl Prepared {
    pub(crate) fn new(scene: &Scene, frame: u32, settings: &Settings) -> Result<Self, RenderError> {
        settings.check()?;
        let pose = scene.pose(frame);
        let world = if scene.only_camera_moves() {
            match scene.still_world.get() {
                Some(world) => world.clone(),
                None => {
                    let world = Arc::new(World::new(scene, &pose, frame)?);
                    scene.still_world.get_or_init(|| world).clone()
                }
            }
        } else {
            Arc::new(World::new(scene, &pose, frame)?)
        };
        let aspect = f64::from(settings.width) / f64::from(settings.height);
        let view = match scene.cameras.first() {
            Some(camera) => View::new(&pose.to_world[camera.node], camera.projection, camera.lens, aspect)
                .ok_or(RenderError::NotFinite { frame, what: "the camera".into() })?,
            None => View::around(world.center(), world.radius(), aspect),
        };
        let key = FrameKey::new(settings.seed, frame);
        Ok(Self { world, view, key, settings: *settings, frame })
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn frame(&self) -> u32 {
        self.frame
    }

    /// Renders one rectangle: the same bits as that part of the whole frame.
    ///
    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, Cancelled> {
        self.check(rect);
        let rgb = film::expose(&self.shot(), rect, cancel)?;
        Ok(Tile { rect, rgb })
    }

    /// Like [`Prepared::tile`], with the variance of the mean of every value.
    pub fn tile_with_variance(&self, rect: Rect, cancel: &Cancel) -> Result<VariedTile, Cancelled> {
        self.check(rect);
        let (rgb, variance) = film::expose_with_variance(&self.shot(), rect, cancel)?;
        Ok(VariedTile { tile: Tile { rect, rgb }, variance })
    }

    /// Renders many tiles at once on the current rayon pool; `on_tile` gets each with its place in
    /// `rects`, in whatever order they finish, from several threads.
    pub fn tiles(
        &self,
        rects: &[Rect],
        cancel: &Cancel,
        on_tile: impl Fn(usize, Tile) + Sync,
    ) -> Result<(), Cancelled> {
        use rayon::prelude::*;
        rects.par_iter().enumerate().try_for_each(|(index, rect)| {
            on_tile(index, self.tile(*rect, cancel)?);
            Ok(())
        })
    }

    /// The whole frame as one tile.
    pub fn whole(&self, cancel: &Cancel) -> Result<Tile, Cancelled> {
        self.tile(Rect::new(0, 0, self.settings.width, self.settings.height), cancel)
    }

    fn shot(&self) -> film::Shot<'_> {
        film::Shot { world: &self.world, view: &self.view, key: self.key, settings: &self.settings }
    }

    fn check(&self, rect: Rect) {
        let Settings { width, height, .. } = self.settings;
        let within = |at: u32, size: u32, all: u32| at.checked_add(size).is_some_and(|end| end <= all);
        assert!(
            within(rect.x, rect.width, width) && within(rect.y, rect.height, height),
            "tile {rect:?} reaches out of the {width}x{height} frame"
        );
    }
}
