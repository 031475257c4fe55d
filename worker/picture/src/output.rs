use std::fmt;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::AtomicBool;

use super::source::Bands;
use super::{Denoiser, Look, Metadata, PictureError, Source, VideoFormat, View, exr, jpeg, png};

/// What a render is delivered as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One file per frame.
    Image(ImageFormat),
    /// One file for all frames.
    Video(VideoFormat),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// sRGB, 8 bits.
    Png,
    /// sRGB, 16 bits.
    Png16,
    /// sRGB, 8 bits; quality 1 to 100.
    Jpeg { quality: u8 },
    /// Scene-linear, 32-bit floats, or 16-bit with `half`; look and exposure are not applied.
    Exr { half: bool },
}

/// The name of no output format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no output format; expected png, png16, jpeg, exr, exr-half, mp4 or webm")]
pub struct FormatError {
    pub found: String,
}

impl Format {
    pub const ALL: [Format; 7] = [
        Format::Image(ImageFormat::Png),
        Format::Image(ImageFormat::Png16),
        Format::Image(ImageFormat::Jpeg { quality: ImageFormat::JPEG_QUALITY }),
        Format::Image(ImageFormat::Exr { half: false }),
        Format::Image(ImageFormat::Exr { half: true }),
        Format::Video(VideoFormat::Mp4),
        Format::Video(VideoFormat::WebM),
    ];

    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            Format::Image(ImageFormat::Png) => "png",
            Format::Image(ImageFormat::Png16) => "png16",
            Format::Image(ImageFormat::Jpeg { .. }) => "jpeg",
            Format::Image(ImageFormat::Exr { half: false }) => "exr",
            Format::Image(ImageFormat::Exr { half: true }) => "exr-half",
            Format::Video(VideoFormat::Mp4) => "mp4",
            Format::Video(VideoFormat::WebM) => "webm",
        }
    }

    /// File name extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Image(ImageFormat::Png | ImageFormat::Png16) => "png",
            Format::Image(ImageFormat::Jpeg { .. }) => "jpg",
            Format::Image(ImageFormat::Exr { .. }) => "exr",
            Format::Video(VideoFormat::Mp4) => "mp4",
            Format::Video(VideoFormat::WebM) => "webm",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = FormatError;

    fn from_str(name: &str) -> Result<Self, FormatError> {
        let found = || FormatError { found: name.chars().take(40).collect() };
        Format::ALL.into_iter().find(|format| format.name() == name).ok_or_else(found)
    }
}

impl ImageFormat {
    pub const JPEG_QUALITY: u8 = 92;

    /// Name of the format, and its greatest width and height in pixels.
    fn limits(self) -> (&'static str, u32) {
        match self {
            ImageFormat::Png | ImageFormat::Png16 => ("PNG", i32::MAX as u32),
            ImageFormat::Jpeg { .. } => ("JPEG", 65_535),
            ImageFormat::Exr { .. } => ("OpenEXR", i32::MAX as u32 / 2),
        }
    }

    /// Refuses a size that the format cannot hold.
    pub fn check(self, width: u32, height: u32) -> Result<(), PictureError> {
        let (format, max) = self.limits();
        if (1..=max).contains(&width) && (1..=max).contains(&height) {
            Ok(())
        } else {
            Err(PictureError::Size { width, height, format, max })
        }
    }
}

/// Writes frames to files. The same frame, settings and metadata give the same bytes, except with Open Image
/// Denoise, which guarantees that for one machine only.
#[derive(Debug, Clone)]
pub struct Output {
    pub format: ImageFormat,
    pub look: Look,
    pub denoiser: Denoiser,
    /// Also writes albedo, normal, depth, object and material; only OpenEXR can hold them.
    pub layers: bool,
}

impl Output {
    /// Writes a frame to a file, completely or not at all, replacing a file of that name. Takes less than
    /// 1 GB of memory besides the source, whatever the size of the frame; JPEG takes 3 bytes per pixel
    /// more.
    pub fn write(
        &self,
        path: &Path,
        source: &mut dyn Source,
        metadata: &Metadata,
        cancel: &AtomicBool,
    ) -> Result<(), PictureError> {
        let (width, height) = source.size();
        self.format.check(width, height)?;
        let denoiser = self.denoiser.for_size(width, height);
        let metadata = self.with_settings(metadata.clone(), &denoiser);
        let bands = Bands::new(source, &denoiser, self.has_layers(), cancel);
        let part = PartialFile::new(path)?;
        self.encode(bands, &metadata, &part.file)?;
        part.persist()
    }

    /// Whether files contain the layers.
    pub fn has_layers(&self) -> bool {
        self.layers && matches!(self.format, ImageFormat::Exr { .. })
    }

    fn encode(&self, bands: Bands, metadata: &Metadata, file: &File) -> Result<(), PictureError> {
        let mut to = BufWriter::with_capacity(1 << 18, file);
        match self.format {
            ImageFormat::Png => png::write(bands, &self.look, false, metadata, &mut to)?,
            ImageFormat::Png16 => png::write(bands, &self.look, true, metadata, &mut to)?,
            ImageFormat::Jpeg { quality } => jpeg::write(bands, &self.look, quality, metadata, &mut to)?,
            ImageFormat::Exr { half } => exr::write(bands, half, self.has_layers(), metadata, &mut to)?,
        }
        to.flush().map_err(PictureError::io("write the picture"))
    }

    /// Adds how the picture was made from linear light.
    fn with_settings(&self, metadata: Metadata, denoiser: &Denoiser) -> Metadata {
        let metadata = metadata.with_note("denoiser", denoiser.name());
        match self.format {
            ImageFormat::Exr { .. } => metadata.with_note("view", View::Raw),
            _ => metadata.with_note("view", self.look.view).with_note("exposure", self.look.exposure),
        }
    }
}

/// A file that gets its name only when it is complete, and is removed otherwise.
#[derive(Debug)]
pub(super) struct PartialFile {
    pub file: File,
    pub path: PathBuf,
    target: PathBuf,
    persisted: bool,
}

impl PartialFile {
    pub fn new(target: &Path) -> Result<Self, PictureError> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".part");
        let path = target.with_file_name(name);
        let file = File::create(&path).map_err(PictureError::io(format!("write {}", path.display())))?;
        Ok(Self { file, path, target: target.to_owned(), persisted: false })
    }

    pub fn persist(mut self) -> Result<(), PictureError> {
        fs::rename(&self.path, &self.target)
            .map_err(PictureError::io(format!("give {} its name", self.target.display())))?;
        self.persisted = true;
        Ok(())
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        if !self.persisted {
            // A leftover does no harm: it does not have the final name.
            let _ = fs::remove_file(&self.path);
        }
    }
}
