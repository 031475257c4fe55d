//! The connection to a node.

use std::{
    sync::{Arc, MutexGuard},
    time::Duration,
};

use anchor_client::{Cluster, Program};
use solana_commitment_config::CommitmentConfig;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_rpc_client::{nonblocking::rpc_client::RpcClient, rpc_client::RpcClientConfig};
use tokio::sync::Mutex;

use super::{
    patient::Patient,
    payees::{Payees, Seen},
    price::Urgency,
    send::{self, Pace, Sent},
};
use crate::{ChainError, PROGRAM_ID};

/// A connection to one RPC node. Cheap to clone.
#[derive(Clone)]
pub struct Chain {
    rpc: Arc<RpcClient>,
    pace: Arc<Pace>,
    ws_url: Arc<str>,
    payees: Arc<Payees>,
}

impl Chain {
    /// Connects at commitment `confirmed`. Nothing is sent yet.
    pub fn connect(rpc_url: &str, ws_url: &str) -> Self {
        let cluster = Cluster::Custom(rpc_url.to_owned(), ws_url.to_owned());
        let reader = Arc::new(Keypair::new());
        let client = anchor_client::Client::new_with_options(cluster, reader, CommitmentConfig::confirmed());
        // Only an invalid program id could fail here, and ours is a constant.
        let node = client.program(PROGRAM_ID).map(|program: Program<_>| program.rpc());
        let node =
            node.unwrap_or_else(|_| RpcClient::new_with_commitment(rpc_url.to_owned(), CommitmentConfig::confirmed()));
        let config = RpcClientConfig::with_commitment(CommitmentConfig::confirmed());
        let rpc = RpcClient::new_sender(Patient::new(node), config);
        let pace = Pace { poll: Duration::from_millis(60), price_cap: 1_000_000, price: Mutex::default() };
        Self { rpc: Arc::new(rpc), pace: Arc::new(pace), ws_url: ws_url.into(), payees: Arc::default() }
    }

    /// The node's own interface, for what is not offered here.
    pub fn rpc(&self) -> &RpcClient {
        &self.rpc
    }

    /// Orders that were seen.
    pub(super) fn payees(&self) -> MutexGuard<'_, Seen> {
        self.payees.seen()
    }

    /// Where [`super::Wakes`] listens.
    pub fn ws_url(&self) -> &str {
        &self.ws_url
    }

    /// Simulates, signs, sends, and waits until the transaction is confirmed. The payer signs too.
    ///
    /// # Errors
    /// [`ChainError::Refused`] where the program refuses, mostly in the simulation, before anything is
    /// paid; [`ChainError::Rpc`] where the node failed before the transaction was sent;
    /// [`ChainError::NotConfirmed`] where it was sent and not seen, whatever the reason: it may have landed.
    pub async fn send(
        &self,
        payer: &Keypair,
        signers: &[&Keypair],
        instructions: &[Instruction],
    ) -> Result<Sent, ChainError> {
        self.send_by(payer, signers, instructions, None).await
    }

    /// Like [`Chain::send`], and pays more for priority the nearer the deadline is.
    ///
    /// # Errors
    /// As [`Chain::send`].
    pub async fn send_by(
        &self,
        payer: &Keypair,
        signers: &[&Keypair],
        instructions: &[Instruction],
        urgency: Option<Urgency>,
    ) -> Result<Sent, ChainError> {
        send::send(&self.rpc, &self.pace, (payer, signers), instructions, urgency).await
    }
}

/// The WebSocket address that belongs to an RPC address, by custom: a local node listens one port up,
/// others share the address.
pub fn ws_beside(rpc_url: &str) -> String {
    let ws = rpc_url.replacen("https://", "wss://", 1).replacen("http://", "ws://", 1);
    let port =
        ws.rsplit_once(':').and_then(|(head, port)| Some((head, port.trim_end_matches('/').parse::<u16>().ok()?)));
    match port {
        Some((head, port)) => format!("{head}:{}", port.saturating_add(1)),
        None => ws,
    }
}
