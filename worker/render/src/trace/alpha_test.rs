//! What lets rays through without scattering them: cut-outs, clear sheets, and the edges of media.

use super::bsdf::Bsdf;
use super::bvh::{Hit, HitFilter, Ray};
use super::medium::{Media, transmittance};
use super::surface::{INTERFACE, THIN_SPECULAR};
use super::surface_point::SurfacePoint;
use super::world::World;
use crate::math::{Frame, V3};
use crate::rng::{Sampler, hash};
use crate::scene::Alpha;

/// Lets rays through masked and blended surfaces, by numbers counted from the sample and the triangle.
pub struct AlphaTest<'a> {
    pub world: &'a World,
    pub sampler: &'a Sampler,
    /// Tells the rays of a path apart.
    pub ray: u32,
}

impl HitFilter for AlphaTest<'_> {
    #[inline]
    fn accepts(&mut self, hit: &Hit) -> bool {
        let triangle = &self.world.triangles[hit.triangle as usize];
        let material = &self.world.materials[triangle.material as usize];
        let alpha = || {
            let at = SurfacePoint::new(self.world, triangle, hit.u, hit.v);
            self.world.base_color(&at, material).1
        };
        match material.alpha {
            Alpha::Opaque => true,
            Alpha::Mask(cutoff) => alpha() >= cutoff,
            Alpha::Blend => self.sampler.keyed(self.ray, hash(hit.triangle ^ hash(hit.instance))) < alpha(),
        }
    }
}

/// Also lets shadow rays through clear sheets and the edges of media, and gathers what light loses there,
/// in the order that the tree is run through.
pub struct ShadowTest<'a> {
    pub alpha: AlphaTest<'a>,
    ray: Ray,
    /// Tint of the sheets that were met.
    tint: V3,
    /// Extinction times distance, summed over edges: out of a medium counts up, into one down.
    optical_depth: V3,
    /// Extinction and number of the media that the ray ends in.
    extinction: V3,
    medium_count: i32,
}

impl<'a> ShadowTest<'a> {
    pub fn new(alpha: AlphaTest<'a>, ray: Ray, media: &Media) -> Self {
        let (extinction, medium_count) = if media.is_empty() {
            (V3::ZERO, 0)
        } else {
            (media.combined(&alpha.world.media).extinction(), media.count() as i32)
        };
        Self { alpha, ray, tint: V3::ONE, optical_depth: V3::ZERO, extinction, medium_count }
    }

    /// What is left of the light after a distance.
    #[inline]
    pub fn transmittance(&self, distance: f32) -> V3 {
        let mut optical_depth = self.optical_depth;
        if self.medium_count > 0 {
            optical_depth += self.extinction * distance;
        }
        if optical_depth.is_black() { self.tint } else { self.tint * transmittance(optical_depth.max(V3::ZERO), 1.0) }
    }

    #[inline(never)]
    fn passes_straight(&mut self, hit: &Hit) -> bool {
        let world = self.alpha.world;
        let triangle = &world.triangles[hit.triangle as usize];
        let constants = &world.material_constants[triangle.material as usize];
        if !constants.passes_straight() {
            return false;
        }
        let surface = world.surface(hit, &self.ray);
        if surface.flags & INTERFACE != 0 {
            let (extinction, side) = (constants.medium.extinction(), if surface.front { 1.0 } else { -1.0 });
            self.tint *= surface.base;
            self.optical_depth += extinction * (-side * hit.distance);
            self.extinction += extinction * side;
            self.medium_count += side as i32;
            return true;
        }
        if surface.flags & THIN_SPECULAR == 0 {
            return false;
        }
        let frame = Frame::new(surface.shading);
        let bsdf = Bsdf::new(&surface, frame.to_local(-self.ray.direction), &frame, constants.medium.ior);
        self.tint *= bsdf.specular_transmittance(&surface);
        !self.tint.is_black()
    }
}

impl HitFilter for ShadowTest<'_> {
    #[inline]
    fn accepts(&mut self, hit: &Hit) -> bool {
        self.alpha.accepts(hit) && !self.passes_straight(hit)
    }
}
