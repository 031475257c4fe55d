//! What payer and provider may ask of an open channel, checked before it is sent.

use rayment_client::{
    Channel, Provider, Sent, address, chain_key,
    instructions::{Redeemed, channel_redeem, channel_steer, order_pay, token_pay},
    rule_key,
};
use rayment_core::channel::Steer;
use solana_pubkey::Pubkey;

use super::{ChannelRefusal, standing::Phase, standing::phase, wanted::expiry};
use crate::{Coin, Error, Session, token};

/// A channel with what it takes to ask something of it.
#[derive(Clone, Debug)]
pub struct Found {
    pub channel: Channel,
    /// `None` once it has left the market: then all that is left goes to the payer.
    pub provider: Option<Provider>,
    /// What it is in.
    pub coin: Coin,
    /// Of the parameters that the channel names.
    pub fee_bps: u16,
    /// The chain's clock.
    pub now: i64,
}

/// What this wallet is to a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Payer,
    /// By its authority's key or its operator's.
    Provider,
    /// Lent the rent, and is not the payer.
    Lender,
    Stranger,
}

impl Found {
    /// Reads a channel of the session's market.
    ///
    /// # Errors
    /// [`ChannelRefusal::NoChannel`], [`ChannelRefusal::OtherMarket`].
    pub async fn read(session: &Session, channel: &Pubkey) -> Result<Self, Error> {
        let (chain, market) = (&session.chain, &session.market.address);
        let found = chain.channel(channel).await?.ok_or(ChannelRefusal::NoChannel(*channel))?;
        let found = chain.with_payment(found).await?;
        let coin = Coin::read(chain, &chain_key(&found.state.mint)).await?;
        // Who opened it from here knows what its amounts mean, whatever a node says today.
        if let Some(kept) = session.saved.channels().find(channel)? {
            kept.wanted.check_decimals(&coin)?;
        }
        let now = chain.clock().await?.unix_timestamp;
        let providers = chain.providers(market).await?;
        let provider = providers.into_iter().find(|provider| provider.address == found.provider());
        if provider.is_none() && is_held(session, &found).await? {
            return Err(ChannelRefusal::OtherMarket(*channel, *market).into());
        }
        // Of a channel whose provider is gone the market is not known any more, and its fee moves nothing.
        let params = chain.params(market, found.state.params).await;
        let fee_bps = match (params, &provider) {
            (Ok(params), _) => params.values.fee_bps,
            (Err(_), None) => 0,
            (Err(error), Some(_)) => return Err(error.into()),
        };
        Ok(Self { channel: found, provider, coin, fee_bps, now })
    }

    /// What a wallet is to it.
    pub fn role(&self, wallet: &Pubkey) -> Role {
        match () {
            () if self.channel.payer() == *wallet => Role::Payer,
            () if self.provider.as_ref().is_some_and(|provider| works_for(wallet, provider)) => Role::Provider,
            () if self.channel.rent_payer() == *wallet => Role::Lender,
            () => Role::Stranger,
        }
    }

    fn is(&self, wanted: &[Phase], words: &'static str) -> Result<(), ChannelRefusal> {
        let found = phase(&self.channel.state, self.now);
        if wanted.contains(&found) {
            return Ok(());
        }
        Err(ChannelRefusal::WrongPhase { channel: self.channel.address, phase: found.name(), wanted: words })
    }

    fn by(&self, session: &Session, may: &[Role]) -> Result<(), ChannelRefusal> {
        let channel = self.channel.address;
        match self.role(&session.address()) {
            role if may.contains(&role) => Ok(()),
            _ if may.contains(&Role::Provider) => Err(ChannelRefusal::NotParty(channel)),
            _ => Err(ChannelRefusal::NotPayer { channel, payer: self.channel.payer() }),
        }
    }

    async fn send(&self, session: &Session, command: Steer) -> Result<Sent, Error> {
        let market = &session.market.address;
        let steer = channel_steer(&session.address(), market, &self.channel, command);
        Ok(session.chain.send(&session.wallet, &[], &[steer]).await?)
    }

    /// Payer or provider: its time stands still, and vouchers still count.
    ///
    /// # Errors
    /// What the program would refuse, before it is asked.
    pub async fn pause(&self, session: &Session) -> Result<Sent, Error> {
        self.by(session, &[Role::Payer, Role::Provider])?;
        self.is(&[Phase::Running], "running")?;
        self.send(session, Steer::Pause).await
    }

    /// The payer: its time goes on.
    ///
    /// # Errors
    /// As [`Found::pause`].
    pub async fn resume(&self, session: &Session) -> Result<Sent, Error> {
        self.by(session, &[Role::Payer])?;
        self.is(&[Phase::Paused], "paused")?;
        self.send(session, Steer::Resume).await
    }

    /// The payer: it may live until so many seconds from now.
    ///
    /// # Errors
    /// As [`Found::pause`], and where that is no later than before or too late.
    pub async fn extend(&self, session: &Session, secs: i64) -> Result<Sent, Error> {
        self.by(session, &[Role::Payer])?;
        self.is(&[Phase::Running, Phase::Paused], "running or paused")?;
        let (expires_at, now) = (expiry(secs, self.now)?, self.channel.state.expires_at);
        if expires_at <= now {
            return Err(ChannelRefusal::NotLater { now, asked: expires_at }.into());
        }
        self.send(session, Steer::Extend { expires_at }).await
    }

    /// Adds to the deposit: paid and counted in one transaction, so that nothing can be paid to a channel that has
    /// closed in the meantime. Whoever pays, it becomes the payer's.
    ///
    /// # Errors
    /// As [`Found::pause`].
    pub async fn top_up(&self, session: &Session, amount: u64) -> Result<Sent, Error> {
        self.is(&[Phase::Running, Phase::Paused], "running or paused")?;
        if amount == 0 {
            return Err(ChannelRefusal::NoDeposit.into());
        }
        let (wallet, channel) = (session.address(), &self.channel.address);
        token::afford(session, self.coin, amount).await?;
        let mut calls = vec![match &self.coin.token {
            None => order_pay(&wallet, channel, amount),
            Some(token) => token_pay(&wallet, token, &address::vault(channel), (amount, self.coin.decimals)),
        }];
        calls.extend(channel_redeem(&session.market.address, &self.channel, &Redeemed::Nothing));
        Ok(session.chain.send(&session.wallet, &[], &calls).await?)
    }

    /// The payer, or after 7 idle days who lent the rent: vouchers count for `close_secs` more.
    ///
    /// # Errors
    /// As [`Found::pause`].
    pub async fn close(&self, session: &Session) -> Result<Sent, Error> {
        self.by(session, &[Role::Payer, Role::Lender])?;
        self.is(&[Phase::Running, Phase::Paused], "running or paused")?;
        self.send(session, Steer::Close).await
    }

    /// The provider: everybody is paid at once.
    ///
    /// # Errors
    /// As [`Found::pause`].
    pub async fn end(&self, session: &Session) -> Result<Sent, Error> {
        self.by(session, &[Role::Provider])?;
        self.is(&[Phase::Running, Phase::Paused, Phase::Closing, Phase::Due], "not ended yet")?;
        self.send(session, Steer::End).await
    }
}

/// Whether the wallet is a provider's authority or its operator: either may ask for what a provider may.
pub fn works_for(wallet: &Pubkey, provider: &Provider) -> bool {
    [provider.state.authority, provider.state.operator].contains(&rule_key(wallet))
}

/// Whether the program holds something at the provider's address.
async fn is_held(session: &Session, channel: &Channel) -> Result<bool, Error> {
    let (rpc, address) = (session.chain.rpc(), channel.provider());
    let found = rpc.get_account_with_commitment(&address, rpc.commitment()).await;
    let account = found.map_err(rayment_client::ChainError::from)?.value;
    Ok(account.is_some_and(|account| account.owner == rayment_client::PROGRAM_ID))
}
