//! Homogeneous participating media inside closed surfaces. Coefficients of overlapping media add up; the
//! index of refraction is that of the medium entered last. PBRT chapters 11 and 14.

use crate::exact;
use crate::math::{INV_PI, V3, coordinate_system, exp, ln, sin_cos_turns, v3};
use crate::scene::{Material, Volume};

/// Media that a path can be in at the same time; more are ignored.
const MAX_NESTED: usize = 4;

/// Coefficients per scene unit; all zero for a material without a volume.
#[derive(Debug, Clone, Copy, Default)]
pub struct Medium {
    pub absorption: V3,
    pub scattering: V3,
    pub anisotropy: f32,
    pub ior: f32,
}

impl Medium {
    pub fn new(material: &Material) -> Self {
        let ior = if material.ior >= 1.0 { material.ior } else { 1.0 };
        match &material.volume {
            None => Self { ior, ..Self::default() },
            Some(volume) => Self {
                absorption: absorption(volume),
                scattering: volume.scattering.max(V3::ZERO),
                anisotropy: volume.anisotropy.clamp(-0.98, 0.98),
                ior,
            },
        }
    }

    pub fn extinction(&self) -> V3 {
        self.absorption + self.scattering
    }
}

/// White light has the attenuation color after the attenuation distance (KHR_materials_volume); no channel is
/// fully black.
fn absorption(volume: &Volume) -> V3 {
    if !volume.attenuation_distance.is_finite() || volume.attenuation_distance <= 0.0 {
        return V3::ZERO;
    }
    let per_unit = |color: f32| {
        let color = f64::from(color.clamp(1e-6, 1.0));
        let depth = -exact::log2(color) * std::f64::consts::LN_2;
        (depth / f64::from(volume.attenuation_distance)).min(1e6) as f32
    };
    v3(per_unit(volume.attenuation.x), per_unit(volume.attenuation.y), per_unit(volume.attenuation.z))
}

/// The media around a point of a path, by material, in the order they were entered.
#[derive(Debug, Clone, Copy)]
pub struct Media {
    count: u32,
    materials: [u32; MAX_NESTED],
}

impl Media {
    pub const NONE: Media = Media { count: 0, materials: [0; MAX_NESTED] };

    #[inline]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub fn count(&self) -> u32 {
        self.count
    }

    /// Enters through a front face, leaves through a back face.
    pub fn crossed(&self, material: u32, front: bool) -> Self {
        let mut media = *self;
        if front {
            if (media.count as usize) < MAX_NESTED {
                media.materials[media.count as usize] = material;
                media.count += 1;
            }
            return media;
        }
        let mut at = media.count;
        while at > 0 {
            at -= 1;
            if media.materials[at as usize] == material {
                media.count -= 1;
                while at < media.count {
                    media.materials[at as usize] = media.materials[at as usize + 1];
                    at += 1;
                }
                break;
            }
        }
        media
    }

    /// The index of refraction of the surroundings.
    pub fn ior(&self, of: &[Medium]) -> f32 {
        if self.count == 0 { 1.0 } else { of[self.materials[self.count as usize - 1] as usize].ior }
    }

    /// All of them as one medium.
    pub fn combined(&self, of: &[Medium]) -> Medium {
        let mut sum = Medium { ior: 1.0, ..Medium::default() };
        let (mut turned, mut weight) = (0.0, 0.0);
        let mut at = 0;
        while at < self.count {
            let medium = &of[self.materials[at as usize] as usize];
            sum.absorption += medium.absorption;
            sum.scattering += medium.scattering;
            let strength = medium.scattering.luminance();
            turned += medium.anisotropy * strength;
            weight += strength;
            at += 1;
        }
        sum.anisotropy = if weight > 0.0 { turned / weight } else { 0.0 };
        sum
    }
}

/// Beer-Lambert transmittance over a distance.
#[inline]
pub fn transmittance(extinction: V3, distance: f32) -> V3 {
    let left = |e: f32| if e > 0.0 { exp(-(e * distance)) } else { 1.0 };
    v3(left(extinction.x), left(extinction.y), left(extinction.z))
}

/// How a free flight through a medium ends.
pub enum FreeFlight {
    /// At the given distance, with this weight.
    Through(V3),
    /// With a scattering event at a distance, with this weight.
    Scattered(f32, V3),
}

impl Medium {
    /// Samples the distance to the next scattering event, up to `distance`: by the extinction of one
    /// color channel, with the mean pdf of all three (the one-sample model of multiple importance
    /// sampling; PBRT, 3rd edition, 15.2.1).
    pub fn sample_free_flight(&self, distance: f32, u: [f32; 2]) -> FreeFlight {
        let extinction = self.extinction();
        if self.scattering.is_black() {
            return FreeFlight::Through(transmittance(extinction, distance));
        }
        let channel = ((u[0] * 3.0) as usize).min(2);
        let own = extinction[channel];
        let free = if own > 0.0 { -ln(1.0 - u[1]) / own } else { f32::MAX };
        if free < distance {
            let left = transmittance(extinction, free);
            let pdfs = extinction * left;
            let pdf = (pdfs.x + pdfs.y + pdfs.z) * (1.0 / 3.0);
            return FreeFlight::Scattered(free, self.scattering * left * (1.0 / pdf.max(1e-30)));
        }
        let left = transmittance(extinction, distance);
        let pdf = (left.x + left.y + left.z) * (1.0 / 3.0);
        FreeFlight::Through(left * (1.0 / pdf.max(1e-30)))
    }

    /// The Henyey-Greenstein phase function, which is also the pdf of [`Medium::sample_phase`]; `cos` is
    /// that of the angle between the directions before and after. Source: Henyey and Greenstein, 1941.
    #[inline]
    pub fn phase(&self, cos: f32) -> f32 {
        let g = self.anisotropy;
        let d = (1.0 + g * g - 2.0 * g * cos).max(1e-9);
        0.25 * INV_PI * (1.0 - g * g) / (d * d.sqrt())
    }

    /// Samples a direction after scattering, with the pdf [`Medium::phase`].
    pub fn sample_phase(&self, direction: V3, u: [f32; 2]) -> V3 {
        let g = self.anisotropy;
        let cos = if g.abs() < 1e-3 {
            1.0 - 2.0 * u[0]
        } else {
            let ratio = (1.0 - g * g) / (1.0 + g - 2.0 * g * u[0]);
            ((1.0 + g * g - ratio * ratio) / (2.0 * g)).clamp(-1.0, 1.0)
        };
        let across = (1.0 - cos * cos).max(0.0).sqrt();
        let (sin, cosine) = sin_cos_turns(u[1]);
        let (tangent, bitangent) = coordinate_system(direction);
        (direction * cos + tangent * (across * cosine) + bitangent * (across * sin)).normalized()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_are_left_in_any_order() {
        let media = Media::NONE.crossed(3, true).crossed(5, true).crossed(7, true).crossed(5, false);
        assert_eq!((media.count(), media.materials[..2].to_vec()), (2, vec![3, 7]));
        // Leaving a medium that was never entered changes nothing.
        assert_eq!(media.crossed(9, false).count(), 2);
        assert!(media.crossed(7, false).crossed(3, false).is_empty());
        let full = (0..9).fold(Media::NONE, |media, material| media.crossed(material, true));
        assert_eq!(full.count() as usize, MAX_NESTED);
    }

    #[test]
    fn white_light_has_the_attenuation_color_after_the_distance() {
        let attenuation = v3(0.5, 0.25, 1.0);
        let volume = Volume { attenuation, attenuation_distance: 2.0, scattering: V3::ZERO, anisotropy: 0.0 };
        let medium = Medium::new(&Material { volume: Some(volume), ..Material::default() });
        let left = transmittance(medium.extinction(), 2.0);
        assert!((left - attenuation).length() < 1e-6);
        assert_eq!(transmittance(V3::ZERO, f32::MAX), V3::ONE);
        assert_eq!(transmittance(V3::ONE, f32::MAX), V3::ZERO);
    }

    #[test]
    fn directions_are_drawn_by_the_phase_function() {
        const BINS: usize = 20;
        for anisotropy in [0.0, 0.4, -0.7] {
            let medium = Medium { anisotropy, ..Medium::default() };
            let forward = v3(0.48, -0.6, 0.64);
            let (mut counts, mut around) = ([0.0f64; BINS], V3::ZERO);
            const COUNT: u32 = 40_000;
            for i in 0..COUNT {
                let unit = |seed: u32| (crate::rng::hash(i * 2 + seed) >> 8) as f32 / 16_777_216.0;
                let direction = medium.sample_phase(forward, [unit(0), unit(1)]);
                let cos = direction.dot(forward);
                counts[(((cos + 1.0) * 0.5 * BINS as f32) as usize).min(BINS - 1)] += 1.0;
                around += direction - forward * cos;
            }
            assert!(around.length() / (COUNT as f32) < 0.02, "{anisotropy}: {around:?}");
            let (mut chi, mut whole) = (0.0, 0.0);
            for (bin, counts) in counts.iter().enumerate() {
                let share: f64 = (0..200)
                    .map(|i| f64::from(medium.phase((bin as f32 + (i as f32 + 0.5) / 200.0) * 2.0 / BINS as f32 - 1.0)))
                    .sum::<f64>()
                    * 2.0
                    * std::f64::consts::TAU
                    / (200 * BINS) as f64;
                let expected = share * f64::from(COUNT);
                whole += share;
                chi += (counts - expected) * (counts - expected) / expected;
            }
            // 19 degrees of freedom: 43.8 is exceeded once in a thousand.
            assert!((whole - 1.0).abs() < 1e-3 && chi < 50.0, "{anisotropy}: {whole} {chi}");
        }
    }

    /// The mean weights of free flights are the integrals: transmittance, and what is scattered.
    #[test]
    fn flights_keep_the_light_they_should() {
        let (absorption, scattering) = (v3(0.1, 0.5, 0.0), v3(1.0, 0.3, 0.2));
        let medium = Medium { absorption, scattering, anisotropy: 0.0, ior: 1.0 };
        let (mut through, mut scattered) = (V3::ZERO, V3::ZERO);
        const SIDE: u32 = 300;
        for i in 0..SIDE * SIDE {
            let u = [((i % SIDE) as f32 + 0.5) / SIDE as f32, ((i / SIDE) as f32 + 0.5) / SIDE as f32];
            match medium.sample_free_flight(1.5, u) {
                FreeFlight::Through(weight) => through += weight,
                FreeFlight::Scattered(distance, weight) => {
                    assert!(distance < 1.5);
                    scattered += weight;
                }
            }
        }
        let count = (SIDE * SIDE) as f32;
        let left = transmittance(medium.extinction(), 1.5);
        assert!((through * (1.0 / count) - left).length() < 2e-3);
        let extinction = medium.extinction();
        let expected = |axis: usize| scattering[axis] / extinction[axis] * (1.0 - left[axis]);
        for axis in 0..3 {
            assert!((scattered[axis] / count - expected(axis)).abs() < 3e-3, "{axis}");
        }
    }
}
