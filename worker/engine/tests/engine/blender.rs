//! Blender behind the face that all engines share.

use std::fs;

use rayment_engine::{BlenderSetup, EngineError, Engines, OpenRequest};
use rayment_render::blender::{self, Engine, Fault};
use rayment_render::{Cancel, FileMap, Limits, Rect};

use crate::support::{Made, bits, install, sandbox, small};

fn engines(folder: &std::path::Path) -> Engines {
    let setup = BlenderSetup {
        install: install().clone(),
        sandbox: sandbox(),
        limits: blender::Limits::default(),
        folder: folder.to_owned(),
    };
    Engines::built_in().with_blender(setup)
}

/// The files of a scene, held in memory as a daemon has them.
fn files(made: &Made) -> (FileMap, Vec<String>) {
    let (mut files, mut paths) = (FileMap::new(), Vec::new());
    for entry in fs::read_dir(made.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.insert(name.clone(), fs::read(entry.path()).unwrap());
        paths.push(name);
    }
    (files, paths)
}

#[test]
fn a_spec_that_names_blender_is_rendered_by_it() {
    let (made, folder) = (Made::new("plain"), tempfile::tempdir().unwrap());
    let (files, paths) = files(&made);
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let engines = engines(folder.path());
    let (engine, build) = (install().engine(Engine::Cycles), install().build());
    assert!(engines.offers(&engine, &build) && !engines.offers(&engine, &[0; 32]));
    let (limits, cancel) = (Limits::default(), Cancel::new());
    let request = OpenRequest {
        engine: &engine,
        build,
        main: "scene.blend",
        files: &files,
        paths: &paths,
        limits: &limits,
        threads: 2,
        any_device: false,
    };
    let opened = engines.open(&request, &cancel).unwrap();
    let frame = opened.frame(4, &small(), &cancel).unwrap();
    let rect = Rect::new(8, 8, 16, 16);
    let tile = frame.tile(rect, &cancel).unwrap();
    assert!(frame.tile_with_variance(rect, &cancel).unwrap().is_none());
    let direct = made.open("scene.blend").unwrap();
    let expected = direct.frame(4, &small()).unwrap().tile(rect, &cancel).unwrap();
    assert!(bits(&tile) == bits(&expected));
    drop(frame);
    drop(opened);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_simulation_that_is_not_baked_is_refused() {
    let (made, folder) = (Made::new("falling"), tempfile::tempdir().unwrap());
    let (files, paths) = files(&made);
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let (engine, build) = (install().engine(Engine::Cycles), install().build());
    let limits = Limits::default();
    let request = OpenRequest {
        engine: &engine,
        build,
        main: "scene.blend",
        files: &files,
        paths: &paths,
        limits: &limits,
        threads: 2,
        any_device: false,
    };
    let found = engines(folder.path()).open(&request, &Cancel::new()).unwrap_err();
    assert!(matches!(&found, EngineError::Unbaked(what) if what.contains("Cloth")), "{found}");
    assert_eq!(found.fault(), Fault::Scene);
}
