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

/// Samples between two looks at the cancel flag.
const PATIENCE: u32 = 64;
/// How far a sample may lie from its pixel's center, in pixels.
const FILTER_RADIUS: f32 = 0.9;

/// All that a pixel depends on.
pub struct Shot<'a> {
    pub world: &'a World,
    pub view: &'a Views,
    pub key: FrameKey,
    /// Whether rays have times of their own.
    pub is_blurred: bool,
    pub settings: &'a Settings,
}

/// Mean of the samples of every pixel of a rectangle.
pub fn expose(shot: &Shot, rect: Rect, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
    let mut rgb = vec![0.0; rect.pixels() * 3];
    let stride = (rect.width as usize * 3).max(1);
    rgb.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::new();
        for (column, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            let sums = shot.pixel(rect.x + column as u32, rect.y + row as u32, cancel, &mut stack)?;
            *pixel = sums.mean().to_array();
        }
        Ok(())
    })?;
    Ok(rgb)
}

/// The same means, and the variance of each.
pub fn expose_with_variance(shot: &Shot, rect: Rect, cancel: &Cancel) -> Result<(Vec<f32>, Vec<f32>), Cancelled> {
    let mut both = vec![[0.0f32; 6]; rect.pixels()];
    let stride = (rect.width as usize).max(1);
    both.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::new();
        for (column, pixel) in line.iter_mut().enumerate() {
            let sums = shot.pixel(rect.x + column as u32, rect.y + row as u32, cancel, &mut stack)?;
            let ([r, g, b], [vr, vg, vb]) = (sums.mean().to_array(), sums.variance());
            *pixel = [r, g, b, vr, vg, vb];
        }
        Ok(())
    })?;
    let part = |range: std::ops::Range<usize>| both.iter().flat_map(|pixel| pixel[range.clone()].to_vec()).collect();
    Ok((part(0..3), part(3..6)))
}

/// Means that are as good as asked for, and how many samples each pixel took: never fewer than
/// [`LEAST`], never more than the settings say.
pub fn expose_until(shot: &Shot, rect: Rect, error: f32, cancel: &Cancel) -> Result<(Vec<f32>, Vec<u32>), Cancelled> {
    let mut both = vec![([0.0f32; 3], 0u32); rect.pixels()];
    let stride = (rect.width as usize).max(1);
    both.par_chunks_exact_mut(stride).enumerate().try_for_each(|(row, line)| {
        let mut stack = Stack::new();
        for (column, pixel) in line.iter_mut().enumerate() {
            let (x, y) = (rect.x + column as u32, rect.y + row as u32);
            let sums = shot.pixel_until(x, y, cancel, &mut stack, |sums| sums.is_within(error))?;
            *pixel = (sums.mean().to_array(), sums.count);
        }
        Ok(())
    })?;
    let rgb = both.iter().flat_map(|(rgb, _)| *rgb).collect();
    Ok((rgb, both.iter().map(|(_, count)| *count).collect()))
}

/// Samples before the first look at what they are worth, and of every block between two looks: so many
/// that a rare bright path hardly hides from all of them.
const LEAST: u32 = 32;
/// Luminance that errors of darker pixels are measured against.
const DARK: f64 = 0.05;

/// Running sums of a pixel, added in the order of the samples.
struct Sums {
    count: u32,
    sum: V3,
    /// Of squares, in f64: variance is a small difference of large numbers.
    squares: [f64; 3],
    wide_sum: [f64; 3],
}

impl Sums {
    fn add(&mut self, light: V3) {
        self.sum += light;
        for (axis, value) in light.to_array().into_iter().enumerate() {
            let value = f64::from(value);
            self.wide_sum[axis] += value;
            self.squares[axis] += value * value;
        }
    }

    /// Whether one standard error of the luminance is at most this part of it.
    fn is_within(&self, error: f32) -> bool {
        let count = f64::from(self.count);
        let weigh = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let mean = weigh(self.wide_sum) / count;
        // Channels mostly vary together: the error of their sum is the sum of their errors.
        let error_now = weigh(self.variance().map(|variance| f64::from(variance).sqrt()));
        self.count > 1 && error_now <= f64::from(error) * (mean + DARK)
    }

    fn mean(&self) -> V3 {
        self.sum * (1.0 / self.count as f32)
    }

    fn variance(&self) -> [f32; 3] {
        let count = f64::from(self.count);
        if self.count < 2 {
            return [0.0; 3];
        }
        std::array::from_fn(|axis| {
            let mean = self.wide_sum[axis] / count;
            let spread = (self.squares[axis] - self.wide_sum[axis] * mean).max(0.0);
            (spread / (count - 1.0) / count) as f32
        })
    }
}

impl Shot<'_> {
    fn pixel(&self, x: u32, y: u32, cancel: &Cancel, stack: &mut Stack) -> Result<Sums, Cancelled> {
        self.pixel_until(x, y, cancel, stack, |_| false)
    }

    #[inline(always)]
    fn pixel_until(
        &self,
        x: u32,
        y: u32,
        cancel: &Cancel,
        stack: &mut Stack,
        is_enough: impl Fn(&Sums) -> bool,
    ) -> Result<Sums, Cancelled> {
        let mut sums = Sums { count: 0, sum: V3::ZERO, squares: [0.0; 3], wide_sum: [0.0; 3] };
        for sample in 0..self.settings.samples {
            if sample % PATIENCE == 0 {
                cancel.check()?;
            }
            if sample > 0 && sample % LEAST == 0 && is_enough(&sums) {
                break;
            }
            let light = self.sample(x, y, sample, stack);
            sums.count = sample + 1;
            // A path that met numbers beyond f32 counts as black rather than spoil its pixel.
            sums.add(if light.is_finite() { light } else { V3::ZERO });
        }
        Ok(sums)
    }

    fn sample(&self, x: u32, y: u32, sample: u32, stack: &mut Stack) -> V3 {
        let sampler = Sampler::new(self.key, x, y, sample);
        let ray = self.first_ray(x, y, &sampler);
        path::radiance(self.world, ray, &sampler, self.settings.max_bounces, stack)
    }

    /// The camera's ray of a sample of a pixel.
    pub(super) fn first_ray(&self, x: u32, y: u32, sampler: &Sampler) -> Ray {
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

/// A number in [0, 1) to an offset with the density of a tent.
#[inline]
fn tent(u: f32) -> f32 {
    if u < 0.5 { ((2.0 * u).sqrt() - 1.0) * FILTER_RADIUS } else { (1.0 - (2.0 - 2.0 * u).sqrt()) * FILTER_RADIUS }
}
