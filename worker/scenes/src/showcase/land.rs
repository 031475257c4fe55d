use glam::DVec3;
use serde_json::json;

use super::document::Document;
use super::paint::{Painting, cell, clouds, linear, mix, step};
use super::pavilion::EDGE;
use super::shape::{Shape, TAU, Vertex, around, cos, sin};

const SPOKES: usize = 150;
const RINGS: usize = 80;
/// Distance at which the land ends, far behind its last hills.
const FAR: f64 = 260.0;

/// Dunes around the terrace, and cypresses on them.
pub fn build(document: &mut Document) {
    let sand = Painting::new(512, |x, y| {
        let broad = clouds(x / 128.0, y / 128.0, 4, 6, 100);
        let grain = cell(x as i64, y as i64, 101);
        let dry = mix([0.73, 0.60, 0.42], [0.55, 0.47, 0.28], step(0.35, 0.65, broad));
        dry.map(|value| value * (0.92 + 0.16 * grain))
    });
    let sand = document.texture(&sand);
    let material = document.material(json!({ "name": "sand", "pbrMetallicRoughness": {
        "baseColorTexture": sand.index(), "metallicFactor": 0.0, "roughnessFactor": 0.9,
    }}));
    document.mesh("dunes", &dunes(), material);
    cypresses(document);
}

/// Height of the land at a place.
fn height(x: f64, z: f64) -> f64 {
    let distance = (x * x + z * z).sqrt();
    let rise = step(EDGE + 1.0, 90.0, distance);
    let broad = clouds(x / 34.0 + 7.0, z / 34.0 + 3.0, 1 << 20, 4, 200);
    let near = clouds(x / 6.0, z / 6.0, 1 << 20, 3, 210);
    -0.62 + 0.35 * step(EDGE, EDGE + 6.0, distance) * (near - 0.35) + rise * (broad - 0.3) * 30.0
}

fn dunes() -> Shape {
    Shape::surface(SPOKES, RINGS, |u, v| {
        // Rings lie closer together near by.
        let distance = (EDGE - 0.3) + (FAR - EDGE) * v * v * v;
        let place = around(-u * TAU, distance, 0.0);
        let at = |dx: f64, dz: f64| height(place.x + dx, place.z + dz);
        let reach = 0.05 + distance * 0.01;
        let across = (at(reach, 0.0) - at(-reach, 0.0)) / (2.0 * reach);
        let along = (at(0.0, reach) - at(0.0, -reach)) / (2.0 * reach);
        Vertex {
            place: DVec3::new(place.x, at(0.0, 0.0), place.z),
            normal: DVec3::new(-across, 1.0, -along),
            uv: [place.x * 0.12, place.z * 0.12],
        }
    })
}

fn cypresses(document: &mut Document) {
    let needles = Painting::new(256, |x, y| {
        let fine = clouds(x / 8.0, y / 16.0, 32, 3, 300);
        mix([0.10, 0.16, 0.08], [0.24, 0.32, 0.14], fine)
    });
    let needles = document.texture(&needles);
    let [r, g, b] = linear([1.0, 1.0, 1.0]);
    let material = document.material(json!({ "name": "cypress", "pbrMetallicRoughness": {
        "baseColorTexture": needles.index(), "baseColorFactor": [r, g, b, 1.0],
        "metallicFactor": 0.0, "roughnessFactor": 1.0,
    }}));
    let mut grove = Shape::default();
    for tree in 0..60 {
        let random = |seed: u32| cell(tree, 1, seed);
        let distance = 17.0 + 95.0 * random(11) * random(12);
        let foot = around(random(10) * TAU, distance, 0.0);
        let foot = DVec3::new(foot.x, height(foot.x, foot.z) - 0.1, foot.z);
        grove.add(cypress(foot, 3.2 + 3.6 * random(13), tree as u32));
    }
    document.mesh("cypresses", &grove, material);
}

/// A slim, tattered spindle.
fn cypress(foot: DVec3, height: f64, seed: u32) -> Shape {
    let point = |u: f64, v: f64| {
        let slim = sin((0.04 + 0.96 * v) * TAU * 0.5);
        let tatter = 0.75 + 0.5 * clouds(u * 12.0, v * 10.0, 12, 2, 400 + seed);
        let radius = height * 0.115 * slim * (1.25 - 0.6 * v) * tatter;
        foot + around(-u * TAU, radius, v * height) + DVec3::new(0.03 * sin(v * 6.0), 0.0, 0.03 * cos(v * 5.0))
    };
    Shape::surface(14, 12, |u, v| {
        let (across, up) = (point(u + 0.01, v) - point(u - 0.01, v), point(u, v + 0.01) - point(u, v - 0.01));
        Vertex { place: point(u, v), normal: up.cross(across), uv: [u * 2.0, v * 3.0] }
    })
}
