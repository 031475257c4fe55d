//! Light sampling, BSDF sampling, and both combined: all have the same mean.

use std::sync::Arc;

use glam::{DMat4, DVec3};

use super::super::bsdf::Bsdf;
use super::super::bvh::{Hit, HitFilter, Ray, Stack};
use super::super::surface::{Surface, offset_ray_origin};
use super::super::world::World;
use super::scene_builder::{SETTINGS, SceneBuilder, assert_near, matte, middle, parts_at, picture, shining, square};
use crate::cancel::Cancel;
use crate::frame::Settings;
use crate::math::{Frame, V3, v3};
use crate::rng::{FrameKey, Sampler, pair};
use crate::scene::{Environment, HdrImage, Material, Scene, Sky, Sun};

struct Solid;

impl HitFilter for Solid {
    fn accepts(&mut self, _: &Hit) -> bool {
        true
    }
}

const DRAWS: u32 = 1 << 16;

/// Light that a surface seen from above reflects: by light sampling alone, and by BSDF sampling alone.
fn by_both_ways(scene: &Scene, material: &Material) -> [f64; 2] {
    let world = World::new(scene, &scene.poses(0), 0, &Cancel::new()).unwrap();
    let (wo, up) = (v3(0.3, 0.1, 0.9).normalized(), v3(0.0, 0.0, 1.0));
    let frame = Frame::new(up);
    let surface = Surface {
        geometric: up,
        shading: up,
        base: material.base,
        metallic: material.metallic,
        roughness: material.roughness,
        f0: V3::splat(material.dielectric_f0()),
        specular: 1.0,
        ..Surface::default()
    };
    let bsdf = Bsdf::new(&surface, frame.to_local(wo), &frame, 1.0);
    let origin = offset_ray_origin(V3::ZERO, up);
    let (mut stack, mut drawn, mut met) = (Stack::default(), 0.0f64, 0.0f64);
    for i in 0..DRAWS {
        let sampler = Sampler::new(FrameKey::new(3, 0), 0, 0, i);
        let choice = sampler.pair(pair::FIRST + pair::LOCAL_LIGHT)[0];
        let light_sample = [
            world.lights.sample_distant(&world, 0.0, sampler.pair(9)[0], sampler.pair(10)),
            world.environment.sample(sampler.pair(11)),
            world.lights.sample_local(&world, origin, 0.0, choice, sampler.pair(12)),
        ];
        for light_sample in light_sample.into_iter().flatten() {
            let ray = Ray { origin, direction: light_sample.direction, time: 0.0 };
            if !world.bvh.occluded(&ray, light_sample.distance * 0.999_9, &mut Solid, &mut stack) {
                drawn += f64::from((bsdf.evaluate(frame.to_local(light_sample.direction)).0 * light_sample.weight).y);
            }
        }
        let Some(sample) = bsdf.sample(sampler.pair(13), sampler.pair(14)[0]) else { continue };
        let ray = Ray { origin, direction: frame.to_world(sample.wi), time: 0.0 };
        let light = match world.bvh.intersect(&ray, f32::MAX, &mut Solid, &mut stack) {
            Some(hit) => world.surface(&hit, &ray).emission,
            None => {
                let sun = world.environment.sun.as_ref().filter(|sun| sun.contains(ray.direction));
                world.environment.radiance(ray.direction) + sun.map_or(V3::ZERO, |sun| sun.radiance)
            }
        };
        met += f64::from((light * sample.weight).y);
    }
    [drawn, met].map(|sum| sum / f64::from(DRAWS))
}

/// The same by whole paths of one bounce.
fn by_paths(mut builder: SceneBuilder, material: Material) -> (Scene, f64) {
    let subject = builder.material(material);
    builder.add(square(0.2, subject));
    // The camera looks down along the `wo` of the other two.
    let back = v3(0.3, 0.1, 0.9).normalized();
    let look = DMat4::from_quat(glam::DQuat::from_rotation_arc(DVec3::Z, wide(back).normalize()));
    let place = DMat4::from_translation(wide(back) * 0.5) * look;
    let camera = builder.node(crate::scene::Local::Matrix(place));
    let projection = crate::scene::Projection::Orthographic { ymag: 0.02 };
    builder.0.cameras.push(crate::scene::Camera {
        name: None,
        node: camera,
        projection,
        lens: crate::scene::Lens::default(),
        aspect: None,
    });
    let scene = builder.build();
    let settings = Settings { width: 8, height: 8, samples: 4096, max_bounces: 1, ..SETTINGS };
    let [_, found, _] = middle(&scene, &settings);
    (scene, found)
}

fn wide(v: V3) -> DVec3 {
    DVec3::new(f64::from(v.x), f64::from(v.y), f64::from(v.z))
}

fn assert_all_ways_agree(builder: impl Fn() -> SceneBuilder, what: &str) {
    let glossy = Material { base: V3::splat(0.7), metallic: 0.5, roughness: 0.35, ..Material::default() };
    for material in [matte(0.7), glossy] {
        let (_, whole) = by_paths(builder(), material.clone());
        // Without the surface itself, which the paths have to hit and the other two assume.
        let mut bare = builder();
        let far = bare.material(matte(0.0));
        let mesh = bare.mesh(square(0.01, far));
        bare.draw(mesh, DMat4::from_translation(DVec3::new(0.0, 0.0, -50.0)));
        let [drawn, met] = by_both_ways(&bare.build(), &material);
        let near = |a: f64, b: f64| (a / b - 1.0).abs() < 0.03;
        assert!(whole > 1e-3 && near(drawn, met) && near(whole, met), "{what}: {drawn} {met} {whole}");
    }
}

#[test]
fn area_lights_are_found_alike_by_draws_and_by_scattered_rays() {
    let builder = || {
        let mut builder = SceneBuilder::new();
        let glow = builder.material(Material { double_sided: true, ..shining(3.0) });
        for (x, z) in [(-0.7, 1.0), (1.5, 0.8)] {
            let mesh = builder.mesh(square(0.5, glow));
            builder.draw(mesh, DMat4::from_translation(DVec3::new(x, 0.2, z)));
        }
        builder
    };
    assert_all_ways_agree(builder, "squares");
}

#[test]
fn the_sun_is_found_alike_by_draws_and_by_scattered_rays() {
    let builder = || {
        let mut builder = SceneBuilder::new();
        let dark = V3::ZERO;
        let sun = Sun {
            direction: v3(-0.2, 0.3, 0.9).normalized(),
            irradiance: V3::splat(3.0),
            half_angle: 12.0,
            glow: dark,
        };
        builder.0.sky = Some(Sky { zenith: dark, horizon: dark, ground: dark, sun: Some(sun) });
        builder
    };
    assert_all_ways_agree(builder, "sun");
}

/// A gradient with a strong glow: uneven, so that it is importance-sampled.
fn glowing_sky() -> Sky {
    let sun = Sun {
        direction: v3(0.3, 0.4, 0.85).normalized(),
        irradiance: V3::ZERO,
        half_angle: 0.5,
        glow: V3::splat(20.0),
    };
    Sky { zenith: V3::splat(0.3), horizon: V3::splat(0.6), ground: V3::splat(0.1), sun: Some(sun) }
}

#[test]
fn a_glowing_sky_is_found_alike_by_draws_and_by_scattered_rays() {
    let builder = || {
        let mut builder = SceneBuilder::new();
        builder.0.sky = Some(glowing_sky());
        builder
    };
    let mut probe = builder();
    let material = probe.material(matte(0.5));
    probe.add(square(1.0, material));
    let scene = probe.build();
    assert!(World::new(&scene, &scene.poses(0), 0, &Cancel::new()).unwrap().environment.is_sampled());
    assert_all_ways_agree(builder, "sky");
}

fn environment(builder: &mut SceneBuilder, width: u32, height: u32, radiance: impl Fn(u32, u32) -> [f32; 3]) {
    let pixels = (0..width * height).map(|i| radiance(i % width, i / width)).collect();
    let image = Arc::new(HdrImage { width, height, pixels });
    builder.0.environment = Some(Environment { image, strength: 1.0, rotation: 0.0 });
}

#[test]
fn an_environment_is_found_alike_by_draws_and_by_scattered_rays() {
    let builder = || {
        let mut builder = SceneBuilder::new();
        environment(&mut builder, 32, 16, |x, y| {
            let bright = if (x, y) == (3, 7) || (x, y) == (0, 5) { 60.0 } else { 0.2 + 0.1 * (y as f32) };
            [bright, bright, bright * 0.5]
        });
        builder
    };
    assert_all_ways_agree(builder, "environment");
}

/// The irradiance of a matte floor is the cosine-weighted sum over the pixels of the map.
#[test]
fn an_environment_lights_a_floor_by_the_sum_of_its_pixels() {
    let radiance = |x: u32, y: u32| if x % 16 == 3 && y == 6 { 50.0 } else { 0.5 };
    let mut builder = SceneBuilder::new();
    environment(&mut builder, 64, 32, |x, y| [radiance(x, y); 3]);
    // The up direction of the environment is y: the floor is rotated to it, and the camera with it.
    let floor = builder.material(matte(0.6));
    let floor = builder.mesh(square(1.0, floor));
    let turn = DMat4::from_rotation_x(-std::f64::consts::FRAC_PI_2);
    builder.draw(floor, turn);
    let camera = builder.node(crate::scene::Local::Matrix(turn * DMat4::from_translation(DVec3::new(0.0, 0.0, 1.0))));
    let projection = crate::scene::Projection::Orthographic { ymag: 0.1 };
    let lens = crate::scene::Lens::default();
    builder.0.cameras.push(crate::scene::Camera { name: None, node: camera, projection, lens, aspect: None });
    let mut expected = 0.0;
    // Bilinear between pixel centers: summed over a finer grid by the same rule.
    const FINE: u32 = 8;
    for y in 0..16 * FINE {
        for x in 0..64 * FINE {
            let place = |at: u32| (f64::from(at) + 0.5) / f64::from(FINE) - 0.5;
            let (px, py) = (place(x), place(y).clamp(0.0, 31.0));
            let (fx, fy) = (px - px.floor(), py - py.floor());
            let texel = |dx: i64, dy: i64| {
                let column = (px.floor() as i64 + dx).rem_euclid(64) as u32;
                f64::from(radiance(column, (py.floor() as i64 + dy).min(31) as u32))
            };
            let upper = texel(0, 0) * (1.0 - fx) + texel(1, 0) * fx;
            let lower = texel(0, 1) * (1.0 - fx) + texel(1, 1) * fx;
            let angle = (f64::from(y) + 0.5) / f64::from(32 * FINE) * std::f64::consts::PI;
            let solid = std::f64::consts::TAU / f64::from(64 * FINE) * std::f64::consts::PI / f64::from(32 * FINE);
            expected += (upper * (1.0 - fy) + lower * fy) * angle.cos() * angle.sin() * solid;
        }
    }
    let scene = builder.build();
    let settings = Settings { samples: 1024, max_bounces: 1, width: 8, height: 8, ..SETTINGS };
    assert_near(middle(&scene, &settings)[0], expected * 0.6 / std::f64::consts::PI, 0.01);
}

/// The middle of the map is the direction -z, its top is up; rotation moves it to the right.
#[test]
fn an_environment_stands_the_right_way_round() {
    let seen = |rotation: f32, axis: DVec3, angle: f64| {
        let mut builder = SceneBuilder::new();
        // A color for every eighth of a turn, brighter in the upper half.
        environment(&mut builder, 64, 32, |x, y| [(x / 8) as f32, if y < 16 { 1.0 } else { 0.0 }, 1.0]);
        builder.0.environment.as_mut().unwrap().rotation = rotation;
        let material = builder.material(matte(0.5));
        let mesh = builder.mesh(square(0.001, material));
        builder.draw(mesh, DMat4::from_translation(DVec3::new(0.0, 90.0, 90.0)));
        let node = builder.node(crate::scene::Local::Matrix(DMat4::from_axis_angle(axis, angle)));
        let projection = crate::scene::Projection::Orthographic { ymag: 0.1 };
        let lens = crate::scene::Lens::default();
        builder.0.cameras.push(crate::scene::Camera { name: None, node, projection, lens, aspect: None });
        let rgb = picture(&builder.build(), &Settings { samples: 1, ..SETTINGS });
        [rgb[0].round(), rgb[1].round()]
    };
    let pi = std::f64::consts::PI;
    // A little to the right of -z and above the horizon; y turns to the left.
    let tilt = DVec3::new(1.0, -1.0, 0.0).normalize();
    assert_eq!(seen(0.0, tilt, 0.3), [4.0, 1.0]);
    assert_eq!(seen(0.0, -tilt, 0.3), [3.0, 0.0]);
    // A quarter turn to the left shows what is a quarter left of the middle.
    assert_eq!(seen(0.0, DVec3::Y, pi * 0.4)[0], 2.0);
    // The map rotated by a quarter to the right brings its left half to the middle.
    assert_eq!(seen(pi as f32 * 0.5, tilt, 0.3)[0], 2.0);
}

#[test]
fn only_skies_that_are_not_even_are_drawn() {
    let is_drawn = |sky: Sky| {
        let mut builder = SceneBuilder::new();
        builder.0.sky = Some(sky);
        let material = builder.material(matte(0.5));
        builder.add(square(1.0, material));
        builder.node(parts_at(DVec3::ZERO));
        let scene = builder.build();
        World::new(&scene, &scene.poses(0), 0, &Cancel::new()).unwrap().environment.is_sampled()
    };
    assert!(!is_drawn(Sky::default()));
    assert!(is_drawn(glowing_sky()));
}
