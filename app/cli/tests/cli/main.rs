//! The command `rayment`, as people and scripts call it.

mod demo;
mod help;
mod jobs;
mod orders;
mod pack;
mod preview;
