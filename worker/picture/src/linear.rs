use std::ops::Range;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;

use super::png::Rgb8;
use super::{Denoiser, Look, PictureError};

/// Values that one thread processes at a time; whole pixels.
const LINE: usize = 3 * 4096;

/// A frame of scene-linear RGB, row-major from the top left; black until tiles are placed.
#[derive(Debug, Clone, PartialEq)]
pub struct LinearImage {
    pub width: u32,
    pub height: u32,
    /// 3 x width x height values.
    pub rgb: Vec<f32>,
}

impl LinearImage {
    /// Bytes of one pixel as tiles are delivered: RGB as f32, little-endian.
    pub const PIXEL_BYTES: usize = 12;

    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height, rgb: vec![0.0; width as usize * height as usize * 3] }
    }

    /// A frame from the bytes of all its tiles one after the other: row by row, of `tile_size` x `tile_size`
    /// pixels; those at the right and bottom edge may be smaller.
    pub fn from_tiles(width: u32, height: u32, tile_size: u32, bytes: &[u8]) -> Result<Self, PictureError> {
        let expected = u64::from(width) * u64::from(height) * Self::PIXEL_BYTES as u64;
        if bytes.len() as u64 != expected {
            return Err(PictureError::Length { width, height, expected, found: bytes.len() as u64 });
        }
        if tile_size == 0 {
            return Err(PictureError::NoTile);
        }
        let mut image = Self::new(width, height);
        let mut rest = bytes;
        for y in (0..height).step_by(tile_size as usize) {
            for x in (0..width).step_by(tile_size as usize) {
                let (columns, rows) = (tile_size.min(width - x), tile_size.min(height - y));
                let (tile, after) = rest.split_at(columns as usize * rows as usize * Self::PIXEL_BYTES);
                rest = after;
                let rgb: Vec<f32> = tile.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value)).collect();
                image.place(x, y, columns, &rgb);
            }
        }
        Ok(image)
    }

    /// Copies linear RGB, row by row of `columns` pixels, to its place, the first pixel to (x, y); what
    /// reaches out of the frame is left out.
    pub fn place(&mut self, x: u32, y: u32, columns: u32, rgb: &[f32]) {
        let shown = columns.min(self.width.saturating_sub(x)) as usize;
        if shown == 0 {
            return;
        }
        for (line, y) in rgb.chunks(columns as usize * 3).zip(y..self.height) {
            let to = (y as usize * self.width as usize + x as usize) * 3;
            let Some(line) = line.get(..shown * 3) else { return };
            self.rgb[to..to + shown * 3].copy_from_slice(line);
        }
    }

    /// Some of its lines; those outside of the frame are left out.
    pub fn lines(&self, lines: Range<u32>) -> LinearImage {
        let lines = lines.start.min(self.height)..lines.end.min(self.height);
        let stride = self.width as usize * 3;
        let rgb = self.rgb[lines.start as usize * stride..lines.end as usize * stride].to_vec();
        LinearImage { width: self.width, height: lines.len() as u32, rgb }
    }

    /// Denoised from the picture alone, with edges preserved. [`Denoiser::run`] does better with guides.
    /// Deterministic.
    pub fn denoised(&self) -> LinearImage {
        // Only external programs can fail.
        Denoiser::BuiltIn.run(self, None, &AtomicBool::new(false)).unwrap_or_else(|_| self.clone())
    }

    /// Downscaled by a box filter; never enlarged, never empty.
    pub fn downscaled(&self, width: u32, height: u32) -> LinearImage {
        let (width, height) = (width.clamp(1, self.width.max(1)), height.clamp(1, self.height.max(1)));
        let mut small = LinearImage::new(width, height);
        let spans = |to: u32, from: u32| -> Vec<(usize, usize)> {
            let edge = |i: u32| (u64::from(i) * u64::from(from) / u64::from(to)) as usize;
            (0..to).map(|i| (edge(i), edge(i + 1))).collect()
        };
        let columns = spans(width, self.width);
        for (y, (top, bottom)) in spans(height, self.height).into_iter().enumerate() {
            for (x, &(left, right)) in columns.iter().enumerate() {
                let mut sum = [0.0f64; 3];
                for row in top..bottom {
                    let from = (row * self.width as usize + left) * 3;
                    let line = &self.rgb[from..from + (right - left) * 3];
                    for pixel in line.as_chunks::<3>().0 {
                        for (sum, value) in sum.iter_mut().zip(pixel) {
                            *sum += f64::from(*value);
                        }
                    }
                }
                let count = ((bottom - top) * (right - left)).max(1) as f64;
                let to = (y * width as usize + x) * 3;
                for (value, sum) in small.rgb[to..to + 3].iter_mut().zip(sum) {
                    *value = (sum / count) as f32;
                }
            }
        }
        small
    }

    /// Display-referred sRGB with 8 bits per channel. Deterministic.
    pub fn tone_mapped(&self, look: &Look) -> Rgb8 {
        let mut pixels = vec![0; self.rgb.len()];
        let lines = pixels.par_chunks_mut(LINE).zip(self.rgb.par_chunks(LINE));
        lines.for_each(|(to, from)| {
            for (to, from) in to.as_chunks_mut::<3>().0.iter_mut().zip(from.as_chunks::<3>().0) {
                *to = look.bytes(*from);
            }
        });
        Rgb8 { width: self.width, height: self.height, pixels }
    }

    /// The same with 16 bits, big-endian.
    pub(super) fn words(&self, look: &Look) -> Vec<u8> {
        let mut bytes = vec![0; self.rgb.len() * 2];
        let lines = bytes.par_chunks_mut(LINE * 2).zip(self.rgb.par_chunks(LINE));
        lines.for_each(|(to, from)| {
            for (to, from) in to.as_chunks_mut::<6>().0.iter_mut().zip(from.as_chunks::<3>().0) {
                let [r, g, b] = look.words(*from).map(u16::to_be_bytes);
                *to = [r[0], r[1], g[0], g[1], b[0], b[1]];
            }
        });
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(width: u32, height: u32) -> LinearImage {
        let rgb = (0..width * height * 3).map(|i| i as f32).collect();
        LinearImage { width, height, rgb }
    }

    /// Bytes of a rectangle: from (x, y), so wide and high.
    fn cut(image: &LinearImage, [x, y, width, height]: [u32; 4]) -> Vec<u8> {
        let line = |y: u32| {
            let start = ((y * image.width + x) * 3) as usize;
            image.rgb[start..start + width as usize * 3].iter().flat_map(|value| value.to_le_bytes())
        };
        (y..y + height).flat_map(line).collect()
    }

    #[test]
    fn tiles_make_the_frame_again() {
        let image = numbered(70, 45);
        let upper = [[0, 0, 32, 32], [32, 0, 32, 32], [64, 0, 6, 32]];
        let lower = [[0, 32, 32, 13], [32, 32, 32, 13], [64, 32, 6, 13]];
        let bytes: Vec<u8> = upper.into_iter().chain(lower).flat_map(|tile| cut(&image, tile)).collect();
        assert_eq!(LinearImage::from_tiles(70, 45, 32, &bytes).unwrap(), image);
        assert!(LinearImage::from_tiles(70, 45, 32, &bytes[1..]).is_err());
        assert!(LinearImage::from_tiles(70, 45, 0, &bytes).is_err());
    }

    #[test]
    fn tiles_outside_are_left_out() {
        let mut image = LinearImage::new(4, 4);
        image.place(3, 3, 2, &[1.0; 12]);
        image.place(9, 9, 2, &[1.0; 12]);
        assert_eq!(image.rgb.iter().sum::<f32>(), 3.0);
    }

    #[test]
    fn downscaling_keeps_the_mean() {
        let image = numbered(64, 32);
        let small = image.downscaled(16, 8);
        let mean = |image: &LinearImage| image.rgb.iter().sum::<f32>() / image.rgb.len() as f32;
        assert_eq!((small.width, small.height), (16, 8));
        assert!((mean(&small) / mean(&image) - 1.0).abs() < 1e-4);
        assert_eq!(image.downscaled(1000, 1000), image);
        assert_eq!(LinearImage::new(3, 3).downscaled(0, 0).rgb.len(), 3);
    }
}
