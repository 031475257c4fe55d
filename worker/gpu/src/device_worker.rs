//! One card at work on a frame: it takes batches from the queue until the queue is empty.

use std::time::Instant;

use rayment_render::Cancel;

use super::device::Device;
use super::error::GpuError;
use super::film::{Film, Readback};
use super::pairwise_sums::PixelSum;
use super::queue::{Cell, Queue, SampleBlock, cells};
use super::slices::{Capacity, SliceSizer};

pub struct DeviceWorker {
    pub device: Device,
    pub film: Film,
    pub capacity: Capacity,
}

/// A block with the sums of its pixels, row by row.
pub type BlockSums = (SampleBlock, Vec<PixelSum>);

/// What a worker traces, and where the results go.
pub struct TileRequest<'a> {
    pub queue: &'a Queue,
    pub cancel: &'a Cancel,
    /// Receives the sums of each block, row by row, when it is finished.
    pub done: &'a (dyn Fn(SampleBlock, Vec<PixelSum>) + Sync),
    /// Whether a preview is requested, and where it goes.
    pub preview_wanted: &'a (dyn Fn() -> bool + Sync),
    pub preview: &'a (dyn Fn(&[BlockSums]) + Sync),
}

/// A batch whose sums are being read back.
struct PendingReadback {
    blocks: Vec<SampleBlock>,
    cells: Vec<Cell>,
    readback: Readback,
}

/// Submitted slices, two at a time and across batches: the card always has something to do.
struct Submissions {
    sizer: SliceSizer,
    /// The last one submitted, and its samples.
    in_flight: Option<(wgpu::SubmissionIndex, u32)>,
    last_done: Instant,
}

impl DeviceWorker {
    /// Works until the queue is empty. Returns to it what could not be finished.
    pub fn work(&self, request: &TileRequest) -> Result<(), GpuError> {
        let mut submissions =
            Submissions { sizer: SliceSizer::new(self.capacity), in_flight: None, last_done: Instant::now() };
        let mut pending: Option<PendingReadback> = None;
        let mut slot = 0;
        let result = loop {
            let blocks = request.queue.take(self.capacity.pixels as usize);
            if blocks.is_empty() {
                break Ok(());
            }
            let cells = cells(&blocks);
            let traced = self.trace(request, &blocks, &cells, &mut submissions, &mut pending);
            if let Err(error) = traced.and_then(|()| self.finish_readback(request, &mut pending)) {
                request.queue.return_blocks(blocks);
                break Err(error);
            }
            pending = Some(PendingReadback { readback: self.film.request_sums(slot, cells.len()), blocks, cells });
            slot = 1 - slot;
        };
        result.and_then(|()| self.finish_readback(request, &mut pending)).inspect_err(|_| {
            if let Some(batch) = pending.take() {
                request.queue.return_blocks(batch.blocks);
                // Its buffer can be reused by another render only after the copy has arrived.
                drop(batch.readback.sums(&self.device));
            }
        })
    }

    /// Submits the slices of a batch; does not wait for the last one.
    fn trace(
        &self,
        request: &TileRequest,
        blocks: &[SampleBlock],
        cells: &[Cell],
        submissions: &mut Submissions,
        pending: &mut Option<PendingReadback>,
    ) -> Result<(), GpuError> {
        self.film.begin(cells);
        // All blocks of a batch have the same number of samples.
        let mut slices = submissions.sizer.slices(cells.len() as u32, blocks[0].samples);
        while let Some(slice) = slices.next(&submissions.sizer) {
            let sent = (self.film.trace(&slice), slice.pixels * slice.samples);
            if let Some((before, samples)) = submissions.in_flight.replace(sent) {
                self.device.wait(&before)?;
                submissions.sizer.record_duration(samples, submissions.last_done.elapsed());
                submissions.last_done = Instant::now();
            }
            if request.cancel.is_cancelled() {
                break;
            }
            if pending.as_ref().is_some_and(|batch| batch.readback.has_arrived()) {
                self.finish_readback(request, pending)?;
            }
            if (request.preview_wanted)() {
                self.finish_readback(request, pending)?;
                self.preview(request, blocks, cells)?;
            }
        }
        request.cancel.check().map_err(GpuError::Cancelled)
    }

    fn finish_readback(&self, request: &TileRequest, pending: &mut Option<PendingReadback>) -> Result<(), GpuError> {
        let Some(PendingReadback { blocks, cells, readback }) = pending.take() else { return Ok(()) };
        let sums = match readback.sums(&self.device) {
            Ok(sums) => sums,
            Err(error) => {
                request.queue.return_blocks(blocks);
                return Err(error);
            }
        };
        for (block, sums) in sums_by_block(&blocks, &cells, &sums) {
            (request.done)(block, sums);
        }
        Ok(())
    }

    /// Hands over the sums so far as a preview.
    fn preview(&self, request: &TileRequest, blocks: &[SampleBlock], cells: &[Cell]) -> Result<(), GpuError> {
        let sums = self.film.request_sums(0, cells.len()).sums(&self.device)?;
        (request.preview)(&sums_by_block(blocks, cells, &sums).collect::<Vec<_>>());
        Ok(())
    }
}

/// The sums of each block, in rows.
fn sums_by_block(blocks: &[SampleBlock], cells: &[Cell], sums: &[PixelSum]) -> impl Iterator<Item = BlockSums> {
    let mut cells = cells.iter().zip(sums);
    blocks.iter().map(move |block| {
        let rect = block.subtile.rect;
        let mut rows = vec![[0.0; 4]; block.pixels()];
        for ([pixel, _], sum) in cells.by_ref().take(block.pixels()) {
            let (column, row) = ((pixel & 0xffff) - rect.x, (pixel >> 16) - rect.y);
            rows[row as usize * rect.width as usize + column as usize] = *sum;
        }
        (*block, rows)
    })
}
