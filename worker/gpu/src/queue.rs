//! What is to be rendered, in blocks of work that fit on a card.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayment_render::{Rect, trace::film::BLOCK};

/// Side of the squares of pixels that neighboring lanes take, so that their rays stay coherent.
const LANE_SQUARE: u32 = 8;
/// Fewest pixels of a subtile that is made only for the sake of more cards.
const MIN_SHARED_PIXELS: usize = 1 << 12;

/// A rectangle of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Subtile {
    /// Index of the tile among those requested.
    pub tile: usize,
    pub rect: Rect,
}

/// A block of the samples of a subtile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SampleBlock {
    pub subtile: Subtile,
    pub index: u32,
    /// Number of samples: fewer in a last one.
    pub samples: u32,
}

impl SampleBlock {
    pub fn pixels(&self) -> usize {
        self.subtile.rect.pixels()
    }
}

/// Blocks that no card has taken yet. Subtiles are grouped into about a batch each, and a group is handed out
/// block by block, so that few subtiles are unfinished at a time.
pub struct Queue {
    state: Mutex<State>,
    /// Samples of every pixel.
    samples: u32,
    /// Pixels of a group.
    max_pixels: usize,
    /// Number of cards that share the work.
    workers: usize,
}

struct State {
    subtiles: Vec<Subtile>,
    returned: VecDeque<SampleBlock>,
    /// The current group, its current block, and the first of its subtiles not taken for that block.
    group: Range<usize>,
    block: u32,
    subtile: usize,
    /// Pixels that are left, counted once for every block.
    left: usize,
}

impl Queue {
    /// Tiles with this many samples per pixel, cut into subtiles of at most `max_pixels` pixels, and into
    /// smaller ones if several cards would get too few blocks each otherwise.
    pub fn new(rects: &[Rect], samples: u32, max_pixels: usize, workers: usize) -> Self {
        let blocks = samples.div_ceil(BLOCK);
        let left = rects.iter().map(Rect::pixels).sum::<usize>() * blocks as usize;
        let workers = workers.max(1);
        let fair =
            if workers == 1 { max_pixels } else { max_pixels.min((left / (8 * workers)).max(MIN_SHARED_PIXELS)) };
        let subtiles: Vec<_> = rects.iter().enumerate().flat_map(|(tile, rect)| subtiles(tile, rect, fair)).collect();
        let group = group(&subtiles, 0, max_pixels);
        let state = State { subtiles, returned: VecDeque::new(), group, block: 0, subtile: 0, left };
        Self { state: Mutex::new(state), samples, max_pixels, workers }
    }

    /// Blocks of samples of each subtile.
    pub fn blocks(&self) -> u32 {
        self.samples.div_ceil(BLOCK)
    }

    /// The next blocks: at most `max_pixels` pixels together, all with the same number of samples. While
    /// much is left they fill that; towards the end they are fewer, so that cards finish together. Empty
    /// if nothing is left.
    pub fn take(&self, max_pixels: usize) -> Vec<SampleBlock> {
        let mut state = self.lock();
        let share = if self.workers == 1 { max_pixels } else { max_pixels.min(state.left.div_ceil(2 * self.workers)) };
        let (mut taken, mut pixels) = (Vec::<SampleBlock>::new(), 0);
        while let Some(block) = self.next(&state) {
            let is_alike = taken.first().is_none_or(|first| first.samples == block.samples);
            if !taken.is_empty() && (!is_alike || pixels + block.pixels() > share) {
                break;
            }
            pixels += block.pixels();
            taken.push(block);
            self.pop(&mut state);
        }
        state.left -= pixels;
        taken
    }

    /// Returns what a card could not finish.
    pub fn return_blocks(&self, taken: Vec<SampleBlock>) {
        let mut state = self.lock();
        state.left += taken.iter().map(SampleBlock::pixels).sum::<usize>();
        taken.into_iter().rev().for_each(|block| state.returned.push_front(block));
    }

    pub fn is_empty(&self) -> bool {
        self.next(&self.lock()).is_none()
    }

    fn next(&self, state: &State) -> Option<SampleBlock> {
        let next = || {
            let (subtile, block) = (*state.subtiles.get(state.subtile)?, state.block);
            Some(SampleBlock { subtile, index: block, samples: (self.samples - block * BLOCK).min(BLOCK) })
        };
        state.returned.front().copied().or_else(next)
    }

    fn pop(&self, state: &mut State) {
        if state.returned.pop_front().is_some() {
            return;
        }
        state.subtile += 1;
        if state.subtile == state.group.end {
            state.block += 1;
            if state.block == self.blocks() {
                state.block = 0;
                state.group = group(&state.subtiles, state.group.end, self.max_pixels);
            }
            state.subtile = state.group.start;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A tile in subtiles of at most `max_pixels` pixels.
fn subtiles(tile: usize, rect: &Rect, max_pixels: usize) -> Vec<Subtile> {
    let columns =
        (max_pixels as u32 / LANE_SQUARE / LANE_SQUARE * LANE_SQUARE).clamp(LANE_SQUARE, rect.width.max(LANE_SQUARE));
    let rows = (max_pixels as u32 / columns / LANE_SQUARE * LANE_SQUARE).max(LANE_SQUARE);
    let mut subtiles = Vec::new();
    for top in (0..rect.height).step_by(rows as usize) {
        for left in (0..rect.width).step_by(columns as usize) {
            let (width, height) = (columns.min(rect.width - left), rows.min(rect.height - top));
            subtiles.push(Subtile { tile, rect: Rect::new(rect.x + left, rect.y + top, width, height) });
        }
    }
    subtiles
}

/// As many subtiles, from `start` on, as have at most `max_pixels` pixels together; at least one.
fn group(subtiles: &[Subtile], start: usize, max_pixels: usize) -> Range<usize> {
    let mut pixels = 0;
    let fit = subtiles[start..].iter().take_while(|subtile| {
        pixels += subtile.rect.pixels();
        pixels <= max_pixels
    });
    start..start + fit.count().max(1)
}

/// A pixel with one of its blocks of samples: x in the lower and y in the upper half of a word, and the first
/// sample of the block.
pub type Cell = [u32; 2];

/// Every pixel of some blocks, square by square.
pub fn cells(blocks: &[SampleBlock]) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(blocks.iter().map(SampleBlock::pixels).sum());
    for SampleBlock { subtile: Subtile { rect, .. }, index, .. } in blocks {
        for top in (0..rect.height).step_by(LANE_SQUARE as usize) {
            for left in (0..rect.width).step_by(LANE_SQUARE as usize) {
                for y in top..(top + LANE_SQUARE).min(rect.height) {
                    let row = left..(left + LANE_SQUARE).min(rect.width);
                    cells.extend(row.map(|x| [(rect.x + x) | (rect.y + y) << 16, index * BLOCK]));
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

    fn drawn(queue: &Queue, max_pixels: usize) -> impl Iterator<Item = Vec<SampleBlock>> {
        std::iter::from_fn(move || Some(queue.take(max_pixels)).filter(|blocks| !blocks.is_empty()))
    }

    #[test]
    fn parts_cover_every_sample_of_every_pixel_once() {
        for samples in [1, 63, 64, 65, 150, 1024] {
            for (max_pixels, workers) in [(64, 1), (200, 2), (1000, 1), (100_000, 3)] {
                let queue = Queue::new(&RECTS, samples, max_pixels, workers);
                let mut seen: HashMap<Cell, u32> = HashMap::new();
                for blocks in drawn(&queue, max_pixels) {
                    let cells = cells(&blocks);
                    assert!(cells.len() <= max_pixels, "{} pixels at once, at most {max_pixels}", cells.len());
                    assert!(blocks.iter().all(|block| block.samples == blocks[0].samples));
                    for cell in cells {
                        assert_eq!(seen.insert(cell, blocks[0].samples), None);
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
        let (max_pixels, blocks) = (1000, 16);
        let queue = Queue::new(&Rect::grid(128, 128, 16), blocks * BLOCK, max_pixels, 1);
        let mut missing: HashMap<Subtile, u32> = HashMap::new();
        for block in drawn(&queue, max_pixels).flatten() {
            let left = missing.entry(block.subtile).or_insert(blocks);
            // The blocks of each subtile come in order.
            assert_eq!(block.index, blocks - *left);
            *left -= 1;
            missing.retain(|_, left| *left > 0);
            assert!(missing.keys().map(|subtile| subtile.rect.pixels()).sum::<usize>() <= max_pixels);
        }
        assert!(missing.is_empty());
    }

    #[test]
    fn what_is_given_back_is_taken_again() {
        for samples in [16, 200] {
            let queue = Queue::new(&Rect::grid(64, 64, 16), samples, 1000, 2);
            let (first, second) = (queue.take(1000), queue.take(1000));
            queue.return_blocks(first.clone());
            assert_eq!(queue.take(1000), first);
            drawn(&queue, 1000).for_each(drop);
            assert!(queue.is_empty());
            queue.return_blocks(second.clone());
            assert!(!queue.is_empty());
            assert!(drawn(&queue, 1000).flatten().eq(second));
        }
    }

    #[test]
    fn several_cards_are_left_their_share() {
        let sizes = |queue: &Queue| drawn(queue, 100_000).map(|blocks| blocks.len()).collect::<Vec<_>>();
        let queue = Queue::new(&Rect::grid(64, 64, 16), 16, 100_000, 2);
        assert_eq!(sizes(&queue), [4, 3, 2, 1, 1, 1, 1, 1, 1, 1]);
        // One small tile with many samples: its blocks are shared. A shorter last block goes alone.
        let queue = Queue::new(&[Rect::new(0, 0, 30, 20)], 16 * BLOCK + 5, 100_000, 2);
        assert_eq!(sizes(&queue), [4, 3, 2, 2, 1, 1, 1, 1, 1, 1]);
        // One large tile with few samples: its pixels are shared.
        let queue = Queue::new(&[Rect::new(0, 0, 640, 360)], 16, 1 << 20, 4);
        assert!(sizes(&queue).len() > 8);
        // A single card gets all it can hold.
        let queue = Queue::new(&[Rect::new(0, 0, 640, 360)], 16, 1 << 20, 1);
        assert_eq!(sizes(&queue), [1]);
    }
}
