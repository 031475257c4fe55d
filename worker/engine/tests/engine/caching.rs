//! Scenes that are kept open.

use std::{
    convert::Infallible,
    future::{pending, ready},
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rayment_engine::{Engines, LoadError, LoadLimits, OpenScene, Purpose, SceneCache, SceneCacheConfig};
use rayment_render::FileMap;
use rayment_spec::{Devices, Spec};

use crate::fixture::{file, files, spec};

fn cache(purpose: Purpose, scenes: usize) -> SceneCache {
    let (engines, limits) = (Engines::built_in(), LoadLimits::NONE);
    SceneCache::new(SceneCacheConfig { engines, purpose, threads: 1, scenes, loads: 1, limits })
}

/// A scene of its own: another file beside the same scene.
fn other(name: &str) -> Arc<Spec> {
    let mut other = spec();
    other.files.push(file(name));
    Arc::new(other)
}

async fn load(cache: &SceneCache, spec: &Arc<Spec>) -> Arc<OpenScene> {
    cache.load(spec, ready(Ok::<_, Infallible>(files()))).await.unwrap()
}

/// Loads nothing: the scene must be there.
async fn held(cache: &SceneCache, spec: &Arc<Spec>) -> bool {
    let gone = io::Error::other("it is not kept");
    cache.load(spec, ready(Err::<FileMap, _>(gone))).await.is_ok()
}

#[tokio::test]
async fn specs_with_the_same_files_share_a_scene() {
    let cache = cache(Purpose::Check, 1);
    let scene = load(&cache, &Arc::new(spec())).await;
    let larger = Spec { width: 640, devices: Devices::Any, ..spec() };
    assert!(Arc::ptr_eq(&scene, &load(&cache, &Arc::new(larger)).await));
}

#[tokio::test]
async fn what_cards_may_render_is_another_scene_to_deliver() {
    let cache = cache(Purpose::Deliver, 2);
    let scene = load(&cache, &Arc::new(spec())).await;
    let any = Spec { devices: Devices::Any, ..spec() };
    assert!(!Arc::ptr_eq(&scene, &load(&cache, &Arc::new(any)).await));
}

#[tokio::test]
async fn a_scene_is_loaded_once_for_all_that_ask_meanwhile() {
    let (cache, spec, asked) = (cache(Purpose::Check, 1), Arc::new(spec()), AtomicUsize::new(0));
    let load = || async {
        let files = async {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            Ok::<_, Infallible>(files())
        };
        cache.load(&spec, files).await.unwrap()
    };
    let (one, two, three) = tokio::join!(load(), load(), load());
    assert!(Arc::ptr_eq(&one, &two) && Arc::ptr_eq(&two, &three));
    assert_eq!(asked.into_inner(), 1);
}

#[tokio::test]
async fn a_failure_is_not_kept_and_the_next_who_waits_tries_itself() {
    let (cache, spec) = (cache(Purpose::Check, 1), Arc::new(spec()));
    let failing = async {
        tokio::task::yield_now().await;
        Err::<FileMap, _>(io::Error::other("no files"))
    };
    let (failed, loaded) = tokio::join!(cache.load(&spec, failing), load(&cache, &spec));
    assert!(matches!(failed, Err(LoadError::Files(_))));
    assert!(Arc::ptr_eq(&loaded, &load(&cache, &spec).await));
    assert!(held(&cache, &spec).await);
}

#[tokio::test]
async fn the_oldest_makes_room_before_another_is_loaded() {
    let cache = cache(Purpose::Check, 2);
    let specs = [other("a"), other("b"), other("c")];
    let oldest = Arc::downgrade(&load(&cache, &specs[0]).await);
    load(&cache, &specs[1]).await;
    let files = async {
        assert!(oldest.upgrade().is_none(), "its memory is free before the next takes any");
        Ok::<_, Infallible>(files())
    };
    cache.load(&specs[2], files).await.unwrap();
    assert!(held(&cache, &specs[1]).await && held(&cache, &specs[2]).await);
}

#[tokio::test]
async fn a_large_scene_keeps_no_small_one_waiting() {
    let cache = cache(Purpose::Check, 2);
    let mut large = spec();
    large.files.push(rayment_spec::File { bytes: 65 << 20, ..file("large") });
    let (large, small) = (Arc::new(large), Arc::new(spec()));
    let never = pending::<Result<FileMap, Infallible>>();
    tokio::select! {
        _ = cache.load(&large, never) => panic!("its files never come"),
        _ = load(&cache, &small) => {}
    }
}
