//! The handle on one embedded ledger.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use solana_pubkey::Pubkey;

use crate::{Config, LocalnetError, chain::Chain, pace::Pace, ports::Ports, surfnet::Surfnet};

/// Free ports can be lost to another process before surfpool opens them.
const ATTEMPTS: usize = 3;

/// Held from the choice of ports until they are open. surfpool's servers share a port with each
/// other instead of refusing it, so two ledgers that start at once must not choose the same.
static STARTING: Mutex<()> = Mutex::new(());

/// A running ledger; stops when dropped.
pub struct Localnet {
    running: Option<Running>,
    ports: Ports,
}

/// Dropped in this order: no more slots are made, then the chain ends.
struct Running {
    pace: Pace,
    surfnet: Surfnet,
}

impl Localnet {
    /// Starts a ledger and returns when it answers on both ports and makes slots.
    ///
    /// # Errors
    /// [`LocalnetError::PortTaken`] if a port that was asked for is in use,
    /// [`LocalnetError::Program`] if the program can't be loaded, [`LocalnetError::SlotTime`].
    pub fn start(config: Config) -> Result<Self, LocalnetError> {
        let surfnet = launch(&config)?;
        let pace = Pace::start(surfnet.chain().clone(), config.slot_millis()?)?;
        Ok(Self { ports: surfnet.ports(), running: Some(Running { pace, surfnet }) })
    }

    /// Address of the HTTP RPC, `http://127.0.0.1:<port>`.
    pub fn rpc_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports.rpc)
    }

    /// Address of the WebSocket, `ws://127.0.0.1:<port>`.
    pub fn ws_url(&self) -> String {
        format!("ws://127.0.0.1:{}", self.ports.ws)
    }

    /// Adds lamports to a wallet, out of nothing and without a transaction.
    pub fn fund(&self, key: Pubkey, lamports: u64) -> Result<(), LocalnetError> {
        self.chain()?.fund(key, lamports)
    }

    /// Writes an account as it stands, whatever was there.
    pub fn set_account(&self, key: Pubkey, owner: Pubkey, lamports: u64, data: Vec<u8>) -> Result<(), LocalnetError> {
        self.chain()?.set_account(key, owner, lamports, data)
    }

    /// Moves the chain clock forward by at least `by`, rounded up to whole seconds, and the slots
    /// with it, at least two. Blockhashes stay good; slot hashes expire as they would have.
    ///
    /// # Errors
    /// [`LocalnetError::TooFar`] beyond a hundred years.
    pub fn advance(&self, by: Duration) -> Result<(), LocalnetError> {
        self.chain()?.advance(by)
    }

    /// The chain clock: Unix seconds, as a program reads them from `Clock`.
    pub fn now(&self) -> Result<i64, LocalnetError> {
        Ok((self.chain()?.now_millis()? / 1_000) as i64)
    }

    /// The slot that runs.
    pub fn slot(&self) -> Result<u64, LocalnetError> {
        self.chain()?.slot()
    }

    /// Chooses the hash of a slot: one to come, or one that `SlotHashes` still remembers.
    ///
    /// # Errors
    /// [`LocalnetError::SlotForgotten`] if it is older.
    pub fn pin_slot_hash(&self, slot: u64, hash: [u8; 32]) -> Result<(), LocalnetError> {
        self.chain()?.pin_slot_hash(slot, hash)
    }

    /// Stops the ledger and frees its ports, within a second or so.
    ///
    /// # Errors
    /// [`LocalnetError::StopTimedOut`] if a server did not confirm that it closed.
    pub fn stop(mut self) -> Result<(), LocalnetError> {
        self.end()
    }

    fn chain(&self) -> Result<&Chain, LocalnetError> {
        match &self.running {
            Some(running) => Ok(running.surfnet.chain()),
            None => Err(LocalnetError::Stopped),
        }
    }

    fn end(&mut self) -> Result<(), LocalnetError> {
        let Some(Running { pace, surfnet }) = self.running.take() else {
            return Ok(());
        };
        drop(pace);
        surfnet.stop()
    }
}

impl Drop for Localnet {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            tracing::warn!(%error, "stopping the embedded ledger");
        }
    }
}

fn launch(config: &Config) -> Result<Surfnet, LocalnetError> {
    let _starting = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
    let is_free_choice = config.rpc_port == 0 || config.ws_port == 0;
    let mut attempt = 1;
    loop {
        match Surfnet::launch(config, Ports::choose(config)?) {
            Err(LocalnetError::Start { reason }) if is_free_choice && attempt < ATTEMPTS => {
                tracing::debug!(reason, attempt, "starting the embedded ledger again");
                attempt += 1;
            }
            done => return done,
        }
    }
}
