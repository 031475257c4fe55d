//! What is to be rendered, in parts that a card holds at once.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::tile::Rect;

/// Edge of the blocks that neighbouring lanes take: their rays stay together.
const BLOCK: u32 = 8;

/// A rectangle of a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Place of the tile among those asked for.
    pub tile: usize,
    pub rect: Rect,
}

/// Parts that no card has taken yet; cards draw from it until it is empty.
pub struct Queue {
    parts: Mutex<VecDeque<Part>>,
    /// Cards that draw, for leaving each its share.
    seats: usize,
}

impl Queue {
    /// Tiles cut into parts of at most `most` pixels.
    pub fn new(rects: &[Rect], most: usize, seats: usize) -> Self {
        let mut parts = VecDeque::new();
        for (tile, rect) in rects.iter().enumerate() {
            let columns = (most as u32 / BLOCK / BLOCK * BLOCK).clamp(BLOCK, rect.width.max(BLOCK));
            let rows = (most as u32 / columns / BLOCK * BLOCK).max(BLOCK);
            for top in (0..rect.height).step_by(rows as usize) {
                for left in (0..rect.width).step_by(columns as usize) {
                    let (width, height) = (columns.min(rect.width - left), rows.min(rect.height - top));
                    parts.push_back(Part { tile, rect: Rect::new(rect.x + left, rect.y + top, width, height) });
                }
            }
        }
        Self { parts: Mutex::new(parts), seats: seats.max(1) }
    }

    /// The next parts, of at most `most` pixels together; while there is much left, that much, and
    /// towards the end less, so that cards finish together. Empty where nothing is left.
    pub fn take(&self, most: usize) -> Vec<Part> {
        let mut parts = self.lock();
        let left: usize = parts.iter().map(|part| part.rect.pixels()).sum();
        let share = if self.seats == 1 { most } else { most.min(left.div_ceil(2 * self.seats)) };
        let (mut taken, mut pixels) = (Vec::new(), 0);
        while let Some(part) = parts.front() {
            pixels += part.rect.pixels();
            if !taken.is_empty() && (pixels > most || pixels > share) {
                break;
            }
            taken.extend(parts.pop_front());
        }
        taken
    }

    /// Gives back what a card could not finish.
    pub fn give_back(&self, taken: Vec<Part>) {
        let mut parts = self.lock();
        taken.into_iter().rev().for_each(|part| parts.push_front(part));
    }

    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Part>> {
        self.parts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every pixel of some parts, block by block: x in the lower and y in the upper half of a word.
pub fn pixels(parts: &[Part]) -> Vec<u32> {
    let mut pixels = Vec::with_capacity(parts.iter().map(|part| part.rect.pixels()).sum());
    for Part { rect, .. } in parts {
        for top in (0..rect.height).step_by(BLOCK as usize) {
            for left in (0..rect.width).step_by(BLOCK as usize) {
                for y in top..(top + BLOCK).min(rect.height) {
                    let row = left..(left + BLOCK).min(rect.width);
                    pixels.extend(row.map(|x| (rect.x + x) | (rect.y + y) << 16));
                }
            }
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn parts_cover_every_pixel_of_every_tile_once() {
        let rects = [Rect::new(3, 5, 100, 7), Rect::new(200, 0, 17, 90), Rect::new(16_000, 16_383, 300, 1)];
        for most in [64, 200, 1000, 100_000] {
            let queue = Queue::new(&rects, most, 1);
            let mut seen = HashSet::new();
            loop {
                let parts = queue.take(most);
                if parts.is_empty() {
                    break;
                }
                let pixels = pixels(&parts);
                assert!(pixels.len() <= most, "{} pixels at once, at most {most}", pixels.len());
                pixels.into_iter().for_each(|pixel| assert!(seen.insert(pixel)));
            }
            assert!(queue.is_empty());
            assert_eq!(seen.len(), rects.iter().map(Rect::pixels).sum::<usize>());
        }
    }

    #[test]
    fn what_is_given_back_is_taken_again() {
        let queue = Queue::new(&Rect::grid(64, 64, 16), 1000, 2);
        let first = queue.take(1000);
        queue.give_back(first.clone());
        assert_eq!(queue.take(1000), first);
    }

    #[test]
    fn several_cards_are_left_their_share() {
        let queue = Queue::new(&Rect::grid(64, 64, 16), 100_000, 2);
        let sizes: Vec<usize> = std::iter::from_fn(|| Some(queue.take(100_000).len()).filter(|&n| n > 0)).collect();
        assert_eq!(sizes, [4, 3, 2, 1, 1, 1, 1, 1, 1, 1]);
    }
}
