//! How much of the light a rough surface reflects in a single bounce between its facets. What is
//! missing to one is light that bounces several times there; `bsdf` gives it back, so that a white
//! metal stays white however rough it is.
//! Source: Turquin, "Practical multiple scattering compensation for microfacet models", 2019.

use std::sync::LazyLock;

use super::bsdf::{self, fresnel_weight};
use crate::exact;
use crate::math::{V3, v3};

const SIZE: usize = 32;
const RINGS: u32 = 32;
const SPOKES: u32 = 16;

/// For a cosine and a roughness: reflectance of facets without Fresnel, and the part of it that
/// Schlick's fifth power takes.
struct Table(Box<[[[f32; 2]; SIZE]; SIZE]>);

static TABLE: LazyLock<Table> = LazyLock::new(Table::integrate);

/// `(scale, offset)`: reflectance for a reflectance F at normal incidence is `F scale + offset`.
#[inline]
pub fn reflectance(cos: f32, roughness: f32) -> (f32, f32) {
    let [all, grazing] = TABLE.at(cos, roughness);
    (all - grazing, grazing)
}

impl Table {
    fn integrate() -> Self {
        let step = 1.0 / (SIZE - 1) as f32;
        let polar = Polar::new();
        let mut table = Box::new([[[0.0; 2]; SIZE]; SIZE]);
        for (i, row) in table.iter_mut().enumerate() {
            let alpha = bsdf::alpha(i as f32 * step);
            for (j, cell) in row.iter_mut().enumerate() {
                // Straight along the surface nothing is defined; just above it everything is.
                let cos = (j as f32 * step).max(0.002);
                *cell = mean(v3((1.0 - cos * cos).sqrt(), 0.0, cos), alpha, &polar);
            }
        }
        Self(table)
    }

    #[inline]
    fn at(&self, cos: f32, roughness: f32) -> [f32; 2] {
        let last = (SIZE - 1) as f32;
        let x = (cos * last).clamp(0.0, last);
        let y = (roughness * last).clamp(0.0, last);
        let (x0, y0) = ((x as usize).min(SIZE - 2), (y as usize).min(SIZE - 2));
        let (fx, fy) = (x - x0 as f32, y - y0 as f32);
        let (upper, lower) = (&self.0[y0], &self.0[y0 + 1]);
        std::array::from_fn(|k| {
            let a = upper[x0][k] * (1.0 - fx) + upper[x0 + 1][k] * fx;
            let b = lower[x0][k] * (1.0 - fx) + lower[x0 + 1][k] * fx;
            a * (1.0 - fy) + b * fy
        })
    }
}

/// The mean over all facets visible from `wo`, ring by ring of the disk they are drawn on. Rings are
/// closest together at its edge, where light is lost most steeply; the far half mirrors the near one.
fn mean(wo: V3, alpha: f32, polar: &Polar) -> [f32; 2] {
    let (mut all, mut grazing) = (0.0f32, 0.0f32);
    for &(sine, share) in &polar.rings {
        for &(x, y) in &polar.spokes {
            let half = bsdf::visible_facet(wo, alpha, (sine * x, sine * y));
            let wi = bsdf::mirrored(wo, half);
            if wi.z > 0.0 {
                let kept = bsdf::shadowing_ratio(wo, wi, alpha) * share;
                all += kept;
                grazing += kept * fresnel_weight(wo.dot(half));
            }
        }
    }
    let spokes = polar.spokes.len() as f32;
    [all / spokes, grazing / spokes]
}

/// Where to look on the disk.
struct Polar {
    /// Radius and share of the area.
    rings: Vec<(f32, f32)>,
    /// Directions of the near half.
    spokes: Vec<(f32, f32)>,
}

impl Polar {
    fn new() -> Self {
        use std::f64::consts::{FRAC_PI_2, PI};
        let ring = |i: u32| {
            let (sine, cosine) = exact::sin_cos((f64::from(i) + 0.5) * FRAC_PI_2 / f64::from(RINGS));
            (sine, 2.0 * sine * cosine)
        };
        let total: f64 = (0..RINGS).map(|i| ring(i).1).sum();
        let spoke = |i: u32| {
            let (sine, cosine) = exact::sin_cos((f64::from(i) + 0.5) * PI / f64::from(SPOKES));
            (sine as f32, cosine as f32)
        };
        Self {
            rings: (0..RINGS).map(ring).map(|(sine, share)| (sine as f32, (share / total) as f32)).collect(),
            spokes: (0..SPOKES).map(spoke).collect(),
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
