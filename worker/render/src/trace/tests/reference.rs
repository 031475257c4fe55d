//! One small scene with every feature of the tracer, compared with a rendering of it that was reviewed once.

use std::sync::Arc;

use glam::{DMat4, DVec3};

use super::scene_builder::{SceneBuilder, ball, brick, matte, parts_at, picture, shining, square};
use super::surfaces::CLEAR;
use crate::frame::Settings;
use crate::math::{V3, v3};
use crate::scene::{Alpha, Environment, HdrImage, LightKind, Material, Morph, Property, Scene, Volume};

const SETTINGS: Settings = Settings { width: 48, height: 32, samples: 64, seed: 3, max_bounces: 8, camera: 0 };

fn plain(base: V3) -> Material {
    Material { base, metallic: 0.0, roughness: 0.4, ..Material::default() }
}

fn materials() -> [Material; 8] {
    let clear = Material { transmission: 1.0, roughness: 0.0, volume: Some(CLEAR), ..plain(V3::ONE) };
    let ink = Volume { attenuation: v3(0.3, 0.8, 0.6), attenuation_distance: 0.4, ..CLEAR };
    let fog = Volume { scattering: V3::splat(1.5), anisotropy: 0.4, ..CLEAR };
    [
        clear.clone(),
        Material { roughness: 0.3, volume: Some(ink), ..clear.clone() },
        Material { clearcoat: 1.0, clearcoat_roughness: 0.1, roughness: 0.7, ..plain(v3(0.7, 0.1, 0.1)) },
        Material { sheen: v3(0.6, 0.6, 0.9), sheen_roughness: 0.4, ..plain(v3(0.1, 0.1, 0.3)) },
        Material { base: v3(1.0, 0.8, 0.4), metallic: 1.0, roughness: 0.2, ..Material::default() },
        Material { ior: 1.0, volume: Some(fog), ..clear.clone() },
        Material { volume: None, base: v3(0.6, 0.9, 1.0), ..clear },
        Material { opacity: 0.5, alpha: Alpha::Blend, double_sided: true, ..plain(v3(0.2, 0.7, 0.2)) },
    ]
}

pub fn everything() -> Scene {
    let mut builder = SceneBuilder::new();
    let floor = builder.material(matte(0.6));
    let floor = builder.mesh(square(6.0, floor));
    builder.draw(floor, DMat4::from_translation(DVec3::new(0.0, 0.0, -0.55)));
    for (i, material) in materials().into_iter().enumerate() {
        let material = builder.material(material);
        let (x, y) = ((i % 4) as f64 * 1.2 - 1.8, (i / 4) as f64 * -1.3 + 0.65);
        let mesh = match i {
            6 => builder.mesh(square(0.5, material)),
            _ => builder.mesh(ball(0.5, 24, i != 1, material)),
        };
        builder.draw(mesh, DMat4::from_translation(DVec3::new(x, y, 0.0)));
    }
    // Slides, and grows.
    let glow = builder.material(shining(6.0));
    let mut bar = brick(v3(0.1, 0.05, 0.05), glow);
    bar.morphs.push(Morph { positions: Some(bar.positions.clone()), ..Morph::default() });
    let mesh = builder.mesh(bar);
    let node = builder.node(parts_at(DVec3::ZERO));
    builder.0.nodes[node].mesh = Some(mesh);
    builder.0.nodes[node].weights = vec![0.0];
    builder.slide(node, v3(-0.3, 0.0, 0.6), v3(0.5, 0.1, 0.7));
    builder.track(node, Property::Weights, 1, &[0.0, 1.0]);
    builder.light(LightKind::Point, 1.5, DVec3::new(2.0, 1.0, 1.5));
    builder.camera(DVec3::new(0.0, 0.0, 5.0), 1.6);
    let radiance =
        |i: usize| if i == 3 * 16 + 5 { [30.0, 28.0, 20.0] } else { [0.2, 0.25, 0.3 + (i / 16) as f32 * 0.03] };
    let image = Arc::new(HdrImage { width: 16, height: 8, pixels: (0..128).map(radiance).collect() });
    builder.0.environment = Some(Environment { image, strength: 1.0, rotation: 0.7 });
    builder.0.shutter = 0.5;
    builder.build()
}

/// Means of blocks of 8 x 8 pixels, row by row: RGB.
const LOOKED_AT: [[f32; 3]; 24] = [
    [0.1203, 0.1512, 0.2387],
    [0.1053, 0.1577, 0.2145],
    [0.0844, 0.1227, 0.1612],
    [0.1395, 0.1192, 0.1680],
    [0.1411, 0.1424, 0.2088],
    [0.1381, 0.1576, 0.2560],
    [0.1171, 0.1472, 0.2254],
    [0.0865, 0.1254, 0.1718],
    [0.1869, 0.2282, 0.2385],
    [0.2379, 0.1562, 0.1940],
    [0.1084, 0.0859, 0.1528],
    [0.0781, 0.0936, 0.2115],
    [0.1504, 0.1599, 0.1583],
    [0.1437, 0.1628, 0.1977],
    [0.2080, 0.2408, 0.3184],
    [0.1121, 0.1742, 0.2715],
    [0.0904, 0.1511, 0.2002],
    [0.0812, 0.1644, 0.1443],
    [0.1294, 0.1468, 0.1991],
    [0.1217, 0.1454, 0.2175],
    [0.1307, 0.1631, 0.2543],
    [0.1034, 0.1567, 0.2561],
    [0.1005, 0.1482, 0.2237],
    [0.0938, 0.1465, 0.1891],
];

#[test]
fn the_scene_of_everything_looks_as_it_did() {
    let rgb = picture(&everything(), &Settings { samples: 1024, seed: 9, ..SETTINGS });
    let mut found = [[0.0f32; 3]; 24];
    for (i, value) in rgb.iter().enumerate() {
        let (x, y) = (i / 3 % 48, i / 3 / 48);
        found[y / 8 * 6 + x / 8][i % 3] += value / 64.0;
    }
    for (block, (found, expected)) in found.iter().zip(&LOOKED_AT).enumerate() {
        for (a, b) in found.iter().zip(expected) {
            // Only the noise of another seed.
            assert!((a - b).abs() < 0.04 * b + 0.004, "block {block}: {found:.3?}, expected {expected:?}");
        }
    }
}

/// As for the showcase: only a change that is meant to change pixels may change this.
#[test]
fn the_bits_of_everything_are_the_known_ones() {
    let hash = picture(&everything(), &SETTINGS).iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, value| {
        (hash ^ u64::from(value.to_bits())).wrapping_mul(0x0000_0100_0000_01b3)
    });
    assert_eq!(hash, 0x9a2a_06bf_4a6a_7132, "found {hash:#018x}");
}

#[test]
#[ignore = "writes pictures to be looked at"]
fn show_everything() {
    let rgb = picture(&everything(), &Settings { width: 480, height: 320, samples: 256, ..SETTINGS });
    let mut ppm = b"P6 480 320 255\n".to_vec();
    ppm.extend(rgb.iter().map(|value| (value.max(0.0).powf(1.0 / 2.2) * 255.0).min(255.0) as u8));
    std::fs::write(std::env::temp_dir().join("everything.ppm"), ppm).unwrap();
    let prints: Vec<f32> = picture(&everything(), &Settings { samples: 4096, ..SETTINGS });
    let mut found = [[0.0f32; 3]; 24];
    for (i, value) in prints.iter().enumerate() {
        found[i / 3 / 48 / 8 * 6 + i / 3 % 48 / 8][i % 3] += value / 64.0;
    }
    println!("{found:.4?}");
}
