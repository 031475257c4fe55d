//! An embedded Solana ledger (surfpool) on loopback, with a program loaded at genesis.
//!
//! It must never know which program that is, nor the market: the program, its address and who is funded
//! are in its [`Config`].
//!
//! ```no_run
//! use rayment_localnet::{Config, Localnet};
//!
//! let ledger = Localnet::start(Config::default())?;
//! println!("RPC {}  WebSocket {}", ledger.rpc_url(), ledger.ws_url());
//! ledger.stop()?;
//! # Ok::<(), rayment_localnet::LocalnetError>(())
//! ```
//!
//! Every call here blocks for some milliseconds at most (`start`: some tenths of a second) and may
//! be made from any thread, also from one that runs async tasks. Any number of ledgers may live in
//! one process. Dropping a [`Localnet`] stops it.
//!
//! # Time
//! Slots are paced by us against the wall clock, so the chain clock does not drift: it is less than
//! about one slot behind, also on a busy machine, plus what [`Localnet::advance`] added. A stall is
//! made up slot by slot, up to 20 slots; a longer one is forgiven, and the chain clock stays behind
//! by it. The `Clock` sysvar that programs read, its account over RPC, [`Localnet::now`] and
//! `getBlockTime` of the slot that runs agree, in whole seconds. `getBlockTime` of a slot with
//! transactions is the time at its end, one slot after what they read. The first slot is 31.
//!
//! A blockhash is good for 150 slots: 15 s at the default 100 ms. `getLatestBlockhash` at
//! `finalized`, the default of most clients, hands out one that is 31 slots old; ask for
//! `confirmed`. Where a person signs, use 400 ms. A confirmation takes one slot.
//!
//! # Slot hashes
//! surfpool itself derives the hash of a slot from its number, so anybody can tell all future ones,
//! and time travel leaves a gap. Here the `SlotHashes` sysvar is rewritten in the same step that
//! makes each slot, with random hashes and otherwise as on a real cluster: in slot N the newest
//! entry is that of N - 1, then descending without gaps, 31 entries at genesis and 512 from slot 512
//! on, always 20,488 bytes. Programs see the same in the account and through the system call.
//! [`Localnet::advance`] fills in the slots it skips, so entries expire as they would have.
//! [`Localnet::pin_slot_hash`] chooses a hash for a test. Whoever runs the ledger still knows the
//! hashes first, and blockhashes stay a formula of the slot: draw nothing secret from those.
//!
//! # Limits
//! The ledger lives in memory. The cheat codes (`surfnet_*`) are open to whoever reaches the port,
//! hence loopback only. `surfnet_timeTravel` works, but the slots it skips get their hashes one slot
//! later; `surfnet_pauseClock` has no effect. `getRecentPrioritizationFees` and
//! `getSignaturesForAddress` walk through all of history, and the first is empty as long as nobody
//! paid a priority fee. A stopped ledger leaves one thread asleep until the process ends: surfpool's
//! own clock, which nothing can stop.

mod chain;
mod config;
mod error;
mod genesis;
mod ledger;
mod pace;
mod ports;
mod slot_hashes;
mod surfnet;

pub use config::{Config, DEFAULT_SLOT_TIME, Program};
pub use error::LocalnetError;
pub use ledger::Localnet;
