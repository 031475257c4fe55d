//! The hub: where files travel by their hash, and where one asks what a job is doing.
//!
//! ```text
//! client ---- blobs, quotes, live status ----> hub <---- frames, progress ---- worker
//!                                               | reads only
//!                                             chain
//! ```
//!
//! It holds nobody's key, so it can never change a job. Where its operator gives it a wallet of its own, that pays the
//! network's fees of drawing orders which are paid, as anyone may, and signs for nothing else (`orders`). All the hub
//! has of its own are blobs, result frames, quotes, and notes of what jobs delivered and how they ended. Blobs and frames can be
//! put again by whoever has them, because their hashes stand on chain. Notes about jobs with frames here
//! are made as soon as the chain shows them, even while nobody watches: later, how a job ended can only be
//! read from transactions, and a search is slow where strangers have added many.
//!
//! **Whoever knows a blob's hash can fetch it.** Scenes are as secret as their hash, and the hash of
//! a spec stands on chain with the job: its file list, and so its files, are public to anyone who
//! looks. Result frames are different: who may read one follows from the chain ([`access`]), and a
//! preview of at most a quarter of the width and height is for everybody.
//!
//! Frames and previews stay for 30 days after their job's end, with their notes. A blob stays as long
//! as an open job's spec, that of an order with jobs still to be drawn, or a provider's profile names it, and else
//! for 30 days after it was last asked for. Frames of a job whose end is never to be seen stay for good. Where room
//! is short, frames of a paid job are kept for a day, as far as these take half of it, and those of a refunded one
//! not at all.
//!
//! **Where there is not enough for all, it goes by money on chain**, since keys cost nothing. While there is
//! room, nobody is asked. When all places for uploads or watchers are taken, a newcomer takes the place of
//! whoever has the least money for each of its own; when the store is full, blobs that no open job or order names
//! give way first, and among them those with the least money behind each byte ([`pressure`]). What needs no
//! signature is bounded in size and time, and few of it are done at once.
//!
//! What it does not do: TLS. On the open Internet the hub stands behind a server that brings it and passes on
//! the `Host` header, for which signatures are made ([`rayment_hub_client::signature`]).
//!
//! It must never know a user's private key, how a picture is rendered, or what another daemon plans. Inside it,
//! only `http` knows status codes, and only `chain_view` and `orders` read the chain.
//!
//! | module | what for |
//! |---|---|
//! | [`access`] | who may write and read a frame, as pure rules |
//! | [`config`] | addresses, folders and limits of a hub |
//! | [`hub`] | a running hub |
//! | `http` | routes and handlers, by what is served |
//! | `chain_view` | what the chain says of jobs and providers, and notes of it |
//! | `feed`, `order_names` | what jobs do now, for watchers, and which orders they are from |
//! | `orders` | quotes of orders that wait to be paid, and drawing them |
//! | [`pressure`], `room` | who gives way when the store is full, and how |
//! | `store`, `documents`, `references` | objects on disk, specs among them, and which of them the chain names |
//! | `preview`, `sweep` | small pictures, what goes in time |

pub mod access;
pub mod config;
pub mod hub;
pub mod pressure;

mod chain_view;
mod documents;
mod feed;
mod http;
mod order_names;
mod orders;
mod preview;
mod references;
mod room;
mod store;
mod sweep;

pub use config::{Drawing, HubConfig, Limits};
pub use hub::{Hub, StartError, run};
