//! The tracer against what physics says in closed form.

use serde_json::json;

use crate::support::{Draft, sphere};

const FLOOR: [[f32; 3]; 4] = [[-5.0, 0.0, 5.0], [5.0, 0.0, 5.0], [5.0, 0.0, -5.0], [-5.0, 0.0, -5.0]];

/// A floor seen from above with an almost pure Lambertian surface: an index of refraction of one
/// takes the coat away.
fn matte_floor(albedo: f32) -> Draft {
    let mut draft = Draft::new();
    let material = draft.material(albedo, 0.0, 1.0);
    draft.document["materials"][material]["extensions"] = json!({ "KHR_materials_ior": { "ior": 1.0 } });
    draft.quad(FLOOR, material);
    draft.camera_above(4.0, 0.05);
    draft
}

fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found / expected - 1.0).abs() < tolerance, "found {found}, expected {expected}");
}

#[test]
fn white_spheres_vanish_in_a_white_furnace() {
    for (metallic, roughness) in [(0.0, 1.0), (0.0, 0.3), (1.0, 0.1), (1.0, 0.5), (1.0, 1.0)] {
        let mut draft = Draft::new();
        let material = draft.material(1.0, metallic, roughness);
        draft.triangles(&sphere(1.0, 48), material);
        draft.uniform_sky(0.5);
        draft.camera_above(4.0, 1.0);
        let found = draft.brightness(256, 16);
        assert!(found < 0.5 * 1.012, "metallic {metallic} roughness {roughness} makes light: {found}");
        assert!(found > 0.5 * 0.975, "metallic {metallic} roughness {roughness} loses light: {found}");
    }
}

#[test]
fn grey_matte_floor_under_an_even_sky_is_its_albedo() {
    let mut draft = matte_floor(0.6);
    draft.uniform_sky(2.0);
    assert_near(draft.brightness(64, 4), 1.2, 0.012);
}

#[test]
fn point_light_on_a_matte_floor() {
    // E = I / h^2 straight below; L = albedo E / pi.
    let mut draft = matte_floor(0.8);
    let light = json!({ "type": "point", "intensity": 30.0, "color": [1.0, 1.0, 1.0] });
    draft.light(light, json!({ "translation": [0.0, 2.0, 0.0] }));
    let expected = 0.8 * 30.0 / 4.0 / std::f64::consts::PI;
    assert_near(draft.brightness(16, 1), expected, 0.012);
}

#[test]
fn spot_light_shines_inside_its_cone_only() {
    let spot = |tilt: f32| {
        let mut draft = matte_floor(0.8);
        let light = json!({ "type": "spot", "intensity": 30.0,
            "spot": { "innerConeAngle": 0.2, "outerConeAngle": 0.3 } });
        let (sin, cos) = ((tilt - std::f32::consts::FRAC_PI_2) * 0.5).sin_cos();
        draft.light(light, json!({ "translation": [0.0, 2.0, 0.0], "rotation": [sin, 0.0, 0.0, cos] }));
        draft.brightness(16, 1)
    };
    assert_near(spot(0.0), 0.8 * 30.0 / 4.0 / std::f64::consts::PI, 0.012);
    assert_eq!(spot(0.5), 0.0);
}

#[test]
fn directional_light_falls_off_with_its_slant() {
    let mut draft = matte_floor(0.5);
    let light = json!({ "type": "directional", "intensity": 4.0 });
    // Looks along -z by itself; turned by -60 degrees it comes down steeply.
    let (sin, cos) = (-std::f32::consts::FRAC_PI_3 * 0.5).sin_cos();
    draft.light(light, json!({ "rotation": [sin, 0.0, 0.0, cos] }));
    let expected = 0.5 * 4.0 * f64::from(std::f32::consts::FRAC_PI_3.sin()) / std::f64::consts::PI;
    assert_near(draft.brightness(8, 1), expected, 0.012);
}

#[test]
fn a_light_on_a_node_that_is_scaled_to_nothing_is_dark() {
    for kind in ["point", "directional", "spot"] {
        let mut draft = matte_floor(0.5);
        let mut light = json!({ "type": kind, "intensity": 4.0 });
        if kind == "spot" {
            light["spot"] = json!({});
        }
        draft.light(light, json!({ "translation": [0.0, 2.0, 0.0], "scale": [0.0, 0.0, 0.0] }));
        assert_eq!(draft.brightness(4, 1), 0.0, "{kind}");
    }
}

#[test]
fn sun_gives_the_irradiance_that_the_scene_states() {
    for half_angle in [0.3, 4.0] {
        let mut draft = matte_floor(0.5);
        draft.wishes(json!({ "sky": {
            "zenith": [0.0, 0.0, 0.0], "horizon": [0.0, 0.0, 0.0], "ground": [0.0, 0.0, 0.0],
            "sun": { "direction": [0.6, 0.8, 0.0], "irradiance": [3.0, 3.0, 3.0],
                "half_angle_degrees": half_angle },
        }}));
        assert_near(draft.brightness(64, 1), 0.5 * 3.0 * 0.8 / std::f64::consts::PI, 0.012);
    }
}

/// Form factor of a small floor patch to a parallel square of side `a` at height `h`, centered above
/// it: four times the corner formula of any table of view factors.
fn form_factor(a: f64, h: f64) -> f64 {
    let x = a * 0.5 / h;
    let root = (1.0 + x * x).sqrt();
    4.0 / std::f64::consts::TAU * (2.0 * x / root * (x / root).atan())
}

#[test]
fn shining_square_above_a_matte_floor() {
    // Radiance R over form factor F: E = pi R F, L = albedo R F. Large and near, small and far: both
    // the drawn lights and the scattered rays have to find it, and together count it once.
    for (side, height) in [(4.0f32, 1.0f32), (1.0, 2.0), (0.2, 3.0)] {
        let mut draft = matte_floor(0.7);
        let material = draft.emitter(5.0);
        let s = side * 0.5;
        // Faces down; the camera looks through its back, which does not shine.
        draft.quad([[-s, height, -s], [s, height, -s], [s, height, s], [-s, height, s]], material);
        let below = draft.document["nodes"].as_array().expect("nodes").len();
        draft.camera_above(height * 0.5, 0.02);
        // The first camera in the tree is the one that counts.
        draft.document["scenes"][0]["nodes"] = json!([below, 0, 2]);
        let expected = 0.7 * 5.0 * form_factor(f64::from(side), f64::from(height));
        assert_near(draft.brightness(256, 1), expected, 0.015);
    }
}

#[test]
fn a_masked_leaf_lets_light_through_where_it_is_clear() {
    let shaded = |opacity: f32, mode: &str| {
        let mut draft = matte_floor(0.6);
        draft.uniform_sky(1.0);
        let leaf = draft.push(
            "materials",
            json!({ "alphaMode": mode, "doubleSided": true,
            "pbrMetallicRoughness": { "baseColorFactor": [0.0, 0.0, 0.0, opacity], "metallicFactor": 0.0 },
            "extensions": { "KHR_materials_ior": { "ior": 1.0 } } }),
        );
        // A black sheet that covers the whole sky as the floor sees it, and lies above the camera.
        let corners = FLOOR.map(|[x, _, z]| [x * 4000.0, 4.5, z * 4000.0]);
        draft.quad(corners, leaf);
        draft.brightness(256, 3)
    };
    // Even black shines a little where light grazes it.
    let closed = shaded(0.25, "OPAQUE");
    assert!(closed < 0.03, "{closed}");
    assert_near(shaded(0.2, "MASK"), 0.6, 0.015);
    assert_near(shaded(0.8, "MASK"), closed, 0.001);
    assert_near(shaded(0.25, "BLEND"), 0.6 * 0.75 + closed * 0.25, 0.02);
}
