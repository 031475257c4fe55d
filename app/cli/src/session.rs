//! Which ledger, hub, market and wallet a command works with.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use rayment_client::{Chain, Market, MarketParams, chain, wallet};
use rayment_hub_client::HubClient;
use rayment_service::key;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{args::Where, failure::refused};

/// Everything a client needs at hand.
#[derive(Clone)]
pub struct Session {
    pub chain: Chain,
    pub hub: HubClient,
    pub market: Market,
    pub params: MarketParams,
    pub wallet: Arc<Keypair>,
}

impl Session {
    /// Reads the wallet, connects, and finds the market.
    pub async fn open(at: &Where) -> anyhow::Result<Self> {
        let wallet = Arc::new(read_wallet(at)?);
        let chain = connect(at);
        let market = find_market(&chain, at.market).await?;
        let params = chain.params(&market.address, market.params).await?;
        let hub = HubClient::new(&at.hub, Some(wallet.clone()))?;
        Ok(Self { chain, hub, market, params, wallet })
    }

    /// The wallet's address.
    pub fn address(&self) -> Pubkey {
        self.wallet.pubkey()
    }
}

/// A connection to the node.
pub fn connect(at: &Where) -> Chain {
    let ws_url = at.ws_url.clone().unwrap_or_else(|| chain::ws_beside(&at.rpc_url));
    Chain::connect(&at.rpc_url, &ws_url)
}

/// The market asked for, or the only one there is.
pub async fn find_market(chain: &Chain, address: Option<Pubkey>) -> anyhow::Result<Market> {
    if let Some(address) = address {
        return Ok(chain.market(&address).await?);
    }
    let markets = chain.markets().await.context("cannot look for markets")?;
    match markets.as_slice() {
        [market] => Ok(*market),
        [] => refused("there is no market on this ledger: open one with `rayment market init`, or check --rpc-url"),
        many => {
            let list: Vec<_> = many.iter().map(|market| market.address.to_string()).collect();
            refused(format!("there are {} markets: choose one with --market: {}", many.len(), list.join(", ")))
        }
    }
}

/// The wallet: a file if one is named, else the environment, else the Solana CLI's.
pub fn read_wallet(at: &Where) -> anyhow::Result<Keypair> {
    if let Some(key) = key::find(at.keypair.as_deref())? {
        return Ok(key);
    }
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let path = home.join(".config/solana/id.json");
    if !path.exists() {
        return refused(format!(
            "no wallet: give --keypair FILE, set SOLANA_PRIVATE_KEY, or make {} with `solana-keygen new`",
            path.display()
        ));
    }
    Ok(wallet::read(&path)?)
}
