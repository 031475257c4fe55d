//! A village by a lake in autumn: instanced trees, grass and rocks under an evening sky.

use glam::{DVec3, dvec3};
use serde_json::json;

use super::document::{CameraKey, Document, Stand};
use super::finish::Finish;
use super::paint::{Painting, cell, clouds, mix, step};
use super::radiance::hdr;
use super::shape::{Shape, TAU, Vertex};
use super::{flora, village};

/// Half of the land's width.
const REACH: f64 = 120.0;
/// Height of the lake.
pub const WATER: f64 = 0.0;
/// Where the village stands, and how far it spreads.
pub const VILLAGE: (DVec3, [f64; 2]) = (dvec3(7.0, 0.0, -9.0), [21.0, 9.5]);
const LAKE: (DVec3, [f64; 2]) = (dvec3(3.0, 0.0, 18.0), [25.0, 14.0]);

pub fn build(document: &mut Document) {
    land(document);
    lake(document);
    village::build(document);
    flora::build(document);
    rocks(document);
    document.wishes(json!({
        "environment": { "file": "exterior.hdr", "strength": 1.0, "rotation_degrees": 0.0 },
        "exposure": 1.15,
        "frames_per_second": 24.0,
    }));
    let keys: Vec<CameraKey> = (0..=48)
        .map(|frame| {
            let t = f64::from(frame) / 48.0;
            let place = [-8.5 + 2.5 * t, 6.4 + 0.4 * t, 47.0 - 1.5 * t];
            CameraKey { seconds: frame as f32 / 24.0, place, target: [4.2 + t, 3.6, -6.0] }
        })
        .collect();
    document.camera(0.60, json!({ "aperture": 0.02, "focus": 50.0 }), &keys);
}

/// Where the sun stands.
pub fn sun() -> DVec3 {
    dvec3(0.80, 0.46, 0.40).normalize()
}

/// An evening sky with clouds, far mountains below it.
pub fn environment() -> Vec<u8> {
    let sun = sun();
    hdr(1024, |d| {
        let up = d.y.max(0.0);
        let near = d.dot(sun).max(0.0);
        let low = 1.0 - step(0.0, 0.45, up);
        let warm = mix([1.05, 1.0, 1.05], [2.6, 1.5, 0.75], near * near);
        let mut sky = mix([0.22, 0.44, 1.02], warm, low * low);
        // Clouds lie in a plane; seen low they crowd together.
        let (x, z) = (d.x / (up + 0.12), d.z / (up + 0.12));
        let body = clouds(x * 0.9 + 3.0, z * 1.5 + 8.0, 1 << 20, 6, 500);
        let lit = clouds(x * 0.9 + 3.0 + sun.x * 0.12, z * 1.5 + 8.0 + sun.z * 0.12, 1 << 20, 6, 500);
        let cover = step(0.50, 0.74, body) * step(0.02, 0.16, up);
        let bright = 0.55 + 2.6 * (body - lit + 0.08).max(0.0) + 1.2 * near * near * near;
        let cloud = mix([0.62, 0.58, 0.68], [2.2, 1.55, 1.1], bright * 0.6);
        sky = mix(sky, cloud, 0.85 * cover);
        let glow = near * near * near * near;
        let (glow, halo) = (glow * glow, glow * glow * glow * glow * glow * glow * glow * glow);
        let disk = step(0.99965, 0.99992, d.dot(sun)) * 14_000.0;
        for (value, tint) in sky.iter_mut().zip([1.0, 0.66, 0.36]) {
            *value += tint * (1.4 * glow + 7.0 * halo + disk);
        }
        mountains(d, sky)
    })
}

/// Ranges one behind the other, paler with distance.
fn mountains(d: DVec3, mut light: [f64; 3]) -> [f64; 3] {
    let flat = (d.x * d.x + d.z * d.z).sqrt().max(1e-6);
    let (x, z, up) = (d.x / flat, d.z / flat, d.y / flat);
    for (range, (height, rough, tone)) in
        [(0.17, 3.2, [0.62, 0.62, 0.80]), (0.11, 5.0, [0.40, 0.44, 0.58]), (0.06, 8.0, [0.24, 0.30, 0.36])]
            .into_iter()
            .enumerate()
    {
        let seed = 600 + range as u32 * 10;
        let ridge = height * (0.45 + 0.9 * clouds(x * rough + 20.0, z * rough + 20.0, 1 << 20, 6, seed));
        let snow = step(
            0.62,
            0.8,
            up / ridge + 0.3 * (clouds(x * 40.0 + 90.0, z * 40.0 + up * 60.0 + 90.0, 1 << 20, 3, seed) - 0.5),
        );
        let lit = if range == 0 { mix(tone, [1.15, 0.92, 0.86], snow) } else { tone };
        light = mix(light, lit, step(ridge, ridge - 0.003, up));
    }
    if up < 0.0 { [0.16, 0.17, 0.12] } else { light }
}

fn within((center, size): (DVec3, [f64; 2]), x: f64, z: f64) -> f64 {
    let (dx, dz) = ((x - center.x) / size[0], (z - center.z) / size[1]);
    (dx * dx + dz * dz).sqrt()
}

/// Height of the land at a place.
pub fn height(x: f64, z: f64) -> f64 {
    let noise = |scale: f64, octaves: u32, seed: u32| {
        clouds(x / scale + 500.0, z / scale + 500.0, 1 << 20, octaves, seed) - 0.5
    };
    let sides = step(26.0, 100.0, (x - 2.0).abs()) * 17.0;
    let back = step(34.0, 120.0, -z) * 13.0;
    let rise = (sides + back) * (0.75 + 1.1 * noise(38.0, 4, 700));
    let open = 1.7 + rise + 3.2 * noise(30.0, 3, 710) + 0.5 * noise(5.0, 3, 720);
    let front = step(30.0, 44.0, z) * 1.6;
    let settled = step(0.7, 1.35, within(VILLAGE, x, z));
    let land = (open + front) * settled + (1.5 + 0.3 * noise(9.0, 2, 730)) * (1.0 - settled);
    let shore = within(LAKE, x, z) + 0.30 * noise(13.0, 3, 740);
    let dry = step(0.72, 1.16, shore);
    land * dry + (WATER - 1.6) * (1.0 - dry)
}

/// The direction straight up from the land.
fn slope(x: f64, z: f64, reach: f64) -> DVec3 {
    let across = (height(x + reach, z) - height(x - reach, z)) / (2.0 * reach);
    let along = (height(x, z + reach) - height(x, z - reach)) / (2.0 * reach);
    dvec3(-across, 1.0, -along)
}

/// A place of its own for the `number`-th of many, anywhere on the land, on the ground.
pub fn spot(number: i64, seed: u32) -> DVec3 {
    let (x, z) = (REACH * (2.0 * cell(number, 1, seed) - 1.0), REACH * (1.3 * cell(number, 2, seed) - 0.9));
    dvec3(x, height(x, z), z * 0.9 + 6.0)
}

fn land(document: &mut Document) {
    let meadow = Painting::new(512, |x, y| {
        let broad = clouds(x / 64.0, y / 64.0, 8, 5, 800);
        let fine = clouds(x / 6.4, y / 6.4, 80, 3, 801);
        let green = mix([0.26, 0.31, 0.12], [0.46, 0.45, 0.20], broad);
        let dry = mix(green, [0.60, 0.50, 0.27], step(0.55, 0.75, broad * 0.6 + fine * 0.4));
        dry.map(|value| value * (0.72 + 0.4 * fine))
    });
    let meadow = document.texture(&meadow);
    let material = Finish::new("meadow", [1.0; 3], 0.0, 0.95).painted(meadow).add_to(document);
    let shape = Shape::surface(360, 360, |u, v| {
        // Closer together in the middle.
        let stretch = |t: f64| {
            let s = 2.0 * t - 1.0;
            REACH * 1.2 * s * (0.45 + 0.55 * s * s)
        };
        let (x, z) = (stretch(u), stretch(v));
        let reach = 0.15 + 0.01 * (x.abs() + z.abs());
        Vertex { place: dvec3(x, height(x, z), z), normal: slope(x, z, reach), uv: [x * 0.11, z * 0.11] }
    });
    let mut shape = shape;
    for triangle in &mut shape.triangles {
        if facing_down(&shape.positions, *triangle) {
            triangle.swap(1, 2);
        }
    }
    document.mesh("land", &shape, material);
}

fn facing_down(positions: &[[f32; 3]], triangle: [u32; 3]) -> bool {
    let [a, b, c] = triangle.map(|index| positions[index as usize]);
    let (ab, ac) = ([b[0] - a[0], b[2] - a[2]], [c[0] - a[0], c[2] - a[2]]);
    ab[1] * ac[0] - ab[0] * ac[1] < 0.0
}

fn lake(document: &mut Document) {
    let ripples = Painting::bumps(512, 3.0, |x, y| {
        clouds(x / 32.0, y / 16.0, 16, 4, 820) + 0.5 * clouds(x / 64.0, y / 64.0, 8, 3, 821)
    });
    let ripples = document.texture(&ripples);
    let water = Finish::new("water", [0.05, 0.10, 0.11], 0.0, 0.04).bumpy(ripples, 0.16).add_to(document);
    let (center, [wide, deep]) = LAKE;
    let at = |x: f64, z: f64| center + dvec3(1.5 * wide * x, WATER, 1.5 * deep * z);
    let shape = Shape::quad([at(-1.0, 1.0), at(1.0, 1.0), at(1.0, -1.0), at(-1.0, -1.0)], 0.16);
    document.mesh("lake", &shape, water);
}

fn rocks(document: &mut Document) {
    let grain = Painting::new(256, |x, y| {
        let spots = clouds(x / 16.0, y / 16.0, 16, 4, 830);
        mix([0.36, 0.35, 0.33], [0.62, 0.59, 0.54], spots)
    });
    let grain = document.texture(&grain);
    let stone = Finish::new("stone", [1.0; 3], 0.0, 0.85).painted(grain).add_to(document);
    for kind in 0..3u32 {
        let shape = boulder(kind);
        let mesh = document.form("boulder", &[(&shape, stone)]);
        let mut stands = Vec::new();
        for number in 0..900i64 {
            let random = |seed: u32| cell(number, i64::from(kind), 840 + seed);
            let (x, z) = (90.0 * (random(1) - 0.5), 70.0 * (random(2) - 0.42));
            let shore = (within(LAKE, x, z) - 0.98).abs();
            let ground = height(x, z);
            let crowd = if shore < 0.10 { 0.45 } else { 0.035 };
            if random(3) < crowd && within(VILLAGE, x, z) > 0.9 {
                let size = 0.12 + 0.75 * random(4) * random(5) * random(5);
                stands.push(Stand::new([x, ground + size * 0.12, z], random(6) * TAU, size));
            }
        }
        document.instances("boulders", mesh, &stands);
    }
}

fn boulder(kind: u32) -> Shape {
    let point = |u: f64, v: f64| {
        let (sin_v, cos_v) = (super::shape::sin(v * TAU * 0.5), super::shape::cos(v * TAU * 0.5));
        let d = super::shape::around(-u * TAU, sin_v, cos_v);
        let seed = 850 + kind * 7;
        let bulge = clouds(d.x * 1.3 + 9.0, d.z * 1.3 + d.y * 2.0 + 9.0, 1 << 20, 4, seed);
        d * (0.6 + 0.75 * bulge) * dvec3(1.2, 0.8, 1.0)
    };
    Shape::surface(28, 18, |u, v| {
        let inner = v.clamp(0.01, 0.99);
        let across = point(u + 0.004, inner) - point(u - 0.004, inner);
        let down = point(u, inner + 0.004) - point(u, inner - 0.004);
        Vertex { place: point(u, v), normal: down.cross(across), uv: [u * 2.0, v] }
    })
}
