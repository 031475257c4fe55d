//! Images of every format: PNG, JPEG, WebP, BMP and TGA as textures, Radiance and OpenEXR as environment
//! maps. The header says how large an image is before anything is allocated for its pixels.

use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use image::{DynamicImage, ImageFormat, ImageReader};
use rayment_render::{
    SceneError, exact,
    scene::{HdrImage, Image, Notes},
};

use super::budget::Budget;

/// Linear value of an sRGB-encoded byte: colors.
pub static SRGB: LazyLock<Arc<[f32; 256]>> =
    LazyLock::new(|| Arc::new(std::array::from_fn(|byte| exact::srgb_to_linear(byte as f64 / 255.0) as f32)));
/// A byte / 255: normals, roughness and other data.
pub static LINEAR: LazyLock<Arc<[f32; 256]>> =
    LazyLock::new(|| Arc::new(std::array::from_fn(|byte| (byte as f64 / 255.0) as f32)));

/// Bytes for a header and its tables, before the size of the image is known.
const HEADER_BYTES: u64 = 64 << 20;
/// The greatest half float; infinite pixels become this bright.
const BRIGHTEST: f32 = 65_504.0;
const MOST_CHANNELS: usize = 256;
const AS_TEXTURE: &str = "save it as an ordinary PNG or JPEG";
/// Those would cut off what is brighter than white.
const AS_LIGHT: &str = "save it as EXR with ZIP or PIZ compression, or as .hdr";
/// Compressions of OpenEXR from 3.4 on, by their number in the header: here none of them is read.
const NEW_COMPRESSIONS: [(u8, &str); 4] = [(10, "HTJ2K256"), (11, "HTJ2K32"), (12, "LJ2K"), (13, "ZSTD")];
/// The last that is read.
const LAST_COMPRESSION: u8 = 9;

/// A texture of 8 or 16 bits per channel (of 16, the upper 8 are kept). `place` names it in errors.
pub fn decode(bytes: &[u8], place: &str, budget: &mut Budget) -> Result<Image, SceneError> {
    let refused = |problem: String| SceneError::Image { place: place.to_owned(), problem, advice: AS_TEXTURE };
    let format = texture_format(bytes).ok_or_else(|| refused(format!("expected {TEXTURES}{}", looks_like(bytes))))?;
    let bytes = &*without_profile(bytes);
    let (width, height) = contained(|| opened(bytes, format, HEADER_BYTES).into_dimensions()).map_err(refused)?;
    if width == 0 || height == 0 {
        return Err(refused("it has no pixels".into()));
    }
    budget.take_image(width, height)?;
    // 16 bits per channel at most, and as much again as working memory.
    let room = u64::from(width) * u64::from(height) * 24 + HEADER_BYTES;
    let pixels = contained(|| opened(bytes, format, room).decode().map(DynamicImage::into_rgba8)).map_err(refused)?;
    if pixels.dimensions() != (width, height) {
        return Err(refused("its header and its pixels are of two sizes".into()));
    }
    Ok(Image { width, height, pixels: pixels.into_raw().as_chunks::<4>().0.to_vec() })
}

/// An image of radiance. Invalid pixels (negative, NaN, infinite) are replaced, and noted.
pub fn decode_hdr(bytes: &[u8], place: &str, budget: &mut Budget, notes: &mut Notes) -> Result<HdrImage, SceneError> {
    let refused = |problem: String| SceneError::Image { place: place.to_owned(), problem, advice: AS_LIGHT };
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Hdr | ImageFormat::OpenExr)) => format,
        _ => return Err(refused(format!("expected Radiance .hdr or OpenEXR{}", looks_like(bytes)))),
    };
    if format == ImageFormat::OpenExr {
        if let Some(number) = compressions(bytes).find(|&number| number > LAST_COMPRESSION) {
            let known = NEW_COMPRESSIONS.iter().find(|(own, _)| *own == number);
            let name = known.map_or_else(|| format!("number {number}"), |(_, name)| (*name).to_owned());
            return Err(refused(format!("its compression is {name}, which cannot be read here")));
        }
        take_exr_layers(bytes, budget, refused)?;
    }
    let (width, height) = contained(|| opened(bytes, format, HEADER_BYTES).into_dimensions()).map_err(refused)?;
    if width == 0 || height == 0 {
        return Err(refused("it has no pixels".into()));
    }
    // A float pixel takes the memory of three texture pixels.
    for _ in 0..3 {
        budget.take_image(width, height)?;
    }
    let room = u64::from(width) * u64::from(height) * 64 + HEADER_BYTES;
    let decoded = contained(|| opened(bytes, format, room).decode().map(DynamicImage::into_rgb32f)).map_err(refused)?;
    let mut is_replaced = false;
    let mut tamed = |value: f32| {
        is_replaced |= !value.is_finite();
        if value.is_nan() { 0.0 } else { value.clamp(0.0, BRIGHTEST) }
    };
    let pixels = decoded.into_raw().as_chunks::<3>().0.iter().map(|pixel| pixel.map(&mut tamed)).collect();
    if is_replaced {
        notes.add(format!("{place}: pixels that are not finite are black or as bright as {BRIGHTEST}"));
    }
    Ok(HdrImage { width, height, pixels })
}

/// Removes the color profile of a PNG. None is used, and unpacked it may be a thousand times as large, in as
/// many images as a scene likes.
fn without_profile(bytes: &[u8]) -> Cow<'_, [u8]> {
    const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
    let mut at = SIGNATURE.len();
    while let Some(&[a, b, c, d, ref kind @ ..]) = bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
        // Length, type and checksum of the chunk come on top.
        let end = (u32::from_be_bytes([a, b, c, d]) as usize).checked_add(at + 12).filter(|&end| end <= bytes.len());
        match (kind, end) {
            (b"iCCP", Some(end)) if bytes.starts_with(SIGNATURE) => {
                return Cow::Owned([&bytes[..at], &bytes[end..]].concat());
            }
            (b"IDAT", _) | (_, None) => break,
            (_, Some(end)) => at = end,
        }
    }
    Cow::Borrowed(bytes)
}

const TEXTURES: &str = "PNG, JPEG, WebP, BMP or TGA";

fn texture_format(bytes: &[u8]) -> Option<ImageFormat> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP | ImageFormat::Bmp)) => Some(format),
        Ok(_) => None,
        Err(_) => is_tga(bytes).then_some(ImageFormat::Tga),
    }
}

/// TGA has no magic number, but its header has few possible values.
fn is_tga(bytes: &[u8]) -> bool {
    let Some(&[_, palette, kind, .., width, wide, height, high, depth, _]) = bytes.first_chunk::<18>() else {
        return false;
    };
    let is_known = match kind {
        1 | 9 => palette == 1,
        2 | 3 | 10 | 11 => palette <= 1,
        _ => false,
    };
    is_known && matches!(depth, 8 | 15 | 16 | 24 | 32) && (width | wide) != 0 && (height | high) != 0
}

/// What the bytes are instead, if that helps.
fn looks_like(bytes: &[u8]) -> &'static str {
    match bytes {
        [] => ", found an empty file",
        [0xab, b'K', b'T', b'X', ..] => ", found KTX",
        [b'D', b'D', b'S', b' ', ..] => ", found DDS",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => ", found TIFF",
        [b'G', b'I', b'F', b'8', ..] => ", found GIF",
        [b'8', b'B', b'P', b'S', ..] => ", found a Photoshop document",
        [b'#', b'?', ..] => ", found Radiance .hdr",
        [0x76, 0x2f, 0x31, 0x01, ..] => ", found OpenEXR",
        [0x89, b'P', b'N', b'G', ..] => ", found PNG",
        [0xff, 0xd8, ..] => ", found JPEG",
        _ => "",
    }
}

fn opened(bytes: &[u8], format: ImageFormat, room: u64) -> ImageReader<Cursor<&[u8]>> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(room);
    reader.limits(limits);
    reader
}

/// The compression that each header of an OpenEXR file states: attributes of one byte, found by name and type.
fn compressions(bytes: &[u8]) -> impl Iterator<Item = u8> {
    const ATTRIBUTE: &[u8] = b"compression\0compression\0\x01\0\0\0";
    let header = &bytes[..bytes.len().min(HEADER_BYTES as usize)];
    let starts = header.windows(ATTRIBUTE.len() + 1).filter(|window| window.starts_with(ATTRIBUTE));
    starts.map(|window| window[ATTRIBUTE.len()])
}

/// An OpenEXR file may hold layers far larger than its display window: all of them count.
fn take_exr_layers(
    bytes: &[u8],
    budget: &mut Budget,
    refused: impl Fn(String) -> SceneError + Copy,
) -> Result<(), SceneError> {
    let read = || exr::meta::MetaData::read_from_buffered(Cursor::new(bytes), false);
    for header in contained(read).map_err(refused)?.headers {
        let (size, channels) = (header.layer_size, header.channels.list.len());
        if channels > MOST_CHANNELS {
            return Err(refused(format!("it has {channels} channels; expected {MOST_CHANNELS} at most")));
        }
        let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
        budget.check_image(side(size.width()), side(size.height()))?;
    }
    Ok(())
}

/// Runs a third-party decoder on a stranger's bytes: a panic there is one more way to refuse.
pub fn contained<T, E: std::fmt::Display>(decoder: impl FnOnce() -> Result<T, E>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decoder)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("the decoder broke on it".into()),
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageBuffer, Rgb, Rgba};
    use rayment_render::Limits;

    use super::*;

    const TEXTURES: [ImageFormat; 5] =
        [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Bmp, ImageFormat::Tga];

    fn written(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        image.into().write_to(&mut bytes, format).expect("it is written");
        bytes.into_inner()
    }

    fn texture(format: ImageFormat) -> Vec<u8> {
        written(ImageBuffer::from_fn(8, 4, |x, _| Rgb([if x < 4 { 255u8 } else { 0 }, 128, 0])), format)
    }

    fn light(format: ImageFormat, first: f32) -> Vec<u8> {
        written(ImageBuffer::from_fn(4, 2, |x, _| Rgb([if x == 0 { first } else { 2.5 }, 0.5, 0.0])), format)
    }

    fn taken(bytes: &[u8], limits: &Limits) -> Result<Image, SceneError> {
        decode(bytes, "images[0]", &mut Budget::new(limits))
    }

    fn taken_hdr(bytes: &[u8], limits: &Limits) -> Result<(HdrImage, Vec<String>), SceneError> {
        let mut notes = Notes::default();
        let image = decode_hdr(bytes, "sky", &mut Budget::new(limits), &mut notes)?;
        Ok((image, notes.into_lines()))
    }

    #[test]
    fn reads_every_format_of_textures() {
        for format in TEXTURES {
            let image = taken(&texture(format), &Limits::default()).expect("it is read");
            assert_eq!((image.width, image.height, image.pixels.len()), (8, 4, 32), "{format:?}");
            let ([r, g, _, a], [black, ..]) = (image.pixels[1], image.pixels[30]);
            assert!(r > 240 && g.abs_diff(128) < 12 && a == 255 && black < 12, "{format:?} {:?}", image.pixels);
        }
        let deep = written(ImageBuffer::from_pixel(1, 1, Rgba([0xabcdu16, 0, 0xffff, 0x8000])), ImageFormat::Png);
        assert_eq!(taken(&deep, &Limits::default()).expect("it is read").pixels, [[0xab, 0, 0xff, 0x80]]);
    }

    #[test]
    fn reads_light_and_replaces_what_is_none() {
        let (image, notes) = taken_hdr(&light(ImageFormat::Hdr, 64.0), &Limits::default()).expect("it is read");
        assert_eq!((image.pixels[0], image.pixels[5]), ([64.0, 0.5, 0.0], [2.5, 0.5, 0.0]));
        assert!(notes.is_empty());
        for (wrong, right) in [(f32::NAN, 0.0), (f32::INFINITY, BRIGHTEST)] {
            let (image, notes) =
                taken_hdr(&light(ImageFormat::OpenExr, wrong), &Limits::default()).expect("it is read");
            assert_eq!((image.pixels[0], image.pixels[7]), ([right, 0.5, 0.0], [2.5, 0.5, 0.0]));
            assert_eq!(notes.len(), 1);
        }
        let (image, notes) = taken_hdr(&light(ImageFormat::OpenExr, -3.0), &Limits::default()).expect("it is read");
        assert!(image.pixels[0][0] == 0.0 && notes.is_empty());
    }

    #[test]
    fn names_compressions_that_it_cannot_read_and_keeps_the_range() {
        let bytes = light(ImageFormat::OpenExr, 64.0);
        let name = b"compression\0compression\0";
        let at = bytes.windows(name.len()).position(|window| window == name).expect("it is there") + name.len() + 4;
        for (number, expected) in [(10, "HTJ2K256"), (11, "HTJ2K32"), (12, "LJ2K"), (13, "ZSTD"), (77, "number 77")] {
            let mut changed = bytes.clone();
            changed[at] = number;
            let error = taken_hdr(&changed, &Limits::default()).expect_err("it is refused").to_string();
            assert!(
                error.contains(expected) && error.contains("EXR with ZIP or PIZ") && !error.contains("PNG"),
                "{error}"
            );
        }
        let error = taken_hdr(b"#?RADIANCE\n", &Limits::default()).expect_err("it is cut off").to_string();
        assert!(error.ends_with("or as .hdr"), "{error}");
    }

    #[test]
    fn refuses_every_truncation() {
        for bytes in TEXTURES.map(texture) {
            for cut in 0..bytes.len() / 2 {
                assert!(taken(&bytes[..cut], &Limits::default()).is_err(), "{cut} of {}", bytes.len());
            }
        }
        for bytes in [ImageFormat::Hdr, ImageFormat::OpenExr].map(|format| light(format, 1.0)) {
            for cut in 0..bytes.len() - 1 {
                assert!(taken_hdr(&bytes[..cut], &Limits::default()).is_err(), "{cut} of {}", bytes.len());
            }
        }
    }

    #[test]
    fn refuses_sizes_over_the_limit_by_the_header_alone() {
        let limits = Limits { image_pixels: 31, ..Limits::default() };
        for format in TEXTURES {
            let error = taken(&texture(format), &limits).expect_err("it is refused");
            assert!(matches!(error, SceneError::TooLarge { found: 32, .. }), "{format:?} {error}");
        }
        for format in [ImageFormat::Hdr, ImageFormat::OpenExr] {
            let limits = Limits { image_pixels: 23, ..Limits::default() };
            let error = taken_hdr(&light(format, 1.0), &limits).expect_err("it is refused");
            assert!(matches!(error, SceneError::TooLarge { found: 24, .. }), "{format:?} {error}");
        }
        // 65,535 pixels each way, in a file of 60 bytes.
        let mut vast = texture(ImageFormat::Tga)[..60].to_vec();
        vast[12..16].fill(0xff);
        assert!(matches!(taken(&vast, &Limits::default()), Err(SceneError::TooLarge { .. })));
    }

    #[test]
    fn never_unpacks_the_profile_of_a_png() {
        let plain = texture(ImageFormat::Png);
        // After the header. It is no profile, and would be refused if anyone looked at it closely.
        let chunk = [&4u32.to_be_bytes()[..], b"iCCPbomb", &[0; 4]].concat();
        let with = [&plain[..33], &chunk, &plain[33..]].concat();
        assert_eq!(without_profile(&with), plain);
        assert_eq!(taken(&with, &Limits::default()).expect("it is read").width, 8);
        for kept in [&plain[..], &with[..44], b"", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffiCCP"] {
            assert_eq!(without_profile(kept), kept);
        }
    }

    #[test]
    fn names_what_it_found_instead() {
        for (bytes, expected) in [(&b"\xabKTX 20"[..], "KTX"), (b"DDS \x7c", "DDS"), (b"GIF89a", "GIF"), (b"", "empty")]
        {
            let error = taken(bytes, &Limits::default()).expect_err("it is refused").to_string();
            assert!(error.contains(expected), "{error}");
        }
        let error = taken_hdr(&texture(ImageFormat::Png), &Limits::default()).expect_err("it is refused");
        assert!(error.to_string().contains("found PNG"), "{error}");
    }
}
