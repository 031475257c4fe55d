//! The command people run, as a library: a client's whole flow, the staged market of the demo, and
//! the verbs. The binary only parses, calls and turns the outcome into an exit code.
//!
//! | module | what for |
//! |---|---|
//! | [`args`] | the command line |
//! | [`session`] | which ledger, hub, market and wallet |
//! | [`render`] | pack, quote, post, follow, collect: a client's way through the house |
//! | [`preview`] | a frame rendered here, for the eye alone |
//! | [`stage`] | a whole market in this process, on an embedded ledger |
//! | [`demo`] | the main job on that stage, with a receipt |
//! | [`commands`] | the other verbs |

pub mod args;
pub mod commands;
pub mod demo;
pub mod failure;
pub mod preview;
pub mod progress;
pub mod render;
pub mod session;
pub mod stage;

pub use rayment_client::money;
