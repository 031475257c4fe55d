use std::io::{Cursor, Write};

use png::{BitDepth, ColorType, Compression, Decoder, Encoder, Filter, SrgbRenderingIntent};

use super::source::Bands;
use super::{Look, Metadata, PictureError, View};

/// A picture of 8-bit sRGB, row-major from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rgb8 {
    pub width: u32,
    pub height: u32,
    /// 3 x width x height bytes.
    pub pixels: Vec<u8>,
}

impl Rgb8 {
    /// The picture as a PNG file, without metadata. The same picture gives the same bytes.
    pub fn to_png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.width, self.height);
        set_up(&mut encoder, BitDepth::Eight);
        let written = encoder.write_header().and_then(|mut writer| {
            writer.write_image_data(&self.pixels)?;
            writer.finish()
        });
        written.expect("a picture of its stated size always encodes into memory");
        bytes
    }
}

impl Rgb8 {
    /// Reads a PNG of known size that [`Rgb8::to_png`] or an [`Output`](super::Output) has written.
    pub fn from_png(bytes: &[u8], width: u32, height: u32) -> Result<Rgb8, PictureError> {
        let failed = |problem: String| PictureError::Encode { format: "PNG", problem };
        let mut reader = Decoder::new(Cursor::new(bytes)).read_info().map_err(|error| failed(error.to_string()))?;
        let info = reader.info();
        let found = (info.width, info.height, info.color_type, info.bit_depth);
        if found != (width, height, ColorType::Rgb, BitDepth::Eight) {
            return Err(failed(format!("expected {width}x{height} pixels of 8-bit RGB, found {found:?}")));
        }
        let mut pixels = vec![0; width as usize * height as usize * 3];
        reader.next_frame(&mut pixels).map_err(|error| failed(error.to_string()))?;
        Ok(Rgb8 { width, height, pixels })
    }
}

fn set_up<W: Write>(encoder: &mut Encoder<W>, depth: BitDepth) {
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(depth);
    encoder.set_compression(Compression::Fast);
    encoder.set_filter(Filter::Adaptive);
}

/// Writes a PNG with 8 bits per channel, or 16 if `deep`, band by band.
pub(super) fn write(
    bands: Bands,
    look: &Look,
    deep: bool,
    metadata: &Metadata,
    to: impl Write,
) -> Result<(), PictureError> {
    let failed = |error: png::EncodingError| match error {
        png::EncodingError::IoError(source) => PictureError::Io { what: "write the PNG".into(), source },
        other => PictureError::Encode { format: "PNG", problem: other.to_string() },
    };
    let (width, height) = bands.size();
    let mut encoder = Encoder::new(to, width, height);
    set_up(&mut encoder, if deep { BitDepth::Sixteen } else { BitDepth::Eight });
    if look.view != View::Raw {
        encoder.set_source_srgb(SrgbRenderingIntent::Perceptual);
    }
    for (name, value) in metadata.entries() {
        encoder.add_itxt_chunk(name, value).map_err(failed)?;
    }
    let mut writer = encoder.write_header().map_err(failed)?;
    let mut stream = writer.stream_writer().map_err(failed)?;
    let wrote = PictureError::io;
    for band in bands {
        let light = band?.light;
        let bytes = if deep { light.words(look) } else { light.tone_mapped(look).pixels };
        stream.write_all(&bytes).map_err(wrote("write the PNG"))?;
    }
    stream.finish().map_err(failed)?;
    writer.finish().map_err(failed)
}
