//! The command `rayment`, as people and scripts call it.

mod demo;
mod help;
mod pack;
mod preview;
