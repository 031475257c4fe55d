//! Sums of pixels whose blocks of samples come back from several cards, in whatever order they finish.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::work::{Part, Piece};

/// Of a pixel: light in three channels, and the number of samples that are in it.
pub type Quad = [f32; 4];

/// Puts blocks together as the tracer does ([`crate::trace::film`]): by pairs. Whatever is missing, what
/// has come so far takes up little: a sum for each level of pairs, of every gap.
pub struct Sums {
    /// Blocks that each pixel has.
    blocks: u32,
    unfinished: Mutex<HashMap<Piece, Pairs>>,
}

/// Sums by level, and place on that level, that wait for their neighbours.
type Pairs = HashMap<(u32, u32), Vec<Quad>>;

impl Sums {
    pub fn new(blocks: u32) -> Self {
        Self { blocks, unfinished: Mutex::default() }
    }

    /// Takes a block of some pixels; returns their sums once all is in them.
    pub fn add(&self, part: Part, block: Vec<Quad>) -> Option<Vec<Quad>> {
        let (mut level, mut place, mut last) = (0, part.block, self.blocks - 1);
        let mut sums = block;
        while last > 0 {
            let neighbour = place ^ 1;
            if neighbour <= last {
                let mut unfinished = self.unfinished();
                let pairs = unfinished.entry(part.piece).or_default();
                let Some(other) = pairs.remove(&(level, neighbour)) else {
                    pairs.insert((level, place), sums);
                    return None;
                };
                drop(unfinished);
                add(&mut sums, &other);
            }
            (level, place, last) = (level + 1, place / 2, last / 2);
        }
        self.unfinished().remove(&part.piece);
        Some(sums)
    }

    /// All that is there of pieces that miss some blocks, with sums that are under way on a card.
    pub fn so_far(&self, under_way: &[(Part, Vec<Quad>)]) -> HashMap<Piece, Vec<Quad>> {
        let unfinished = self.unfinished();
        let waiting = unfinished.iter().flat_map(|(piece, pairs)| pairs.values().map(|sums| (*piece, sums)));
        let mut found: HashMap<Piece, Vec<Quad>> = HashMap::new();
        for (piece, sums) in waiting.chain(under_way.iter().map(|(part, sums)| (part.piece, sums))) {
            add(found.entry(piece).or_insert_with(|| vec![[0.0; 4]; sums.len()]), sums);
        }
        found
    }

    fn unfinished(&self) -> MutexGuard<'_, HashMap<Piece, Pairs>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Sums of two are the same in either order.
fn add(sums: &mut [Quad], others: &[Quad]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        sum.iter_mut().zip(other).for_each(|(value, more)| *value += more);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::hash;
    use crate::tile::Rect;

    const PIECE: Piece = Piece { tile: 0, rect: Rect::new(3, 4, 1, 1) };

    fn part(block: u32) -> Part {
        Part { piece: PIECE, block, samples: 64 }
    }

    /// A value whose sums show in which order they were added.
    fn sums(block: u32) -> Vec<Quad> {
        vec![[1.0 / (block + 1) as f32, 1e-4, if block.is_multiple_of(3) { 1e4 } else { 0.1 }, 64.0]]
    }

    #[test]
    fn blocks_in_any_order_have_the_same_sum_and_take_up_little() {
        for blocks in [1, 2, 3, 5, 8, 21, 64, 1000] {
            let mut found = Vec::new();
            for seed in 0..4 {
                let all = Sums::new(blocks);
                let mut order: Vec<u32> = (0..blocks).collect();
                order.sort_by_key(|block| if seed == 0 { *block } else { hash(block ^ hash(seed)) });
                let (last, others) = order.split_last().expect("some blocks");
                for block in others {
                    assert_eq!(all.add(part(*block), sums(*block)), None);
                }
                let kept: usize = all.unfinished().values().map(HashMap::len).sum();
                assert!(kept <= (blocks as usize).ilog2() as usize + 1, "{kept} of {blocks}");
                found.extend(all.add(part(*last), sums(*last)));
                assert!(all.unfinished().is_empty());
            }
            assert_eq!(found.len(), 4);
            assert!(found.iter().all(|sums| *sums == found[0]) && found[0][0][3] == 64.0 * blocks as f32);
        }
    }

    #[test]
    fn what_is_there_so_far_is_all_blocks_and_what_is_under_way() {
        let all = Sums::new(9);
        for block in [0, 1, 2, 5] {
            assert_eq!(all.add(part(block), vec![[block as f32, 0.0, 1.0, 64.0]]), None);
        }
        let other = Piece { tile: 1, ..PIECE };
        let under_way = [
            (part(7), vec![[7.0, 0.5, 0.0, 10.0]]),
            (Part { piece: other, block: 0, samples: 64 }, vec![[1.0, 2.0, 3.0, 4.0]]),
        ];
        let found = all.so_far(&under_way);
        assert_eq!(found[&PIECE], [[15.0, 0.5, 4.0, 266.0]]);
        assert_eq!((found.len(), &found[&other][..]), (2, &[[1.0, 2.0, 3.0, 4.0]][..]));
    }
}
