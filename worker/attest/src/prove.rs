//! Commitments and openings, whatever card computes the stages.

use std::collections::BTreeMap;
use std::ops::Range;
use std::thread;

use crate::check::Opening;
use crate::error::AttestError;
use crate::hash::{Node, leaf};
use crate::task::Task;
use crate::tree::{Levels, Place, tip, tip_path};
use crate::watch::Watch;

/// Computes stages, and holds the last one in memory.
pub trait Card: Send {
    fn name(&self) -> String;

    /// Computes a stage of at least one label from its seed, and returns its root.
    fn stage(&mut self, seed: &[u8; 32], labels: u64, watch: &Watch) -> Result<Node, AttestError>;

    /// Reads nodes of the last stage, which was finished and has them.
    fn nodes(&mut self, places: &[Place]) -> Result<Vec<Node>, AttestError>;
}

/// What a worker keeps of a proof until it has opened it: 16 bytes a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commitment {
    pub task: Task,
    /// The roots of the stages; one a stage, in order.
    pub roots: Vec<Node>,
}

impl Commitment {
    /// What goes to the chain.
    pub fn tip(&self) -> Node {
        tip(&self.roots)
    }

    /// Zeros where there is no stage before.
    fn before(&self, stage: u8) -> Node {
        stage.checked_sub(1).map_or([0; 16], |before| self.roots[usize::from(before)])
    }
}

/// Computes all stages of a task.
pub fn commit(card: &mut dyn Card, task: &Task, watch: &Watch) -> Result<Commitment, AttestError> {
    let &Task { labels, stages, .. } = task;
    if labels == 0 || stages == 0 {
        return Err(AttestError::Empty { labels, stages });
    }
    let mut commitment = Commitment { task: *task, roots: Vec::with_capacity(stages.into()) };
    for stage in 0..stages {
        let seed = task.seed(stage, &commitment.before(stage));
        commitment.roots.push(card.stage(&seed, labels, watch)?);
    }
    Ok(commitment)
}

/// Computes the tasks of several cards at the same time, as the chain expects of cards of one slot.
pub fn commit_all(work: Vec<(&mut dyn Card, Task)>, watch: &Watch) -> Vec<Result<Commitment, AttestError>> {
    thread::scope(|scope| {
        let running: Vec<_> =
            work.into_iter().map(|(card, task)| scope.spawn(move || commit(card, &task, watch))).collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Opens what a seed from the chain asks for, for instance `0..14`. Each stage with openings is computed once more.
pub fn open(
    card: &mut dyn Card,
    commitment: &Commitment,
    opening_seed: &[u8; 32],
    openings: Range<u8>,
    watch: &Watch,
) -> Result<Vec<Opening>, AttestError> {
    let Commitment { task, roots } = commitment;
    let &Task { labels, stages, .. } = task;
    if labels == 0 || stages == 0 {
        return Err(AttestError::Empty { labels, stages });
    }
    if roots.len() != usize::from(stages) {
        return Err(AttestError::Roots { stages, roots: roots.len() });
    }
    let mut asked: BTreeMap<u8, Vec<(u8, u64)>> = BTreeMap::new();
    for opening in openings {
        let (stage, label) = task.place(opening_seed, opening);
        asked.entry(stage).or_default().push((opening, label));
    }
    let mut made = BTreeMap::new();
    for (stage, labels) in asked {
        recompute(card, commitment, stage, watch)?;
        for (opening, label) in labels {
            made.insert(opening, open_label(card, commitment, stage, label)?);
        }
    }
    Ok(made.into_values().collect())
}

/// Leaves a stage in the card's memory, if it is the one that was committed to.
fn recompute(card: &mut dyn Card, commitment: &Commitment, stage: u8, watch: &Watch) -> Result<(), AttestError> {
    let seed = commitment.task.seed(stage, &commitment.before(stage));
    let root = card.stage(&seed, commitment.task.labels, watch)?;
    if root == commitment.roots[usize::from(stage)] {
        Ok(())
    } else {
        Err(AttestError::Unstable { card: card.name(), stage })
    }
}

fn open_label(card: &mut dyn Card, commitment: &Commitment, stage: u8, label: u64) -> Result<Opening, AttestError> {
    let Commitment { task, roots } = commitment;
    let places = Levels::over(task.labels).path(task.labels, label);
    let mut path = card.nodes(&places)?;
    if let (Some(Place::Label(_)), Some(first)) = (places.first(), path.first_mut()) {
        *first = leaf(first);
    }
    Ok(Opening {
        path,
        stage_path: tip_path(roots, stage),
        previous: commitment.before(stage),
        previous_path: stage.checked_sub(1).map_or_else(Vec::new, |before| tip_path(roots, before)),
    })
}
