//! The provider's account on chain, brought in line with this worker's configuration.

use rayment_client::{
    Chain, ChainError, Provider, chain_key,
    instructions::{self, ProviderUpdate, Registration},
    rule_key,
};
use rayment_core::{
    Hash,
    provider::{ProviderState, Status},
};
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{Config, WorkerError};

/// What is to be done, and who signs it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Changes {
    pub instructions: Vec<Instruction>,
    /// The wallet's key is needed.
    pub cold: bool,
}

/// What must change on chain to match the configuration. What nobody named explicitly stays as it is.
pub fn changes(config: &Config, profile: Hash, found: Option<&ProviderState>) -> Result<Changes, WorkerError> {
    if config.slots == 0 {
        return Err(WorkerError::NoSlots);
    }
    match found {
        Some(found) => updates(config, profile, found),
        None => register(config, profile),
    }
}

fn register(config: &Config, profile: Hash) -> Result<Changes, WorkerError> {
    let (wallet, market) = (config.wallet_address, config.market);
    if config.wallet.is_none() {
        return Err(WorkerError::NotRegistered { wallet, market });
    }
    let registration = Registration {
        operator: config.operator.pubkey().to_bytes(),
        payout: config.payout.to_bytes(),
        profile,
        terms: config.terms,
        slots: config.slots,
        budget: config.budget,
    };
    let instruction = instructions::provider_register(&market, &wallet, &registration);
    Ok(Changes { instructions: vec![instruction], cold: true })
}

fn updates(config: &Config, profile: Hash, found: &ProviderState) -> Result<Changes, WorkerError> {
    let (wallet, own) = (config.wallet_address, config.operator.pubkey());
    if found.status == Status::Retired {
        return Err(WorkerError::Retired(wallet));
    }
    let operator = differs(&own, chain_key(&found.operator));
    let payout = differs(&config.payout, chain_key(&found.payout)).filter(|_| config.given.payout);
    if operator.is_some() && (config.wallet.is_none() || !config.given.operator) {
        return Err(WorkerError::NotOperator { wallet, own, found: chain_key(&found.operator) });
    }
    let payout = payout.filter(|payout| {
        let may = config.wallet.is_some();
        if !may {
            tracing::warn!(
                wanted = %payout, kept = %chain_key(&found.payout),
                "earnings still go to the payout wallet on chain: only the provider's own key can change it"
            );
        }
        may
    });
    let budget = differs(&config.budget, found.budget).filter(|_| config.given.budget).filter(|wanted| {
        // What is locked in bonds is missing from it, and comes back to it.
        let may = config.wallet.is_some() && found.jobs == 0;
        if !may {
            tracing::warn!(
                wanted,
                kept = found.budget,
                "the budget for bonds stays as it is on chain: only the provider's own key changes it, and not while \
                 jobs are under way"
            );
        }
        may
    });
    let cold = operator.is_some() || payout.is_some() || budget.is_some();
    let signer = if cold { wallet } else { own };
    let account = rayment_client::address::provider(&config.market, &wallet);
    let profile = differs(&profile, found.profile);
    let slots = differs(&config.slots, found.slots).filter(|_| config.given.slots);
    let mut instructions = Vec::new();
    if cold || profile.is_some() || slots.is_some() {
        let update = ProviderUpdate { operator, payout, profile, slots, budget };
        instructions.push(instructions::provider_update(&signer, &account, &update));
    }
    if config.terms != found.terms {
        instructions.push(instructions::provider_price(&signer, &account, &config.terms));
    }
    Ok(Changes { instructions, cold })
}

fn differs<T: PartialEq + Copy>(wanted: &T, found: T) -> Option<T> {
    (*wanted != found).then_some(*wanted)
}

/// Registers the provider, or updates what has changed. Harmless to repeat.
pub(crate) async fn register_on(chain: &Chain, config: &Config, profile: Hash) -> Result<Provider, WorkerError> {
    let (market, wallet) = (&config.market, &config.wallet_address);
    let found = chain.provider(market, wallet).await?;
    let changes = changes(config, profile, found.as_ref().map(|provider| &provider.state))?;
    if !changes.instructions.is_empty() {
        let payer = signer(config, changes.cold)?;
        let sent = chain.send(payer, &[], &changes.instructions).await?;
        tracing::info!(%wallet, signature = %sent.signature, "the provider's account was brought up to date");
    }
    match chain.provider(market, wallet).await? {
        Some(provider) if provider.state.operator == rule_key(&config.operator.pubkey()) => Ok(provider),
        // The node lags behind what was just sent: it will have it when asked again.
        Some(_) | None => Err(ChainError::NotConfirmed.into()),
    }
}

fn signer(config: &Config, cold: bool) -> Result<&Keypair, WorkerError> {
    match (&config.wallet, cold) {
        (_, false) => Ok(&config.operator),
        (Some(wallet), true) if wallet.pubkey() == config.wallet_address => Ok(wallet),
        (Some(wallet), true) => {
            Err(WorkerError::OtherWallet { expected: config.wallet_address, found: wallet.pubkey() })
        }
        (None, true) => Err(not_registered(config)),
    }
}

fn not_registered(config: &Config) -> WorkerError {
    let (wallet, market): (Pubkey, Pubkey) = (config.wallet_address, config.market);
    WorkerError::NotRegistered { wallet, market }
}
