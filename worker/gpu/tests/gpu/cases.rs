//! Small scenes, each of which uses some features of the tracer.

use base64::Engine as _;
use image::{ImageEncoder, codecs::png::PngEncoder};
use serde_json::{Value, json};

use crate::support::{Draft, sphere};

const FLOOR: [[f32; 3]; 4] = [[-2.0, 0.0, 2.0], [2.0, 0.0, 2.0], [2.0, 0.0, -2.0], [-2.0, 0.0, -2.0]];

/// Every scene with its name.
pub fn all() -> Vec<(String, Draft)> {
    let mut cases = surfaces();
    cases.extend(lights());
    cases.extend(textures());
    cases.extend(alphas());
    cases.push(("orthographic".into(), {
        let mut draft = scenery(0.6, 0.0, 0.5);
        draft.camera_above(4.0, 1.5);
        draft.uniform_sky(1.0);
        draft
    }));
    cases
}

/// A ball over a floor.
fn scenery(base: f32, metallic: f32, roughness: f32) -> Draft {
    let mut draft = Draft::new();
    let material = draft.material(base, metallic, roughness);
    draft.quad(FLOOR, material);
    let ball = draft.triangles(&sphere(0.7, 12), material);
    draft.document["nodes"][ball]["translation"] = json!([0.1, 0.8, -0.2]);
    draft
}

fn surfaces() -> Vec<(String, Draft)> {
    let mut cases = Vec::new();
    for (base, metallic, roughness) in
        [(0.8, 0.0, 1.0), (0.5, 0.0, 0.2), (0.9, 1.0, 0.0), (0.9, 1.0, 0.4), (0.7, 0.5, 0.7), (0.0, 0.0, 0.1)]
    {
        let mut draft = scenery(base, metallic, roughness);
        draft.uniform_sky(1.5);
        cases.push((format!("surface {base} {metallic} {roughness}"), draft));
    }
    let mut glossy = scenery(0.6, 0.0, 0.3);
    glossy.document["materials"][0]["extensions"] = json!({ "KHR_materials_ior": { "ior": 1.9 } });
    glossy.wishes(json!({ "sky": { "zenith": [0.1, 0.3, 0.9], "horizon": [0.8, 0.7, 0.6], "ground": [0.3, 0.2, 0.1],
        "sun": { "direction": [0.6, 0.5, 0.4], "irradiance": [3.0, 2.5, 2.0], "half_angle_degrees": 2.0,
            "glow": [0.4, 0.3, 0.2] } } }));
    cases.push(("a sun in a sky".into(), glossy));
    cases
}

fn lights() -> Vec<(String, Draft)> {
    let lit = |name: &str, lights: &[(Value, Value)]| {
        let mut draft = scenery(0.7, 0.1, 0.4);
        for (light, node) in lights {
            draft.light(light.clone(), node.clone());
        }
        (name.to_owned(), draft)
    };
    let point = json!({ "type": "point", "intensity": 20.0, "color": [1.0, 0.8, 0.5] });
    let faded = json!({ "type": "point", "intensity": 20.0, "range": 2.5 });
    let spot = json!({ "type": "spot", "intensity": 40.0, "spot": { "innerConeAngle": 0.2, "outerConeAngle": 0.6 } });
    let sun = json!({ "type": "directional", "intensity": 2.0, "color": [0.9, 0.9, 1.0] });
    let above = json!({ "translation": [0.5, 2.5, 0.3], "rotation": [-0.707, 0.0, 0.0, 0.707] });
    let beside = json!({ "translation": [-1.5, 1.0, 0.9], "rotation": [-0.5, 0.1, 0.2, 0.8] });
    let mut cases = vec![
        lit("a point light", &[(point.clone(), above.clone())]),
        lit("a spot light", &[(spot.clone(), above.clone())]),
        lit("directional lights", &[(sun.clone(), above.clone()), (sun.clone(), beside.clone())]),
        lit("lights of every kind", &[(point, beside.clone()), (spot, above.clone()), (faded, beside), (sun, above)]),
    ];
    // The camera looks through the walls' backs; one lamp is near and behind a floor, the other far.
    let mut behind = scenery(0.7, 0.0, 0.5);
    let [a, b, c, d] = FLOOR.map(|[x, y, z]| [x * 1.2, z * 0.4 + 0.8, 2.0 + y]);
    behind.quad([a, b, c, d], 0);
    let [a, b, c, d] = FLOOR.map(|[x, y, z]| [2.0 + y, z * 0.4 + 0.8, x]);
    behind.quad([a, d, c, b], 0);
    let lamp = |intensity: f32| json!({ "type": "point", "intensity": intensity });
    behind.light(lamp(20.0), json!({ "translation": [0.1, -0.1, 0.2] }));
    behind.light(lamp(90.0), json!({ "translation": [3.0, 9.0, 4.0] }));
    cases.push(("walls from behind and a hidden lamp".into(), behind));
    let mut shining = scenery(0.7, 0.0, 0.5);
    let lamp = shining.emitter(6.0);
    let ball = shining.triangles(&sphere(0.3, 10), lamp);
    shining.document["nodes"][ball]["translation"] = json!([-1.0, 1.2, 0.4]);
    let panel = shining.emitter(2.0);
    shining.document["materials"][panel]["doubleSided"] = json!(true);
    shining.quad([[0.5, 2.0, 0.5], [1.0, 2.0, 0.5], [1.0, 2.2, 0.0], [0.5, 2.2, 0.0]], panel);
    cases.push(("shining triangles".into(), shining));
    cases
}

/// A few colours in no order, with alphas.
fn paint(width: u32, height: u32) -> Value {
    let word = |i: u32| (i + 1).wrapping_mul(0x9e37_79b9).rotate_left(11).wrapping_mul(0x85eb_ca6b);
    let pixels: Vec<u8> = (0..width * height).flat_map(|i| word(i).to_le_bytes()).collect();
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&pixels, width, height, image::ExtendedColorType::Rgba8).expect("it encodes");
    let data = base64::engine::general_purpose::STANDARD.encode(png);
    json!({ "uri": format!("data:image/png;base64,{data}") })
}

/// A floor under a sky whose material reads textures.
fn painted(material: Value, sampler: Value) -> Draft {
    let mut draft = Draft::new();
    draft.push("images", paint(7, 5));
    draft.push("images", paint(16, 16));
    draft.push("samplers", sampler);
    draft.push("textures", json!({ "source": 0, "sampler": 0 }));
    draft.push("textures", json!({ "source": 1, "sampler": 0 }));
    let material = draft.push("materials", material);
    let [a, b, c, d] = FLOOR;
    draft.triangles(&[a, b, c, a, c, d], material);
    let (low, high) = (-1.3, 2.1);
    let [a, b, c, d] = [[low, high], [high, high], [high, low], [low, low]];
    let uv = draft.floats(&[a, b, c, a, c, d]);
    draft.document["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = json!(uv);
    draft.uniform_sky(1.0);
    draft
}

fn textures() -> Vec<(String, Draft)> {
    let all_maps = json!({
        "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 }, "metallicRoughnessTexture": { "index": 1 } },
        "normalTexture": { "index": 1, "scale": 0.7 },
        "emissiveTexture": { "index": 0 }, "emissiveFactor": [0.5, 0.5, 0.2],
    });
    let mut cases = Vec::new();
    for (name, code) in [("repeated", 10_497), ("mirrored", 33_648), ("clamped", 33_071)] {
        for (filter, mag) in [("nearest", 9728), ("bilinear", 9729)] {
            let sampler = json!({ "magFilter": mag, "wrapS": code, "wrapT": code });
            cases.push((format!("{name} {filter} textures"), painted(all_maps.clone(), sampler)));
        }
    }
    let moved = json!({ "offset": [0.2, -0.4], "scale": [1.7, -0.6], "rotation": 0.4 });
    let moved = json!({ "index": 1, "texCoord": 1, "extensions": { "KHR_texture_transform": moved } });
    let mut extra = painted(
        json!({ "pbrMetallicRoughness": { "baseColorTexture": moved }, "normalTexture": { "index": 0 },
        "doubleSided": true }),
        json!({}),
    );
    let uv = extra.floats(&[[0.75, 0.25], [0.1, 0.9], [0.4, 0.4], [0.2, 0.1], [1.5, 0.3], [0.6, 0.6]]);
    let colors = extra.floats(&[[0.5, 0.25, 0.9], [0.3, 0.9, 0.2], [1.0; 3], [0.1; 3], [0.7, 0.2, 0.2], [0.6; 3]]);
    let normals = extra.floats(&[
        [0.0, 1.0, 0.0],
        [0.3, 0.9, 0.1],
        [-0.3, 0.9, 0.0],
        [0.0, 0.8, 0.5],
        [0.0, 1.0, 0.0],
        [0.1, 1.0, 0.1],
    ]);
    let tangents = extra.floats(&[
        [1.0, 0.0, 0.0, 1.0],
        [1.0, 0.1, 0.0, 1.0],
        [0.9, 0.0, 0.2, 1.0],
        [1.0, 0.0, 0.0, -1.0],
        [1.0, 0.0, 0.0, -1.0],
        [1.0, 0.0, 0.0, -1.0],
    ]);
    let attributes = &mut extra.document["meshes"][0]["primitives"][0]["attributes"];
    attributes["TEXCOORD_1"] = json!(uv);
    attributes["COLOR_0"] = json!(colors);
    attributes["NORMAL"] = json!(normals);
    attributes["TANGENT"] = json!(tangents);
    cases.push(("vertex attributes".into(), extra));
    let unlit = json!({ "pbrMetallicRoughness": { "baseColorTexture": { "index": 0 } },
        "extensions": { "KHR_materials_unlit": {} } });
    cases.push(("unlit".into(), painted(unlit, json!({}))));
    cases
}

fn alphas() -> Vec<(String, Draft)> {
    let of = |mode: &str| {
        let material = json!({ "alphaMode": mode, "alphaCutoff": 0.4, "doubleSided": true,
            "pbrMetallicRoughness": { "baseColorTexture": { "index": 1 }, "metallicFactor": 0.0 } });
        let mut draft = painted(material, json!({ "magFilter": 9729 }));
        let plain = draft.material(0.8, 0.0, 0.6);
        let under = draft.triangles(&sphere(0.8, 10), plain);
        draft.document["nodes"][under]["translation"] = json!([0.0, -1.0, 0.0]);
        (format!("alpha {mode}"), draft)
    };
    vec![of("MASK"), of("BLEND")]
}
