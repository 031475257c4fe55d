//! A worker without a chain: what it plans, which jobs it takes, how it works, and what survives a crash.

mod channels;
mod coin;
mod inspect;
mod outbox;
mod plan;
mod register;
mod stake;
mod tiles;
mod work;
