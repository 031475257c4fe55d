//! The GGX (Trowbridge-Reitz) microfacet distribution with Smith's masking and shadowing, and Fresnel
//! reflectance. Directions are in the frame of the surface normal (z) and point away from the surface. PBRT
//! 9.6 and 9.5.

use crate::math::{PI, V3, v3};

/// GGX alpha. A perfect mirror stays just wide enough for f32.
#[inline(always)]
pub fn roughness_to_alpha(roughness: f32) -> f32 {
    (roughness * roughness).max(0.000_4)
}

/// (1 - cos)^5 of Schlick's approximation of Fresnel reflectance.
#[inline(always)]
pub fn schlick_weight(cos: f32) -> f32 {
    let m = (1.0 - cos).clamp(0.0, 1.0);
    let m2 = m * m;
    m2 * m2 * m
}

/// Fresnel reflectance of a smooth dielectric boundary with relative index `eta`, and the cosine of the
/// refracted direction; 1 and 0 for total internal reflection.
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

/// `wo` reflected about a microfacet normal.
#[inline(always)]
pub fn reflect_about(wo: V3, facet: V3) -> V3 {
    facet * (2.0 * wo.dot(facet)) - wo
}

/// `wo` refracted at a microfacet that it sees, given the cosine of the refracted direction.
#[inline(always)]
pub fn refract_about(wo: V3, facet: V3, eta: f32, through: f32) -> V3 {
    facet * (wo.dot(facet) / eta - through) - wo * (1.0 / eta)
}

/// Samples the distribution of microfacet normals visible from `wo`, from a uniform point of the unit disk.
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

/// The GGX distribution of microfacet normals, D.
#[inline(always)]
pub fn ggx_d(half: V3, alpha: f32) -> f32 {
    let (x, y) = (half.x / alpha, half.y / alpha);
    let length = x * x + y * y + half.z * half.z;
    1.0 / (PI * alpha * alpha * length * length)
}

/// Smith's Lambda for GGX.
#[inline(always)]
pub fn lambda(w: V3, alpha: f32) -> f32 {
    let slope = (w.x * w.x + w.y * w.y) / (w.z * w.z);
    0.5 * ((1.0 + alpha * alpha * slope).sqrt() - 1.0)
}

/// Height-correlated masking and shadowing over masking alone: G2 / G1.
#[inline(always)]
pub fn g2_over_g1(wo: V3, wi: V3, alpha: f32) -> f32 {
    let (lo, li) = (lambda(wo, alpha), lambda(wi, alpha));
    (1.0 + lo) / (1.0 + lo + li)
}
