//! The program's accounts, decoded to the values of the rules.

use anchor_lang::Discriminator;
use borsh::BorshDeserialize;
use rayment_core::{
    asset::{AssetState, Mint, TOKEN_2022},
    channel::ChannelState,
    guardian::GuardianState,
    job::JobState,
    layout,
    market::Params,
    order::{MarketVersion, OrderState},
    provider::{OfferState, ProviderState, PurseState},
    stake::{ClientState, Stake},
};
use solana_pubkey::Pubkey;

use crate::{ChainError, Token, chain_key, error::Kind, rayment::accounts};

/// A market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Market {
    pub address: Pubkey,
    pub id: u16,
    pub creator: Pubkey,
    pub authority: Pubkey,
    pub keeper: Pubkey,
    pub treasury: Pubkey,
    /// Version of the parameters that jobs are made under now, since when, and until when nothing new is opened.
    pub version: MarketVersion,
    /// What stands for the keeper's word.
    pub keeper_bond: Stake,
    /// Lamports of fees that the treasury could not take when their provider left.
    pub dust: u64,
}

/// One version of a market's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MarketParams {
    pub address: Pubkey,
    pub market: Pubkey,
    pub version: u16,
    pub values: Params,
}

/// An order: its jobs, and what is left of its money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    pub address: Pubkey,
    /// At its address, rent included; none where it was decoded from data alone.
    pub lamports: u64,
    pub state: OrderState,
}

/// A provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    pub address: Pubkey,
    pub state: ProviderState,
}

/// What a provider has earned in one token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Purse {
    pub address: Pubkey,
    pub state: PurseState,
}

/// What a provider asks for one kind of work, in one asset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offer {
    pub address: Pubkey,
    pub state: OfferState,
}

/// A token that a market takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asset {
    pub address: Pubkey,
    pub state: AssetState,
}

/// A client that has locked a stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client {
    pub address: Pubkey,
    pub state: ClientState,
}

/// A guardian.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guardian {
    pub address: Pubkey,
    pub state: GuardianState,
}

/// A channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Channel {
    pub address: Pubkey,
    /// In its account, rent included; none where it was decoded from data alone.
    pub lamports: u64,
    /// Of a channel in tokens, where that was read as well: what it is paid in.
    pub payment: Option<Payment>,
    pub state: ChannelState,
}

/// What a channel in tokens is paid in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    pub token: Token,
    /// Whether its provider has a purse for that, and what is paid into it arrives: nobody has frozen it.
    pub has_purse: bool,
    /// Base units in its vault.
    pub held: u64,
}

/// A job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    pub address: Pubkey,
    pub state: JobState,
}

impl Market {
    /// A market from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Market>((Kind::Market, layout::market::LAYOUT), &address, data)?;
        let mut read = || -> std::io::Result<Self> {
            let id = u16::deserialize(&mut body)?;
            let mut key = || Ok::<_, std::io::Error>(Pubkey::new_from_array(<[u8; 32]>::deserialize(&mut body)?));
            let (creator, authority, keeper, treasury) = (key()?, key()?, key()?, key()?);
            let params = u16::deserialize(&mut body)?;
            let mut time = || i64::deserialize(&mut body);
            let (since, paused_until, _ready_at) = (time()?, time()?, time()?);
            let version = MarketVersion { params, since, paused_until };
            let keeper_bond = Stake::deserialize(&mut body)?;
            let dust = u64::deserialize(&mut body)?;
            Ok(Self { address, id, creator, authority, keeper, treasury, version, keeper_bond, dust })
        };
        read().map_err(|_| unreadable(Kind::Market, &address))
    }
}

impl MarketParams {
    /// One version of parameters from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body =
            body::<accounts::MarketParams>((Kind::MarketParams, layout::market_params::LAYOUT), &address, data)?;
        let mut read = || -> std::io::Result<Self> {
            let market = Pubkey::new_from_array(<[u8; 32]>::deserialize(&mut body)?);
            let version = u16::deserialize(&mut body)?;
            Ok(Self { address, market, version, values: Params::deserialize(&mut body)? })
        };
        read().map_err(|_| unreadable(Kind::MarketParams, &address))
    }
}

impl Order {
    /// An order from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Order>((Kind::Order, layout::order::LAYOUT), &address, data)?;
        let state = OrderState::deserialize(&mut body).map_err(|_| unreadable(Kind::Order, &address))?;
        Ok(Self { address, lamports: 0, state })
    }

    /// The same with what lies at its address.
    #[must_use]
    pub fn holding(self, lamports: u64) -> Self {
        Self { lamports, ..self }
    }

    /// Its market.
    pub fn market(&self) -> Pubkey {
        chain_key(&self.state.quote.market)
    }

    /// The client's wallet.
    pub fn client(&self) -> Pubkey {
        chain_key(&self.state.quote.client)
    }

    /// Addresses of the jobs that were drawn, open or closed, in their order.
    pub fn jobs(&self) -> impl DoubleEndedIterator<Item = Pubkey> + '_ {
        (0..self.state.head.next).map(|index| crate::address::job(&self.address, index))
    }
}

impl Provider {
    /// A provider from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Provider>((Kind::Provider, layout::provider::LAYOUT), &address, data)?;
        let state = ProviderState::deserialize(&mut body).map_err(|_| unreadable(Kind::Provider, &address))?;
        Ok(Self { address, state })
    }

    /// The provider's wallet.
    pub fn wallet(&self) -> Pubkey {
        chain_key(&self.state.authority)
    }
}

impl Purse {
    /// A purse from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Purse>((Kind::Purse, layout::purse::LAYOUT), &address, data)?;
        let state = PurseState::deserialize(&mut body).map_err(|_| unreadable(Kind::Purse, &address))?;
        Ok(Self { address, state })
    }

    /// The mint of its token.
    pub fn mint(&self) -> Pubkey {
        chain_key(&self.state.mint)
    }
}

impl Offer {
    /// An offer from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Offer>((Kind::Offer, layout::offer::LAYOUT), &address, data)?;
        let state = OfferState::deserialize(&mut body).map_err(|_| unreadable(Kind::Offer, &address))?;
        Ok(Self { address, state })
    }

    /// The mint that it is in, zeros for SOL.
    pub fn mint(&self) -> Pubkey {
        chain_key(&self.state.mint)
    }
}

impl Asset {
    /// An asset from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Asset>((Kind::Asset, layout::asset::LAYOUT), &address, data)?;
        let state = AssetState::deserialize(&mut body).map_err(|_| unreadable(Kind::Asset, &address))?;
        Ok(Self { address, state })
    }

    /// Bytes of the vault of a job, or of a channel, that is paid in it.
    pub fn vault_space(&self) -> usize {
        let AssetState { decimals, extensions, token_program, .. } = self.state;
        Mint { decimals, extensions }.vault_space(token_program == TOKEN_2022)
    }

    /// The mint of the token.
    pub fn mint(&self) -> Pubkey {
        chain_key(&self.state.mint)
    }

    /// The token. `None` where the account names a token program that nobody knows.
    pub fn token(&self) -> Option<Token> {
        Token::numbered(self.mint(), self.state.token_program)
    }
}

impl Client {
    /// A client from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Client>((Kind::Client, layout::client::LAYOUT), &address, data)?;
        let state = ClientState::deserialize(&mut body).map_err(|_| unreadable(Kind::Client, &address))?;
        Ok(Self { address, state })
    }
}

impl Guardian {
    /// A guardian from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Guardian>((Kind::Guardian, layout::guardian::LAYOUT), &address, data)?;
        let state = GuardianState::deserialize(&mut body).map_err(|_| unreadable(Kind::Guardian, &address))?;
        Ok(Self { address, state })
    }

    /// The guardian's wallet.
    pub fn wallet(&self) -> Pubkey {
        chain_key(&self.state.wallet)
    }
}

impl Channel {
    /// A channel from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Channel>((Kind::Channel, layout::channel::LAYOUT), &address, data)?;
        let state = ChannelState::deserialize(&mut body).map_err(|_| unreadable(Kind::Channel, &address))?;
        Ok(Self { address, lamports: 0, payment: None, state })
    }

    /// The same with what lies in its account.
    #[must_use]
    pub fn holding(self, lamports: u64) -> Self {
        Self { lamports, ..self }
    }

    /// The payer's wallet.
    pub fn payer(&self) -> Pubkey {
        chain_key(&self.state.payer)
    }

    /// The provider's account, which may be gone.
    pub fn provider(&self) -> Pubkey {
        chain_key(&self.state.provider)
    }

    /// Who lent the rent.
    pub fn rent_payer(&self) -> Pubkey {
        chain_key(&self.state.rent_payer)
    }
}

impl Job {
    /// A job from the data of its account.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where it is another account's data, [`ChainError::Layout`] where another
    /// release wrote it.
    pub fn decode(address: Pubkey, data: &[u8]) -> Result<Self, ChainError> {
        let mut body = body::<accounts::Job>((Kind::Job, layout::job::LAYOUT), &address, data)?;
        let state = JobState::deserialize(&mut body).map_err(|_| unreadable(Kind::Job, &address))?;
        Ok(Self { address, state })
    }

    /// Its market.
    pub fn market(&self) -> Pubkey {
        chain_key(&self.state.market)
    }

    /// The client's wallet.
    pub fn client(&self) -> Pubkey {
        chain_key(&self.state.client)
    }

    /// The wallet of the provider that holds the job.
    pub fn provider(&self) -> Option<Pubkey> {
        self.state.claim().map(|claim| chain_key(&claim.provider))
    }

    /// Whether it is a job of this order.
    pub fn is_of(&self, order: &Pubkey) -> bool {
        let index = u32::try_from(self.state.id);
        index.is_ok_and(|index| crate::address::job(order, index) == self.address)
    }

    /// The account of its version of the market's parameters.
    pub fn params(&self) -> Pubkey {
        crate::address::params(&self.market(), self.state.params)
    }
}

/// What follows discriminator, layout version and bump.
fn body<'a, T: Discriminator>(
    (kind, today): (Kind, u8),
    address: &Pubkey,
    data: &'a [u8],
) -> Result<&'a [u8], ChainError> {
    let rest = data.strip_prefix(T::DISCRIMINATOR).ok_or_else(|| unreadable(kind, address))?;
    match rest {
        [found, _bump, body @ ..] if *found == today => Ok(body),
        [found] if *found == today => Err(unreadable(kind, address)),
        [found, ..] => Err(ChainError::Layout { kind, address: *address, found: *found }),
        [] => Err(unreadable(kind, address)),
    }
}

fn unreadable(kind: Kind, address: &Pubkey) -> ChainError {
    ChainError::NotA { kind, address: *address }
}
