//! AOVs (arbitrary output variables): what the camera sees first, without lighting, as auxiliary images for a
//! denoiser and as layers of their own. After the recommendations of Open Image Denoise (documentation of its
//! RT filter, "Auxiliary images"): reflectance at normal incidence as albedo, normals with normal maps,
//! everything antialiased, and behind a mirror the surface that it shows. Rough metal has its own albedo.

use rayon::prelude::*;

use super::alpha_test::AlphaTest;
use super::bvh::{Hit, Ray, Stack};
use super::film::FrameContext;
use super::path::MAX_PASSES;
use super::surface::{Surface, offset_ray_origin};
use super::world::World;
use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::math::V3;
use crate::rng::Sampler;
use crate::tile::{AovTile, Rect};

const MAX_SAMPLES: u32 = 64;
/// Greatest number of mirrors that are followed.
const MAX_MIRRORS: u32 = 3;
/// A metal at most this rough counts as a mirror.
const MIRROR_ROUGHNESS: f32 = 0.1;

/// The values of one sample.
#[derive(Debug, Clone, Copy)]
struct AovSample {
    albedo: V3,
    normal: V3,
    depth: f32,
    object: u32,
    material: u32,
}

pub fn render(context: &FrameContext, rect: Rect, samples: u32, cancel: &Cancel) -> Result<AovTile, Cancelled> {
    let samples = samples.clamp(1, MAX_SAMPLES);
    let width = (rect.width as usize).max(1);
    let nothing = AovSample::nothing(V3::ZERO);
    let mut pixels = vec![nothing; rect.pixels()];
    pixels.par_chunks_exact_mut(width).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::default();
        let mut samples_seen = Vec::with_capacity(samples as usize);
        cancel.check()?;
        for (column, pixel) in line.iter_mut().enumerate() {
            let (x, y) = (rect.x + column as u32, rect.y + row as u32);
            samples_seen.clear();
            samples_seen.extend((0..samples).map(|index| sample(context, x, y, index, &mut stack)));
            *pixel = resolve(&samples_seen);
        }
        Ok(())
    })?;
    Ok(AovTile {
        rect,
        albedo: pixels.iter().flat_map(|pixel| pixel.albedo.to_array()).collect(),
        normal: pixels.iter().flat_map(|pixel| pixel.normal.to_array()).collect(),
        depth: pixels.iter().map(|pixel| pixel.depth).collect(),
        object: pixels.iter().map(|pixel| pixel.object).collect(),
        material: pixels.iter().map(|pixel| pixel.material).collect(),
    })
}

/// Means of what can be averaged, the nearest depth, and the object and material that most samples hit.
fn resolve(samples_seen: &[AovSample]) -> AovSample {
    let share = 1.0 / samples_seen.len() as f32;
    let votes = |id: &dyn Fn(&AovSample) -> u32| {
        let count = |wanted: u32| samples_seen.iter().filter(|one| id(one) == wanted).count();
        // Ties go to the earliest sample.
        samples_seen.iter().map(id).rev().max_by_key(|wanted| count(*wanted)).unwrap_or(AovTile::NOTHING)
    };
    AovSample {
        albedo: samples_seen.iter().fold(V3::ZERO, |sum, one| sum + one.albedo) * share,
        normal: samples_seen.iter().fold(V3::ZERO, |sum, one| sum + one.normal) * share,
        depth: samples_seen.iter().fold(f32::INFINITY, |nearest, one| nearest.min(one.depth)),
        object: votes(&|one| one.object),
        material: votes(&|one| one.material),
    }
}

fn sample(context: &FrameContext, x: u32, y: u32, index: u32, stack: &mut Stack) -> AovSample {
    let world = context.world;
    let sampler = Sampler::new(context.key, x, y, index);
    let mut ray = context.camera_ray(x, y, &sampler);
    let mut first: Option<AovSample> = None;
    let mut tint = V3::ONE;
    for mirror in 0..=MAX_MIRRORS {
        let mut filter = AlphaTest { world, sampler: &sampler, ray: mirror * 4 };
        let mut hit = world.bvh.intersect(&ray, f32::MAX, &mut filter, stack);
        let mut passed = 0.0;
        if first.is_none() {
            (hit, passed) = seen(world, hit, &mut ray, &mut filter, stack);
        }
        let Some(hit) = hit else {
            let light = tint * world.environment.radiance(ray.direction).min(V3::ONE);
            return first.map_or(AovSample::nothing(light), |first| AovSample {
                albedo: light,
                normal: V3::ZERO,
                ..first
            });
        };
        let surface = world.surface(&hit, &ray);
        let triangle = &world.triangles[hit.triangle as usize];
        let own = AovSample {
            albedo: tint * albedo(&surface),
            normal: surface.shading,
            depth: passed + hit.distance,
            object: world.node(&hit),
            material: triangle.material,
        };
        let shown = first.map_or(own, |first| AovSample { albedo: own.albedo, normal: own.normal, ..first });
        let is_mirror = surface.metallic > 0.9 && surface.roughness < MIRROR_ROUGHNESS && surface.emission.is_black();
        if !is_mirror || mirror == MAX_MIRRORS {
            return shown;
        }
        first = Some(shown);
        tint *= surface.base.min(V3::ONE);
        ray = reflected(&ray, &surface);
    }
    first.unwrap_or(AovSample::nothing(V3::ZERO))
}

/// What a camera ray sees past the backs of one-sided surfaces, and how far it went on the way.
fn seen(
    world: &World,
    mut hit: Option<Hit>,
    ray: &mut Ray,
    filter: &mut AlphaTest,
    stack: &mut Stack,
) -> (Option<Hit>, f32) {
    let mut passed = 0.0;
    for _ in 0..MAX_PASSES {
        let Some(at) = hit else { break };
        let surface = world.surface(&at, ray);
        if !surface.is_culled() {
            break;
        }
        passed += at.distance;
        ray.origin = offset_ray_origin(surface.point, -surface.geometric);
        hit = world.bvh.intersect(ray, f32::MAX, filter, stack);
    }
    (hit, passed)
}

fn reflected(ray: &Ray, surface: &Surface) -> Ray {
    let along = ray.direction - surface.shading * (2.0 * ray.direction.dot(surface.shading));
    Ray { origin: offset_ray_origin(surface.point, surface.geometric), direction: along.normalized(), time: ray.time }
}

/// Reflectance at normal incidence, or the emission if that is brighter.
fn albedo(surface: &Surface) -> V3 {
    if surface.unlit {
        return surface.base.min(V3::ONE);
    }
    let dielectric = surface.f0 + surface.base * (V3::ONE - surface.f0);
    let mixed = dielectric * (1.0 - surface.metallic) + surface.base * surface.metallic;
    mixed.max(surface.emission).max(V3::ZERO).min(V3::ONE)
}

impl AovSample {
    fn nothing(albedo: V3) -> Self {
        let id = AovTile::NOTHING;
        Self { albedo, normal: V3::ZERO, depth: f32::INFINITY, object: id, material: id }
    }
}
