//! What texture maps evaluate to at a hit.

use std::sync::Arc;

use glam::DVec3;

use super::super::bvh::{Hit, HitFilter, Ray, Stack};
use super::super::surface::{COAT, GLASS, HAS_INTERIOR, NORMAL_MAPPED, SHEEN, Surface, THIN, THIN_SPECULAR};
use super::super::world::World;
use super::scene_builder::{SceneBuilder, square};
use super::surfaces::CLEAR;
use crate::cancel::Cancel;
use crate::math::{V3, v3};
use crate::scene::{Filter, Image, Map, Material, Texture, Wrap};

struct Solid;

impl HitFilter for Solid {
    fn accepts(&mut self, _: &Hit) -> bool {
        true
    }
}

const MAP: Option<Map> = Some(Map { texture: 0, second_set: false, transform: None });

/// The center of a square whose material reads a texture of one color, seen from the front or behind.
fn surface(texel: [u8; 4], material: Material, from_behind: bool) -> Surface {
    let mut builder = SceneBuilder::new();
    builder.0.textures.push(Texture {
        image: Arc::new(Image { width: 1, height: 1, pixels: vec![texel] }),
        wrap: [Wrap::Repeat; 2],
        filter: Filter::Nearest,
        decode: Arc::new(std::array::from_fn(|byte| byte as f32 / 255.0)),
    });
    let material = builder.material(material);
    builder.add(square(1.0, material));
    builder.camera(DVec3::ZERO, 1.0);
    let scene = builder.build();
    let world = World::new(&scene, &scene.poses(0), 0, &Cancel::new()).unwrap();
    let side = if from_behind { -1.0 } else { 1.0 };
    let ray = Ray { origin: v3(0.1, 0.2, side), direction: v3(0.0, 0.0, -side), time: 0.0 };
    let hit = world.bvh.intersect(&ray, f32::MAX, &mut Solid, &mut Stack::default()).unwrap();
    world.surface(&hit, &ray)
}

fn near(a: f32, b: f32) -> bool {
    (a - b).abs() < 1e-6
}

#[test]
fn every_map_is_read_from_its_channels() {
    let material = Material {
        roughness: 0.5,
        transmission: 0.5,
        clearcoat: 0.5,
        clearcoat_roughness: 0.5,
        sheen: V3::ONE,
        sheen_roughness: 0.5,
        metallic: 0.9,
        ior: 1.5,
        base_map: MAP,
        metallic_roughness_map: MAP,
        specular_map: MAP,
        specular_color_map: MAP,
        transmission_map: MAP,
        clearcoat_map: MAP,
        clearcoat_roughness_map: MAP,
        sheen_map: MAP,
        sheen_roughness_map: MAP,
        ..Material::default()
    };
    let found = surface([51, 102, 153, 204], material, false);
    let color = v3(0.2, 0.4, 0.6);
    assert!((found.base - color).length() < 1e-6 && (found.sheen - color).length() < 1e-6);
    assert!(near(found.metallic, 0.54) && near(found.roughness, 0.2));
    assert!(near(found.specular, 0.8) && (found.f0 - color * (0.04 * 0.8)).length() < 1e-6);
    assert!(near(found.transmission, 0.1) && near(found.clearcoat, 0.1) && near(found.clearcoat_roughness, 0.2));
    assert!(near(found.sheen_roughness, 0.4));
    assert_eq!(found.flags, GLASS | COAT | SHEEN | THIN);
}

#[test]
fn lobes_that_a_map_takes_away_are_gone() {
    let material = Material {
        metallic: 0.0,
        roughness: 0.05,
        transmission: 1.0,
        clearcoat: 1.0,
        sheen: V3::ONE,
        transmission_map: MAP,
        clearcoat_map: MAP,
        sheen_map: MAP,
        volume: Some(CLEAR),
        ..Material::default()
    };
    assert_eq!(surface([0, 0, 0, 255], material.clone(), false).flags, 0);
    assert_eq!(surface([255, 0, 0, 255], material.clone(), false).flags, GLASS | COAT | SHEEN | HAS_INTERIOR);
    let thin = Material { volume: None, clearcoat: 0.0, sheen: V3::ZERO, ..material };
    assert_eq!(surface([255, 0, 0, 255], thin, false).flags, GLASS | THIN | THIN_SPECULAR);
}

#[test]
fn a_coat_leans_by_its_own_map_on_either_side() {
    let material = Material { clearcoat: 1.0, clearcoat_normal_map: MAP, ..Material::default() };
    let front = surface([217, 128, 217, 255], material.clone(), false);
    assert!((front.shading - v3(0.0, 0.0, 1.0)).length() < 1e-6);
    assert!((front.coat_normal - v3(0.707, 0.0, 0.707)).length() < 5e-3, "{:?}", front.coat_normal);
    let behind = surface([217, 128, 217, 255], material, true);
    assert!(!behind.front && (behind.coat_normal - v3(-0.707, 0.0, -0.707)).length() < 5e-3);
    let both = Material { clearcoat: 1.0, normal_map: MAP, ..Material::default() };
    let found = surface([217, 128, 217, 255], both, false);
    // The base color map does not apply to the coat.
    assert!(found.shading.x > 0.7 && found.coat_normal.z > 0.999 && found.flags & NORMAL_MAPPED != 0);
}
