//! What a ledger is started with.

use std::{borrow::Cow, time::Duration};

use solana_pubkey::Pubkey;

use crate::LocalnetError;

/// Short enough that the 32 slots until a challenge can be sealed pass in 3.2 s.
pub const DEFAULT_SLOT_TIME: Duration = Duration::from_millis(100);

const SLOWEST_SLOT: Duration = Duration::from_secs(60);

/// What a ledger is started with. The default: no program, 100 ms slots, free ports, nobody funded.
#[derive(Clone, Debug)]
pub struct Config {
    /// The program that is there from genesis on.
    pub program: Option<Program>,
    /// Time from one slot to the next: whole milliseconds, at most a minute.
    pub slot_time: Duration,
    /// Port of the HTTP RPC on 127.0.0.1; 0 takes a free one.
    pub rpc_port: u16,
    /// Port of the WebSocket on 127.0.0.1; 0 takes a free one.
    pub ws_port: u16,
    /// Lamports that exist from genesis on.
    pub funded: Vec<(Pubkey, u64)>,
}

impl Default for Config {
    fn default() -> Self {
        Self { program: None, slot_time: DEFAULT_SLOT_TIME, rpc_port: 0, ws_port: 0, funded: Vec::new() }
    }
}

impl Config {
    /// Slot time as surfpool counts it.
    pub(crate) fn slot_millis(&self) -> Result<u64, LocalnetError> {
        let millis = self.slot_time.as_millis() as u64;
        let is_whole = Duration::from_millis(millis) == self.slot_time;
        if millis == 0 || !is_whole || self.slot_time > SLOWEST_SLOT {
            return Err(LocalnetError::SlotTime { found: self.slot_time });
        }
        Ok(millis)
    }
}

/// A program of the upgradeable loader.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its address.
    pub id: Pubkey,
    /// The shared object that the SBF builder wrote.
    pub elf: Cow<'static, [u8]>,
    /// Who may upgrade it.
    pub authority: Pubkey,
}
