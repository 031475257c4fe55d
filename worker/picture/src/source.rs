use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::atomic::AtomicBool;

use super::cancel::check;
use super::{Denoiser, Guides, LinearImage, PictureError};

/// Supplies the pixels of a frame, some lines at a time: a frame of 16,384 x 16,384 pixels is 3 GB of floats,
/// and never has to be in memory as a whole.
pub trait Source {
    /// Width and height.
    fn size(&self) -> (u32, u32);

    /// Scene-linear pixels of some lines of the frame.
    fn light(&mut self, lines: Range<u32>) -> Result<LinearImage, PictureError>;

    /// AOVs of these lines; `None` if they are not known.
    fn guides(&mut self, lines: Range<u32>) -> Result<Option<Guides>, PictureError>;
}

/// A frame in memory.
#[derive(Debug, Clone, Copy)]
pub struct Still<'a> {
    pub light: &'a LinearImage,
    /// Of the same size.
    pub guides: Option<&'a Guides>,
}

impl Source for Still<'_> {
    fn size(&self) -> (u32, u32) {
        (self.light.width, self.light.height)
    }

    fn light(&mut self, lines: Range<u32>) -> Result<LinearImage, PictureError> {
        Ok(self.light.lines(lines))
    }

    fn guides(&mut self, lines: Range<u32>) -> Result<Option<Guides>, PictureError> {
        Ok(self.guides.map(|guides| guides.lines(lines)))
    }
}

/// A frame as it was delivered: the bytes of all its tiles one after the other, in the order that
/// [`LinearImage::from_tiles`] takes. Holds one row of tiles at a time.
#[derive(Debug)]
pub struct Delivered<R> {
    bytes: R,
    width: u32,
    height: u32,
    tile_size: u32,
}

impl<R: Read + Seek> Delivered<R> {
    /// # Errors
    /// If the number of bytes is not that of the frame.
    pub fn new(mut bytes: R, width: u32, height: u32, tile_size: u32) -> Result<Self, PictureError> {
        let expected = u64::from(width) * u64::from(height) * LinearImage::PIXEL_BYTES as u64;
        let found = bytes.seek(SeekFrom::End(0)).map_err(PictureError::io("read the delivered tiles"))?;
        if found != expected {
            return Err(PictureError::Length { width, height, expected, found });
        }
        if tile_size == 0 {
            return Err(PictureError::NoTile);
        }
        Ok(Self { bytes, width, height, tile_size })
    }
}

impl<R: Read + Seek> Source for Delivered<R> {
    fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    fn light(&mut self, lines: Range<u32>) -> Result<LinearImage, PictureError> {
        let lines = lines.start.min(self.height)..lines.end.min(self.height);
        let (width, size) = (self.width, self.tile_size);
        let mut image = LinearImage::new(width, lines.len() as u32);
        let line_bytes = width as usize * LinearImage::PIXEL_BYTES;
        let mut top = lines.start / size * size;
        while top < lines.end {
            let height = size.min(self.height - top);
            let mut bytes = vec![0; line_bytes * height as usize];
            let start = SeekFrom::Start(u64::from(top) * line_bytes as u64);
            let read = self.bytes.seek(start).and_then(|_| self.bytes.read_exact(&mut bytes));
            read.map_err(PictureError::io("read the delivered tiles"))?;
            let row = LinearImage::from_tiles(width, height, size, &bytes)?;
            let wanted = lines.start.max(top)..lines.end.min(top + height);
            let part = row.lines(wanted.start - top..wanted.end - top);
            let to = (wanted.start - lines.start) as usize * width as usize * 3;
            image.rgb[to..to + part.rgb.len()].copy_from_slice(&part.rgb);
            top += height;
        }
        Ok(image)
    }

    fn guides(&mut self, _: Range<u32>) -> Result<Option<Guides>, PictureError> {
        Ok(None)
    }
}

/// Some lines of a frame, ready to be encoded.
pub(super) struct Band {
    pub first: u32,
    /// Denoised if requested.
    pub light: LinearImage,
    pub guides: Option<Guides>,
}

/// The bands of a frame, from the top.
pub(super) struct Bands<'a> {
    source: &'a mut dyn Source,
    denoiser: &'a Denoiser,
    with_guides: bool,
    next: u32,
    lines: u32,
    cancel: &'a AtomicBool,
}

/// Pixels of a band: HD in one piece; less than 1 GB of memory with the surroundings that denoising needs.
const BAND_PIXELS: u32 = 1 << 21;
/// The number of lines of a band is a multiple of this, the block size of EXR.
pub(super) const BLOCK: u32 = 16;

impl<'a> Bands<'a> {
    pub fn new(source: &'a mut dyn Source, denoiser: &'a Denoiser, with_guides: bool, cancel: &'a AtomicBool) -> Self {
        let (width, height) = source.size();
        let lines =
            if denoiser.takes_bands() { (BAND_PIXELS / width.max(1) / BLOCK).max(1) * BLOCK } else { height.max(1) };
        Self { source, denoiser, with_guides, next: 0, lines, cancel }
    }

    #[cfg(test)]
    pub fn of_lines(self, lines: u32) -> Self {
        Self { lines, ..self }
    }

    pub fn size(&self) -> (u32, u32) {
        self.source.size()
    }

    fn band(&mut self) -> Result<Band, PictureError> {
        check(self.cancel)?;
        let height = self.source.size().1;
        let lines = self.next..height.min(self.next + self.lines);
        self.next = lines.end;
        let halo = self.denoiser.halo();
        let around = lines.start.saturating_sub(halo)..height.min(lines.end.saturating_add(halo));
        let inner = lines.start - around.start..lines.end - around.start;
        let light = self.source.light(around.clone())?;
        let guides = if self.with_guides || self.denoiser.wants_guides() { self.source.guides(around)? } else { None };
        let light = self.denoiser.run(&light, guides.as_ref(), self.cancel)?.lines(inner.clone());
        let guides = guides.filter(|_| self.with_guides).map(|guides| guides.lines(inner));
        if self.with_guides && guides.is_none() {
            return Err(PictureError::NoGuides { what: "layers of albedo, normal, depth and object" });
        }
        Ok(Band { first: lines.start, light, guides })
    }
}

impl Iterator for Bands<'_> {
    type Item = Result<Band, PictureError>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.next < self.source.size().1).then(|| self.band())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::sync::atomic::Ordering;

    use super::*;

    fn numbered(width: u32, height: u32) -> LinearImage {
        let rgb = (0..width * height * 3).map(|i| i as f32).collect();
        LinearImage { width, height, rgb }
    }

    fn tiles(image: &LinearImage, size: u32) -> Vec<u8> {
        let mut bytes = Vec::new();
        for top in (0..image.height).step_by(size as usize) {
            for left in (0..image.width).step_by(size as usize) {
                for y in top..image.height.min(top + size) {
                    let right = image.width.min(left + size);
                    let line = (y * image.width + left) as usize * 3..(y * image.width + right) as usize * 3;
                    bytes.extend(image.rgb[line].iter().flat_map(|value| value.to_le_bytes()));
                }
            }
        }
        bytes
    }

    #[test]
    fn any_lines_of_delivered_tiles_are_those_of_the_frame() {
        let image = numbered(70, 45);
        let mut source = Delivered::new(Cursor::new(tiles(&image, 32)), 70, 45, 32).unwrap();
        for lines in [0..45, 0..1, 31..33, 10..40, 44..45, 40..99, 99..100, 7..7] {
            assert_eq!(source.light(lines.clone()).unwrap(), image.lines(lines));
        }
        assert!(source.guides(0..45).unwrap().is_none());
    }

    #[test]
    fn refuses_bytes_that_are_no_frame() {
        let bytes = tiles(&numbered(70, 45), 32);
        assert!(Delivered::new(Cursor::new(&bytes[1..]), 70, 45, 32).is_err());
        assert!(Delivered::new(Cursor::new(&bytes[..]), 71, 45, 32).is_err());
        assert!(Delivered::new(Cursor::new(&bytes[..]), 70, 45, 0).is_err());
    }

    #[test]
    fn bands_make_the_frame_and_stop_when_cancelled() {
        let image = numbered(20, 50);
        let mut still = Still { light: &image, guides: None };
        let (denoiser, cancel) = (Denoiser::Off, AtomicBool::new(false));
        let bands = Bands::new(&mut still, &denoiser, false, &cancel).of_lines(16);
        let rgb: Vec<f32> = bands.flat_map(|band| band.unwrap().light.rgb).collect();
        assert_eq!(rgb, image.rgb);
        cancel.store(true, Ordering::Relaxed);
        let mut bands = Bands::new(&mut still, &denoiser, false, &cancel);
        assert!(matches!(bands.next(), Some(Err(PictureError::Cancelled))));
    }

    #[test]
    fn refuses_layers_of_a_frame_without_guides() {
        let image = numbered(4, 4);
        let mut still = Still { light: &image, guides: None };
        let cancel = AtomicBool::new(false);
        let mut bands = Bands::new(&mut still, &Denoiser::Off, true, &cancel);
        assert!(matches!(bands.next(), Some(Err(PictureError::NoGuides { .. }))));
    }
}
