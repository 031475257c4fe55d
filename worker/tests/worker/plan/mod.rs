//! What a worker does next, phase by phase.

mod cancelling;
mod claiming;
mod ending;
mod staking;
mod story;
mod tokens;
mod working;
