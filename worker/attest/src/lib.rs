//! The GPU proof: a card shows how much memory it has and how fast it hashes. It must never know money, the chain
//! or the hub: whoever calls it brings the hash of a slot, and sends what comes back.
//!
//! `hash` has the hashes, `task` what follows from a task alone, and `tree` where the nodes of a tree lie. A
//! [`Card`] computes stages: `cpu` on all cores of the processor, `gpu` on a graphics card, through WGSL. `prove`
//! makes commitments and openings with one, `check` is what the chain checks, and `plan` says how much a card should take on.
//!
//! # The proof
//! A stage fills a layer with n labels of 16 bytes from its seed, and then six more, each label from its own place
//! and two others in the layer before that nobody can know in advance. Who does not hold a layer in memory
//! recomputes labels, at many times the cost. The tree over the last layer gives the root of the stage; the seed
//! of the next stage needs this root, so stages run one after the other. The tip is the root of the tree over
//! those roots. It goes to the chain before a deadline, and a seed from a later slot chooses which labels to open.
//!
//! # What is kept
//! Two layers fill nine tenths of a card. The tree of a stage lies in the layer that is no longer needed, so it
//! takes no memory of its own, and the next stage overwrites it. Of a finished stage only the root is kept: 2 KiB
//! for 128 stages, however large the card. To open labels, their stages are recomputed, each from its own seed,
//! which needs only the root before it; all openings of a stage share one recomputation.
//!
//! What this costs: a first proof has 14 openings, a commitment at least 16 stages in at most 90 s. So openings
//! take at most 14/16 of 90 s = 79 s where they fall into 14 stages of 16, and 14/128 of it = 10 s with 128 stages;
//! they are due within an hour. Keeping trees would save those seconds and cost a quarter of the memory that the
//! card is there to prove; and since roots are all there is to keep, a worker that was restarted, or that rendered
//! in between, opens as well as one that never stopped.

mod check;
mod cpu;
mod error;
mod gpu;
mod hash;
mod plan;
mod prove;
mod task;
mod tree;
mod watch;

pub use check::{Opening, Wrong, check};
pub use cpu::Processor;
pub use error::AttestError;
pub use gpu::GraphicsCard;
pub use hash::Node;
pub use plan::{MAX_STAGES, MIN_STAGES, Plan, measure, plan};
pub use prove::{Card, Commitment, commit, commit_all, open};
pub use task::Task;
pub use tree::Place;
pub use watch::Watch;
