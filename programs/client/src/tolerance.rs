//! When tiles of two classes of devices are the same picture.
//!
//! The same samples on another kind of device differ in the last bits, and here and there in where
//! a path goes. Three measures over a tile tell that from other work; each is needed:
//!
//! | measure | what it refuses |
//! |---|---|
//! | peak signal to noise | other pictures: another seed, a shift, a blur, a wrong material |
//! | share of values that are all but equal | small changes everywhere: denoised, re-encoded |
//! | difference over standard error | fewer samples than were paid for |
//!
//! Where light is brighter than 1, differences are taken relative to it. The constants are measured
//! ones: change them only with a record of what was compared.

use std::fmt;

/// Decibels that a tile must reach, with light of 1 as the peak.
pub const LEAST_PSNR: f64 = 45.0;
/// A value is all but equal up to this difference.
pub const EQUAL_WITHIN: f64 = 1e-4;
/// Share of values that must be.
pub const LEAST_EQUAL: f64 = 0.80;
/// Root-mean-square difference, in units of the checker's own standard error. Half the samples of
/// the same sequence come to 1.
pub const MOST_ERROR: f64 = 0.1;
/// Differences that rounding makes where there is no noise at all.
const ROUNDING: f64 = 1e-6;

/// How far two tiles are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// Decibels; infinite for equal tiles.
    pub psnr: f64,
    /// Share of values within [`EQUAL_WITHIN`], 0 to 1.
    pub equal: f64,
    /// Root-mean-square difference over the standard error.
    pub error: f64,
}

impl Distance {
    /// Measures tiles value by value: `ours` with the `variance` of each mean, and `theirs`. `None`
    /// where they are no tiles of one size, or a value of theirs is no number.
    pub fn between(ours: &[f32], variance: &[f32], theirs: &[f32]) -> Option<Self> {
        let count = ours.len();
        if count == 0 || variance.len() != count || theirs.len() != count || !theirs.iter().all(|v| v.is_finite()) {
            return None;
        }
        let (mut squares, mut noise, mut equal) = (0.0f64, 0.0f64, 0usize);
        for ((ours, variance), theirs) in ours.iter().zip(variance).zip(theirs) {
            let scale = f64::from(ours.abs()).max(1.0);
            let apart = (f64::from(*ours) - f64::from(*theirs)) / scale;
            squares += apart * apart;
            noise += f64::from(*variance) / (scale * scale) + ROUNDING * ROUNDING;
            equal += usize::from(apart.abs() <= EQUAL_WITHIN);
        }
        let values = count as f64;
        let psnr = -10.0 * (squares / values).log10();
        Some(Self { psnr, equal: equal as f64 / values, error: (squares / noise).sqrt() })
    }

    /// Whether that is one picture.
    pub fn is_tolerable(&self) -> bool {
        self.psnr >= LEAST_PSNR && self.equal >= LEAST_EQUAL && self.error <= MOST_ERROR
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { psnr, equal, error } = self;
        write!(f, "{psnr:.1} dB, {:.1} % of values equal, {error:.3} standard errors apart", equal * 100.0)
    }
}

/// Whether the bytes of a tile are the same picture as our own values.
pub fn agree(ours: &[f32], variance: &[f32], theirs: &[u8]) -> bool {
    let (values, rest) = theirs.as_chunks::<4>();
    let theirs: Vec<f32> = values.iter().map(|value| f32::from_le_bytes(*value)).collect();
    rest.is_empty() && Distance::between(ours, variance, &theirs).is_some_and(|distance| distance.is_tolerable())
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: [f32; 4] = [0.0, 0.5, 1.0, 20.0];
    const NOISE: [f32; 4] = [0.01; 4];

    fn distance(theirs: [f32; 4]) -> Option<Distance> {
        Distance::between(&OURS, &NOISE, &theirs)
    }

    #[test]
    fn equal_tiles_are_no_distance_apart() {
        let distance = distance(OURS).unwrap();
        assert_eq!(distance, Distance { psnr: f64::INFINITY, equal: 1.0, error: 0.0 });
        assert!(distance.is_tolerable());
    }

    #[test]
    fn bright_light_is_measured_relative_to_itself() {
        assert!(distance([0.0, 0.5, 1.0, 20.001]).unwrap().is_tolerable());
        assert!(!distance([0.0, 0.502, 1.0, 20.1]).unwrap().is_tolerable());
    }

    #[test]
    fn each_measure_refuses_alone() {
        let fine = Distance { psnr: LEAST_PSNR, equal: LEAST_EQUAL, error: MOST_ERROR };
        assert!(fine.is_tolerable());
        assert!(!Distance { psnr: LEAST_PSNR - 0.1, ..fine }.is_tolerable());
        assert!(!Distance { equal: LEAST_EQUAL - 0.01, ..fine }.is_tolerable());
        assert!(!Distance { error: MOST_ERROR + 0.01, ..fine }.is_tolerable());
        assert!(!Distance { psnr: f64::NAN, ..fine }.is_tolerable());
    }

    #[test]
    fn what_is_no_number_or_of_another_size_is_no_tile() {
        assert_eq!(distance([0.0, 0.5, f32::NAN, 20.0]), None);
        assert_eq!(distance([0.0, 0.5, f32::INFINITY, 20.0]), None);
        assert_eq!(Distance::between(&OURS, &NOISE, &[0.0]), None);
        assert_eq!(Distance::between(&[], &[], &[]), None);
        assert!(!agree(&OURS, &NOISE, &[0; 15]));
    }

    #[test]
    fn without_noise_rounding_is_forgiven_and_no_more() {
        let near = OURS.map(|value| value * (1.0 + 1e-7));
        assert!(Distance::between(&OURS, &[0.0; 4], &near).unwrap().is_tolerable());
        let off = OURS.map(|value| value * 1.00005);
        assert!(!Distance::between(&OURS, &[0.0; 4], &off).unwrap().is_tolerable());
    }
}
