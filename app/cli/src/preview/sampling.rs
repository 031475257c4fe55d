//! From a draft to the whole picture, in passes.

use std::sync::Mutex;

use rayment_blender::Progress;
use rayment_engine::{OpenScene, PreparedFrame};
use rayment_picture::{Guides, LinearImage};
use rayment_render::{AdaptiveTile, Prepared, Rect, Settings};
use serde::Serialize;

use super::preview_file::PreviewFile;

/// The first picture is so many times smaller each way.
const DRAFT: u32 = 8;
const DRAFT_SAMPLES: u32 = 16;
/// The most samples of a pixel in each pass before the last. A pixel that a pass leaves unfinished starts
/// again in the next: with these steps that costs a third more, unless the last pass is just above a step.
const STEPS: [u32; 7] = [4, 64, 256, 1_024, 4_096, 16_384, 65_536];
/// Percent of the pixels that must be good enough with the advised samples.
const SURE: usize = 90;

/// Samples per pixel of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct SampleCount {
    pub mean: f64,
    pub most: u32,
    pub total: u64,
}

impl SampleCount {
    fn of(samples: &[u32]) -> Self {
        let total: u64 = samples.iter().map(|count| u64::from(*count)).sum();
        Self {
            mean: total as f64 / samples.len().max(1) as f64,
            most: samples.iter().copied().max().unwrap_or(0),
            total,
        }
    }

    fn same(width: u32, height: u32, samples: u32) -> Self {
        Self { mean: samples.into(), most: samples, total: u64::from(width) * u64::from(height) * u64::from(samples) }
    }
}

/// The built-in engine: every pixel takes as many samples as it needs.
pub(super) fn adaptive(
    file: &mut PreviewFile,
    scene: &OpenScene,
    frame: u32,
    settings: &Settings,
    noise: f32,
) -> anyhow::Result<()> {
    let PreparedFrame::BuiltIn(prepared) = scene.frame(frame, settings, file.cancel)? else {
        anyhow::bail!("this engine does not sample adaptively");
    };
    let small = draft(settings);
    let sketch = prepared.redrawn(small.width, small.height, small.samples)?;
    write_whole(file, &PreparedFrame::BuiltIn(sketch.clone()), file.guides(&sketch)?)?;
    let guides = file.guides(&prepared)?;
    let mut canvas = Canvas::new(settings.width, settings.height);
    let mut begun = 0;
    for most in steps(settings.samples) {
        let rects = canvas.unfinished(begun);
        if rects.is_empty() {
            break;
        }
        canvas.refine(file, &prepared, &rects, most, noise)?;
        let advice = canvas.advised(settings.samples);
        file.write(&canvas.light, guides.as_ref(), SampleCount::of(&canvas.samples), advice)?;
        begun = most;
    }
    Ok(())
}

/// Another program's engine: the same samples everywhere.
pub(super) fn fixed(file: &mut PreviewFile, scene: &OpenScene, frame: u32, settings: &Settings) -> anyhow::Result<()> {
    for settings in [draft(settings), *settings] {
        let pixels = settings.width as usize * settings.height as usize;
        let label = format!("{}x{}", settings.width, settings.height);
        let pass = file.report.pass(&label, pixels);
        let watch = |progress: Progress| {
            let Progress { region, samples, of } = progress;
            let above = region.y as usize * settings.width as usize;
            pass.set(above + region.pixels() * samples as usize / of.max(1) as usize);
        };
        let prepared = match scene.frame(frame, &settings, file.cancel)? {
            PreparedFrame::Blender(shot) => PreparedFrame::Blender(shot.watched(&watch)),
            other => other,
        };
        write_whole(file, &prepared, None)?;
    }
    Ok(())
}

fn draft(settings: &Settings) -> Settings {
    let (width, height) = (settings.width.div_ceil(DRAFT), settings.height.div_ceil(DRAFT));
    Settings { width, height, samples: settings.samples.min(DRAFT_SAMPLES), ..*settings }
}

fn write_whole(file: &mut PreviewFile, prepared: &PreparedFrame, guides: Option<Guides>) -> anyhow::Result<()> {
    let Settings { width, height, samples, .. } = *prepared.settings();
    let mut light = LinearImage::new(width, height);
    light.place(0, 0, width, &prepared.whole(file.cancel)?.rgb);
    file.write(&light, guides.as_ref(), SampleCount::same(width, height, samples), None)
}

/// The most samples of every pass.
fn steps(most: u32) -> impl Iterator<Item = u32> {
    STEPS.into_iter().filter(move |step| *step < most).chain([most])
}

/// Samples with which enough pixels are good: a power of two, perhaps above `most`. `None` where that needs more
/// than the pixels were allowed, or where there is none.
fn advised(samples: impl Iterator<Item = u32>, most: u32) -> Option<u32> {
    let mut sorted: Vec<u32> = samples.collect();
    sorted.sort_unstable();
    let place = (sorted.len() * SURE).div_ceil(100).saturating_sub(1);
    // A pixel that took all it was allowed may have needed more. Powers of two are stratified best.
    sorted.get(place).filter(|count| **count < most).map(|count| count.next_power_of_two())
}

/// A picture with the samples of each of its pixels.
struct Canvas {
    light: LinearImage,
    samples: Vec<u32>,
}

impl Canvas {
    fn new(width: u32, height: u32) -> Self {
        Self { light: LinearImage::new(width, height), samples: vec![0; width as usize * height as usize] }
    }

    /// Only pixels that got light tell how much is enough: black ones are finished early, and a black picture is
    /// nothing to order.
    fn advised(&self, most: u32) -> Option<u32> {
        let pixels = self.samples.iter().zip(self.light.rgb.as_chunks::<3>().0);
        advised(pixels.filter(|(_, rgb)| **rgb != [0.0; 3]).map(|(count, _)| *count), most)
    }

    /// Runs along the rows of pixels that took all the samples they were allowed.
    fn unfinished(&self, allowed: u32) -> Vec<Rect> {
        let width = self.light.width;
        let mut runs: Vec<Rect> = Vec::new();
        for (y, row) in (0..).zip(self.samples.chunks(width.max(1) as usize)) {
            for (x, _) in (0..).zip(row).filter(|(_, count)| **count >= allowed) {
                match runs.last_mut() {
                    Some(run) if run.y == y && run.x + run.width == x => run.width += 1,
                    _ => runs.push(Rect::new(x, y, 1, 1)),
                }
            }
        }
        runs
    }

    fn refine(
        &mut self,
        file: &PreviewFile,
        prepared: &Prepared,
        rects: &[Rect],
        most: u32,
        noise: f32,
    ) -> anyhow::Result<()> {
        let prepared = prepared.redrawn(self.light.width, self.light.height, most)?;
        let pass = file.report.pass(&format!("up to {most} samples"), rects.iter().map(Rect::pixels).sum());
        let canvas = Mutex::new(self);
        prepared.adaptive_tiles(rects, noise, file.cancel, |_, tile| {
            // A panic elsewhere left only whole runs.
            let mut canvas = canvas.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            canvas.place(&tile);
            pass.advance(tile.samples.len());
        })?;
        Ok(())
    }

    fn place(&mut self, run: &AdaptiveTile) {
        let Rect { x, y, width, .. } = run.tile.rect;
        self.light.place(x, y, width, &run.tile.rgb);
        let from = y as usize * self.light.width as usize + x as usize;
        self.samples[from..from + run.samples.len()].copy_from_slice(&run.samples);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_takes_up_only_what_the_last_one_left() {
        let mut canvas = Canvas::new(4, 2);
        assert_eq!(canvas.unfinished(0), [Rect::new(0, 0, 4, 1), Rect::new(0, 1, 4, 1)]);
        canvas.samples = vec![64, 64, 32, 64, 64, 32, 32, 32];
        assert_eq!(canvas.unfinished(64), [Rect::new(0, 0, 2, 1), Rect::new(3, 0, 1, 1), Rect::new(0, 1, 1, 1)]);
        assert!(canvas.unfinished(65).is_empty());
    }

    #[test]
    fn passes_end_with_the_most_that_is_allowed() {
        assert_eq!(steps(2).collect::<Vec<_>>(), [2]);
        assert_eq!(steps(64).collect::<Vec<_>>(), [4, 64]);
        assert_eq!(steps(300).collect::<Vec<_>>(), [4, 64, 256, 300]);
        assert_eq!(steps(65_536).count(), STEPS.len());
    }

    #[test]
    fn advises_what_nine_in_ten_pixels_need() {
        let samples = [32, 32, 32, 32, 32, 32, 32, 64, 96, 1024];
        let advised = |samples: &[u32], most| advised(samples.iter().copied(), most);
        assert_eq!(advised(&samples, 1024), Some(128));
        assert_eq!(advised(&samples, 96), None, "the ninth may have needed more");
        assert_eq!(advised(&[], 96), None);
    }

    #[test]
    fn black_pixels_advise_nothing() {
        let mut canvas = Canvas::new(4, 2);
        canvas.samples = vec![32; 8];
        assert_eq!(canvas.advised(1024), None, "nothing is known of a black picture");
        canvas.samples[5] = 256;
        canvas.light.place(1, 1, 1, &[0.0, 0.1, 0.0]);
        assert_eq!(canvas.advised(1024), Some(256), "what is lit decides");
    }
}
