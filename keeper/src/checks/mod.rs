//! When deliveries are checked, and what is remembered of it. What a check is, is in `rayment_check`.
//!
//! A delivery is fetched as soon as it is announced; once the challenge is known its tiles are rendered
//! again and compared. Frames lie on disk while they are checked; findings are kept on disk too, so that
//! a keeper that is killed neither repeats a finished check nor loses one.

mod checker;
mod examine;
mod findings;
mod ledger;
mod permits;

pub use checker::{Checker, CheckerConfig};
