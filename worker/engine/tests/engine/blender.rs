//! Blender behind the interface that all engines share.

use std::fs;

use rayment_blender::Engine;
use rayment_engine::{BlenderSetup, EngineError, Engines, Fault, OpenRequest, Purpose};
use rayment_render::{Cancel, FileMap, Rect};
use rayment_spec::Spec;

use crate::fixture;
use crate::support::{Made, bits, install, sandbox, small};

fn engines(folder: &std::path::Path) -> Engines {
    let setup = BlenderSetup {
        install: install().clone(),
        sandbox: sandbox(),
        limits: rayment_blender::Limits::default(),
        folder: folder.to_owned(),
    };
    Engines::built_in().with_blender(setup)
}

/// A spec for Cycles, and the files of its scene, held in memory as a daemon has them.
fn packed(made: &Made) -> (Spec, FileMap) {
    let (mut files, mut named) = (FileMap::new(), Vec::new());
    for entry in fs::read_dir(made.path()).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        files.insert(name.clone(), fs::read(entry.path()).unwrap());
        named.push(fixture::file(&name));
    }
    let engine = rayment_spec::Engine { name: install().engine(Engine::Cycles), build: install().build() };
    (Spec { scene: "scene.blend".into(), files: named, engine, ..fixture::spec() }, files)
}

#[test]
fn a_spec_that_names_blender_is_rendered_by_it() {
    let (made, folder) = (Made::new("plain"), tempfile::tempdir().unwrap());
    let (spec, files) = packed(&made);
    let engines = engines(folder.path());
    let (name, build) = (&spec.engine.name, &spec.engine.build);
    assert!(engines.offers(name, build) && !engines.offers(name, &[0; 32]));
    let cancel = Cancel::new();
    let request = OpenRequest { spec: &spec, files: &files, threads: 2, purpose: Purpose::Deliver };
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
    let (spec, files) = packed(&made);
    let request = OpenRequest { spec: &spec, files: &files, threads: 2, purpose: Purpose::Deliver };
    let found = engines(folder.path()).open(&request, &Cancel::new()).unwrap_err();
    assert!(matches!(&found, EngineError::Unbaked(what) if what.contains("Cloth")), "{found}");
    assert_eq!(found.fault(), Fault::Scene);
}
