use std::io::Write;

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::source::Bands;
use super::{Look, Metadata, PictureError};

/// Writes a JPEG with a comment. Holds the frame as bytes: 3 per pixel, at most 0.8 GB.
pub(super) fn write(
    bands: Bands,
    look: &Look,
    quality: u8,
    metadata: &Metadata,
    mut to: impl Write,
) -> Result<(), PictureError> {
    let (width, height) = bands.size();
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 3);
    for band in bands {
        pixels.extend(band?.light.tone_mapped(look).pixels);
    }
    let mut file = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut file, quality.clamp(1, 100));
    encoder
        .write_image(&pixels, width, height, ExtendedColorType::Rgb8)
        .map_err(|error| PictureError::Encode { format: "JPEG", problem: error.to_string() })?;
    // The comment follows the JFIF header, which must be first.
    let header = match file.get(2..6) {
        Some(&[0xff, 0xe0, high, low]) => 4 + usize::from(u16::from_be_bytes([high, low])),
        _ => 2,
    };
    let comment = comment(metadata);
    let (head, rest) = file.split_at(header.min(file.len()));
    let written = to.write_all(head).and_then(|()| to.write_all(&comment)).and_then(|()| to.write_all(rest));
    written.map_err(PictureError::io("write the JPEG"))
}

/// A comment segment.
fn comment(metadata: &Metadata) -> Vec<u8> {
    let mut text = metadata.text();
    let mut end = text.len().min(60_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
    let mut segment = vec![0xff, 0xfe];
    segment.extend((text.len() as u16 + 2).to_be_bytes());
    segment.extend(text.as_bytes());
    segment
}
