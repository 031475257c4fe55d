//! From checked linear tiles to something to open: a [`Source`] of light, a [`Denoiser`], a [`Look`],
//! and an [`Output`] that writes files or a [`Video`] made of them. Nothing here changes what is
//! checked: all of it only ever happens on the way to a picture.
//!
//! It stands alone: it must never know a scene, a renderer, a spec, or money. Light comes as numbers with
//! their place in the frame, and whoever may stop a long work holds an `AtomicBool`.

mod agx;
mod cancel;
mod denoise;
mod error;
mod exact;
mod exr;
mod guides;
mod jpeg;
mod linear;
mod look;
mod metadata;
mod output;
mod png;
mod sheet;
mod source;
pub mod video;

pub use denoise::{Denoiser, DenoiserError, Oidn};
pub use error::PictureError;
pub use guides::Guides;
pub use linear::LinearImage;
pub use look::{Look, View, ViewError};
pub use metadata::Metadata;
pub use output::{Format, FormatError, ImageFormat, Output};
pub use png::Rgb8;
pub use sheet::contact_sheet;
pub use source::{Delivered, Source, Still};
pub use video::{Video, VideoError, VideoFormat, VideoPlan};
