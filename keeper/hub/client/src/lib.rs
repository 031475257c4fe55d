//! What everybody who talks to a hub needs: the types on the wire, the signature of a request, and a
//! client over HTTP and WebSocket.
//!
//! The hub itself reads and writes the same types and checks the same signatures, so both ends of a
//! request are described here once.
//!
//! It must never know how a hub works inside: no server, no store, no rule about who may read what.
//! It opens no wallet file and keeps nothing on disk.
//!
//! | module | what for |
//! |---|---|
//! | [`HubClient`] | uploads, downloads, quotes, live status |
//! | [`wire`] | the JSON documents |
//! | [`signature`] | how a request says who it is from |

pub mod signature;
pub mod wire;

mod blobs;
mod error;
mod frames;
mod hub_client;
mod request;
mod watch;

pub use error::HubError;
pub use frames::FRAME_BYTES;
pub use hub_client::HubClient;
pub use watch::Watch;
pub use wire::{JobPhase, JobStatus, Progress, QuoteRequest, Target};
