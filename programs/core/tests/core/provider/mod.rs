//! A provider's account.
//!
//! | module | what it shows |
//! |---|---|
//! | [`account`] | its keys, its prices, its status and its money |
//! | [`jobs`] | what jobs do to it: bonds, slots, earnings and statistics |
//! | [`channels`] | what channels do to it |

pub mod account;
mod channels;
mod jobs;
