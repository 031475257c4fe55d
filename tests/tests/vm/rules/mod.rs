//! Every instruction, as it works and as it refuses.

mod account;
mod bonds;
mod cancelling;
mod channels;
mod claiming;
mod disputes;
mod ending;
mod every_error;
mod giving_back;
mod guardians;
mod largest;
mod market;
mod money;
mod orders;
mod pausing;
mod posting;
mod provider;
mod seal;
mod spec_reports;
mod stakes;
mod telling;
mod unchecked;
mod verdict;
mod work;
