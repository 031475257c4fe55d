//! What materials, textures and vertex attributes turn into.

use base64::Engine as _;
use image::{ImageEncoder, codecs::png::PngEncoder};
use rayment_render::{Cancel, Prepared, Settings};
use serde_json::{Value, json};

use crate::support::Draft;

const SQUARE: [[f32; 3]; 4] = [[-1.0, 0.0, 1.0], [1.0, 0.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 0.0, -1.0]];
/// The picture from above has the same corners as the texture: u to the right, v down.
const CORNERS: [[f32; 2]; 4] = [[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]];

/// Red, green / blue, grey.
fn four_colors() -> Value {
    let pixels = [255, 0, 0, 0, 255, 0, 0, 0, 255, 128, 128, 128];
    let mut png = Vec::new();
    PngEncoder::new(&mut png).write_image(&pixels, 2, 2, image::ExtendedColorType::Rgb8).expect("it encodes");
    let data = base64::engine::general_purpose::STANDARD.encode(png);
    json!({ "uri": format!("data:image/png;base64,{data}") })
}

/// A square seen from above that shows the texture unlit, so that what is seen is what was read.
fn painted(map: Value) -> Draft {
    let mut draft = Draft::new();
    draft.push("images", four_colors());
    draft.push("samplers", json!({ "magFilter": 9728 }));
    draft.push("textures", json!({ "source": 0, "sampler": 0 }));
    let material = draft.push(
        "materials",
        json!({
            "pbrMetallicRoughness": { "baseColorTexture": map },
            "extensions": { "KHR_materials_unlit": {} },
        }),
    );
    let [a, b, c, d] = SQUARE;
    draft.triangles(&[a, b, c, a, c, d], material);
    let [a, b, c, d] = CORNERS;
    let uv = draft.floats(&[a, b, c, a, c, d]);
    draft.document["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"] = json!(uv);
    draft.camera_above(3.0, 1.0);
    draft
}

/// Colour of the middle of each quarter: top left, top right, bottom left, bottom right.
fn quarters(draft: &Draft) -> [[f32; 3]; 4] {
    let settings = Settings { width: 16, height: 16, samples: 4, ..Settings::default() };
    let prepared = Prepared::new(&draft.load(), 0, &settings, &Cancel::new()).expect("it renders");
    let rgb = prepared.whole(&Cancel::new()).expect("nobody cancels").rgb;
    [(4, 4), (12, 4), (4, 12), (12, 12)].map(|(x, y)| {
        let at = (y * 16 + x) * 3;
        [rgb[at], rgb[at + 1], rgb[at + 2]]
    })
}

const RED: [f32; 3] = [1.0, 0.0, 0.0];
const GREEN: [f32; 3] = [0.0, 1.0, 0.0];
const BLUE: [f32; 3] = [0.0, 0.0, 1.0];

#[test]
fn textures_lie_the_right_way_up_and_are_decoded_to_linear_light() {
    let [a, b, c, d] = quarters(&painted(json!({ "index": 0 })));
    assert_eq!([a, b, c], [RED, GREEN, BLUE]);
    // 128 of 255 in sRGB is 0.2159 of linear light.
    assert!((d[0] - 0.215_86).abs() < 1e-4 && d[0] == d[1] && d[1] == d[2], "{d:?}");
}

#[test]
fn texture_transforms_move_scale_and_turn() {
    let moved = |transform: Value| {
        quarters(&painted(json!({ "index": 0, "extensions": { "KHR_texture_transform": transform } })))
    };
    assert_eq!(moved(json!({ "offset": [0.5, 0.0] }))[..2], [GREEN, RED]);
    assert_eq!(moved(json!({ "scale": [0.5, 0.5] })), [RED; 4]);
    // A quarter turn: what was right of the corner is now above it.
    let quarter = std::f32::consts::FRAC_PI_2;
    let [a, b, c, _] = moved(json!({ "rotation": quarter, "offset": [0.0, 1.0] }));
    assert_eq!([a, b, c], [BLUE, RED, quarters(&painted(json!({ "index": 0 })))[3]]);
}

#[test]
fn vertex_colors_tint() {
    let mut draft = painted(json!({ "index": 0 }));
    let colors = draft.floats(&[[0.5, 0.25, 0.0]; 6]);
    draft.document["meshes"][0]["primitives"][0]["attributes"]["COLOR_0"] = json!(colors);
    let [a, b, c, _] = quarters(&draft);
    assert_eq!([a, b, c], [[0.5, 0.0, 0.0], [0.0, 0.25, 0.0], [0.0; 3]]);
}

#[test]
fn the_second_set_of_coordinates_is_used_where_it_is_named() {
    let mut draft = painted(json!({ "index": 0, "texCoord": 1 }));
    let uv = draft.floats(&[[0.75, 0.25]; 6]);
    draft.document["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_1"] = json!(uv);
    assert_eq!(quarters(&draft), [GREEN; 4]);
}

/// A bump that leans to +x, and light from +x: green up and red right, as glTF says.
#[test]
fn normal_maps_lean_towards_their_color() {
    let lit_from = |direction: [f32; 3], normal: [u8; 3]| {
        let mut png = Vec::new();
        PngEncoder::new(&mut png).write_image(&normal, 1, 1, image::ExtendedColorType::Rgb8).expect("it encodes");
        let data = base64::engine::general_purpose::STANDARD.encode(png);
        let mut draft = painted(json!({ "index": 0 }));
        draft.push("images", json!({ "uri": format!("data:image/png;base64,{data}") }));
        draft.push("textures", json!({ "source": 1 }));
        draft.document["materials"][0] = json!({
            "normalTexture": { "index": 1 },
            "pbrMetallicRoughness": { "metallicFactor": 0.0 },
        });
        let dark = [0.0; 3];
        draft.wishes(json!({ "sky": { "zenith": dark, "horizon": dark, "ground": dark,
            "sun": { "direction": direction, "irradiance": [1.0, 1.0, 1.0], "half_angle_degrees": 1.0 } } }));
        draft.brightness(16, 1)
    };
    let (right, left, up, down) = ([1.0, 1.0, 0.0], [-1.0, 1.0, 0.0], [0.0, 1.0, -1.0], [0.0, 1.0, 1.0]);
    let (red, green) = ([220, 128, 220], [128, 220, 220]);
    assert!(lit_from(right, red) > 1.5 * lit_from(left, red));
    assert!(lit_from(up, green) > 1.5 * lit_from(down, green));
    let flat = lit_from(right, [128, 128, 255]);
    assert!((flat / lit_from(left, [128, 128, 255]) - 1.0).abs() < 0.02);
}

#[test]
fn one_sided_emitters_shine_to_the_front_only() {
    let seen = |turned: bool, double_sided: bool| {
        let mut draft = Draft::new();
        let material = draft.emitter(3.0);
        draft.document["materials"][material]["doubleSided"] = json!(double_sided);
        let [a, b, c, d] = SQUARE;
        draft.quad(if turned { [a, d, c, b] } else { SQUARE }, material);
        draft.camera_above(3.0, 0.2);
        draft.brightness(4, 1)
    };
    assert_eq!((seen(false, false), seen(true, false), seen(true, true)), (3.0, 0.0, 3.0));
}

/// Mirroring turns the corners round; the front has to stay the front.
#[test]
fn mirrored_instances_keep_their_front() {
    let mut draft = Draft::new();
    let material = draft.emitter(3.0);
    draft.quad(SQUARE, material);
    draft.document["nodes"][0]["scale"] = json!([-1.0, 1.0, 1.0]);
    draft.camera_above(3.0, 0.2);
    assert_eq!(draft.brightness(4, 1), 3.0);
}
