//! A job, from its first claim to the last payment.

mod composites;
mod ending;
pub mod job_accept;
pub mod job_approve;
pub mod job_assign;
pub mod job_cancel;
pub mod job_claim;
pub mod job_clear;
pub mod job_deliver;
pub mod job_dispute;
pub mod job_expire;
pub mod job_fail;
pub mod job_reject;
pub mod job_seal;
pub mod job_settle;
pub mod job_start;
mod terms;
mod tokens;

pub use composites::*;
pub use job_accept::*;
pub use job_approve::*;
pub use job_assign::*;
pub use job_cancel::*;
pub use job_claim::*;
pub use job_clear::*;
pub use job_deliver::*;
pub use job_dispute::*;
pub use job_expire::*;
pub use job_fail::*;
pub use job_reject::*;
pub use job_seal::*;
pub use job_settle::*;
pub use job_start::*;
pub use terms::*;
