//! Cuts a batch into slices (one dispatch each) that take a card a few hundredths of a second: short enough
//! to cancel at once, to show previews, and not to trip the driver's watchdog.

use std::time::Duration;

use super::record::Slice;

/// Duration that a slice should take. Two are in flight at a time.
const TARGET_DURATION: Duration = Duration::from_millis(25);
/// Fewest samples per pixel that are worth a pass of their own.
const MIN_SAMPLES: u32 = 4;

/// How much of a device is used at once.
#[derive(Debug, Clone, Copy)]
pub struct Capacity {
    /// Pixels of a batch.
    pub pixels: u32,
    /// Samples of a slice.
    pub slice_samples: u32,
    /// Lanes that keep the device busy: with more of them, each has fewer samples to trace.
    pub lanes: u32,
    /// Samples of the first slice, whatever the device's speed.
    pub first_slice_samples: u32,
}

impl Capacity {
    /// llvmpipe silently ends all loops of a lane after 65,535 iterations in total: at most 16 samples
    /// per lane.
    pub const SOFTWARE: Self =
        Self { pixels: 1 << 16, slice_samples: 1 << 16, lanes: 1 << 12, first_slice_samples: 1 << 11 };
    pub const CARD: Self =
        Self { pixels: 1 << 20, slice_samples: 1 << 22, lanes: 1 << 17, first_slice_samples: 1 << 15 };
}

/// Chooses the size of slices from the time that earlier ones took.
#[derive(Debug)]
pub struct SliceSizer {
    capacity: Capacity,
    /// Samples of a slice.
    size: u32,
}

impl SliceSizer {
    pub fn new(capacity: Capacity) -> Self {
        Self { capacity, size: capacity.first_slice_samples }
    }

    /// Records how long a slice of some samples took.
    pub fn record_duration(&mut self, samples: u32, time: Duration) {
        let ratio = TARGET_DURATION.as_secs_f64() / time.as_secs_f64().max(1e-6);
        // By a factor of two at most: neighboring slices can differ a lot.
        let size = f64::from(samples) * ratio.clamp(0.25, 2.0);
        let limit = f64::from(self.size);
        self.size = (size.clamp(limit * 0.25, limit * 2.0) as u32).clamp(64, self.capacity.slice_samples);
    }

    /// The slices of a batch of pixels with this many samples each.
    pub fn slices(&self, pixels: u32, samples: u32) -> Slices {
        Slices { pixels, samples, first_sample: 0, pass: 0, first_pixel: 0 }
    }
}

/// The rest of a batch.
#[derive(Debug)]
pub struct Slices {
    pixels: u32,
    samples: u32,
    /// The current pass: its samples, and the first pixel not yet handed out.
    first_sample: u32,
    pass: u32,
    first_pixel: u32,
}

impl Slices {
    /// The next slice; each pixel gets its samples in order.
    pub fn next(&mut self, sizer: &SliceSizer) -> Option<Slice> {
        if self.pass == 0 {
            let left = self.samples - self.first_sample;
            if left == 0 || self.pixels == 0 {
                return None;
            }
            let most = sizer.capacity.slice_samples.min(sizer.size);
            self.pass = (most / self.pixels).max(MIN_SAMPLES).min(left);
        }
        let pixels = (sizer.size / self.pass).next_multiple_of(64).min(sizer.capacity.slice_samples / self.pass);
        let pixels = pixels.clamp(1, self.pixels - self.first_pixel);
        let run = (pixels.saturating_mul(self.pass) / sizer.capacity.lanes).clamp(1, self.pass);
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
        let small = Capacity { pixels: 1000, slice_samples: 512, lanes: 64, first_slice_samples: 100 };
        for capacity in [small, Capacity::SOFTWARE, Capacity::CARD] {
            for (pixels, samples) in [(1, 1), (1, 100), (777, 13), (1000, 3)] {
                let mut sizer = SliceSizer::new(capacity);
                let mut batch_slices = sizer.slices(pixels, samples);
                let mut done = vec![0; pixels as usize];
                let mut slices = 0u64;
                while let Some(slice) = batch_slices.next(&sizer) {
                    assert!(slice.pixels * slice.samples <= capacity.slice_samples && slice.run > 0);
                    for pixel in slice.first_pixel..slice.first_pixel + slice.pixels {
                        assert_eq!(done[pixel as usize], slice.first_sample);
                        done[pixel as usize] += slice.samples;
                    }
                    slices += 1;
                    sizer.record_duration(slice.pixels * slice.samples, Duration::from_millis(1 + slices * 7 % 90));
                }
                assert!(done.iter().all(|&count| count == samples));
            }
        }
    }

    #[test]
    fn the_size_of_slices_follows_the_time_they_take() {
        let mut sizer = SliceSizer::new(Capacity::CARD);
        let per_sample = Duration::from_nanos(500);
        for _ in 0..20 {
            sizer.record_duration(sizer.size, per_sample * sizer.size);
        }
        assert!((40_000..60_000).contains(&sizer.size), "{}", sizer.size);
        sizer.record_duration(sizer.size, Duration::from_secs(2));
        assert!(sizer.size <= 15_000);
    }
}
