//! The hub over HTTP, against a scripted chain.

mod fixtures;

mod blobs;
mod endings;
mod frames;
mod hosts;
mod quotes;
mod rules;
mod sweep;
