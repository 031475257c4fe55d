//! Stakes: of clients, providers, guardians, and as its bond of the keeper.

use rayment_core::stake::StakeCommand;
use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{Market, address, rayment::client::accounts};

/// Whose stake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Staked {
    /// The wallet's, as a client; `is_open` says whether it has locked something before.
    Client { is_open: bool },
    /// The wallet's, as a provider.
    Provider,
    /// The wallet's, as a guardian.
    Guardian,
    /// The keeper's bond: the wallet is the market's authority.
    Keeper,
}

/// Locks a stake, sends it on its way out, or takes what has left. The wallet signs.
pub fn stake_change(wallet: &Pubkey, market: &Market, whose: Staked, command: StakeCommand) -> Encoded {
    let client = address::client(&market.address, wallet);
    let mut accounts = accounts::StakeChange {
        wallet: *wallet,
        market: market.address,
        params: address::params(&market.address, market.version.params),
        client: None,
        new_client: None,
        provider: None,
        guardian: None,
        bonded: None,
        system_program: SYSTEM,
    };
    match whose {
        Staked::Client { is_open: true } => accounts.client = Some(client),
        Staked::Client { is_open: false } => accounts.new_client = Some(client),
        Staked::Provider => accounts.provider = Some(address::provider(&market.address, wallet)),
        Staked::Guardian => accounts.guardian = Some(address::guardian(&market.address, wallet)),
        Staked::Keeper => accounts.bonded = Some(market.address),
    }
    Instruction::StakeChange { accounts, command }.encode()
}
