//! What a scene names, and what else can be opened.

use rayment_blender::{Dependency, dependencies};
use rayment_render::Cancel;

use crate::support::{Made, bits, install, mean, options, small, whole};

fn paths(list: &[Dependency]) -> Vec<(&str, &str)> {
    list.iter().map(|one| (one.path.as_str(), one.kind.as_str())).collect()
}

#[test]
fn every_file_of_a_scene_is_found() {
    let made = Made::new("library");
    let all = dependencies(install(), &made.file("scene.blend"), &options(), &Cancel::new()).unwrap();
    let expected = [
        ("blendcache_scene/sim_000001.bphys", "cache"),
        ("floor.png", "image"),
        ("parts/library.blend", "library"),
        ("parts/part.png", "image"),
        ("skin.1001.png", "tiled"),
        ("skin.1002.png", "tiled"),
        ("sky.exr", "image"),
        ("step_0001.png", "sequence"),
        ("step_0002.png", "sequence"),
        ("step_0003.png", "sequence"),
    ];
    assert_eq!(paths(&all.found), expected);
    assert!(all.is_whole(), "{all:?}");
    let session = made.open("scene.blend").unwrap();
    assert!(mean(&whole(&session, 1, &small())) > 0.05);
}

#[test]
fn what_is_missing_or_elsewhere_is_named() {
    let made = Made::new("lacking");
    let all = dependencies(install(), &made.file("scene.blend"), &options(), &Cancel::new()).unwrap();
    assert_eq!(paths(&all.found), [("floor.png", "image"), ("sky.exr", "image")]);
    assert_eq!(paths(&all.missing), [("gone.png", "image")]);
    let elsewhere = made.path().parent().unwrap().join("elsewhere.png");
    assert_eq!(paths(&all.outside), [(elsewhere.to_str().unwrap(), "image")]);
    assert!(!all.is_whole());
    // It can be rendered all the same, and says what the picture lacks.
    let session = made.open("scene.blend").unwrap();
    assert!(session.info().missing.iter().any(|path| path.contains("gone.png")), "{:?}", session.info().missing);
    assert!(mean(&whole(&session, 1, &small())) > 0.05);
}

#[test]
fn a_folder_that_holds_the_scene_and_hidden_files_are_not_packed() {
    let made = Made::new("hoarding");
    let all = dependencies(install(), &made.file("scene.blend"), &options(), &Cancel::new()).unwrap();
    assert_eq!(paths(&all.found), [("bakes/1.blob", "cache"), ("floor.png", "image"), ("sky.exr", "image")]);
    assert!(all.missing.is_empty(), "{all:?}");
    let kinds: Vec<_> = all.outside.iter().map(|one| one.kind.as_str()).collect();
    assert_eq!(kinds, ["cache"], "the scene's folder as a whole: {all:?}");
}

#[test]
fn a_file_that_is_not_there_has_no_dependencies() {
    let made = Made::new("plain");
    let found = dependencies(install(), &made.file("none.blend"), &options(), &Cancel::new()).unwrap_err();
    assert!(found.to_string().contains("none.blend"));
}

#[test]
fn other_formats_come_with_light_and_a_camera() {
    let made = Made::new("formats");
    for ending in ["obj", "stl", "ply", "dae", "fbx", "glb"] {
        let session = made.open(&format!("things.{ending}")).unwrap_or_else(|error| panic!("{ending}: {error}"));
        let info = session.info();
        assert_eq!((info.cameras.len(), info.missing.len(), info.unbaked.len()), (1, 0, 0), "{ending}: {info:?}");
        let frame = whole(&session, info.first, &small());
        let (low, high) =
            frame.rgb.iter().fold((f32::MAX, 0.0_f32), |(low, high), &value| (low.min(value), high.max(value)));
        assert!(mean(&frame) > 0.1 && high > low * 1.5, "{ending}: {low} to {high}");
        assert!(bits(&whole(&session, info.first, &small())) == bits(&frame));
    }
}
