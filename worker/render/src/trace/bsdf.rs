//! How a metallic-roughness surface scatters: a GGX coat over a Lambertian base. Directions are in
//! the frame of the shading normal (z), both pointing away from the surface.

use super::albedo;
use super::surface::Surface;
use crate::math::{INV_PI, PI, V3, disk, v3};

pub struct Bsdf {
    wo: V3,
    alpha: f32,
    /// The coat's Fresnel: `straight + grazing (1 - cos)^5`, made up for light that bounces several
    /// times between facets.
    straight: V3,
    grazing: V3,
    /// Albedo of the base, what the coat reflects taken off.
    diffuse: V3,
    /// Probability of drawing from the coat.
    coat_share: f32,
}

/// A drawn direction: where to, how much arrives per unit that comes from there (cosine and density
/// included), and the density per steradian.
pub struct Scatter {
    pub wi: V3,
    pub weight: V3,
    pub density: f32,
}

impl Bsdf {
    /// `wo.z` must be above zero. A dielectric and a metal, mixed by how metallic the surface is.
    pub fn new(surface: &Surface, wo: V3) -> Self {
        let (scale, offset) = albedo::reflectance(wo.z, surface.roughness);
        let lost = 1.0 / (scale + offset).max(1e-4) - 1.0;
        let (metal, plain) = (surface.metallic, 1.0 - surface.metallic);
        let f0 = surface.dielectric;
        let plain_gain = 1.0 + f0 * lost;
        let metal_gain = V3::ONE + surface.base * lost;
        let straight = V3::splat(f0 * plain_gain * plain) + surface.base * metal_gain * metal;
        let grazing = V3::splat((1.0 - f0) * plain_gain * plain) + (V3::ONE - surface.base) * metal_gain * metal;
        let plain_coat = ((f0 * scale + offset) * plain_gain).min(1.0);
        let diffuse = surface.base * (plain * (1.0 - plain_coat));
        let coat = (straight * (scale + offset) + grazing * offset).luminance();
        let base = diffuse.luminance();
        let coat_share = if base > 0.0 { (coat / (coat + base)).clamp(0.08, 0.95) } else { 1.0 };
        Self { wo, alpha: alpha(surface.roughness), straight, grazing, diffuse, coat_share }
    }

    /// Scattered part times cosine for light from `wi`, and the density with which
    /// [`Bsdf::scatter`] draws it.
    #[inline]
    pub fn evaluate(&self, wi: V3) -> (V3, f32) {
        if wi.z <= 0.0 {
            return (V3::ZERO, 0.0);
        }
        let half = (self.wo + wi).normalized();
        let facets = facet_density(half, self.alpha);
        let (lo, li) = (lambda(self.wo, self.alpha), lambda(wi, self.alpha));
        let common = facets / (4.0 * self.wo.z);
        let fresnel = self.straight + self.grazing * fresnel_weight(self.wo.dot(half));
        let coat = fresnel * (common / (1.0 + lo + li));
        let base = self.diffuse * (INV_PI * wi.z);
        let density = self.coat_share * (common / (1.0 + lo)) + (1.0 - self.coat_share) * (INV_PI * wi.z);
        (coat + base, density)
    }

    /// Draws a direction; `choice` picks the lobe.
    #[inline]
    pub fn scatter(&self, u: [f32; 2], choice: f32) -> Option<Scatter> {
        let wi = if choice < self.coat_share {
            mirrored(self.wo, visible_facet(self.wo, self.alpha, disk(u)))
        } else {
            let (x, y) = disk(u);
            v3(x, y, (1.0 - x * x - y * y).max(0.0).sqrt())
        };
        let (value, density) = self.evaluate(wi);
        if density <= 0.0 || !density.is_finite() {
            return None;
        }
        Some(Scatter { wi, weight: value * (1.0 / density), density })
    }
}

/// Width of the facets' slopes. A perfect mirror is kept just wide enough for f32.
#[inline(always)]
pub fn alpha(roughness: f32) -> f32 {
    (roughness * roughness).max(0.000_4)
}

/// Schlick's (1 - cos)^5.
#[inline(always)]
pub fn fresnel_weight(cos: f32) -> f32 {
    let m = (1.0 - cos).clamp(0.0, 1.0);
    let m2 = m * m;
    m2 * m2 * m
}

/// `wo` mirrored at a facet.
#[inline(always)]
pub fn mirrored(wo: V3, facet: V3) -> V3 {
    facet * (2.0 * wo.dot(facet)) - wo
}

/// A facet normal from an even point of the unit disk, with the density of those visible from `wo`.
/// Source: Heitz, "Sampling the GGX Distribution of Visible Normals", JCGT 7(4), 2018.
#[inline]
pub fn visible_facet(wo: V3, alpha: f32, (a, b): (f32, f32)) -> V3 {
    let stretched = v3(alpha * wo.x, alpha * wo.y, wo.z).normalized();
    let flat = stretched.x * stretched.x + stretched.y * stretched.y;
    let t1 = if flat > 0.0 { v3(-stretched.y, stretched.x, 0.0) * (1.0 / flat.sqrt()) } else { v3(1.0, 0.0, 0.0) };
    let t2 = stretched.cross(t1);
    let s = 0.5 * (1.0 + stretched.z);
    let b = (1.0 - s) * (1.0 - a * a).max(0.0).sqrt() + s * b;
    let c = (1.0 - a * a - b * b).max(0.0).sqrt();
    let n = t1 * a + t2 * b + stretched * c;
    v3(alpha * n.x, alpha * n.y, n.z.max(1e-7)).normalized()
}

/// GGX density of facet normals.
#[inline(always)]
fn facet_density(half: V3, alpha: f32) -> f32 {
    let (x, y) = (half.x / alpha, half.y / alpha);
    let length = x * x + y * y + half.z * half.z;
    1.0 / (PI * alpha * alpha * length * length)
}

/// Smith's shadowing of GGX.
#[inline(always)]
fn lambda(w: V3, alpha: f32) -> f32 {
    let slope = (w.x * w.x + w.y * w.y) / (w.z * w.z);
    0.5 * ((1.0 + alpha * alpha * slope).sqrt() - 1.0)
}

/// Of what is visible from `wo`, the part that also sees `wi`.
#[inline(always)]
pub fn shadowing_ratio(wo: V3, wi: V3, alpha: f32) -> f32 {
    let (lo, li) = (lambda(wo, alpha), lambda(wi, alpha));
    (1.0 + lo) / (1.0 + lo + li)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surface(base: V3, metallic: f32, roughness: f32) -> Surface {
        Surface { base, metallic, roughness, ..Surface::default() }
    }

    fn from_cos(cos: f32) -> V3 {
        v3((1.0 - cos * cos).sqrt(), 0.0, cos)
    }

    fn grid(n: u32) -> impl Iterator<Item = [f32; 2]> {
        (0..n * n).map(move |i| [((i % n) as f32 + 0.5) / n as f32, ((i / n) as f32 + 0.5) / n as f32])
    }

    fn chance(i: usize) -> f32 {
        crate::rng::hash(i as u32) as f32 / 4_294_967_296.0
    }

    /// Reflected share of even light, by drawing directions.
    fn drawn_albedo(bsdf: &Bsdf) -> f32 {
        let n = 256;
        let sum: f32 =
            grid(n).enumerate().filter_map(|(i, u)| bsdf.scatter(u, chance(i))).map(|scatter| scatter.weight.x).sum();
        sum / (n * n) as f32
    }

    #[test]
    fn white_reflects_everything_and_never_more() {
        for metallic in [0.0, 0.5, 1.0] {
            for roughness in [0.0, 0.1, 0.3, 0.6, 1.0] {
                for cos in [0.15, 0.4, 0.7, 1.0] {
                    let bsdf = Bsdf::new(&surface(V3::ONE, metallic, roughness), from_cos(cos));
                    let albedo = drawn_albedo(&bsdf);
                    let case = format!("metallic {metallic} roughness {roughness} cos {cos}: {albedo}");
                    assert!(albedo < 1.012, "{case}");
                    assert!(albedo > 0.97, "{case}");
                }
            }
        }
    }

    /// The density integrates to the share of draws that leave the surface.
    #[test]
    fn density_is_that_of_the_draws() {
        for (metallic, roughness) in [(0.0, 0.4), (1.0, 0.3), (0.0, 1.0), (1.0, 0.7)] {
            let bsdf = Bsdf::new(&surface(v3(0.5, 0.5, 0.5), metallic, roughness), from_cos(0.8));
            let n = 128;
            let leaves = |(i, u): (usize, [f32; 2])| bsdf.scatter(u, chance(i)).is_some();
            let share = grid(n).enumerate().filter(|&draw| leaves(draw)).count() as f64 / f64::from(n * n);
            let integral = integrated(|wi| bsdf.evaluate(wi).1);
            assert!((integral - share).abs() < 0.01, "{metallic} {roughness}: {integral} {share}");
        }
    }

    /// Over the hemisphere.
    fn integrated(f: impl Fn(V3) -> f32) -> f64 {
        let n = 512;
        let sum: f64 = grid(n)
            .map(|[a, b]| {
                let (sin, cos) = (f64::from(a) * std::f64::consts::TAU).sin_cos();
                let radius = (1.0 - b * b).sqrt();
                f64::from(f(v3(radius * cos as f32, radius * sin as f32, b)))
            })
            .sum();
        sum * std::f64::consts::TAU / f64::from(n * n)
    }

    /// Drawing and evaluating agree on what a grey surface reflects.
    #[test]
    fn drawn_equals_integrated() {
        for (metallic, roughness) in [(0.0, 0.5), (1.0, 0.5)] {
            let bsdf = Bsdf::new(&surface(v3(0.6, 0.6, 0.6), metallic, roughness), from_cos(0.7));
            let integrated = integrated(|wi| bsdf.evaluate(wi).0.x);
            let drawn = f64::from(drawn_albedo(&bsdf));
            assert!((integrated - drawn).abs() < 0.01, "{integrated} against {drawn}");
        }
    }
}
