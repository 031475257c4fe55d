use rayment_render::{Cancel, Prepared, Rect, Settings};
use serde_json::json;

use crate::support::{Corner, Draft};

fn square(height: f32, half: f32) -> [Corner; 4] {
    [[-half, height, half], [half, height, half], [half, height, -half], [-half, height, -half]]
}

fn turned([a, b, c, d]: [Corner; 4]) -> [Corner; 4] {
    [a, d, c, b]
}

/// A lamp seen from above, and between it and the camera a black square that shows its back.
fn covered(double_sided: bool) -> Draft {
    let mut draft = Draft::new();
    let lamp = draft.emitter(3.0);
    let black = draft.material(0.0, 1.0, 1.0);
    draft.document["materials"][black]["doubleSided"] = json!(double_sided);
    draft.quad(square(0.0, 1.0), lamp);
    draft.quad(turned(square(1.0, 1.0)), black);
    draft.camera_above(3.0, 0.2);
    draft
}

#[test]
fn the_camera_looks_through_the_backs_of_one_sided_surfaces() {
    assert_eq!((covered(false).brightness(4, 1), covered(true).brightness(4, 1)), (3.0, 0.0));
    let depths = [false, true].map(|double_sided| {
        let settings = Settings { width: 4, height: 4, samples: 1, ..Settings::default() };
        let prepared = Prepared::new(&covered(double_sided).load(), 0, &settings, &Cancel::new()).expect("it renders");
        let aovs = prepared.aovs(Rect::new(0, 0, 4, 4), 1, &Cancel::new()).expect("nobody cancels");
        (aovs.depth[5], aovs.material[5])
    });
    assert!((depths[0].0 - 3.0).abs() < 1e-4 && (depths[1].0 - 2.0).abs() < 1e-4, "{depths:?}");
    assert_eq!((depths[0].1, depths[1].1), (0, 1));
}

#[test]
fn glass_is_seen_from_behind_too() {
    let mut draft = covered(false);
    draft.document["materials"][1]["extensions"] = json!({
        "KHR_materials_transmission": { "transmissionFactor": 1.0 }, "KHR_materials_ior": { "ior": 1.0 },
    });
    draft.document["materials"][1]["pbrMetallicRoughness"] =
        json!({ "baseColorFactor": [0.5, 0.5, 0.5, 1.0], "metallicFactor": 0.0, "roughnessFactor": 0.0 });
    let found = draft.brightness(64, 2);
    assert!((found - 1.5).abs() < 0.05, "{found}");
}

/// A roof that shows its back to the camera above: its shadow stays.
#[test]
fn backs_that_the_camera_looks_through_keep_light_out() {
    let lit = |roof: bool| {
        let mut draft = Draft::new();
        let floor = draft.material(0.5, 0.0, 1.0);
        draft.quad(square(0.0, 5.0), floor);
        if roof {
            draft.quad(turned(square(1.0, 5.0)), floor);
        }
        draft.light(
            json!({ "type": "directional", "intensity": 3.0 }),
            json!({ "rotation": [-std::f32::consts::FRAC_1_SQRT_2, 0.0, 0.0, std::f32::consts::FRAC_1_SQRT_2] }),
        );
        draft.camera_above(3.0, 0.2);
        draft.brightness(4, 1)
    };
    assert!(lit(false) > 0.3 && lit(true) == 0.0, "{} {}", lit(false), lit(true));
}

#[test]
fn lights_of_an_unknown_writer_are_noted_at_any_intensity() {
    let notes = |generator: &str, intensity: f32| {
        let mut draft = covered(false);
        draft.document["asset"]["generator"] = json!(generator);
        draft.light(json!({ "type": "point", "intensity": intensity }), json!({}));
        draft.load().notes().join("; ")
    };
    for generator in ["", "glTF-Transform v4.5.1", "gltfpack 0.24"] {
        for intensity in [1.0, 272.0, 1e6] {
            let notes = notes(generator, intensity);
            assert!(notes.contains("are taken as watts") && notes.contains("\"photometric\""), "{generator}: {notes}");
        }
    }
    assert!(notes("THREE.GLTFExporter r170", 3.0).is_empty());
    assert!(notes("Khronos glTF Blender I/O v4.5.51", 3.0).contains("are taken as candela"));
}

#[test]
fn levels_of_detail_by_name_are_noted() {
    let mut draft = covered(true);
    draft.document["nodes"][0]["name"] = json!("tree_LOD0");
    assert!(draft.load().notes().is_empty());
    draft.document["nodes"][1]["name"] = json!("tree_LOD1");
    let notes = draft.load().notes().join("; ");
    assert!(notes.contains("2 nodes called \"tree\" with LOD"), "{notes}");
}

/// A lamp in a solid box lights nothing outside, and must not take the samples of the one that does.
#[test]
fn a_lamp_in_a_box_leaves_the_box_to_the_lamp_outside() {
    let boxed = |hidden: bool| {
        let mut draft = Draft::new();
        let paint = draft.material(0.5, 0.0, 1.0);
        draft.document["materials"][paint]["doubleSided"] = json!(true);
        draft.quad(square(0.0, 1.0), paint);
        for height in [-0.2, -0.4] {
            draft.quad(square(height, 1.0), paint);
        }
        let lamp = || json!({ "type": "point", "intensity": 800.0 });
        draft.light(lamp(), json!({ "translation": [0.0, 20.0, 0.0] }));
        if hidden {
            draft.light(lamp(), json!({ "translation": [0.0, -0.3, 0.0] }));
        }
        draft.camera_above(3.0, 0.5);
        draft
    };
    let (found, expected) = (boxed(true).brightness(256, 1), boxed(false).brightness(16, 1));
    assert!((found / expected - 1.0).abs() < 0.05, "{found} of {expected}");
    // Thirty-two samples of black are no reason to stop: the other lamp may have been missed.
    let settings = Settings { width: 8, height: 8, samples: 1024, seed: 5, max_bounces: 1, camera: 0 };
    let prepared = Prepared::new(&boxed(true).load(), 0, &settings, &Cancel::new()).expect("it renders");
    let whole = Rect::new(0, 0, 8, 8);
    let pixels = std::sync::Mutex::new(Vec::new());
    prepared
        .adaptive_tiles(&[whole], 0.5, &Cancel::new(), |_, tile| {
            pixels.lock().expect("no panic").extend(tile.tile.rgb.clone());
        })
        .expect("nobody cancels");
    let pixels = pixels.into_inner().expect("no panic");
    assert!(pixels.len() == 192 && pixels.iter().all(|&value| value > 0.0), "{pixels:?}");
}
