//! What jobs are in.

use std::collections::BTreeMap;

use rayment_client::{
    chain_key,
    history::{JobHistory, quote_of},
};
use rayment_sdk::{Coin, Session};
use solana_pubkey::Pubkey;

/// What jobs are in, by their mints, each read once.
#[derive(Default)]
pub(super) struct Coins(BTreeMap<Pubkey, Coin>);

impl Coins {
    pub async fn of(&mut self, session: &Session, mint: Pubkey) -> anyhow::Result<Coin> {
        if let Some(coin) = self.0.get(&mint) {
            return Ok(*coin);
        }
        let coin = Coin::read(&session.chain, &mint).await?;
        self.0.insert(mint, coin);
        Ok(coin)
    }

    pub async fn of_history(&mut self, session: &Session, history: &JobHistory) -> anyhow::Result<Coin> {
        let mint = match (&history.closed, &history.order) {
            (Some(closed), _) => closed.mint,
            (None, Some(order)) => {
                let quote = quote_of(&session.chain, order).await?;
                quote.map(|quote| chain_key(&quote.mint)).unwrap_or_default()
            }
            (None, None) => Pubkey::default(),
        };
        self.of(session, mint).await
    }
}
