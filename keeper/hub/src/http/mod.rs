//! The hub over HTTP: one file for each kind of thing that is served. Only here do errors become status
//! codes ([`Refusal`]).
//!
//! | route | who | what |
//! |---|---|---|
//! | `GET /health` | anyone | the market, bytes stored and capacity |
//! | `PUT /blobs/{sha256}` | any signature | a file under its hash |
//! | `GET, HEAD /blobs/{sha256}` | whoever knows the hash | the file, or a range of it |
//! | `GET /specs/{sha256}` | whoever knows the hash | a spec as JSON |
//! | `POST /quotes` | anyone | what an order would cost |
//! | `PUT /orders/{order}` | any signature | the quote of an order, by its address |
//! | `GET /orders/{order}` | whoever knows the address | the same |
//! | `PUT, GET /jobs/{job}/attempts/{attempt}/frames/{frame}` | see [`crate::access`] | a result frame |
//! | `HEAD …/frames/{frame}` | as `GET` | whether it is here |
//! | `PUT …/frames/{frame}/draft` | the provider that holds the job | what it looks like, before it is rendered |
//! | `GET …/frames/{frame}/preview.png` | anyone | a small picture of it, or of its draft |
//! | `POST /jobs/{job}/progress` | the provider that holds the job | how far a frame is |
//! | `GET /live` | any signature | WebSocket: what jobs do |
//!
//! A request that is signed is known by its headers before its body is read, before the chain is asked and
//! before it takes a place ([`places`]). What needs no signature is bounded in size and time and done off the
//! threads that serve ([`open_work`], [`connections`]).

mod auth;
mod blobs;
mod connections;
mod frames;
mod live;
mod open_work;
mod orders;
mod path;
mod places;
mod previews;
mod progress;
mod quotes;
mod receive;
mod refusal;
mod router;
mod specs;
mod state;

pub use auth::Hosts;
pub use connections::serve;
pub use places::{Place, Places, Stake};
use refusal::Refusal;
pub use router::router;
pub use state::{AppState, GRACE};
