//! What files are made of an order: the client's wish, as specs say it and as the picture writers take it.

use std::path::Path;

use rayment_picture::{Denoiser, Format, ImageFormat, Look, Output, VideoFormat, View, video};
use rayment_spec::{self as spec, Container, Depth};

use crate::{Error, Finish, Refusal};

/// What a spec says of the files, from the client's wish and the scene's own settings.
///
/// # Errors
/// [`Refusal::Request`] for a format that orders do not have, or that has no layers.
pub fn to_spec(finish: &Finish, look: Look, frames_per_second: f64) -> Result<spec::Output, Error> {
    let exr = |half: bool| {
        let depth = if half { Depth::Half } else { Depth::Float };
        spec::Format::Exr { depth, layers: finish.layers }
    };
    // What lies outside the range takes its end.
    let rate = ((frames_per_second * 1_000.0).round() as u32).clamp(1, 1_000_000);
    let format = match finish.format {
        Format::Image(ImageFormat::Png) => spec::Format::Png,
        Format::Image(ImageFormat::Png16) => {
            return Err(Refusal::Request("16 bits are written as exr-half or exr".into()).into());
        }
        Format::Image(ImageFormat::Jpeg { quality }) => spec::Format::Jpeg { quality },
        Format::Image(ImageFormat::Exr { half }) => exr(half),
        Format::Video(VideoFormat::Mp4) => spec::Format::Video { container: Container::Mp4, rate },
        Format::Video(VideoFormat::WebM) => spec::Format::Video { container: Container::Webm, rate },
    };
    if finish.layers && !matches!(format, spec::Format::Exr { .. }) {
        let no_room = format!("{} has no room for layers: take exr or exr-half", finish.format);
        return Err(Refusal::Request(no_room).into());
    }
    let view = match finish.view.unwrap_or(look.view) {
        View::Agx => spec::View::Agx,
        View::AgxPunchy => spec::View::AgxPunchy,
        View::Standard => spec::View::Standard,
        View::Raw => spec::View::Raw,
    };
    let exposure = f64::from(finish.exposure.unwrap_or(look.exposure));
    Ok(spec::Output { format, view, exposure: ((exposure * 1_000.0).round() as u32).clamp(1, 1_000_000_000) })
}

/// Makes sure that such files can be written into `folder`, before they are paid for. Makes the folder.
///
/// # Errors
/// [`Refusal::NoVideo`] without an encoder; [`Error::OutputFolder`].
pub fn prepare(folder: &Path, output: &spec::Output) -> Result<(), Error> {
    if let Some(format) = film_format(output) {
        video::available(format).map_err(Refusal::NoVideo)?;
    }
    let probe = folder.join(".rayment");
    let tried = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    tried.map_err(|source| Error::OutputFolder { path: folder.to_owned(), source })
}

/// The film that is asked for, if any.
pub fn film_format(output: &spec::Output) -> Option<VideoFormat> {
    match output.format {
        spec::Format::Video { container: Container::Mp4, .. } => Some(VideoFormat::Mp4),
        spec::Format::Video { container: Container::Webm, .. } => Some(VideoFormat::WebM),
        _ => None,
    }
}

/// How the picture writers are told what a spec says.
pub fn to_picture(output: &spec::Output, denoiser: Denoiser) -> Output {
    let (format, layers) = match output.format {
        // The frames of a film are kept as pictures beside it.
        spec::Format::Png | spec::Format::Video { .. } => (ImageFormat::Png, false),
        spec::Format::Jpeg { quality } => (ImageFormat::Jpeg { quality }, false),
        spec::Format::Exr { depth, layers } => (ImageFormat::Exr { half: depth == Depth::Half }, layers),
    };
    let view = match output.view {
        spec::View::Agx => View::Agx,
        spec::View::AgxPunchy => View::AgxPunchy,
        spec::View::Standard => View::Standard,
        spec::View::Raw => View::Raw,
    };
    let look = Look { exposure: (f64::from(output.exposure) / 1_000.0) as f32, view };
    Output { format, look, denoiser, layers }
}
