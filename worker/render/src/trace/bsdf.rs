//! The BSDF of a principled surface. Directions are in the frame of the shading normal (z) and point away
//! from the surface.
//!
//! Layers from the top: a clear coat with a normal of its own; sheen; then a GGX microfacet lobe over a
//! Lambertian base where the surface is an opaque dielectric, metal where it is metallic, and glass where it
//! is transmissive. Each layer transmits one minus its directional albedo for `wo` to the next, so that no
//! layer creates energy and a white surface stays white. Lobes that a surface does not have cost nothing: its
//! flags say which it has.
//!
//! Source: PBRT chapter 9; the layering is that of the glTF extensions (KHR_materials_clearcoat, _sheen,
//! _transmission).

use super::albedo;
use super::glass::Glass;
use super::microfacet::{ggx_d, lambda, reflect_about, roughness_to_alpha, sample_visible_normal, schlick_weight};
use super::sheen::Sheen;
use super::surface::{COAT, GLASS, LAYERED, SHEEN, Surface};
use crate::math::{Frame, INV_PI, V3, concentric_disk, v3};

pub struct Bsdf {
    wo: V3,
    alpha: f32,
    /// Fresnel reflectance of the specular lobe in Schlick's form, `schlick_f0 + schlick_slope (1 -
    /// cos)^5`, with energy compensation for multiple scattering between microfacets.
    schlick_f0: V3,
    schlick_slope: V3,
    /// Albedo of the diffuse base, what the specular lobe reflects taken off.
    diffuse: V3,
    /// Probability of sampling the specular lobe rather than the diffuse one.
    specular_probability: f32,
    layers: Layers,
}

/// Lobes that few surfaces have.
#[derive(Default)]
struct Layers {
    flags: u32,
    /// Cumulative probabilities of the lobes: coat, sheen, glass; the rest is the base.
    lobe_cdf: [f32; 3],
    coat: Coat,
    sheen: Sheen,
    /// Transmittance of the coat, and of coat and sheen together.
    coat_transmittance: f32,
    base_transmittance: f32,
    glass: Glass,
}

/// A clear coat.
#[derive(Default)]
struct Coat {
    frame: Option<Frame>,
    wo: V3,
    alpha: f32,
    strength: f32,
}

/// A sampled direction, the value times cosine over the pdf, and the pdf (solid angle). `wi.z` is negative
/// for transmission.
pub struct BsdfSample {
    pub wi: V3,
    pub weight: V3,
    pub pdf: f32,
}

impl Bsdf {
    /// `wo.z` must be positive; `eta` is the index of refraction behind the surface over that in front. A
    /// dielectric and a metal, mixed by `metallic`.
    #[inline]
    pub fn new(surface: &Surface, wo: V3, frame: &Frame, eta: f32) -> Self {
        let (scale, offset) = albedo::reflectance(wo.z, surface.roughness);
        let lost = 1.0 / (scale + offset).max(1e-4) - 1.0;
        let (metal, dielectric) = (surface.metallic, 1.0 - surface.metallic);
        let opaque = dielectric * (1.0 - surface.transmission);
        let (f0, f90) = (surface.f0, surface.specular);
        let opaque_gain = V3::ONE + f0 * lost;
        let metal_gain = V3::ONE + surface.base * lost;
        let schlick_f0 = f0 * opaque_gain * opaque + surface.base * metal_gain * metal;
        let schlick_slope =
            (V3::splat(f90) - f0) * opaque_gain * opaque + (V3::ONE - surface.base) * metal_gain * metal;
        let opaque_facets = ((f0 * scale + V3::splat(f90 * offset)) * opaque_gain).max_component().min(1.0);
        let diffuse = surface.base * (opaque * (1.0 - opaque_facets));
        let facets = (schlick_f0 * (scale + offset) + schlick_slope * offset).luminance();
        let base = diffuse.luminance();
        let specular_probability = if base > 0.0 { (facets / (facets + base)).clamp(0.08, 0.95) } else { 1.0 };
        let alpha = roughness_to_alpha(surface.roughness);
        let mut bsdf =
            Self { wo, alpha, schlick_f0, schlick_slope, diffuse, specular_probability, layers: Layers::default() };
        if surface.flags & LAYERED != 0 {
            let glass = (surface.flags & GLASS != 0)
                .then(|| Glass::new(surface, wo, alpha, eta, dielectric * surface.transmission));
            bsdf.add_layers(surface, frame, glass, facets + base);
        }
        bsdf
    }

    #[inline(never)]
    fn add_layers(&mut self, surface: &Surface, frame: &Frame, glass: Option<Glass>, rest: f32) {
        let layers = &mut self.layers;
        layers.flags = surface.flags & LAYERED;
        let mut weights = [0.0f32; 4];
        (layers.coat_transmittance, layers.base_transmittance) = (1.0, 1.0);
        if surface.flags & COAT != 0 {
            let (coat, albedo) = Coat::new(surface, self.wo, frame);
            (layers.coat, weights[0]) = (coat, albedo);
            layers.coat_transmittance = (1.0 - albedo).max(0.0);
            layers.base_transmittance = layers.coat_transmittance;
        }
        if surface.flags & SHEEN != 0 {
            let (sheen, albedo) = Sheen::new(surface.sheen, surface.sheen_roughness, self.wo);
            (layers.sheen, weights[1]) = (sheen, albedo.luminance() * layers.coat_transmittance);
            layers.base_transmittance *= (1.0 - albedo.max_component()).max(0.0);
        }
        if let Some(glass) = glass {
            // Black glass still reflects.
            let share = (1.0 - surface.metallic) * surface.transmission;
            weights[2] = share * layers.base_transmittance * (0.1 + 0.9 * surface.base.luminance());
            layers.glass = glass;
        }
        weights[3] = rest * layers.base_transmittance;
        let total = weights[0] + weights[1] + weights[2] + weights[3];
        // No lobe is sampled all too rarely.
        let floored = weights.map(|weight| if weight > 0.0 { weight.max(0.05 * total) } else { 0.0 });
        let total = floored[0] + floored[1] + floored[2] + floored[3];
        if total > 0.0 {
            let scale = 1.0 / total;
            let (a, b, c) = (floored[0] * scale, floored[1] * scale, floored[2] * scale);
            layers.lobe_cdf = [a, a + b, if floored[3] > 0.0 { a + b + c } else { 1.0 }];
        }
        let base_transmittance = layers.base_transmittance;
        self.schlick_f0 *= base_transmittance;
        self.schlick_slope *= base_transmittance;
        self.diffuse *= base_transmittance;
    }

    /// Transmittance of thin smooth glass for rays that keep their direction.
    pub fn specular_transmittance(&self, surface: &Surface) -> V3 {
        let share = (1.0 - surface.metallic) * surface.transmission * self.layers.base_transmittance;
        self.layers.glass.specular_transmittance(self.wo) * share
    }

    /// The BSDF times cosine for light from `wi`, and the pdf with which [`Bsdf::sample`] samples it.
    #[inline]
    pub fn evaluate(&self, wi: V3) -> (V3, f32) {
        if self.layers.flags != 0 {
            return self.evaluate_layers(wi);
        }
        if wi.z <= 0.0 { (V3::ZERO, 0.0) } else { self.evaluate_base(wi) }
    }

    #[inline(always)]
    fn evaluate_base(&self, wi: V3) -> (V3, f32) {
        let half = (self.wo + wi).normalized();
        let facets = ggx_d(half, self.alpha);
        let (lo, li) = (lambda(self.wo, self.alpha), lambda(wi, self.alpha));
        let above = facets / (4.0 * self.wo.z);
        let fresnel = self.schlick_f0 + self.schlick_slope * schlick_weight(self.wo.dot(half));
        let mirror = fresnel * (above / (1.0 + lo + li));
        let base = self.diffuse * (INV_PI * wi.z);
        let pdf =
            self.specular_probability * (above / (1.0 + lo)) + (1.0 - self.specular_probability) * (INV_PI * wi.z);
        (mirror + base, pdf)
    }

    #[inline(never)]
    fn evaluate_layers(&self, wi: V3) -> (V3, f32) {
        let layers = &self.layers;
        let [coat, sheen, glass] = layers.lobe_cdf;
        let (mut value, mut pdf) = (V3::ZERO, 0.0);
        if wi.z > 0.0 {
            let (base, base_pdf) = self.evaluate_base(wi);
            (value, pdf) = (base, (1.0 - glass) * base_pdf);
            if layers.flags & COAT != 0 {
                let (own, own_pdf) = layers.coat.evaluate(wi);
                (value, pdf) = (value + V3::splat(own), pdf + coat * own_pdf);
            }
            if layers.flags & SHEEN != 0 {
                value += layers.sheen.evaluate(self.wo, wi) * layers.coat_transmittance;
                pdf += (sheen - coat) * Sheen::PDF;
            }
        }
        if layers.flags & GLASS != 0 {
            let (own, own_pdf) = layers.glass.evaluate(self.wo, wi);
            (value, pdf) = (value + own * layers.base_transmittance, pdf + (glass - sheen) * own_pdf);
        }
        (value, pdf)
    }

    /// Samples a direction; `choice` selects the lobe.
    #[inline]
    pub fn sample(&self, u: [f32; 2], choice: f32) -> Option<BsdfSample> {
        if self.layers.flags != 0 {
            return self.sample_layers(u, choice);
        }
        let wi = self.sample_base(u, choice);
        let (value, pdf) = self.evaluate(wi);
        bsdf_sample(wi, value, pdf)
    }

    #[inline(always)]
    fn sample_base(&self, u: [f32; 2], choice: f32) -> V3 {
        if choice < self.specular_probability {
            return reflect_about(self.wo, sample_visible_normal(self.wo, self.alpha, concentric_disk(u)));
        }
        let (x, y) = concentric_disk(u);
        v3(x, y, (1.0 - x * x - y * y).max(0.0).sqrt())
    }

    #[inline(never)]
    fn sample_layers(&self, u: [f32; 2], choice: f32) -> Option<BsdfSample> {
        let layers = &self.layers;
        let [coat, sheen, glass] = layers.lobe_cdf;
        let wi = if choice < coat {
            layers.coat.sample(u)
        } else if choice < sheen {
            Sheen::sample(u)
        } else if choice < glass {
            let choice = (choice - sheen) / (glass - sheen);
            let sampled = layers.glass.sample(self.wo, u, choice)?;
            if glass - sheen >= 1.0 {
                // With the microfacet normal that was sampled, not the one recomputed from
                // both directions.
                return bsdf_sample(sampled.wi, sampled.value * layers.base_transmittance, sampled.pdf);
            }
            sampled.wi
        } else {
            self.sample_base(u, (choice - glass) / (1.0 - glass))
        };
        let (value, pdf) = self.evaluate_layers(wi);
        bsdf_sample(wi, value, pdf)
    }
}

#[inline(always)]
fn bsdf_sample(wi: V3, value: V3, pdf: f32) -> Option<BsdfSample> {
    if pdf <= 0.0 || !pdf.is_finite() {
        return None;
    }
    Some(BsdfSample { wi, weight: value * (1.0 / pdf), pdf })
}

impl Coat {
    /// Reflectance of the coat at normal incidence: an index of refraction of 1.5.
    const F0: f32 = 0.04;

    /// The coat, and its directional albedo for `wo`.
    fn new(surface: &Surface, wo: V3, base: &Frame) -> (Self, f32) {
        let own = base.to_local(surface.coat_normal);
        let frame = (own.z < 0.999_999).then(|| Frame::new(own));
        let turned = frame.as_ref().map_or(wo, |frame| frame.to_local(wo));
        // Where the coat's own normal faces away, the surface's shading normal replaces it.
        let (frame, wo) = if turned.z > 1e-3 { (frame, turned) } else { (None, wo) };
        let (scale, offset) = albedo::reflectance(wo.z, surface.clearcoat_roughness);
        let gain = 1.0 + Self::F0 * (1.0 / (scale + offset).max(1e-4) - 1.0);
        let strength = surface.clearcoat * gain;
        let coat = Self { frame, wo, alpha: roughness_to_alpha(surface.clearcoat_roughness), strength };
        (coat, (strength * (Self::F0 * scale + offset)).min(1.0))
    }

    #[inline]
    fn evaluate(&self, wi: V3) -> (f32, f32) {
        let wi = self.frame.as_ref().map_or(wi, |frame| frame.to_local(wi));
        if wi.z <= 0.0 {
            return (0.0, 0.0);
        }
        let half = (self.wo + wi).normalized();
        let (lo, li) = (lambda(self.wo, self.alpha), lambda(wi, self.alpha));
        let above = ggx_d(half, self.alpha) / (4.0 * self.wo.z);
        let fresnel = Self::F0 + (1.0 - Self::F0) * schlick_weight(self.wo.dot(half));
        (self.strength * fresnel * (above / (1.0 + lo + li)), above / (1.0 + lo))
    }

    #[inline]
    fn sample(&self, u: [f32; 2]) -> V3 {
        let wi = reflect_about(self.wo, sample_visible_normal(self.wo, self.alpha, concentric_disk(u)));
        self.frame.as_ref().map_or(wi, |frame| frame.to_world(wi))
    }
}

#[cfg(test)]
#[path = "bsdf_tests.rs"]
mod tests;
