//! What looking at a job's spec has found.

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
    inspect::{Means, Unfit, inspect},
    plan::SpecKnown,
};

/// A spec that is not in the hub yet, or a hub that is away, is asked again after this.
const AGAIN: Duration = Duration::from_secs(3);

/// What is known about a job's spec.
pub(super) struct Look {
    /// Of which spec.
    hash: Hash,
    /// What this provider asked then.
    terms: Terms,
    found: Found,
}

enum Found {
    Fits { spec: Arc<Spec>, inputs_here: bool },
    Unfit(Unfit),
    Nothing { again_at: Instant },
}

impl Look {
    /// Fetches and checks the spec of a job.
    pub async fn at(
        (job, params, terms): (&Job, &Params, Terms),
        hub: &HubClient,
        cache: &Cache,
        means: &Means,
    ) -> Self {
        let unfit = |unfit: Unfit| {
            tracing::warn!(job = %job.address, why = %unfit, "this job is not for here");
            Found::Unfit(unfit)
        };
        let found = match hub.spec(&job.state.spec).await {
            Ok(spec) => match inspect(&job.state, params, &spec, &terms, means) {
                Ok(()) => Found::Fits { inputs_here: cache.has_all(&spec), spec: Arc::new(spec) },
                Err(error) => unfit(error),
            },
            Err(HubError::Spec(error)) => unfit(Unfit::Spec(error.to_string())),
            Err(error @ HubError::TooLarge { .. }) => unfit(Unfit::Spec(error.to_string())),
            Err(error) => {
                tracing::debug!(job = %job.address, %error, "the job's spec could not be had");
                Found::Nothing { again_at: Instant::now() + AGAIN }
            }
        };
        Self { hash: job.state.spec, terms, found }
    }

    /// As the plan sees it. A provider that asks another price looks again.
    pub fn known(&self, job: &Job, terms: &Terms, now: Instant) -> SpecKnown {
        match &self.found {
            _ if self.hash != job.state.spec || self.terms != *terms => SpecKnown::Unknown,
            Found::Fits { inputs_here, .. } => SpecKnown::Fits { inputs_here: *inputs_here },
            Found::Unfit(unfit) => SpecKnown::Unfit(unfit.reason()),
            Found::Nothing { again_at } if now < *again_at => SpecKnown::Waiting,
            Found::Nothing { .. } => SpecKnown::Unknown,
        }
    }

    /// The spec, where the job fits.
    pub fn spec(&self) -> Option<&Arc<Spec>> {
        match &self.found {
            Found::Fits { spec, .. } => Some(spec),
            Found::Unfit(_) | Found::Nothing { .. } => None,
        }
    }

    /// Notes that the inputs are in the cache now.
    pub fn inputs_came(&mut self) {
        if let Found::Fits { inputs_here, .. } = &mut self.found {
            *inputs_here = true;
        }
    }
}
