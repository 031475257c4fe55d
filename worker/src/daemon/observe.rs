//! A fresh snapshot of the chain, and of what runs here.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use rayment_client::{ChainError, Job, Offer, error::Kind, rule_key};
use rayment_core::{market::Params, money::Terms, provider::ProviderState};
use solana_pubkey::Pubkey;

use super::Worker;
use crate::{
    WorkerError,
    asking::{Ask, terms_of},
    attempt::Attempt,
    error::chained,
    plan::{JobView, LocalState, Pending, Progress, Snapshot, SpecStatus},
};

/// How often the market is asked what stake it wants.
const STAKE_EVERY: Duration = Duration::from_secs(60);

/// Why there is no snapshot.
pub(super) enum ObserveError {
    /// The node may answer the next time.
    Later(ChainError),
    /// It never will.
    Ended(WorkerError),
}

impl From<ChainError> for ObserveError {
    fn from(error: ChainError) -> Self {
        Self::Later(error)
    }
}

impl Worker {
    /// The snapshot, and the chain's time.
    pub(super) async fn observe(&mut self) -> Result<(Snapshot, i64), ObserveError> {
        let (market, wallet) = (self.config.market, self.config.wallet_address);
        let now = self.chain.clock().await?.unix_timestamp;
        let provider = self.chain.provider(&market, &wallet).await?;
        let Some(provider) = provider else { return Err(self.unregistered()) };
        self.absences.found(&wallet);
        let (account, provider) = (provider, provider.state);
        let kept = self.kept();
        let mut jobs = self.chain.jobs_held_by(&market, &wallet).await?;
        let mut offers = Vec::new();
        let open = if self.wants_more(&provider, &jobs) {
            self.chain.open_jobs(&market).await?
        } else {
            // The next one may be reserved ahead.
            self.chain.jobs_reserved_for(&market, &wallet).await?
        };
        if !open.is_empty() {
            offers = self.token_offers(&account, &open).await?;
            jobs.extend(open.into_iter().filter(|job| self.concerns(job, (&provider, &offers), now)));
        }
        let closed = self.look_up(&mut jobs, &kept).await?;
        self.prune(&jobs);
        let tokens = self.tokens(&account, &jobs, &offers).await?;
        let mut seen = Vec::with_capacity(jobs.len());
        for job in jobs {
            let (params, mint) = (self.params_of(&job).await?, self.mint_of(&job));
            let ask = Ask::of(&provider, &tokens, (&job, mint.as_ref()), &params, now);
            let local = self.local(&job, &terms_of(&provider, &job, ask.as_ref()));
            seen.push(JobView { job, params, mint, local });
        }
        let cooling_down = self.cooldown.is_on(Instant::now());
        let working = self.works.keys().copied().collect();
        let (checked_only, stake_asked) = (self.config.checked_only, self.stake_asked().await);
        let jobs = seen;
        let snapshot =
            Snapshot { provider, jobs, closed, working, kept, cooling_down, checked_only, tokens, stake_asked };
        Ok((snapshot, now))
    }

    /// What the market asks a provider to lock. A node that does not answer this keeps nobody from working.
    async fn stake_asked(&mut self) -> u64 {
        let known = self.stake_asked.filter(|(read, _)| read.elapsed() < STAKE_EVERY);
        if let Some((_, asked)) = known {
            return asked;
        }
        let read = async {
            let market = self.chain.market(&self.config.market).await?;
            self.chain.params(&market.address, market.version.params).await
        };
        if let Ok(params) = read.await {
            self.stake_asked = Some((Instant::now(), params.values.stake_provider));
        }
        self.stake_asked.map_or(0, |(_, asked)| asked)
    }

    /// The provider's account is not there: either it has retired, or the node lags behind.
    fn unregistered(&mut self) -> ObserveError {
        let wallet = self.config.wallet_address;
        if self.absences.missed(&wallet, Instant::now()) {
            ObserveError::Ended(WorkerError::Retired(wallet))
        } else {
            ObserveError::Later(ChainError::Missing { kind: Kind::Provider, address: wallet })
        }
    }

    fn kept(&self) -> BTreeSet<Attempt> {
        let kept = self.outbox.attempts();
        let kept = kept.inspect_err(|error| tracing::error!(error = chained(error), "cannot read the outbox"));
        kept.unwrap_or_default().into_iter().collect()
    }

    /// Jobs that are open to all matter only while there is a free slot.
    fn wants_more(&self, provider: &ProviderState, held: &[Job]) -> bool {
        use rayment_core::job::Phase::{Claimed, Running};
        let busy = held.iter().filter(|job| matches!(job.state.phase, Claimed { .. } | Running { .. })).count();
        busy < usize::from(provider.slots) || self.pending.values().any(|pending| *pending == Pending::Claim)
    }

    /// Whether an open job may be ours: not if it is reserved for others, or ruled out by our terms or a
    /// failed attempt of ours. Of a job in tokens it is not known yet in which.
    fn concerns(&self, job: &Job, (provider, offers): (&ProviderState, &[Offer]), now: i64) -> bool {
        let rayment_core::job::Phase::Open { reserved, .. } = job.state.phase else { return false };
        let ours = reserved.is_none_or(|held| now >= held.until || held.provider == provider.authority);
        let within = |terms: &Terms| terms.within(&job.state.ceilings.terms);
        let affordable = if job.state.is_in_tokens() {
            offers.iter().any(|offer| within(&offer.state.terms))
        } else {
            within(&provider.terms)
        };
        ours && affordable && !job.state.was_failed_by(&provider.authority)
    }

    /// Reads what is known from before and is not among `jobs`; returns what is closed.
    async fn look_up(&mut self, jobs: &mut Vec<Job>, kept: &BTreeSet<Attempt>) -> Result<BTreeSet<Pubkey>, ChainError> {
        let known: BTreeSet<_> = kept.iter().chain(self.works.keys()).map(|attempt| attempt.job).collect();
        let wallet = self.config.wallet_address;
        self.absences.retain(|account| known.contains(account) || *account == wallet);
        let mut closed = BTreeSet::new();
        for address in known {
            if !jobs.iter().any(|job| job.address == address) {
                let Some(job) = self.chain.job(&address).await? else {
                    if self.absences.missed(&address, Instant::now()) {
                        closed.insert(address);
                    }
                    continue;
                };
                jobs.push(job);
            }
            self.absences.found(&address);
        }
        Ok(closed)
    }

    async fn params_of(&mut self, job: &Job) -> Result<Params, ChainError> {
        let address = job.params();
        if let Some(params) = self.params.get(&address) {
            return Ok(*params);
        }
        let params = self.chain.params(&self.config.market, job.state.params).await?.values;
        self.params.insert(address, params);
        Ok(params)
    }

    /// `terms` are what this provider asks for the job.
    fn local(&self, job: &Job, terms: &Terms) -> LocalState {
        let (attempt, now) = (Attempt::of(job), Instant::now());
        let pause = self.pauses.get(&job.address).filter(|until| now < **until).map(|_| Pending::Transaction);
        let work = self.works.get(&attempt).map(|work| Progress {
            frames: work.frames(),
            over: work.is_over(),
            winding_down: work.is_winding_down(),
        });
        LocalState {
            pending: self.pending.get(&job.address).copied().or(pause),
            spec: self
                .inspections
                .get(&job.address)
                .map_or(SpecStatus::Unknown, |inspection| inspection.status(job, terms, now)),
            work,
            failure: self.failures.get(&attempt).copied(),
        }
    }

    /// Forgets jobs that no longer matter.
    fn prune(&mut self, jobs: &[Job]) {
        let addresses: BTreeSet<_> = jobs.iter().map(|job| job.address).collect();
        let now = Instant::now();
        self.inspections.retain(|job, _| addresses.contains(job));
        self.pauses.retain(|_, until| now < *until);
        let wallet = rule_key(&self.config.wallet_address);
        let ours = |job: &&Job| job.state.claim().is_some_and(|claim| claim.provider == wallet);
        let held: BTreeSet<_> = jobs.iter().filter(ours).map(Attempt::of).collect();
        self.failures.retain(|attempt, _| held.contains(attempt));
    }
}
