//! A studio: a flacon of thick glass, lacquer, brushed and polished metal under softboxes.

use glam::{DVec3, dvec3};
use serde_json::json;

use super::document::{CameraKey, Document};
use super::finish::Finish;
use super::paint::{Painting, cell, clouds, mix, step};
use super::radiance::hdr;
use super::shape::{Shape, TAU, Vertex, around, cos, sin};

pub fn build(document: &mut Document) {
    backdrop(document);
    softboxes(document);
    plinths(document);
    flacon(document);
    lacquered(document);
    metals(document);
    jewels(document);
    document.wishes(json!({
        "environment": { "file": "product.hdr", "strength": 1.0, "rotation_degrees": 0.0 },
        "exposure": 1.0,
    }));
    let key = CameraKey { seconds: 0.0, place: [0.55, 1.35, 4.6], target: [0.02, 0.60, 0.0] };
    document.camera(0.52, json!({ "aperture": 0.045, "focus": 4.55 }), &[key]);
}

/// The dim rest of the studio.
pub fn environment() -> Vec<u8> {
    hdr(256, |d| mix([0.05, 0.045, 0.05], [0.24, 0.25, 0.28], step(-0.4, 1.0, d.y)))
}

/// A floor that bends up into a wall.
fn backdrop(document: &mut Document) {
    let paper = Finish::new("backdrop", [0.66, 0.56, 0.52], 0.0, 0.75).add_to(document);
    let sweep = |v: f64| {
        let (front, bend, radius) = (5.0, -1.6, 1.6);
        let arc = radius * TAU * 0.25;
        let along = v * (front - bend + arc + 4.0);
        if along < front - bend {
            (0.0, front - along)
        } else if along < front - bend + arc {
            let angle = (along - (front - bend)) / radius;
            (radius * (1.0 - cos(angle)), bend - radius * sin(angle))
        } else {
            (radius + along - (front - bend) - arc, bend - radius)
        }
    };
    let shape = Shape::surface(1, 96, |u, v| {
        let ((y, z), (ahead_y, ahead_z)) = (sweep(v), sweep((v + 1e-3).min(1.0)));
        let (behind_y, behind_z) = sweep((v - 1e-3).max(0.0));
        let normal = dvec3(0.0, behind_z - ahead_z, ahead_y - behind_y);
        Vertex { place: dvec3((0.5 - u) * 14.0, y, z), normal, uv: [u, v] }
    });
    document.mesh("backdrop", &shape, paper);
}

fn softboxes(document: &mut Document) {
    let key = Finish::glowing("key light", [1.0, 0.95, 0.88], 11.0).add_to(document);
    let rim = Finish::glowing("rim light", [0.86, 0.93, 1.0], 16.0).add_to(document);
    let top = Finish::glowing("top light", [1.0, 0.98, 0.95], 5.0).add_to(document);
    let warm = Finish::glowing("warm light", [1.0, 0.58, 0.36], 8.0).add_to(document);
    let target = dvec3(0.0, 0.6, 0.0);
    for (name, place, half, light) in [
        ("key light", dvec3(-4.3, 2.9, 2.6), (1.1, 1.4), key),
        ("rim light", dvec3(3.3, 1.9, -0.9), (0.28, 1.5), rim),
        ("top light", dvec3(0.2, 4.2, 0.4), (1.5, 0.9), top),
        ("warm light", dvec3(-4.1, 1.2, -1.0), (0.3, 1.2), warm),
    ] {
        let ahead = (target - place).normalize();
        let across = if name == "top light" { DVec3::X } else { ahead.cross(DVec3::Y).normalize() };
        let up = across.cross(ahead);
        let at = |x: f64, y: f64| place + across * (x * half.0) + up * (y * half.1);
        let corners = [at(1.0, -1.0), at(-1.0, -1.0), at(-1.0, 1.0), at(1.0, 1.0)];
        document.mesh(name, &Shape::quad(corners, 1.0), light);
    }
}

fn plinths(document: &mut Document) {
    let veins = Painting::new(512, |x, y| {
        let warp = 60.0 * clouds(x / 64.0, y / 64.0, 8, 4, 3);
        let vein = clouds((x + warp) / 85.333, (y - warp) / 85.333, 6, 5, 11) - 0.5;
        let line = step(0.035, 0.0, vein.abs()) * clouds(x / 32.0, y / 32.0, 16, 2, 13);
        mix([0.90, 0.89, 0.87], [0.34, 0.33, 0.36], line.clamp(0.0, 1.0))
    });
    let veins = document.texture(&veins);
    let marble = Finish::new("marble", [1.0; 3], 0.0, 0.22).painted(veins).lacquered(0.6, 0.06).add_to(document);
    let slab = Shape::cushion(dvec3(-0.78, 0.0, -0.52), dvec3(0.62, 0.16, 0.5), 0.02, 4, 0.7);
    document.mesh("marble slab", &slab, marble);
    let coral = Finish::new("coral plaster", [0.80, 0.43, 0.34], 0.0, 0.8).add_to(document);
    document.mesh("coral drum", &drum(0.40, 0.34).moved(0.0, dvec3(1.12, 0.0, -0.35)), coral);
    let nap = Painting::bumps(128, 2.5, |x, y| cell(x as i64 & 127, y as i64 & 127, 5));
    let nap = document.texture(&nap);
    let velvet = Finish::new("velvet", [0.12, 0.18, 0.24], 0.0, 1.0).bumpy(nap, 0.5).velvety([0.55, 0.66, 0.75], 0.35);
    let velvet = velvet.add_to(document);
    document.mesh("velvet drum", &drum(0.46, 0.12).moved(0.0, dvec3(-1.25, 0.0, -0.05)), velvet);
}

/// A low cylinder with rounded edges.
fn drum(radius: f64, height: f64) -> Shape {
    let (edge, top) = (0.018, height);
    let mut shape = Shape::lathed(&[(0.0, top), (radius * 0.5, top), (radius - edge, top)], 96, 6);
    let round = |t: f64| (radius - edge + edge * sin(t), top - edge + edge * cos(t));
    let rounding: Vec<(f64, f64)> = (0..=6).map(|i| round(f64::from(i) / 6.0 * TAU * 0.25)).collect();
    shape.add(Shape::lathed(&rounding, 96, 12));
    shape.add(Shape::lathed(&[(radius, top - edge), (radius, top * 0.5), (radius, 0.0)], 96, 2));
    shape
}

fn flacon(document: &mut Document) {
    let glass = Finish::new("flacon glass", [1.0; 3], 0.0, 0.0).glass(1.5, [0.93, 0.97, 0.98], 1.2).add_to(document);
    let floor = 0.161;
    let (low, high) = (dvec3(-0.40, floor, -0.20), dvec3(0.40, floor + 0.92, 0.20));
    let wall = dvec3(0.07, 0.0, 0.055);
    let (inner_low, inner_high) = (low + wall + DVec3::Y * 0.13, high - wall - DVec3::Y * 0.08);
    let mut body = Shape::cushion(low, high, 0.085, 10, 1.0);
    body.add(Shape::cushion(inner_low, inner_high, 0.05, 8, 1.0).inside_out());
    document.mesh("flacon", &body, glass);
    // A thin layer of air keeps the two apart.
    let gap = DVec3::splat(0.004);
    let scent = Finish::new("scent", [1.0; 3], 0.0, 0.0).glass(1.36, [0.96, 0.60, 0.30], 0.34).add_to(document);
    let level = dvec3(inner_high.x, inner_low.y + 0.54, inner_high.z);
    document.mesh("scent", &Shape::cushion(inner_low + gap, level - gap, 0.046, 8, 1.0), scent);

    let lines = Painting::new(256, |x, y| {
        let line = clouds(x / 64.0, y / 1.5, 4, 2, 40);
        [0.0, 0.55 + 0.45 * line, 1.0]
    });
    let grooves = Painting::bumps(256, 2.2, |x, y| clouds(x / 64.0, y / 1.5, 4, 2, 41));
    let (lines, grooves) = (document.texture(&lines), document.texture(&grooves));
    let brushed = Finish::new("brushed steel", [0.86, 0.85, 0.84], 1.0, 0.42).polished(lines).bumpy(grooves, 0.5);
    let brushed = brushed.add_to(document);
    let gold = Finish::new("polished gold", [1.0, 0.80, 0.46], 1.0, 0.07).add_to(document);
    let top = high.y;
    document.mesh("collar", &drum(0.135, 0.07).moved(0.0, dvec3(0.0, top, 0.0)), gold);
    document.mesh("cap", &drum(0.19, 0.30).moved(0.0, dvec3(0.0, top + 0.07, 0.0)), brushed);
    document.mesh("cap ring", &Shape::tube(0.012, 16, 128, |t| around(t * TAU, 0.192, top + 0.12)), gold);
    label(document, low, high);
}

/// A gilded line frame on the front of the flacon.
fn label(document: &mut Document, low: DVec3, high: DVec3) {
    let gold = Finish::new("gilding", [1.0, 0.82, 0.5], 1.0, 0.2).add_to(document);
    let (z, middle) = (high.z + 0.0015, low.y + 0.47);
    let mut lines = Shape::default();
    let (wide, tall, bar) = (0.19, 0.13, 0.006);
    for (a, b) in [
        ((-wide, -tall), (wide, -tall + bar)),
        ((-wide, tall - bar), (wide, tall)),
        ((-wide, -tall), (-wide + bar, tall)),
        ((wide - bar, -tall), (wide, tall)),
        ((-0.09, -0.004), (0.09, 0.004)),
        ((-0.055, -0.045), (0.055, -0.039)),
        ((-0.055, 0.039), (0.055, 0.045)),
    ] {
        lines.add(Shape::cuboid(dvec3(a.0, middle + a.1, z), dvec3(b.0, middle + b.1, z + 0.002), 1.0));
    }
    document.mesh("gilding", &lines, gold);
}

fn lacquered(document: &mut Document) {
    let flakes = Painting::bumps(256, 3.0, |x, y| cell((x as i64 / 2) & 127, (y as i64 / 2) & 127, 8));
    let flakes = document.texture(&flakes);
    let paint = Finish::new("flake lacquer", [0.62, 0.05, 0.09], 0.75, 0.38).bumpy(flakes, 0.35).lacquered(1.0, 0.02);
    let paint = paint.add_to(document);
    document.mesh("lacquered ball", &Shape::sphere(dvec3(1.12, 0.34 + 0.36, -0.35), 0.36, 96), paint);
    let pearl = Finish::new("pearl", [0.93, 0.89, 0.85], 0.0, 0.28).lacquered(1.0, 0.08).velvety([0.3, 0.26, 0.3], 0.3);
    let pearl = pearl.add_to(document);
    let mut pearls = Shape::default();
    for (x, z, radius) in [(-0.62, 0.86, 0.075), (-0.44, 0.98, 0.055), (-0.80, 1.0, 0.045), (0.52, 0.92, 0.06)] {
        pearls.add(Shape::sphere(dvec3(x, radius, z), radius, 48));
    }
    document.mesh("pearls", &pearls, pearl);
}

fn metals(document: &mut Document) {
    let chrome = Finish::new("chrome", [0.95, 0.95, 0.96], 1.0, 0.03).add_to(document);
    let copper = Finish::new("satin copper", [0.95, 0.62, 0.50], 1.0, 0.28).add_to(document);
    let center = dvec3(-1.25, 0.12 + 0.34, -0.05);
    let ring = Shape::tube(0.055, 32, 192, |t| {
        let (x, y) = (0.285 * cos(t * TAU), 0.285 * sin(t * TAU));
        center + dvec3(x * 0.82, y, x * 0.57)
    });
    document.mesh("copper ring", &ring, copper);
    document.mesh("chrome ball", &Shape::sphere(dvec3(0.86, 0.16, 0.62), 0.16, 64), chrome);
    let rods = [(-0.02, 0.46, 0.84), (0.12, 0.50, 0.90), (0.26, 0.47, 0.83)];
    let mut sticks = Shape::default();
    for (x, length, z) in rods {
        sticks.add(Shape::cushion(dvec3(x, 0.0, z - length * 0.2), dvec3(x + 0.05, 0.05, z), 0.02, 5, 1.0));
    }
    document.mesh("chrome bars", &sticks, copper);
}

fn jewels(document: &mut Document) {
    let clear = Finish::new("crystal", [1.0; 3], 0.0, 0.0).glass(1.52, [0.97, 0.99, 1.0], 2.0).add_to(document);
    document.mesh("crystal ball", &Shape::sphere(dvec3(-0.60, 0.161 + 0.15, 0.30), 0.15, 96), clear);
    let emerald = Finish::new("emerald", [1.0; 3], 0.0, 0.0).glass(1.58, [0.20, 0.80, 0.55], 0.22).add_to(document);
    let profile = [(0.0, 0.22), (0.12, 0.22), (0.20, 0.14), (0.205, 0.12), (0.0, -0.08)];
    let gem = faceted(&profile, 12).tilted(0.72, dvec3(0.34, 0.10, 1.22));
    document.mesh("emerald", &gem, emerald);
    let rose = Finish::new("rose quartz", [1.0; 3], 0.0, 0.12).glass(1.54, [0.96, 0.62, 0.66], 0.30).add_to(document);
    let tip = [(0.0, 0.46), (0.10, 0.33), (0.115, 0.10), (0.09, 0.0), (0.0, 0.0)];
    document.mesh("rose quartz", &faceted(&tip, 6).moved(0.3, dvec3(-0.98, 0.12, 0.22)), rose);
}

/// A profile turned in flat facets.
fn faceted(profile: &[(f64, f64)], sides: u32) -> Shape {
    let mut shape = Shape::default();
    for piece in profile.windows(2) {
        for side in 0..sides {
            let at = |(distance, height): (f64, f64), step: u32| {
                around(-TAU * f64::from(side + step) / f64::from(sides), distance, height)
            };
            let (a, b, c, d) = (at(piece[1], 0), at(piece[1], 1), at(piece[0], 1), at(piece[0], 0));
            let mut facet = Shape::quad([a, b, c, d], 1.0);
            // At the tip two corners meet: there the other diagonal spans the facet.
            let normal = (b - d).cross(c - a).normalize_or_zero();
            let normal = if normal == DVec3::ZERO { (c - a).cross(d - b) } else { -normal }.normalize_or_zero();
            let outward = (a + b + c + d) * 0.25 - dvec3(0.0, 0.1, 0.0);
            let normal = if normal.dot(outward) < 0.0 { -normal } else { normal };
            facet.normals = vec![normal.to_array().map(|value| value as f32); 4];
            shape.add(facet);
        }
    }
    shape
}
