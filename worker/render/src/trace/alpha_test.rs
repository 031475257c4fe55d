//! Which hits let rays through without scattering them: alpha cutouts, thin smooth glass, and the interfaces
//! of media.

use super::bsdf::Bsdf;
use super::bvh::{Hit, HitFilter, Ray};
use super::medium::{Media, transmittance};
use super::surface::{INTERFACE, THIN_SPECULAR};
use super::surface_point::SurfacePoint;
use super::world::World;
use crate::math::{Frame, V3};
use crate::rng::{Sampler, hash};
use crate::scene::Alpha;

/// Stochastic alpha test: lets rays through masked and blended surfaces, by numbers keyed by the sample and
/// the triangle.
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

/// Also lets shadow rays through thin smooth glass and the interfaces of media, and accumulates the
/// transmittance in the order of the traversal.
pub struct ShadowTest<'a> {
    pub alpha: AlphaTest<'a>,
    ray: Ray,
    /// Transmittance of the surfaces that were passed.
    tint: V3,
    /// Optical depth: extinction times distance summed over interfaces, positive out of a medium and
    /// negative into one.
    optical_depth: V3,
    /// Extinction and number of the media that the ray is in at its end.
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

    /// Transmittance along the ray up to a distance.
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
