//! What follows from a task alone: seeds, parents, and where a seed of openings points.

use sha2::{Digest, Sha256};

use crate::hash::Node;

const DOMAIN: &[u8] = b"rayment:gpu:1";

/// What a card commits to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// The hash of the slot from which the deadline counts: nobody knew it earlier.
    pub slot_hash: [u8; 32],
    pub provider: [u8; 32],
    /// Which of the provider's cards.
    pub index: u8,
    /// Labels of a layer, at least 1.
    pub labels: u64,
    /// At least 1; the chain takes 16 to 128.
    pub stages: u8,
}

impl Task {
    /// The seed of a stage, whose predecessor has that root; the first stage has zeros there.
    pub(crate) fn seed(&self, stage: u8, previous: &Node) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(DOMAIN);
        hash.update(self.slot_hash);
        hash.update(self.provider);
        hash.update([self.index, stage]);
        hash.update(previous);
        hash.finalize().into()
    }

    /// The stage and the label that an opening shows.
    pub(crate) fn place(&self, opening_seed: &[u8; 32], opening: u8) -> (u8, u64) {
        let mut hash = Sha256::new();
        hash.update(opening_seed);
        hash.update([opening]);
        let digest: [u8; 32] = hash.finalize().into();
        let [stage, label] = halves(digest.first_chunk().expect("32 bytes hold 16"));
        // Below `stages`, so it fits.
        (scaled(stage, u64::from(self.stages)) as u8, scaled(label, self.labels))
    }
}

/// The two labels of the layer before that a label is made from, besides the one at its own place.
pub(crate) fn parents(own: &Node, labels: u64) -> [u64; 2] {
    halves(own).map(|half| scaled(half, labels))
}

fn halves(bytes: &[u8; 16]) -> [u64; 2] {
    let both = u128::from_le_bytes(*bytes);
    [both as u64, (both >> 64) as u64]
}

/// A number below `count`, evenly from one below 2^64.
fn scaled(value: u64, count: u64) -> u64 {
    ((u128::from(value) * u128::from(count)) >> 64) as u64
}
