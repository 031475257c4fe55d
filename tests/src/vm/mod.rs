//! The program in the real VM, with actors that use it: one line an action.
//!
//! Each [`World`] is a ledger of its own, with the program loaded, a clock that only [`World::advance`]
//! moves and slot hashes that only the test shows. Anna, Boris and Carol sell work, the client buys
//! it, the keeper judges, a stranger looks on. Every action is one real transaction, signed by who does
//! it; its network fee is paid by a wallet that takes no other part, so that what happens to the
//! balances of the others is the program's doing and nothing else.
//!
//! | module | what for |
//! |---|---|
//! | [`world`] | the ledger: sending, reading, time, slot hashes |
//! | [`actor`] | everybody's keys, the same in every run |
//! | [`roles`] | what clients, providers, keepers and strangers do |
//! | [`answer`] | how an action ended: the receipt, or the typed refusal |
//! | [`picture`] | what is rendered: offers, tiles, evidence |
//! | [`purchase`] | what a client buys: an order, its quote and its jobs |
//! | [`tokens`] | tokens, who holds them, and markets and providers that take them |
//! | [`mints`] | mints byte by byte, with the extensions that a test asks for |
//! | [`channels`] | what a payer spends by vouchers: opening, signing, redeeming |
//! | [`guardians`] | who locks what, who renders a tile again, and what they sign |
//! | [`from_no_order`] | how releases before orders were asked for a job |
//! | [`phases`] | worlds in which a job has come to some phase |

pub mod actor;
pub mod answer;
pub mod channels;
pub mod from_no_order;
pub mod guardians;
pub mod mints;
pub mod phases;
pub mod picture;
pub mod purchase;
pub mod roles;
pub mod tokens;
pub mod world;

pub use actor::*;
pub use answer::{Answer, Judged, RaymentError, Receipt, Refused, TOLD};
pub use guardians::{Guardian, Staker};
pub use picture::*;
pub use purchase::Purchase;
pub use roles::{Client, Keeper, Provider};
pub use tokens::{COINS, Coin};
pub use world::{Earlier, PARAMS, Snapshot, World};
