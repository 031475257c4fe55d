use rayment_core::job::Chunk;
use rayment_engine::{ENGINE, EngineError, Engines, Fault, OpenRequest, Purpose, rects, settings};
use rayment_render::{Cancel, FileMap, Rect, Settings};
use rayment_spec::{Engine, Spec};

use crate::fixture::{files, spec};

#[test]
fn the_built_in_engine_is_always_offered() {
    let (spec, files, cancel) = (spec(), files(), Cancel::new());
    let request = OpenRequest { spec: &spec, files: &files, threads: 1, purpose: Purpose::Deliver };
    let scene = Engines::built_in().open(&request, &cancel).unwrap();
    let frame = scene.frame(1, &settings(&spec), &cancel).unwrap();
    let rect = Rect::new(2, 2, 4, 4);
    let tile = frame.tile(rect, &cancel).unwrap();
    assert_eq!(frame.tile_with_variance(rect, &cancel).unwrap().map(|varied| varied.tile), Some(tile));
    let few = scene.frame(1, &Settings { samples: 3, ..settings(&spec) }, &cancel).unwrap();
    assert_eq!(few.tile_with_variance(rect, &cancel).unwrap(), None);
    assert_eq!(frame.whole(&cancel).unwrap().rgb.len(), 192);
}

#[test]
fn refuses_an_engine_or_a_build_that_is_not_offered() {
    let (own, files, engines) = (spec().engine, FileMap::new(), Engines::built_in());
    for engine in
        [Engine { name: ENGINE.into(), build: [0; 32] }, Engine { name: "blender-cycles/4.5".into(), build: own.build }]
    {
        let spec = Spec { engine, ..spec() };
        let request = OpenRequest { spec: &spec, files: &files, threads: 1, purpose: Purpose::Deliver };
        let found = engines.open(&request, &Cancel::new()).unwrap_err();
        assert!(matches!(found, EngineError::NotOffered { .. }) && found.fault() == Fault::Machine);
    }
}

#[test]
fn a_chunk_has_the_rectangles_of_its_tiles() {
    let spec = Spec { width: 70, height: 40, ..spec() };
    let of = |tile, tiles| rects(&spec, &Chunk { frame: 1, frames: 1, step: 1, tile, tiles });
    let all = [
        Rect::new(0, 0, 32, 32),
        Rect::new(32, 0, 32, 32),
        Rect::new(64, 0, 6, 32),
        Rect::new(0, 32, 32, 8),
        Rect::new(32, 32, 32, 8),
        Rect::new(64, 32, 6, 8),
    ];
    assert_eq!(of(0, 6), all);
    assert_eq!(of(2, 2), all[2..4]);
    assert_eq!(of(4, u32::MAX), all[4..], "what the picture doesn't have is left out");
}
