//! OpenEXR: one part, scan lines, ZIP-compressed in blocks of 16 lines. The picture is in R, G and B, where
//! every reader looks for it; channels of a layer are named `layer.channel`, depth is Z.

use std::io::{Seek, Write};

use exr::block::writer::ChunksWriter;
use exr::block::{BlockIndex, UncompressedBlock};
use exr::meta::BlockDescription;
use exr::meta::header::Header;
use exr::prelude::attribute::{ChannelDescription, Chromaticities, LineOrder, SampleType};
use exr::prelude::{Compression, SmallVec, Text, Vec2, f16};
use rayon::prelude::*;

use super::source::{BLOCK, Band, Bands};
use super::{Guides, Metadata, PictureError};

/// The depth that Blender writes where nothing is hit.
const FAR: f32 = 1e10;

/// The source of a channel.
#[derive(Debug, Clone, Copy)]
enum Plane {
    Light(usize),
    Albedo(usize),
    Normal(usize),
    Depth,
    Object,
    Material,
}

/// Name, source, and whether half precision suffices; in alphabetical order, as the format requires.
const PICTURE: [(&str, Plane, bool); 3] =
    [("B", Plane::Light(2), true), ("G", Plane::Light(1), true), ("R", Plane::Light(0), true)];
const LAYERS: [(&str, Plane, bool); 12] = [
    ("B", Plane::Light(2), true),
    ("G", Plane::Light(1), true),
    ("R", Plane::Light(0), true),
    ("Z", Plane::Depth, false),
    ("albedo.B", Plane::Albedo(2), true),
    ("albedo.G", Plane::Albedo(1), true),
    ("albedo.R", Plane::Albedo(0), true),
    ("material.id", Plane::Material, false),
    ("normal.X", Plane::Normal(0), true),
    ("normal.Y", Plane::Normal(1), true),
    ("normal.Z", Plane::Normal(2), true),
    ("object.id", Plane::Object, false),
];

/// Writes scene-linear pixels, and the guides as layers if `layers` is set.
pub(super) fn write(
    bands: Bands,
    half: bool,
    layers: bool,
    metadata: &Metadata,
    to: impl Write + Seek,
) -> Result<(), PictureError> {
    let channels: &[_] = if layers { &LAYERS } else { &PICTURE };
    let header = header(bands.size(), channels, half, metadata);
    let mut trouble = None;
    let headers: SmallVec<[Header; 3]> = std::iter::once(header).collect();
    let result = exr::block::write(to, headers, true, |meta, writer| {
        let mut index = 0;
        for band in bands {
            let band = match band {
                Ok(band) => band,
                Err(error) => {
                    trouble = Some(error);
                    return Err(exr::error::Error::Aborted);
                }
            };
            let blocks: Vec<u32> = (0..band.light.height).step_by(BLOCK as usize).collect();
            let chunks: Vec<_> = blocks
                .into_par_iter()
                .map(|top| block(&band, top, channels, &meta.headers[0]).compress_to_chunk(&meta.headers))
                .collect();
            for chunk in chunks {
                writer.write_chunk(index, chunk?)?;
                index += 1;
            }
        }
        Ok(())
    });
    match (trouble, result) {
        (Some(error), _) => Err(error),
        (None, Ok(())) => Ok(()),
        (None, Err(exr::error::Error::Io(source))) => Err(PictureError::Io { what: "write the EXR".into(), source }),
        (None, Err(error)) => Err(PictureError::Encode { format: "OpenEXR", problem: error.to_string() }),
    }
}

fn header((width, height): (u32, u32), channels: &[(&str, Plane, bool)], half: bool, metadata: &Metadata) -> Header {
    let list = channels.iter().map(|(name, _, may_be_half)| {
        let kind = if half && *may_be_half { SampleType::F16 } else { SampleType::F32 };
        ChannelDescription::named(Text::new_or_panic(name), kind)
    });
    let size = Vec2(width as usize, height as usize);
    let mut header = Header::new(Text::new_or_panic(""), size, list.collect()).with_encoding(
        Compression::ZIP16,
        BlockDescription::ScanLines,
        LineOrder::Increasing,
    );
    header.own_attributes.layer_name = None;
    header.own_attributes.software_name = Some(latin(&metadata.entries()[0].1));
    // Custom attributes would be written in another order every time.
    header.own_attributes.comments = Some(latin(&metadata.text()));
    header.shared_attributes.chromaticities = Some(Chromaticities {
        red: Vec2(0.64, 0.33),
        green: Vec2(0.30, 0.60),
        blue: Vec2(0.15, 0.06),
        white: Vec2(0.3127, 0.3290),
    });
    header
}

/// The format allows no other characters.
fn latin(text: &str) -> Text {
    let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'));
    Text::from_bytes_unchecked(bytes.collect())
}

fn block(band: &Band, top: u32, channels: &[(&str, Plane, bool)], header: &Header) -> UncompressedBlock {
    let width = band.light.width as usize;
    let lines = BLOCK.min(band.light.height - top) as usize;
    let index = BlockIndex {
        layer: 0,
        level: Vec2(0, 0),
        pixel_position: Vec2(0, (band.first + top) as usize),
        pixel_size: Vec2(width, lines),
    };
    let data = &header.channels;
    UncompressedBlock::from_lines(data, index, |line| {
        let plane = channels[line.location.channel].1;
        let from = (line.location.position.y() - band.first as usize) * width;
        let value = |x: usize| sample(band, plane, from + x);
        let written = match data.list[line.location.channel].sample_type {
            SampleType::F16 => line.write_samples(|x| f16::from_f32(value(x).clamp(-65_504.0, 65_504.0))),
            _ => line.write_samples(value),
        };
        written.expect("a line has room for its samples");
    })
}

fn sample(band: &Band, plane: Plane, at: usize) -> f32 {
    // Zero for nothing, as compositors expect; integers up to 2^24 are exact.
    let id = |id: u32| if id == Guides::NOTHING { 0.0 } else { (id + 1) as f32 };
    let Some(guides) = &band.guides else {
        return if let Plane::Light(channel) = plane { band.light.rgb[at * 3 + channel] } else { 0.0 };
    };
    match plane {
        Plane::Light(channel) => band.light.rgb[at * 3 + channel],
        Plane::Albedo(channel) => guides.albedo[at * 3 + channel],
        Plane::Normal(axis) => guides.normal[at * 3 + axis],
        Plane::Depth => guides.depth[at].min(FAR),
        Plane::Object => id(guides.object[at]),
        Plane::Material => id(guides.material[at]),
    }
}
