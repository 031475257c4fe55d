//! One RPC node: fresh reads, transactions that are sent until they are confirmed, past
//! transactions, and a wake-up call.
//!
//! | module | what it has |
//! |---|---|
//! | `connection` | the connection itself |
//! | `reads` | accounts as they are now |
//! | `parties` | the same of who stakes, and of channels |
//! | `tokens` | the same of assets, purses, offers and token accounts |
//! | `payees` | which orders were seen |
//! | `past` | transactions as they were |
//! | `calls` | the program's instructions in a transaction |
//! | `patient` | a call that got no answer is made again |
//! | `price` | what to pay for priority, by when it is due |
//! | `send` | simulate, price, sign, send, confirm |
//! | `outcome` | what came of a transaction |
//! | `wake` | a signal at each call of the program, and which jobs were closed |

mod calls;
mod connection;
mod outcome;
mod parties;
mod past;
mod patient;
mod payees;
mod price;
mod reads;
mod send;
mod tokens;
mod wake;

pub use connection::{Chain, ws_beside};
pub use outcome::Outcome;
pub use parties::ChannelFilter;
pub use past::{Balance, Past};
pub use price::Urgency;
pub use reads::{Clock, JobFilter};
pub use send::{Sent, fits};
pub use wake::{Closing, Wakes};
