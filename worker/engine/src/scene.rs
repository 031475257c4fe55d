#[cfg(feature = "gpu")]
use std::sync::Arc;

use rayment_blender::Session;
#[cfg(feature = "gpu")]
use rayment_gpu::Renderer;
#[cfg(feature = "gpu")]
use rayment_render::tolerance;
use rayment_render::{Cancel, Files, Settings, Tracer};
#[cfg(feature = "gpu")]
use rayment_spec::Devices;
use rayment_spec::Spec;

#[cfg(feature = "gpu")]
use crate::CardFrame;
use crate::{EngineError, PreparedFrame};

/// A spec's scene to be opened.
pub struct OpenRequest<'a> {
    /// Names the scene, its files, and the engine with its build.
    pub spec: &'a Spec,
    pub files: &'a dyn Files,
    /// Threads for an engine that runs as a process of its own; the built-in one uses the rayon pool
    /// that it is called in.
    pub threads: usize,
    pub purpose: Purpose,
}

/// What a scene is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To deliver its frames: on the fastest devices that the spec allows.
    Deliver,
    /// To check what others delivered: on the processor, whatever the spec allows.
    Check,
}

impl OpenRequest<'_> {
    /// Whether graphics cards, whose bits differ from a processor's, may render it.
    #[cfg(feature = "gpu")]
    pub(crate) fn allows_cards(&self) -> bool {
        self.purpose == Purpose::Deliver && self.spec.devices == Devices::Any
    }
}

/// A scene, open in an engine.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there is one for a scene, and it is not moved about")]
pub enum OpenScene {
    /// In the built-in path tracer.
    BuiltIn(Tracer),
    /// In the same, whose frames graphics cards render.
    #[cfg(feature = "gpu")]
    OnCards(Tracer, Arc<Renderer>),
    Blender(Session),
}

impl OpenScene {
    /// The first frame of the scene's animation, else 1.
    pub fn first_frame(&self) -> u32 {
        match self {
            Self::BuiltIn(tracer) => tracer.scene().stats().frames.map_or(1, |frames| frames.first),
            #[cfg(feature = "gpu")]
            Self::OnCards(tracer, _) => tracer.scene().stats().frames.map_or(1, |frames| frames.first),
            Self::Blender(session) => session.info().first,
        }
    }

    /// One frame of it, ready to be rendered.
    pub fn frame(&self, frame: u32, settings: &Settings, cancel: &Cancel) -> Result<PreparedFrame<'_>, EngineError> {
        Ok(match self {
            Self::BuiltIn(tracer) => PreparedFrame::BuiltIn(tracer.frame(frame, settings, cancel)?),
            #[cfg(feature = "gpu")]
            Self::OnCards(tracer, cards) => {
                let prepared = tracer.frame(frame, settings, cancel)?;
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
