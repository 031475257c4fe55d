//! Channels: deposits that are spent by signed vouchers.

pub mod channel_open;
pub mod channel_redeem;
pub mod channel_steer;
mod composites;
mod tokens;

pub use channel_open::*;
pub use channel_redeem::*;
pub use channel_steer::*;
pub use composites::*;
