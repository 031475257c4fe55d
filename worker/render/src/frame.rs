use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::rng::FrameKey;
use crate::scene::{Pose, Scene, View, Views};
use crate::tile::{AdaptiveTile, AovTile, Rect, Tile, VariedTile};
use crate::trace::{World, aovs, film, ray_benchmark};

/// The settings of a frame; every pixel depends on all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Pixels, 1 to 16,384 each way.
    pub width: u32,
    pub height: u32,
    /// Paths per pixel, 1 to 65,536; powers of two are stratified best.
    pub samples: u32,
    /// Another seed gives another noise pattern.
    pub seed: u64,
    /// Bounces of a path, 1 to 64.
    pub max_bounces: u32,
    /// Index of the camera in the order of the file. A scene without cameras has only camera 0, which the
    /// engine places itself.
    pub camera: u32,
}

impl Settings {
    pub const MAX_SIDE: u32 = 16_384;
    pub const MAX_SAMPLES: u32 = 65_536;
    pub const MAX_BOUNCES: u32 = 64;

    /// Refuses settings out of range.
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
        Self { width: 640, height: 360, samples: 16, seed: 1, max_bounces: 5, camera: 0 }
    }
}

/// A frame ready to be rendered, tile by tile, from any thread. Cheap to clone.
///
/// Rows of a tile run on the rayon pool that the caller is in; the number of threads never changes
/// the bits.
#[derive(Debug, Clone)]
pub struct Prepared {
    world: Arc<World>,
    view: Views,
    is_blurred: bool,
    key: FrameKey,
    settings: Settings,
    frame: u32,
}

impl Prepared {
    /// Makes one frame ready: evaluates the animations at frame / frames per second (24 unless the
    /// file says otherwise), so that frame 0 is at 0 s, and builds what rays run through. Takes about
    /// a second per million triangles; [`Tracer`](crate::Tracer) saves that where frames can share it.
    ///
    /// # Errors
    /// What is wrong with the settings or the pose; [`RenderError::Cancelled`] within 100 ms of the cancel.
    pub fn new(scene: &Scene, frame: u32, settings: &Settings, cancel: &Cancel) -> Result<Self, RenderError> {
        settings.check()?;
        let world = |poses: &[Pose]| Ok(Arc::new(World::new(scene, poses, frame, cancel)?));
        Self::in_world(scene, frame, settings, world)
    }

    /// With the world that `world` has or makes for the frame's poses. The settings are checked already.
    pub(crate) fn in_world(
        scene: &Scene,
        frame: u32,
        settings: &Settings,
        world: impl FnOnce(&[Pose]) -> Result<Arc<World>, RenderError>,
    ) -> Result<Self, RenderError> {
        let poses = scene.poses(frame);
        let world = world(&poses)?;
        let aspect = f64::from(settings.width) / f64::from(settings.height);
        let view = match scene.cameras.get(settings.camera as usize) {
            Some(camera) => {
                let view = |pose: &Pose| View::new(&pose.to_world[camera.node], camera.projection, camera.lens, aspect);
                let views: Option<Vec<View>> = poses.iter().map(view).collect();
                Views(views.ok_or(RenderError::NotFinite { frame, what: "the camera".into() })?)
            }
            None if settings.camera > 0 => {
                return Err(RenderError::Camera { found: settings.camera, cameras: scene.cameras.len() });
            }
            None => Views(vec![View::around(world.center(), world.radius(), aspect)]),
        };
        let key = FrameKey::new(settings.seed, frame);
        let is_blurred = scene.blurs();
        Ok(Self { world, view, is_blurred, key, settings: *settings, frame })
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn frame(&self) -> u32 {
        self.frame
    }

    /// What rays run through; frames that share it share the pointer.
    pub fn world(&self) -> &Arc<World> {
        &self.world
    }

    /// The camera while the shutter is open.
    pub fn views(&self) -> &Views {
        &self.view
    }

    /// Whether anything may move while the shutter is open.
    pub fn is_blurred(&self) -> bool {
        self.is_blurred
    }

    /// What the random numbers of all its pixels share.
    pub fn key(&self) -> FrameKey {
        self.key
    }

    /// Renders one rectangle: the same bits as that part of the whole frame.
    ///
    /// # Panics
    /// If the rectangle exceeds the frame: an error of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, Cancelled> {
        self.check(rect);
        let rgb = film::render(&self.context(), rect, cancel)?;
        Ok(Tile { rect, rgb })
    }

    /// Like [`Prepared::tile`], with the variance of the mean of every value.
    pub fn tile_with_variance(&self, rect: Rect, cancel: &Cancel) -> Result<VariedTile, Cancelled> {
        self.check(rect);
        let (rgb, variance) = film::render_with_variance(&self.context(), rect, cancel)?;
        Ok(VariedTile { tile: Tile { rect, rgb }, variance })
    }

    /// Like [`Prepared::tile`], but a pixel is finished as soon as the standard error of its luminance is
    /// at most `error` times that luminance (0.02 is good, 0.1 a draft): checked after every 32 samples,
    /// up to the number of samples in the settings. Pixels depend on nothing else either, but those that
    /// stop early differ from the pixels of a tile, so this is for pictures that nobody verifies.
    /// Stopping by the samples seen so far makes pixels slightly too dark where bright paths are rare.
    ///
    /// # Panics
    /// Like [`Prepared::tile`].
    pub fn adaptive_tile(&self, rect: Rect, error: f32, cancel: &Cancel) -> Result<AdaptiveTile, Cancelled> {
        self.check(rect);
        let (rgb, samples) = film::render_adaptive(&self.context(), rect, error, cancel)?;
        Ok(AdaptiveTile { tile: Tile { rect, rgb }, samples })
    }

    /// Like [`Prepared::tiles`], with each tile as [`Prepared::adaptive_tile`] renders it.
    ///
    /// # Panics
    /// Like [`Prepared::tile`].
    pub fn adaptive_tiles(
        &self,
        rects: &[Rect],
        error: f32,
        cancel: &Cancel,
        on_tile: impl Fn(usize, AdaptiveTile) + Sync,
    ) -> Result<(), Cancelled> {
        use rayon::prelude::*;
        rects.par_iter().enumerate().try_for_each(|(index, rect)| {
            on_tile(index, self.adaptive_tile(*rect, error, cancel)?);
            Ok(())
        })
    }

    /// The same view with other samples or another resolution, sharing the world. A different aspect
    /// ratio stretches the view.
    pub fn redrawn(&self, width: u32, height: u32, samples: u32) -> Result<Self, RenderError> {
        let settings = Settings { width, height, samples, ..self.settings };
        settings.check()?;
        Ok(Self { settings, ..self.clone() })
    }

    /// Renders the AOVs of a rectangle (what the camera sees first), for denoising and as layers of their
    /// own. `samples` (at least one; four are usually enough) antialias the edges. As deterministic as
    /// [`Prepared::tile`] and many times faster: no lighting is computed.
    ///
    /// # Panics
    /// Like [`Prepared::tile`].
    pub fn aovs(&self, rect: Rect, samples: u32, cancel: &Cancel) -> Result<AovTile, Cancelled> {
        self.check(rect);
        aovs::render(&self.context(), rect, samples, cancel)
    }

    /// Traces rays without shading, to measure traversal alone: camera rays, and from their hits
    /// `bounces` more in random directions. The mean distance of a pixel is in its red channel, the mean
    /// number of rays in its green one.
    ///
    /// # Panics
    /// Like [`Prepared::tile`].
    pub fn rays(&self, rect: Rect, bounces: u32, cancel: &Cancel) -> Result<Tile, Cancelled> {
        self.check(rect);
        let rgb = ray_benchmark::random_walks(&self.context(), rect, bounces, cancel)?;
        Ok(Tile { rect, rgb })
    }

    /// Renders many tiles at once on the current rayon pool. `on_tile` gets each with its index in
    /// `rects`, in the order in which they finish, from several threads.
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

    fn context(&self) -> film::FrameContext<'_> {
        let Self { world, view, key, is_blurred, settings, .. } = self;
        film::FrameContext { world, view, key: *key, is_blurred: *is_blurred, settings }
    }

    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn check(&self, rect: Rect) {
        let Settings { width, height, .. } = self.settings;
        let within = |at: u32, size: u32, all: u32| at.checked_add(size).is_some_and(|end| end <= all);
        assert!(
            within(rect.x, rect.width, width) && within(rect.y, rect.height, height),
            "tile {rect:?} reaches out of the {width}x{height} frame"
        );
    }
}
