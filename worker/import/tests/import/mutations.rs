//! Damaged files: whatever happens to one on its way, it is read or refused, and what is read renders.

use proptest::prelude::*;
use proptest::sample::Index;
use rayment_render::{Cancel, FileMap, Limits, Prepared, Scene, SceneError, Settings};
use serde_json::{Value, json};

use crate::support::Draft;

/// Small limits: what is refused by them is refused early.
fn limits() -> Limits {
    Limits {
        total_bytes: 1 << 20,
        nodes: 1 << 10,
        vertices: 1 << 16,
        triangles: 1 << 16,
        image_pixels: 1 << 16,
        keyframes: 1 << 16,
        ..Limits::default()
    }
}

/// A small scene with everything in it that the reader reads.
fn rich() -> Draft {
    let mut draft = Draft::new();
    draft.document["asset"]["generator"] = json!("rayment tests");
    let material = draft.material(0.5, 0.0, 0.5);
    draft.triangles(&[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], material);
    draft.light(json!({ "type": "spot", "spot": { "outerConeAngle": 0.5 } }), json!({}));
    draft.camera_above(3.0, 1.0);
    layered(&mut draft);
    shaped(&mut draft);
    moved(&mut draft);
    draft.uniform_sky(1.0);
    draft
}

fn layered(draft: &mut Draft) {
    draft.texture();
    draft.push("samplers", json!({ "magFilter": 9729, "wrapS": 33648 }));
    draft.document["textures"][0]["sampler"] = json!(0);
    let map =
        json!({ "index": 0, "extensions": { "KHR_texture_transform": { "offset": [0.5, 0.25], "rotation": 1.5 } } });
    draft.document["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"] = map.clone();
    draft.document["materials"][0]["normalTexture"] = map.clone();
    draft.document["materials"][0]["extensions"] = json!({
        "KHR_materials_ior": { "ior": 1.4 },
        "KHR_materials_specular": { "specularFactor": 0.5, "specularTexture": map },
        "KHR_materials_transmission": { "transmissionFactor": 0.5 },
        "KHR_materials_volume": { "thicknessFactor": 1.0, "attenuationDistance": 2.0, "attenuationColor": [0.5, 0.9, 1.0] },
        "KHR_materials_clearcoat": { "clearcoatFactor": 0.5, "clearcoatNormalTexture": map },
        "KHR_materials_sheen": { "sheenColorFactor": [0.1, 0.2, 0.3] },
    });
    let old = json!({ "glossinessFactor": 0.5, "specularGlossinessTexture": map });
    draft.push("materials", json!({ "extensions": { "KHR_materials_pbrSpecularGlossiness": old } }));
}

/// Texture coordinates, packed indices, a sparse morph, a skin and instances.
fn shaped(draft: &mut Draft) {
    let uv = draft.floats(&[[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]);
    let joints = draft.accessor(&[0, 1, 0, 0].repeat(3), 5121, "VEC4", 3);
    let weights = draft.floats(&[[0.5, 0.5, 0.0, 0.0]; 3]);
    let (place, value) = (draft.view(&[2, 0]), draft.view(&[0; 12]));
    let morph = draft.push(
        "accessors",
        json!({ "componentType": 5126, "type": "VEC3", "count": 3,
            "sparse": { "count": 1, "indices": { "bufferView": place, "componentType": 5123 },
                "values": { "bufferView": value } } }),
    );
    let packed = draft.view(&[0xd1, 0, 4, 4, 0, 0, 0, 0]);
    let offset = draft.document["bufferViews"][packed]["byteOffset"].clone();
    let view = draft.push(
        "bufferViews",
        json!({ "buffer": 0, "byteLength": 6, "extensions": { "EXT_meshopt_compression": {
            "buffer": 0, "byteOffset": offset, "byteLength": 8, "byteStride": 2, "count": 3, "mode": "INDICES" } } }),
    );
    let indices =
        draft.push("accessors", json!({ "bufferView": view, "componentType": 5123, "type": "SCALAR", "count": 3 }));
    let primitive = &mut draft.document["meshes"][0]["primitives"][0];
    primitive["indices"] = json!(indices);
    primitive["targets"] = json!([{ "POSITION": morph }]);
    primitive["attributes"]["TEXCOORD_0"] = json!(uv);
    let mut skinned = primitive.clone();
    skinned["attributes"]["JOINTS_0"] = json!(joints);
    skinned["attributes"]["WEIGHTS_0"] = json!(weights);
    skinned["material"] = json!(1);
    let mesh = draft.push("meshes", json!({ "primitives": [skinned], "weights": [0.5] }));
    let joint = draft.node(json!({ "translation": [0.0, 1.0, 0.0] }));
    draft.push("skins", json!({ "joints": [joint, 0] }));
    draft.node(json!({ "mesh": mesh, "skin": 0 }));
    let places = draft.floats(&[[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]]);
    draft.node(json!({ "mesh": 0, "extensions": {
        "EXT_mesh_gpu_instancing": { "attributes": { "TRANSLATION": places } } } }));
}

fn moved(draft: &mut Draft) {
    let times = draft.floats(&[[0.0], [1.0]]);
    let places = draft.floats(&[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
    let weights = draft.floats(&[[0.0], [1.0]]);
    draft.push(
        "animations",
        json!({
            "samplers": [{ "input": times, "output": places }, { "input": times, "output": weights }],
            "channels": [{ "sampler": 0, "target": { "node": 0, "path": "translation" } },
                { "sampler": 1, "target": { "node": 0, "path": "weights" } }],
        }),
    );
}

fn load(glb: Vec<u8>) -> Result<Scene, SceneError> {
    let mut files = FileMap::new();
    files.insert("scene.glb", glb);
    rayment_import::load("scene.glb", &files, &limits())
}

/// What is read renders to light.
fn assert_harmless(glb: Vec<u8>) {
    let Ok(scene) = load(glb) else { return };
    let settings = Settings { width: 4, height: 4, samples: 1, ..Settings::default() };
    if let Ok(prepared) = Prepared::new(&scene, 5, &settings, &Cancel::new()) {
        let tile = prepared.whole(&Cancel::new()).expect("nobody cancels");
        assert!(tile.rgb.iter().all(|value| value.is_finite() && *value >= 0.0));
    }
}

#[test]
fn the_rich_scene_is_whole() {
    let scene = load(rich().glb()).expect("it loads");
    let stats = scene.stats();
    assert_eq!((stats.triangles, stats.textures, stats.lights, stats.materials), (4, 2, 1, 2));
    assert!(stats.frames.is_some() && scene.notes().is_empty(), "{:?}", scene.notes());
}

/// Every value of a document, by the way to it.
fn values(value: &Value, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(i, v)| values(v, &format!("{path}/{i}"), found)),
        Value::Object(map) => map.iter().for_each(|(key, v)| values(v, &format!("{path}/{key}"), found)),
        _ => {}
    }
}

const WRONG: [&str; 14] = [
    "null",
    "-1",
    "0",
    "1",
    "3",
    "255",
    "65535",
    "4294967295",
    "9007199254740993",
    "18446744073709551615",
    "1e39",
    "\"x\"",
    "[]",
    "{}",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1200, ..ProptestConfig::default() })]

    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<Index>(), 1u8..), 1..12)) {
        let mut bytes = rich().glb();
        for (place, value) in changes {
            let at = place.index(bytes.len());
            bytes[at] ^= value;
        }
        assert_harmless(bytes);
    }

    /// The document stays JSON, and every count may be wrong.
    #[test]
    fn changed_digits_never_panic(changes in prop::collection::vec((any::<Index>(), b'0'..=b'9'), 1..6)) {
        let mut bytes = rich().glb();
        let length = u32::from_le_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]) as usize;
        let digits: Vec<usize> = (20..20 + length).filter(|&at| bytes[at].is_ascii_digit()).collect();
        for (place, digit) in changes {
            bytes[*place.get(&digits)] = digit;
        }
        assert_harmless(bytes);
    }

    /// Whole values replaced by others, or gone.
    #[test]
    fn changed_values_never_panic(changes in prop::collection::vec((any::<Index>(), 0..=WRONG.len()), 1..4)) {
        let mut draft = rich();
        for (place, wrong) in changes {
            let mut paths = Vec::new();
            values(&draft.document, "", &mut paths);
            // The buffers are written afresh with the file.
            paths.retain(|path| !path.is_empty() && !path.starts_with("/buffers"));
            let path = place.get(&paths);
            match WRONG.get(wrong) {
                Some(text) => {
                    let value = draft.document.pointer_mut(path).expect("it was found there");
                    *value = serde_json::from_str(text).expect("it is JSON");
                }
                None => {
                    let (parent, key) = path.rsplit_once('/').expect("not the whole");
                    if let Some(map) = draft.document.pointer_mut(parent).and_then(Value::as_object_mut) {
                        map.remove(key);
                    }
                }
            }
        }
        assert_harmless(draft.glb());
    }
}

/// A file that promises much and holds little is refused without the memory that it promises.
#[cfg(target_os = "linux")]
#[test]
fn promises_take_no_memory() {
    let most = || {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells of a process");
        let line = status.lines().find(|line| line.starts_with("VmHWM")).expect("and of its memory");
        line.split_whitespace().nth(1).and_then(|number| number.parse::<u64>().ok()).expect("in kilobytes") >> 10
    };
    let before = most();
    let count = json!(3_000_000_000u64);
    for path in [
        "/accessors/0/count",
        "/accessors/4/count",
        "/accessors/4/sparse/count",
        "/accessors/7/count",
        "/bufferViews/7/extensions/EXT_meshopt_compression/count",
        "/bufferViews/7/byteLength",
        "/bufferViews/0/byteLength",
    ] {
        let mut draft = rich();
        *draft.document.pointer_mut(path).expect(path) = count.clone();
        let glb = draft.glb();
        let mut files = FileMap::new();
        files.insert("scene.glb", glb);
        assert!(rayment_import::load("scene.glb", &files, &Limits::default()).is_err(), "{path}");
    }
    assert!(most() < before + 256, "{} MB more", most() - before);
}
