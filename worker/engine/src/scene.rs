#[cfg(feature = "gpu")]
use std::sync::Arc;

use rayment_render::{Cancel, Files, Limits, Scene, Settings, blender::Session};
#[cfg(feature = "gpu")]
use rayment_render::{gpu::Renderer, tolerance};

#[cfg(feature = "gpu")]
use crate::CardFrame;
use crate::{EngineError, PreparedFrame};

/// A scene to be opened.
pub struct OpenRequest<'a> {
    /// The engine's name and build, as the spec has them.
    pub engine: &'a str,
    pub build: [u8; 32],
    /// The path of the scene among the files.
    pub main: &'a str,
    pub files: &'a dyn Files,
    /// Paths of all files of this scene.
    pub paths: &'a [&'a str],
    pub limits: &'a Limits,
    /// Threads for an engine that runs as a process of its own; the built-in one uses the rayon pool
    /// that it is called in.
    pub threads: usize,
    /// Whether the built-in engine may render on graphics cards, whose bits differ from a processor's.
    pub any_device: bool,
}

/// A scene, open in an engine.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one for a scene, and it is not moved about")]
pub enum OpenScene {
    /// In the built-in path tracer.
    BuiltIn(Scene),
    /// In the same, whose frames graphics cards render.
    #[cfg(feature = "gpu")]
    OnCards(Scene, Arc<Renderer>),
    Blender(Session),
}

impl OpenScene {
    /// The first frame of the scene's animation, else 1.
    pub fn first_frame(&self) -> u32 {
        match self {
            Self::BuiltIn(scene) => scene.stats().frames.map_or(1, |frames| frames.first),
            #[cfg(feature = "gpu")]
            Self::OnCards(scene, _) => scene.stats().frames.map_or(1, |frames| frames.first),
            Self::Blender(session) => session.info().first,
        }
    }

    /// One frame of it, ready to be rendered.
    pub fn frame(&self, frame: u32, settings: &Settings, cancel: &Cancel) -> Result<PreparedFrame<'_>, EngineError> {
        Ok(match self {
            Self::BuiltIn(scene) => PreparedFrame::BuiltIn(scene.frame(frame, settings, cancel)?),
            #[cfg(feature = "gpu")]
            Self::OnCards(scene, cards) => {
                let prepared = scene.frame(frame, settings, cancel)?;
                // A card's picture of so few samples can't be told from other work.
                if settings.samples < tolerance::LEAST_SAMPLES {
                    return Ok(PreparedFrame::BuiltIn(prepared));
                }
                match cards.prepare(&prepared) {
                    Ok(frame) => PreparedFrame::OnCards(CardFrame::new(prepared, frame)),
                    // Too large for the cards: the processor renders it.
                    Err(_) => PreparedFrame::BuiltIn(prepared),
                }
            }
            Self::Blender(session) => PreparedFrame::Blender(session.frame(frame, settings)?),
        })
    }
}
