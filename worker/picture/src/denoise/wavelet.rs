//! An edge-avoiding a-trous wavelet transform. Sources: Dammertz, Sewtz, Hanika and Lensch, "Edge-Avoiding
//! À-Trous Wavelet Transform for fast Global Illumination Filtering", 2010 (the transform); Schied et al.,
//! "Spatiotemporal Variance-Guided Filtering", 2017 (illumination without albedo, differences relative to the
//! local noise, the slope of depth). Here the noise is estimated from the picture itself, luminance is
//! compared after a small guided blur, and the excess of fireflies is spread out instead of being discarded.
//!
//! Planes are processed line by line, many columns at once: every loop over x vectorizes.

use rayon::prelude::*;

use super::super::{Guides, LinearImage};

/// Levels of the transform, each with twice the step of the last: for light, and for the excess of fireflies.
const LEVELS: usize = 3;
const SPREADS: usize = 4;
/// Pixels that a pixel depends on, to each side: for light three steps a level (two of the filter, one of the
/// blur), for fireflies two, and four for noise and clamping; rounded up to a block of lines.
pub const REACH: u32 = 48;
/// Columns repeated at both ends of each line: two of the largest steps.
const MARGIN: usize = 2 << (SPREADS - 1);
/// Cubic B-spline.
const KERNEL: [f32; 5] = [1.0 / 16.0, 1.0 / 4.0, 3.0 / 8.0, 1.0 / 4.0, 1.0 / 16.0];
/// Squared differences of normals and of albedos that halve the root of a weight.
const NORMAL: f32 = 0.4 * 0.4;
const ALBEDO: f32 = 0.3 * 0.3;
/// Relative difference of depth that is no edge whatever the slope.
const DEPTH: f32 = 0.01;
/// The depth where nothing is hit.
const FAR: f32 = 1e10;
/// Squared standard deviations of the noise that count as likely.
const LIKELY: f32 = 16.0;
/// Standard deviations above its neighbors at which light is a firefly, and the fraction of the excess that
/// is spread.
const SPARK: f32 = 3.0;
const KEPT: f32 = 5.0;
/// Smallest albedo that light is divided by.
const DARKEST: f32 = 0.02;
/// Its square is still finite.
const BRIGHTEST: f32 = 1e12;

pub fn denoised(image: &LinearImage, guides: &Guides) -> LinearImage {
    let size = Size { width: image.width as usize, height: image.height as usize };
    let scene = Scene::new(size, guides);
    // With NaN `max` returns the other operand, and `clamp` does not.
    #[expect(clippy::manual_clamp, reason = "what is no number counts as dark")]
    let albedo = |at: usize, channel: usize| guides.albedo[at * 3 + channel].max(DARKEST).min(1.0);
    let bare = |channel: usize| {
        size.plane(|at| {
            let light = image.rgb[at * 3 + channel];
            if light.is_finite() { light.clamp(0.0, BRIGHTEST) / albedo(at, channel) } else { 0.0 }
        })
    };
    let light = [bare(0), bare(1), bare(2)];
    let limits = spark_limits(size, &luminance(size, &light));
    let cut = |factor: fn(f32) -> f32| -> [Plane; 3] {
        std::array::from_fn(|channel| {
            let (plane, limits) = (&light[channel], &limits);
            size.map(|row, x| plane.row(row)[x] * factor(limits.row(row)[x]))
        })
    };
    let calm = cut(|share| share);
    // Of the calm light's brightness: share x (1 / share - 1).
    let excess = cut(|share| (1.0 - share).min(KEPT * share));
    let noise = noise(size, &luminance(size, &calm));
    let mut layers = Layers { calm, excess, noise };
    for level in 0..SPREADS {
        layers = layers.mixed(size, &scene, 1 << level, level < LEVELS);
    }
    let mut rgb = vec![0.0; image.rgb.len()];
    rgb.par_chunks_exact_mut(size.width * 3).enumerate().for_each(|(y, line)| {
        for (x, pixel) in line.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            for (channel, value) in pixel.iter_mut().enumerate() {
                let light = layers.calm[channel].row(y)[MARGIN + x] + layers.excess[channel].row(y)[MARGIN + x];
                *value = light * albedo(y * size.width + x, channel);
            }
        }
    });
    LinearImage { rgb, ..*image }
}

#[derive(Debug, Clone, Copy)]
struct Size {
    width: usize,
    height: usize,
}

/// One value per pixel; each line has [`MARGIN`] more columns at both ends.
struct Plane {
    values: Vec<f32>,
    stride: usize,
    height: usize,
}

impl Plane {
    /// A line; above and below the picture the first and the last.
    fn line(&self, y: isize) -> &[f32] {
        self.row(y.clamp(0, self.height as isize - 1) as usize)
    }

    fn row(&self, y: usize) -> &[f32] {
        &self.values[y * self.stride..(y + 1) * self.stride]
    }
}

impl Size {
    /// From values of the pixels, by their index.
    fn plane(self, value: impl Fn(usize) -> f32 + Sync) -> Plane {
        self.map(|y, x| value(y * self.width + x - MARGIN))
    }

    /// From values by line and column, the column counted with the margin.
    fn map(self, value: impl Fn(usize, usize) -> f32 + Sync) -> Plane {
        self.lines(|y, line| {
            for (x, to) in line.iter_mut().enumerate() {
                *to = value(y, x + MARGIN);
            }
        })
    }

    /// From a function that fills a line without its margins.
    fn lines(self, fill: impl Fn(usize, &mut [f32]) + Sync) -> Plane {
        let stride = self.width + 2 * MARGIN;
        let mut values = vec![0.0; stride * self.height];
        values.par_chunks_exact_mut(stride).enumerate().for_each(|(y, line)| {
            fill(y, &mut line[MARGIN..MARGIN + self.width]);
            margins(line);
        });
        Plane { values, stride, height: self.height }
    }
}

fn margins(line: &mut [f32]) {
    let end = line.len() - MARGIN;
    let (first, last) = (line[MARGIN], line[end - 1]);
    line[..MARGIN].fill(first);
    line[end..].fill(last);
}

fn luminance(size: Size, [r, g, b]: &[Plane; 3]) -> Plane {
    size.lines(|y, line| {
        let (r, g, b) = (&r.row(y)[MARGIN..], &g.row(y)[MARGIN..], &b.row(y)[MARGIN..]);
        for (((to, r), g), b) in line.iter_mut().zip(r).zip(g).zip(b) {
            *to = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        }
    })
}

/// The fraction of the light of each pixel that is not far above its neighbors, the brightest of them
/// ignored.
fn spark_limits(size: Size, light: &Plane) -> Plane {
    size.map(|y, x| {
        let (mut sum, mut squares, mut most) = (0.0f32, 0.0f32, 0.0f32);
        for dy in -1..=1 {
            let row = light.line(y as isize + dy);
            for (place, &value) in row[x - 1..=x + 1].iter().enumerate() {
                if dy != 0 || place != 1 {
                    sum += value;
                    squares += value * value;
                    most = most.max(value);
                }
            }
        }
        let mean = (sum - most) / 7.0;
        let spread = ((squares - most * most) / 7.0 - mean * mean).max(0.0).sqrt();
        let (own, limit) = (light.row(y)[x], mean + SPARK * spread);
        if own > limit { limit / own } else { 1.0 }
    })
}

/// Variance of the noise around each pixel: the median of what a Laplacian leaves in 5x5, which a few
/// edges do not move (Immerkær, "Fast Noise Variance Estimation", 1996).
fn noise(size: Size, light: &Plane) -> Plane {
    let residue = size.map(|y, x| {
        let [up, own, down] = [-1, 0, 1].map(|dy| light.line(y as isize + dy));
        let corners = up[x - 1] + up[x + 1] + down[x - 1] + down[x + 1];
        (corners - 2.0 * (up[x] + own[x - 1] + own[x + 1] + down[x]) + 4.0 * own[x]).abs()
    });
    size.map(|y, x| {
        let mut window = [0.0f32; 25];
        for (dy, part) in (-2..=2).zip(window.chunks_exact_mut(5)) {
            part.copy_from_slice(&residue.line(y as isize + dy)[x - 2..=x + 2]);
        }
        let (_, median, _) = window.select_nth_unstable_by(12, f32::total_cmp);
        // The kernel's norm is 6; the median of |normals| is 0.6745.
        let deviation = *median / (6.0 * 0.6745);
        deviation * deviation
    })
}

/// What distinguishes surfaces.
struct Scene {
    normal: [Plane; 3],
    albedo: [Plane; 3],
    depth: Plane,
    /// How much depth changes from one pixel to the next, along x and y.
    slope: [Plane; 2],
}

impl Scene {
    fn new(size: Size, guides: &Guides) -> Self {
        let finite = |value: f32| if value.is_finite() { value } else { 0.0 };
        let normal = std::array::from_fn(|axis| size.plane(|at| finite(guides.normal[at * 3 + axis])));
        let albedo = std::array::from_fn(|channel| size.plane(|at| finite(guides.albedo[at * 3 + channel])));
        let depth = size.plane(|at| if guides.depth[at] < FAR { guides.depth[at].max(0.0) } else { FAR });
        let along = size.map(|y, x| {
            let row = depth.row(y);
            (row[x + 1] - row[x]).abs().min((row[x] - row[x - 1]).abs())
        });
        let down = size.map(|y, x| {
            let [above, own, below] = [-1, 0, 1].map(|dy| depth.line(y as isize + dy)[x]);
            (below - own).abs().min((own - above).abs())
        });
        Self { normal, albedo, depth, slope: [along, down] }
    }

    /// For a line and another one `dx` and `dy` away: the inverse root of the weight with which their
    /// pixels belong to one surface, 1 or more.
    fn distances(&self, y: usize, dy: isize, dx: isize, to: &mut [f32]) {
        let width = to.len();
        let there = |plane: &'_ Plane| -> std::ops::Range<usize> {
            let from = (y as isize + dy).clamp(0, plane.height as isize - 1) as usize * plane.stride;
            let from = (from + MARGIN).wrapping_add_signed(dx);
            from..from + width
        };
        let here = |plane: &'_ Plane| {
            let from = y * plane.stride + MARGIN;
            from..from + width
        };
        let squares = |planes: &[Plane; 3], scale: f32, to: &mut [f32]| {
            let [a, b, c] = planes.each_ref().map(|plane| &plane.values[here(plane)]);
            let [d, e, f] = planes.each_ref().map(|plane| &plane.values[there(plane)]);
            for (i, to) in to.iter_mut().enumerate() {
                let (u, v, w) = (a[i] - d[i], b[i] - e[i], c[i] - f[i]);
                *to *= 1.0 + (u * u + v * v + w * w) * scale;
            }
        };
        to.fill(1.0);
        squares(&self.normal, 1.0 / NORMAL, to);
        squares(&self.albedo, 1.0 / ALBEDO, to);
        let (own, other) = (&self.depth.values[here(&self.depth)], &self.depth.values[there(&self.depth)]);
        let [along, down] = self.slope.each_ref().map(|plane| &plane.values[here(plane)]);
        let (dx, dy) = (dx.unsigned_abs() as f32, dy.unsigned_abs() as f32);
        for (i, to) in to.iter_mut().enumerate() {
            let edge = (other[i] - own[i]) / (along[i] * dx + down[i] * dy + DEPTH * own[i] + 1e-6);
            *to *= 1.0 + edge * edge;
        }
    }
}

/// Light without albedo, while it is being filtered.
struct Layers {
    calm: [Plane; 3],
    /// The excess of fireflies; edges of luminance do not stop it.
    excess: [Plane; 3],
    /// Variance of the noise of the light without fireflies.
    noise: Plane,
}

/// Luminance to compare, and the weight of a squared difference of it.
struct Likeness {
    light: Plane,
    scale: Plane,
}

impl Layers {
    /// Everything mixed with what is one and two steps away; calm light only where `calms` says so.
    fn mixed(self, size: Size, scene: &Scene, step: isize, calms: bool) -> Layers {
        let likeness = calms.then(|| self.likeness(size, scene, step));
        let count = if calms { 7 } else { 3 };
        let stride = size.width + 2 * MARGIN;
        let mut lines: Vec<Vec<f32>> = Vec::new();
        (0..size.height)
            .into_par_iter()
            .map(|y| self.mixed_line(size, scene, step, likeness.as_ref(), y))
            .collect_into_vec(&mut lines);
        let plane = |index: usize| {
            let mut values = Vec::with_capacity(stride * size.height);
            lines.iter().for_each(|line| values.extend(&line[index * stride..(index + 1) * stride]));
            Plane { values, stride, height: size.height }
        };
        let excess = [plane(0), plane(1), plane(2)];
        if count == 3 {
            return Layers { excess, ..self };
        }
        Layers { excess, calm: [plane(3), plane(4), plane(5)], noise: plane(6) }
    }

    /// Luminance after a guided blur of 3x3, so that what is compared is less noisy than what is
    /// filtered.
    fn likeness(&self, size: Size, scene: &Scene, step: isize) -> Likeness {
        let brightness = luminance(size, &self.calm);
        let blurred = |y: usize, light: &mut [f32], scale: &mut [f32]| {
            let (mut weights, mut apart) = (vec![0.0f32; size.width], vec![0.0f32; size.width]);
            for (dy, dx) in window(1, step) {
                scene.distances(y, dy, dx, &mut apart);
                let share = if (dy, dx) == (0, 0) { 1.0 } else { 0.7 };
                let value = &brightness.line(y as isize + dy)[MARGIN.wrapping_add_signed(dx)..][..size.width];
                let noise = &self.noise.line(y as isize + dy)[MARGIN.wrapping_add_signed(dx)..][..size.width];
                for x in 0..size.width {
                    let weight = share / (apart[x] * apart[x]);
                    light[x] += weight * value[x];
                    scale[x] += weight * weight * noise[x];
                    weights[x] += weight;
                }
            }
            for x in 0..size.width {
                let share = 1.0 / weights[x];
                light[x] *= share;
                scale[x] = 1.0 / (LIKELY * scale[x] * share * share + 1e-5 * light[x] * light[x] + 1e-12);
            }
        };
        let stride = size.width + 2 * MARGIN;
        let mut values = [vec![0.0f32; stride * size.height], vec![0.0f32; stride * size.height]];
        let [light, scale] = &mut values;
        let lines = light.par_chunks_exact_mut(stride).zip(scale.par_chunks_exact_mut(stride));
        lines.enumerate().for_each(|(y, (light, scale))| {
            let inner = MARGIN..MARGIN + size.width;
            blurred(y, &mut light[inner.clone()], &mut scale[inner]);
            margins(light);
            margins(scale);
        });
        let [light, scale] = values.map(|values| Plane { values, stride, height: size.height });
        Likeness { light, scale }
    }

    /// One line of every plane, one after the other: three of excess and, where they change, three of
    /// calm light and one of noise.
    fn mixed_line(&self, size: Size, scene: &Scene, step: isize, likeness: Option<&Likeness>, y: usize) -> Vec<f32> {
        let width = size.width;
        let stride = width + 2 * MARGIN;
        let mut line = vec![0.0f32; stride * if likeness.is_some() { 7 } else { 3 }];
        let mut sums = [vec![0.0f32; width], vec![0.0f32; width]];
        let (mut apart, mut alike) = (vec![0.0f32; width], vec![0.0f32; width]);
        let [spread, mixed] = &mut sums;
        for (dy, dx) in window(2, step) {
            let share = KERNEL[(dy / step + 2) as usize] * KERNEL[(dx / step + 2) as usize];
            let from = MARGIN.wrapping_add_signed(dx);
            let there = |plane: &'_ Plane| {
                let start = (y as isize + dy).clamp(0, plane.height as isize - 1) as usize * plane.stride + from;
                start..start + width
            };
            scene.distances(y, dy, dx, &mut apart);
            if let Some(Likeness { light, scale }) = likeness {
                let (own, other) = (&light.row(y)[MARGIN..][..width], &light.values[there(light)]);
                let scale = &scale.row(y)[MARGIN..][..width];
                for x in 0..width {
                    let difference = other[x] - own[x];
                    alike[x] = apart[x] * (1.0 + difference * difference * scale[x]);
                }
                weigh(share, &mut alike, mixed);
                for (index, plane) in self.calm.iter().enumerate() {
                    add(&alike, &plane.values[there(plane)], &mut line[(3 + index) * stride + MARGIN..][..width]);
                }
                let noise = &self.noise.values[there(&self.noise)];
                for (x, to) in line[6 * stride + MARGIN..][..width].iter_mut().enumerate() {
                    *to += alike[x] * alike[x] * noise[x];
                }
            }
            weigh(share, &mut apart, spread);
            for (index, plane) in self.excess.iter().enumerate() {
                add(&apart, &plane.values[there(plane)], &mut line[index * stride + MARGIN..][..width]);
            }
        }
        for (index, part) in line.chunks_exact_mut(stride).enumerate() {
            let sums = if index < 3 { &*spread } else { &*mixed };
            for (value, sum) in part[MARGIN..].iter_mut().zip(sums) {
                let share = 1.0 / sum;
                *value *= if index == 6 { share * share } else { share };
            }
            margins(part);
        }
        line
    }
}

/// Offsets around a pixel, up to so many steps to each side.
fn window(steps: isize, step: isize) -> impl Iterator<Item = (isize, isize)> {
    (-steps..=steps).flat_map(move |dy| (-steps..=steps).map(move |dx| (dy * step, dx * step)))
}

/// Turns inverse roots into weights, and sums them.
fn weigh(share: f32, roots: &mut [f32], sums: &mut [f32]) {
    for (root, sum) in roots.iter_mut().zip(sums) {
        let weight = share / (*root * *root);
        *root = weight;
        *sum += weight;
    }
}

fn add(weights: &[f32], values: &[f32], sums: &mut [f32]) {
    for ((weight, value), sum) in weights.iter().zip(values).zip(sums) {
        *sum += weight * value;
    }
}
