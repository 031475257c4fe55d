use glam::{DMat4, DQuat, DVec3};

use super::scene_builder::{SETTINGS, SceneBuilder, ball, brick, matte, mean, picture, shining, square};
use crate::cancel::Cancel;
use crate::error::{RenderError, SceneError};
use crate::frame::{Prepared, Settings};
use crate::limits::Limits;
use crate::math::{V3, v3};
use crate::scene::{Alpha, Material, Primitive, Property, Scene};
use crate::trace::World;

/// Enough triangles that a mesh placed twice is not flattened.
const MANY: u32 = 520;

fn places() -> Vec<DMat4> {
    let turn = |angle: f64| DQuat::from_xyzw(0.3, 0.2, 0.9, angle).normalize();
    vec![
        DMat4::from_translation(DVec3::new(-1.1, 0.4, 0.0)),
        DMat4::from_scale_rotation_translation(DVec3::new(0.5, 0.8, 0.3), turn(0.4), DVec3::new(1.0, 0.6, 0.2)),
        // Mirrored.
        DMat4::from_scale_rotation_translation(DVec3::new(-0.7, 0.6, 0.6), turn(1.4), DVec3::new(0.3, -1.0, -0.1)),
    ]
}

/// Colored by uv, partly translucent, partly emissive: every feature of a triangle.
fn subject(builder: &mut SceneBuilder) -> Primitive {
    let material = builder.material(Material {
        base: v3(0.8, 0.5, 0.3),
        metallic: 0.4,
        roughness: 0.5,
        opacity: 0.7,
        alpha: Alpha::Blend,
        emission: v3(0.2, 0.1, 0.05),
        double_sided: true,
        ..Material::default()
    });
    let mut ball = ball(0.7, MANY, true, material);
    let color = |p: &[f32; 3]| [p[0] * 0.5 + 0.5, 0.7, 0.9, 1.0];
    ball.colors = Some(ball.positions.iter().map(color).collect());
    ball
}

/// The same picture from one mesh placed three times and from three meshes placed once.
fn stages() -> [Scene; 2] {
    [true, false].map(|is_shared| {
        let mut builder = SceneBuilder::new();
        let subject = subject(&mut builder);
        let floor = builder.material(matte(0.6));
        let floor = builder.mesh(square(4.0, floor));
        builder.draw(floor, DMat4::from_translation(DVec3::new(0.0, 0.0, -1.0)));
        let shared = is_shared.then(|| builder.mesh(subject.clone()));
        for place in places() {
            let mesh = shared.unwrap_or_else(|| builder.mesh(subject.clone()));
            builder.draw(mesh, place);
        }
        builder.even_sky(0.8);
        builder.camera(DVec3::new(0.0, 0.0, 5.0), 2.0);
        builder.build()
    })
}

fn world(scene: &Scene) -> World {
    World::new(scene, &scene.poses(0), 0, &Cancel::new()).unwrap()
}

#[test]
fn instances_equal_the_flattened_scene() {
    let [shared, flat] = stages();
    assert_eq!(world(&shared).bvh.instances.len(), 3);
    assert_eq!(world(&flat).bvh.instances.len(), 0);
    // Without random sampling, where only rounding can differ: albedo and emission of the first hit.
    let settings = Settings { samples: 512, max_bounces: 2, ..SETTINGS };
    let (a, b) = (picture(&shared, &settings), picture(&flat, &settings));
    assert!((mean(&a) / mean(&b) - 1.0).abs() < 2e-3, "{} {}", mean(&a), mean(&b));
    let far = a.iter().zip(&b).filter(|(a, b)| (*a - *b).abs() > 0.06 * b.abs() + 0.02).count();
    assert!(far * 50 < a.len(), "{far} of {}", a.len());
}

#[test]
fn surfaces_of_instances_are_those_of_flattened_meshes_bit_close() {
    use crate::trace::bvh::{Hit, HitFilter, Ray, Stack};
    struct Solid;
    impl HitFilter for Solid {
        fn accepts(&mut self, _: &Hit) -> bool {
            true
        }
    }
    let [shared, flat] = stages().map(|scene| world(&scene));
    let (mut hits, mut stack) = (0, Stack::default());
    for i in 0..40 {
        for j in 0..40 {
            let origin = v3(i as f32 / 10.0 - 1.951, j as f32 / 10.0 - 1.963, 5.0);
            let ray = Ray { origin, direction: v3(0.01, -0.02, -1.0).normalized(), time: 0.0 };
            let a = shared.bvh.intersect(&ray, f32::MAX, &mut Solid, &mut stack).unwrap();
            let b = flat.bvh.intersect(&ray, f32::MAX, &mut Solid, &mut stack).unwrap();
            let (p, q) = (shared.surface(&a, &ray), flat.surface(&b, &ray));
            assert!((p.point - q.point).length() < 1e-5);
            assert!((p.geometric - q.geometric).length() < 1e-2 && (p.shading - q.shading).length() < 1e-3);
            assert!((p.base - q.base).length() < 1e-4 && (p.emission - q.emission).length() < 1e-6);
            if a.instance != super::super::world::NONE && a.distance < 5.9 {
                hits += 1;
                let pdf = |world: &World, hit: &Hit| world.lights.triangle_pdf(world, hit, &ray, hit.distance);
                let (c, d) = (pdf(&shared, &a), pdf(&flat, &b));
                assert!((c / d - 1.0).abs() < 0.03 || d > 1e3, "{c} {d}");
            }
        }
    }
    assert!(hits > 200, "{hits}");
}

#[test]
fn a_forest_is_held_once() {
    let mut builder = SceneBuilder::new();
    let leaf = builder.material(matte(0.5));
    let tree = builder.mesh(ball(0.3, 100, true, leaf));
    let triangles = builder.0.meshes[tree].primitives[0].triangles.len();
    for i in 0..1000 {
        let place = DVec3::new(f64::from(i % 32), f64::from(i / 32), f64::from(i % 7));
        builder.draw(tree, DMat4::from_translation(place));
    }
    builder.even_sky(1.0);
    let limits = Limits { triangles: 20_000, ..Limits::default() };
    let scene = builder.try_build(&limits).unwrap();
    assert_eq!(scene.stats().triangles, 1000 * triangles as u64);
    assert_eq!((scene.stats().unique_triangles, scene.stats().instances), (triangles as u64, 1000));
    let world = world(&scene);
    assert_eq!((world.triangles.len(), world.bvh.instances.len()), (triangles, 1000));
    assert!(mean(&picture(&scene, &Settings { samples: 4, ..SETTINGS })) > 0.3);
}

#[test]
fn more_instances_than_the_limit_are_refused() {
    let mut builder = SceneBuilder::new();
    let material = builder.material(matte(0.5));
    let mesh = builder.mesh(square(1.0, material));
    for _ in 0..11 {
        builder.draw(mesh, DMat4::IDENTITY);
    }
    let limits = Limits { instances: 10, ..Limits::default() };
    let error = builder.try_build(&limits).unwrap_err();
    assert!(matches!(error, SceneError::TooLarge { found: 11, limit: 10, .. }), "{error}");
}

#[test]
fn meshes_pressed_flat_or_to_a_point_are_drawn_or_left_out() {
    let mut builder = SceneBuilder::new();
    let material = builder.material(matte(0.5));
    let mesh = builder.mesh(ball(0.5, 600, true, material));
    for scale in [DVec3::ONE, DVec3::new(1.0, 1.0, 0.0), DVec3::ZERO] {
        builder.draw(mesh, DMat4::from_scale(scale));
    }
    let world = world(&builder.build());
    assert_eq!(world.bvh.instances.len(), 1);
    assert!(world.triangles.len() >= 600 * 300);
}

#[test]
fn instances_out_of_what_numbers_can_hold_are_refused() {
    let mut builder = SceneBuilder::new();
    let material = builder.material(matte(0.5));
    let mesh = builder.mesh(ball(0.5, 600, true, material));
    builder.draw(mesh, DMat4::IDENTITY);
    builder.draw(mesh, DMat4::from_translation(DVec3::splat(1e20)));
    let scene = builder.build();
    let found = Prepared::new(&scene, 0, &SETTINGS, &Cancel::new()).unwrap_err();
    assert!(matches!(found, RenderError::NotFinite { frame: 0, .. }));
}

/// Many emissive instances of one mesh light a floor like one flattened mesh.
#[test]
fn shining_instances_light_as_much_as_flattened_ones() {
    let lit = |columns: u32| {
        let mut builder = SceneBuilder::new();
        let glow = builder.material(shining(4.0));
        let floor = builder.material(matte(0.7));
        let floor = builder.mesh(square(3.0, floor));
        builder.draw(floor, DMat4::IDENTITY);
        // Only the lower side of a light emits. A dust ball of many triangles makes instancing
        // worthwhile.
        let mut lamp = brick(v3(0.2, 0.1, 0.05), glow);
        lamp.triangles.truncate(2);
        let dark = builder.material(matte(0.0));
        let shade = ball(0.001, columns, false, dark);
        builder.0.meshes.push(crate::scene::Mesh { primitives: vec![lamp, shade] });
        let mesh = builder.0.meshes.len() - 1;
        for (x, side) in [(-0.8, 1.0), (0.9, -1.0)] {
            let place = DMat4::from_translation(DVec3::new(x, 0.3, 1.0));
            builder.draw(mesh, place * DMat4::from_scale(DVec3::new(1.5 * side, 1.0, 1.0)));
        }
        builder.camera(DVec3::new(0.0, 0.0, 0.9), 0.5);
        let scene = builder.build();
        assert_eq!(world(&scene).bvh.instances.len(), if columns == MANY { 2 } else { 0 });
        mean(&picture(&scene, &Settings { max_bounces: 1, ..SETTINGS }))
    };
    let (few, many) = (lit(4), lit(MANY));
    assert!(few > 0.01 && (few / many - 1.0).abs() < 5e-3, "{few} {many}");
}

#[test]
fn only_what_joints_or_weights_touch_makes_a_world_anew() {
    let still = |touch: &dyn Fn(&mut SceneBuilder, usize, usize)| {
        let mut builder = SceneBuilder::new();
        let material = builder.material(matte(0.5));
        let bone = builder.node(super::scene_builder::parts_at(DVec3::ZERO));
        let node = builder.add(square(1.0, material));
        touch(&mut builder, node, bone);
        builder.build().only_camera_moves()
    };
    let move_bone = |builder: &mut SceneBuilder, bone: usize| builder.slide(bone, V3::ZERO, V3::ONE);
    assert!(still(&|_, _, _| {}));
    assert!(still(&|builder, _, bone| move_bone(builder, bone)));
    assert!(!still(&|builder, node, _| builder.track(node, Property::Weights, 1, &[0.0, 1.0])));
    assert!(!still(&|builder, node, bone| {
        builder.0.skins.push(crate::scene::Skin { joints: vec![bone], inverse_bind: vec![DMat4::IDENTITY] });
        builder.0.nodes[node].skin = Some(0);
        move_bone(builder, bone);
    }));
}
