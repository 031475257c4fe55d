//! Where the picture hangs: one file, replaced as a whole by every better one.

use std::path::PathBuf;

use rayment_render::{
    Cancel, Prepared,
    picture::{Guides, LinearImage, Metadata, Output, Still},
};

use super::Taken;
use crate::{progress::Report, render::develop};

pub(super) struct Easel<'a> {
    pub path: PathBuf,
    pub output: Output,
    pub metadata: Metadata,
    pub report: &'a Report,
    pub cancel: &'a Cancel,
    /// What the file shows now.
    pub hung: Option<Hung>,
}

/// A picture that lies there.
pub(super) struct Hung {
    pub width: u32,
    pub height: u32,
    pub samples: Taken,
    pub order_samples: Option<u32>,
}

impl Easel<'_> {
    /// What the camera sees first, where the picture takes that.
    pub fn guides(&self, prepared: &Prepared) -> anyhow::Result<Option<Guides>> {
        let is_guided = develop::is_guided(&self.output);
        Ok(is_guided.then(|| develop::guides(prepared, self.cancel)).transpose()?)
    }

    /// Replaces the file.
    pub fn hang(
        &mut self,
        light: &LinearImage,
        guides: Option<&Guides>,
        samples: Taken,
        order_samples: Option<u32>,
    ) -> anyhow::Result<()> {
        self.output.write(&self.path, &mut Still { light, guides }, &self.metadata, self.cancel)?;
        let (width, height) = (light.width, light.height);
        self.report.say(&format!("{}: {width}x{height}, {:.1} samples a pixel", self.path.display(), samples.mean));
        self.hung = Some(Hung { width, height, samples, order_samples });
        Ok(())
    }
}
