//! Which ledger, hub, market and wallet an order works with.

use std::{path::PathBuf, sync::Arc};

use rayment_client::{Chain, ChainError, Market, MarketParams, chain, wallet};
use rayment_hub_client::HubClient;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{Error, Refusal, saved::Saved};

/// Environment variable with a client's key as base58.
pub const PRIVATE_KEY: &str = "SOLANA_PRIVATE_KEY";

/// How ledger, hub, market and wallet are found. By default: on this machine, the only market there is,
/// and the wallet of the environment or of the Solana CLI.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The node's JSON RPC.
    pub rpc_url: String,
    /// The node's WebSocket; `None` is beside the RPC.
    pub ws_url: Option<String>,
    pub hub_url: String,
    /// `None` is the only one there is.
    pub market: Option<Pubkey>,
    /// A file of the Solana CLI's form; `None` looks into `SOLANA_PRIVATE_KEY`, then for the CLI's own.
    pub keypair: Option<PathBuf>,
    /// Where the quotes of orders are kept; `None` is the user's data folder.
    pub orders: Option<PathBuf>,
}

impl Default for Connection {
    fn default() -> Self {
        Self {
            rpc_url: "http://127.0.0.1:8899".into(),
            ws_url: None,
            hub_url: "http://127.0.0.1:8787".into(),
            market: None,
            keypair: None,
            orders: None,
        }
    }
}

impl Connection {
    /// A connection to the node.
    pub fn chain(&self) -> Chain {
        let ws_url = self.ws_url.clone().unwrap_or_else(|| chain::ws_beside(&self.rpc_url));
        Chain::connect(&self.rpc_url, &ws_url)
    }

    /// The market that is named, or the only one there is.
    ///
    /// # Errors
    /// [`Refusal::NoMarket`] and [`Refusal::ManyMarkets`] where none is named.
    pub async fn find_market(&self, chain: &Chain) -> Result<Market, Error> {
        if let Some(address) = self.market {
            return Ok(chain.market(&address).await?);
        }
        let markets = chain.markets().await?;
        match markets.as_slice() {
            [market] => Ok(*market),
            [] => Err(Refusal::NoMarket.into()),
            many => Err(Refusal::ManyMarkets(many.iter().map(|market| market.address).collect()).into()),
        }
    }

    /// The wallet's file: the one that is named, else the Solana CLI's.
    pub fn wallet_file(&self) -> PathBuf {
        let home = || std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
        self.keypair.clone().unwrap_or_else(|| home().join(".config/solana/id.json"))
    }

    /// The wallet: a file if one is named, else the environment's, else the Solana CLI's.
    ///
    /// # Errors
    /// [`Refusal::NoWallet`] where there is none; [`ChainError::Wallet`] for one that cannot be read.
    pub fn wallet(&self) -> Result<Keypair, Error> {
        if let Some(path) = &self.keypair {
            return Ok(wallet::read(path)?);
        }
        if let Some(text) = std::env::var(PRIVATE_KEY).ok().filter(|text| !text.is_empty()) {
            let named = |error| match error {
                ChainError::Wallet(why) => ChainError::Wallet(format!("cannot use {PRIVATE_KEY}: {why}")),
                other => other,
            };
            return Ok(wallet::parse(&text).map_err(named)?);
        }
        let file = self.wallet_file();
        if !file.exists() {
            return Err(Refusal::NoWallet { variable: PRIVATE_KEY, file }.into());
        }
        Ok(wallet::read(&file)?)
    }
}

/// Everything a client needs at hand.
#[derive(Clone)]
pub struct Session {
    pub chain: Chain,
    pub hub: HubClient,
    pub market: Market,
    pub params: MarketParams,
    pub wallet: Arc<Keypair>,
    pub saved: Saved,
}

impl Session {
    /// Reads the wallet, connects, and finds the market.
    pub async fn open(at: &Connection) -> Result<Self, Error> {
        let wallet = Arc::new(at.wallet()?);
        let chain = at.chain();
        let market = at.find_market(&chain).await?;
        let params = chain.params(&market.address, market.version.params).await?;
        let hub = HubClient::new(&at.hub_url, Some(wallet.clone()))?;
        let saved = Saved::new(at.orders.clone());
        // Strangers can hide what is read from the chain behind transactions of their own; what is kept they can't.
        saved.all().iter().for_each(|saved| chain.remembers(&saved.quote));
        Ok(Self { chain, hub, market, params, wallet, saved })
    }

    /// The wallet's address.
    pub fn address(&self) -> Pubkey {
        self.wallet.pubkey()
    }
}
