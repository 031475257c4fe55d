use rayment_engine::{EngineError, Engines, OpenRequest};
use rayment_render::{BUILD, Cancel, ENGINE, Fault, FileMap, Limits, Rect, Settings, showcase};

fn request<'a>(files: &'a FileMap, limits: &'a Limits, engine: &'a str, build: [u8; 32]) -> OpenRequest<'a> {
    OpenRequest {
        engine,
        build,
        main: "scene.glb",
        files,
        paths: &["scene.glb"],
        limits,
        threads: 1,
        any_device: false,
    }
}

#[test]
fn the_built_in_engine_is_always_offered() {
    let mut files = FileMap::new();
    files.insert("scene.glb", showcase::glb());
    let (limits, engines, cancel) = (Limits::default(), Engines::built_in(), Cancel::new());
    let scene = engines.open(&request(&files, &limits, ENGINE, BUILD), &cancel).unwrap();
    let settings = Settings { width: 8, height: 8, samples: 4, ..Settings::default() };
    let frame = scene.frame(1, &settings, &cancel).unwrap();
    let rect = Rect::new(2, 2, 4, 4);
    let tile = frame.tile(rect, &cancel).unwrap();
    assert_eq!(frame.tile_with_variance(rect, &cancel).unwrap().map(|varied| varied.tile), Some(tile));
    let few = scene.frame(1, &Settings { samples: 3, ..settings }, &cancel).unwrap();
    assert_eq!(few.tile_with_variance(rect, &cancel).unwrap(), None);
    assert_eq!(frame.whole(&cancel).unwrap().rgb.len(), 192);
}

#[test]
fn refuses_an_engine_or_a_build_that_is_not_offered() {
    let (files, limits, engines) = (FileMap::new(), Limits::default(), Engines::built_in());
    for (engine, build) in [(ENGINE, [0; 32]), ("blender-cycles/4.5", BUILD)] {
        let found = engines.open(&request(&files, &limits, engine, build), &Cancel::new()).unwrap_err();
        assert!(matches!(found, EngineError::NotOffered { .. }) && found.fault() == Fault::Machine);
    }
}
