//! A small picture of a frame: a quarter of its width and height, for eyes only.
//!
//! Each pixel is the mean of 4x4 linear ones, cut off at 1 and encoded as sRGB. Tiles are read one
//! after the other, so a large frame takes no more memory than its preview.

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use rayment_client::delivery::{self, PIXEL_BYTES};
use rayment_core::{job::Chunk, spec::Spec, tiles::Rect};
use thiserror::Error;

/// How many pixels a side become one.
const SHRINK: u32 = 4;
/// Pixels of the largest preview.
const MOST_PIXELS: u64 = 16 << 20;

#[derive(Debug, Error)]
pub enum PreviewError {
    #[error("a frame of {0}x{1} pixels has no preview: at least 4x4 are needed, and at most 16 million in the preview")]
    Size(u32, u32),
    #[error("the frame is shorter than its tiles")]
    Short,
    #[error("the frame cannot be read: {0}")]
    Read(#[from] object_store::Error),
    #[error("the picture cannot be encoded: {0}")]
    Encode(#[from] image::ImageError),
}

/// Sums of linear light for each pixel of the preview, and of how many pixels.
pub struct Preview {
    width: u32,
    height: u32,
    sums: Vec<[f32; 4]>,
}

impl Preview {
    /// The preview of a frame of `spec` of which `body` holds `tiles` tiles from `tile` on. What is
    /// missing stays black.
    pub async fn of(
        spec: &Spec,
        (tile, tiles): (u32, u32),
        mut body: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
    ) -> Result<Self, PreviewError> {
        let mut preview = Self::new(spec.width, spec.height)?;
        let chunk = Chunk { frame: 0, frames: 1, step: 1, tile, tiles: tiles.min(spec.grid().tiles()) };
        let mut read = BytesMut::new();
        for rect in delivery::rects(spec, &chunk) {
            let length = rect.pixels().saturating_mul(PIXEL_BYTES);
            while read.len() < length {
                read.extend_from_slice(&body.next().await.ok_or(PreviewError::Short)??);
            }
            preview.add(&rect, &read.split_to(length));
        }
        Ok(preview)
    }

    fn new(width: u32, height: u32) -> Result<Self, PreviewError> {
        let (small, low) = (width / SHRINK, height / SHRINK);
        let pixels = u64::from(small) * u64::from(low);
        if pixels == 0 || pixels > MOST_PIXELS {
            return Err(PreviewError::Size(width, height));
        }
        Ok(Self { width: small, height: low, sums: vec![[0.0; 4]; pixels as usize] })
    }

    fn add(&mut self, rect: &Rect, bytes: &[u8]) {
        let columns = rect.width.max(1);
        for (index, pixel) in (0u32..).zip(bytes.chunks_exact(PIXEL_BYTES)) {
            let (x, y) = ((rect.x + index % columns) / SHRINK, (rect.y + index / columns) / SHRINK);
            if x >= self.width || y >= self.height {
                continue;
            }
            let at = u64::from(y) * u64::from(self.width) + u64::from(x);
            let Some(sum) = self.sums.get_mut(at as usize) else { continue };
            for (channel, value) in sum.iter_mut().zip(pixel.chunks_exact(4)) {
                let light = value.try_into().map_or(0.0, f32::from_le_bytes);
                // What is not a number would spoil its neighbours too.
                *channel += if light.is_finite() { light } else { 0.0 };
            }
            sum[3] += 1.0;
        }
    }

    /// As PNG, 8-bit sRGB.
    pub fn to_png(&self) -> Result<Vec<u8>, PreviewError> {
        let mut pixels = Vec::with_capacity(self.sums.len().saturating_mul(3));
        for [red, green, blue, count] in &self.sums {
            pixels.extend([red, green, blue].map(|sum| encoded(sum / count.max(1.0))));
        }
        let mut png = Vec::new();
        PngEncoder::new(&mut png).write_image(&pixels, self.width, self.height, ExtendedColorType::Rgb8)?;
        Ok(png)
    }
}

/// Linear light as an sRGB byte.
fn encoded(linear: f32) -> u8 {
    let light = linear.clamp(0.0, 1.0);
    let curve = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    // Between 0 and 255 after the clamp.
    (curve * 255.0 + 0.5) as u8
}
