//! Light that goes through: a boundary that reflects and refracts, or a thin sheet that lets light go
//! on as it came, only spread by its roughness.
//!
//! Source: Walter et al., "Microfacet Models for Refraction through Rough Surfaces", 2007. What is carried
//! is basic radiance (radiance over the square of the index), which refraction leaves as it is.

use super::albedo;
use super::microfacet::{fr_dielectric, ggx_d, lambda, reflect, refract, sample_visible_normal};
use super::surface::Surface;
use crate::math::{V3, concentric_disk, v3};

/// How much slower light must be behind a boundary for it to bend; below this it goes straight on.
const MIN_ETA_DIFFERENCE: f32 = 1e-3;

#[derive(Debug, Clone, Copy, Default)]
pub struct Glass {
    alpha: f32,
    /// Index behind the surface over the index before it.
    eta: f32,
    is_thin: bool,
    /// What goes through goes straight, and is none of this lobe.
    is_thin_specular: bool,
    /// Reflectance straight on and grazing, as the material wants it.
    f0: V3,
    f90: f32,
    /// Reflectance straight on as physics has it.
    physical_f0: f32,
    /// Share of the surface that is glass, and what makes up for light that bounces between facets.
    energy_compensation: f32,
    tint: V3,
}

/// A drawn direction with its value (cosine included) and density.
pub struct GlassSample {
    pub wi: V3,
    pub value: V3,
    pub pdf: f32,
}

impl Glass {
    /// `share` of the surface is glass; `eta` is the index of what lies behind it over what lies before.
    pub fn new(surface: &Surface, wo: V3, alpha: f32, eta: f32, share: f32) -> Self {
        let is_thin = surface.is_thin() || (eta - 1.0).abs() < MIN_ETA_DIFFERENCE;
        let root = (eta - 1.0) / (eta + 1.0);
        let physical_f0 = if surface.is_mirror() { 1.0 } else { root * root };
        let kept = if is_thin {
            let (scale, offset) = albedo::reflectance(wo.z, surface.roughness);
            scale + offset
        } else {
            albedo::boundary(wo.z, surface.roughness, eta)
        };
        Self {
            alpha,
            eta,
            is_thin,
            is_thin_specular: surface.is_thin_specular(),
            f0: (surface.specular_color * physical_f0).min(V3::ONE) * surface.specular,
            f90: surface.specular,
            physical_f0,
            energy_compensation: share / kept.max(1e-3),
            tint: surface.base,
        }
    }

    /// Reflectance of a facet and the cosine behind it. Between straight on and grazing it rises as
    /// physics has it; what can't get through is reflected, whatever the material wants.
    #[inline]
    fn facet_reflectance(&self, cos: f32) -> (V3, f32) {
        let (fresnel, through) = fr_dielectric(cos, if self.is_thin { self.eta.max(1.0 / self.eta) } else { self.eta });
        if through <= 0.0 || self.physical_f0 >= 1.0 {
            return (V3::ONE, 0.0);
        }
        let rise = ((fresnel - self.physical_f0) / (1.0 - self.physical_f0)).clamp(0.0, 1.0);
        (self.f0 * (1.0 - rise) + V3::splat(self.f90 * rise), through)
    }

    /// Whether a draw reflects.
    #[inline]
    fn reflection_probability(&self, reflectance: V3) -> f32 {
        if self.is_thin_specular { 1.0 } else { reflectance.luminance().clamp(0.0, 1.0) }
    }

    /// What a clear sheet lets through straight on, roughness aside.
    pub fn specular_transmittance(&self, wo: V3) -> V3 {
        let (reflectance, _) = self.facet_reflectance(wo.z);
        self.tint * (1.0 - reflectance.max_component()).max(0.0)
    }

    /// Scattered part times cosine, and density.
    #[inline]
    pub fn evaluate(&self, wo: V3, wi: V3) -> (V3, f32) {
        if wi.z > 0.0 {
            return self.evaluate_reflection(wo, wi, (wo + wi).normalized());
        }
        if wi.z >= 0.0 || self.is_thin_specular {
            return (V3::ZERO, 0.0);
        }
        if self.is_thin {
            let flipped = v3(wi.x, wi.y, -wi.z);
            return self.evaluate_thin_transmission(wo, flipped, (wo + flipped).normalized());
        }
        let half = (wo + wi * self.eta).normalized();
        let half = if half.z < 0.0 { -half } else { half };
        self.evaluate_transmission(wo, wi, half)
    }

    #[inline]
    fn evaluate_reflection(&self, wo: V3, wi: V3, half: V3) -> (V3, f32) {
        let (reflectance, _) = self.facet_reflectance(wo.dot(half));
        let (lo, li) = (lambda(wo, self.alpha), lambda(wi, self.alpha));
        let facets = ggx_d(half, self.alpha) / (4.0 * wo.z);
        (
            reflectance * (self.energy_compensation * facets / (1.0 + lo + li)),
            self.reflection_probability(reflectance) * facets / (1.0 + lo),
        )
    }

    /// Through a thin sheet; `wi` is mirrored to the front.
    #[inline]
    fn evaluate_thin_transmission(&self, wo: V3, wi: V3, half: V3) -> (V3, f32) {
        let (reflectance, _) = self.facet_reflectance(wo.dot(half));
        let (lo, li) = (lambda(wo, self.alpha), lambda(wi, self.alpha));
        let facets = ggx_d(half, self.alpha) / (4.0 * wo.z);
        let through = self.tint * ((1.0 - reflectance.max_component()).max(0.0) * self.energy_compensation);
        (through * (facets / (1.0 + lo + li)), (1.0 - self.reflection_probability(reflectance)) * facets / (1.0 + lo))
    }

    #[inline]
    fn evaluate_transmission(&self, wo: V3, wi: V3, half: V3) -> (V3, f32) {
        let (front, back) = (wo.dot(half), wi.dot(half));
        if front <= 0.0 || back >= 0.0 {
            return (V3::ZERO, 0.0);
        }
        let (reflectance, _) = self.facet_reflectance(front);
        let (lo, li) = (lambda(wo, self.alpha), lambda(wi, self.alpha));
        let sum = back + front / self.eta;
        // From facets to directions.
        let turn = -back / (sum * sum);
        let facets = ggx_d(half, self.alpha) * front / wo.z * turn;
        let through = self.tint * ((1.0 - reflectance.max_component()).max(0.0) * self.energy_compensation);
        (through * (facets / (1.0 + lo + li)), (1.0 - self.reflection_probability(reflectance)) * facets / (1.0 + lo))
    }

    /// Draws a direction; `choice` says whether it reflects.
    #[inline]
    pub fn sample(&self, wo: V3, u: [f32; 2], choice: f32) -> Option<GlassSample> {
        let half = sample_visible_normal(wo, self.alpha, concentric_disk(u));
        let (reflectance, through) = self.facet_reflectance(wo.dot(half));
        let mirror = reflect(wo, half);
        let (wi, (value, pdf)) = if choice < self.reflection_probability(reflectance) {
            if mirror.z <= 0.0 {
                return None;
            }
            (mirror, self.evaluate_reflection(wo, mirror, half))
        } else if self.is_thin {
            if mirror.z <= 0.0 {
                return None;
            }
            (v3(mirror.x, mirror.y, -mirror.z), self.evaluate_thin_transmission(wo, mirror, half))
        } else {
            let wi = refract(wo, half, self.eta, through);
            if wi.z >= 0.0 {
                return None;
            }
            (wi, self.evaluate_transmission(wo, wi, half))
        };
        Some(GlassSample { wi, value, pdf })
    }
}
