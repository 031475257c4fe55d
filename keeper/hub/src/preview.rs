//! A small picture of a frame: a quarter of its width and height, for eyes only.
//!
//! Each pixel is the mean of 4x4 linear ones, tone mapped as the spec says, like the result.
//! Tiles are read one after the other, so a large frame takes no more memory than its preview. A part
//! of a frame is shown in its place. Before there is a frame, there may be a draft: what the
//! worker rendered of it in a hurry, smaller still.

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use rayment_client::order::delivery::{self, PIXEL_BYTES};
use rayment_core::{job::Chunk, proof::tiles::Rect};
use rayment_picture::{LinearImage, Look, View};
use rayment_spec::{Output, Spec};
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
    #[error("cannot read the frame: {0}")]
    Read(#[from] object_store::Error),
    #[error("the draft of this frame must have {expected} bytes of pixels, {found} arrived")]
    Draft { expected: usize, found: usize },
}

/// Sums of linear light for each pixel of the preview, and of how many pixels.
pub struct Preview {
    width: u32,
    height: u32,
    sums: Vec<[f32; 4]>,
    output: Output,
}

impl Preview {
    /// The preview of a frame of `spec` of which `body` holds `tiles` tiles from `tile` on. What is
    /// missing stays black.
    pub async fn of(
        spec: &Spec,
        (tile, tiles): (u32, u32),
        mut body: impl Stream<Item = object_store::Result<Bytes>> + Unpin,
    ) -> Result<Self, PreviewError> {
        let mut preview = Self::new(spec)?;
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

    fn new(spec: &Spec) -> Result<Self, PreviewError> {
        let Spec { width, height, output, .. } = *spec;
        let (small, low) = (width / SHRINK, height / SHRINK);
        let pixels = u64::from(small) * u64::from(low);
        if pixels == 0 || pixels > MOST_PIXELS {
            return Err(PreviewError::Size(width, height));
        }
        Ok(Self { width: small, height: low, sums: vec![[0.0; 4]; pixels as usize], output })
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
    pub fn to_png(&self) -> Vec<u8> {
        let mean = |[red, green, blue, count]: &[f32; 4]| [red, green, blue].map(|sum| sum / count.max(1.0));
        let rgb = self.sums.iter().flat_map(mean).collect();
        shown(LinearImage { width: self.width, height: self.height, rgb }, self.output)
    }
}

/// The draft of a frame as PNG: linear pixels of [`delivery::draft_size`].
pub fn draft_png(spec: &Spec, pixels: &[u8]) -> Result<Vec<u8>, PreviewError> {
    let (expected, found) = (delivery::draft_bytes(spec), pixels.len());
    if found != expected {
        return Err(PreviewError::Draft { expected, found });
    }
    let (width, height) = delivery::draft_size(spec);
    let rgb = pixels.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value)).collect();
    Ok(shown(LinearImage { width, height, rgb }, spec.output))
}

/// As the result will be, but for the noise.
fn shown(image: LinearImage, output: Output) -> Vec<u8> {
    image.tone_mapped(&look(output)).to_png()
}

/// How an order wants its pictures to look.
fn look(output: Output) -> Look {
    let view = match output.view {
        rayment_spec::View::Agx => View::Agx,
        rayment_spec::View::AgxPunchy => View::AgxPunchy,
        rayment_spec::View::Standard => View::Standard,
        rayment_spec::View::Raw => View::Raw,
    };
    Look { exposure: output.exposure as f32 / 1_000.0, view }
}
