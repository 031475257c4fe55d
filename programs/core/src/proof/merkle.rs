//! A Merkle tree over the tiles of a delivery: frame by frame, each in tile order.
//!
//! A node is SHA-256(0x01 || left || right); an odd node at the end of a row moves up as it is.
//! Leaves start with 0x00 (see [`super::tiles::leaf`]), so no leaf can pass for a node.

use crate::hash::{Hash, Sha256};
use alloc::vec::Vec;

/// Longest path there is: evidence with 22 hashes, and the seal before it, still fit one transaction.
pub const MAX_DEPTH: usize = 22;

fn node<H: Sha256>(left: &Hash, right: &Hash) -> Hash {
    H::hash(&[&[1], left, right])
}

fn parents<H: Sha256>(row: &[Hash]) -> Vec<Hash> {
    row.chunks(2)
        .map(|pair| match pair {
            [left, right] => node::<H>(left, right),
            [odd] => *odd,
            _ => [0; 32],
        })
        .collect()
}

/// The root over `leaves`, or `None` where there are none.
pub fn root<H: Sha256>(leaves: &[Hash]) -> Option<Hash> {
    let mut row = leaves.to_vec();
    while row.len() > 1 {
        row = parents::<H>(&row);
    }
    row.first().copied()
}

/// The siblings from leaf `index` up to the root, or `None` where there is no such leaf.
pub fn path<H: Sha256>(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    leaves.get(index)?;
    let (mut row, mut at, mut path) = (leaves.to_vec(), index, Vec::new());
    while row.len() > 1 {
        if let Some(sibling) = row.get(at ^ 1) {
            path.push(*sibling);
        }
        row = parents::<H>(&row);
        at >>= 1;
    }
    Some(path)
}

/// Whether `leaf` stands at `index` of `count` leaves under `root`. The path must have exactly the
/// siblings that this place has: neither more nor fewer.
pub fn verify<H: Sha256>(root: &Hash, count: u64, index: u64, leaf: &Hash, path: &[Hash]) -> bool {
    if index >= count {
        return false;
    }
    let (mut at, mut width, mut here, mut rest) = (index, count, *leaf, path.iter());
    while width > 1 {
        let alone = at & 1 == 0 && at.saturating_add(1) == width;
        if !alone {
            let Some(sibling) = rest.next() else { return false };
            here = if at & 1 == 0 { node::<H>(&here, sibling) } else { node::<H>(sibling, &here) };
        }
        at >>= 1;
        width = width.div_ceil(2);
    }
    rest.next().is_none() && here == *root
}
