//! From checked linear tiles to something to look at. Nothing here changes what is checked: denoising
//! and tone mapping only ever happen on the way to a picture.

mod agx;
mod denoise;
mod linear;
mod png;

pub use linear::{LinearImage, PictureError};
pub use png::Rgb8;

/// How a linear image becomes visible.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Factor on the light before tone mapping.
    pub exposure: f32,
}

impl Default for Look {
    fn default() -> Self {
        Self { exposure: 1.0 }
    }
}
