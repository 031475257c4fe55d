use glam::{DMat4, DVec3};

use super::scene_builder::{SETTINGS, SceneBuilder, ball, brick, matte, mean, parts_at, picture, shining, square};
use crate::frame::{Prepared, Settings};
use crate::math::{V3, v3};
use crate::scene::{JointSet, LightKind, Material, Morph, Property, Scene, Skin};

const STEPS: u32 = 32;

/// A picture with an open shutter is the mean of pictures without one, at evenly spaced times.
fn assert_blur_is_the_mean(make: impl Fn(&mut SceneBuilder), settings: &Settings) {
    let built = |shutter: f32, times_per_frame: f64| -> Scene {
        let mut builder = SceneBuilder::new();
        make(&mut builder);
        builder.0.shutter = shutter;
        builder.0.frames_per_second *= times_per_frame;
        builder.build()
    };
    let blurred = picture(&built(1.0, 1.0), settings);
    // Frame 2i + 1 of a scene with twice as many frames is the middle of step i.
    let fine = built(0.0, f64::from(2 * STEPS));
    let mut still = vec![0.0; blurred.len()];
    let mut first = Vec::new();
    for step in 0..STEPS {
        let settings = Settings { samples: settings.samples / STEPS, seed: 77, ..*settings };
        let cancel = crate::cancel::Cancel::new();
        let rgb = Prepared::new(&fine, 2 * step + 1, &settings, &cancel).unwrap().whole(&cancel).unwrap().rgb;
        still.iter_mut().zip(&rgb).for_each(|(sum, value)| *sum += value / STEPS as f32);
        if step == 0 {
            first = rgb;
        }
    }
    let distance = |a: &[f32], b: &[f32]| {
        let squares = a.iter().zip(b).map(|(a, b)| f64::from((a - b) * (a - b)));
        (squares.sum::<f64>() / a.len() as f64).sqrt() / mean(a)
    };
    assert!((mean(&blurred) / mean(&still) - 1.0).abs() < 0.01, "{} {}", mean(&blurred), mean(&still));
    assert!(distance(&blurred, &still) < 0.08, "{}", distance(&blurred, &still));
    assert!(distance(&blurred, &first) > 0.15, "it does not even move: {}", distance(&blurred, &first));
}

const BLUR: Settings = Settings { samples: 512, max_bounces: 2, ..SETTINGS };

fn ground(builder: &mut SceneBuilder) {
    let floor = builder.material(matte(0.7));
    let floor = builder.mesh(square(3.0, floor));
    builder.draw(floor, DMat4::from_translation(DVec3::new(0.0, 0.0, -0.5)));
    builder.even_sky(0.5);
    builder.camera(DVec3::new(0.0, 0.0, 5.0), 1.5);
}

#[test]
fn a_shining_ball_that_slides_is_the_mean_of_many_still_ones() {
    let slide = |builder: &mut SceneBuilder| {
        ground(builder);
        let glow = builder.material(Material { emission: V3::splat(2.0), ..matte(0.2) });
        let mesh = builder.mesh(ball(0.4, 24, true, glow));
        let node = builder.node(parts_at(DVec3::ZERO));
        builder.0.nodes[node].mesh = Some(mesh);
        builder.slide(node, v3(-1.0, -0.5, 0.0), v3(1.0, 0.5, 0.4));
    };
    assert_blur_is_the_mean(slide, &BLUR);
}

#[test]
fn a_bar_that_turns_is_the_mean_of_many_still_ones() {
    let turn = |builder: &mut SceneBuilder| {
        ground(builder);
        let dark = builder.material(matte(0.05));
        let mesh = builder.mesh(brick(v3(1.2, 0.2, 0.1), dark));
        let node = builder.node(parts_at(DVec3::ZERO));
        builder.0.nodes[node].mesh = Some(mesh);
        let (sin, cos) = std::f32::consts::FRAC_PI_4.sin_cos();
        builder.track(node, Property::Rotation, 4, &[0.0, 0.0, 0.0, 1.0, 0.0, 0.0, sin, cos]);
    };
    assert_blur_is_the_mean(turn, &BLUR);
}

#[test]
fn a_camera_that_slides_blurs_what_stands_still() {
    let pan = |builder: &mut SceneBuilder| {
        ground(builder);
        let glow = builder.material(shining(3.0));
        let mesh = builder.mesh(square(0.3, glow));
        builder.draw(mesh, DMat4::IDENTITY);
        let camera = builder.0.cameras[0].node;
        builder.slide(camera, v3(-0.6, 0.0, 5.0), v3(0.6, 0.0, 5.0));
    };
    assert_blur_is_the_mean(pan, &BLUR);
}

#[test]
fn a_shape_that_grows_is_the_mean_of_many_still_ones() {
    let grow = |builder: &mut SceneBuilder| {
        ground(builder);
        let dark = builder.material(matte(0.02));
        let mut brick = brick(v3(0.5, 0.5, 0.2), dark);
        let difference = |p: &[f32; 3]| [p[0] * 1.5, p[1], 0.0];
        let positions = Some(brick.positions.iter().map(difference).collect());
        brick.morphs.push(Morph { positions, ..Morph::default() });
        let node = builder.add(brick);
        builder.0.nodes[node].weights = vec![0.0];
        builder.track(node, Property::Weights, 1, &[0.0, 1.0]);
    };
    assert_blur_is_the_mean(grow, &BLUR);
}

#[test]
fn a_shining_skin_that_follows_its_bone_is_the_mean_of_many_still_ones() {
    let wave = |builder: &mut SceneBuilder| {
        ground(builder);
        let glow = builder.material(shining(2.0));
        let mut bar = brick(v3(0.3, 0.3, 0.1), glow);
        let weights =
            bar.positions.iter().map(|p| if p[1] > 0.0 { [1.0, 0.0, 0.0, 0.0] } else { [0.5, 0.5, 0.0, 0.0] });
        bar.joints = vec![JointSet { joints: vec![[0, 1, 0, 0]; 8], weights: weights.collect() }];
        let node = builder.add(bar);
        let (bone, root) = (builder.node(parts_at(DVec3::ZERO)), builder.node(parts_at(DVec3::ZERO)));
        builder.slide(bone, v3(-1.0, 0.0, 0.0), v3(1.0, 0.6, 0.0));
        builder.0.skins.push(Skin { joints: vec![bone, root], inverse_bind: vec![DMat4::IDENTITY; 2] });
        builder.0.nodes[node].skin = Some(0);
    };
    assert_blur_is_the_mean(wave, &BLUR);
}

#[test]
fn a_lamp_that_slides_lights_as_many_still_ones() {
    let swing = |builder: &mut SceneBuilder| {
        ground(builder);
        let lamp = builder.light(LightKind::Point, 3.0, DVec3::ZERO);
        builder.slide(lamp, v3(-1.2, 0.0, 0.3), v3(1.2, 0.0, 0.3));
    };
    assert_blur_is_the_mean(swing, &BLUR);
}

/// Only its joints place a skinned mesh; the transform of its node does not matter.
#[test]
fn a_skinned_square_is_where_its_joints_put_it() {
    let mut builder = SceneBuilder::new();
    let glow = builder.material(shining(1.0));
    let mut bar = square(0.5, glow);
    bar.joints = vec![JointSet { joints: vec![[0, 0, 0, 0]; 4], weights: vec![[1.0, 0.0, 0.0, 0.0]; 4] }];
    let mesh = builder.mesh(bar);
    let node = builder.draw(mesh, DMat4::from_translation(DVec3::new(50.0, 0.0, 0.0)));
    // The joint has moved by (0.5, 0.5) since it was bound at (1, 2).
    let bone = builder.node(parts_at(DVec3::new(1.5, 2.5, 0.0)));
    let bind = DMat4::from_translation(DVec3::new(-1.0, -2.0, 0.0));
    builder.0.skins.push(Skin { joints: vec![bone], inverse_bind: vec![bind] });
    builder.0.nodes[node].skin = Some(0);
    builder.camera(DVec3::new(0.0, 0.0, 5.0), 1.0);
    let rgb = picture(&builder.build(), &SETTINGS);
    // From 0 to 1 on both axes: the upper right quarter of the picture.
    let at = |x: usize, y: usize| rgb[(y * 24 + x) * 3];
    assert_eq!((at(18, 5), at(13, 2), at(22, 10)), (1.0, 1.0, 1.0));
    assert_eq!((at(5, 5), at(18, 18), at(5, 18), at(10, 5)), (0.0, 0.0, 0.0, 0.0));
}
