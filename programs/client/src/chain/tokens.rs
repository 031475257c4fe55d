//! What concerns tokens, each account read afresh: assets, purses, offers, and token accounts.

use rayment_core::{asset::TokenAccount, layout};
use solana_pubkey::Pubkey;

use super::Chain;
use crate::{
    Asset, ChainError, Channel, Job, Offer, Purse, Token, accounts::Payment, address, chain_key, error::Kind,
    instructions::OfferOf, rayment::accounts,
};

impl Chain {
    /// A token that a market takes, by its mint.
    pub async fn asset(&self, market: &Pubkey, mint: &Pubkey) -> Result<Option<Asset>, ChainError> {
        let address = address::asset(market, mint);
        self.data(&address).await?.map(|data| Asset::decode(address, &data)).transpose()
    }

    /// All tokens that a market takes.
    pub async fn assets(&self, market: &Pubkey) -> Result<Vec<Asset>, ChainError> {
        let found = self.scan::<accounts::Asset>(vec![(layout::asset::MARKET.at, market.as_ref().to_vec())]).await?;
        Ok(found.iter().filter_map(|(address, data)| Asset::decode(*address, data).ok()).collect())
    }

    /// A provider's purse for a mint, by the provider's account.
    pub async fn purse(&self, provider: &Pubkey, mint: &Pubkey) -> Result<Option<Purse>, ChainError> {
        let address = address::purse(provider, mint);
        self.data(&address).await?.map(|data| Purse::decode(address, &data)).transpose()
    }

    /// All purses of a provider, by its account.
    pub async fn purses(&self, provider: &Pubkey) -> Result<Vec<Purse>, ChainError> {
        let parts = vec![(layout::purse::PROVIDER.at, provider.as_ref().to_vec())];
        let found = self.scan::<accounts::Purse>(parts).await?;
        Ok(found.iter().filter_map(|(address, data)| Purse::decode(*address, data).ok()).collect())
    }

    /// One of a provider's offers, by the provider's account.
    pub async fn offer(&self, provider: &Pubkey, of: &OfferOf) -> Result<Option<Offer>, ChainError> {
        let address = address::offer(provider, of);
        self.data(&address).await?.map(|data| Offer::decode(address, &data)).transpose()
    }

    /// Offers: of one provider by its account, or all; in one mint, zeros for SOL, or in any.
    pub async fn offers(&self, provider: Option<&Pubkey>, mint: Option<&Pubkey>) -> Result<Vec<Offer>, ChainError> {
        let parts = [(layout::offer::PROVIDER, provider), (layout::offer::MINT, mint)];
        let parts = parts.into_iter().filter_map(|(field, key)| Some((field.at, key?.as_ref().to_vec()))).collect();
        let found = self.scan::<accounts::Offer>(parts).await?;
        Ok(found.iter().filter_map(|(address, data)| Offer::decode(*address, data).ok()).collect())
    }

    /// What a job in tokens is in, by its vault; none for SOL.
    ///
    /// # Errors
    /// [`ChainError::Missing`] where the node doesn't show the vault: it may lag behind.
    pub async fn token_of_job(&self, job: &Job) -> Result<Option<Token>, ChainError> {
        if !job.state.is_in_tokens() {
            return Ok(None);
        }
        let vault = address::vault(&job.address);
        let missing = ChainError::Missing { kind: Kind::Vault, address: vault };
        let (token, _) = self.token_account(&vault).await?.ok_or(missing)?;
        Ok(Some(token))
    }

    /// The same channel with what it takes to pay it, where it is in tokens.
    pub async fn with_payment(&self, channel: Channel) -> Result<Channel, ChainError> {
        if channel.state.is_sol() {
            return Ok(channel);
        }
        let mint = chain_key(&channel.state.mint);
        let missing = ChainError::Missing { kind: Kind::Vault, address: address::vault(&channel.address) };
        let (token, vault) = self.token_account(&address::vault(&channel.address)).await?.ok_or(missing)?;
        let purse = self.token_account(&address::vault(&address::purse(&channel.provider(), &mint))).await?;
        let has_purse = purse.is_some_and(|(_, purse)| purse.can_take(&channel.state.mint));
        Ok(Channel { payment: Some(Payment { token, has_purse, held: vault.amount }), ..channel })
    }

    /// A token account, and what it is in; none where this is no token account.
    pub async fn token_account(&self, address: &Pubkey) -> Result<Option<(Token, TokenAccount)>, ChainError> {
        let Some((owner, data)) = self.owned(address).await? else { return Ok(None) };
        let read = TokenAccount::read(&data);
        Ok(read.and_then(|account| Some((Token::new(chain_key(&account.mint), owner)?, account))))
    }

    /// The token of a mint, and its decimals; none where this is no mint.
    pub async fn token(&self, mint: &Pubkey) -> Result<Option<(Token, u8)>, ChainError> {
        /// Where a mint says how many decimals people write.
        const DECIMALS: usize = 44;
        let Some((owner, data)) = self.owned(mint).await? else { return Ok(None) };
        Ok(Token::new(*mint, owner).zip(data.get(DECIMALS).copied()))
    }
}
