//! Denoises pictures of few samples. What is verified and paid for is never changed: this is for viewing.
//!
//! There are three methods: Open Image Denoise if its program is installed; otherwise, with guides, an
//! edge-avoiding wavelet transform; otherwise, for a picture alone, non-local means.

mod likeness;
mod oidn;
#[cfg(test)]
mod tests;
mod wavelet;

use std::str::FromStr;
use std::sync::atomic::AtomicBool;

pub use oidn::Oidn;

use super::{Guides, LinearImage, PictureError};

/// What denoises a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denoiser {
    /// Nothing.
    Off,
    /// The denoiser of this crate: deterministic everywhere.
    BuiltIn,
    /// Open Image Denoise: the best there is, deterministic on one machine.
    Oidn(Oidn),
}

/// Greatest number of pixels for Open Image Denoise (8K): it needs the whole picture in memory.
const OIDN_PIXELS: u64 = 1 << 25;

impl Denoiser {
    /// The best one installed here.
    pub fn best() -> Self {
        Oidn::find().map_or(Denoiser::BuiltIn, Denoiser::Oidn)
    }

    /// Its name in metadata.
    pub fn name(&self) -> &'static str {
        match self {
            Denoiser::Off => "none",
            Denoiser::BuiltIn => "rayment-wavelet/1",
            Denoiser::Oidn(_) => "oidn",
        }
    }

    /// Itself, or the built-in one for a picture that is too large.
    pub fn for_size(&self, width: u32, height: u32) -> Denoiser {
        match self {
            Denoiser::Oidn(_) if u64::from(width) * u64::from(height) > OIDN_PIXELS => Denoiser::BuiltIn,
            other => other.clone(),
        }
    }

    /// The denoised picture, with edges preserved.
    ///
    /// # Errors
    /// If an external program fails, or when cancelled.
    pub fn run(
        &self,
        light: &LinearImage,
        guides: Option<&Guides>,
        cancel: &AtomicBool,
    ) -> Result<LinearImage, PictureError> {
        let guides = guides.filter(|guides| (guides.width, guides.height) == (light.width, light.height));
        match (self, guides) {
            _ if light.rgb.is_empty() => Ok(light.clone()),
            (Denoiser::Off, _) => Ok(light.clone()),
            (Denoiser::BuiltIn, Some(guides)) => Ok(wavelet::denoised(light, guides)),
            (Denoiser::BuiltIn, None) => Ok(likeness::denoised(light)),
            (Denoiser::Oidn(oidn), guides) => oidn.run(light, guides, cancel),
        }
    }

    /// Number of surrounding lines that a line depends on.
    pub(super) fn halo(&self) -> u32 {
        match self {
            Denoiser::Off => 0,
            Denoiser::BuiltIn | Denoiser::Oidn(_) => wavelet::REACH,
        }
    }

    pub(super) fn wants_guides(&self) -> bool {
        *self != Denoiser::Off
    }

    /// Whether denoising bands of a picture gives the same as denoising all of it.
    pub(super) fn takes_bands(&self) -> bool {
        !matches!(self, Denoiser::Oidn(_))
    }
}

/// The name of no denoiser.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DenoiserError {
    #[error("{found:?} is no denoiser; expected auto, built-in, oidn or off")]
    Unknown { found: String },
    #[error(
        "oidnDenoise is not on the search path, nor where RAYMENT_OIDN points; install Open Image Denoise or take auto"
    )]
    NoOidn,
}

impl FromStr for Denoiser {
    type Err = DenoiserError;

    /// `auto`, `built-in`, `oidn` or `off`.
    fn from_str(name: &str) -> Result<Self, DenoiserError> {
        match name {
            "auto" => Ok(Denoiser::best()),
            "built-in" => Ok(Denoiser::BuiltIn),
            "oidn" => Oidn::find().map(Denoiser::Oidn).ok_or(DenoiserError::NoOidn),
            "off" => Ok(Denoiser::Off),
            other => Err(DenoiserError::Unknown { found: other.chars().take(40).collect() }),
        }
    }
}
