//! Channels: a deposit that is spent by signed vouchers, for whatever is paid as it is used: streams, rentals,
//! language, voice, functions.
//!
//! ```text
//! open --vouchers, one for all that is owed so far--> redeemed by anyone --close--> the rest goes back
//! ```
//!
//! The payer's deposit lies on chain. A session key, made for this channel alone, signs sums; a provider redeems the
//! highest when it likes. No sum goes beyond the deposit, and with a rate none goes beyond the time.
//!
//! | module | what for |
//! |---|---|
//! | [`wanted`] | what a payer asks for, with defaults, and the terms it comes to |
//! | [`ssh`] | the key that a rented machine lets in |
//! | [`kept`] | what is written down here before money moves: the session key, and vouchers |
//! | [`mod@open`] | opening one, once, whatever breaks in between |
//! | [`steer`] | pause, resume, extend, top up, close, end |
//! | [`voucher`] | vouchers: signing, checking, writing down, and how much may be signed |
//! | [`acknowledging`] | a voucher every 30 seconds for what was served |
//! | [`redeem`] | being paid: by voucher, by the payer's word, by time |
//! | [`standing`] | what is earned, owed and left |
//! | [`unredeemed`] | what a provider would lose if it left now |
//! | [`error`] | what is refused before it is sent |

pub mod acknowledging;
pub mod error;
pub mod kept;
pub mod open;
pub mod redeem;
pub mod ssh;
pub mod standing;
pub mod steer;
pub mod unredeemed;
pub mod voucher;
pub mod wanted;

pub use acknowledging::{Acknowledging, Ended, NoAnswer, OnLedger, Seen, Served, Service, World};
pub use error::ChannelRefusal;
pub use kept::{KeptChannel, KeptChannels};
pub use open::{Opened, open, rent};
pub use redeem::{By, Redeemed};
pub use ssh::SshKey;
pub use standing::{Phase, Standing};
pub use steer::{Found, Role, works_for};
pub use unredeemed::Unredeemed;
pub use voucher::SignedVoucher;
pub use wanted::{Kind, VouchersBy, Wanted};
