//! Non-local means: each pixel becomes the mean of those nearby whose surroundings look the same, given the
//! local noise. Source: Buades, Coll and Morel, "A Non-Local Algorithm for Image Denoising", 2005; adapted to
//! path-traced noise by working on compressed light, removing outliers first and estimating the noise
//! locally.

use rayon::prelude::*;

use super::super::LinearImage;

/// Pixels are compared by patches of 3x3, within a window of 9x9.
const PATCH: usize = 1;
const WINDOW: usize = 4;
/// Pixels repeated around the image, so that no window needs a bounds check.
const BORDER: usize = PATCH + WINDOW;

pub fn denoised(image: &LinearImage) -> LinearImage {
    if image.rgb.is_empty() {
        return image.clone();
    }
    let light = Planes::compressed(image).without_outliers();
    let noise = light.noise();
    let mut result = image.clone();
    let width = light.width;
    result.rgb.par_chunks_exact_mut(width * 3).enumerate().for_each(|(y, line)| {
        light.smooth(y, &noise[y * width..(y + 1) * width], line);
    });
    result
}

/// Light compressed to [0, 1), so that bright and dark noise weigh the same; one plane per channel, each with
/// a border.
struct Planes {
    width: usize,
    height: usize,
    channels: [Vec<f32>; 3],
}

fn compressed(light: f32) -> f32 {
    let root = if light.is_finite() { light.max(0.0).sqrt() } else { 0.0 };
    root / (1.0 + root)
}

fn expanded(squeezed: f32) -> f32 {
    let root = squeezed / (1.0 - squeezed).max(1e-6);
    root * root
}

impl Planes {
    fn compressed(image: &LinearImage) -> Self {
        let (width, height) = (image.width as usize, image.height as usize);
        Self::from_pixels(width, height, |x, y, channel| compressed(image.rgb[(y * width + x) * 3 + channel]))
    }

    fn from_pixels(width: usize, height: usize, value: impl Fn(usize, usize, usize) -> f32) -> Self {
        let inside = |at: usize, size: usize| at.saturating_sub(BORDER).min(size - 1);
        let channels = std::array::from_fn(|channel| {
            let mut plane = Vec::with_capacity((width + 2 * BORDER) * (height + 2 * BORDER));
            for y in 0..height + 2 * BORDER {
                for x in 0..width + 2 * BORDER {
                    plane.push(value(inside(x, width), inside(y, height), channel));
                }
            }
            plane
        });
        Self { width, height, channels }
    }

    fn stride(&self) -> usize {
        self.width + 2 * BORDER
    }

    /// Index of a pixel of the image in each plane.
    fn at(&self, x: usize, y: usize) -> usize {
        (y + BORDER) * self.stride() + x + BORDER
    }

    /// A pixel brighter than all of its neighbors becomes as bright as the second brightest.
    fn without_outliers(self) -> Self {
        let stride = self.stride();
        Self::from_pixels(self.width, self.height, |x, y, channel| {
            let (plane, center) = (&self.channels[channel], self.at(x, y));
            let (mut first, mut second) = (0.0f32, 0.0f32);
            for row in [center - stride, center, center + stride] {
                for (at, &value) in plane[row - 1..=row + 1].iter().enumerate() {
                    if row != center || at != 1 {
                        second = second.max(first.min(value));
                        first = first.max(value);
                    }
                }
            }
            let own = plane[center];
            if own > first { second } else { own }
        })
    }

    /// Variance of the noise around each pixel: the median of what a Laplacian leaves in 5x5, which
    /// a few edges do not move (Immerkær, 1996).
    fn noise(&self) -> Vec<f32> {
        let stride = self.stride();
        let residue = |at: usize| {
            let of = |plane: &Vec<f32>| {
                let (up, down) = (at - stride, at + stride);
                let corners = plane[up - 1] + plane[up + 1] + plane[down - 1] + plane[down + 1];
                let sides = plane[up] + plane[at - 1] + plane[at + 1] + plane[down];
                (corners - 2.0 * sides + 4.0 * plane[at]).abs()
            };
            of(&self.channels[0]).max(of(&self.channels[1])).max(of(&self.channels[2]))
        };
        let rows = stride * (BORDER - 2)..stride * (self.height + BORDER + 2);
        let residues: Vec<f32> = rows.into_par_iter().map(residue).collect();
        let mut noise = vec![0.0; self.width * self.height];
        noise.par_chunks_exact_mut(self.width).enumerate().for_each(|(y, line)| {
            for (x, value) in line.iter_mut().enumerate() {
                let mut window = [0.0f32; 25];
                for (row, part) in window.chunks_exact_mut(5).enumerate() {
                    let from = (y + row) * stride + x + BORDER - 2;
                    part.copy_from_slice(&residues[from..from + 5]);
                }
                let (_, median, _) = window.select_nth_unstable_by(12, f32::total_cmp);
                // The kernel's norm is 6; the median of the largest of three |normals| is 1.27.
                let deviation = *median / (6.0 * 1.27);
                *value = deviation * deviation;
            }
        });
        noise
    }

    /// One line of the result, from the window around each of its pixels.
    fn smooth(&self, y: usize, noise: &[f32], line: &mut [f32]) {
        let width = self.width;
        let mut sums = vec![[0.0f32; 4]; width];
        let mut differences = vec![0.0f32; width + 2 * PATCH];
        let offset = |shift: usize, at: usize| at + shift - WINDOW;
        for dy in 0..=2 * WINDOW {
            for dx in 0..=2 * WINDOW {
                let here = self.at(0, y);
                let there = offset(dy, BORDER + y) * self.stride() + offset(dx, BORDER);
                self.compare(here, there, &mut differences);
                for (x, sum) in sums.iter_mut().enumerate() {
                    let patch = differences[x] + differences[x + 1] + differences[x + 2];
                    let weight = likeness(patch, noise[x]);
                    for (channel, plane) in self.channels.iter().enumerate() {
                        sum[channel] += weight * plane[there + x];
                    }
                    sum[3] += weight;
                }
            }
        }
        for (pixel, sum) in line.as_chunks_mut::<3>().0.iter_mut().zip(&sums) {
            *pixel = std::array::from_fn(|channel| expanded(sum[channel] / sum[3]));
        }
    }

    /// Squared differences between two positions, summed over the three lines of a patch, for every
    /// column of a line and one beyond each end.
    fn compare(&self, here: usize, there: usize, differences: &mut [f32]) {
        differences.fill(0.0);
        let stride = self.stride();
        for plane in &self.channels {
            for row in 0..=2 * PATCH {
                let from = |at: usize| at + row * stride - PATCH * stride - PATCH;
                let length = differences.len();
                let a = &plane[from(here)..from(here) + length];
                let b = &plane[from(there)..from(there) + length];
                for ((sum, a), b) in differences.iter_mut().zip(a).zip(b) {
                    let difference = a - b;
                    *sum += difference * difference;
                }
            }
        }
    }
}

/// Weight of a pixel whose patch differs by a sum of squares, given the variance of the noise.
#[inline(always)]
fn likeness(patch: f32, variance: f32) -> f32 {
    // Two noisy patches of the same thing differ by twice the variance in each of their 27 values.
    let excess = (patch * (1.0 / 27.0) - 2.0 * variance).max(0.0) / (1.2 * variance + 1e-7);
    // A bell curve without exp: 1 / (1 + d)^4.
    let bell = 1.0 / (1.0 + excess);
    bell * bell * bell * bell
}

#[cfg(test)]
mod tests {
    use super::super::tests::hash;
    use super::*;

    /// Two grey halves with noise on them.
    fn noisy_step() -> (LinearImage, LinearImage) {
        let mut clean = LinearImage::new(64, 48);
        let mut noisy = clean.clone();
        for (i, value) in clean.rgb.iter_mut().enumerate() {
            *value = if (i / 3) % 64 < 32 { 0.1 } else { 0.6 };
            let random = hash(i as u32) as f32 / u32::MAX as f32 - 0.5;
            noisy.rgb[i] = *value * (1.0 + 0.3 * random);
        }
        (clean, noisy)
    }

    fn distance(a: &LinearImage, b: &LinearImage) -> f32 {
        a.rgb.iter().zip(&b.rgb).map(|(x, y)| (x - y) * (x - y)).sum()
    }

    #[test]
    fn takes_noise_and_leaves_edges() {
        let (clean, noisy) = noisy_step();
        let result = denoised(&noisy);
        let left = distance(&result, &clean) / distance(&noisy, &clean);
        assert!(left < 0.2, "{left} of the noise is left");
        let at = |x: usize| result.rgb[(20 * 64 + x) * 3];
        assert!(at(31) < 0.15 && at(32) > 0.5, "{} {}", at(31), at(32));
        assert_eq!(result, denoised(&noisy));
    }

    #[test]
    fn a_lone_bright_pixel_goes() {
        let (_, mut noisy) = noisy_step();
        let spot = (20 * 64 + 10) * 3;
        noisy.rgb[spot..spot + 3].fill(50.0);
        assert!(denoised(&noisy).rgb[spot] < 0.15);
    }

    #[test]
    fn flat_and_tiny_images_stay() {
        let mut image = LinearImage::new(8, 8);
        image.rgb.fill(0.25);
        for (a, b) in denoised(&image).rgb.iter().zip(&image.rgb) {
            assert!((a - b).abs() < 1e-5);
        }
        assert_eq!(denoised(&LinearImage::new(1, 1)).rgb.len(), 3);
        assert_eq!(denoised(&LinearImage::new(0, 0)).rgb.len(), 0);
    }
}
