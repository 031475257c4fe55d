//! What lies at the addresses of orders, read afresh, and what they are drawn by.

use std::time::{Duration, Instant};

use rayment_client::{
    Chain, ChainError, Provider, chain_key,
    order::{Drawing, OrderQuote, fee_of},
    token::Weight,
};
use rayment_core::{
    layout,
    order::TokenFunds,
    provider::{RENDER, Status},
};
use solana_pubkey::Pubkey;

use super::plan::Seen;

/// Rents may fall or rise: they are asked for again after this long.
const RENTS_LAST: Duration = Duration::from_secs(600);

/// Reads what drawing goes by.
pub struct Looker {
    chain: Chain,
    market: Pubkey,
    /// Of an order's account, a job's and a wallet.
    rents: Option<(Instant, [u64; 3])>,
}

/// What holds for all orders of the market, as of one moment.
pub struct Around {
    pub with: Drawing,
    active: Vec<Provider>,
}

impl Looker {
    pub fn new(chain: Chain, market: Pubkey) -> Self {
        Self { chain, market, rents: None }
    }

    pub async fn around(&mut self) -> Result<Around, ChainError> {
        let (market, mut active) =
            tokio::try_join!(self.chain.market(&self.market), self.chain.providers(&self.market))?;
        active.retain(|provider| provider.state.status == Status::Active);
        let [order_rent, job_rent, wallet_rent] = self.rents().await?;
        Ok(Around { with: Drawing { version: market.version, order_rent, job_rent, wallet_rent }, active })
    }

    async fn rents(&mut self) -> Result<[u64; 3], ChainError> {
        if let Some((_, rents)) = self.rents.filter(|(read, _)| read.elapsed() < RENTS_LAST) {
            return Ok(rents);
        }
        let rent = |space| self.chain.rent(space);
        let (order, job, wallet) = tokio::try_join!(rent(layout::order::SPACE), rent(layout::job::SPACE), rent(0))?;
        self.rents = Some((Instant::now(), [order, job, wallet]));
        Ok([order, job, wallet])
    }

    /// What lies at one order's address.
    pub async fn order(
        &self,
        (order, quote): (&Pubkey, &OrderQuote),
        around: &Around,
        now: i64,
    ) -> Result<Seen, ChainError> {
        let written = self.chain.order(order).await?;
        let lamports = match &written {
            Some(written) => written.lamports,
            None => self.chain.balance(order).await?,
        };
        let (fee, ceilings) = (fee_of(quote), &quote.ceilings.terms);
        if quote.is_sol() {
            let is_wanted = around.active.iter().any(|provider| provider.state.terms.within(ceilings));
            return Ok(Seen { quote: *quote, lamports, written, tokens: None, fee, is_wanted });
        }
        let mint = chain_key(&quote.mint);
        let asset = self.chain.asset(&self.market, &mint).await?;
        let Some((asset, token)) = asset.and_then(|asset| Some((asset, asset.token()?))) else {
            return Ok(Seen { quote: *quote, lamports, written, tokens: None, fee: 0, is_wanted: false });
        };
        let account = self.chain.token_account(&token.account(order)).await?;
        let movable = account.filter(|(of, account)| *of == token && !account.is_frozen);
        let held = movable.map_or(0, |(_, account)| account.amount);
        let (vault_rent, at_once_max) = (self.chain.rent(asset.vault_space()).await?, asset.state.at_once_max);
        let offers = self.chain.offers(None, Some(&mint)).await?;
        let is_active = |seller| around.active.iter().any(|provider| provider.address == seller);
        let is_wanted = offers.iter().any(|offer| {
            let state = &offer.state;
            state.kind == RENDER && state.terms.within(ceilings) && is_active(chain_key(&state.provider))
        });
        let fee = Weight::of(&asset.state, now).map_or(0, |weight| weight.lamports(fee));
        let tokens = Some((token, TokenFunds { held, vault_rent, at_once_max }));
        Ok(Seen { quote: *quote, lamports, written, tokens, fee, is_wanted })
    }
}
