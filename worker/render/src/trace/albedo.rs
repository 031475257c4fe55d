//! Directional albedo of a rough surface for a single scattering event between its microfacets. What is
//! missing to one is multiple scattering, which `bsdf` adds back, so that a white metal stays white however
//! rough it is. The same for boundaries that also refract. Source: Turquin, "Practical multiple scattering
//! compensation for microfacet models", 2019.

use std::sync::LazyLock;

use super::microfacet::{self, fr_dielectric, schlick_weight};
use crate::exact;
use crate::math::{V3, v3};

pub const SIZE: usize = 32;
const RINGS: u32 = 32;
const SPOKES: u32 = 16;

/// By cosine and roughness: albedo without Fresnel, and the part of it weighted by Schlick's (1 - cos)^5.
struct Table(Box<[[[f32; 2]; SIZE]; SIZE]>);

static TABLE: LazyLock<Table> = LazyLock::new(Table::integrate);

/// `(scale, offset)`: for reflectance F at normal incidence the albedo is `F scale + offset`.
#[inline]
pub fn reflectance(cos: f32, roughness: f32) -> (f32, f32) {
    let [all, grazing] = TABLE.at(cos, roughness);
    (all - grazing, grazing)
}

pub const BOUNDARY_ETAS: usize = 12;
pub const BOUNDARY_ROUGHNESSES: usize = 16;
/// Square root of the reflectance at normal incidence that the last column stands for.
const LAST_ROOT: f32 = 0.6;

/// By side (into the denser or the thinner medium), relative index, roughness and cosine: albedo of
/// reflection and refraction together.
struct Boundaries(Box<[[[[f32; SIZE]; BOUNDARY_ROUGHNESSES]; BOUNDARY_ETAS]; 2]>);

static BOUNDARIES: LazyLock<Boundaries> = LazyLock::new(Boundaries::integrate);

/// Albedo of a rough boundary for a single reflection or refraction; `eta` is the index behind it over that
/// in front.
#[inline]
pub fn boundary(cos: f32, roughness: f32, eta: f32) -> f32 {
    BOUNDARIES.at(cos, roughness, eta)
}

impl Boundaries {
    fn integrate() -> Self {
        let quadrature = DiskQuadrature::new(20, 10);
        let mut table = Box::new([[[[0.0; SIZE]; BOUNDARY_ROUGHNESSES]; BOUNDARY_ETAS]; 2]);
        for (side, boundaries) in table.iter_mut().enumerate() {
            for (i, roughnesses) in boundaries.iter_mut().enumerate() {
                let part = i as f32 / (BOUNDARY_ETAS - 1) as f32;
                let root = (part * part * LAST_ROOT).max(1e-3);
                let eta = (1.0 + root) / (1.0 - root);
                let eta = if side == 0 { eta } else { 1.0 / eta };
                for (j, cosines) in roughnesses.iter_mut().enumerate() {
                    let alpha = microfacet::roughness_to_alpha(j as f32 / (BOUNDARY_ROUGHNESSES - 1) as f32);
                    for (k, cell) in cosines.iter_mut().enumerate() {
                        let cos = (k as f32 / (SIZE - 1) as f32).max(0.002);
                        *cell = integrate_boundary(v3((1.0 - cos * cos).sqrt(), 0.0, cos), alpha, eta, &quadrature);
                    }
                }
            }
        }
        Self(table)
    }

    #[inline]
    fn at(&self, cos: f32, roughness: f32, eta: f32) -> f32 {
        let side = usize::from(eta < 1.0);
        let eta = if eta < 1.0 { 1.0 / eta } else { eta };
        let root = (eta - 1.0) / (eta + 1.0);
        let (x0, fx) = cell(cos, SIZE);
        let (y0, fy) = cell(roughness, BOUNDARY_ROUGHNESSES);
        let (z0, fz) = cell((root * (1.0 / LAST_ROOT)).sqrt(), BOUNDARY_ETAS);
        let plane = |table: &[[f32; SIZE]; BOUNDARY_ROUGHNESSES]| {
            let (upper, lower) = (&table[y0], &table[y0 + 1]);
            let a = upper[x0] * (1.0 - fx) + upper[x0 + 1] * fx;
            let b = lower[x0] * (1.0 - fx) + lower[x0 + 1] * fx;
            a * (1.0 - fy) + b * fy
        };
        plane(&self.0[side][z0]) * (1.0 - fz) + plane(&self.0[side][z0 + 1]) * fz
    }
}

/// The table cell that a number in [0, 1] falls into, and the fraction of the way to the next.
#[inline]
fn cell(value: f32, size: usize) -> (usize, f32) {
    let last = (size - 1) as f32;
    let x = (value * last).clamp(0.0, last);
    let x0 = (x as usize).min(size - 2);
    (x0, x - x0 as f32)
}

/// Like [`integrate_facets`], for microfacets that reflect one part and refract the rest.
fn integrate_boundary(wo: V3, alpha: f32, eta: f32, quadrature: &DiskQuadrature) -> f32 {
    let mut sum = 0.0f32;
    for &(sine, share) in &quadrature.rings {
        for &(x, y) in &quadrature.spokes {
            let half = microfacet::sample_visible_normal(wo, alpha, (sine * x, sine * y));
            let (reflectance, through) = fr_dielectric(wo.dot(half), eta);
            let wi = microfacet::reflect_about(wo, half);
            if wi.z > 0.0 {
                sum += reflectance * microfacet::g2_over_g1(wo, wi, alpha) * share;
            }
            let wi = microfacet::refract_about(wo, half, eta, through);
            if through > 0.0 && wi.z < 0.0 {
                sum += (1.0 - reflectance) * microfacet::g2_over_g1(wo, wi, alpha) * share;
            }
        }
    }
    sum / quadrature.spokes.len() as f32
}

/// The whole table: rows of roughness, columns of cosine, both from 0 to 1.
pub fn table() -> &'static [[[f32; 2]; SIZE]; SIZE] {
    &TABLE.0
}

/// The table of boundaries: sides, relative indices, roughnesses, cosines.
pub fn boundaries() -> &'static [[[[f32; SIZE]; BOUNDARY_ROUGHNESSES]; BOUNDARY_ETAS]; 2] {
    &BOUNDARIES.0
}

impl Table {
    fn integrate() -> Self {
        let step = 1.0 / (SIZE - 1) as f32;
        let quadrature = DiskQuadrature::new(RINGS, SPOKES);
        let mut table = Box::new([[[0.0; 2]; SIZE]; SIZE]);
        for (i, row) in table.iter_mut().enumerate() {
            let alpha = microfacet::roughness_to_alpha(i as f32 * step);
            for (j, cell) in row.iter_mut().enumerate() {
                // Undefined exactly along the surface, defined just above it.
                let cos = (j as f32 * step).max(0.002);
                *cell = integrate_facets(v3((1.0 - cos * cos).sqrt(), 0.0, cos), alpha, &quadrature);
            }
        }
        Self(table)
    }

    #[inline]
    fn at(&self, cos: f32, roughness: f32) -> [f32; 2] {
        let (x0, fx) = cell(cos, SIZE);
        let (y0, fy) = cell(roughness, SIZE);
        let (upper, lower) = (&self.0[y0], &self.0[y0 + 1]);
        std::array::from_fn(|k| {
            let a = upper[x0][k] * (1.0 - fx) + upper[x0 + 1][k] * fx;
            let b = lower[x0][k] * (1.0 - fx) + lower[x0 + 1][k] * fx;
            a * (1.0 - fy) + b * fy
        })
    }
}

/// The mean over all microfacets visible from `wo`, ring by ring of the disk they are sampled on. Rings are
/// closest at its edge, where the integrand is steepest; the far half mirrors the near one.
fn integrate_facets(wo: V3, alpha: f32, quadrature: &DiskQuadrature) -> [f32; 2] {
    let (mut all, mut grazing) = (0.0f32, 0.0f32);
    for &(sine, share) in &quadrature.rings {
        for &(x, y) in &quadrature.spokes {
            let half = microfacet::sample_visible_normal(wo, alpha, (sine * x, sine * y));
            let wi = microfacet::reflect_about(wo, half);
            if wi.z > 0.0 {
                let kept = microfacet::g2_over_g1(wo, wi, alpha) * share;
                all += kept;
                grazing += kept * schlick_weight(wo.dot(half));
            }
        }
    }
    let spokes = quadrature.spokes.len() as f32;
    [all / spokes, grazing / spokes]
}

/// Quadrature points of the disk.
struct DiskQuadrature {
    /// Radius, and fraction of the area.
    rings: Vec<(f32, f32)>,
    /// Unit vectors of the near half.
    spokes: Vec<(f32, f32)>,
}

impl DiskQuadrature {
    fn new(rings: u32, spokes: u32) -> Self {
        use std::f64::consts::{FRAC_PI_2, PI};
        let ring = |i: u32| {
            let (sine, cosine) = exact::sin_cos((f64::from(i) + 0.5) * FRAC_PI_2 / f64::from(rings));
            (sine, 2.0 * sine * cosine)
        };
        let total: f64 = (0..rings).map(|i| ring(i).1).sum();
        let spoke = |i: u32| {
            let (sine, cosine) = exact::sin_cos((f64::from(i) + 0.5) * PI / f64::from(spokes));
            (sine as f32, cosine as f32)
        };
        Self {
            rings: (0..rings).map(ring).map(|(sine, share)| (sine as f32, (share / total) as f32)).collect(),
            spokes: (0..spokes).map(spoke).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_keeps_everything_and_rough_loses_some() {
        let (scale, offset) = reflectance(0.8, 0.0);
        assert!((scale + offset - 1.0).abs() < 2e-3);
        let (scale, offset) = reflectance(0.8, 1.0);
        assert!((0.3..0.8).contains(&(scale + offset)), "{}", scale + offset);
    }

    #[test]
    fn never_reflects_more_than_comes() {
        for i in 0..=20 {
            for j in 0..=20 {
                let (scale, offset) = reflectance(i as f32 / 20.0, j as f32 / 20.0);
                assert!(scale >= 0.0 && offset >= 0.0 && scale + offset <= 1.0 + 1e-5);
            }
        }
    }
}
