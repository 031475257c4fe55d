use std::sync::atomic::{AtomicBool, Ordering};

use rayment_render::{Cancel, Cancelled, Prepared, Rect, Tile};

use crate::EngineError;

/// A frame on graphics cards. A card that is lost on the way costs time, never the frame: the
/// processor renders what is missing, which is as good where any device may render.
pub struct CardFrame {
    prepared: Prepared,
    frame: Box<rayment_gpu::Frame>,
}

impl CardFrame {
    pub(crate) fn new(prepared: Prepared, frame: rayment_gpu::Frame) -> Self {
        Self { prepared, frame: Box::new(frame) }
    }

    /// The same frame as the processor renders it.
    pub(crate) fn prepared(&self) -> &Prepared {
        &self.prepared
    }

    pub(crate) fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, EngineError> {
        match self.frame.tile(rect, cancel) {
            Err(error) if error.is_of_the_device() => Ok(self.prepared.tile(rect, cancel)?),
            Err(_) => Err(Cancelled.into()),
            Ok(tile) => Ok(tile),
        }
    }

    pub(crate) fn tiles(
        &self,
        rects: &[Rect],
        cancel: &Cancel,
        on_tile: impl Fn(usize, Tile) + Sync,
    ) -> Result<(), EngineError> {
        let done: Vec<AtomicBool> = rects.iter().map(|_| AtomicBool::new(false)).collect();
        let on_cards = |at: usize, tile: Tile| {
            done[at].store(true, Ordering::Relaxed);
            on_tile(at, tile);
        };
        match self.frame.tiles(rects, cancel, on_cards) {
            Err(error) if error.is_of_the_device() => {
                let rest: Vec<usize> = (0..rects.len()).filter(|at| !done[*at].load(Ordering::Relaxed)).collect();
                let wanted: Vec<Rect> = rest.iter().map(|at| rects[*at]).collect();
                Ok(self.prepared.tiles(&wanted, cancel, |at, tile| on_tile(rest[at], tile))?)
            }
            Err(_) => Err(Cancelled.into()),
            Ok(()) => Ok(()),
        }
    }
}
