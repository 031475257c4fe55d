//! Every instruction, as it works and as it refuses.

mod account;
mod bonds;
mod cancelling;
mod claiming;
mod disputes;
mod ending;
mod every_error;
mod giving_back;
mod largest;
mod market;
mod money;
mod orders;
mod pausing;
mod posting;
mod provider;
mod seal;
mod spec_reports;
mod telling;
mod unchecked;
mod verdict;
mod work;
