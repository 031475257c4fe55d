//! The command `rayment`, as people and scripts call it.

mod calls;
mod channels;
mod demo;
mod ending;
mod help;
mod jobs;
mod orders;
mod pack;
mod preview;
mod stakes;
mod tokens;
