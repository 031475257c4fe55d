//! Balances before and after the demo, and every fee between them.

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{address, chain::Past, instructions};
use rayment_testbed::Testbed;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer;

/// At most so many transactions of one wallet are read.
const LONGEST: usize = 20_000;

/// Lamports of everybody in the market at one moment.
#[derive(Clone, Debug)]
pub struct Balances {
    pub lamports: BTreeMap<Pubkey, u64>,
    /// Transactions that had happened by then.
    pub past: BTreeSet<Signature>,
}

impl Balances {
    /// Of the wallets, and of an order where there is one; at a moment when nothing happens, or a fee would be on one
    /// side of it and its payment on the other.
    pub async fn read(testbed: &Testbed, order: Option<Pubkey>) -> anyhow::Result<Self> {
        let mut past = happened(testbed).await?;
        loop {
            let mut lamports = BTreeMap::new();
            for address in testbed.wallets().into_keys().chain(order) {
                lamports.insert(address, testbed.chain.balance(&address).await?);
            }
            let since = happened(testbed).await?;
            if since == past {
                return Ok(Self { lamports, past });
            }
            past = since;
        }
    }
}

async fn happened(testbed: &Testbed) -> anyhow::Result<BTreeSet<Signature>> {
    Ok(transactions(testbed).await?.into_keys().collect())
}

/// Every transaction that touched one of the market's wallets.
pub async fn transactions(testbed: &Testbed) -> anyhow::Result<BTreeMap<Signature, Past>> {
    let mut all = BTreeMap::new();
    for (_, key) in testbed.keys() {
        for past in testbed.chain.history(&key.pubkey(), LONGEST).await? {
            all.insert(past.signature, past);
        }
    }
    Ok(all)
}

/// Providers withdraw what they earned, and the fees are swept to the treasury.
pub async fn pay_out(testbed: &Testbed) -> anyhow::Result<()> {
    for keys in &testbed.providers {
        let Some(provider) = testbed.chain.provider(&testbed.market.address, &keys.wallet.pubkey()).await? else {
            continue;
        };
        let mut payments = Vec::new();
        if provider.state.balance > 0 {
            payments.push(instructions::provider_withdraw(&keys.operator.pubkey(), &provider, None));
        }
        if provider.state.fees > 0 {
            let account = address::provider(&testbed.market.address, &keys.wallet.pubkey());
            payments.push(instructions::provider_sweep(Some(&account), &testbed.market));
        }
        if !payments.is_empty() {
            testbed.chain.send(&keys.operator, &[], &payments).await?;
        }
    }
    Ok(())
}
