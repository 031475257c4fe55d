//! Tokens that are paid in: what a market takes, what a wallet can pay, and why not.

use rayment_client::{
    Asset, Chain, ChainError, Token, address, chain_key,
    error::Kind,
    money::decimal,
    order::OrderQuote,
    rule_key,
    token::{TOKEN_2022, Weight},
};
use rayment_core::asset::{AssetState, Mint, TokenAccount};
use solana_pubkey::Pubkey;
use thiserror::Error as Message;

use crate::{Coin, Error, Session};

/// Why something about a token was refused before it was sent.
#[derive(Clone, Debug, PartialEq, Eq, Message)]
pub enum TokenRefusal {
    #[error("{0} is no mint of a token program: check the address")]
    NotMint(Pubkey),
    #[error("this market does not take the token {0}")]
    NotListed(Pubkey),
    #[error(
        "`{text}` is not an amount of {coin}: expected {} and no more than {}", form(*coin),
        decimal(u64::MAX, coin.decimals)
    )]
    NotAmount { text: String, coin: Coin },
    /// Its jobs would wait, since nobody knows what the fee is worth.
    #[error(
        "the market has said no rate of the token {0} within the last 24 hours, so its keeper draws and assigns \
         nothing that is paid in it: ask the market's authority for one, or pay in SOL"
    )]
    OldRate(Pubkey),
    #[error(
        "the wallet {wallet} has {} of the token {mint}, and this takes {}: fund it and try again",
        decimal(*has, *decimals), decimal(*wanted, *decimals)
    )]
    BalanceTooLow { wallet: Pubkey, mint: Pubkey, decimals: u8, has: u64, wanted: u64 },
    /// What goes on is in another token, or in SOL.
    #[error("order {order} is in {}, not in {}", name(is_in), name(asked))]
    OtherCoin { order: Pubkey, is_in: Option<Pubkey>, asked: Option<Pubkey> },
    #[error("amounts of {mint} were read with {read} decimals, and the node says that it has {found}: nothing is sent")]
    OtherDecimals { mint: Pubkey, read: u8, found: u8 },
    #[error("the token account {account} of the wallet {wallet} belongs to {owner} now: nothing can be paid from it")]
    OtherOwner { account: Pubkey, wallet: Pubkey, owner: Pubkey },
    #[error("the token account {0} is frozen by the token's issuer: nothing can be paid from or to it")]
    Frozen(Pubkey),
    #[error("the token account {0} can't be paid: it is frozen, spendable by others, or asks for memos")]
    Blocked(Pubkey),
    #[error("the provider {provider} has no purse for the token {mint}, so it can't be paid in it")]
    NoPurse { provider: Pubkey, mint: Pubkey },
    #[error("job {0} owes nothing")]
    NothingOwed(Pubkey),
    #[error("the wallet {0} is owed nothing of this job: only who is owed may name another account")]
    NotOwed(Pubkey),
}

/// How an amount is written, by an example.
fn form(coin: Coin) -> String {
    match coin.decimals {
        0 => "a whole number such as 12".to_owned(),
        1 => "a number such as 0.5, with at most 1 decimal".to_owned(),
        decimals => format!("a number such as 0.25, with at most {decimals} decimals"),
    }
}

fn name(mint: &Option<Pubkey>) -> String {
    mint.map_or_else(|| "SOL".to_owned(), |mint| format!("the token {mint}"))
}

/// A token that a market takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    pub token: Token,
    /// What the market says of it.
    pub state: AssetState,
}

impl Listed {
    /// By its mint, as the session's market takes it now.
    ///
    /// # Errors
    /// [`TokenRefusal::NotListed`].
    pub async fn read(session: &Session, mint: &Pubkey) -> Result<Self, Error> {
        let asset = session.chain.asset(&session.market.address, mint).await?;
        Ok(asset.as_ref().and_then(Self::of).ok_or(TokenRefusal::NotListed(*mint))?)
    }

    /// `None` where the account names a token program that nobody knows.
    pub fn of(asset: &Asset) -> Option<Self> {
        Some(Self { token: asset.token()?, state: asset.state })
    }

    pub fn coin(&self) -> Coin {
        Coin { token: Some(self.token), decimals: self.state.decimals }
    }

    /// What it weighs in lamports, where the market has said so within the last day.
    pub fn weight(&self, now: i64) -> Option<Weight> {
        Weight::of(&self.state, now)
    }

    /// Bytes of a vault, and of a wallet's own account of it.
    pub fn account_space(&self) -> usize {
        let AssetState { decimals, extensions, .. } = self.state;
        Mint { decimals, extensions }.vault_space(self.token.program == TOKEN_2022)
    }
}

/// What an order is in; `None` for SOL.
///
/// # Errors
/// [`ChainError::NotA`] where its mint is none any more.
pub async fn token_of(chain: &Chain, quote: &OrderQuote) -> Result<Option<Token>, ChainError> {
    if quote.is_sol() {
        return Ok(None);
    }
    let mint = chain_key(&quote.mint);
    let (token, _) = chain.token(&mint).await?.ok_or(ChainError::NotA { kind: Kind::Mint, address: mint })?;
    Ok(Some(token))
}

/// A wallet's or an order's own account of a token, where there is one.
pub async fn own_account(chain: &Chain, token: &Token, owner: &Pubkey) -> Result<Option<TokenAccount>, ChainError> {
    let found = chain.token_account(&token.account(owner)).await?;
    Ok(found.filter(|(found, _)| found == token).map(|(_, account)| account))
}

/// Base units at an order's address, as far as they can leave it.
pub async fn held_by(chain: &Chain, token: &Token, order: &Pubkey) -> Result<u64, ChainError> {
    let account = own_account(chain, token, order).await?;
    Ok(account.filter(|account| !account.is_frozen).map_or(0, |account| account.amount))
}

/// Refuses, before anything is locked, what the session's wallet can't pay out of its own account.
///
/// # Errors
/// [`TokenRefusal::OtherOwner`], [`TokenRefusal::Frozen`], [`TokenRefusal::BalanceTooLow`].
pub async fn afford(session: &Session, coin: Coin, units: u64) -> Result<(), Error> {
    let (wallet, Some(token)) = (session.address(), coin.token) else { return Ok(()) };
    let account = own_account(&session.chain, &token, &wallet).await?;
    let has = account.map_or(0, |account| account.amount);
    if let Some(other) = account.filter(|account| account.owner != rule_key(&wallet)) {
        let (account, owner) = (token.account(&wallet), chain_key(&other.owner));
        return Err(TokenRefusal::OtherOwner { account, wallet, owner }.into());
    }
    if account.is_some_and(|account| account.is_frozen) {
        return Err(TokenRefusal::Frozen(address::associated(&wallet, &token)).into());
    }
    if has < units {
        let (mint, decimals) = (token.mint, coin.decimals);
        return Err(TokenRefusal::BalanceTooLow { wallet, mint, decimals, has, wanted: units }.into());
    }
    Ok(())
}
