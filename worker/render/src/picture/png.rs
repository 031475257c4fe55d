use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

/// A picture of 8-bit sRGB, row-major from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rgb8 {
    pub width: u32,
    pub height: u32,
    /// 3 x width x height bytes.
    pub pixels: Vec<u8>,
}

impl Rgb8 {
    /// The picture as a PNG file. The same picture gives the same bytes.
    pub fn to_png(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
        encoder
            .write_image(&self.pixels, self.width, self.height, ExtendedColorType::Rgb8)
            .expect("a picture of its stated size always encodes into memory");
        bytes
    }
}
