use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::work::Part;
use crate::tile::{Rect, Tile};

/// Puts the parts of tiles together.
pub struct Easel<'a> {
    rects: &'a [Rect],
    /// Tiles of which some parts are there, and how many pixels are missing.
    unfinished: Mutex<HashMap<usize, (Tile, usize)>>,
    on_tile: &'a (dyn Fn(usize, Tile) + Sync),
}

impl<'a> Easel<'a> {
    pub fn new(rects: &'a [Rect], on_tile: &'a (dyn Fn(usize, Tile) + Sync)) -> Self {
        Self { rects, unfinished: Mutex::default(), on_tile }
    }

    pub fn place(&self, part: Part, tile: Tile) {
        let rect = self.rects[part.tile];
        if tile.rect == rect {
            return (self.on_tile)(part.tile, tile);
        }
        let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        let blank = || (Tile { rect, rgb: vec![0.0; rect.pixels() * 3] }, rect.pixels());
        let (whole, missing) = unfinished.entry(part.tile).or_insert_with(blank);
        let line = tile.rect.width as usize * 3;
        for (row, values) in tile.rgb.chunks_exact(line).enumerate() {
            let (column, row) = ((tile.rect.x - rect.x) as usize, (tile.rect.y - rect.y) as usize + row);
            let at = (row * rect.width as usize + column) * 3;
            whole.rgb[at..at + line].copy_from_slice(values);
        }
        *missing -= tile.rect.pixels();
        if *missing == 0
            && let Some((whole, _)) = unfinished.remove(&part.tile)
        {
            drop(unfinished);
            (self.on_tile)(part.tile, whole);
        }
    }
}
