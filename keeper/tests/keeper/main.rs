//! The keeper without a chain: what it plans, what fits into a transaction, what its checks find.

mod ahead;
mod batches;
mod checks;
mod costs;
mod deadlines;
mod delivery;
mod dispatch;
#[path = "../../check/tests/check/fake_hub.rs"]
mod fake_hub;
mod heavy;
mod lapses;
mod market;
mod node;
mod order_jobs;
mod orders;
mod payees;
#[path = "../../check/tests/check/picture.rs"]
mod picture;
mod running;
mod second_checks;
mod stakes;
mod sweeps;
mod token_orders;
mod tokens;
mod verdicts;
