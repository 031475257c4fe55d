//! Scenes whose files are on a hub.

use std::sync::{Arc, atomic::Ordering};

use rayment_check::{SceneFault, SceneLoader, Unavailable};
use rayment_engine::Engines;
use rayment_spec::Spec;

use crate::{
    fake_hub::FakeHub,
    picture::{file_hash, glb, spec},
};

fn hub() -> FakeHub {
    let hub = FakeHub::default();
    hub.files.lock().expect("no panic").insert(file_hash(), glb());
    hub
}

async fn fault(hub: &FakeHub, spec: Spec) -> SceneFault {
    SceneLoader::new(Engines::built_in(), 1).prove(hub, spec).await.expect_err("it can't be rendered")
}

#[tokio::test]
async fn a_good_scene_is_fetched_once() {
    let (hub, loader) = (hub(), SceneLoader::new(Engines::built_in(), 1));
    loader.prove(&hub, spec()).await.expect("it loads");
    let (spec, larger) = (Arc::new(spec()), Arc::new(Spec { width: 512, ..spec() }));
    let scene = loader.load(&hub, &spec).await.expect("it is kept");
    assert!(Arc::ptr_eq(&scene, &loader.load(&hub, &larger).await.expect("it is the same scene")));
    assert_eq!(hub.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn tells_what_is_the_specs_fault() {
    let mut longer = spec();
    longer.files[0].bytes += 1;
    let found = fault(&hub(), longer).await;
    assert!(matches!(found, SceneFault::FileSize { .. }) && found.is_the_specs(), "{found}");

    let mut garbage = spec();
    (garbage.files[0].sha256, garbage.files[0].bytes) = ([1; 32], 4);
    let hub_with_garbage = hub();
    hub_with_garbage.files.lock().expect("no panic").insert([1; 32], b"blob".to_vec());
    let found = fault(&hub_with_garbage, garbage).await;
    assert!(matches!(found, SceneFault::Engine(_)) && found.is_the_specs(), "{found}");

    let found = fault(&hub(), Spec { camera: 9, ..spec() }).await;
    assert!(found.is_the_specs(), "no frame can be prepared: {found}");
}

#[tokio::test]
async fn tells_what_is_nobodys_fault() {
    let found = fault(&FakeHub::default(), spec()).await;
    assert!(matches!(found, SceneFault::Hub(Unavailable::Missing(_))) && !found.is_the_specs(), "{found}");
    let mut other = spec();
    other.engine.build = [0; 32];
    let found = fault(&hub(), other).await;
    assert!(matches!(found, SceneFault::Engine(_)) && !found.is_the_specs(), "{found}");
}
