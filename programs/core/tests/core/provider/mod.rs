//! A provider's account.
//!
//! | module | what it shows |
//! |---|---|
//! | [`account`] | its keys, its prices, its status and its money |
//! | [`jobs`] | what jobs do to it: bonds, slots, earnings and statistics |
//! | [`purse`], [`offers`] | what it has of a token; what it asks for a kind of work |
//! | [`channels`] | what channels do to it |

pub mod account;
mod channels;
mod jobs;
mod offers;
mod purse;
