//! The command people run: arguments, what they mean, a call into the SDK or the testbed, a printed
//! result. The binary only parses, calls and turns the outcome into an exit code.
//!
//! | module | what for |
//! |---|---|
//! | [`args`] | the command line, and what it means |
//! | [`commands`] | the verbs: call and print |
//! | [`consent`] | what people are asked before anything leaves this machine |
//! | [`demo`] | a paid job on a testbed, with a receipt |
//! | [`preview`] | one frame rendered here, free of charge |
//! | [`progress`] | what people see while they wait |
//! | [`failure`] | exit codes, and what is printed when something fails |
//! | [`when`] | moments and durations as people say them |
//!
//! It must never know how an order is packed, paid or checked: that is the SDK's. Nothing depends on it.

pub mod args;
pub mod commands;
pub mod consent;
pub mod demo;
pub mod failure;
pub mod preview;
pub mod progress;
pub mod when;
