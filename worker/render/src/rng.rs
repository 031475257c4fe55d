//! Random numbers without state: each is a pure function of (seed, frame, pixel, sample, dimension), u32
//! arithmetic only.
//!
//! Pairs of dimensions come from the first two dimensions of the Sobol sequence, Owen-scrambled and shuffled
//! by hashing (Burley, "Practical Hash-based Owen Scrambling", JCGT 9(4), 2020; PBRT 8.7, padded sampler), so
//! that the first 2^k samples of a pixel are stratified in every pair, and pairs are independent.

/// Dimensions of a path: one pair per use, laid out per bounce.
pub mod pair {
    pub const PIXEL: u32 = 0;
    pub const LENS: u32 = 1;
    /// Time within the shutter interval, and a spare number.
    pub const TIME: u32 = 2;
    /// Pairs of bounce b begin at `FIRST + b * PER_BOUNCE`.
    pub const FIRST: u32 = 4;
    pub const PER_BOUNCE: u32 = 8;
    /// Direction sampled from the BSDF or the phase function.
    pub const SCATTER: u32 = 0;
    /// Choice of the lobe, and Russian roulette.
    pub const LOBE: u32 = 1;
    /// Point on the disk of the sun.
    pub const SUN: u32 = 2;
    /// Choice of the local light, and Russian roulette of its shadow ray.
    pub const LOCAL_LIGHT: u32 = 3;
    /// Point on an area light.
    pub const AREA_LIGHT: u32 = 4;
    /// Choice of the distant light.
    pub const DISTANT_LIGHT: u32 = 5;
    /// Direction to the environment.
    pub const ENVIRONMENT: u32 = 6;
    /// Color channel and distance of a free flight through a medium.
    pub const FREE_FLIGHT: u32 = 7;
}

/// The random numbers of one sample of one pixel.
#[derive(Debug, Clone, Copy)]
pub struct Sampler {
    pixel: u32,
    sample: u32,
}

/// What all pixels of a frame share.
#[derive(Debug, Clone, Copy)]
pub struct FrameKey(pub u32, pub u32);

impl FrameKey {
    pub fn new(seed: u64, frame: u32) -> Self {
        let low = hash(seed as u32 ^ hash(frame ^ 0x9e37_79b9));
        let high = hash((seed >> 32) as u32 ^ hash(low));
        Self(low, high)
    }
}

impl Sampler {
    #[inline]
    pub fn new(key: FrameKey, x: u32, y: u32, sample: u32) -> Self {
        let row = hash(y ^ key.1);
        Self { pixel: hash(x ^ hash(row ^ key.0)), sample }
    }

    /// Two numbers in [0, 1) of one pair of dimensions.
    #[inline]
    pub fn pair(&self, pair: u32) -> [f32; 2] {
        let key = hash(self.pixel ^ pair.wrapping_mul(0x9e37_79b9));
        let index = owen(self.sample.reverse_bits(), key).reverse_bits();
        let x = owen(index, hash(key ^ 0xa511_e9b3));
        let y = owen(sobol_y(index), hash(key ^ 0x63d8_3595));
        [unit(x.reverse_bits()), unit(y.reverse_bits())]
    }

    /// One number in [0, 1) for an event named by a key, whatever the order in which events are met.
    #[inline]
    pub fn keyed(&self, bounce: u32, key: u32) -> f32 {
        unit(hash(self.pixel ^ hash(self.sample ^ hash(key ^ hash(bounce ^ 0x5bd1_e995)))))
    }
}

/// The upper 24 bits as a number in [0, 1).
#[inline(always)]
fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 * (1.0 / 16_777_216.0)
}

/// A bijective mix of 32 bits. Source: C. Wellons' `lowbias32` (prospector, public domain).
#[inline(always)]
pub fn hash(mut x: u32) -> u32 {
    x ^= x >> 16;
    x = x.wrapping_mul(0x7feb_352d);
    x ^= x >> 15;
    x = x.wrapping_mul(0x846c_a68b);
    x ^= x >> 16;
    x
}

/// Owen scrambling of bit-reversed numbers: each bit is flipped by a hash of the bits below it. Source: Laine
/// and Karras, "Stratified Sampling for Stochastic Transparency", 2011, with the constants of N. Vegdahl.
#[inline(always)]
fn owen(mut x: u32, seed: u32) -> u32 {
    x ^= x.wrapping_mul(0x3d20_adea);
    x = x.wrapping_add(seed);
    x = x.wrapping_mul((seed >> 16) | 1);
    x ^= x.wrapping_mul(0x0552_6c56);
    x ^= x.wrapping_mul(0x53a2_2864);
    x
}

/// The second dimension of the Sobol sequence with its bits reversed: the index times Pascal's triangle
/// modulo two, folded in five steps.
#[inline(always)]
fn sobol_y(index: u32) -> u32 {
    let mut x = index;
    x ^= (x & 0xaaaa_aaaa) >> 1;
    x ^= (x & 0xcccc_cccc) >> 2;
    x ^= (x & 0xf0f0_f0f0) >> 4;
    x ^= (x & 0xff00_ff00) >> 8;
    x ^= (x & 0xffff_0000) >> 16;
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(x: u32, y: u32, dimension: u32, n: u32) -> Vec<[f32; 2]> {
        let key = FrameKey::new(7, 3);
        (0..n).map(|i| Sampler::new(key, x, y, i).pair(dimension)).collect()
    }

    /// Every power-of-two prefix has one point in each of its elementary intervals.
    #[test]
    fn prefixes_are_stratified_in_every_pair() {
        for dimension in [0, 1, 2, 5, 37, 200] {
            for bits in 0..=8u32 {
                let n = 1 << bits;
                let points = points(11, 5, dimension, n);
                for split in 0..=bits {
                    let (columns, rows) = (1u32 << split, 1u32 << (bits - split));
                    let mut seen = vec![false; n as usize];
                    for [x, y] in &points {
                        let cell = (x * columns as f32) as u32 * rows + (y * rows as f32) as u32;
                        assert!(!std::mem::replace(&mut seen[cell as usize], true), "{dimension} {bits}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_stay_below_one() {
        assert!(unit(u32::MAX) < 1.0 && unit(0) == 0.0);
    }

    #[test]
    fn pixels_pairs_seeds_and_frames_are_independent() {
        let correlation = |a: &[[f32; 2]], b: &[[f32; 2]]| {
            let n = a.len() as f32;
            a.iter().zip(b).map(|(p, q)| (p[0] - 0.5) * (q[0] - 0.5)).sum::<f32>() / n * 12.0
        };
        let one = points(4, 4, 0, 4096);
        for other in [points(5, 4, 0, 4096), points(4, 5, 0, 4096), points(4, 4, 1, 4096)] {
            assert!(correlation(&one, &other).abs() < 0.08);
        }
        let first = |seed, frame| Sampler::new(FrameKey::new(seed, frame), 4, 4, 0).pair(0);
        assert_ne!(first(7, 3), first(8, 3));
        assert_ne!(first(7, 3), first(7, 4));
        assert_ne!(first(7, 3), first(7 + (1 << 32), 3));
    }

    #[test]
    fn first_samples_of_pixels_are_uniform() {
        let key = FrameKey::new(1, 1);
        let mut bins = [0u32; 16];
        for y in 0..64 {
            for x in 0..64 {
                bins[(Sampler::new(key, x, y, 0).pair(0)[0] * 16.0) as usize] += 1;
            }
        }
        // Chi-squared with 15 degrees of freedom: 37.7 is exceeded once in a thousand seeds.
        let expected = 256.0;
        let chi: f64 = bins.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
        assert!(chi < 37.7, "{chi}");
    }

    #[test]
    fn keyed_numbers_do_not_depend_on_order() {
        let sampler = Sampler::new(FrameKey::new(1, 1), 2, 3, 4);
        assert_eq!(sampler.keyed(0, 9), sampler.keyed(0, 9));
        assert_ne!(sampler.keyed(0, 9), sampler.keyed(1, 9));
        assert_ne!(sampler.keyed(0, 9), sampler.keyed(0, 10));
    }
}
