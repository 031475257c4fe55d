//! Why a ledger did not start or an order to it was not carried out.

use std::{io, time::Duration};

use solana_pubkey::Pubkey;

/// Why a ledger did not start or an order to it was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum LocalnetError {
    /// The slot time is not one that the ledger can keep.
    #[error("a slot takes whole milliseconds, from 1 ms to 60 s, not {found:?}")]
    SlotTime {
        /// What the configuration asked for.
        found: Duration,
    },
    /// Somebody else listens on a port that was asked for.
    #[error(
        "the {purpose} port {port} on 127.0.0.1 is taken: stop what listens there, choose another port, or 0 for a free one"
    )]
    PortTaken {
        /// What the port was for.
        purpose: &'static str,
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A port could not be opened for another reason than that it is taken.
    #[error("the {purpose} port {port} on 127.0.0.1 could not be opened")]
    Port {
        /// What the port was for.
        purpose: &'static str,
        /// The port that was asked for; 0 is any.
        port: u16,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The program is not one that the virtual machine can load.
    #[error("the program {id} ({bytes} bytes) could not be loaded: {reason}; build it anew")]
    Program {
        /// Address of the program.
        id: Pubkey,
        /// Size of the shared object.
        bytes: usize,
        /// What the virtual machine said.
        reason: String,
    },
    /// The ledger ended or was silent before it served its first request.
    #[error("the embedded ledger did not start: {reason}")]
    Start {
        /// What surfpool said.
        reason: String,
    },
    /// An account could not be read or written.
    #[error("the embedded ledger refused the account {key}: {reason}")]
    Account {
        /// Address of the account.
        key: Pubkey,
        /// What surfpool said.
        reason: String,
    },
    /// A slot could not be made.
    #[error("the embedded ledger could not make a slot: {reason}")]
    Slot {
        /// What surfpool said.
        reason: String,
    },
    /// The clock was to be moved too far at once.
    #[error("the chain clock moves by at most {most:?} at once, not by {found:?}")]
    TooFar {
        /// What was asked for.
        found: Duration,
        /// What is possible.
        most: Duration,
    },
    /// The hash of a slot can't be chosen any more.
    #[error("slot {slot} has left the SlotHashes sysvar: choose a hash for a later one")]
    SlotForgotten {
        /// The slot whose hash was to be chosen.
        slot: u64,
    },
    /// The ledger was stopped, or its thread has died.
    #[error("the embedded ledger has stopped: start another one")]
    Stopped,
    /// The servers did not confirm in time that they closed.
    #[error(
        "the embedded ledger did not close its ports {rpc_port} and {ws_port} within {waited:?}; they are free when this process ends"
    )]
    StopTimedOut {
        /// Port of the HTTP RPC.
        rpc_port: u16,
        /// Port of the WebSocket.
        ws_port: u16,
        /// How long was waited.
        waited: Duration,
    },
    /// The operating system refused a thread, a runtime or random bytes.
    #[error("the operating system refused what the embedded ledger needs")]
    System(#[from] io::Error),
}
