//! One face for all engines: a daemon opens what a spec names and renders its tiles.

use std::path::PathBuf;
#[cfg(feature = "gpu")]
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::blender::{self, BlenderError, Fault, Folder, Install, InstallError, Sandbox, Session, Shot, Wanted};
use crate::cancel::Cancel;
use crate::engine::{BUILD, ENGINE};
use crate::error::{Cancelled, RenderError, SceneError};
use crate::files::Files;
use crate::frame::{Prepared, Settings};
#[cfg(feature = "gpu")]
use crate::gpu::Renderer;
use crate::limits::Limits;
use crate::scene::Scene;
use crate::tile::{Rect, Tile, VariedTile};
use crate::tolerance;

/// The engines at hand: the built-in path tracer, and Blender where there is one.
#[derive(Debug, Clone, Default)]
pub struct Engines {
    blender: Option<BlenderRoom>,
    #[cfg(feature = "gpu")]
    cards: Option<Arc<Renderer>>,
}

/// A Blender, and how it is kept.
#[derive(Debug, Clone)]
pub struct BlenderRoom {
    pub install: Install,
    pub sandbox: Sandbox,
    pub limits: blender::Limits,
    /// Where scenes are laid out as files while they are open.
    pub folder: PathBuf,
}

/// A scene to be opened.
pub struct Order<'a> {
    /// The engine's name, and its build, as the spec has them.
    pub engine: &'a str,
    pub build: [u8; 32],
    /// The scene among the files.
    pub main: &'a str,
    pub files: &'a dyn Files,
    /// All paths that `files` has for this scene.
    pub paths: &'a [&'a str],
    pub limits: &'a Limits,
    /// Threads for an engine with a process of its own; the built-in one takes the pool it is called in.
    pub threads: usize,
    /// Whether the built-in engine may render on graphics cards, whose bits are their own.
    pub any_device: bool,
}

/// Why a scene can't be opened or rendered.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    #[error("the engine {engine} of that build is not at hand; there are: {offered}")]
    Engine { engine: String, offered: String },
    #[error(transparent)]
    Scene(#[from] SceneError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Blender(#[from] BlenderError),
    /// What a frame shows would depend on the frames rendered before it.
    #[error("these simulations are not baked: {0}; bake them, and pack the cache with the scene")]
    Unbaked(String),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl StudioError {
    pub fn fault(&self) -> Fault {
        match self {
            Self::Scene(_) | Self::Unbaked(_) => Fault::Scene,
            Self::Render(RenderError::Cancelled(_)) | Self::Cancelled(_) => Fault::Stopped,
            Self::Render(_) => Fault::Scene,
            Self::Blender(error) => error.fault(),
            Self::Engine { .. } => Fault::Machine,
        }
    }
}

impl Engines {
    /// The built-in one alone.
    pub fn built_in() -> Self {
        Self::default()
    }

    pub fn with_blender(self, blender: BlenderRoom) -> Self {
        Self { blender: Some(blender), ..self }
    }

    /// Cards of one class, on which the built-in engine renders what may come from any device.
    #[cfg(feature = "gpu")]
    pub fn with_cards(self, cards: Renderer) -> Self {
        Self { cards: Some(Arc::new(cards)), ..self }
    }

    /// Classes of devices that render, the fastest first.
    pub fn device_classes(&self) -> Vec<String> {
        let cpu = "cpu".to_owned();
        #[cfg(feature = "gpu")]
        if let Some(device) = self.cards.as_ref().and_then(|cards| cards.devices().first())
            && device.class() != cpu
        {
            return vec![device.class(), cpu];
        }
        vec![cpu]
    }

    pub fn blender(&self) -> Option<&BlenderRoom> {
        self.blender.as_ref()
    }

    /// Names and builds that a spec may name.
    pub fn offered(&self) -> Vec<(String, [u8; 32])> {
        let mut all = vec![(ENGINE.to_owned(), BUILD)];
        if let Some(BlenderRoom { install, .. }) = &self.blender {
            let engines = [blender::Engine::Cycles, blender::Engine::Eevee];
            all.extend(engines.map(|engine| (install.engine(engine), install.build())));
        }
        all
    }

    pub fn offers(&self, engine: &str, build: &[u8; 32]) -> bool {
        self.offered().iter().any(|(name, own)| name == engine && own == build)
    }

    /// Opens a scene in the engine that it is ordered from.
    pub fn open(&self, order: &Order, cancel: &Cancel) -> Result<Studio, StudioError> {
        let offered = self.offered();
        if !self.offers(order.engine, &order.build) {
            let names: Vec<_> = offered.into_iter().map(|(name, _)| name).collect();
            return Err(StudioError::Engine { engine: order.engine.to_owned(), offered: names.join(", ") });
        }
        match &self.blender {
            Some(room) if order.engine != ENGINE => room.open(order, cancel).map(Studio::Blender),
            _ => {
                let scene = Scene::load(order.main, order.files, order.limits)?;
                #[cfg(feature = "gpu")]
                if let (Some(cards), true) = (&self.cards, order.any_device) {
                    return Ok(Studio::Cards(scene, cards.clone()));
                }
                Ok(Studio::Path(scene))
            }
        }
    }
}

impl BlenderRoom {
    /// The Blender that `wanted` names, else one that is there, in a sandbox that was tried; `None` where
    /// there is none and none was named. Scenes are laid out below `folder`, which is made.
    pub fn found(
        wanted: &Wanted,
        sandboxed: bool,
        folder: PathBuf,
        limits: blender::Limits,
    ) -> Result<Option<Self>, BlenderError> {
        let install = match Install::find(wanted) {
            Err(InstallError::None) if wanted.blender.is_none() => return Ok(None),
            found => found?,
        };
        let sandbox = if sandboxed { Sandbox::detect()? } else { Sandbox::off() };
        if sandboxed {
            sandbox.prove(&install)?;
        }
        let made = std::fs::create_dir_all(&folder);
        made.map_err(|source| BlenderError::Io { what: format!("the folder {}", folder.display()), source })?;
        Ok(Some(Self { install, sandbox, limits, folder }))
    }

    fn open(&self, order: &Order, cancel: &Cancel) -> Result<Session, StudioError> {
        let limit = order.limits.total_bytes;
        let folder = Folder::filled(&self.folder, order.files, order.paths.iter().copied(), limit)?;
        let engines = [blender::Engine::Cycles, blender::Engine::Eevee];
        let named = engines.into_iter().find(|engine| self.install.engine(*engine) == order.engine);
        let options = blender::Options {
            sandbox: self.sandbox.clone(),
            limits: self.limits.clone(),
            engine: named.unwrap_or(blender::Engine::Cycles),
            device: blender::Device::Cpu,
            threads: order.threads,
        };
        let session = Session::open(&self.install, &folder, order.main, &options, cancel)?;
        match session.info().unbaked.as_slice() {
            [] => Ok(session),
            found => Err(StudioError::Unbaked(found.join(", "))),
        }
    }
}

/// An open scene.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one for a scene, and it does not move about")]
pub enum Studio {
    Path(Scene),
    #[cfg(feature = "gpu")]
    Cards(Scene, Arc<Renderer>),
    Blender(Session),
}

impl Studio {
    /// The first frame of the scene's animation, else 1.
    pub fn first_frame(&self) -> u32 {
        match self {
            Self::Path(scene) => scene.stats().frames.map_or(1, |frames| frames.first),
            #[cfg(feature = "gpu")]
            Self::Cards(scene, _) => scene.stats().frames.map_or(1, |frames| frames.first),
            Self::Blender(session) => session.info().first,
        }
    }

    /// One frame of it, ready to be rendered.
    pub fn frame(&self, frame: u32, settings: &Settings, cancel: &Cancel) -> Result<Still<'_>, StudioError> {
        Ok(match self {
            Self::Path(scene) => Still::Path(scene.frame(frame, settings, cancel)?),
            #[cfg(feature = "gpu")]
            Self::Cards(scene, cards) => {
                let prepared = scene.frame(frame, settings, cancel)?;
                // A card's picture of so few samples could not be told from other work.
                if settings.samples < tolerance::LEAST_SAMPLES {
                    return Ok(Still::Path(prepared));
                }
                match cards.prepare(&prepared) {
                    Ok(frame) => Still::Cards(OnCards { prepared, frame: Box::new(frame) }),
                    // What is too large for the cards is not for the processor.
                    Err(_) => Still::Path(prepared),
                }
            }
            Self::Blender(session) => Still::Blender(session.frame(frame, settings)?),
        })
    }
}

/// A frame on graphics cards. A card that is lost in the middle costs time, never the frame: the
/// processor renders what is missing, which is as good where any device may.
#[cfg(feature = "gpu")]
pub struct OnCards {
    prepared: Prepared,
    frame: Box<crate::gpu::Frame>,
}

#[cfg(feature = "gpu")]
impl OnCards {
    fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, StudioError> {
        match self.frame.tile(rect, cancel) {
            Err(error) if error.is_of_the_device() => Ok(self.prepared.tile(rect, cancel)?),
            Err(_) => Err(Cancelled.into()),
            Ok(tile) => Ok(tile),
        }
    }

    fn tiles(&self, rects: &[Rect], cancel: &Cancel, on_tile: impl Fn(usize, Tile) + Sync) -> Result<(), StudioError> {
        let done: Vec<AtomicBool> = rects.iter().map(|_| AtomicBool::new(false)).collect();
        let on_cards = |at: usize, tile: Tile| {
            done[at].store(true, Ordering::Relaxed);
            on_tile(at, tile);
        };
        match self.frame.tiles(rects, cancel, on_cards) {
            Err(error) if error.is_of_the_device() => {
                let rest: Vec<usize> = (0..rects.len()).filter(|at| !done[*at].load(Ordering::Relaxed)).collect();
                let wanted: Vec<Rect> = rest.iter().map(|at| rects[*at]).collect();
                Ok(self.prepared.tiles(&wanted, cancel, |at, tile| on_tile(rest[at], tile))?)
            }
            Err(_) => Err(Cancelled.into()),
            Ok(()) => Ok(()),
        }
    }
}

/// One frame of an open scene.
pub enum Still<'a> {
    Path(Prepared),
    #[cfg(feature = "gpu")]
    Cards(OnCards),
    Blender(Shot<'a>),
}

impl Still<'_> {
    pub fn settings(&self) -> &Settings {
        match self {
            Self::Path(prepared) => prepared.settings(),
            #[cfg(feature = "gpu")]
            Self::Cards(cards) => cards.prepared.settings(),
            Self::Blender(shot) => shot.settings(),
        }
    }

    /// Renders one rectangle: the same bits as that part of the whole frame.
    ///
    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, StudioError> {
        Ok(match self {
            Self::Path(prepared) => prepared.tile(rect, cancel)?,
            #[cfg(feature = "gpu")]
            Self::Cards(cards) => cards.tile(rect, cancel)?,
            Self::Blender(shot) => shot.tile(rect, cancel)?,
        })
    }

    /// With the variance of every value, which a comparison across device classes wants; `None` from an
    /// engine that does not tell it, and of so few samples that it would tell nothing.
    pub fn tile_with_variance(&self, rect: Rect, cancel: &Cancel) -> Result<Option<VariedTile>, StudioError> {
        if self.settings().samples < tolerance::LEAST_SAMPLES {
            return Ok(None);
        }
        match self {
            Self::Path(prepared) => Ok(Some(prepared.tile_with_variance(rect, cancel)?)),
            #[cfg(feature = "gpu")]
            Self::Cards(cards) => Ok(Some(cards.prepared.tile_with_variance(rect, cancel)?)),
            Self::Blender(_) => Ok(None),
        }
    }

    /// Renders many tiles; `on_tile` gets each with its place in `rects`, in any order, perhaps from
    /// several threads.
    pub fn tiles(
        &self,
        rects: &[Rect],
        cancel: &Cancel,
        on_tile: impl Fn(usize, Tile) + Sync,
    ) -> Result<(), StudioError> {
        match self {
            Self::Path(prepared) => prepared.tiles(rects, cancel, on_tile)?,
            #[cfg(feature = "gpu")]
            Self::Cards(cards) => cards.tiles(rects, cancel, on_tile)?,
            Self::Blender(shot) => shot.tiles(rects, cancel, on_tile)?,
        }
        Ok(())
    }

    /// The whole frame as one tile.
    pub fn whole(&self, cancel: &Cancel) -> Result<Tile, StudioError> {
        let Settings { width, height, .. } = *self.settings();
        self.tile(Rect::new(0, 0, width, height), cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::FileMap;
    use crate::showcase;

    fn order<'a>(files: &'a FileMap, limits: &'a Limits, engine: &'a str, build: [u8; 32]) -> Order<'a> {
        Order { engine, build, main: "scene.glb", files, paths: &["scene.glb"], limits, threads: 1, any_device: false }
    }

    #[test]
    fn the_built_in_engine_is_always_at_hand() {
        let mut files = FileMap::new();
        files.insert("scene.glb", showcase::glb());
        let (limits, engines, cancel) = (Limits::default(), Engines::built_in(), Cancel::new());
        let studio = engines.open(&order(&files, &limits, ENGINE, BUILD), &cancel).unwrap();
        let settings = Settings { width: 8, height: 8, samples: 4, ..Settings::default() };
        let still = studio.frame(1, &settings, &cancel).unwrap();
        let rect = Rect::new(2, 2, 4, 4);
        let tile = still.tile(rect, &cancel).unwrap();
        assert_eq!(still.tile_with_variance(rect, &cancel).unwrap().map(|varied| varied.tile), Some(tile));
        let few = studio.frame(1, &Settings { samples: 3, ..settings }, &cancel).unwrap();
        assert_eq!(few.tile_with_variance(rect, &cancel).unwrap(), None);
        assert_eq!(still.whole(&cancel).unwrap().rgb.len(), 192);
    }

    #[test]
    fn an_engine_or_a_build_that_is_not_at_hand_is_refused() {
        let (files, limits, engines) = (FileMap::new(), Limits::default(), Engines::built_in());
        for (engine, build) in [(ENGINE, [0; 32]), ("blender-cycles/4.5", BUILD)] {
            let found = engines.open(&order(&files, &limits, engine, build), &Cancel::new()).unwrap_err();
            assert!(matches!(found, StudioError::Engine { .. }) && found.fault() == Fault::Machine);
        }
    }
}
