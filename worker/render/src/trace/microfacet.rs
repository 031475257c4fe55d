//! Rough surfaces as many small facets (GGX with Smith's shadowing). Directions are in the frame of the
//! surface's normal (z) and point away from it.

use crate::math::{PI, V3, v3};

/// Width of the facets' slopes. A perfect mirror is kept just wide enough for f32.
#[inline(always)]
pub fn roughness_to_alpha(roughness: f32) -> f32 {
    (roughness * roughness).max(0.000_4)
}

/// Schlick's (1 - cos)^5.
#[inline(always)]
pub fn schlick_weight(cos: f32) -> f32 {
    let m = (1.0 - cos).clamp(0.0, 1.0);
    let m2 = m * m;
    m2 * m2 * m
}

/// Reflectance of a smooth boundary behind which light is `eta` times slower, and the cosine on that
/// side; 1 and 0 where nothing gets through.
#[inline]
pub fn fr_dielectric(cos: f32, eta: f32) -> (f32, f32) {
    let sine_squared = (1.0 - cos * cos).max(0.0) / (eta * eta);
    if sine_squared >= 1.0 {
        return (1.0, 0.0);
    }
    let through = (1.0 - sine_squared).sqrt();
    let parallel = (eta * cos - through) / (eta * cos + through);
    let across = (cos - eta * through) / (cos + eta * through);
    (0.5 * (parallel * parallel + across * across), through)
}

/// `wo` mirrored at a facet.
#[inline(always)]
pub fn reflect(wo: V3, facet: V3) -> V3 {
    facet * (2.0 * wo.dot(facet)) - wo
}

/// `wo` refracted at a facet that it sees, given the cosine on the other side.
#[inline(always)]
pub fn refract(wo: V3, facet: V3, eta: f32, through: f32) -> V3 {
    facet * (wo.dot(facet) / eta - through) - wo * (1.0 / eta)
}

/// A facet normal from an even point of the unit disk, with the density of those visible from `wo`.
/// Source: Heitz, "Sampling the GGX Distribution of Visible Normals", JCGT 7(4), 2018.
#[inline]
pub fn sample_visible_normal(wo: V3, alpha: f32, (a, b): (f32, f32)) -> V3 {
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
pub fn ggx_d(half: V3, alpha: f32) -> f32 {
    let (x, y) = (half.x / alpha, half.y / alpha);
    let length = x * x + y * y + half.z * half.z;
    1.0 / (PI * alpha * alpha * length * length)
}

/// Smith's shadowing of GGX.
#[inline(always)]
pub fn lambda(w: V3, alpha: f32) -> f32 {
    let slope = (w.x * w.x + w.y * w.y) / (w.z * w.z);
    0.5 * ((1.0 + alpha * alpha * slope).sqrt() - 1.0)
}

/// Of what is visible from `wo`, the part that also sees `wi`.
#[inline(always)]
pub fn g2_over_g1(wo: V3, wi: V3, alpha: f32) -> f32 {
    let (lo, li) = (lambda(wo, alpha), lambda(wi, alpha));
    (1.0 + lo) / (1.0 + lo + li)
}
