//! What is rendered: the order's spec, in canonical form.
//!
//! A spec is the Borsh encoding of [`Spec`], and its hash is SHA-256 of those bytes: one spec, one
//! encoding, one hash. JSON is a view of it for people and scripts. It pins everything that the
//! pixels depend on, so that whoever has it and the files can render any tile again.

use crate::{
    hash::{Hash, Native, Sha256},
    tiles::Grid,
};
use std::collections::BTreeSet;

/// The version this code writes and reads.
pub const VERSION: u8 = 1;
/// Longest encoded spec that is read.
pub const MAX_BYTES: usize = 4 << 20;
const MAX_EDGE: u32 = 65_536;
const MAX_PATH: usize = 512;

wire! {
    /// Everything the pixels depend on.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Spec {
        /// [`VERSION`]; another one is refused.
        pub version: u8,
        /// Path of the scene among `files`.
        pub scene: String,
        /// The scene and what it refers to, sorted by path.
        pub files: Vec<File>,
        /// Frame numbers, ascending and without overlap.
        pub frames: Vec<Frames>,
        /// Pixels.
        pub width: u32,
        pub height: u32,
        /// Samples per pixel.
        pub samples: u32,
        /// Longest light path, in bounces.
        pub bounces: u32,
        pub seed: u64,
        pub engine: Engine,
        pub devices: Devices,
        pub output: Output,
    }

    /// A file by what is in it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct File {
        /// Relative, with forward slashes, as the scene names it.
        pub path: String,
        #[cfg_attr(feature = "serde", serde(with = "hex32"))]
        pub sha256: [u8; 32],
        pub bytes: u64,
    }

    /// Frames `first`, `first + step`, … up to `last`.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Frames {
        pub first: u32,
        pub last: u32,
        pub step: u8,
    }

    /// What renders, down to its build: another build may round differently.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct Engine {
        pub name: String,
        #[cfg_attr(feature = "serde", serde(with = "hex32"))]
        pub build: [u8; 32],
    }

    /// Which devices may render, and so how results compare.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
    pub enum Devices {
        /// One class whose tiles are equal bit by bit, on every processor.
        Cpu,
    }

    /// The pictures made from the linear tiles.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    #[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
    pub enum Output {
        /// 8-bit sRGB.
        Png,
    }
}

/// Why a spec is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecError {
    /// The bytes are no spec, or have something behind it.
    Encoding,
    Version(u8),
    Size {
        width: u32,
        height: u32,
    },
    Samples(u32),
    Bounces(u32),
    Frames,
    NoScene(String),
    Path(String),
    FilesUnsorted,
    Bytes,
}

impl std::fmt::Display for SpecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Encoding => write!(f, "these bytes are not the canonical encoding of a spec"),
            Self::Version(found) => {
                write!(f, "spec version {VERSION} is expected, {found} was found: use a matching release")
            }
            Self::Size { width, height } => {
                write!(f, "a picture has 1 to {MAX_EDGE} pixels a side, {width}x{height} was asked for")
            }
            Self::Samples(n) => write!(f, "a pixel takes 1 to 1048576 samples, {n} were asked for"),
            Self::Bounces(n) => write!(f, "a light path has at most 64 bounces, {n} were asked for"),
            Self::Frames => write!(f, "frames must be given as ascending ranges without overlap, at least one"),
            Self::NoScene(path) => write!(f, "the scene `{path}` is not among the spec's files"),
            Self::Path(path) => {
                write!(f, "`{path}` is no relative path of at most {MAX_PATH} bytes that stays inside its folder")
            }
            Self::FilesUnsorted => write!(f, "files must be sorted by path, each named once"),
            Self::Bytes => write!(f, "the files' sizes add up to more than 64 bits"),
        }
    }
}

impl std::error::Error for SpecError {}

impl Spec {
    /// The canonical bytes.
    pub fn encode(&self) -> Vec<u8> {
        // Writing to memory cannot fail.
        borsh::to_vec(self).unwrap_or_default()
    }

    /// Reads canonical bytes and checks every rule.
    pub fn decode(bytes: &[u8]) -> Result<Spec, SpecError> {
        if bytes.len() > MAX_BYTES {
            return Err(SpecError::Encoding);
        }
        match bytes.first() {
            Some(&VERSION) => {}
            Some(other) => return Err(SpecError::Version(*other)),
            None => return Err(SpecError::Encoding),
        }
        let spec: Spec = borsh::from_slice(bytes).map_err(|_| SpecError::Encoding)?;
        spec.check()?;
        Ok(spec)
    }

    /// SHA-256 of the canonical bytes.
    pub fn hash(&self) -> Hash {
        Native::hash(&[&self.encode()])
    }

    pub fn grid(&self) -> Grid {
        Grid::new(self.width, self.height)
    }

    /// All frame numbers, ascending.
    pub fn frame_numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.frames.iter().flat_map(|range| (range.first..=range.last).step_by(usize::from(range.step.max(1))))
    }

    /// Size of the distinct files: what terms per GB are charged on.
    pub fn bytes(&self) -> u64 {
        let mut seen = BTreeSet::new();
        self.files.iter().filter(|file| seen.insert(file.sha256)).fold(0, |sum, file| sum.saturating_add(file.bytes))
    }

    /// Checks every rule that canonical bytes must keep.
    pub fn check(&self) -> Result<(), SpecError> {
        if self.version != VERSION {
            return Err(SpecError::Version(self.version));
        }
        let (width, height) = (self.width, self.height);
        if !(1..=MAX_EDGE).contains(&width) || !(1..=MAX_EDGE).contains(&height) {
            return Err(SpecError::Size { width, height });
        }
        if !(1..=1 << 20).contains(&self.samples) {
            return Err(SpecError::Samples(self.samples));
        }
        if self.bounces > 64 {
            return Err(SpecError::Bounces(self.bounces));
        }
        self.check_frames()?;
        self.check_files()
    }

    fn check_frames(&self) -> Result<(), SpecError> {
        let each = self.frames.iter().all(|range| range.step > 0 && range.first <= range.last);
        let ascending = self.frames.iter().zip(self.frames.iter().skip(1)).all(|(a, b)| a.last < b.first);
        if self.frames.is_empty() || !each || !ascending { Err(SpecError::Frames) } else { Ok(()) }
    }

    fn check_files(&self) -> Result<(), SpecError> {
        if let Some(bad) = self.files.iter().find(|file| !is_inside(&file.path)) {
            return Err(SpecError::Path(bad.path.clone()));
        }
        if !self.files.iter().zip(self.files.iter().skip(1)).all(|(a, b)| a.path < b.path) {
            return Err(SpecError::FilesUnsorted);
        }
        if self.files.iter().try_fold(0u64, |sum, file| sum.checked_add(file.bytes)).is_none() {
            return Err(SpecError::Bytes);
        }
        if self.files.iter().any(|file| file.path == self.scene) {
            Ok(())
        } else {
            Err(SpecError::NoScene(self.scene.clone()))
        }
    }
}

/// Whether a path is relative and cannot leave the folder it is resolved in.
fn is_inside(path: &str) -> bool {
    let parts_stay = path.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    path.len() <= MAX_PATH && parts_stay && !path.contains(['\\', ':', '\0'])
}

/// 32 bytes as 64 hexadecimal digits in JSON.
#[cfg(feature = "serde")]
pub mod hex32 {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// 64 lower-case digits.
    pub fn encode(bytes: &[u8; 32]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The bytes of exactly 64 digits.
    pub fn decode(text: &str) -> Option<[u8; 32]> {
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; 32];
        for (place, at) in bytes.iter_mut().zip((0usize..64).step_by(2)) {
            *place = u8::from_str_radix(text.get(at..at.saturating_add(2))?, 16).ok()?;
        }
        Some(bytes)
    }

    pub fn serialize<S: Serializer>(bytes: &[u8; 32], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(from)?;
        decode(&text).ok_or_else(|| D::Error::custom("expected 64 hexadecimal digits"))
    }
}
