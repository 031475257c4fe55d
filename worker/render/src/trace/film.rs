use rayon::prelude::*;

use super::bvh::{Ray, Stack};
use super::path;
use super::world::World;
use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::frame::Settings;
use crate::math::V3;
use crate::rng::{FrameKey, Sampler, pair};
use crate::scene::View;
use crate::tile::Rect;

/// Samples between two looks at the cancel flag.
const PATIENCE: u32 = 256;
/// How far a sample may lie from its pixel's center, in pixels.
const FILTER_RADIUS: f32 = 0.9;

/// All that a pixel depends on.
pub struct Shot<'a> {
    pub world: &'a World,
    pub view: &'a View,
    pub key: FrameKey,
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
        let count = self.settings.samples;
        let mut sums = Sums { count, sum: V3::ZERO, squares: [0.0; 3], wide_sum: [0.0; 3] };
        for sample in 0..count {
            if sample % PATIENCE == 0 {
                cancel.check()?;
            }
            let light = self.sample(x, y, sample, stack);
            // A path that met numbers beyond f32 counts as black rather than spoil its pixel.
            sums.add(if light.is_finite() { light } else { V3::ZERO });
        }
        Ok(sums)
    }

    fn sample(&self, x: u32, y: u32, sample: u32, stack: &mut Stack) -> V3 {
        let sampler = Sampler::new(self.key, x, y, sample);
        let [jitter_x, jitter_y] = sampler.pair(pair::PIXEL);
        let (width, height) = (self.settings.width as f32, self.settings.height as f32);
        let px = x as f32 + 0.5 + tent(jitter_x);
        let py = y as f32 + 0.5 + tent(jitter_y);
        let lens = if self.view.has_lens() { sampler.pair(pair::LENS) } else { [0.5; 2] };
        let (origin, direction) = self.view.ray(2.0 * px / width - 1.0, 1.0 - 2.0 * py / height, lens);
        let ray = Ray { origin, direction };
        path::radiance(self.world, ray, &sampler, self.settings.max_bounces, stack)
    }
}

/// A number in [0, 1) to an offset with the density of a tent.
#[inline]
fn tent(u: f32) -> f32 {
    if u < 0.5 { ((2.0 * u).sqrt() - 1.0) * FILTER_RADIUS } else { (1.0 - (2.0 - 2.0 * u).sqrt()) * FILTER_RADIUS }
}
