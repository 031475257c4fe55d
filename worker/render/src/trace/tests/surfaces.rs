//! Rendered materials compared with analytic results.

use glam::{DMat4, DVec3};

use super::scene_builder::{SETTINGS, SceneBuilder, assert_near, ball, brick, matte, middle, picture, shining, square};
use crate::frame::Settings;
use crate::math::{V3, v3};
use crate::scene::{LightKind, Material, Volume};

pub const CLEAR: Volume =
    Volume { attenuation: V3::ONE, attenuation_distance: f32::INFINITY, scattering: V3::ZERO, anisotropy: 0.0 };

fn white() -> Material {
    Material { base: V3::ONE, metallic: 0.0, ..Material::default() }
}

fn glass(roughness: f32, volume: Option<Volume>) -> Material {
    Material { transmission: 1.0, roughness, volume, ..white() }
}

#[test]
fn white_balls_vanish_in_a_white_furnace() {
    let cases = [
        ("coat", Material { clearcoat: 1.0, clearcoat_roughness: 0.3, ..white() }),
        ("sheen", Material { sheen: V3::ONE, sheen_roughness: 0.4, ..white() }),
        ("thin glass", glass(0.3, None)),
        ("pane", glass(0.0, None)),
        ("clear glass", glass(0.0, Some(CLEAR))),
        ("rough glass", glass(0.5, Some(CLEAR))),
        ("half glass", Material { transmission: 0.5, ..glass(0.3, Some(CLEAR)) }),
        ("perfect reflector", Material { ior: 0.0, ..white() }),
        ("fog", Material { ior: 1.0, ..glass(0.0, Some(Volume { scattering: V3::splat(2.0), ..CLEAR })) }),
        ("milk", glass(0.2, Some(Volume { scattering: V3::splat(3.0), anisotropy: 0.5, ..CLEAR }))),
    ];
    for (what, material) in cases {
        let mut builder = SceneBuilder::new();
        let material = builder.material(material);
        builder.add(ball(1.0, 32, false, material));
        builder.even_sky(0.5);
        builder.camera(DVec3::new(0.0, 0.0, 4.0), 1.0);
        let settings = Settings { width: 12, height: 12, samples: 256, max_bounces: 64, ..SETTINGS };
        let [found, ..] = middle(&builder.build(), &settings);
        assert!(found < 0.5 * 1.015, "{what} makes light: {found}");
        assert!(found > 0.5 * 0.97, "{what} loses light: {found}");
    }
}

/// An emissive wall behind a slab, seen at normal incidence.
fn through_a_slab(material: Material, thickness: f32) -> [f64; 3] {
    let mut builder = SceneBuilder::new();
    let glow = builder.material(shining(2.0));
    let wall = builder.mesh(square(30.0, glow));
    builder.draw(wall, DMat4::from_translation(DVec3::new(0.0, 0.0, -3.0)));
    let material = builder.material(material);
    builder.add(brick(v3(5.0, 5.0, thickness * 0.5), material));
    builder.camera(DVec3::new(0.0, 0.0, 4.0), 0.5);
    middle(&builder.build(), &Settings { samples: 1024, max_bounces: 32, width: 8, height: 8, ..SETTINGS })
}

#[test]
fn absorbing_media_follow_beer_and_lambert() {
    let ink = Volume { attenuation: v3(0.5, 0.1, 1.0), attenuation_distance: 2.0, ..CLEAR };
    // An index-matched interface does not reflect: 2^(-1/2) of the light is left after one unit.
    let found = through_a_slab(Material { ior: 1.0, ..glass(0.0, Some(ink)) }, 1.0);
    for (found, attenuation) in found.into_iter().zip([0.5f64, 0.1, 1.0]) {
        assert_near(found, 2.0 * attenuation.sqrt(), 1e-3);
    }
    // With reflecting boundaries light is reflected back and forth inside: (1 - R)^2 T / (1 - R^2 T^2).
    let found = through_a_slab(glass(0.0, Some(ink)), 1.0);
    for (found, attenuation) in found.into_iter().zip([0.5f64, 0.1, 1.0]) {
        let (r, t) = (0.04, attenuation.sqrt());
        assert_near(found, 2.0 * (1.0 - r) * (1.0 - r) * t / (1.0 - r * r * t * t), 0.03);
    }
}

#[test]
fn media_that_overlap_add_up() {
    let fog = |attenuation: f32| Material {
        ior: 1.0,
        ..glass(0.0, Some(Volume { attenuation: V3::splat(attenuation), attenuation_distance: 1.0, ..CLEAR }))
    };
    let mut builder = SceneBuilder::new();
    let glow = builder.material(shining(1.0));
    let wall = builder.mesh(square(30.0, glow));
    builder.draw(wall, DMat4::from_translation(DVec3::new(0.0, 0.0, -3.0)));
    let (thin, thick) = (builder.material(fog(0.8)), builder.material(fog(0.5)));
    builder.add(brick(v3(5.0, 5.0, 1.0), thin));
    let mesh = builder.mesh(brick(v3(5.0, 5.0, 1.0), thick));
    builder.draw(mesh, DMat4::from_translation(DVec3::new(0.0, 0.0, 0.5)));
    builder.camera(DVec3::new(0.0, 0.0, 4.0), 0.5);
    let [found, ..] = middle(&builder.build(), &SETTINGS);
    assert_near(found, 0.8 * 0.8 * 0.5 * 0.5, 1e-3);
}

/// Second exponential integral by the midpoint rule.
fn exponential_integral(depth: f64) -> f64 {
    let n = 4000;
    (0..n).map(|i| (-depth / ((f64::from(i) + 0.5) / f64::from(n))).exp()).sum::<f64>() / f64::from(n)
}

/// Single scattering in a wide slab: of a constant environment, whose light passes the slab in both
/// directions, and of a sun behind the camera.
#[test]
fn a_thin_fog_scatters_what_single_scattering_says() {
    let (thickness, sigma) = (1.0f64, 0.7f64);
    let slab = |builder: &mut SceneBuilder, anisotropy: f32| {
        let fog = Volume { scattering: V3::splat(sigma as f32), anisotropy, ..CLEAR };
        let material = builder.material(Material { ior: 1.0, ..glass(0.0, Some(fog)) });
        builder.add(brick(v3(400.0, 400.0, thickness as f32 * 0.5), material));
        builder.camera(DVec3::new(0.0, 0.0, 4.0), 0.5);
    };
    let settings = Settings { samples: 4096, max_bounces: 1, width: 8, height: 8, ..SETTINGS };
    let integral = |f: &dyn Fn(f64) -> f64| {
        let n = 400;
        (0..n).map(|i| f((f64::from(i) + 0.5) / f64::from(n) * thickness)).sum::<f64>() * thickness / f64::from(n)
    };
    let mut builder = SceneBuilder::new();
    slab(&mut builder, 0.0);
    builder.even_sky(1.0);
    let scattered = integral(&|t| {
        let around = exponential_integral(sigma * t) + exponential_integral(sigma * (thickness - t));
        sigma * (-sigma * t).exp() * 0.5 * around
    });
    let [found, ..] = middle(&builder.build(), &settings);
    assert_near(found, scattered + (-sigma * thickness).exp(), 0.015);

    // The light of the sun travels along -z and comes back along z: the cosine is -1.
    for anisotropy in [0.0f32, -0.5, 0.6] {
        let mut builder = SceneBuilder::new();
        slab(&mut builder, anisotropy);
        builder.light(LightKind::Directional, 3.0, DVec3::ZERO);
        let g = f64::from(anisotropy);
        let phase = (1.0 - g * g) / (4.0 * std::f64::consts::PI * (1.0 + g).powi(3));
        let expected = integral(&|t| sigma * (-2.0 * sigma * t).exp() * phase * 3.0);
        let [found, ..] = middle(&builder.build(), &settings);
        assert_near(found, expected, 0.02);
    }
}

/// Fog with nothing around it but more fog: it dims the light of a lamp inside on the way to the floor.
#[test]
fn lamps_within_a_medium_are_dimmed() {
    let lit = |fog: bool| {
        let mut builder = SceneBuilder::new();
        let floor = builder.material(matte(0.8));
        builder.add(square(2.0, floor));
        if fog {
            let volume = Volume { attenuation: V3::splat(0.5), attenuation_distance: 1.0, ..CLEAR };
            let material = builder.material(Material { ior: 1.0, ..glass(0.0, Some(volume)) });
            builder.add(brick(V3::splat(2.0), material));
        }
        builder.light(LightKind::Point, 5.0, DVec3::new(0.0, 0.0, 1.0));
        builder.camera(DVec3::new(0.0, 0.0, 4.0), 0.05);
        middle(&builder.build(), &Settings { max_bounces: 1, ..SETTINGS })[0]
    };
    // One unit from the lamp down, two from the floor up to the interface.
    assert_near(lit(true), lit(false) / 8.0, 5e-3);
}

#[test]
fn clear_sheets_let_lamps_and_sky_in_and_frosted_ones_scattered_rays() {
    let under = |roughness: f32, base: f32| {
        let mut builder = SceneBuilder::new();
        let floor = builder.material(matte(0.5));
        builder.add(square(40.0, floor));
        let sheet = builder.material(Material { base: V3::splat(base), ..glass(roughness, None) });
        let sheet = builder.mesh(square(40.0, sheet));
        builder.draw(sheet, DMat4::from_translation(DVec3::new(0.0, 0.0, 3.0)));
        let glow = builder.material(shining(8.0));
        let lamp = builder.mesh(square(1.0, glow));
        // Faces down.
        builder.draw(
            lamp,
            DMat4::from_translation(DVec3::new(0.0, 0.0, 5.0)) * DMat4::from_scale(DVec3::new(1.0, -1.0, -1.0)),
        );
        builder.even_sky(0.2);
        builder.camera(DVec3::new(0.0, 0.0, 1.0), 0.2);
        let settings = Settings { samples: 2048, max_bounces: 3, width: 8, height: 8, ..SETTINGS };
        middle(&builder.build(), &settings)[0]
    };
    // Just at the roughness limit of thin smooth glass, and just above it: sampled differently, but
    // equally bright.
    let (pane, frosted) = (under(0.0999, 1.0), under(0.1001, 1.0));
    assert_near(pane, frosted, 0.04);
    assert_near(under(0.0, 0.5) / under(0.0, 1.0), 0.5, 0.03);
}

/// A sun without an extent cannot be hit by scattered rays: only shadow rays bring its light in.
#[test]
fn a_window_dims_the_sun_by_what_it_reflects() {
    let lit = |window: bool| {
        let mut builder = SceneBuilder::new();
        let floor = builder.material(matte(0.5));
        builder.add(square(5.0, floor));
        if window {
            let sheet = builder.material(glass(0.0, None));
            let sheet = builder.mesh(square(5.0, sheet));
            builder.draw(sheet, DMat4::from_translation(DVec3::new(0.0, 0.0, 2.0)));
        }
        builder.light(LightKind::Directional, 3.0, DVec3::ZERO);
        builder.camera(DVec3::new(0.0, 0.0, 1.0), 0.2);
        middle(&builder.build(), &Settings { max_bounces: 1, ..SETTINGS })[0]
    };
    assert_near(lit(true), lit(false) * 0.96, 1e-3);
}

#[test]
fn solid_glass_bends_what_is_behind_it() {
    let seen = |ior: f32| {
        let mut builder = SceneBuilder::new();
        let glow = builder.material(shining(1.0));
        let wall = builder.mesh(square(1.0, glow));
        builder.draw(wall, DMat4::from_translation(DVec3::new(-1.0, 0.0, -4.0)));
        let lens = builder.material(Material { ior, ..glass(0.0, Some(CLEAR)) });
        builder.add(ball(1.0, 64, true, lens));
        builder.camera(DVec3::new(0.0, 0.0, 4.0), 1.0);
        let rgb = picture(&builder.build(), &Settings { samples: 16, max_bounces: 8, ..SETTINGS });
        let side = |x: usize| rgb[(12 * 24 + x) * 3];
        (side(8), side(15))
    };
    // A ball inverts the picture.
    let (left, right) = seen(1.0);
    assert!(left > 0.9 && right < 0.1, "{left} {right}");
    let (left, right) = seen(1.5);
    assert!(left < 0.2 && right > 0.7, "{left} {right}");
}
