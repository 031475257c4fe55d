//! Stakes: what somebody locks to be believed, read and changed for whichever role a wallet plays.

use rayment_client::{
    Sent,
    instructions::{Staked, stake_change},
};
use rayment_core::{
    market::Params,
    stake::{Stake, StakeCommand},
};
use thiserror::Error as Message;

use crate::{Error, Session};

/// In which role a wallet stakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Who buys: asked for before feedback counts.
    Client,
    /// Who sells: asked for before it may claim jobs.
    Provider,
    /// Who signs second checks: asked for before its signatures count.
    Guardian,
    /// The market's authority, for its keeper: asked for before the keeper's word alone pays at once.
    Keeper,
}

/// Why a change of a stake was refused before it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Message)]
pub enum StakeRefusal {
    #[error("this wallet is no {0} in this market")]
    NotOne(&'static str),
    #[error("only the market's authority has to do with the keeper's bond")]
    NotAuthority,
    #[error("nothing is to be locked or unlocked: give an amount")]
    NoAmount,
    #[error("{} is locked, which is less than {}", rayment_client::money::sol(*locked), rayment_client::money::sol(*asked))]
    NotLocked { locked: u64, asked: u64 },
    #[error("nothing is on its way out: unlock first")]
    NothingUnlocking,
    /// What is on its way out stays for now.
    #[error("{} stays locked until {at} (unix seconds)", rayment_client::money::sol(*amount))]
    TooEarly { amount: u64, at: i64, now: i64 },
    #[error("this provider has {0} jobs that are not settled: its stake stays until they are")]
    JobsOpen(u32),
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Provider => "provider",
            Self::Guardian => "guardian",
            Self::Keeper => "keeper",
        }
    }

    /// What the market asks for, in lamports; 0: nothing.
    pub fn asked(self, params: &Params) -> u64 {
        match self {
            Self::Client => params.stake_client,
            Self::Provider => params.stake_provider,
            Self::Guardian => params.stake_guardian,
            Self::Keeper => params.keeper_bond_min,
        }
    }
}

/// A wallet's stake in one role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub role: Role,
    pub stake: Stake,
    /// Whether it has an account that holds one: a client's is made by its first lock.
    pub is_open: bool,
    /// Jobs that are not settled: until they are, a provider takes nothing.
    pub jobs: u32,
}

impl Held {
    /// What the session's wallet has staked.
    ///
    /// # Errors
    /// [`StakeRefusal::NotOne`] where it has no such account, [`StakeRefusal::NotAuthority`].
    pub async fn read(session: &Session, role: Role) -> Result<Self, Error> {
        let (chain, market, wallet) = (&session.chain, &session.market.address, session.address());
        let held = |stake| Self { role, stake, is_open: true, jobs: 0 };
        let missing = StakeRefusal::NotOne(role.name());
        match role {
            Role::Client => {
                let client = chain.client(market, &wallet).await?;
                let none = Self { is_open: false, ..held(Stake::default()) };
                Ok(client.map_or(none, |client| held(client.state.stake)))
            }
            Role::Provider => {
                let provider = chain.provider(market, &wallet).await?.ok_or(missing)?;
                Ok(Self { jobs: provider.state.jobs, ..held(provider.state.stake) })
            }
            Role::Guardian => Ok(held(chain.guardian(market, &wallet).await?.ok_or(missing)?.state.stake)),
            Role::Keeper => {
                let market = chain.market(market).await?;
                if market.authority != wallet {
                    return Err(StakeRefusal::NotAuthority.into());
                }
                Ok(held(market.keeper_bond))
            }
        }
    }

    /// What is missing of what the market asks for.
    pub fn missing(&self, params: &Params) -> u64 {
        self.role.asked(params).saturating_sub(self.stake.locked)
    }

    /// Refuses what the program would refuse at `now`, with the figures.
    ///
    /// # Errors
    /// By name, what is wrong.
    pub fn check(&self, command: StakeCommand, now: i64) -> Result<(), StakeRefusal> {
        let Stake { locked, unlocking, unlock_at } = self.stake;
        match command {
            StakeCommand::Lock { amount: 0 } | StakeCommand::Unlock { amount: 0 } => Err(StakeRefusal::NoAmount),
            StakeCommand::Lock { .. } => Ok(()),
            StakeCommand::Unlock { amount } if amount > locked => {
                Err(StakeRefusal::NotLocked { locked, asked: amount })
            }
            StakeCommand::Unlock { .. } => Ok(()),
            StakeCommand::Take if self.jobs > 0 => Err(StakeRefusal::JobsOpen(self.jobs)),
            // A guardian's account that is empty closes by this.
            StakeCommand::Take if self.stake.is_empty() && self.role == Role::Guardian => Ok(()),
            StakeCommand::Take if unlocking == 0 => Err(StakeRefusal::NothingUnlocking),
            StakeCommand::Take if now < unlock_at => {
                Err(StakeRefusal::TooEarly { amount: unlocking, at: unlock_at, now })
            }
            StakeCommand::Take => Ok(()),
        }
    }

    /// Locks, unlocks or takes.
    ///
    /// # Errors
    /// As [`Held::check`], before anything is sent.
    pub async fn change(&self, session: &Session, command: StakeCommand) -> Result<Sent, Error> {
        self.check(command, session.chain.clock().await?.unix_timestamp)?;
        let whose = match self.role {
            Role::Client => Staked::Client { is_open: self.is_open },
            Role::Provider => Staked::Provider,
            Role::Guardian => Staked::Guardian,
            Role::Keeper => Staked::Keeper,
        };
        // How long a stake takes to leave is the market's word of the moment.
        let market = session.chain.market(&session.market.address).await?;
        let change = stake_change(&session.address(), &market, whose, command);
        Ok(session.chain.send(&session.wallet, &[], &[change]).await?)
    }
}
