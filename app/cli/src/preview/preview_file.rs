//! The file of a preview: replaced as a whole by every better picture.

use std::path::PathBuf;

use rayment_picture::{Guides, LinearImage, Metadata, Output, Still};
use rayment_render::{Cancel, Prepared};

use rayment_sdk::picture_writer;

use super::SampleCount;
use crate::progress::Report;

pub(super) struct PreviewFile<'a> {
    pub path: PathBuf,
    pub output: Output,
    pub metadata: Metadata,
    pub report: &'a Report,
    pub cancel: &'a Cancel,
    /// What is in the file now.
    pub written: Option<Written>,
}

/// The picture in the file.
pub(super) struct Written {
    pub width: u32,
    pub height: u32,
    pub samples: SampleCount,
    pub order_samples: Option<u32>,
}

impl PreviewFile<'_> {
    /// What the camera sees first, if denoising or layers need it.
    pub fn guides(&self, prepared: &Prepared) -> anyhow::Result<Option<Guides>> {
        let is_guided = picture_writer::is_guided(&self.output);
        Ok(is_guided.then(|| picture_writer::guides(prepared, self.cancel)).transpose()?)
    }

    /// Replaces the file.
    pub fn write(
        &mut self,
        light: &LinearImage,
        guides: Option<&Guides>,
        samples: SampleCount,
        order_samples: Option<u32>,
    ) -> anyhow::Result<()> {
        self.output.write(&self.path, &mut Still { light, guides }, &self.metadata, self.cancel.flag())?;
        let (width, height) = (light.width, light.height);
        self.report.say(&format!("{}: {width}x{height}, {:.1} samples a pixel", self.path.display(), samples.mean));
        self.written = Some(Written { width, height, samples, order_samples });
        Ok(())
    }
}
