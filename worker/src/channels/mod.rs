//! Channels, from the provider's side: vouchers are checked, kept and turned into money.
//!
//! ```text
//! payer --voucher--> Vouchers::accept -> on the disk -> served for
//!                          |
//! chain --reads--> Redeemer::tick -> plan (pure) -> batches --transactions--> chain
//! ```
//!
//! | module | what for |
//! |---|---|
//! | `check` | whether a voucher is worth serving for, and how much service it carries |
//! | `store` | the highest vouchers of each channel on disk, through any crash |
//! | `vouchers` | both together: what a service calls |
//! | `plan` | what to redeem, to end and to close, as a pure function |
//! | `batch` | how many of that fit into one transaction |
//! | `redeemer` | observe, plan, send |
//!
//! Nothing is served before the voucher for it is on the disk, and no voucher is redeemed one by one unless its time
//! comes near: the network's fee would eat it.

mod batch;
mod check;
mod plan;
mod redeemer;
mod store;
mod vouchers;

pub use batch::{Batch, batches};
pub use check::{Against, Counting, Credit, VoucherError, Wanted};
pub use plan::{Action, ChannelView, Policy, Snapshot, plan};
pub use redeemer::Redeemer;
pub use store::{Held, Kept};
pub use vouchers::{AcceptError, Accepted, OpenError, Vouchers};
