//! One card at work on a frame: it takes batches from the queue until there are none.

use std::time::Instant;

use super::device::Device;
use super::error::GpuError;
use super::film::{Film, Reading};
use super::pace::{Capacity, Pace};
use super::sums::Quad;
use super::work::{Cell, Part, Queue, cells};
use crate::cancel::Cancel;

pub struct Seat {
    pub device: Device,
    pub film: Film,
    pub capacity: Capacity,
}

/// A part with the sums of its pixels, row by row.
pub type Exposed = (Part, Vec<Quad>);

/// What a seat works for.
pub struct Errand<'a> {
    pub queue: &'a Queue,
    pub cancel: &'a Cancel,
    /// Gets the sums of each part, row by row, when it is done.
    pub done: &'a (dyn Fn(Part, Vec<Quad>) + Sync),
    /// Whether somebody wants to see what is there so far, and where it goes.
    pub is_watched: &'a (dyn Fn() -> bool + Sync),
    pub show: &'a (dyn Fn(&[Exposed]) + Sync),
}

/// A batch whose sums are on their way back.
struct Developing {
    parts: Vec<Part>,
    cells: Vec<Cell>,
    reading: Reading,
}

/// Slices on their way, two at a time, from one batch to the next: the card always has something to do.
struct Traffic {
    pace: Pace,
    /// The last one sent, and its samples.
    last: Option<(wgpu::SubmissionIndex, u32)>,
    mark: Instant,
}

impl Seat {
    /// Works until the queue is empty. What it could not finish it gives back.
    pub fn work(&self, errand: &Errand) -> Result<(), GpuError> {
        let mut traffic = Traffic { pace: Pace::new(self.capacity), last: None, mark: Instant::now() };
        let mut developing: Option<Developing> = None;
        let mut place = 0;
        let result = loop {
            let parts = errand.queue.take(self.capacity.pixels as usize);
            if parts.is_empty() {
                break Ok(());
            }
            let cells = cells(&parts);
            let exposed = self.expose(errand, &parts, &cells, &mut traffic, &mut developing);
            if let Err(error) = exposed.and_then(|()| self.deliver(errand, &mut developing)) {
                errand.queue.give_back(parts);
                break Err(error);
            }
            developing = Some(Developing { reading: self.film.read(place, cells.len()), parts, cells });
            place = 1 - place;
        };
        result.and_then(|()| self.deliver(errand, &mut developing)).inspect_err(|_| {
            if let Some(batch) = developing.take() {
                errand.queue.give_back(batch.parts);
                // Its place is free for another render only once it has arrived.
                drop(batch.reading.sums(&self.device));
            }
        })
    }

    /// Sends the slices of a batch; the last one is not waited for.
    fn expose(
        &self,
        errand: &Errand,
        parts: &[Part],
        cells: &[Cell],
        traffic: &mut Traffic,
        developing: &mut Option<Developing>,
    ) -> Result<(), GpuError> {
        self.film.begin(cells);
        // Parts of a batch have as many samples each.
        let mut cut = traffic.pace.cut(cells.len() as u32, parts[0].samples);
        while let Some(slice) = cut.next(&traffic.pace) {
            let sent = (self.film.expose(&slice), slice.pixels * slice.samples);
            if let Some((before, samples)) = traffic.last.replace(sent) {
                self.device.wait(&before)?;
                traffic.pace.took(samples, traffic.mark.elapsed());
                traffic.mark = Instant::now();
            }
            if errand.cancel.is_cancelled() {
                break;
            }
            if developing.as_ref().is_some_and(|batch| batch.reading.has_arrived()) {
                self.deliver(errand, developing)?;
            }
            if (errand.is_watched)() {
                self.deliver(errand, developing)?;
                self.show(errand, parts, cells)?;
            }
        }
        errand.cancel.check().map_err(GpuError::Cancelled)
    }

    fn deliver(&self, errand: &Errand, developing: &mut Option<Developing>) -> Result<(), GpuError> {
        let Some(Developing { parts, cells, reading }) = developing.take() else { return Ok(()) };
        let sums = match reading.sums(&self.device) {
            Ok(sums) => sums,
            Err(error) => {
                errand.queue.give_back(parts);
                return Err(error);
            }
        };
        for (part, sums) in spread(&parts, &cells, &sums) {
            (errand.done)(part, sums);
        }
        Ok(())
    }

    /// Shows the sums so far.
    fn show(&self, errand: &Errand, parts: &[Part], cells: &[Cell]) -> Result<(), GpuError> {
        let sums = self.film.read(0, cells.len()).sums(&self.device)?;
        (errand.show)(&spread(parts, cells, &sums).collect::<Vec<_>>());
        Ok(())
    }
}

/// The sums of each part, put in rows.
fn spread(parts: &[Part], cells: &[Cell], sums: &[Quad]) -> impl Iterator<Item = Exposed> {
    let mut cells = cells.iter().zip(sums);
    parts.iter().map(move |part| {
        let rect = part.piece.rect;
        let mut rows = vec![[0.0; 4]; part.pixels()];
        for ([place, _], sum) in cells.by_ref().take(part.pixels()) {
            let (column, row) = ((place & 0xffff) - rect.x, (place >> 16) - rect.y);
            rows[row as usize * rect.width as usize + column as usize] = *sum;
        }
        (*part, rows)
    })
}
