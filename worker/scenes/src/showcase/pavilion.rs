use glam::DVec3;
use serde_json::{Value, json};

use super::document::{CameraKey, Document, Material};
use super::paint::{Painting, cell, chips, clouds, linear, mix, step};
use super::shape::{Shape, TAU, around, cos, sin};
use super::{FIRST_FRAME, LAST_FRAME};

/// Distance of the terrace's edge.
pub const EDGE: f64 = 8.4;
const RODS: usize = 13;
const FOOT: (f64, f64) = (5.6, 0.0);
const CROWN: (f64, f64) = (4.3, 6.3);
/// How far around a rod leans on its way up.
const LEAN: f64 = 0.25;

/// Terrace, lattice, knot, spheres, sky and camera; `detail` scales the number of segments.
pub fn build(document: &mut Document, detail: f64) {
    let segments = |full: usize| ((full as f64 * detail) as usize).max(8);
    terrace(document, segments(160));
    lattice(document, segments(12), segments(120));
    knot(document, segments(32), segments(420));
    spheres(document, segments(48));
    document.wishes(sky());
    camera(document);
}

fn sky() -> Value {
    json!({ "sky": {
        "zenith": [0.10, 0.32, 0.92],
        "horizon": [1.30, 1.06, 0.84],
        "ground": [0.42, 0.34, 0.26],
        "sun": {
            "direction": [-0.70, 0.50, 0.42],
            "irradiance": [6.4, 5.0, 3.5],
            "half_angle_degrees": 2.2,
            "glow": [0.9, 0.55, 0.28],
        },
    }})
}

fn camera(document: &mut Document) {
    let frames = f64::from(LAST_FRAME - FIRST_FRAME);
    let keys: Vec<CameraKey> = (FIRST_FRAME..=LAST_FRAME)
        .map(|frame| {
            let t = f64::from(frame - FIRST_FRAME) / frames;
            let place = around(TAU * (0.215 + 0.08 * t), 16.6 - 1.4 * t, 3.1 + 0.7 * t);
            CameraKey { seconds: frame as f32 / 24.0, place: place.to_array(), target: [0.0, 2.75, 0.0] }
        })
        .collect();
    document.camera(0.62, json!({ "aperture": 0.035, "focus": 14.2 }), &keys);
}

fn terrace(document: &mut Document, columns: usize) {
    let stones = [[0.80, 0.76, 0.70], [0.24, 0.23, 0.24], [0.58, 0.32, 0.22], [0.68, 0.63, 0.54]];
    let terrazzo = Painting::new(512, |x, y| {
        let (distance, own) = chips(x / 16.0, y / 16.0, 32, 3);
        let stone = stones[(own * 4.0) as usize % 4];
        let cement = 0.58 + 0.08 * clouds(x / 32.0, y / 32.0, 16, 4, 9);
        mix(stone, [cement, cement * 0.97, cement * 0.92], step(0.08, 0.14, distance * (0.5 + own)))
    });
    let polish = Painting::new(256, |x, y| {
        let worn = clouds(x / 32.0, y / 32.0, 8, 5, 21);
        [0.0, 0.7 + 0.3 * worn, 0.0]
    });
    let (base, polish) = (document.texture(&terrazzo), document.texture(&polish));
    let floor = document.material(json!({ "name": "terrazzo", "pbrMetallicRoughness": {
        "baseColorTexture": base.index(), "metallicRoughnessTexture": polish.index(),
        "metallicFactor": 0.0, "roughnessFactor": 0.36,
    }}));
    let profile = [(2.75, 0.0), (7.2, 0.0), (7.2, -0.16), (7.8, -0.16), (7.8, -0.32), (EDGE, -0.32), (EDGE, -0.8)];
    document.mesh("terrace", &Shape::turned(&profile, columns, 0.35), floor);

    let obsidian = plain(document, "obsidian", [0.10, 0.11, 0.13], 0.0, 0.06);
    document.mesh("pool", &Shape::turned(&[(0.0, 0.06), (2.6, 0.06), (2.6, 0.0)], columns, 1.0), obsidian);
    let glow = emitter(document, "inlay", [1.0, 0.55, 0.22], 3.0);
    document.mesh("inlay", &Shape::turned(&[(2.6, 0.005), (2.75, 0.005)], columns, 1.0), glow);
}

fn lattice(document: &mut Document, sides: usize, columns: usize) {
    let mut rods = Shape::default();
    for rod in 0..RODS {
        for lean in [LEAN, -LEAN] {
            let start = TAU * rod as f64 / RODS as f64;
            let foot = around(start, FOOT.0, FOOT.1);
            let head = around(start + TAU * lean, CROWN.0, CROWN.1);
            rods.add(Shape::tube(0.065, sides, 26, |t| foot + (head - foot) * t));
        }
    }
    let lacquer = plain(document, "white lacquer", [0.90, 0.88, 0.84], 0.0, 0.6);
    document.mesh("rods", &rods, lacquer);

    let copper = plain(document, "copper", [0.93, 0.62, 0.48], 1.0, 0.34);
    let mut rings = ring(FOOT.0, 0.07, 0.10, columns, sides);
    rings.add(ring(CROWN.0, CROWN.1, 0.13, columns, sides));
    document.mesh("rings", &rings, copper);
    let glow = emitter(document, "crown light", [1.0, 0.72, 0.42], 6.0);
    document.mesh("crown light", &ring(CROWN.0 - 0.16, CROWN.1 - 0.02, 0.045, columns, 6), glow);
}

fn ring(radius: f64, height: f64, thickness: f64, columns: usize, sides: usize) -> Shape {
    Shape::tube(thickness, sides, columns, |t| around(t * TAU, radius, height))
}

/// A (2, 3) torus knot that floats above the pool.
fn knot(document: &mut Document, sides: usize, segments: usize) {
    let brushed = Painting::new(256, |x, y| {
        let lines = clouds(x / 2.0, y / 64.0, 128, 3, 40);
        [0.0, 0.7 + 0.3 * lines, 1.0]
    });
    let brushed = document.texture(&brushed);
    let [r, g, b] = linear([1.0, 0.80, 0.42]);
    let gold = document.material(json!({ "name": "gold", "pbrMetallicRoughness": {
        "baseColorFactor": [r, g, b, 1.0], "metallicRoughnessTexture": brushed.index(),
        "metallicFactor": 1.0, "roughnessFactor": 0.42,
    }}));
    let shape = Shape::tube(0.33, sides, segments, |t| {
        let angle = t * TAU;
        let distance = 1.75 + 0.8 * cos(3.0 * angle);
        around(2.0 * angle + 0.4, distance, 2.8 + 1.55 * sin(3.0 * angle))
    });
    document.mesh("knot", &shape, gold);
}

fn striped_glaze(document: &mut Document) -> Material {
    let stripes = Painting::new(256, |x, y| {
        let band = step(0.46, 0.54, 0.5 + 0.5 * sin((y / 256.0 + 0.03 * sin(x * TAU / 128.0)) * TAU * 5.0));
        mix([0.93, 0.90, 0.84], [0.09, 0.20, 0.42], band)
    });
    let stripes = document.texture(&stripes);
    document.material(json!({ "name": "striped glaze", "pbrMetallicRoughness": {
        "baseColorTexture": stripes.index(), "metallicFactor": 0.0, "roughnessFactor": 0.18,
    }}))
}

fn hammered_copper(document: &mut Document) -> Material {
    let hammer = Painting::bumps(256, 9.0, |x, y| {
        let (distance, _) = chips(x / 16.0, y / 16.0, 16, 77);
        distance.min(0.5)
    });
    let hammer = document.texture(&hammer);
    let [r, g, b] = linear([0.95, 0.66, 0.53]);
    document.material(json!({ "name": "hammered copper",
        "normalTexture": hammer.index(),
        "pbrMetallicRoughness": { "baseColorFactor": [r, g, b, 1.0], "roughnessFactor": 0.34 },
    }))
}

fn spheres(document: &mut Document, columns: usize) {
    let (striped, hammered) = (striped_glaze(document), hammered_copper(document));
    let chrome = plain(document, "chrome", [0.94, 0.94, 0.95], 1.0, 0.08);
    let jade = plain(document, "jade glaze", [0.10, 0.42, 0.33], 0.0, 0.16);
    let coral = plain(document, "coral", [0.86, 0.28, 0.18], 0.0, 0.35);
    let steel = plain(document, "blued steel", [0.36, 0.45, 0.62], 1.0, 0.30);
    let ivory = plain(document, "ivory", [0.92, 0.88, 0.80], 0.0, 0.55);
    let lantern = emitter(document, "lantern", [1.0, 0.58, 0.25], 7.0);
    // Angle in turns, distance, radius.
    let places: [(f64, f64, f64, Material); 13] = [
        (0.215, 4.35, 0.62, chrome),
        (0.165, 5.1, 0.42, striped),
        (0.300, 4.7, 0.50, hammered),
        (0.262, 6.35, 0.30, jade),
        (0.235, 6.55, 0.17, lantern),
        (0.135, 6.4, 0.34, coral),
        (0.335, 6.3, 0.40, ivory),
        (0.365, 4.6, 0.30, steel),
        (0.110, 4.4, 0.55, steel),
        (0.182, 6.75, 0.13, lantern),
        (0.316, 6.9, 0.12, lantern),
        (0.43, 5.0, 0.6, jade),
        (0.04, 5.2, 0.5, coral),
    ];
    for (number, (turns, distance, radius, material)) in places.into_iter().enumerate() {
        let center = around(turns * TAU, distance, radius - 0.002);
        document.mesh(
            &format!("sphere {number}"),
            &Shape::sphere(center, radius, if radius < 0.2 { columns / 2 } else { columns }),
            material,
        );
    }
    scattered(document, columns / 4, ivory);
}

/// Pebbles on the lower steps.
fn scattered(document: &mut Document, columns: usize, material: Material) {
    let mut pebbles = Shape::default();
    for pebble in 0..40 {
        let random = |seed: u32| cell(pebble, 0, seed);
        let radius = 0.04 + 0.07 * random(1);
        let center: DVec3 = around(random(2) * TAU, 7.5 + 0.2 * random(3), radius - 0.16);
        pebbles.add(Shape::sphere(center, radius, columns.max(8)));
    }
    document.mesh("pebbles", &pebbles, material);
}

fn plain(document: &mut Document, name: &str, display: [f64; 3], metallic: f64, roughness: f64) -> Material {
    let [r, g, b] = linear(display);
    document.material(json!({ "name": name, "pbrMetallicRoughness": {
        "baseColorFactor": [r, g, b, 1.0], "metallicFactor": metallic, "roughnessFactor": roughness,
    }}))
}

fn emitter(document: &mut Document, name: &str, color: [f64; 3], strength: f64) -> Material {
    document.material(json!({ "name": name,
        "emissiveFactor": color,
        "extensions": { "KHR_materials_emissive_strength": { "emissiveStrength": strength } },
        "pbrMetallicRoughness": { "baseColorFactor": [0.0, 0.0, 0.0, 1.0], "metallicFactor": 0.0 },
    }))
}
