use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::sums::{Quad, Sums};
use super::work::{Part, Piece};
use crate::tile::{Rect, Tile};

/// Puts blocks of samples together to pieces, and pieces to tiles.
pub struct Easel<'a> {
    rects: &'a [Rect],
    sums: Sums,
    /// Tiles of which some pieces are there, and how many pixels are missing.
    unfinished: Mutex<HashMap<usize, (Tile, usize)>>,
    on_tile: &'a (dyn Fn(usize, Tile) + Sync),
}

impl<'a> Easel<'a> {
    /// For tiles whose pixels have so many blocks of samples.
    pub fn new(rects: &'a [Rect], blocks: u32, on_tile: &'a (dyn Fn(usize, Tile) + Sync)) -> Self {
        Self { rects, sums: Sums::new(blocks), unfinished: Mutex::default(), on_tile }
    }

    pub fn place(&self, part: Part, sums: Vec<Quad>) {
        if let Some(sums) = self.sums.add(part, sums) {
            self.place_piece(part.piece, mean(part.piece.rect, &sums));
        }
    }

    fn place_piece(&self, piece: Piece, tile: Tile) {
        let rect = self.rects[piece.tile];
        if tile.rect == rect {
            return (self.on_tile)(piece.tile, tile);
        }
        let mut unfinished = self.unfinished.lock().unwrap_or_else(PoisonError::into_inner);
        let blank = || (Tile { rect, rgb: vec![0.0; rect.pixels() * 3] }, rect.pixels());
        let (whole, missing) = unfinished.entry(piece.tile).or_insert_with(blank);
        let line = tile.rect.width as usize * 3;
        for (row, values) in tile.rgb.chunks_exact(line).enumerate() {
            let (column, row) = ((tile.rect.x - rect.x) as usize, (tile.rect.y - rect.y) as usize + row);
            let at = (row * rect.width as usize + column) * 3;
            whole.rgb[at..at + line].copy_from_slice(values);
        }
        *missing -= tile.rect.pixels();
        if *missing == 0
            && let Some((whole, _)) = unfinished.remove(&piece.tile)
        {
            drop(unfinished);
            (self.on_tile)(piece.tile, whole);
        }
    }

    /// What is to be seen of unfinished pieces, with sums that are under way on a card, and the samples
    /// that each of its pixels has at least.
    pub fn so_far(&self, under_way: &[(Part, Vec<Quad>)]) -> Vec<(Tile, u32)> {
        let least = |sums: &[Quad]| sums.iter().fold(f32::MAX, |least, sum| least.min(sum[3])) as u32;
        let seen = |(piece, sums): (Piece, Vec<Quad>)| (mean(piece.rect, &sums), least(&sums));
        self.sums.so_far(under_way).into_iter().map(seen).collect()
    }
}

/// As the tracer divides.
fn mean(rect: Rect, sums: &[Quad]) -> Tile {
    let mean = |[r, g, b, samples]: &Quad| {
        let share = 1.0 / samples.max(1.0);
        [r * share, g * share, b * share]
    };
    Tile { rect, rgb: sums.iter().flat_map(mean).collect() }
}
