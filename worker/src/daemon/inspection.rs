//! What is known about a job's spec: whether the job fits this machine.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use rayment_client::Job;
use rayment_core::{Hash, market::Params, money::Terms};
use rayment_hub_client::{HubClient, HubError};
use rayment_spec::Spec;

use crate::{
    cache::Cache,
    inspect::{Capabilities, Unfit, inspect},
    plan::SpecStatus,
};

/// Pause before a spec that was not available is asked for again.
const RETRY: Duration = Duration::from_secs(3);

/// What is known about a job's spec.
pub(super) struct Inspection {
    /// The spec that was inspected.
    hash: Hash,
    /// What this provider asked then.
    terms: Terms,
    found: Found,
}

enum Found {
    Fits { spec: Arc<Spec>, inputs_here: bool },
    Unfit(Unfit),
    Unavailable { retry_at: Instant },
}

impl Inspection {
    /// Fetches and checks the spec of a job.
    pub async fn of(
        (job, params, terms): (&Job, &Params, Terms),
        hub: &HubClient,
        cache: &Cache,
        capabilities: &Capabilities,
    ) -> Self {
        let unfit = |unfit: Unfit| {
            tracing::warn!(job = %job.address, why = %unfit, "this job cannot be done here");
            Found::Unfit(unfit)
        };
        let found = match hub.spec(&job.state.spec).await {
            Ok(spec) => match inspect(&job.state, params, &spec, &terms, capabilities) {
                Ok(()) => Found::Fits { inputs_here: cache.has_all(&spec), spec: Arc::new(spec) },
                Err(error) => unfit(error),
            },
            Err(HubError::Spec(error)) => unfit(Unfit::Spec(error.to_string())),
            Err(error @ HubError::TooLarge { .. }) => unfit(Unfit::Spec(error.to_string())),
            Err(error) => {
                tracing::debug!(job = %job.address, %error, "the job's spec is not available");
                Found::Unavailable { retry_at: Instant::now() + RETRY }
            }
        };
        Self { hash: job.state.spec, terms, found }
    }

    /// As the plan sees it. After a change of price the job is inspected again.
    pub fn status(&self, job: &Job, terms: &Terms, now: Instant) -> SpecStatus {
        match &self.found {
            _ if self.hash != job.state.spec || self.terms != *terms => SpecStatus::Unknown,
            Found::Fits { inputs_here, .. } => SpecStatus::Fits { inputs_here: *inputs_here },
            Found::Unfit(unfit) => SpecStatus::Unfit(unfit.reason()),
            Found::Unavailable { retry_at } if now < *retry_at => SpecStatus::Waiting,
            Found::Unavailable { .. } => SpecStatus::Unknown,
        }
    }

    /// The spec, where the job fits.
    pub fn spec(&self) -> Option<&Arc<Spec>> {
        match &self.found {
            Found::Fits { spec, .. } => Some(spec),
            Found::Unfit(_) | Found::Unavailable { .. } => None,
        }
    }

    /// Notes that the inputs are in the cache now.
    pub fn inputs_came(&mut self) {
        if let Found::Fits { inputs_here, .. } = &mut self.found {
            *inputs_here = true;
        }
    }
}
