//! How a principled surface scatters. Directions are in the frame of the shading normal (z) and point
//! away from the surface.
//!
//! Layers from the top: a clear coat with a normal of its own, sheen, then facets (GGX) over a Lambertian
//! base where the surface is opaque, metal where it is metallic, glass where it is transmissive. A layer
//! lets through to the next what it does not reflect of even light, as seen from `wo`: so nothing makes
//! light, and a white surface stays white. Lobes that a surface does not have cost nothing: its flags say
//! which it has.

use super::albedo;
use super::glass::Glass;
use super::microfacet::{alpha, facet_density, fresnel_weight, lambda, mirrored, visible_facet};
use super::sheen::Sheen;
use super::surface::{COAT, GLASS, LAYERED, SHEEN, Surface};
use crate::math::{Frame, INV_PI, V3, disk, v3};

pub struct Bsdf {
    wo: V3,
    alpha: f32,
    /// The facets' Fresnel: `straight + grazing (1 - cos)^5`, made up for light that bounces several
    /// times between them.
    straight: V3,
    grazing: V3,
    /// Albedo of the base, what the facets reflect taken off.
    diffuse: V3,
    /// Probability of drawing from the facets rather than the base.
    facet_share: f32,
    layers: Layers,
}

/// What few surfaces have.
#[derive(Default)]
struct Layers {
    flags: u32,
    /// Probabilities: of the coat, of it or the sheen, of one of these or the glass.
    shares: [f32; 3],
    coat: Coat,
    sheen: Sheen,
    /// What the coat leaves to the sheen, and both to the rest.
    below_coat: f32,
    below: f32,
    glass: Glass,
}

/// A clear varnish.
#[derive(Default)]
struct Coat {
    frame: Option<Frame>,
    wo: V3,
    alpha: f32,
    strength: f32,
}

/// A drawn direction: where to, how much arrives per unit that comes from there (cosine and density
/// included), and the density per steradian. Below the surface `wi.z` is below zero.
pub struct Scatter {
    pub wi: V3,
    pub weight: V3,
    pub density: f32,
}

impl Bsdf {
    /// `wo.z` must be above zero; `eta` is the index of refraction behind the surface over that before it.
    /// A dielectric and a metal, mixed by how metallic the surface is.
    #[inline]
    pub fn new(surface: &Surface, wo: V3, frame: &Frame, eta: f32) -> Self {
        let (scale, offset) = albedo::reflectance(wo.z, surface.roughness);
        let lost = 1.0 / (scale + offset).max(1e-4) - 1.0;
        let (metal, dielectric) = (surface.metallic, 1.0 - surface.metallic);
        let plain = dielectric * (1.0 - surface.transmission);
        let (f0, f90) = (surface.straight, surface.specular);
        let plain_gain = V3::ONE + f0 * lost;
        let metal_gain = V3::ONE + surface.base * lost;
        let straight = f0 * plain_gain * plain + surface.base * metal_gain * metal;
        let grazing = (V3::splat(f90) - f0) * plain_gain * plain + (V3::ONE - surface.base) * metal_gain * metal;
        let plain_facets = ((f0 * scale + V3::splat(f90 * offset)) * plain_gain).max_component().min(1.0);
        let diffuse = surface.base * (plain * (1.0 - plain_facets));
        let facets = (straight * (scale + offset) + grazing * offset).luminance();
        let base = diffuse.luminance();
        let facet_share = if base > 0.0 { (facets / (facets + base)).clamp(0.08, 0.95) } else { 1.0 };
        let alpha = alpha(surface.roughness);
        let mut bsdf = Self { wo, alpha, straight, grazing, diffuse, facet_share, layers: Layers::default() };
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
        (layers.below_coat, layers.below) = (1.0, 1.0);
        if surface.flags & COAT != 0 {
            let (coat, albedo) = Coat::new(surface, self.wo, frame);
            (layers.coat, weights[0]) = (coat, albedo);
            layers.below_coat = (1.0 - albedo).max(0.0);
            layers.below = layers.below_coat;
        }
        if surface.flags & SHEEN != 0 {
            let (sheen, albedo) = Sheen::new(surface.sheen, surface.sheen_roughness, self.wo);
            (layers.sheen, weights[1]) = (sheen, albedo.luminance() * layers.below_coat);
            layers.below *= (1.0 - albedo.max_component()).max(0.0);
        }
        if let Some(glass) = glass {
            // Black glass still reflects.
            let share = (1.0 - surface.metallic) * surface.transmission;
            weights[2] = share * layers.below * (0.1 + 0.9 * surface.base.luminance());
            layers.glass = glass;
        }
        weights[3] = rest * layers.below;
        let total = weights[0] + weights[1] + weights[2] + weights[3];
        // Nothing that is there is drawn all too rarely.
        let floored = weights.map(|weight| if weight > 0.0 { weight.max(0.05 * total) } else { 0.0 });
        let total = floored[0] + floored[1] + floored[2] + floored[3];
        if total > 0.0 {
            let scale = 1.0 / total;
            let (a, b, c) = (floored[0] * scale, floored[1] * scale, floored[2] * scale);
            layers.shares = [a, a + b, if floored[3] > 0.0 { a + b + c } else { 1.0 }];
        }
        let below = layers.below;
        self.straight *= below;
        self.grazing *= below;
        self.diffuse *= below;
    }

    /// What goes straight through a clear sheet.
    pub fn straight_through(&self, surface: &Surface) -> V3 {
        let share = (1.0 - surface.metallic) * surface.transmission * self.layers.below;
        self.layers.glass.straight_through(self.wo) * share
    }

    /// Scattered part times cosine for light from `wi`, and the density with which
    /// [`Bsdf::scatter`] draws it.
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
        let facets = facet_density(half, self.alpha);
        let (lo, li) = (lambda(self.wo, self.alpha), lambda(wi, self.alpha));
        let above = facets / (4.0 * self.wo.z);
        let fresnel = self.straight + self.grazing * fresnel_weight(self.wo.dot(half));
        let mirror = fresnel * (above / (1.0 + lo + li));
        let base = self.diffuse * (INV_PI * wi.z);
        let density = self.facet_share * (above / (1.0 + lo)) + (1.0 - self.facet_share) * (INV_PI * wi.z);
        (mirror + base, density)
    }

    #[inline(never)]
    fn evaluate_layers(&self, wi: V3) -> (V3, f32) {
        let layers = &self.layers;
        let [coat, sheen, glass] = layers.shares;
        let (mut value, mut density) = (V3::ZERO, 0.0);
        if wi.z > 0.0 {
            let (base, base_density) = self.evaluate_base(wi);
            (value, density) = (base, (1.0 - glass) * base_density);
            if layers.flags & COAT != 0 {
                let (own, own_density) = layers.coat.evaluate(wi);
                (value, density) = (value + V3::splat(own), density + coat * own_density);
            }
            if layers.flags & SHEEN != 0 {
                value += layers.sheen.evaluate(self.wo, wi) * layers.below_coat;
                density += (sheen - coat) * Sheen::DENSITY;
            }
        }
        if layers.flags & GLASS != 0 {
            let (own, own_density) = layers.glass.evaluate(self.wo, wi);
            (value, density) = (value + own * layers.below, density + (glass - sheen) * own_density);
        }
        (value, density)
    }

    /// Draws a direction; `choice` picks the lobe.
    #[inline]
    pub fn scatter(&self, u: [f32; 2], choice: f32) -> Option<Scatter> {
        if self.layers.flags != 0 {
            return self.scatter_layers(u, choice);
        }
        let wi = self.draw_base(u, choice);
        let (value, density) = self.evaluate(wi);
        weighed(wi, value, density)
    }

    #[inline(always)]
    fn draw_base(&self, u: [f32; 2], choice: f32) -> V3 {
        if choice < self.facet_share {
            return mirrored(self.wo, visible_facet(self.wo, self.alpha, disk(u)));
        }
        let (x, y) = disk(u);
        v3(x, y, (1.0 - x * x - y * y).max(0.0).sqrt())
    }

    #[inline(never)]
    fn scatter_layers(&self, u: [f32; 2], choice: f32) -> Option<Scatter> {
        let layers = &self.layers;
        let [coat, sheen, glass] = layers.shares;
        let wi = if choice < coat {
            layers.coat.draw(u)
        } else if choice < sheen {
            Sheen::draw(u)
        } else if choice < glass {
            let choice = (choice - sheen) / (glass - sheen);
            let drawn = layers.glass.draw(self.wo, u, choice)?;
            if glass - sheen >= 1.0 {
                // By the facet that was drawn, not the one that is found again from both directions.
                return weighed(drawn.wi, drawn.value * layers.below, drawn.density);
            }
            drawn.wi
        } else {
            self.draw_base(u, (choice - glass) / (1.0 - glass))
        };
        let (value, density) = self.evaluate_layers(wi);
        weighed(wi, value, density)
    }
}

#[inline(always)]
fn weighed(wi: V3, value: V3, density: f32) -> Option<Scatter> {
    if density <= 0.0 || !density.is_finite() {
        return None;
    }
    Some(Scatter { wi, weight: value * (1.0 / density), density })
}

impl Coat {
    /// Reflectance of the varnish straight on: an index of refraction of 1.5.
    const STRAIGHT: f32 = 0.04;

    /// The coat, and how much of what comes it reflects to `wo`.
    fn new(surface: &Surface, wo: V3, base: &Frame) -> (Self, f32) {
        let own = base.local(surface.coat_normal);
        let frame = (own.z < 0.999_999).then(|| Frame::new(own));
        let turned = frame.as_ref().map_or(wo, |frame| frame.local(wo));
        // Where the coat's own normal is seen from behind, the surface's stands in.
        let (frame, wo) = if turned.z > 1e-3 { (frame, turned) } else { (None, wo) };
        let (scale, offset) = albedo::reflectance(wo.z, surface.clearcoat_roughness);
        let gain = 1.0 + Self::STRAIGHT * (1.0 / (scale + offset).max(1e-4) - 1.0);
        let strength = surface.clearcoat * gain;
        let coat = Self { frame, wo, alpha: alpha(surface.clearcoat_roughness), strength };
        (coat, (strength * (Self::STRAIGHT * scale + offset)).min(1.0))
    }

    #[inline]
    fn evaluate(&self, wi: V3) -> (f32, f32) {
        let wi = self.frame.as_ref().map_or(wi, |frame| frame.local(wi));
        if wi.z <= 0.0 {
            return (0.0, 0.0);
        }
        let half = (self.wo + wi).normalized();
        let (lo, li) = (lambda(self.wo, self.alpha), lambda(wi, self.alpha));
        let above = facet_density(half, self.alpha) / (4.0 * self.wo.z);
        let fresnel = Self::STRAIGHT + (1.0 - Self::STRAIGHT) * fresnel_weight(self.wo.dot(half));
        (self.strength * fresnel * (above / (1.0 + lo + li)), above / (1.0 + lo))
    }

    #[inline]
    fn draw(&self, u: [f32; 2]) -> V3 {
        let wi = mirrored(self.wo, visible_facet(self.wo, self.alpha, disk(u)));
        self.frame.as_ref().map_or(wi, |frame| frame.world(wi))
    }
}

#[cfg(test)]
#[path = "bsdf_tests.rs"]
mod tests;
