//! Trees and grass around the village of [`super::exterior`].

use glam::{DVec3, dvec3};

use super::document::{Document, Material, Mesh, Stand};
use super::exterior::{VILLAGE, WATER, height, spot};
use super::finish::Finish;
use super::paint::{cell, clouds, step};
use super::shape::{Shape, TAU, Vertex, around, cos, sin};

const TREES: i64 = 5200;
const TUFTS: i64 = 15_000;

pub fn build(document: &mut Document) {
    let bark = Finish::new("tree bark", [0.30, 0.22, 0.16], 0.0, 0.95).add_to(document);
    let kinds = kinds(document, bark);
    let mut stands: Vec<Vec<Stand>> = kinds.iter().map(|_| Vec::new()).collect();
    for tree in 0..TREES {
        let random = |seed: u32| cell(tree, 3, 900 + seed);
        let at = spot(tree, 910);
        let ground = height(at.x, at.z);
        if ground < WATER + 0.45 || !is_wood(at, random(1)) {
            continue;
        }
        let low = step(14.0, 3.0, ground + 5.0 * (random(2) - 0.5));
        let leafy = random(3) < 0.12 + 0.62 * low;
        let kind = if leafy { 2 + (random(4) * 3.0) as usize } else { (random(4) * 2.0) as usize };
        let size = if leafy { 0.75 + 0.5 * random(5) } else { 0.7 + 0.75 * random(5) };
        stands[kind].push(Stand::new([at.x, ground - 0.1, at.z], random(6) * TAU, size));
    }
    for (kind, stands) in kinds.into_iter().zip(&stands) {
        document.instances("trees", kind, stands);
    }
    grass(document);
}

/// Whether a tree may stand there: not in the village, rarely between it and the shore, nor before
/// the camera.
fn is_wood(at: DVec3, chance: f64) -> bool {
    let (center, size) = VILLAGE;
    let (dx, dz) = ((at.x - center.x) / size[0], (at.z - center.z) / size[1]);
    let settled = (dx * dx + dz * dz).sqrt();
    let grove = step(0.40, 0.58, clouds(at.x / 16.0 + 50.0, at.z / 16.0 + 50.0, 1 << 20, 3, 920));
    let far = step(-20.0, -40.0, at.z).max(step(26.0, 48.0, (at.x - 3.0).abs()));
    // What the camera looks over: the lake, its near shore and the village behind it.
    let (ahead, aside) = (47.0 - at.z, at.x + 8.5 - 0.24 * (47.0 - at.z));
    let view = at.z > -3.0 && ahead > -4.0 && aside.abs() < 0.44 * ahead + 4.0;
    let shore = step(-3.0, -6.0, at.z).max(far);
    !view && chance < (0.10 + 0.90 * far.max(0.6 * grove)) * (0.25 + 0.75 * shore) * step(0.95, 1.3, settled).max(0.015)
}

fn kinds(document: &mut Document, bark: Material) -> Vec<Mesh> {
    let mut kinds = Vec::new();
    for (seed, color) in [(1, [0.27, 0.41, 0.23]), (2, [0.35, 0.46, 0.21])] {
        let needles = Finish::new("needles", color, 0.0, 0.8).two_sided().add_to(document);
        let (trunk, branches) = conifer(seed);
        kinds.push(document.form("conifer", &[(&trunk, bark), (&branches, needles)]));
    }
    for (seed, color) in [(3, [0.96, 0.73, 0.26]), (4, [0.93, 0.52, 0.21]), (5, [0.71, 0.73, 0.31])] {
        let leaves = Finish::new("leaves", color, 0.0, 0.6).two_sided().add_to(document);
        let (trunk, crown) = broadleaf(seed);
        kinds.push(document.form("broadleaf", &[(&trunk, bark), (&crown, leaves)]));
    }
    kinds
}

/// About seven units high: whorls of drooping branches.
fn conifer(seed: u32) -> (Shape, Shape) {
    const HEIGHT: f64 = 7.0;
    let trunk = Shape::surface(8, 4, |u, v| {
        let normal = around(-u * TAU, 1.0, 0.1);
        Vertex { place: around(-u * TAU, 0.16 * (1.0 - v) + 0.01, HEIGHT * 0.97 * v), normal, uv: [u, v * 4.0] }
    });
    let mut branches = Shape::default();
    for whorl in 0..22 {
        let t = f64::from(whorl) / 21.0;
        let random = |branch: i64, number: u32| cell(i64::from(whorl), branch, 930 + seed * 20 + number);
        let count = 9 - (t * 4.0) as i64;
        for branch in 0..count {
            let angle = TAU * (branch as f64 + 0.7 * random(branch, 1)) / count as f64 + f64::from(whorl) * 2.4;
            let length = (1.75 * (1.0 - t) + 0.16) * (0.75 + 0.4 * random(branch, 2));
            let root = 0.55 + (HEIGHT - 0.6) * t;
            let droop = 0.35 + 0.35 * (1.0 - t) + 0.2 * random(branch, 3);
            branches.add(twig(angle, length, root, droop));
        }
    }
    (trunk, branches)
}

/// A branch: a jagged leaf of needles that bends down, with a ridge along its middle.
fn twig(angle: f64, length: f64, root: f64, droop: f64) -> Shape {
    let side = around(angle + TAU * 0.25, 1.0, 0.0);
    Shape::surface(2, 8, |u, v| {
        let jag = if (v * 8.0 + 0.5) as i32 % 2 == 0 { 0.45 } else { 1.0 };
        let across = 1.0 - 2.0 * u;
        let wide = length * 0.30 * (1.05 - v) * jag * (0.25 + step(0.0, 0.25, v));
        let out = length * (v - 0.06 * across.abs() * jag);
        let fall = droop * length * v * v - 0.12 * length * v + 0.45 * wide * across.abs();
        let place = around(angle, out.max(0.0), root - fall) + side * (wide * across);
        let normal = DVec3::Y + around(angle, 0.5 * v + 0.2, 0.0) + side * (0.5 * across);
        Vertex { place, normal, uv: [u, v] }
    })
}

/// About five units high: a crown of clumps of single leaves.
fn broadleaf(seed: u32) -> (Shape, Shape) {
    let random = |item: i64, number: u32| cell(item, 17, 960 + seed * 31 + number);
    let mut wood = Shape::surface(8, 5, |u, v| {
        let normal = around(-u * TAU, 1.0, 0.1);
        let bend = dvec3(0.12 * sin(v * 3.0), 0.0, 0.1 * cos(v * 2.0) - 0.1);
        let place = around(-u * TAU, 0.17 * (1.0 - 0.7 * v), 3.2 * v) + bend;
        Vertex { place, normal, uv: [u, v * 3.0] }
    });
    let mut crown = Shape::default();
    for clump in 0..16i64 {
        let (turn, out) = (random(clump, 1) * TAU, 1.25 * random(clump, 2).sqrt());
        let rise = 2.2 + 2.5 * random(clump, 3);
        let center = around(turn, out * (1.25 - 0.22 * (rise - 2.2)), rise);
        let from = dvec3(0.05, 1.6 + 0.25 * random(clump, 5), 0.0);
        wood.add(Shape::rod(from, center, 0.03, 5));
        let radius = 0.55 + 0.4 * random(clump, 4);
        for leaf in 0..110i64 {
            let number = clump * 1000 + leaf;
            crown.add(single_leaf(center, radius, |n| random(number, 10 + n)));
        }
    }
    (wood, crown)
}

/// A leaf near the surface of a clump; shaded like the clump, so that a crown looks round.
fn single_leaf(center: DVec3, radius: f64, random: impl Fn(u32) -> f64) -> Shape {
    let height = 2.0 * random(0) - 1.0;
    let outward = around(random(1) * TAU, (1.0 - height * height).max(0.0).sqrt(), height);
    let place = center + outward * (radius * (0.55 + 0.45 * random(2).sqrt())) * dvec3(1.0, 0.8, 1.0);
    let tilt = around(random(3) * TAU, 0.9, random(4) - 0.5);
    let facing = (outward + tilt * 0.9).normalize();
    let along = facing.cross(dvec3(0.3, 0.9, 0.1)).normalize();
    let across = along.cross(facing);
    let (long, wide) = (0.13 + 0.05 * random(5), 0.075);
    let corners = [place - along * long, place + across * wide, place + along * long, place - across * wide];
    let mut leaf = Shape::quad(corners, 1.0);
    let normal = (facing + outward).normalize();
    leaf.normals = vec![normal.to_array().map(|value| value as f32); 4];
    leaf
}

fn grass(document: &mut Document) {
    let colors = [("grass", [0.42, 0.45, 0.17]), ("dry grass", [0.64, 0.55, 0.28]), ("reed", [0.34, 0.36, 0.15])];
    for (kind, (name, color)) in colors.into_iter().enumerate() {
        let blade = Finish::new(name, color, 0.0, 0.7).two_sided().add_to(document);
        let mesh = document.form(name, &[(&tuft(kind as i64), blade)]);
        let mut stands = Vec::new();
        for number in 0..TUFTS {
            let random = |seed: u32| cell(number, kind as i64, 980 + seed);
            // Thickest before the camera, along the near shore.
            let (x, z) = (-9.0 + 46.0 * (random(1) - 0.42), 46.0 - 21.0 * random(2) * random(3));
            let ground = height(x, z);
            let reed = kind == 2;
            let grows = if reed { ground < WATER + 0.35 && ground > WATER - 0.3 } else { ground > WATER + 0.2 };
            if grows && (reed || random(4) < 0.55) {
                let size = if reed { 0.9 + 0.7 * random(5) } else { 0.35 + 0.5 * random(5) };
                stands.push(Stand::new([x, ground - 0.02, z], random(6) * TAU, size));
            }
        }
        document.instances(name, mesh, &stands);
    }
}

fn tuft(kind: i64) -> Shape {
    let mut shape = Shape::default();
    for blade in 0..22i64 {
        let random = |seed: u32| cell(blade, kind, 990 + seed);
        let (angle, lean, tall) = (random(1) * TAU, 0.1 + 0.5 * random(2), 0.5 + 0.6 * random(3));
        let foot = around(random(4) * TAU, 0.22 * random(5), 0.0);
        let side = around(angle + TAU * 0.25, 1.0, 0.0);
        shape.add(Shape::surface(1, 3, |u, v| {
            let wide = 0.016 * (1.02 - v);
            let place = foot + around(angle, lean * tall * v * v, tall * v) + side * (wide * (2.0 * u - 1.0));
            let normal = DVec3::Y * 0.7 + around(angle, 0.7, 0.0);
            Vertex { place, normal, uv: [u, v] }
        }));
    }
    shape
}
