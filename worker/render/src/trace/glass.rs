//! Transmissive surfaces: a rough dielectric boundary that reflects and refracts, or a thin-walled one whose
//! transmitted light keeps its direction, blurred by the roughness.
//!
//! Source: Walter et al., "Microfacet Models for Refraction through Rough Surfaces", 2007; PBRT 9.7. What is
//! carried is basic radiance (radiance over the squared index), which refraction does not change.

use super::albedo;
use super::microfacet::{fr_dielectric, ggx_d, lambda, reflect_about, refract_about, sample_visible_normal};
use super::surface::Surface;
use crate::math::{V3, concentric_disk, v3};

/// Indices of refraction closer than this do not refract.
const MIN_ETA_DIFFERENCE: f32 = 1e-3;

#[derive(Debug, Clone, Copy, Default)]
pub struct Glass {
    alpha: f32,
    /// Relative index of refraction: behind the surface over in front.
    eta: f32,
    is_thin: bool,
    /// Transmitted rays keep their direction, so that transmission is not part of this lobe.
    is_thin_specular: bool,
    /// Reflectance at normal and grazing incidence, as the material sets it.
    f0: V3,
    f90: f32,
    /// Reflectance at normal incidence by the Fresnel equations.
    physical_f0: f32,
    /// Fraction of the surface that is glass, times the energy compensation for multiple scattering
    /// between microfacets.
    energy_compensation: f32,
    tint: V3,
}

/// A sampled direction with its value (times cosine) and pdf.
pub struct GlassSample {
    pub wi: V3,
    pub value: V3,
    pub pdf: f32,
}

impl Glass {
    /// `share` is the fraction of the surface that is glass; `eta` the index behind it over that in
    /// front.
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

    /// Reflectance of a microfacet, and the cosine on the far side. Between normal and grazing incidence
    /// it rises like the Fresnel equations; total internal reflection stays total whatever the material
    /// says.
    #[inline]
    fn facet_reflectance(&self, cos: f32) -> (V3, f32) {
        let (fresnel, through) = fr_dielectric(cos, if self.is_thin { self.eta.max(1.0 / self.eta) } else { self.eta });
        if through <= 0.0 || self.physical_f0 >= 1.0 {
            return (V3::ONE, 0.0);
        }
        let rise = ((fresnel - self.physical_f0) / (1.0 - self.physical_f0)).clamp(0.0, 1.0);
        (self.f0 * (1.0 - rise) + V3::splat(self.f90 * rise), through)
    }

    /// Probability of sampling reflection.
    #[inline]
    fn reflection_probability(&self, reflectance: V3) -> f32 {
        if self.is_thin_specular { 1.0 } else { reflectance.luminance().clamp(0.0, 1.0) }
    }

    /// Transmittance at this angle, roughness ignored.
    pub fn specular_transmittance(&self, wo: V3) -> V3 {
        let (reflectance, _) = self.facet_reflectance(wo.z);
        self.tint * (1.0 - reflectance.max_component()).max(0.0)
    }

    /// BSDF times cosine, and pdf.
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

    /// Transmission through a thin wall; `wi` is mirrored to the front.
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
        // Jacobian from microfacet normals to directions (Walter et al., equation 17).
        let turn = -back / (sum * sum);
        let facets = ggx_d(half, self.alpha) * front / wo.z * turn;
        let through = self.tint * ((1.0 - reflectance.max_component()).max(0.0) * self.energy_compensation);
        (through * (facets / (1.0 + lo + li)), (1.0 - self.reflection_probability(reflectance)) * facets / (1.0 + lo))
    }

    /// Samples a direction; `choice` selects reflection or transmission.
    #[inline]
    pub fn sample(&self, wo: V3, u: [f32; 2], choice: f32) -> Option<GlassSample> {
        let half = sample_visible_normal(wo, self.alpha, concentric_disk(u));
        let (reflectance, through) = self.facet_reflectance(wo.dot(half));
        let mirror = reflect_about(wo, half);
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
            let wi = refract_about(wo, half, self.eta, through);
            if wi.z >= 0.0 {
                return None;
            }
            (wi, self.evaluate_transmission(wo, wi, half))
        };
        Some(GlassSample { wi, value, pdf })
    }
}
