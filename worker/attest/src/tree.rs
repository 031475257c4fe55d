//! Where the nodes of a stage's tree lie in memory, and trees that are small enough to build at once.

use crate::hash::{Node, leaf, node};

/// Nodes that a layer has beyond its labels. The levels of a tree over n labels without its leaves, each rounded up
/// to an even count, are at most 2 nodes a level more than n together, and there are at most 64 levels.
pub(crate) const SLACK: u64 = 128;

/// A node that a card has in memory after a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the last layer.
    Label(u64),
    /// In the layer that the tree overwrote.
    Tree(u64),
}

/// The nodes of one height.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level {
    /// Where it begins: an even place, so that two siblings lie side by side in any cut of an even size.
    pub start: u64,
    pub count: u64,
}

/// The levels of the tree over a layer. Leaves are not stored: they are one hash away from their labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Levels(Vec<Level>);

impl Levels {
    /// Over at least one label. Over a single one, the level above the leaves is the leaf itself.
    pub fn over(labels: u64) -> Self {
        let mut levels = vec![Level { start: 0, count: labels.div_ceil(2) }];
        while let Some(&Level { start, count }) = levels.last()
            && count > 1
        {
            levels.push(Level { start: start + count.next_multiple_of(2), count: count.div_ceil(2) });
        }
        Self(levels)
    }

    /// The level above the leaves.
    pub fn first(&self) -> Level {
        self.0[0]
    }

    /// Each level with the one above it.
    pub fn pairs(&self) -> impl Iterator<Item = (Level, Level)> + '_ {
        self.0.windows(2).map(|pair| (pair[0], pair[1]))
    }

    pub fn root(&self) -> Place {
        Place::Tree(self.0[self.0.len() - 1].start)
    }

    /// The siblings on the way from a label to the root; the first is a label, whose leaf is meant. A node that is
    /// the last of an odd level has none.
    pub fn path(&self, labels: u64, label: u64) -> Vec<Place> {
        let sibling = label ^ 1;
        let first = (sibling < labels).then_some(Place::Label(sibling));
        let above = self.0.iter().scan(label, |here, level| {
            *here >>= 1;
            let sibling = *here ^ 1;
            Some((sibling < level.count).then_some(Place::Tree(level.start + sibling)))
        });
        first.into_iter().chain(above.flatten()).collect()
    }
}

/// The node above one or two; an odd one goes up as it is.
pub(crate) fn above(pair: &[Node]) -> Node {
    match pair {
        [left, right] => node(left, right),
        [alone] => *alone,
        _ => unreachable!("levels are cut into ones and twos"),
    }
}

/// The node above one or two labels.
pub(crate) fn above_labels(pair: &[Node]) -> Node {
    match pair {
        [left, right] => node(&leaf(left), &leaf(right)),
        [alone] => leaf(alone),
        _ => unreachable!("layers are cut into ones and twos"),
    }
}

/// The tip over the roots of all stages, at least one.
pub(crate) fn tip(roots: &[Node]) -> Node {
    let mut level = roots.to_vec();
    while level.len() > 1 {
        level = level.chunks(2).map(above).collect();
    }
    level[0]
}

/// The siblings from a stage's root to the tip.
pub(crate) fn tip_path(roots: &[Node], stage: u8) -> Vec<Node> {
    let (mut level, mut here, mut path) = (roots.to_vec(), usize::from(stage), Vec::new());
    while level.len() > 1 {
        path.extend(level.get(here ^ 1));
        level = level.chunks(2).map(above).collect();
        here >>= 1;
    }
    path
}

/// The root that a path leads to from the node at a place of a level with `count` nodes. `None` if the path is too
/// short or too long.
pub(crate) fn climb(mut here: Node, mut place: u64, mut count: u64, path: &[Node]) -> Option<Node> {
    let mut siblings = path.iter();
    while count > 1 {
        if place ^ 1 < count {
            let sibling = siblings.next()?;
            here = if place & 1 == 0 { node(&here, sibling) } else { node(sibling, &here) };
        }
        place >>= 1;
        count = count.div_ceil(2);
    }
    siblings.next().is_none().then_some(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_fit_into_a_layer_and_begin_at_even_places() {
        for labels in (1..2_000).chain([u64::from(u32::MAX), (1 << 40) + 1, (1 << 40) - 1]) {
            let levels = Levels::over(labels);
            let top = levels.0.last().expect("there is a top");
            assert_eq!(top.count, 1, "{labels} labels");
            assert!(top.start < labels + SLACK, "{labels} labels");
            assert!(levels.0.iter().all(|level| level.start % 2 == 0), "{labels} labels");
            assert!(levels.pairs().all(|(below, above)| above.start >= below.start + below.count));
        }
    }

    #[test]
    fn paths_lead_to_the_tip() {
        for count in 1..20u8 {
            let roots: Vec<Node> = (0..count).map(|stage| [stage; 16]).collect();
            for stage in 0..count {
                let path = tip_path(&roots, stage);
                let found = climb(roots[usize::from(stage)], stage.into(), count.into(), &path);
                assert_eq!(found, Some(tip(&roots)), "stage {stage} of {count}");
                let longer = [&path[..], &[[0; 16]]].concat();
                assert_eq!(climb(roots[usize::from(stage)], stage.into(), count.into(), &longer), None);
            }
        }
    }
}
