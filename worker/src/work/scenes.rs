//! Scenes that are loaded already: the jobs of one order share theirs, and what was built for it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use rayment_core::{Hash, spec::Spec};
use rayment_render::{Limits, Scene, SceneError};

use crate::cache::Cache;

/// The last few scenes, by the spec that pins their files.
#[derive(Clone)]
pub struct Scenes {
    most: usize,
    loaded: Arc<Mutex<VecDeque<Loaded>>>,
}

struct Loaded {
    spec: Hash,
    scene: Arc<Scene>,
}

impl Scenes {
    /// Keeps up to `most` scenes in memory.
    pub fn keeping(most: usize) -> Self {
        Self { most: most.max(1), loaded: Arc::default() }
    }

    /// The scene of a spec, from memory or from the cache of files.
    pub(super) fn of(&self, spec: &Spec, cache: &Cache) -> Result<Arc<Scene>, SceneError> {
        let hash = spec.hash();
        let held = || self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let known = held().iter().find(|loaded| loaded.spec == hash).map(|loaded| loaded.scene.clone());
        if let Some(scene) = known {
            return Ok(scene);
        }
        // Room is made before: an old scene and the new one would take the memory of two.
        Self::shorten(&mut held(), self.most.saturating_sub(1));
        // Loading takes a while: nobody waits for it at the lock. It cannot be interrupted: a job that
        // is stopped meanwhile ends when its scene is there.
        let scene = Arc::new(Scene::load(&spec.scene, &cache.of(spec), &Limits::default())?);
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
