//! The books of the demo: balances before and after, and every fee between them.

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{address, chain::Past, instructions};
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer;

use crate::stage::Stage;

/// Transactions of one wallet that are read at the most.
const LONGEST: usize = 20_000;

/// Lamports of everybody in the market at one moment.
#[derive(Clone, Debug)]
pub struct Balances {
    pub lamports: BTreeMap<Pubkey, u64>,
    /// Transactions that had happened by then.
    pub past: BTreeSet<Signature>,
}

impl Balances {
    pub async fn read(stage: &Stage) -> anyhow::Result<Self> {
        let mut lamports = BTreeMap::new();
        for address in stage.wallets().into_keys() {
            lamports.insert(address, stage.chain.balance(&address).await?);
        }
        let past = transactions(stage).await?.into_keys().collect();
        Ok(Self { lamports, past })
    }
}

/// Every transaction that touched one of the market's wallets.
pub async fn transactions(stage: &Stage) -> anyhow::Result<BTreeMap<Signature, Past>> {
    let mut all = BTreeMap::new();
    for (_, key) in stage.keys() {
        for past in stage.chain.history(&key.pubkey(), LONGEST).await? {
            all.insert(past.signature, past);
        }
    }
    Ok(all)
}

/// Providers withdraw what they earned, and the fees are swept to the treasury.
pub async fn pay_out(stage: &Stage) -> anyhow::Result<()> {
    for keys in &stage.providers {
        let Some(provider) = stage.chain.provider(&stage.market.address, &keys.wallet.pubkey()).await? else {
            continue;
        };
        let mut payments = Vec::new();
        if provider.state.balance > 0 {
            payments.push(instructions::provider_withdraw(&keys.operator.pubkey(), &provider, None));
        }
        if provider.state.fees > 0 {
            let account = address::provider(&stage.market.address, &keys.wallet.pubkey());
            payments.push(instructions::provider_sweep(&account, &stage.market));
        }
        if !payments.is_empty() {
            stage.chain.send(&keys.operator, &[], &payments).await?;
        }
    }
    Ok(())
}
