//! One file an instruction, one folder an entity.
//!
//! An accounts struct says of each account why no other can stand in its place; a handler asks the
//! rules and does what they answer.

pub mod client;
pub mod job;
pub mod market;
pub mod provider;

pub use client::*;
pub use job::*;
pub use market::*;
pub use provider::*;
