//! The proof as it is defined, a line a rule, without a thought for speed.

use rayment_attest::{Node, Task};

use crate::sha256;

fn hash(parts: &[&[u8]]) -> Node {
    *sha256(&parts.concat()).first_chunk().expect("32 bytes hold 16")
}

fn scaled(half: &[u8], labels: u64) -> usize {
    let half = u64::from_le_bytes(half.try_into().expect("8 bytes"));
    ((u128::from(half) * u128::from(labels)) >> 64) as usize
}

fn root(mut row: Vec<Node>) -> Node {
    while row.len() > 1 {
        row = row
            .chunks(2)
            .map(|pair| if pair.len() == 2 { hash(&[&[1], &pair[0], &pair[1]]) } else { pair[0] })
            .collect();
    }
    row[0]
}

pub fn last_layer(seed: &[u8; 32], labels: u64) -> Vec<Node> {
    let mut layer: Vec<Node> = (0..labels).map(|place| hash(&[seed, &place.to_le_bytes()])).collect();
    for number in 1..=6u8 {
        let next = |own: &Node| {
            let (first, second) = (&layer[scaled(&own[..8], labels)], &layer[scaled(&own[8..], labels)]);
            hash(&[own, first, second, &[number]])
        };
        layer = layer.iter().map(next).collect();
    }
    layer
}

pub fn stage_root(seed: &[u8; 32], labels: u64) -> Node {
    root(last_layer(seed, labels).iter().map(|label| hash(&[&[0], label])).collect())
}

pub fn tip(task: &Task) -> Node {
    let mut roots: Vec<Node> = Vec::new();
    for stage in 0..task.stages {
        let previous = roots.last().copied().unwrap_or_default();
        let place = [task.index, stage];
        let seed = sha256(&[b"rayment:gpu:1", &task.slot_hash[..], &task.provider, &place, &previous].concat());
        roots.push(stage_root(&seed, task.labels));
    }
    root(roots)
}
