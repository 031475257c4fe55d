//! Bits of the twin on scenes that files cannot describe yet, each with some features of the tracer.

use std::sync::{Arc, OnceLock};

use glam::{DMat4, DQuat, DVec3};
use rayment_render::{
    Cancel, Prepared, Rect, Settings,
    math::{V3, v3},
    scene::{
        Alpha, Environment, Filter, HdrImage, Image, JointSet, LightKind, Map, Material, Property, Skin, Sky, Texture,
        Volume, Wrap,
    },
};

use super::{Device, Renderer, devices};

#[path = "../../render/src/trace/tests/scene_builder.rs"]
#[expect(dead_code, reason = "the tracer's own tests use the rest")]
mod scene_builder;

use scene_builder::{SceneBuilder, ball, brick, matte, parts_at, shining, square};

const SETTINGS: Settings = Settings { width: 20, height: 16, samples: 4, seed: 5, max_bounces: 6, camera: 0 };

#[test]
fn materials_have_the_bits_of_the_tracer() {
    let white = Material { metallic: 0.0, base: v3(0.8, 0.7, 0.9), ..Material::default() };
    let glass = Material { transmission: 1.0, roughness: 0.0, ..white.clone() };
    let clear = |attenuation: V3, scattering: V3, anisotropy: f32| {
        Some(Volume { attenuation, attenuation_distance: 0.5, scattering, anisotropy })
    };
    let none = V3::ZERO;
    let tinted = v3(0.3, 0.8, 0.5);
    let cases = [
        ("coat", Material { clearcoat: 0.8, clearcoat_roughness: 0.1, roughness: 0.6, ..white.clone() }),
        ("sheen", Material { sheen: v3(0.9, 0.2, 0.4), sheen_roughness: 0.3, ..white.clone() }),
        ("specular", Material { specular: 0.6, specular_color: v3(1.0, 0.4, 0.9), roughness: 0.3, ..white.clone() }),
        ("mirror", Material { ior: 0.0, roughness: 0.2, ..white.clone() }),
        ("pane", glass.clone()),
        ("frosted sheet", Material { roughness: 0.5, transmission: 0.7, ..glass.clone() }),
        ("solid glass", Material { volume: clear(tinted, none, 0.0), ..glass.clone() }),
        ("frosted glass", Material { volume: clear(tinted, none, 0.0), roughness: 0.5, ior: 1.8, ..glass.clone() }),
        ("milk", Material { volume: clear(V3::ONE, v3(2.0, 3.0, 4.0), 0.4), roughness: 0.2, ..glass.clone() }),
        ("fog", Material { volume: clear(tinted, V3::splat(0.7), -0.3), ior: 1.0, base: V3::ONE, ..glass.clone() }),
        (
            "everything",
            Material {
                clearcoat: 1.0,
                sheen: V3::splat(0.3),
                sheen_roughness: 0.8,
                transmission: 0.5,
                metallic: 0.3,
                roughness: 0.4,
                volume: clear(tinted, V3::splat(0.5), 0.0),
                emission: v3(0.1, 0.0, 0.1),
                ..white
            },
        ),
    ];
    assert_same_bits(cases.into_iter().map(|(name, material)| {
        let mut builder = room();
        let material = builder.material(material);
        builder.add(ball(0.7, 10, true, material));
        let small = builder.mesh(ball(0.25, 8, false, material));
        builder.draw(small, DMat4::from_translation(DVec3::new(0.3, 0.1, 0.2)));
        (name, builder)
    }));
}

#[test]
fn maps_of_every_kind_have_the_bits_of_the_tracer() {
    let mut builder = room();
    let pixel = |i: u32| (i + 1).wrapping_mul(0x9e37_79b9).rotate_left(11).wrapping_mul(0x85eb_ca6b).to_le_bytes();
    let image = Arc::new(Image { width: 5, height: 6, pixels: (0..30).map(pixel).collect() });
    let decode = Arc::new(std::array::from_fn(|byte| byte as f32 / 255.0));
    let texture = |wrap, filter| Texture { image: image.clone(), wrap: [wrap; 2], filter, decode: decode.clone() };
    builder.0.textures = vec![texture(Wrap::Repeat, Filter::Bilinear), texture(Wrap::Mirror, Filter::Nearest)];
    let at = |scale: f32| Map { texture: 0, second_set: false, transform: Some([[scale, 0.1, 0.2], [-0.3, 1.0, 0.7]]) };
    let map = |scale: f32| Some(at(scale));
    let material = builder.material(Material {
        transmission: 0.9,
        clearcoat: 0.9,
        clearcoat_roughness: 0.6,
        sheen: V3::splat(0.8),
        sheen_roughness: 1.0,
        alpha: Alpha::Blend,
        double_sided: true,
        emission: V3::splat(0.4),
        base_map: map(1.0),
        metallic_roughness_map: map(1.3),
        normal_map: map(0.7),
        emission_map: Some(Map { texture: 1, second_set: false, transform: None }),
        specular_map: map(1.1),
        specular_color_map: map(1.2),
        transmission_map: map(0.9),
        clearcoat_map: map(0.8),
        clearcoat_roughness_map: map(1.4),
        clearcoat_normal_map: map(1.6),
        sheen_map: map(1.7),
        sheen_roughness_map: map(1.8),
        ..Material::default()
    });
    let turned = DMat4::from_rotation_translation(DQuat::from_rotation_x(0.4), DVec3::new(0.0, 0.0, 0.3));
    let mesh = builder.mesh(square(0.8, material));
    builder.draw(mesh, turned);
    assert_same_bits([("maps", builder)].into_iter());
}

#[test]
fn instances_and_motion_have_the_bits_of_the_tracer() {
    let place = |x: f64, scale: DVec3| {
        DMat4::from_scale_rotation_translation(scale, DQuat::from_rotation_y(x), DVec3::new(x, 0.1, 0.3))
    };
    let mut placed = room();
    let glow = placed.material(Material { emission: V3::splat(1.5), ..matte(0.3) });
    let mesh = placed.mesh(ball(0.3, 8, true, glow));
    placed.draw(mesh, place(-0.6, DVec3::new(1.0, 0.6, 1.2)));
    placed.draw(mesh, place(0.0, DVec3::ONE));
    placed.draw(mesh, place(0.6, DVec3::new(-1.0, 1.0, 1.0)));

    let mut sliding = room();
    sliding.0.shutter = 0.8;
    let glow = sliding.material(shining(2.0));
    let mesh = sliding.mesh(brick(v3(0.5, 0.2, 0.1), glow));
    for (from, to) in [(v3(-0.8, -0.2, 0.0), v3(0.3, 0.3, 0.4)), (v3(0.4, 0.5, 0.2), v3(0.4, -0.5, 0.2))] {
        let node = sliding.node(parts_at(DVec3::ZERO));
        sliding.0.nodes[node].mesh = Some(mesh);
        sliding.slide(node, from, to);
        let (sin, cos) = 0.4f32.sin_cos();
        sliding.track(node, Property::Rotation, 4, &[0.0, 0.0, 0.0, 1.0, 0.0, sin, 0.0, cos]);
    }
    let lamp = sliding.light(LightKind::Spot { inner: 0.9, outer: 0.5 }, 6.0, DVec3::new(0.0, 0.0, 2.0));
    sliding.slide(lamp, v3(-1.0, 0.0, 2.0), v3(1.0, 0.0, 2.0));

    let mut bending = room();
    bending.0.shutter = 1.0;
    let plain = bending.material(Material { emission: V3::splat(0.2), ..matte(0.6) });
    let mut bar = brick(v3(0.8, 0.1, 0.1), plain);
    let right = |p: &[f32; 3]| f32::from(u8::from(p[0] > 0.0));
    let weights = bar.positions.iter().map(|p| [1.0 - right(p), right(p), 0.0, 0.0]).collect();
    bar.joints = vec![JointSet { joints: vec![[0, 1, 0, 0]; 8], weights }];
    let node = bending.add(bar);
    let joints: Vec<usize> = (0..2).map(|_| bending.node(parts_at(DVec3::ZERO))).collect();
    bending.slide(joints[1], V3::ZERO, v3(0.1, 0.6, 0.2));
    bending.0.skins.push(Skin { joints, inverse_bind: vec![DMat4::IDENTITY; 2] });
    bending.0.nodes[node].skin = Some(0);
    let camera = bending.0.cameras[0].node;
    bending.slide(camera, v3(0.0, 0.0, 4.0), v3(0.2, 0.1, 4.0));

    assert_same_bits([("placed", placed), ("sliding", sliding), ("bending", bending)].into_iter());
}

#[test]
fn skies_have_the_bits_of_the_tracer() {
    let ball_in = |sky: Option<Sky>, environment: Option<Environment>| {
        let mut builder = room();
        let shiny = builder.material(Material { roughness: 0.3, metallic: 0.5, ..Material::default() });
        builder.add(ball(0.8, 10, true, shiny));
        (builder.0.sky, builder.0.environment) = (sky, environment);
        builder
    };
    let pixels = (0..16 * 8).map(|i| [0.1, 0.2, if i == 37 { 90.0 } else { 0.3 + (i % 5) as f32 * 0.1 }]).collect();
    let image = Arc::new(HdrImage { width: 16, height: 8, pixels });
    let picture = Environment { image, strength: 1.3, rotation: 0.9 };
    let cases = [("sky", ball_in(Some(Sky::default()), None)), ("picture", ball_in(None, Some(picture)))];
    assert_same_bits(cases.into_iter());
}

#[test]
fn mere_rays_have_the_bits_of_the_tracer() {
    let renderer = renderer();
    let settings = Settings { samples: 70, ..SETTINGS };
    let prepared = Prepared::new(&room().build(), 0, &settings, &Cancel::new()).expect("it renders");
    let whole = Rect::new(0, 0, SETTINGS.width, SETTINGS.height);
    for bounces in [0, 3] {
        let expected = prepared.rays(whole, bounces, &Cancel::new()).expect("nobody cancels");
        let found = renderer.prepare_rays(&prepared, bounces).expect("it fits").tile(whole, &Cancel::new());
        assert!(found == Ok(expected.clone()), "{bounces} bounces");
        assert!(expected.rgb[1] >= 1.0 && expected.rgb[1] <= (bounces + 1) as f32);
    }
}

/// A floor under an even sky and a lamp, seen from +z.
fn room() -> SceneBuilder {
    let mut builder = SceneBuilder::new();
    let floor = builder.material(matte(0.6));
    let floor = builder.mesh(square(2.0, floor));
    builder.draw(floor, DMat4::from_translation(DVec3::new(0.0, 0.0, -0.9)));
    let lamp = builder.material(shining(4.0));
    let lamp = builder.mesh(square(0.3, lamp));
    let above = DMat4::from_rotation_translation(DQuat::from_rotation_y(3.0), DVec3::new(0.6, 0.4, 2.0));
    builder.draw(lamp, above);
    builder.even_sky(0.6);
    builder.light(LightKind::Point, 2.0, DVec3::new(-0.9, 0.8, 1.2));
    builder.camera(DVec3::new(0.0, 0.0, 4.0), 1.1);
    builder
}

/// On software Vulkan, opened once: compiling its kernels is what takes long.
pub fn renderer() -> Renderer {
    static SHARED: OnceLock<Device> = OnceLock::new();
    let device = SHARED.get_or_init(|| {
        let software = devices().into_iter().find(|info| info.class() == "cpu");
        Device::open(&software.expect("install mesa-vulkan-drivers (lavapipe)")).expect("it opens")
    });
    Renderer::new(vec![device.clone()]).expect("one device")
}

fn assert_same_bits<'a>(stages: impl Iterator<Item = (&'a str, SceneBuilder)>) {
    let renderer = renderer();
    let whole = Rect::new(0, 0, SETTINGS.width, SETTINGS.height);
    let mut wrong = Vec::new();
    for (name, builder) in stages {
        let cancel = Cancel::new();
        let prepared = Prepared::new(&builder.build(), 0, &SETTINGS, &cancel).expect("it renders");
        let expected = prepared.whole(&cancel).expect("nobody cancels").rgb;
        assert!(expected.iter().any(|&value| value > 0.0), "{name} shows nothing");
        let found = renderer.prepare(&prepared).expect("it fits").tile(whole, &cancel).expect("it renders").rgb;
        let differ = |(a, b): &(&f32, &f32)| a.to_bits() != b.to_bits();
        let count = expected.iter().zip(&found).filter(differ).count();
        if let Some((a, b)) = expected.iter().zip(&found).find(differ) {
            wrong.push(format!("{name}: {count} of {} values differ, first {a} and {b}", found.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
