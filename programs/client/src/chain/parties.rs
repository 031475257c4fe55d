//! Accounts of who stakes, and channels, each read afresh.

use rayment_core::layout;
use solana_pubkey::Pubkey;

use super::Chain;
use crate::{ChainError, Channel, Client, Guardian, address, rayment::accounts};

/// Which channels to read: all of the program's, narrowed by whatever is given.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChannelFilter {
    /// The payer's wallet.
    pub payer: Option<Pubkey>,
    /// The provider's account.
    pub provider: Option<Pubkey>,
    /// Who lent the rent.
    pub rent_payer: Option<Pubkey>,
}

impl Chain {
    /// A wallet's account as a client, if it has locked a stake in this market.
    pub async fn client(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Option<Client>, ChainError> {
        let address = address::client(market, wallet);
        self.data(&address).await?.map(|data| Client::decode(address, &data)).transpose()
    }

    /// A wallet's account as a guardian of this market, if it is one.
    pub async fn guardian(&self, market: &Pubkey, wallet: &Pubkey) -> Result<Option<Guardian>, ChainError> {
        let address = address::guardian(market, wallet);
        self.data(&address).await?.map(|data| Guardian::decode(address, &data)).transpose()
    }

    /// All guardians of a market.
    pub async fn guardians(&self, market: &Pubkey) -> Result<Vec<Guardian>, ChainError> {
        let parts = vec![(layout::guardian::MARKET.at, market.as_ref().to_vec())];
        let found = self.scan::<accounts::Guardian>(parts).await?;
        Ok(found.iter().filter_map(|(address, data)| Guardian::decode(*address, data).ok()).collect())
    }

    /// The channel at this address, if it is not closed.
    pub async fn channel(&self, address: &Pubkey) -> Result<Option<Channel>, ChainError> {
        let channel = |(lamports, data): (u64, Vec<u8>)| Ok(Channel::decode(*address, &data)?.holding(lamports));
        self.account(address).await?.map(channel).transpose()
    }

    /// All channels that pass the filter and are not closed.
    pub async fn channels(&self, filter: &ChannelFilter) -> Result<Vec<Channel>, ChainError> {
        let fields = [
            (layout::channel::PAYER, filter.payer),
            (layout::channel::PROVIDER, filter.provider),
            (layout::channel::RENT_PAYER, filter.rent_payer),
        ];
        let parts =
            fields.iter().filter_map(|(field, key)| Some((field.at, key.as_ref()?.as_ref().to_vec()))).collect();
        let found = self.scan_whole::<accounts::Channel>(parts).await?;
        let channel = |(address, lamports, data): &(Pubkey, u64, Vec<u8>)| {
            Channel::decode(*address, data).ok().map(|channel| channel.holding(*lamports))
        };
        Ok(found.iter().filter_map(channel).collect())
    }
}
