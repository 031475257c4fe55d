#[cfg(feature = "gpu")]
use std::sync::Arc;

#[cfg(feature = "gpu")]
use rayment_gpu::Renderer;
use rayment_render::{Cancel, Limits, Tracer};

use crate::{BUILD, BlenderSetup, ENGINE, EngineError, OpenRequest, OpenScene};

/// The engines of this machine: the built-in path tracer, and Blender where there is one.
#[derive(Debug, Clone, Default)]
pub struct Engines {
    blender: Option<BlenderSetup>,
    #[cfg(feature = "gpu")]
    cards: Option<Arc<Renderer>>,
}

impl Engines {
    /// The built-in one alone.
    pub fn built_in() -> Self {
        Self::default()
    }

    pub fn with_blender(self, blender: BlenderSetup) -> Self {
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

    pub fn blender(&self) -> Option<&BlenderSetup> {
        self.blender.as_ref()
    }

    /// Names and builds that a spec may name.
    pub fn offered(&self) -> Vec<(String, [u8; 32])> {
        let mut all = vec![(ENGINE.to_owned(), BUILD)];
        if let Some(BlenderSetup { install, .. }) = &self.blender {
            let engines = [rayment_blender::Engine::Cycles, rayment_blender::Engine::Eevee];
            all.extend(engines.map(|engine| (install.engine(engine), install.build())));
        }
        all
    }

    pub fn offers(&self, engine: &str, build: &[u8; 32]) -> bool {
        self.offered().iter().any(|(name, own)| name == engine && own == build)
    }

    /// Opens a scene in the engine that its spec names.
    pub fn open(&self, request: &OpenRequest, cancel: &Cancel) -> Result<OpenScene, EngineError> {
        let engine = &request.spec.engine;
        if !self.offers(&engine.name, &engine.build) {
            let names: Vec<_> = self.offered().into_iter().map(|(name, _)| name).collect();
            return Err(EngineError::NotOffered { engine: engine.name.clone(), offered: names.join(", ") });
        }
        match &self.blender {
            Some(blender) if engine.name != ENGINE => blender.open(request, cancel).map(OpenScene::Blender),
            _ => {
                let limits = Limits { cancel: cancel.clone(), ..Limits::default() };
                let scene = rayment_import::load(&request.spec.scene, request.files, &limits)?;
                let tracer = Tracer::new(scene);
                #[cfg(feature = "gpu")]
                if let (Some(cards), true) = (&self.cards, request.allows_cards()) {
                    return Ok(OpenScene::OnCards(tracer, cards.clone()));
                }
                Ok(OpenScene::BuiltIn(tracer))
            }
        }
    }
}
