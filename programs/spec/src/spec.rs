//! The spec itself: its fields, its bytes and the rules they keep.

use std::collections::{BTreeMap, BTreeSet};

use borsh::{BorshDeserialize, BorshSerialize};
use rayment_core::{Hash, Native, Sha256, proof::tiles::Grid};
use serde::{Deserialize, Serialize};

use crate::{SpecError, frames, hex32};

/// The version this code writes and reads.
pub const VERSION: u8 = 2;
/// Longest encoded spec that is read.
pub const MAX_BYTES: usize = 4 << 20;
pub(crate) const MAX_EDGE: u32 = 65_536;
pub(crate) const MAX_PATH: usize = 512;
/// A million times the light.
const MAX_EXPOSURE: u32 = 1_000_000_000;

/// Everything the pixels depend on.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    /// [`VERSION`]; another one is refused.
    pub version: u8,
    /// Path of the scene among `files`.
    pub scene: String,
    /// The scene and what it refers to, sorted by path.
    pub files: Vec<File>,
    /// Frame numbers, in the one form that [`Frames::canonical`] gives them.
    pub frames: Vec<Frames>,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Samples per pixel.
    pub samples: u32,
    /// Longest light path, in bounces.
    pub bounces: u32,
    pub seed: u64,
    /// Which of the scene's cameras, in the file's order.
    pub camera: u32,
    pub engine: Engine,
    pub devices: Devices,
    pub output: Output,
}

/// A file by what is in it.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Relative, with forward slashes, as the scene names it.
    pub path: String,
    #[serde(with = "hex32")]
    pub sha256: [u8; 32],
    pub bytes: u64,
}

/// Frames `first`, `first + step`, … up to `last`, which is one of them.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frames {
    pub first: u32,
    pub last: u32,
    pub step: u8,
}

/// What renders, down to its build: another build may round differently.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    pub name: String,
    #[serde(with = "hex32")]
    pub build: [u8; 32],
}

/// Which devices may render, and so how results compare.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Devices {
    /// One class whose tiles are equal bit by bit, on every processor.
    Cpu,
    /// Any class: tiles of different classes agree within a tolerance.
    Any,
}

/// The pictures made from the linear tiles. Nothing of it changes what is checked.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    pub format: Format,
    /// How light becomes what a screen shows.
    pub view: View,
    /// Thousandths, times the light before that.
    pub exposure: u32,
}

/// How light becomes what a screen shows; linear formats keep it as it is.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    Agx,
    AgxPunchy,
    Standard,
    Raw,
}

/// What the pictures are written as.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// 8-bit sRGB.
    Png,
    /// 8-bit sRGB, 1 to 100.
    Jpeg { quality: u8 },
    /// Linear light, with albedo, normal, depth and object beside it if `layers`.
    Exr { depth: Depth, layers: bool },
    /// All frames in one film, at so many thousandths of a frame a second.
    Video { container: Container, rate: u32 },
}

/// Bits of a linear value.
#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    Half,
    Float,
}

#[derive(BorshSerialize, BorshDeserialize, Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Container {
    Mp4,
    Webm,
}

impl Output {
    /// PNG by AgX, with the light as it is.
    pub const PNG: Self = Self { format: Format::Png, view: View::Agx, exposure: 1_000 };
}

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
        if !frames::is_canonical(&self.frames) {
            return Err(SpecError::Frames);
        }
        self.check_files()?;
        self.check_output()
    }

    fn check_output(&self) -> Result<(), SpecError> {
        let Output { format, exposure, .. } = self.output;
        let format = match format {
            Format::Png | Format::Exr { .. } => true,
            Format::Jpeg { quality } => (1..=100).contains(&quality),
            Format::Video { rate, .. } => (1..=1_000_000).contains(&rate),
        };
        if format && (1..=MAX_EXPOSURE).contains(&exposure) { Ok(()) } else { Err(SpecError::Output) }
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
        let mut sizes = BTreeMap::new();
        for file in &self.files {
            let known = *sizes.entry(file.sha256).or_insert(file.bytes);
            if known != file.bytes {
                return Err(SpecError::TwoSizes { sha256: hex32::encode(&file.sha256), sizes: [known, file.bytes] });
            }
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
