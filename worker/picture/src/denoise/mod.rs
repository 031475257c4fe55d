//! Smooths the noise of few samples. What is checked and paid for is never touched: this is for eyes.
//!
//! Three ways: Open Image Denoise where its program is installed; else, with guides, an edge-avoiding
//! wavelet transform; else, for a picture alone, non-local means.

mod likeness;
mod oidn;
#[cfg(test)]
mod tests;
mod wavelet;

use std::str::FromStr;
use std::sync::atomic::AtomicBool;

pub use oidn::Oidn;

use super::{Guides, LinearImage, PictureError};

/// What smooths the noise of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denoiser {
    /// Nothing.
    Off,
    /// What comes with this crate: deterministic everywhere.
    BuiltIn,
    /// Open Image Denoise: the best there is, deterministic on one machine.
    Oidn(Oidn),
}

/// Pixels that Open Image Denoise takes at once (8K): it looks at the whole picture, and memory ends.
const OIDN_PIXELS: u64 = 1 << 25;

impl Denoiser {
    /// The best that is installed here.
    pub fn best() -> Self {
        Oidn::find().map_or(Denoiser::BuiltIn, Denoiser::Oidn)
    }

    /// As files name it.
    pub fn name(&self) -> &'static str {
        match self {
            Denoiser::Off => "none",
            Denoiser::BuiltIn => "rayment-wavelet/1",
            Denoiser::Oidn(_) => "oidn",
        }
    }

    /// Itself, or the built-in one for a picture that is too large for it.
    pub fn for_size(&self, width: u32, height: u32) -> Denoiser {
        match self {
            Denoiser::Oidn(_) if u64::from(width) * u64::from(height) > OIDN_PIXELS => Denoiser::BuiltIn,
            other => other.clone(),
        }
    }

    /// The picture with its noise smoothed and its edges kept.
    ///
    /// # Errors
    /// Only of a program that fails, or when cancelled.
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

    /// Lines around some others that these depend on.
    pub(super) fn halo(&self) -> u32 {
        match self {
            Denoiser::Off => 0,
            Denoiser::BuiltIn | Denoiser::Oidn(_) => wavelet::REACH,
        }
    }

    pub(super) fn wants_guides(&self) -> bool {
        *self != Denoiser::Off
    }

    /// Whether bands of a picture come out as they would of the whole.
    pub(super) fn takes_bands(&self) -> bool {
        !matches!(self, Denoiser::Oidn(_))
    }
}

/// A word that names no denoiser.
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
