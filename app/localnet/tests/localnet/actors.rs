//! Who acts on the ledger in these tests.

use std::{
    future::Future,
    thread::sleep,
    time::{Duration, Instant},
};

use rayment_localnet::{Config, Localnet};
use solana_commitment_config::CommitmentConfig;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::Message;
use solana_pubkey::Pubkey;
use solana_pubsub_client::nonblocking::pubsub_client::PubsubClient;
use solana_rpc_client::rpc_client::RpcClient;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_system_interface::instruction::transfer;
use solana_transaction::Transaction;
use tokio::{
    runtime::{Builder, Runtime},
    time::timeout,
};

pub const SOL: u64 = 1_000_000_000;

/// A ledger with the default settings.
pub fn ledger() -> Localnet {
    Localnet::start(Config::default()).expect("a ledger with the default settings starts")
}

/// A client of the ledger that reads what is confirmed.
pub fn client(ledger: &Localnet) -> RpcClient {
    RpcClient::new_with_commitment(ledger.rpc_url(), CommitmentConfig::confirmed())
}

/// Asks until there is an answer, for half a minute.
pub fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited 30 s in vain for {what}");
        sleep(Duration::from_millis(5));
    }
}

/// Listens on the WebSocket. The client's blocking twin would do for loud subscriptions only: its
/// end waits for the next message.
pub struct Ear {
    pub pubsub: PubsubClient,
    runtime: Runtime,
}

impl Ear {
    pub fn on(ledger: &Localnet) -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("there are threads");
        let pubsub = runtime.block_on(PubsubClient::new(ledger.ws_url())).expect("the WebSocket answers");
        Self { pubsub, runtime }
    }

    /// Waits five seconds at most.
    pub fn waits<T>(&self, what: &str, future: impl Future<Output = T>) -> T {
        let bounded = async { timeout(Duration::from_secs(5), future).await };
        self.runtime.block_on(bounded).unwrap_or_else(|_| panic!("waited 5 s in vain for {what}"))
    }
}

/// A wallet with one SOL.
pub struct Wallet {
    pub keypair: Keypair,
}

impl Wallet {
    pub fn funded_on(ledger: &Localnet) -> Self {
        let keypair = Keypair::new();
        ledger.fund(keypair.pubkey(), SOL).expect("a wallet can be funded");
        Self { keypair }
    }

    pub fn key(&self) -> Pubkey {
        self.keypair.pubkey()
    }

    pub fn signs(&self, client: &RpcClient, instruction: Instruction) -> Transaction {
        let blockhash = client.get_latest_blockhash().expect("there is a blockhash");
        let message = Message::new(&[instruction], Some(&self.key()));
        Transaction::new(&[&self.keypair], message, blockhash)
    }

    /// Pays and returns once that is confirmed.
    pub fn pays(&self, client: &RpcClient, to: &Pubkey, lamports: u64) -> Signature {
        let payment = self.signs(client, transfer(&self.key(), to, lamports));
        confirms(client, &payment)
    }
}

/// Sends a transaction and returns once it is confirmed.
pub fn confirms(client: &RpcClient, transaction: &Transaction) -> Signature {
    let signature = client.send_transaction(transaction).expect("it is accepted");
    wait_for("the confirmation", || {
        let done = client.get_signature_status(&signature).expect("statuses are served")?;
        done.expect("it succeeds");
        Some(signature)
    })
}
