//! Stages on all cores of the processor.

use std::mem;

use rayon::prelude::*;

use crate::error::AttestError;
use crate::hash::{Block, LAYERS, Node, compress, first_block, later_block, write_first, write_later};
use crate::prove::Card;
use crate::task::parents;
use crate::tree::{Levels, Place, SLACK, above, above_labels};
use crate::watch::Watch;

/// Labels that a core takes at a time; an even count, so that no pair of a tree is cut.
const CHUNK: usize = 4096;
/// Labels whose parents are read before the first is hashed: the reads of memory wait for each other less.
const TOGETHER: usize = 32;

/// The processor as a card: both layers lie in main memory.
#[derive(Debug, Default)]
pub struct Processor {
    labels: Vec<Node>,
    /// The layer before, then the tree.
    tree: Vec<Node>,
}

impl Processor {
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for two layers.
    fn reserve(&mut self, labels: u64) -> Result<(), AttestError> {
        let needed = labels.saturating_add(SLACK);
        let too_large = || AttestError::Memory { labels, needed: needed.saturating_mul(2 * 16) };
        let room = usize::try_from(needed).map_err(|_| too_large())?;
        if self.labels.len() != room {
            // The old ones go before the new ones come.
            (self.labels, self.tree) = (Vec::new(), Vec::new());
            for layer in [&mut self.labels, &mut self.tree] {
                layer.try_reserve_exact(room).map_err(|_| too_large())?;
                layer.resize(room, [0; 16]);
            }
        }
        Ok(())
    }
}

impl Card for Processor {
    fn name(&self) -> String {
        "the processor".into()
    }

    fn stage(&mut self, seed: &[u8; 32], labels: u64, watch: &Watch) -> Result<Node, AttestError> {
        self.reserve(labels)?;
        let count = labels as usize;
        first_layer(seed, &mut self.labels[..count], watch)?;
        for layer in 1..=LAYERS {
            mem::swap(&mut self.labels, &mut self.tree);
            next_layer(&self.tree[..count], &mut self.labels[..count], layer, watch)?;
        }
        let levels = Levels::over(labels);
        build_tree(&self.labels[..count], &mut self.tree, &levels, watch)?;
        Ok(self.read(levels.root()))
    }

    fn nodes(&mut self, places: &[Place]) -> Result<Vec<Node>, AttestError> {
        Ok(places.iter().map(|&place| self.read(place)).collect())
    }
}

impl Processor {
    fn read(&self, place: Place) -> Node {
        match place {
            Place::Label(label) => self.labels[label as usize],
            Place::Tree(node) => self.tree[node as usize],
        }
    }
}

fn first_layer(seed: &[u8; 32], layer: &mut [Node], watch: &Watch) -> Result<(), AttestError> {
    let empty = first_block(seed);
    layer.par_chunks_mut(CHUNK).enumerate().try_for_each(|(chunk, labels)| {
        watch.check()?;
        let mut block = empty;
        for (place, label) in ((chunk * CHUNK) as u64..).zip(labels.iter_mut()) {
            write_first(&mut block, place);
            *label = compress(&block);
        }
        watch.add(labels.len() as u64);
        Ok(())
    })
}

fn next_layer(before: &[Node], layer: &mut [Node], number: u8, watch: &Watch) -> Result<(), AttestError> {
    let empty = [later_block(number); TOGETHER];
    layer.par_chunks_mut(CHUNK).zip(before.par_chunks(CHUNK)).try_for_each(|(labels, own)| {
        watch.check()?;
        let mut blocks = empty;
        for (labels, own) in labels.chunks_mut(TOGETHER).zip(own.chunks(TOGETHER)) {
            gather(before, own, &mut blocks);
            for (label, block) in labels.iter_mut().zip(&blocks) {
                *label = compress(block);
            }
        }
        watch.add(labels.len() as u64);
        Ok(())
    })
}

fn gather(before: &[Node], own: &[Node], blocks: &mut [Block; TOGETHER]) {
    for (own, block) in own.iter().zip(blocks) {
        let [first, second] = parents(own, before.len() as u64);
        write_later(block, [own, &before[first as usize], &before[second as usize]]);
    }
}

fn build_tree(labels: &[Node], tree: &mut [Node], levels: &Levels, watch: &Watch) -> Result<(), AttestError> {
    let first = &mut tree[..levels.first().count as usize];
    build_level(labels, first, above_labels, watch)?;
    for (from, to) in levels.pairs() {
        let (below, rest) = tree.split_at_mut(to.start as usize);
        let below = &below[from.start as usize..][..from.count as usize];
        build_level(below, &mut rest[..to.count as usize], above, watch)?;
    }
    Ok(())
}

fn build_level(below: &[Node], level: &mut [Node], up: fn(&[Node]) -> Node, watch: &Watch) -> Result<(), AttestError> {
    level.par_chunks_mut(CHUNK).zip(below.par_chunks(2 * CHUNK)).try_for_each(|(nodes, below)| {
        watch.check()?;
        for (node, pair) in nodes.iter_mut().zip(below.chunks(2)) {
            *node = up(pair);
        }
        Ok(())
    })
}
