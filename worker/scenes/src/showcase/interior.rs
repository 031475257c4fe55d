//! A living room: daylight through two windows, and lamps.

use glam::{DVec3, dvec3};
use serde_json::json;

use super::document::{CameraKey, Document};
use super::finish::Finish;
use super::furniture;
use super::paint::{Painting, cell, clouds, mix, step};
use super::radiance::hdr;
use super::shape::{Shape, TAU, Vertex, cos, sin};

/// Half the width, the height and half the depth of the room.
pub const ROOM: DVec3 = dvec3(3.0, 2.8, 2.6);
/// Along the left wall: where each window begins and ends.
const WINDOWS: [(f64, f64); 2] = [(-1.85, -0.55), (0.15, 1.45)];
const SILL: f64 = 0.45;
const LINTEL: f64 = 2.45;
/// Thickness of the left wall.
const WALL: f64 = 0.3;

pub fn build(document: &mut Document) {
    floor(document);
    walls(document);
    windows(document);
    furniture::build(document);
    document.wishes(json!({
        "environment": { "file": "interior.hdr", "strength": 1.0, "rotation_degrees": 0.0 },
        "exposure": 1.25,
    }));
    let key = CameraKey { seconds: 0.0, place: [2.05, 1.42, 2.42], target: [-0.62, 0.92, -1.4] };
    document.camera(0.86, json!({ "aperture": 0.006, "focus": 3.9 }), &[key]);
}

/// A fair morning, its sun low on the left.
pub fn environment() -> Vec<u8> {
    let sun = dvec3(-0.80, 0.50, 0.30).normalize();
    hdr(512, |d| {
        let up = d.y.max(0.0);
        let haze = (1.0 - up) * (1.0 - up) * (1.0 - up);
        let sky = mix([1.4, 2.4, 4.4], [3.6, 3.8, 3.9], haze);
        let garden = mix([0.45, 0.6, 0.27], [1.1, 1.2, 0.8], step(-0.5, 0.0, d.y));
        let ground = mix(garden, sky, step(-0.02, 0.05, d.y));
        let near = d.dot(sun);
        let disk = step(0.9988, 0.9996, near) * 8_000.0;
        let glow = step(0.90, 1.0, near);
        std::array::from_fn(|i| ground[i] + [1.0, 0.82, 0.6][i] * (disk + 6.0 * glow * glow))
    })
}

fn floor(document: &mut Document) {
    let (planks, gaps) = (Painting::new(512, plank), Painting::bumps(512, 3.0, |x, y| edge(x, y, 1.5)));
    let (planks, gaps) = (document.texture(&planks), document.texture(&gaps));
    let oak = Finish::new("oak floor", [1.0; 3], 0.0, 0.42).painted(planks).bumpy(gaps, 0.6).lacquered(0.5, 0.16);
    let oak = oak.add_to(document);
    let (x, z) = (ROOM.x, ROOM.z);
    let corners = [dvec3(-x, 0.0, z), dvec3(x, 0.0, z), dvec3(x, 0.0, -z), dvec3(-x, 0.0, -z)];
    document.mesh("floor", &Shape::quad(corners, 0.5), oak);
}

/// Which plank of the floor's picture a pixel lies on, and how far from its nearest edge.
fn board(x: f64, y: f64) -> (i64, f64, f64) {
    const WIDTH: f64 = 32.0;
    const LENGTH: f64 = 256.0;
    let row = (x / WIDTH) as i64;
    let along = (y + 512.0 + cell(row, 0, 7) * LENGTH * 2.0) % 512.0;
    let number = row * 2 + (along / LENGTH) as i64;
    let (across, down) = (x - row as f64 * WIDTH, along % LENGTH);
    (number, across.min(WIDTH - across), down.min(LENGTH - down))
}

fn edge(x: f64, y: f64, wide: f64) -> f64 {
    let (_, across, down) = board((x + 512.0) % 512.0, (y + 512.0) % 512.0);
    step(0.0, wide, across.min(down))
}

fn plank(x: f64, y: f64) -> [f64; 3] {
    let (number, _, _) = board(x, y);
    let shift = 64.0 * cell(number, 2, 5);
    let grain = clouds(x / 6.0 + shift, y / 64.0 + shift, 1 << 20, 4, 17);
    let fine = clouds(x / 1.5, y / 32.0 + shift, 1 << 20, 2, 19);
    let own = cell(number, 1, 3);
    let wood = mix([0.42, 0.27, 0.16], [0.68, 0.48, 0.31], 0.55 * grain + 0.30 * own + 0.15 * fine);
    wood.map(|value| value * (0.45 + 0.55 * edge(x, y, 1.2)))
}

fn walls(document: &mut Document) {
    let trowel = Painting::bumps(256, 5.0, |x, y| clouds(x / 32.0, y / 32.0, 8, 5, 61));
    let trowel = document.texture(&trowel);
    let cream = Finish::new("plaster", [0.90, 0.87, 0.81], 0.0, 0.85).bumpy(trowel, 0.35).add_to(document);
    let green = Finish::new("green panel", [0.24, 0.36, 0.33], 0.0, 0.45).add_to(document);
    let white = Finish::new("ceiling", [0.94, 0.94, 0.93], 0.0, 0.9).add_to(document);
    let DVec3 { x, y, z } = ROOM;

    let mut plaster = Shape::default();
    plaster.add(upright(dvec3(-x, 0.0, -z), dvec3(x, 0.0, -z), y));
    plaster.add(upright(dvec3(x, 0.0, -z), dvec3(x, 0.0, z), y));
    plaster.add(upright(dvec3(x, 0.0, z), dvec3(-x, 0.0, z), y));
    let mut from = -z;
    for (start, end) in WINDOWS {
        plaster.add(pier(from, start, 0.0, y));
        plaster.add(pier(start, end, 0.0, SILL));
        plaster.add(pier(start, end, LINTEL, y));
        from = end;
    }
    plaster.add(pier(from, z, 0.0, y));
    document.mesh("walls", &plaster, cream);
    let corners = [dvec3(-x, y, -z), dvec3(x, y, -z), dvec3(x, y, z), dvec3(-x, y, z)];
    document.mesh("ceiling", &Shape::quad(corners, 0.5), white);
    // A lid over all, so that no light comes in but by the windows.
    let roof = Shape::cuboid(dvec3(-x - WALL, y + 0.02, -z - 0.1), dvec3(x + 0.1, y + 0.2, z + 0.1), 0.5);
    document.mesh("roof", &roof, white);
    document.mesh("panels", &panels(), green);
    document.mesh("skirting", &skirting(), white);
}

/// A wall from one foot to another, seen from the room (its front is on the left of that way).
fn upright(from: DVec3, to: DVec3, height: f64) -> Shape {
    let up = DVec3::Y * height;
    Shape::quad([from, to, to + up, from + up], 0.5)
}

/// A piece of the left wall, with its whole thickness.
fn pier(from: f64, to: f64, low: f64, high: f64) -> Shape {
    Shape::cuboid(dvec3(-ROOM.x - WALL, low, from), dvec3(-ROOM.x, high, to), 0.5)
}

/// Wainscoting along the far wall.
fn panels() -> Shape {
    let (z, top) = (-ROOM.z, 1.12);
    let mut shape = Shape::cuboid(dvec3(-ROOM.x, 0.0, z), dvec3(ROOM.x, top, z + 0.02), 0.5);
    shape.add(Shape::cushion(dvec3(-ROOM.x, top, z), dvec3(ROOM.x, top + 0.05, z + 0.06), 0.02, 3, 0.5));
    let (count, gap) = (6, 0.12);
    let width = (2.0 * ROOM.x - gap) / f64::from(count);
    for panel in 0..count {
        let left = -ROOM.x + gap + f64::from(panel) * width;
        let right = left + width - gap;
        let (low, high) = (0.24, top - 0.12);
        let bar = 0.035;
        for (a, b) in [
            (dvec3(left, low, z), dvec3(right, low + bar, z + 0.045)),
            (dvec3(left, high - bar, z), dvec3(right, high, z + 0.045)),
            (dvec3(left, low, z), dvec3(left + bar, high, z + 0.045)),
            (dvec3(right - bar, low, z), dvec3(right, high, z + 0.045)),
        ] {
            shape.add(Shape::cushion(a, b, 0.015, 3, 0.5));
        }
    }
    shape
}

fn skirting() -> Shape {
    let DVec3 { x, z, .. } = ROOM;
    let mut shape = Shape::cushion(dvec3(-x, 0.0, -z), dvec3(x, 0.11, -z + 0.04), 0.01, 2, 0.5);
    shape.add(Shape::cushion(dvec3(x - 0.02, 0.0, -z), dvec3(x, 0.11, z), 0.008, 2, 0.5));
    shape.add(Shape::cushion(dvec3(-x, 0.0, -z), dvec3(-x + 0.02, 0.11, z), 0.008, 2, 0.5));
    // A cornice below the ceiling.
    shape.add(Shape::cushion(dvec3(-x, 2.68, -z), dvec3(x, 2.80, -z + 0.09), 0.03, 4, 0.5));
    shape
}

fn windows(document: &mut Document) {
    let white = Finish::new("window frame", [0.93, 0.92, 0.90], 0.0, 0.35).add_to(document);
    let mut frames = Shape::default();
    let (outer, inner) = (-ROOM.x - 0.2, -ROOM.x - 0.13);
    for (start, end) in WINDOWS {
        let mut bar = |low: DVec3, high: DVec3| frames.add(Shape::cushion(low, high, 0.008, 2, 0.5));
        let middle = (start + end) * 0.5;
        for (z, half) in [(start + 0.035, 0.035), (middle, 0.03), (end - 0.035, 0.035)] {
            bar(dvec3(outer, SILL, z - half), dvec3(inner, LINTEL, z + half));
        }
        for (y, half) in [(SILL + 0.04, 0.04), (1.1, 0.014), (1.75, 0.03), (LINTEL - 0.035, 0.035)] {
            bar(dvec3(outer, y - half, start), dvec3(inner, y + half, end));
        }
        let (low, high) = (dvec3(inner, SILL - 0.04, start - 0.05), dvec3(-ROOM.x + 0.12, SILL, end + 0.05));
        frames.add(Shape::cushion(low, high, 0.015, 3, 0.5));
    }
    document.mesh("window frames", &frames, white);
    curtains(document);
}

fn curtains(document: &mut Document) {
    let weave = Painting::bumps(128, 2.0, |x, y| sin(x * TAU / 8.0) * sin(y * TAU / 8.0));
    let weave = document.texture(&weave);
    let linen = Finish::new("linen", [0.86, 0.80, 0.70], 0.0, 0.9).bumpy(weave, 0.4).velvety([0.5, 0.46, 0.4], 0.5);
    let linen = linen.two_sided().add_to(document);
    let brass = Finish::new("brass", [0.85, 0.66, 0.36], 1.0, 0.25).add_to(document);
    let mut cloth = Shape::default();
    for (start, end) in WINDOWS {
        cloth.add(curtain(start - 0.28, start + 0.06));
        cloth.add(curtain(end - 0.06, end + 0.28));
    }
    document.mesh("curtains", &cloth, linen);
    let rail = |(start, end): (f64, f64)| {
        let at = |z: f64| dvec3(-ROOM.x + 0.14, 2.58, z);
        Shape::rod(at(start - 0.38), at(end + 0.38), 0.014, 12)
    };
    let mut rails = rail(WINDOWS[0]);
    rails.add(rail(WINDOWS[1]));
    document.mesh("curtain rails", &rails, brass);
}

/// Folds that hang from the rail, gathered a little halfway down.
fn curtain(from: f64, to: f64) -> Shape {
    let point = |u: f64, v: f64| {
        let gather = 1.0 - 0.16 * sin(v * TAU * 0.5) * sin(v * TAU * 0.5);
        let fold = sin(u * TAU * 5.0 + 0.8 * sin(v * 3.0 + from * 9.0));
        let depth = 0.14 + (0.032 + 0.018 * v) * fold + 0.006 * cos(u * TAU * 11.0 + v * 5.0);
        let middle = (from + to) * 0.5;
        dvec3(-ROOM.x + depth, 2.56 - 2.53 * v, middle + (u - 0.5) * (to - from) * gather)
    };
    Shape::surface(72, 30, |u, v| {
        const STEP: f64 = 1e-3;
        let across = point(u + STEP, v) - point(u - STEP, v);
        let down = point(u, v + STEP) - point(u, v - STEP);
        Vertex { place: point(u, v), normal: down.cross(across), uv: [u * 6.0, v * 30.0] }
    })
}
