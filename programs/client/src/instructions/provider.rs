//! A provider's account: who it is, what it asks, and its money.

use borsh::{BorshDeserialize, BorshSerialize};
use rayment_core::{Hash, money::Terms};
use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{Market, Provider, address, chain_key, rayment::client::accounts};

/// What a provider states on chain about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Registration {
    /// The worker's hot key.
    pub operator: [u8; 32],
    /// Where earnings go.
    pub payout: [u8; 32],
    /// SHA-256 of the JSON that describes the machine.
    pub profile: Hash,
    pub terms: Terms,
    /// Jobs it works on at a time.
    pub slots: u16,
    /// How much of its balance may go into bonds at a time.
    pub budget: u64,
}

/// Registers the wallet, which signs, as a provider.
pub fn provider_register(market: &Pubkey, wallet: &Pubkey, registration: &Registration) -> Encoded {
    let accounts = accounts::ProviderRegister {
        authority: *wallet,
        market: *market,
        provider: address::provider(market, wallet),
        system_program: SYSTEM,
    };
    Instruction::ProviderRegister { accounts, registration: *registration }.encode()
}

/// What changes of a provider: `None` keeps what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProviderUpdate {
    pub operator: Option<Pubkey>,
    pub payout: Option<Pubkey>,
    pub profile: Option<Hash>,
    pub slots: Option<u16>,
    pub budget: Option<u64>,
}

/// Changes what is given. Operator, payout and budget take the authority's signature.
pub fn provider_update(signer: &Pubkey, provider: &Pubkey, update: &ProviderUpdate) -> Encoded {
    let ProviderUpdate { operator, payout, profile, slots, budget } = *update;
    let keys = |key: Option<Pubkey>| key.map(|key| key.to_bytes());
    let (operator, payout) = (keys(operator), keys(payout));
    changed(signer, provider, ProviderChanged::Account { operator, payout, profile, slots, budget })
}

/// What the program is told of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum ProviderChanged {
    /// What is none stays as it is.
    Account {
        operator: Option<[u8; 32]>,
        payout: Option<[u8; 32]>,
        profile: Option<Hash>,
        slots: Option<u16>,
        budget: Option<u64>,
    },
    /// Prices in SOL.
    Price {
        terms: Terms,
    },
    Pause {
        paused: bool,
    },
    /// How much of a purse may go into bonds, in base units.
    PurseBudget {
        budget: u64,
    },
}

fn changed(signer: &Pubkey, provider: &Pubkey, update: ProviderChanged) -> Encoded {
    let accounts = accounts::ProviderChange { signer: *signer, provider: *provider, purse: None };
    Instruction::ProviderChange { accounts, update }.encode()
}

/// Sets the prices for claims to come. Operator or authority sign.
pub fn provider_price(signer: &Pubkey, provider: &Pubkey, terms: &Terms) -> Encoded {
    changed(signer, provider, ProviderChanged::Price { terms: *terms })
}

/// Stops taking work, or takes it again. Operator or authority sign.
pub fn provider_pause(signer: &Pubkey, provider: &Pubkey, paused: bool) -> Encoded {
    changed(signer, provider, ProviderChanged::Pause { paused })
}

/// Retires; with no job left it also pays what is owed and, if the payout wallet could be paid, closes the account.
/// Fees that the treasury can't take stay with the market.
pub fn provider_retire(provider: &Provider, market: &Market) -> Encoded {
    let accounts = accounts::ProviderRetire {
        signer: provider.wallet(),
        provider: provider.address,
        market: market.address,
        payout: chain_key(&provider.state.payout),
        treasury: (provider.state.fees > 0).then_some(market.treasury),
    };
    Instruction::ProviderRetire { accounts }.encode()
}

/// Pays `amount` lamports of the balance, or all of it, to the payout wallet. Operator or authority sign.
pub fn provider_withdraw(signer: &Pubkey, provider: &Provider, amount: Option<u64>) -> Encoded {
    let payout = chain_key(&provider.state.payout);
    let accounts = accounts::ProviderWithdraw { signer: *signer, provider: provider.address, payout };
    Instruction::ProviderWithdraw { accounts, amount }.encode()
}

/// Moves the fees that a provider has collected, and those that the market keeps of providers that have left, to the
/// market's treasury; without a provider the latter alone. Anyone may send it.
pub fn provider_sweep(provider: Option<&Pubkey>, market: &Market) -> Encoded {
    let Market { address, treasury, .. } = *market;
    let accounts = accounts::ProviderSweep { provider: provider.copied(), market: address, treasury };
    Instruction::ProviderSweep { accounts }.encode()
}
