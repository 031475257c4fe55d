//! Every instruction, as it works and as it refuses.

mod account;
mod cancelling;
mod claiming;
mod ending;
mod every_error;
mod largest;
mod market;
mod money;
mod posting;
mod provider;
mod seal;
mod verdict;
mod work;
