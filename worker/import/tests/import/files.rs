//! The importer: what it takes, and what it refuses with words instead of a panic or a guess.

use rayment_import::pack;
use rayment_render::{Cancel, FileError, FileMap, Files, Limits, Prepared, SceneError, Settings};
use rayment_scenes::showcase;
use serde_json::json;

use crate::seeds::png;
use crate::support::Draft;

const TRIANGLE: [[f32; 3]; 3] = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];

fn draft() -> Draft {
    let mut draft = Draft::new();
    let material = draft.material(0.5, 0.0, 0.5);
    draft.triangles(&TRIANGLE, material);
    draft
}

fn refusal(draft: &Draft) -> SceneError {
    draft.try_load().expect_err("it is refused")
}

fn assert_invalid(draft: &Draft, place: &str) {
    match refusal(draft) {
        SceneError::Invalid { place: found, .. } => assert!(found.contains(place), "{found}, not {place}"),
        other => panic!("expected an invalid {place}, found {other}"),
    }
}

#[test]
fn counts_what_a_scene_holds() {
    let mut draft = draft();
    // A second node with the same mesh draws it again.
    draft.node(json!({ "mesh": 0, "translation": [2.0, 0.0, 0.0] }));
    draft.light(json!({ "type": "point" }), json!({}));
    draft.camera_above(3.0, 1.0);
    let scene = draft.load();
    let stats = scene.stats();
    assert_eq!((stats.triangles, stats.lights, stats.cameras), (2, 1, 1));
    assert!(stats.has_camera && stats.frames.is_none());
    assert_eq!(stats.frames_per_second, 24.0);
}

#[test]
fn packs_the_files_a_scene_needs_and_names_those_that_are_missing() {
    let mut draft = draft();
    for uri in ["maps/stone%20floor.png", "lost.png", "data:image/png;base64,AAAA", "unused.png"] {
        let image = draft.push("images", json!({ "uri": uri }));
        draft.push("textures", json!({ "source": image }));
    }
    let material = &mut draft.document["materials"][0];
    material["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
    material["emissiveTexture"] = json!({ "index": 1 });
    material["normalTexture"] = json!({ "index": 2 });
    let mut files = draft.files();
    files.insert("maps/stone floor.png", png(false));
    let found = pack("scene.gltf", &files, &Limits::default()).expect("it is read");
    assert_eq!(found.files.keys().collect::<Vec<_>>(), ["maps/stone floor.png", "scene.bin", "scene.gltf"]);
    let missing: Vec<String> = found.missing.iter().map(ToString::to_string).collect();
    assert_eq!(missing, ["lost.png (named by scene.gltf: images[1])"]);
}

#[test]
fn reads_files_beside_the_main_file_wherever_it_lies() {
    struct Below(FileMap);
    impl Files for Below {
        fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
            self.0.read(path.strip_prefix("models/").ok_or(FileError::Missing)?, limit)
        }
    }
    let files = Below(draft().files());
    rayment_import::load("models/scene.gltf", &files, &Limits::default()).expect("models/scene.bin is found");
}

#[test]
fn refuses_missing_files_by_name() {
    let draft = draft();
    let mut files = FileMap::new();
    files.insert(
        "scene.gltf",
        json!({ "asset": { "version": "2.0" },
        "buffers": [{ "byteLength": 4, "uri": "lost.bin" }] })
        .to_string(),
    );
    let error = rayment_import::load("scene.gltf", &files, &Limits::default()).expect_err("it is refused");
    assert!(matches!(&error, SceneError::File { path, .. } if path == "lost.bin"), "{error}");
    assert!(rayment_import::load("nowhere.glb", &draft.files(), &Limits::default()).is_err());
}

#[test]
fn refuses_paths_out_of_the_folder() {
    for uri in ["../secret.bin", "/etc/passwd", "a/%2e%2e/%2e%2e/b", "http://somewhere/a.bin", "C:\\a.bin"] {
        let mut files = FileMap::new();
        files.insert(
            "scene.gltf",
            json!({ "asset": { "version": "2.0" },
            "buffers": [{ "byteLength": 4, "uri": uri }] })
            .to_string(),
        );
        let error = rayment_import::load("scene.gltf", &files, &Limits::default()).expect_err("it is refused");
        assert!(matches!(error, SceneError::UnsafePath { .. }), "{uri}: {error}");
    }
}

#[test]
fn refuses_missing_and_broken_textures() {
    let textured = |image: serde_json::Value| {
        let mut draft = draft();
        draft.push("images", image);
        draft.push("textures", json!({ "source": 0 }));
        draft.document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = json!({ "index": 0 });
        draft
    };
    let missing = refusal(&textured(json!({ "uri": "paint.png" })));
    assert!(matches!(&missing, SceneError::File { path, .. } if path == "paint.png"), "{missing}");
    let broken = refusal(&textured(json!({ "uri": "data:image/png;base64,iVBORw0KGgoAAAA=" })));
    assert!(matches!(broken, SceneError::Image { .. }), "{broken}");
    let unknown = refusal(&textured(json!({ "uri": "data:image/webp;base64,UklGRg==" })));
    assert!(matches!(unknown, SceneError::Image { .. }), "{unknown}");
}

#[test]
fn refuses_what_is_not_gltf() {
    let load = |bytes: &[u8]| {
        let mut files = FileMap::new();
        files.insert("a.glb", bytes);
        rayment_import::load("a.glb", &files, &Limits::default()).expect_err("it is refused")
    };
    for bytes in [&b""[..], b"BLENDER-v300", b"\x89PNG\r\n", b"glTF\x01\0\0\0\x0c\0\0\0"] {
        let error = load(bytes);
        assert!(matches!(error, SceneError::NotGltf { .. }), "{error}");
    }
    let old = json!({ "asset": { "version": "1.0" } }).to_string();
    assert!(matches!(load(old.as_bytes()), SceneError::NotGltf { .. }));
    assert!(matches!(load(b"{ \"asset\": "), SceneError::Invalid { .. }));
}

#[test]
fn refuses_every_truncation_of_a_glb() {
    let glb = showcase::small_glb();
    let cuts = (0..64).chain((1..64).map(|i| i * glb.len() / 64)).chain([glb.len() - 1]);
    for cut in cuts {
        let mut files = FileMap::new();
        files.insert("cut.glb", &glb[..cut]);
        assert!(rayment_import::load("cut.glb", &files, &Limits::default()).is_err(), "cut at {cut}");
    }
}

#[test]
fn refuses_bad_indices() {
    let mut indexed = draft();
    let view = indexed.view(&[0, 1, 3]);
    let accessor = indexed.push(
        "accessors",
        json!({
        "bufferView": view, "componentType": 5121, "type": "SCALAR", "count": 3 }),
    );
    indexed.document["meshes"][0]["primitives"][0]["indices"] = json!(accessor);
    assert_invalid(&indexed, "meshes[0].primitives[0]");

    for (list, index) in [("material", 9), ("indices", 77)] {
        let mut draft = draft();
        draft.document["meshes"][0]["primitives"][0][list] = json!(index);
        assert_invalid(&draft, list);
    }
    let mut draft = draft();
    draft.document["meshes"][0]["primitives"][0]["attributes"]["POSITION"] = json!(5);
    assert_invalid(&draft, "attributes");
    let mut draft = self::draft();
    draft.document["nodes"][0]["mesh"] = json!(5);
    assert_invalid(&draft, "nodes[0].mesh");
}

#[test]
fn refuses_numbers_that_are_none() {
    for bad in [f32::NAN, f32::INFINITY] {
        let mut draft = Draft::new();
        let material = draft.material(0.5, 0.0, 0.5);
        draft.triangles(&[[0.0, 0.0, 0.0], [1.0, bad, 0.0], [0.0, 1.0, 0.0]], material);
        assert_invalid(&draft, "accessors[0]");
    }
    let mut far = draft();
    far.document["nodes"][0]["translation"] = json!([1e39, 0.0, 0.0]);
    assert_invalid(&far, "nodes[0]");
    let mut bright = draft();
    bright.document["materials"][0]["emissiveFactor"] = json!([1e39, 0.0, 0.0]);
    assert_invalid(&bright, "materials[0]");
}

#[test]
fn refuses_trees_that_are_none() {
    let mut cyclic = draft();
    cyclic.document["nodes"][0]["children"] = json!([1]);
    cyclic.push("nodes", json!({ "children": [0] }));
    assert_invalid(&cyclic, "nodes[0]");
    let mut shared = draft();
    shared.push("nodes", json!({}));
    shared.node(json!({ "children": [1] }));
    shared.node(json!({ "children": [1] }));
    assert_invalid(&shared, "nodes[1]");
}

#[test]
fn refuses_huge_counts_before_it_allocates() {
    let mut huge = draft();
    huge.document["accessors"][0]["count"] = json!(4_000_000_000_000u64);
    assert!(matches!(refusal(&huge), SceneError::TooLarge { .. }));
    let mut long = draft();
    long.document["accessors"][0]["count"] = json!(1000);
    assert_invalid(&long, "accessors[0]");
    // A sparse accessor needs no bytes for its elements.
    let mut sparse = draft();
    sparse.document["accessors"][0] = json!({ "componentType": 5126, "type": "VEC3", "count": 1u64 << 40,
        "sparse": { "count": 1, "indices": { "bufferView": 0, "componentType": 5125 },
            "values": { "bufferView": 0 } } });
    assert!(matches!(refusal(&sparse), SceneError::TooLarge { .. }));
    let mut offset = draft();
    offset.document["accessors"][0]["byteOffset"] = json!(u64::MAX - 3);
    assert!(offset.try_load().is_err());
}

#[test]
fn refuses_scenes_over_their_limits() {
    let load = |limits: Limits| rayment_import::load("scene.gltf", &draft().files(), &limits);
    let roomy = Limits::default;
    for limits in [
        Limits { file_bytes: 100, ..roomy() },
        Limits { total_bytes: 100, ..roomy() },
        Limits { vertices: 2, ..roomy() },
        Limits { triangles: 0, ..roomy() },
        Limits { nodes: 0, ..roomy() },
    ] {
        let error = load(limits.clone()).expect_err("it is refused");
        assert!(matches!(error, SceneError::TooLarge { .. }), "{limits:?}: {error}");
    }
    load(roomy()).expect("it fits");
}

/// One that goes on reading after nobody waits for the scene holds memory that others wait for.
#[test]
fn stops_before_the_next_file_once_it_is_cancelled() {
    struct Cancelling(FileMap, Cancel);
    impl Files for Cancelling {
        fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
            assert!(!self.1.is_cancelled(), "{path} is read in vain");
            self.1.cancel();
            self.0.read(path, limit)
        }
    }
    let limits = Limits::default();
    let files = Cancelling(draft().files(), limits.cancel.clone());
    let error = rayment_import::load("scene.gltf", &files, &limits).expect_err("it is cancelled");
    assert!(matches!(error, SceneError::Cancelled(_)), "{error}");
    let error = rayment_import::load("scene.gltf", &draft().files(), &limits).expect_err("for good");
    assert!(matches!(error, SceneError::Cancelled(_)), "{error}");
}

#[test]
fn refuses_images_over_their_limit_by_their_header() {
    let mut files = FileMap::new();
    files.insert("small.glb", showcase::small_glb());
    let limits = Limits { image_pixels: 100_000, ..Limits::default() };
    let error = rayment_import::load("small.glb", &files, &limits).expect_err("it is refused");
    assert!(matches!(error, SceneError::TooLarge { what: "pixels of images", .. }), "{error}");
}

#[test]
fn refuses_scenes_without_a_surface() {
    let mut empty = draft();
    empty.document["meshes"][0]["primitives"][0]["mode"] = json!(1);
    assert!(matches!(refusal(&empty), SceneError::Empty));
}

#[test]
fn refuses_wishes_it_does_not_know() {
    for wishes in [
        json!({ "sky": { "zenith": [1, 1, 1] } }),
        json!({ "exposure": 0.0 }),
        json!({ "frames_per_second": 0 }),
        json!({ "skies": "default" }),
    ] {
        let mut draft = draft();
        draft.wishes(wishes);
        assert_invalid(&draft, "scene.extras.rayment");
    }
    let mut foreign = draft();
    foreign.document["scenes"][0]["extras"] = json!(["of", "another", "program"]);
    foreign.load();
}

#[test]
fn strips_fans_and_quantized_positions_are_triangles() {
    for (mode, expected) in [(4, 1), (5, 3), (6, 3)] {
        let mut draft = draft();
        let view = draft.view(&[0, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 9, 9, 0, 0, 5, 5, 9, 0]);
        let accessor = draft.push(
            "accessors",
            json!({
            "bufferView": view, "componentType": 5120, "type": "VEC3", "count": 5, "normalized": true }),
        );
        draft.document["bufferViews"][view]["byteStride"] = json!(4);
        let primitive = &mut draft.document["meshes"][0]["primitives"][0];
        primitive["mode"] = json!(mode);
        primitive["attributes"]["POSITION"] = json!(accessor);
        draft.document["extensionsRequired"] = json!(["KHR_mesh_quantization"]);
        assert_eq!(draft.load().stats().triangles, expected, "mode {mode}");
    }
}

#[test]
fn a_scene_without_camera_or_light_is_still_seen() {
    let scene = draft().load();
    let settings = Settings { width: 16, height: 9, samples: 4, ..Settings::default() };
    let tile = Prepared::new(&scene, 0, &settings, &Cancel::new())
        .expect("it renders")
        .whole(&Cancel::new())
        .expect("nobody cancels");
    assert!(tile.rgb.iter().all(|value| *value > 0.01), "a sky from edge to edge");
}
