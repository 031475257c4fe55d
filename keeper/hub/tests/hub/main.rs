//! The hub over HTTP, against a scripted chain.

mod fixtures;

mod blobs;
mod crowds;
mod endings;
mod frames;
mod hosts;
mod orders;
mod pressure;
mod quotes;
mod rules;
mod sweep;
