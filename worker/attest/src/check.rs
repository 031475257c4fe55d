//! What the chain checks of an opening. A worker checks its own before it sends them.

use crate::hash::{LAYERS, Node, compress, first_block, later_block, leaf, write_first, write_later};
use crate::task::{Task, parents};
use crate::tree::climb;

/// Shows one label of a commitment. The label itself is not in it: the checker computes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// From the label's leaf to the root of its stage.
    pub path: Vec<Node>,
    /// From this root to the tip.
    pub stage_path: Vec<Node>,
    /// The root of the stage before, or zeros.
    pub previous: Node,
    /// From that root to the tip; empty where there is no stage before.
    pub previous_path: Vec<Node>,
}

/// Why an opening does not belong to a commitment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the first stage follows no other, and the opening names one")]
    BeforeTheFirst,
    #[error("the root of the stage before does not lead to the tip")]
    Previous,
    #[error("the path has too many or too few nodes for the labels")]
    PathLength,
    #[error("the label does not lead to the tip")]
    Label,
}

/// Checks the opening with that number against a tip. It costs about 1,100 hashes.
pub fn check(task: &Task, tip: &Node, opening_seed: &[u8; 32], number: u8, opening: &Opening) -> Result<(), Wrong> {
    let stages = u64::from(task.stages);
    let (stage, place) = task.place(opening_seed, number);
    match stage.checked_sub(1) {
        None if opening.previous != [0; 16] || !opening.previous_path.is_empty() => return Err(Wrong::BeforeTheFirst),
        None => {}
        Some(before) => {
            let found = climb(opening.previous, before.into(), stages, &opening.previous_path);
            if found.as_ref() != Some(tip) {
                return Err(Wrong::Previous);
            }
        }
    }
    let seed = task.seed(stage, &opening.previous);
    let label = label(&seed, LAYERS, place, task.labels);
    let root = climb(leaf(&label), place, task.labels, &opening.path).ok_or(Wrong::PathLength)?;
    let found = climb(root, stage.into(), stages, &opening.stage_path);
    if found.as_ref() == Some(tip) { Ok(()) } else { Err(Wrong::Label) }
}

/// A label of a layer, from the seed alone.
fn label(seed: &[u8; 32], layer: u8, place: u64, labels: u64) -> Node {
    if layer == 0 {
        let mut block = first_block(seed);
        write_first(&mut block, place);
        return compress(&block);
    }
    let own = label(seed, layer - 1, place, labels);
    let [first, second] = parents(&own, labels).map(|parent| label(seed, layer - 1, parent, labels));
    let mut block = later_block(layer);
    write_later(&mut block, [&own, &first, &second]);
    compress(&block)
}
