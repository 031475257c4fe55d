//! Sums of pixels whose blocks of samples come back from several cards, in the order in which they finish.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::queue::{SampleBlock, Subtile};

/// Of a pixel: RGB radiance, and the number of samples summed.
pub type PixelSum = [f32; 4];

/// Adds blocks as the tracer does ([`rayment_render::trace::film`]): by pairs. Whichever blocks are
/// missing, those that have arrived take little memory: one sum for each level of pairs next to every gap.
pub struct PairwiseSums {
    /// Blocks of each pixel.
    blocks: u32,
    unfinished: Mutex<HashMap<Subtile, Pairs>>,
}

/// Sums by level, and index on that level, that wait for their neighbors.
type Pairs = HashMap<(u32, u32), Vec<PixelSum>>;

impl PairwiseSums {
    pub fn new(blocks: u32) -> Self {
        Self { blocks, unfinished: Mutex::default() }
    }

    /// Adds a block of some pixels; returns their sums once no block is missing.
    pub fn add(&self, block: SampleBlock, mut sums: Vec<PixelSum>) -> Option<Vec<PixelSum>> {
        let (mut level, mut index, mut last) = (0, block.index, self.blocks - 1);
        while last > 0 {
            let neighbour = index ^ 1;
            if neighbour <= last {
                let mut unfinished = self.unfinished();
                let pairs = unfinished.entry(block.subtile).or_default();
                let Some(other) = pairs.remove(&(level, neighbour)) else {
                    pairs.insert((level, index), sums);
                    return None;
                };
                drop(unfinished);
                add(&mut sums, &other);
            }
            (level, index, last) = (level + 1, index / 2, last / 2);
        }
        self.unfinished().remove(&block.subtile);
        Some(sums)
    }

    /// The sums so far of subtiles with missing blocks, with sums that are still on a card.
    pub fn so_far(&self, under_way: &[(SampleBlock, Vec<PixelSum>)]) -> HashMap<Subtile, Vec<PixelSum>> {
        let unfinished = self.unfinished();
        let waiting = unfinished.iter().flat_map(|(subtile, pairs)| pairs.values().map(|sums| (*subtile, sums)));
        let mut found: HashMap<Subtile, Vec<PixelSum>> = HashMap::new();
        for (subtile, sums) in waiting.chain(under_way.iter().map(|(block, sums)| (block.subtile, sums))) {
            add(found.entry(subtile).or_insert_with(|| vec![[0.0; 4]; sums.len()]), sums);
        }
        found
    }

    fn unfinished(&self) -> MutexGuard<'_, HashMap<Subtile, Pairs>> {
        self.unfinished.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adding two is commutative.
fn add(sums: &mut [PixelSum], others: &[PixelSum]) {
    for (sum, other) in sums.iter_mut().zip(others) {
        sum.iter_mut().zip(other).for_each(|(value, more)| *value += more);
    }
}

#[cfg(test)]
mod tests {
    use rayment_render::{Rect, rng::hash};

    use super::*;

    const SUBTILE: Subtile = Subtile { tile: 0, rect: Rect::new(3, 4, 1, 1) };

    fn block(index: u32) -> SampleBlock {
        SampleBlock { subtile: SUBTILE, index, samples: 64 }
    }

    /// A value whose sums show in which order they were added.
    fn sums(block: u32) -> Vec<PixelSum> {
        vec![[1.0 / (block + 1) as f32, 1e-4, if block.is_multiple_of(3) { 1e4 } else { 0.1 }, 64.0]]
    }

    #[test]
    fn blocks_in_any_order_have_the_same_sum_and_take_up_little() {
        for blocks in [1, 2, 3, 5, 8, 21, 64, 1000] {
            let mut found = Vec::new();
            for seed in 0..4 {
                let all = PairwiseSums::new(blocks);
                let mut order: Vec<u32> = (0..blocks).collect();
                order.sort_by_key(|block| if seed == 0 { *block } else { hash(block ^ hash(seed)) });
                let (last, others) = order.split_last().expect("some blocks");
                for index in others {
                    assert_eq!(all.add(block(*index), sums(*index)), None);
                }
                let kept: usize = all.unfinished().values().map(HashMap::len).sum();
                assert!(kept <= (blocks as usize).ilog2() as usize + 1, "{kept} of {blocks}");
                found.extend(all.add(block(*last), sums(*last)));
                assert!(all.unfinished().is_empty());
            }
            assert_eq!(found.len(), 4);
            assert!(found.iter().all(|sums| *sums == found[0]) && found[0][0][3] == 64.0 * blocks as f32);
        }
    }

    #[test]
    fn what_is_there_so_far_is_all_blocks_and_what_is_under_way() {
        let all = PairwiseSums::new(9);
        for index in [0, 1, 2, 5] {
            assert_eq!(all.add(block(index), vec![[index as f32, 0.0, 1.0, 64.0]]), None);
        }
        let other = Subtile { tile: 1, ..SUBTILE };
        let under_way = [
            (block(7), vec![[7.0, 0.5, 0.0, 10.0]]),
            (SampleBlock { subtile: other, index: 0, samples: 64 }, vec![[1.0, 2.0, 3.0, 4.0]]),
        ];
        let found = all.so_far(&under_way);
        assert_eq!(found[&SUBTILE], [[15.0, 0.5, 4.0, 266.0]]);
        assert_eq!((found.len(), &found[&other][..]), (2, &[[1.0, 2.0, 3.0, 4.0]][..]));
    }
}
