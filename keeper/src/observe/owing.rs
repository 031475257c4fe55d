//! Whether what jobs still owe can be paid. A frozen account may stay so for long: it is looked at less and less often.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use rayment_client::{Chain, ChainError, Job, Market, Payee, Purse, Token, address, chain_key, rule_key};
use rayment_core::job::{JobState, Payees, Phase};
use solana_pubkey::Pubkey;

use super::token_accounts::{Found, account_of, many};
use crate::tokens::Owing;

/// Pause before a job that still owes the same is looked at again, doubled up to the longest.
const PAUSE_FIRST: Duration = Duration::from_secs(10);
const PAUSE_LAST: Duration = Duration::from_secs(600);

#[derive(Default)]
pub(super) struct OwingJobs(BTreeMap<Pubkey, Looked>);

struct Looked {
    state: JobState,
    again: Instant,
    pause: Duration,
}

impl OwingJobs {
    /// Looks at what is due: whoever is not in the answer is left alone for now.
    pub async fn look(
        &mut self,
        chain: &Chain,
        market: &Market,
        jobs: &[Job],
        payees: &BTreeMap<Pubkey, Payee>,
    ) -> Result<BTreeMap<Pubkey, Owing>, ChainError> {
        let owes = |job: &&Job| matches!(job.state.phase, Phase::Owed { .. });
        let owing: BTreeMap<_, _> = jobs.iter().filter(owes).map(|job| (job.address, job)).collect();
        self.0.retain(|job, looked| owing.get(job).is_some_and(|job| job.state == looked.state));
        let now = Instant::now();
        let mut found = BTreeMap::new();
        for (address, job) in owing {
            if self.0.get(&address).is_some_and(|looked| now < looked.again) {
                continue;
            }
            let Some(Payee { address: order, token: Some(token) }) = payees.get(&address) else { continue };
            let Some(places) = Places::of(job, order, market, token) else { continue };
            let read = many(chain, &places.all()).await?;
            found.extend(places.owing(market, token, &read).map(|owing| (address, owing)));
            let pause = self.0.get(&address).map_or(PAUSE_FIRST, |looked| (looked.pause * 2).min(PAUSE_LAST));
            self.0.insert(address, Looked { state: job.state, again: now + pause, pause });
        }
        Ok(found)
    }
}

/// Where what a job owes lies, and where it may go.
struct Places {
    vault: Pubkey,
    purse: Pubkey,
    purse_vault: Pubkey,
    treasury_tokens: Pubkey,
    order_tokens: Pubkey,
}

impl Places {
    fn of(job: &Job, order: &Pubkey, market: &Market, token: &Token) -> Option<Self> {
        let Phase::Owed { provider, .. } = job.state.phase else { return None };
        let provider = address::provider(&job.market(), &chain_key(&provider));
        let purse = address::purse(&provider, &token.mint);
        Some(Self {
            vault: address::vault(&job.address),
            purse,
            purse_vault: address::vault(&purse),
            treasury_tokens: token.account(&market.treasury),
            order_tokens: token.account(order),
        })
    }

    fn all(&self) -> [Pubkey; 5] {
        let Self { vault, purse, purse_vault, treasury_tokens, order_tokens } = *self;
        [vault, purse, purse_vault, treasury_tokens, order_tokens]
    }

    /// As the program will find it. `None` where nothing can leave the job's vault.
    fn owing(&self, market: &Market, token: &Token, read: &[Found]) -> Option<Owing> {
        let [vault, purse, purse_vault, treasury, order] = read else { return None };
        let vault = account_of(vault, token).filter(|vault| !vault.is_frozen)?;
        let can_take = |found: &Found| account_of(found, token).filter(|account| account.can_take(&account.mint));
        let purse = purse.as_ref().and_then(|(_, data)| Purse::decode(self.purse, data).ok());
        let provider = purse.is_some() && can_take(purse_vault).is_some();
        let treasury = can_take(treasury).is_some_and(|account| account.is_of(&rule_key(&market.treasury)));
        let payees =
            Payees { vault: vault.amount, provider, fee: provider || treasury, client: can_take(order).is_some() };
        Some(Owing { market: *market, has_purse: purse.is_some(), payees })
    }
}
