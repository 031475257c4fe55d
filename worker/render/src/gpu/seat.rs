//! One card at work on a frame: it takes batches from the queue until there are none.

use std::time::Instant;

use super::device::Device;
use super::error::GpuError;
use super::film::{Film, Reading};
use super::pace::{Capacity, Cut, Pace};
use super::work::{Part, Queue, pixels};
use crate::cancel::Cancel;
use crate::tile::{Rect, Tile};

pub struct Seat {
    pub device: Device,
    pub film: Film,
    pub capacity: Capacity,
}

/// What a seat works for.
pub struct Errand<'a> {
    pub queue: &'a Queue,
    pub samples: u32,
    pub cancel: &'a Cancel,
    /// Gets each part when it is done.
    pub done: &'a (dyn Fn(Part, Tile) + Sync),
    /// Whether somebody wants to see what is there so far, and where it goes.
    pub is_watched: &'a (dyn Fn() -> bool + Sync),
    pub show: &'a (dyn Fn(Vec<(Tile, u32)>) + Sync),
}

/// A batch whose sums are on their way back.
struct Developing {
    parts: Vec<Part>,
    pixels: Vec<u32>,
    reading: Reading,
}

impl Seat {
    /// Works until the queue is empty. What it could not finish it gives back.
    pub fn work(&self, errand: &Errand) -> Result<(), GpuError> {
        let mut pace = Pace::new(self.capacity);
        let mut developing: Option<Developing> = None;
        let mut place = 0;
        let result = loop {
            let parts = errand.queue.take(self.capacity.pixels as usize);
            if parts.is_empty() {
                break Ok(());
            }
            let pixels = pixels(&parts);
            let exposed = self.expose(errand, &parts, &pixels, &mut pace, &mut developing);
            if let Err(error) = exposed.and_then(|()| self.deliver(errand, &mut developing)) {
                errand.queue.give_back(parts);
                break Err(error);
            }
            developing = Some(Developing { reading: self.film.read(place, pixels.len()), parts, pixels });
            place = 1 - place;
        };
        result.and_then(|()| self.deliver(errand, &mut developing)).inspect_err(|_| {
            if let Some(batch) = developing.take() {
                errand.queue.give_back(batch.parts);
            }
        })
    }

    /// Sends the slices of a batch, two at a time.
    fn expose(
        &self,
        errand: &Errand,
        parts: &[Part],
        pixels: &[u32],
        pace: &mut Pace,
        developing: &mut Option<Developing>,
    ) -> Result<(), GpuError> {
        self.film.begin(pixels);
        let mut cut = pace.cut(pixels.len() as u32, errand.samples);
        let mut under_way: Option<(wgpu::SubmissionIndex, u32)> = None;
        let mut mark = Instant::now();
        while let Some(slice) = cut.next(pace) {
            let sent = (self.film.expose(&slice), slice.pixels * slice.samples);
            if let Some((before, samples)) = under_way.replace(sent) {
                self.device.wait(&before)?;
                pace.took(samples, mark.elapsed());
                mark = Instant::now();
            }
            if errand.cancel.is_cancelled() {
                break;
            }
            if developing.as_ref().is_some_and(|batch| batch.reading.has_arrived()) {
                self.deliver(errand, developing)?;
            }
            if (errand.is_watched)() {
                self.deliver(errand, developing)?;
                self.show(errand, parts, pixels, &cut)?;
            }
        }
        if let Some((last, _)) = under_way {
            self.device.wait(&last)?;
        }
        errand.cancel.check().map_err(GpuError::Cancelled)
    }

    fn deliver(&self, errand: &Errand, developing: &mut Option<Developing>) -> Result<(), GpuError> {
        let Some(Developing { parts, pixels, reading }) = developing.take() else { return Ok(()) };
        let sums = match reading.sums(&self.device) {
            Ok(sums) => sums,
            Err(error) => {
                errand.queue.give_back(parts);
                return Err(error);
            }
        };
        // As the tracer divides.
        let share = 1.0 / errand.samples as f32;
        for (part, tile) in parts.iter().zip(tiles(&parts, &pixels, |index| sums[index].map(|sum| sum * share))) {
            (errand.done)(*part, tile);
        }
        Ok(())
    }

    /// Shows the means so far.
    fn show(&self, errand: &Errand, parts: &[Part], pixels: &[u32], cut: &Cut) -> Result<(), GpuError> {
        let sums = self.film.read(0, pixels.len()).sums(&self.device)?;
        let samples = |index: usize| cut.samples_of(index as u32);
        let mean = |index: usize| sums[index].map(|sum| sum / samples(index).max(1) as f32);
        let shown = tiles(parts, pixels, mean);
        let mut first = 0;
        let counted = parts.iter().map(|part| {
            let range = first..first + part.rect.pixels();
            first = range.end;
            range.map(samples).min().unwrap_or(0)
        });
        (errand.show)(shown.into_iter().zip(counted).collect());
        Ok(())
    }
}

/// Puts the values of pixels in their places.
fn tiles(parts: &[Part], pixels: &[u32], value: impl Fn(usize) -> [f32; 4]) -> Vec<Tile> {
    let mut first = 0;
    let of = |part: &Part| {
        let Rect { x, y, width, .. } = part.rect;
        let mut rgb = vec![0.0; part.rect.pixels() * 3];
        for index in first..first + part.rect.pixels() {
            let (column, row) = ((pixels[index] & 0xffff) - x, (pixels[index] >> 16) - y);
            let at = (row as usize * width as usize + column as usize) * 3;
            rgb[at..at + 3].copy_from_slice(&value(index)[..3]);
        }
        first += part.rect.pixels();
        Tile { rect: part.rect, rgb }
    };
    parts.iter().map(of).collect()
}
