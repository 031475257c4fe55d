use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rayment_render::{Rect, Tile};

use super::pairwise_sums::{PairwiseSums, PixelSum};
use super::queue::{SampleBlock, Subtile};

/// Assembles blocks of samples into subtiles, and subtiles into tiles.
pub struct TileAssembler<'a> {
    rects: &'a [Rect],
    sums: PairwiseSums,
    /// Tiles with some subtiles finished, and the number of pixels that are missing.
    unfinished: Mutex<HashMap<usize, (Tile, usize)>>,
    on_tile: &'a (dyn Fn(usize, Tile) + Sync),
}

impl<'a> TileAssembler<'a> {
    /// For tiles whose pixels have this many blocks of samples.
    pub fn new(rects: &'a [Rect], blocks: u32, on_tile: &'a (dyn Fn(usize, Tile) + Sync)) -> Self {
        Self { rects, sums: PairwiseSums::new(blocks), unfinished: Mutex::default(), on_tile }
    }

    pub fn place(&self, block: SampleBlock, sums: Vec<PixelSum>) {
        if let Some(sums) = self.sums.add(block, sums) {
            self.place_subtile(block.subtile, mean(block.subtile.rect, &sums));
        }
    }

    fn place_subtile(&self, subtile: Subtile, tile: Tile) {
        let rect = self.rects[subtile.tile];
        if tile.rect == rect {
            return (self.on_tile)(subtile.tile, tile);
        }
        let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        let blank = || (Tile { rect, rgb: vec![0.0; rect.pixels() * 3] }, rect.pixels());
        let (whole, missing) = unfinished.entry(subtile.tile).or_insert_with(blank);
        let line = tile.rect.width as usize * 3;
        for (row, values) in tile.rgb.chunks_exact(line).enumerate() {
            let (column, row) = ((tile.rect.x - rect.x) as usize, (tile.rect.y - rect.y) as usize + row);
            let at = (row * rect.width as usize + column) * 3;
            whole.rgb[at..at + line].copy_from_slice(values);
        }
        *missing -= tile.rect.pixels();
        if *missing == 0
            && let Some((whole, _)) = unfinished.remove(&subtile.tile)
        {
            drop(unfinished);
            (self.on_tile)(subtile.tile, whole);
        }
    }

    /// The unfinished subtiles as they are, with sums that are still on a card, and the fewest samples of
    /// any of their pixels.
    pub fn so_far(&self, under_way: &[(SampleBlock, Vec<PixelSum>)]) -> Vec<(Tile, u32)> {
        let least = |sums: &[PixelSum]| sums.iter().fold(f32::MAX, |least, sum| least.min(sum[3])) as u32;
        let seen = |(subtile, sums): (Subtile, Vec<PixelSum>)| (mean(subtile.rect, &sums), least(&sums));
        self.sums.so_far(under_way).into_iter().map(seen).collect()
    }
}

/// Divides as the tracer does.
fn mean(rect: Rect, sums: &[PixelSum]) -> Tile {
    let mean = |[r, g, b, samples]: &PixelSum| {
        let share = 1.0 / samples.max(1.0);
        [r * share, g * share, b * share]
    };
    Tile { rect, rgb: sums.iter().flat_map(mean).collect() }
}
