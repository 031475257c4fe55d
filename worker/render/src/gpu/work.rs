//! What is to be rendered, in parts that a card holds at once.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::tile::Rect;
use crate::trace::film::BLOCK;

/// Edge of the squares that neighbouring lanes take: their rays stay together.
const EDGE: u32 = 8;
/// Pixels below which a tile is not cut for the sake of more cards.
const SMALL: usize = 1 << 12;

/// A rectangle of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Piece {
    /// Place of the tile among those asked for.
    pub tile: usize,
    pub rect: Rect,
}

/// A block of the samples of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Part {
    pub piece: Piece,
    pub block: u32,
    /// Samples of the block: fewer in a last one.
    pub samples: u32,
}

impl Part {
    pub fn pixels(&self) -> usize {
        self.piece.rect.pixels()
    }
}

/// Parts that no card has taken yet; cards draw from it until it is empty. In groups of pieces of about
/// a batch, and of each group block after block, so that few pieces are unfinished at a time.
pub struct Queue {
    state: Mutex<State>,
    /// Samples of every pixel.
    samples: u32,
    /// Pixels of a group.
    most: usize,
    /// Cards that draw, for leaving each its share.
    seats: usize,
}

struct State {
    pieces: Vec<Piece>,
    given_back: VecDeque<Part>,
    /// The group under way, its block, and its first piece of which that was not taken.
    group: Range<usize>,
    block: u32,
    piece: usize,
    /// Pixels of all parts that are left, each counted for every block.
    left: usize,
}

impl Queue {
    /// Tiles with so many samples of each pixel, cut into pieces of at most `most` pixels, and of fewer
    /// where several cards would not get enough parts each otherwise.
    pub fn new(rects: &[Rect], samples: u32, most: usize, seats: usize) -> Self {
        let blocks = samples.div_ceil(BLOCK);
        let left = rects.iter().map(Rect::pixels).sum::<usize>() * blocks as usize;
        let seats = seats.max(1);
        let fair = if seats == 1 { most } else { most.min((left / (8 * seats)).max(SMALL)) };
        let pieces: Vec<_> = rects.iter().enumerate().flat_map(|(tile, rect)| pieces(tile, rect, fair)).collect();
        let group = group(&pieces, 0, most);
        let state = State { pieces, given_back: VecDeque::new(), group, block: 0, piece: 0, left };
        Self { state: Mutex::new(state), samples, most, seats }
    }

    /// Blocks of each piece.
    pub fn blocks(&self) -> u32 {
        self.samples.div_ceil(BLOCK)
    }

    /// The next parts, of at most `most` pixels together and as many samples each; while there is much
    /// left, that much, and towards the end less, so that cards finish together. Empty where nothing is
    /// left.
    pub fn take(&self, most: usize) -> Vec<Part> {
        let mut state = self.lock();
        let share = if self.seats == 1 { most } else { most.min(state.left.div_ceil(2 * self.seats)) };
        let (mut taken, mut pixels) = (Vec::<Part>::new(), 0);
        while let Some(part) = self.front(&state) {
            let is_alike = taken.first().is_none_or(|first| first.samples == part.samples);
            if !taken.is_empty() && (!is_alike || pixels + part.pixels() > share) {
                break;
            }
            pixels += part.pixels();
            taken.push(part);
            self.advance(&mut state);
        }
        state.left -= pixels;
        taken
    }

    /// Gives back what a card could not finish.
    pub fn give_back(&self, taken: Vec<Part>) {
        let mut state = self.lock();
        state.left += taken.iter().map(Part::pixels).sum::<usize>();
        taken.into_iter().rev().for_each(|part| state.given_back.push_front(part));
    }

    pub fn is_empty(&self) -> bool {
        self.front(&self.lock()).is_none()
    }

    fn front(&self, state: &State) -> Option<Part> {
        let next = || {
            let (piece, block) = (*state.pieces.get(state.piece)?, state.block);
            Some(Part { piece, block, samples: (self.samples - block * BLOCK).min(BLOCK) })
        };
        state.given_back.front().copied().or_else(next)
    }

    fn advance(&self, state: &mut State) {
        if state.given_back.pop_front().is_some() {
            return;
        }
        state.piece += 1;
        if state.piece == state.group.end {
            state.block += 1;
            if state.block == self.blocks() {
                state.block = 0;
                state.group = group(&state.pieces, state.group.end, self.most);
            }
            state.piece = state.group.start;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A tile in pieces of at most `most` pixels.
fn pieces(tile: usize, rect: &Rect, most: usize) -> Vec<Piece> {
    let columns = (most as u32 / EDGE / EDGE * EDGE).clamp(EDGE, rect.width.max(EDGE));
    let rows = (most as u32 / columns / EDGE * EDGE).max(EDGE);
    let mut pieces = Vec::new();
    for top in (0..rect.height).step_by(rows as usize) {
        for left in (0..rect.width).step_by(columns as usize) {
            let (width, height) = (columns.min(rect.width - left), rows.min(rect.height - top));
            pieces.push(Piece { tile, rect: Rect::new(rect.x + left, rect.y + top, width, height) });
        }
    }
    pieces
}

/// The pieces from one on that have at most so many pixels together; at least one, if there is one.
fn group(pieces: &[Piece], start: usize, most: usize) -> Range<usize> {
    let mut pixels = 0;
    let fit = pieces[start..].iter().take_while(|piece| {
        pixels += piece.rect.pixels();
        pixels <= most
    });
    start..start + fit.count().max(1)
}

/// A pixel with a block of its samples: x in the lower and y in the upper half of a word, and the block's
/// first sample.
pub type Cell = [u32; 2];

/// Every pixel of some parts, square by square.
pub fn cells(parts: &[Part]) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(parts.iter().map(Part::pixels).sum());
    for Part { piece: Piece { rect, .. }, block, .. } in parts {
        for top in (0..rect.height).step_by(EDGE as usize) {
            for left in (0..rect.width).step_by(EDGE as usize) {
                for y in top..(top + EDGE).min(rect.height) {
                    let row = left..(left + EDGE).min(rect.width);
                    cells.extend(row.map(|x| [(rect.x + x) | (rect.y + y) << 16, block * BLOCK]));
                }
            }
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    const RECTS: [Rect; 3] = [Rect::new(3, 5, 100, 7), Rect::new(200, 0, 17, 90), Rect::new(16_000, 16_383, 300, 1)];

    fn drawn(queue: &Queue, most: usize) -> impl Iterator<Item = Vec<Part>> {
        std::iter::from_fn(move || Some(queue.take(most)).filter(|parts| !parts.is_empty()))
    }

    #[test]
    fn parts_cover_every_sample_of_every_pixel_once() {
        for samples in [1, 63, 64, 65, 150, 1024] {
            for (most, seats) in [(64, 1), (200, 2), (1000, 1), (100_000, 3)] {
                let queue = Queue::new(&RECTS, samples, most, seats);
                let mut seen: HashMap<Cell, u32> = HashMap::new();
                for parts in drawn(&queue, most) {
                    let cells = cells(&parts);
                    assert!(cells.len() <= most, "{} pixels at once, at most {most}", cells.len());
                    assert!(parts.iter().all(|part| part.samples == parts[0].samples));
                    for cell in cells {
                        assert_eq!(seen.insert(cell, parts[0].samples), None);
                    }
                }
                assert!(queue.is_empty() && queue.lock().left == 0);
                let pixels = RECTS.iter().map(Rect::pixels).sum::<usize>();
                assert_eq!(seen.len(), pixels * queue.blocks() as usize);
                assert!(seen.iter().all(|([_, first], count)| first % 64 == 0 && *count == (samples - first).min(64)));
            }
        }
    }

    #[test]
    fn few_pieces_are_unfinished_at_a_time() {
        let (most, blocks) = (1000, 16);
        let queue = Queue::new(&Rect::grid(128, 128, 16), blocks * BLOCK, most, 1);
        let mut missing: HashMap<Piece, u32> = HashMap::new();
        for part in drawn(&queue, most).flatten() {
            let left = missing.entry(part.piece).or_insert(blocks);
            // Of each piece, block after block.
            assert_eq!(part.block, blocks - *left);
            *left -= 1;
            missing.retain(|_, left| *left > 0);
            assert!(missing.keys().map(|piece| piece.rect.pixels()).sum::<usize>() <= most);
        }
        assert!(missing.is_empty());
    }

    #[test]
    fn what_is_given_back_is_taken_again() {
        for samples in [16, 200] {
            let queue = Queue::new(&Rect::grid(64, 64, 16), samples, 1000, 2);
            let (first, second) = (queue.take(1000), queue.take(1000));
            queue.give_back(first.clone());
            assert_eq!(queue.take(1000), first);
            drawn(&queue, 1000).for_each(drop);
            assert!(queue.is_empty());
            queue.give_back(second.clone());
            assert!(!queue.is_empty());
            assert!(drawn(&queue, 1000).flatten().eq(second));
        }
    }

    #[test]
    fn several_cards_are_left_their_share() {
        let sizes = |queue: &Queue| drawn(queue, 100_000).map(|parts| parts.len()).collect::<Vec<_>>();
        let queue = Queue::new(&Rect::grid(64, 64, 16), 16, 100_000, 2);
        assert_eq!(sizes(&queue), [4, 3, 2, 1, 1, 1, 1, 1, 1, 1]);
        // One small tile with many samples: its blocks are shared. A last one that is short goes alone.
        let queue = Queue::new(&[Rect::new(0, 0, 30, 20)], 16 * BLOCK + 5, 100_000, 2);
        assert_eq!(sizes(&queue), [4, 3, 2, 2, 1, 1, 1, 1, 1, 1]);
        // One large tile with few samples: its pixels are.
        let queue = Queue::new(&[Rect::new(0, 0, 640, 360)], 16, 1 << 20, 4);
        assert!(sizes(&queue).len() > 8);
        // A single card gets all it can hold.
        let queue = Queue::new(&[Rect::new(0, 0, 640, 360)], 16, 1 << 20, 1);
        assert_eq!(sizes(&queue), [1]);
    }
}
