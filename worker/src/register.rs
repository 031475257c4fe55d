//! The provider's account on chain, brought in line with this worker's configuration.

use rayment_client::{
    Chain, ChainError, Provider, chain_key,
    instructions::{self, ProviderUpdate, Registration},
    money::sol,
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

use crate::{Config, WorkerError, stake::StakeAsked};

/// What is to be done, and who signs it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Changes {
    pub instructions: Vec<Instruction>,
    /// The wallet's key is needed.
    pub cold: bool,
    /// Lamports that they lock as the provider's stake.
    pub stake: u64,
}

/// What must change on chain to match the configuration. What nobody named explicitly stays as it is. With the
/// wallet's key at hand, what is missing of the stake is locked in the same transaction: all of them fit into one. A
/// market that asks for more than the protocol's defaults gets it only where the owner named the sum.
pub fn changes(
    config: &Config,
    profile: Hash,
    found: Option<&ProviderState>,
    asked: &StakeAsked,
) -> Result<Changes, WorkerError> {
    if config.slots == 0 {
        return Err(WorkerError::NoSlots);
    }
    let stake = if config.wallet.is_some() { asked.locked_at_start(config.stake, found) } else { 0 };
    let changes = match found {
        Some(found) => updates(config, profile, found, stake > 0)?,
        None => register(config, profile)?,
    };
    let lock = asked.lock(&config.wallet_address, stake);
    let instructions = changes.instructions.into_iter().chain(lock).collect();
    Ok(Changes { instructions, stake, ..changes })
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
    Ok(Changes { instructions: vec![instruction], cold: true, stake: 0 })
}

fn updates(config: &Config, profile: Hash, found: &ProviderState, locks: bool) -> Result<Changes, WorkerError> {
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
    let renames = operator.is_some() || payout.is_some() || budget.is_some();
    let cold = renames || locks;
    let signer = if cold { wallet } else { own };
    let account = rayment_client::address::provider(&config.market, &wallet);
    let profile = differs(&profile, found.profile);
    let slots = differs(&config.slots, found.slots).filter(|_| config.given.slots);
    let mut instructions = Vec::new();
    if renames || profile.is_some() || slots.is_some() {
        let update = ProviderUpdate { operator, payout, profile, slots, budget };
        instructions.push(instructions::provider_update(&signer, &account, &update));
    }
    if config.terms != found.terms {
        instructions.push(instructions::provider_price(&signer, &account, &config.terms));
    }
    Ok(Changes { instructions, cold, stake: 0 })
}

fn differs<T: PartialEq + Copy>(wanted: &T, found: T) -> Option<T> {
    (*wanted != found).then_some(*wanted)
}

/// Registers the provider, or updates what has changed. Harmless to repeat.
pub(crate) async fn register_on(
    chain: &Chain,
    config: &Config,
    profile: Hash,
    asked: &StakeAsked<'_>,
) -> Result<Provider, WorkerError> {
    let (market, wallet) = (&config.market, &config.wallet_address);
    let found = chain.provider(market, wallet).await?;
    let found = found.as_ref().map(|provider| &provider.state);
    let changes = changes(config, profile, found, asked)?;
    if !changes.instructions.is_empty() {
        let payer = signer(config, changes.cold)?;
        if changes.stake > 0 {
            tracing::info!("{}", asked.announced(changes.stake));
        }
        let sent = chain.send(payer, &[], &changes.instructions).await;
        let sent = sent.map_err(|error| unpaid(*wallet, changes.stake, error))?;
        tracing::info!(%wallet, signature = %sent.signature, "the provider's account was brought up to date");
    }
    match chain.provider(market, wallet).await? {
        Some(provider) if provider.state.operator == rule_key(&config.operator.pubkey()) => {
            if let Some(said) = asked.to_be_named(wallet, config.stake, Some(&provider.state)) {
                tracing::warn!("{said}");
            }
            Ok(provider)
        }
        // The node lags behind what was just sent: it will have it when asked again.
        Some(_) | None => Err(ChainError::NotConfirmed.into()),
    }
}

/// A wallet that holds too little is a person's to fund: what for, and how much.
fn unpaid(wallet: Pubkey, stake: u64, error: ChainError) -> WorkerError {
    let is_poor = matches!(&error, ChainError::Refused(refusal) if refusal.is_insufficient_funds());
    if stake > 0 && is_poor { WorkerError::StakeUnpaid { wallet, stake: sol(stake) } } else { error.into() }
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
