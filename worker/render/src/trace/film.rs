use rayon::prelude::*;

use super::bvh::{Ray, Stack};
use super::path;
use super::world::World;
use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::frame::Settings;
use crate::math::V3;
use crate::rng::{FrameKey, Sampler, pair};
use crate::scene::Views;
use crate::tile::Rect;

/// Samples between two checks for cancellation.
const CANCEL_INTERVAL: u32 = 64;
/// Samples that are summed as one block: see [`PairwiseSum`]. Most stills need a single block, and so nothing
/// but a running sum. It is small enough for several cards to share a small still of many samples, and large
/// enough for reading sums back from a card to cost nothing beside 64 paths per pixel.
pub const BLOCK: u32 = 64;
/// Radius of the reconstruction filter (a tent), in pixels.
const FILTER_RADIUS: f32 = 0.9;

/// Everything that the value of a pixel depends on.
pub struct FrameContext<'a> {
    pub world: &'a World,
    pub view: &'a Views,
    pub key: FrameKey,
    /// Whether there is motion blur, so that each ray has its own time.
    pub is_blurred: bool,
    pub settings: &'a Settings,
}

/// Mean of the samples of every pixel of a rectangle.
pub fn render(context: &FrameContext, rect: Rect, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
    let mut rgb = vec![0.0; rect.pixels() * 3];
    let stride = (rect.width as usize * 3).max(1);
    rgb.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::default();
        for (column, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let estimate = context.pixel(rect.x + column as u32, rect.y + row as u32, cancel, &mut stack)?;
            *pixel = estimate.sum.mean().to_array();
        }
        Ok(())
    })?;
    Ok(rgb)
}

/// The same means, and the variance of each mean.
pub fn render_with_variance(
    context: &FrameContext,
    rect: Rect,
    cancel: &Cancel,
) -> Result<(Vec<f32>, Vec<f32>), Cancelled> {
    let mut all = vec![[[0.0f32; 3]; 3]; rect.pixels()];
    let stride = (rect.width as usize).max(1);
    all.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::default();
        for (column, pixel) in line.iter_mut().enumerate() {
            let estimate = context.pixel(rect.x + column as u32, rect.y + row as u32, cancel, &mut stack)?;
            *pixel = [estimate.sum.mean().to_array(), estimate.variance(), estimate.half.to_array()];
        }
        Ok(())
    })?;
    let samples = context.settings.samples;
    let variance_ratio = variance_ratio(&all, samples / 2, samples);
    let rgb = all.iter().flat_map(|[mean, ..]| *mean).collect();
    Ok((rgb, all.iter().flat_map(|[_, variance, _]| variance.map(|value| value * variance_ratio)).collect()))
}

/// The variance of a tile's means relative to that of independent samples: stratified samples have less where
/// light is smooth. `values` are the means of pixels, their variances as if samples were independent, and the
/// means of the first `half` of the samples; the difference between halves and wholes measures it.
fn variance_ratio(values: &[[[f32; 3]; 3]], half: u32, samples: u32) -> f32 {
    /// Neither a few bright paths nor few pixels decide.
    const MAX_RATIO: f64 = 9.0;
    const PRIOR_WEIGHT: f64 = 30.0;
    let (mut sum, mut count) = (PRIOR_WEIGHT, PRIOR_WEIGHT);
    let expected = f64::from(samples - half) / f64::from(half.max(1));
    for [mean, variance, first] in values {
        for axis in (0..3).filter(|&axis| variance[axis] > 0.0) {
            let apart = f64::from(mean[axis]) - f64::from(first[axis]);
            sum += (apart * apart / (f64::from(variance[axis]) * expected)).min(MAX_RATIO);
            count += 1.0;
        }
    }
    (sum / count).clamp(0.01, 1.0) as f32
}

/// Means with the error asked for, and the number of samples of each pixel: at least [`ADAPTIVE_INTERVAL`],
/// at most what the settings say.
pub fn render_adaptive(
    context: &FrameContext,
    rect: Rect,
    error: f32,
    cancel: &Cancel,
) -> Result<(Vec<f32>, Vec<u32>), Cancelled> {
    let untried = context.world.lights.local_sampler.samples_to_try_all();
    let mut both = vec![([0.0f32; 3], 0u32); rect.pixels()];
    let stride = (rect.width as usize).max(1);
    both.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::default();
        for (column, pixel) in line.iter_mut().enumerate() {
            let (x, y) = (rect.x + column as u32, rect.y + row as u32);
            let is_enough = |estimate: &PixelEstimate| estimate.is_within(error, untried);
            let estimate = context.pixel_until(x, y, cancel, &mut stack, is_enough)?;
            *pixel = (estimate.sum.mean().to_array(), estimate.sum.count);
        }
        Ok(())
    })?;
    let rgb = both.iter().flat_map(|(rgb, _)| *rgb).collect();
    Ok((rgb, both.iter().map(|(_, count)| *count).collect()))
}

/// Samples before the first estimate of the error, and between two: enough for a rare bright path to show up
/// in them.
const ADAPTIVE_INTERVAL: u32 = 32;
/// Errors of pixels darker than this luminance are measured against it.
const LUMINANCE_FLOOR: f64 = 0.05;

/// Greatest number of whole blocks of a pixel, and of the partial sums of 1, 2, 4, ... blocks.
const MAX_BLOCKS: u32 = Settings::MAX_SAMPLES / BLOCK;
const LEVELS: usize = MAX_BLOCKS.ilog2() as usize + 1;

/// The sum of a pixel's samples by pairwise summation, defined so that blocks can be summed anywhere and in
/// any order, and that thousands of samples lose few bits. Each block of [`BLOCK`] samples is summed in the
/// order of the samples, the last being shorter if need be; then neighboring blocks are added in pairs, their
/// sums in pairs, and so on until one is left. A sum without a right neighbor moves up as it is. Source:
/// Higham, "The Accuracy of Floating Point Summation", 1993.
#[derive(Default)]
pub(super) struct PairwiseSum {
    pub count: u32,
    /// Of the current block.
    block: V3,
    /// At index k the sum of 2^k blocks, if the number of whole blocks so far has that bit.
    whole: [V3; LEVELS],
}

impl PairwiseSum {
    #[inline]
    pub fn add(&mut self, light: V3) {
        self.block += light;
        self.count += 1;
        if self.count.is_multiple_of(BLOCK) {
            let level = (self.count / BLOCK).trailing_zeros() as usize;
            let block = std::mem::take(&mut self.block);
            self.whole[level] = self.whole[..level].iter().fold(block, |right, left| *left + right);
        }
    }

    pub fn mean(&self) -> V3 {
        let blocks = self.count / BLOCK;
        let kept = (0..LEVELS).filter(|level| blocks >> level & 1 == 1);
        kept.fold(self.block, |right, level| self.whole[level] + right) * (1.0 / self.count as f32)
    }
}

/// Mean and variance of a pixel's samples.
#[derive(Default)]
struct PixelEstimate {
    sum: PairwiseSum,
    /// Mean of the first half of the samples, if all are taken.
    half: V3,
    /// In f64: variance is a small difference of large numbers.
    squares: [f64; 3],
    sum_f64: [f64; 3],
}

impl PixelEstimate {
    fn add(&mut self, light: V3) {
        self.sum.add(light);
        for (axis, value) in light.to_array().into_iter().enumerate() {
            let value = f64::from(value);
            self.sum_f64[axis] += value;
            self.squares[axis] += value * value;
        }
    }

    /// Whether one standard error of the luminance is at most this fraction of it. A pixel that has seen nothing but
    /// black knows no error: until that many samples, there may be lamps that it has not tried.
    fn is_within(&self, error: f32, untried: u32) -> bool {
        if self.sum_f64 == [0.0; 3] && self.sum.count < untried {
            return false;
        }
        let count = f64::from(self.sum.count);
        let weigh = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let mean = weigh(self.sum_f64) / count;
        // Channels are mostly correlated: the error of their sum is the sum of their errors.
        let error_now = weigh(self.variance().map(|variance| f64::from(variance).sqrt()));
        self.sum.count > 1 && error_now <= f64::from(error) * (mean + LUMINANCE_FLOOR)
    }

    fn variance(&self) -> [f32; 3] {
        let count = f64::from(self.sum.count);
        if self.sum.count < 2 {
            return [0.0; 3];
        }
        std::array::from_fn(|axis| {
            let mean = self.sum_f64[axis] / count;
            let spread = (self.squares[axis] - self.sum_f64[axis] * mean).max(0.0);
            (spread / (count - 1.0) / count) as f32
        })
    }
}

impl FrameContext<'_> {
    fn pixel(&self, x: u32, y: u32, cancel: &Cancel, stack: &mut Stack) -> Result<PixelEstimate, Cancelled> {
        self.pixel_until(x, y, cancel, stack, |_| false)
    }

    #[inline(always)]
    fn pixel_until(
        &self,
        x: u32,
        y: u32,
        cancel: &Cancel,
        stack: &mut Stack,
        is_enough: impl Fn(&PixelEstimate) -> bool,
    ) -> Result<PixelEstimate, Cancelled> {
        let mut estimate = PixelEstimate::default();
        for sample in 0..self.settings.samples {
            if sample % CANCEL_INTERVAL == 0 {
                cancel.check()?;
            }
            if sample > 0 && sample % ADAPTIVE_INTERVAL == 0 && is_enough(&estimate) {
                break;
            }
            if sample > 0 && sample == self.settings.samples / 2 {
                estimate.half = estimate.sum.mean();
            }
            let light = self.sample(x, y, sample, stack);
            // A path that is not finite counts as black, so that it does not spoil its pixel.
            estimate.add(if light.is_finite() { light } else { V3::ZERO });
        }
        Ok(estimate)
    }

    fn sample(&self, x: u32, y: u32, sample: u32, stack: &mut Stack) -> V3 {
        let sampler = Sampler::new(self.key, x, y, sample);
        let ray = self.camera_ray(x, y, &sampler);
        path::radiance(self.world, ray, &sampler, self.settings.max_bounces, stack)
    }

    /// The camera ray of a sample.
    pub(super) fn camera_ray(&self, x: u32, y: u32, sampler: &Sampler) -> Ray {
        let [jitter_x, jitter_y] = sampler.pair(pair::PIXEL);
        let (width, height) = (self.settings.width as f32, self.settings.height as f32);
        let px = x as f32 + 0.5 + tent(jitter_x);
        let py = y as f32 + 0.5 + tent(jitter_y);
        let lens = if self.view.has_lens() { sampler.pair(pair::LENS) } else { [0.5; 2] };
        let time = if self.is_blurred { sampler.pair(pair::TIME)[0] } else { 0.0 };
        let (origin, direction) = self.view.ray(2.0 * px / width - 1.0, 1.0 - 2.0 * py / height, lens, time);
        Ray { origin, direction, time }
    }
}

/// Samples a tent filter: an offset in pixels for a number in [0, 1). PBRT 8.8.
#[inline]
fn tent(u: f32) -> f32 {
    if u < 0.5 { ((2.0 * u).sqrt() - 1.0) * FILTER_RADIUS } else { (1.0 - (2.0 - 2.0 * u).sqrt()) * FILTER_RADIUS }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::v3;

    #[test]
    fn halves_tell_how_evenly_samples_are_spread() {
        // Halves are as far from the whole as one standard error, times `by`.
        let tile = |by: f32| vec![[[0.5; 3], [0.01; 3], [0.5 + 0.1 * by; 3]]; 1000];
        assert!((variance_ratio(&tile(1.0), 32, 64) - 1.0).abs() < 1e-3);
        assert!((variance_ratio(&tile(0.3), 32, 64) - 0.1).abs() < 0.02);
        assert_eq!((variance_ratio(&tile(2.0), 32, 64), variance_ratio(&tile(0.0), 32, 64)), (1.0, 0.01));
        assert_eq!((variance_ratio(&[], 1, 2), variance_ratio(&[[[0.5; 3], [0.0; 3], [0.5; 3]]], 0, 1)), (1.0, 1.0));
        let mut sparked = tile(0.3);
        sparked[7] = tile(1e3)[0];
        assert!((variance_ratio(&sparked, 32, 64) - 0.1).abs() < 0.03, "one bright path does not decide");
        // Few pixels say little.
        assert!(variance_ratio(&tile(0.0)[..1], 32, 64) > 0.9);
    }

    #[test]
    fn black_is_certain_only_after_every_lamp_was_tried() {
        let estimate = |lights: &[f32]| {
            let mut estimate = PixelEstimate::default();
            lights.iter().for_each(|&light| estimate.add(V3::splat(light)));
            estimate
        };
        assert!(!estimate(&[0.0; 64]).is_within(0.1, 80) && estimate(&[0.0; 96]).is_within(0.1, 80));
        assert!(estimate(&[0.5; 64]).is_within(0.1, 80), "what is lit is as sure as it was");
    }

    /// The definition, written another way.
    fn by_pairs(lights: &[V3]) -> V3 {
        let blocks = lights.chunks(BLOCK as usize).map(|block| block.iter().fold(V3::ZERO, |sum, light| sum + *light));
        let mut estimate: Vec<V3> = blocks.collect();
        while estimate.len() > 1 {
            estimate = estimate
                .chunks(2)
                .map(|pair| if let [left, right] = pair { *left + *right } else { pair[0] })
                .collect();
        }
        estimate[0]
    }

    fn pairwise_sum(lights: &[V3]) -> PairwiseSum {
        let mut sum = PairwiseSum::default();
        lights.iter().for_each(|light| sum.add(*light));
        sum
    }

    #[test]
    fn blocks_are_added_by_pairs() {
        let light = |i: u32| v3(1.0 / (i + 1) as f32, (i % 7) as f32 * 0.1, f32::from(u8::from(i % 97 == 5)) * 1e5);
        let lights: Vec<V3> = (0..Settings::MAX_SAMPLES).map(light).collect();
        for count in [1, 63, 64, 65, 127, 128, 129, 150, 192, 320, 447, 448, 449, 1000, 10_000, 65_536] {
            let (found, expected) = (pairwise_sum(&lights[..count]), by_pairs(&lights[..count]));
            assert_eq!(found.mean(), expected * (1.0 / count as f32), "{count} samples");
            let running = lights[..count].iter().fold(V3::ZERO, |sum, light| sum + *light);
            // A single sample after the block gives the same either way.
            assert_eq!(running == expected, count <= 65, "{count} samples");
        }
    }

    #[test]
    fn many_samples_lose_few_bits() {
        let gray = vec![V3::splat(0.1); Settings::MAX_SAMPLES as usize];
        let running = gray.iter().fold(V3::ZERO, |sum, light| sum + *light) * (1.0 / gray.len() as f32);
        assert!((running.x - 0.1).abs() > 1e-5, "{running:?}");
        assert!((pairwise_sum(&gray).mean().x - 0.1).abs() < 1e-7);
    }
}
