//! Cuts a batch into slices that a card takes a few hundredths of a second for: short enough to stop
//! at once, to show a preview of, and not to be taken for hung.

use std::time::Duration;

use super::record::Slice;

/// What a slice should take. Two are under way at a time.
const AIM: Duration = Duration::from_millis(25);
/// Samples of a pixel that are worth a pass of their own.
const LEAST_SAMPLES: u32 = 4;

/// How much of a device is used at once.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Pixels of a batch.
    pub pixels: u32,
    /// Samples of a slice.
    pub lights: u32,
    /// Lanes that keep the device busy: more of them, and each has fewer samples to take.
    pub lanes: u32,
    /// Samples of the first slice, whatever the device's speed.
    pub first: u32,
}

impl Capacity {
    /// llvmpipe ends all loops of a lane after 65,535 rounds together, without a word: at most 16 samples
    /// in a row.
    pub const SOFTWARE: Self = Self { pixels: 1 << 16, lights: 1 << 16, lanes: 1 << 12, first: 1 << 11 };
    pub const CARD: Self = Self { pixels: 1 << 20, lights: 1 << 22, lanes: 1 << 17, first: 1 << 15 };
}

/// The size of slices, from the time that those before took.
#[derive(Debug)]
pub struct Pace {
    capacity: Capacity,
    /// Samples of a slice.
    size: u32,
}

impl Pace {
    pub fn new(capacity: Capacity) -> Self {
        Self { capacity, size: capacity.first }
    }

    /// A slice of some samples took so long.
    pub fn took(&mut self, samples: u32, time: Duration) {
        let ratio = AIM.as_secs_f64() / time.as_secs_f64().max(1e-6);
        // By at most two at a time: neighbouring slices can differ much.
        let size = f64::from(samples) * ratio.clamp(0.25, 2.0);
        let limit = f64::from(self.size);
        self.size = (size.clamp(limit * 0.25, limit * 2.0) as u32).clamp(64, self.capacity.lights);
    }

    /// The work for some pixels with so many samples each.
    pub fn cut(&self, pixels: u32, samples: u32) -> Cut {
        Cut { pixels, samples, first_sample: 0, pass: 0, first_pixel: 0 }
    }
}

/// A batch being cut.
#[derive(Debug)]
pub struct Cut {
    pixels: u32,
    samples: u32,
    /// The pass under way: which samples, and the first pixel that it has not come to.
    first_sample: u32,
    pass: u32,
    first_pixel: u32,
}

impl Cut {
    /// The next slice; each pixel gets its samples in order.
    pub fn next(&mut self, pace: &Pace) -> Option<Slice> {
        if self.pass == 0 {
            let left = self.samples - self.first_sample;
            if left == 0 || self.pixels == 0 {
                return None;
            }
            let most = pace.capacity.lights.min(pace.size);
            self.pass = (most / self.pixels).max(LEAST_SAMPLES).min(left);
        }
        let pixels = (pace.size / self.pass).next_multiple_of(64).min(pace.capacity.lights / self.pass);
        let pixels = pixels.clamp(1, self.pixels - self.first_pixel);
        let run = (pixels.saturating_mul(self.pass) / pace.capacity.lanes).clamp(1, self.pass);
        let lanes = u64::from(pixels) * u64::from(self.pass.div_ceil(run));
        let row = (lanes.div_ceil(64).min(32_768) * 64) as u32;
        let (first_pixel, first_sample, samples) = (self.first_pixel, self.first_sample, self.pass);
        self.first_pixel += pixels;
        if self.first_pixel == self.pixels {
            self.first_pixel = 0;
            self.first_sample += self.pass;
            self.pass = 0;
        }
        Some(Slice { first_pixel, pixels, first_sample, samples, run, row })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_cover_every_sample_of_every_pixel_once_and_in_order() {
        let small = Capacity { pixels: 1000, lights: 512, lanes: 64, first: 100 };
        for capacity in [small, Capacity::SOFTWARE, Capacity::CARD] {
            for (pixels, samples) in [(1, 1), (1, 100), (777, 13), (1000, 3)] {
                let mut pace = Pace::new(capacity);
                let mut cut = pace.cut(pixels, samples);
                let mut done = vec![0; pixels as usize];
                let mut slices = 0u64;
                while let Some(slice) = cut.next(&pace) {
                    assert!(slice.pixels * slice.samples <= capacity.lights && slice.run > 0);
                    for pixel in slice.first_pixel..slice.first_pixel + slice.pixels {
                        assert_eq!(done[pixel as usize], slice.first_sample);
                        done[pixel as usize] += slice.samples;
                    }
                    slices += 1;
                    pace.took(slice.pixels * slice.samples, Duration::from_millis(1 + slices * 7 % 90));
                }
                assert!(done.iter().all(|&count| count == samples));
            }
        }
    }

    #[test]
    fn the_size_of_slices_follows_the_time_they_take() {
        let mut pace = Pace::new(Capacity::CARD);
        let per_sample = Duration::from_nanos(500);
        for _ in 0..20 {
            pace.took(pace.size, per_sample * pace.size);
        }
        assert!((40_000..60_000).contains(&pace.size), "{}", pace.size);
        pace.took(pace.size, Duration::from_secs(2));
        assert!(pace.size <= 15_000);
    }
}
