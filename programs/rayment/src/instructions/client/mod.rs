//! A client's counter of jobs.

pub mod client_open;

pub use client_open::*;
