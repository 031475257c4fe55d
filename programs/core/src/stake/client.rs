//! The account of a client that stakes.

use crate::{key::Pubkey, step::Step};

use super::{Exit, Stake, StakeCommand, StakeError};

fixed! {
    /// A client's account, as the rules see it. Who does not stake needs none.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ClientState {
        pub market: Pubkey,
        pub wallet: Pubkey,
        /// The counter of the first layout. Nothing counts it any more, so the account may be closed and
        /// opened again.
        pub next_id: u64,
        pub stake: Stake,
    }
}

/// The account of somebody whose stake has left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Emptied;

pub type ClientStep = Step<ClientState, Emptied>;

impl ClientState {
    /// The account that a wallet's first lock opens.
    pub fn new(market: Pubkey, wallet: Pubkey) -> Self {
        Self { market, wallet, next_id: 0, stake: Stake::default() }
    }

    /// What `command` makes of the account at `now`, if `signer` is its wallet. Taking the last of it closes
    /// the account.
    pub fn step(
        self,
        signer: &Pubkey,
        command: StakeCommand,
        unlock_secs: u32,
        now: i64,
    ) -> Result<ClientStep, StakeError> {
        if *signer != self.wallet {
            return Err(StakeError::NotOwner);
        }
        let (stake, transfers) = self.stake.step(command, Exit { unlock_secs, jobs: 0 }, now)?;
        if stake.is_empty() {
            return Ok(Step::ended(Emptied, transfers));
        }
        Ok(Step::continues(ClientState { stake, ..self }).moving(transfers))
    }
}
