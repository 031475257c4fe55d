//! Scenes that are open already: the jobs of one order share theirs, and what was built for it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use rayment_core::Hash;
use rayment_engine::{EngineError, Engines, OpenRequest, OpenScene};
use rayment_render::{Cancel, Limits};
use rayment_spec::{Devices, Spec};

use crate::cache::Cache;

/// The last few scenes, by the spec that pins their files.
#[derive(Clone)]
pub struct Scenes {
    engines: Engines,
    most: usize,
    loaded: Arc<Mutex<VecDeque<Loaded>>>,
}

struct Loaded {
    spec: Hash,
    scene: Arc<OpenScene>,
}

impl Scenes {
    /// Opens scenes in these engines, and keeps up to `most` open.
    pub fn keeping(most: usize, engines: Engines) -> Self {
        Self { engines, most: most.max(1), loaded: Arc::default() }
    }

    /// The scene of a spec, open already or from the cache of files.
    pub(super) fn of(
        &self,
        spec: &Spec,
        cache: &Cache,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<Arc<OpenScene>, EngineError> {
        let hash = spec.hash();
        let held = || self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held().iter().find(|loaded| loaded.spec == hash).map(|loaded| loaded.scene.clone());
        if let Some(scene) = known {
            return Ok(scene);
        }
        // Room is made before: an old scene and the new one would take the memory of two.
        Self::shorten(&mut held(), self.most.saturating_sub(1));
        // Loading takes a while: nobody waits for it at the lock.
        let paths: Vec<&str> = spec.files.iter().map(|file| file.path.as_str()).collect();
        let request = OpenRequest {
            engine: &spec.engine.name,
            build: spec.engine.build,
            main: &spec.scene,
            files: &cache.of(spec),
            paths: &paths,
            limits: &Limits::default(),
            threads,
            any_device: spec.devices == Devices::Any,
        };
        let scene = Arc::new(self.engines.open(&request, cancel)?);
        let mut loaded = held();
        loaded.push_back(Loaded { spec: hash, scene: scene.clone() });
        Self::shorten(&mut loaded, self.most);
        Ok(scene)
    }

    fn shorten(loaded: &mut VecDeque<Loaded>, most: usize) {
        while loaded.len() > most {
            loaded.pop_front();
        }
    }
}
