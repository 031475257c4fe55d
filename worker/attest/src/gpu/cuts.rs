//! How a layer is cut into shards, and work into dispatches that stay within them.

use crate::tree::{Level, SLACK};

/// Labels of a dispatch: a slow card finishes it long before the driver loses patience, and a fast one is busy for
/// longer than it takes to submit the next.
const MOST: u64 = 1 << 21;

/// A layer's memory, in buffers of 2^`shift` nodes; the last one is shorter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shards {
    /// Nodes of the layer: its labels, and what the tree needs beyond them.
    pub room: u64,
    pub shift: u32,
}

impl Shards {
    /// For a layer of so many labels, on a card that binds so many bytes at a time.
    pub fn new(labels: u64, largest_binding: u64) -> Self {
        // At least pairs, so that none is cut; at most what 32 bits can number.
        let shift = (largest_binding / 16).max(2).ilog2().min(31);
        Self { room: labels.saturating_add(SLACK), shift }
    }

    pub fn count(self) -> u64 {
        self.room.div_ceil(1 << self.shift)
    }

    /// Nodes of each shard.
    pub fn sizes(self) -> impl Iterator<Item = u64> {
        let whole = 1 << self.shift;
        (0..self.count()).map(move |shard| (self.room - shard * whole).min(whole))
    }

    /// The shard of a place, and where it lies there.
    pub fn at(self, place: u64) -> (usize, u32) {
        ((place >> self.shift) as usize, (place & ((1 << self.shift) - 1)) as u32)
    }

    /// Up to the end of the shard, from a place in it.
    fn left(self, place: u64) -> u64 {
        (1 << self.shift) - (place & ((1 << self.shift) - 1))
    }

    /// The first `labels` places in parts that each lie in one shard.
    pub fn layer(self, labels: u64) -> impl Iterator<Item = Part> {
        let mut first = 0;
        std::iter::from_fn(move || {
            let count = (labels - first).min(MOST).min(self.left(first));
            let part = Part { first, count: count as u32 };
            first += count;
            (count > 0).then_some(part)
        })
    }

    /// A level's nodes in parts that each lie in one shard and have their children in one. Children begin at an
    /// even place, so a pair is never cut.
    pub fn level(self, below: Level, level: Level) -> impl Iterator<Item = Pairs> {
        let mut done = 0;
        std::iter::from_fn(move || {
            let (first, from) = (level.start + done, below.start + 2 * done);
            let count = (level.count - done).min(MOST).min(self.left(first)).min(self.left(from) / 2);
            let children = (2 * count).min(below.count.saturating_sub(2 * done));
            let pairs = Pairs { first, count: count as u32, from, children: children as u32 };
            done += count;
            (count > 0).then_some(pairs)
        })
    }
}

/// Places of a layer, for one dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    pub first: u64,
    pub count: u32,
}

/// Nodes with their children, for one dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pairs {
    pub first: u64,
    pub count: u32,
    /// The first child.
    pub from: u64,
    /// Twice `count`, or one less.
    pub children: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::Levels;

    #[test]
    fn parts_cover_a_layer_once_and_stay_in_their_shards() {
        for (labels, binding) in [(1, 64), (2, 32), (1000, 64), (1000, 1 << 20), (10 * MOST + 1, 1 << 30)] {
            let shards = Shards::new(labels, binding);
            assert_eq!(shards.sizes().sum::<u64>(), labels + SLACK);
            let mut next = 0;
            for part in shards.layer(labels) {
                assert_eq!(part.first, next);
                next += u64::from(part.count);
                assert_eq!(shards.at(part.first).0, shards.at(next - 1).0, "{part:?} of {labels} labels");
            }
            assert_eq!(next, labels);
        }
    }

    #[test]
    fn pairs_cover_every_level_once_and_stay_in_their_shards() {
        for (labels, binding) in [(1, 64), (2, 32), (3, 32), (1001, 128), (1 << 12, 256), (3 * MOST + 1, 1 << 30)] {
            let shards = Shards::new(labels, binding);
            let levels = Levels::over(labels);
            let leaves = Level { start: 0, count: labels };
            for (below, level) in [(leaves, levels.first())].into_iter().chain(levels.pairs()) {
                let (mut next, mut child) = (level.start, below.start);
                for pairs in shards.level(below, level) {
                    assert_eq!((pairs.first, pairs.from), (next, child));
                    next += u64::from(pairs.count);
                    child += u64::from(pairs.children);
                    assert_eq!(shards.at(pairs.first).0, shards.at(next - 1).0);
                    assert_eq!(shards.at(pairs.from).0, shards.at(child - 1).0);
                }
                assert_eq!((next, child), (level.start + level.count, below.start + below.count));
            }
        }
    }
}
