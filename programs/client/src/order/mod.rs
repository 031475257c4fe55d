//! A render over several jobs, from the first estimate to the last tile.
//!
//! | module | what it does |
//! |---|---|
//! | [`split`](mod@split) | cuts an order into jobs: whole frames, or bands of one frame |
//! | [`quote`](mod@quote) | what it will probably cost, and with whom |
//! | `bytes` | a quote as it travels |
//! | `ceilings` | what a job may cost at most, and so what it locks |
//! | [`jobs`] | the jobs of an order, and the quote that its address follows from |
//! | [`draws`] | which of them can be drawn now |
//! | [`delivery`] | the tiles of a job against its commitment |

mod bytes;
mod ceilings;
pub mod delivery;
pub mod draws;
pub mod jobs;
pub mod quote;
pub mod split;

pub use bytes::{quote_bytes, quote_from};
pub use ceilings::deposit;
pub use draws::{Drawing, Source, fee_of};
pub use jobs::{Jobs, JobsError, Terms, order};
pub use quote::{Candidate, Quote, QuoteLine, quote};
pub use rayment_core::order::{Cut, Quote as OrderQuote};
