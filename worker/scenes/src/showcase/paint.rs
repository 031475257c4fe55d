//! Procedural textures, and the noise that they and the land are made of.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use rayment_render::{exact, rng::hash};

/// A square RGB image.
pub struct Painting {
    size: u32,
    pixels: Vec<u8>,
}

impl Painting {
    /// `color` gives display values from 0 to 1 for x and y in pixels.
    pub fn new(size: u32, color: impl Fn(f64, f64) -> [f64; 3]) -> Self {
        let mut pixels = Vec::with_capacity((size * size * 3) as usize);
        for y in 0..size {
            for x in 0..size {
                let color = color(f64::from(x), f64::from(y));
                pixels.extend(color.map(|value| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8));
            }
        }
        Self { size, pixels }
    }

    /// A normal map of a height field; `strength` is the height of white over black in pixels.
    pub fn bumps(size: u32, strength: f64, height: impl Fn(f64, f64) -> f64) -> Self {
        Self::new(size, |x, y| {
            let across = (height(x + 1.0, y) - height(x - 1.0, y)) * 0.5 * strength;
            let down = (height(x, y + 1.0) - height(x, y - 1.0)) * 0.5 * strength;
            let length = (across * across + down * down + 1.0).sqrt();
            // Green points up, y runs down.
            [-across / length, down / length, 1.0 / length].map(|value| value * 0.5 + 0.5)
        })
    }

    pub fn to_png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
            .write_image(&self.pixels, self.size, self.size, ExtendedColorType::Rgb8)
            .expect("a square of its stated size always encodes into memory");
        bytes
    }
}

/// Without the call into the C library that `f64::floor` is on a baseline processor.
fn floor(value: f64) -> f64 {
    let whole = value as i64 as f64;
    if whole > value { whole - 1.0 } else { whole }
}

/// A number in [0, 1) for a cell of a lattice.
pub fn cell(x: i64, y: i64, seed: u32) -> f64 {
    let bits = hash(x as u32 ^ hash(y as u32 ^ hash(seed)));
    f64::from(bits) / 4_294_967_296.0
}

/// Smooth noise in [0, 1) of lattice constant one, repeating every `period` cells.
pub fn noise(x: f64, y: f64, period: i64, seed: u32) -> f64 {
    let (left, top) = (floor(x), floor(y));
    let fade = |t: f64| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    let (fx, fy) = (fade(x - left), fade(y - top));
    let corner = |dx: i64, dy: i64| {
        let (cx, cy) = (left as i64 + dx, top as i64 + dy);
        cell(cx.rem_euclid(period), cy.rem_euclid(period), seed)
    };
    let upper = corner(0, 0) * (1.0 - fx) + corner(1, 0) * fx;
    let lower = corner(0, 1) * (1.0 - fx) + corner(1, 1) * fx;
    upper * (1.0 - fy) + lower * fy
}

/// Octaves of [`noise`], each twice as fine and half as strong, in [0, 1).
pub fn clouds(x: f64, y: f64, period: i64, octaves: u32, seed: u32) -> f64 {
    let (mut sum, mut total, mut weight, mut scale) = (0.0, 0.0, 1.0, 1);
    for octave in 0..octaves {
        let scaled = scale as f64;
        sum += weight * noise(x * scaled, y * scaled, period * scale, seed.wrapping_add(octave));
        total += weight;
        weight *= 0.5;
        scale *= 2;
    }
    sum / total
}

/// Nearest of the points scattered one per cell: its squared distance and a number of its own. The
/// pattern repeats every `period` cells.
pub fn chips(x: f64, y: f64, period: i64, seed: u32) -> (f64, f64) {
    let (left, top) = (floor(x) as i64, floor(y) as i64);
    let mut best = (f64::MAX, 0.0);
    for cy in top - 1..=top + 1 {
        for cx in left - 1..=left + 1 {
            let (wx, wy) = (cx.rem_euclid(period), cy.rem_euclid(period));
            let (px, py) = (cell(wx, wy, seed), cell(wx, wy, seed ^ 0x55));
            let (dx, dy) = (cx as f64 + px - x, cy as f64 + py - y);
            let distance = dx * dx + dy * dy;
            if distance < best.0 {
                best = (distance, cell(wx, wy, seed ^ 0xaa));
            }
        }
    }
    best
}

pub fn mix(a: [f64; 3], b: [f64; 3], t: f64) -> [f64; 3] {
    std::array::from_fn(|i| a[i] * (1.0 - t) + b[i] * t)
}

/// 0 below `low`, 1 above `high`, smooth between.
pub fn step(low: f64, high: f64, value: f64) -> f64 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// A linear colour that looks like display values do, for factors of materials.
pub fn linear(display: [f64; 3]) -> [f64; 3] {
    display.map(exact::srgb_to_linear)
}
