//! When tiles of two classes of devices are the same picture.
//!
//! The same samples on another kind of device differ in their last bits, and such a bit sends one path
//! in a hundred or a thousand another way: an honest picture differs much in few pixels of few samples
//! and much less in many of many, and now and then a bright path is here and not there. Other work
//! differs in all pixels by about what noise is. So differences are counted in standard errors of the
//! checker's own samples, and beyond [`FAR`] no further: no single path decides. Three measures:
//!
//! | measure | what it refuses |
//! |---|---|
//! | share of values half a standard error apart | fewer samples, another seed, a blur, a denoised picture |
//! | mean square of the difference | garbage in some of the pixels |
//! | shift of a channel's mean | light that is missing, added or tinted everywhere, below the noise |
//!
//! The constants are measured (`worker/gpu/examples/calibrate.rs`; `tests/BENCHMARKS.md` has the record): change
//! them only with a record of what was compared. Noise itself is no measure: a peak signal to noise of an
//! honest device was 21 to 160 decibels.

use std::fmt;

use crate::tile::VariedTile;

/// Samples per pixel from which on the checker's own tell how sure they are.
pub const LEAST_SAMPLES: u32 = 4;

/// Values this many standard errors apart are.
const APART: f64 = 0.5;
/// Standard errors beyond which a difference counts no more.
const FAR: f64 = 3.0;
/// What each measure may be in a tile of many pixels: about twice what it was in the worst honest one, of cloth
/// in folds, where every bounce off a bumpy weave makes a difference a hundred times as large.
const MOST_APART: f64 = 0.25;
const MOST_ERROR: f64 = 0.6;
const MOST_SHIFT: f64 = 0.15;
/// Of a value: differences that rounding makes where there is no noise at all.
const ROUNDING: f64 = 1e-4;
/// Values are rounded as if they were at least so large.
const DARK: f64 = 1e-2;

/// How far two tiles are apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// Share of values half a standard error apart, or more.
    pub apart: f64,
    /// Mean square of differences in standard errors.
    pub error: f64,
    /// Mean difference in standard errors, of the channel where it is most.
    pub shift: f64,
    pub pixels: usize,
}

impl Distance {
    /// Measures `theirs` against our own tile. `None` where they are no tiles of one size, or a value of
    /// theirs is no number and none of ours either.
    pub fn between(ours: &VariedTile, theirs: &[f32]) -> Option<Self> {
        let VariedTile { tile, variance } = ours;
        let values = tile.rgb.len();
        let pixels = values / 3;
        if pixels == 0 || variance.len() != values || theirs.len() != values {
            return None;
        }
        let (mut apart, mut squares, mut sums) = (0usize, 0.0f64, [0.0f64; 3]);
        for (at, ((&ours, &variance), &theirs)) in tile.rgb.iter().zip(variance).zip(theirs).enumerate() {
            // Light beyond f32 is infinite on every device.
            if ours.to_bits() == theirs.to_bits() {
                continue;
            }
            if !theirs.is_finite() && ours.is_finite() {
                return None;
            }
            let (ours, theirs, variance) = (f64::from(ours), f64::from(theirs), f64::from(variance));
            let rounding = ROUNDING * ours.abs().max(DARK);
            let errors = (theirs - ours) / (variance + rounding * rounding).sqrt();
            // Where noise or light is beyond f32 as well, nothing tells how sure it is.
            let errors = if errors.is_finite() && variance.is_finite() { errors } else { FAR };
            apart += usize::from(errors.abs() >= APART);
            let errors = errors.clamp(-FAR, FAR);
            squares += errors * errors;
            sums[at % 3] += errors;
        }
        let shift = sums.into_iter().map(|sum| sum.abs() / pixels as f64).fold(0.0, f64::max);
        Some(Self { apart: apart as f64 / values as f64, error: squares / values as f64, shift, pixels })
    }

    /// Whether that is one picture. Of fewer pixels chance makes more.
    pub fn is_tolerable(&self) -> bool {
        let chance = 1.0 / (self.pixels as f64).sqrt();
        let most_apart = MOST_APART + 3.0 * (MOST_APART * (1.0 - MOST_APART)).sqrt() * chance;
        let most_error = MOST_ERROR + FAR * FAR * chance;
        let most_shift = MOST_SHIFT + FAR * chance;
        self.apart <= most_apart && self.error <= most_error && self.shift <= most_shift
    }
}

impl fmt::Display for Distance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { apart, error, shift, .. } = self;
        let apart = apart * 100.0;
        write!(f, "{apart:.1} % of values apart, mean square {error:.3}, shifted by {shift:.3} standard errors")
    }
}

/// Whether the bytes of a tile are the same picture as our own.
pub fn agree(ours: &VariedTile, theirs: &[u8]) -> bool {
    let (values, rest) = theirs.as_chunks::<4>();
    let theirs: Vec<f32> = values.iter().map(|value| f32::from_le_bytes(*value)).collect();
    rest.is_empty() && Distance::between(ours, &theirs).is_some_and(|distance| distance.is_tolerable())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile::{Rect, Tile};

    const NOISE: f32 = 0.01;

    /// Square tiles of even light, each value with a standard error of [`NOISE`].
    fn ours(side: u32) -> VariedTile {
        let rect = Rect::new(0, 0, side, side);
        let values = rect.pixels() * 3;
        VariedTile { tile: Tile { rect, rgb: vec![0.5; values] }, variance: vec![NOISE * NOISE; values] }
    }

    /// With pixels moved by so many standard errors.
    fn moved(side: u32, by: impl Fn(usize) -> f32) -> Distance {
        let ours = ours(side);
        let theirs: Vec<f32> = ours.tile.rgb.iter().enumerate().map(|(at, v)| v + NOISE * by(at / 3)).collect();
        Distance::between(&ours, &theirs).expect("tiles of one size")
    }

    fn to_and_fro(pixel: usize, by: f32) -> f32 {
        if pixel.is_multiple_of(2) { by } else { -by }
    }

    #[test]
    fn equal_tiles_are_no_distance_apart() {
        let distance = moved(32, |_| 0.0);
        assert_eq!(distance, Distance { apart: 0.0, error: 0.0, shift: 0.0, pixels: 1024 });
        assert!(distance.is_tolerable());
        let bytes = ours(32).tile.to_bytes();
        assert!(agree(&ours(32), &bytes) && !agree(&ours(32), &bytes[1..]));
    }

    #[test]
    fn a_few_paths_that_went_another_way_are_forgiven_however_bright() {
        // One pixel in eleven, and in one of a hundred a path a million times as bright as the noise.
        let honest = |pixel: usize| match pixel {
            _ if pixel.is_multiple_of(101) => 1e6,
            _ if pixel.is_multiple_of(11) => to_and_fro(pixel, 1.5),
            _ => to_and_fro(pixel, 1e-3),
        };
        assert!(moved(32, honest).is_tolerable(), "{}", moved(32, honest));
    }

    #[test]
    fn each_measure_refuses_alone() {
        let barely = moved(32, |pixel| to_and_fro(pixel, 0.6));
        assert!(barely.apart > 0.99 && barely.error < MOST_ERROR && barely.shift < 0.01 && !barely.is_tolerable());
        let garbage = moved(32, |pixel| if pixel.is_multiple_of(8) { to_and_fro(pixel / 8, 1e3) } else { 0.0 });
        assert!(garbage.apart < MOST_APART && garbage.error > 1.0 && garbage.shift < 0.01 && !garbage.is_tolerable());
        let darker = moved(32, |_| -0.3);
        assert!(darker.apart == 0.0 && darker.error < 0.1 && darker.shift > 0.29 && !darker.is_tolerable());
    }

    #[test]
    fn a_tint_is_a_shift_though_the_mean_of_all_channels_stays() {
        let ours = ours(32);
        let tint = |at: usize| [0.4, -0.4, 0.0][at % 3] * NOISE;
        let theirs: Vec<f32> = ours.tile.rgb.iter().enumerate().map(|(at, v)| v + tint(at)).collect();
        assert!(!Distance::between(&ours, &theirs).unwrap().is_tolerable());
    }

    #[test]
    fn in_a_tile_of_few_pixels_one_may_differ() {
        assert!(moved(1, |_| 1e3).is_tolerable());
        assert!(moved(2, |pixel| if pixel == 0 { 1e3 } else { 0.0 }).is_tolerable());
        assert!(!moved(8, |pixel| to_and_fro(pixel, 1.4)).is_tolerable());
    }

    #[test]
    fn without_noise_rounding_is_forgiven_and_no_more() {
        let still = VariedTile { variance: vec![0.0; 3072], ..ours(32) };
        let off = |by: f32| still.tile.rgb.iter().map(|value| value * (1.0 + by)).collect::<Vec<f32>>();
        assert!(Distance::between(&still, &off(1e-6)).unwrap().is_tolerable());
        assert!(!Distance::between(&still, &off(1e-3)).unwrap().is_tolerable());
    }

    #[test]
    fn what_is_no_number_or_of_another_size_is_no_tile() {
        let ours = ours(2);
        let with = |value: f32| [vec![0.5; 11], vec![value]].concat();
        assert_eq!(Distance::between(&ours, &with(f32::NAN)), None);
        assert_eq!(Distance::between(&ours, &with(f32::INFINITY)), None);
        assert_eq!(Distance::between(&ours, &[0.5; 9]), None);
        let infinite = VariedTile { tile: Tile { rgb: with(f32::INFINITY), ..ours.tile.clone() }, ..ours.clone() };
        assert_eq!(Distance::between(&infinite, &with(f32::INFINITY)).unwrap().error, 0.0);
        assert!(Distance::between(&infinite, &with(1.0)).unwrap().error > 0.0);
        let unsure = VariedTile { variance: vec![f32::INFINITY; 12], ..ours.clone() };
        assert!(!Distance::between(&unsure, &[0.6; 12]).unwrap().is_tolerable());
        assert!(Distance::between(&ours, &with(0.5)).is_some());
    }
}
