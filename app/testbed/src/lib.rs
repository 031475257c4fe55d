//! A whole market in this process: ledger, program, keeper, hub, workers and a client, each with its own
//! wallet. The demo renders on it, and so do the journeys of the tests.
//!
//! | module | what for |
//! |---|---|
//! | [`testbed`] | the market: what is started, funded, stopped |
//! | [`waiting`] | waiting until the market has come to some state |
//! | [`orders`] | what a test's client buys |
//! | [`dishonest`] | a provider that knows the protocol and cheats |
//! | [`tokens`] | tokens that are issued, listed and sold for |
//! | [`worker_process`] | a worker as a process of its own, which can be killed |
//! | [`blend`] | a small `.blend` file |
//!
//! It must never be part of what providers and clients run: its keys are made up, its ledger lives in
//! memory, and everything but [`testbed`] panics where something fails, as tests do.

pub mod blend;
pub mod dishonest;
pub mod orders;
pub mod testbed;
pub mod tokens;
pub mod waiting;
pub mod worker_process;

pub use blend::animated_blend;
pub use dishonest::{Boast, DishonestProvider, reserved};
pub use orders::{Order, expected_tiles, small, still};
pub use rayment_hub as hub;
pub use rayment_hub::Limits as HubLimits;
pub use rayment_hub_client as hub_client;
pub use testbed::{ProviderKeys, Testbed};
pub use tokens::Issued;
pub use waiting::{PATIENCE, SLOT};
pub use worker_process::WorkerProcess;
