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
    inspect::{Asked, Capabilities, Unfit, inspect},
    plan::SpecStatus,
};

/// Pause before a spec that was not available is asked for again.
const RETRY: Duration = Duration::from_secs(3);

/// What is known about a job's spec.
pub(super) struct Inspection {
    /// The spec that was inspected.
    hash: Hash,
    /// What this provider asked then.
    asked: Asked,
    found: Found,
}

enum Found {
    Fits(Arc<Spec>),
    Unfit(Unfit),
    /// The spec, or a file that it lists.
    Unavailable {
        retry_at: Instant,
    },
}

impl Inspection {
    /// Fetches and checks the spec of a job.
    pub async fn of(
        (job, params, asked): (&Job, &Params, Asked),
        hub: &HubClient,
        cache: &Cache,
        capabilities: &Capabilities,
    ) -> Self {
        let unfit = |unfit: Unfit| {
            tracing::warn!(job = %job.address, why = %unfit, "this job cannot be done here");
            Found::Unfit(unfit)
        };
        let unavailable = |error: HubError| {
            tracing::debug!(job = %job.address, %error, "the job's spec or a file of it is not available");
            Found::Unavailable { retry_at: Instant::now() + RETRY }
        };
        let found = match hub.spec(&job.state.spec).await {
            Ok(spec) => match inspect(&job.state, params, &spec, asked, capabilities) {
                Err(error) => unfit(error),
                // For what is held already, it is too late to look.
                Ok(()) if job.state.claim().is_some() => Found::Fits(Arc::new(spec)),
                Ok(()) => match missing(hub, cache, &spec).await {
                    None => Found::Fits(Arc::new(spec)),
                    Some(error) => unavailable(error),
                },
            },
            Err(HubError::Spec(error)) => unfit(Unfit::Spec(error.to_string())),
            Err(error @ HubError::TooLarge { .. }) => unfit(Unfit::Spec(error.to_string())),
            Err(error) => unavailable(error),
        };
        Self { hash: job.state.spec, asked, found }
    }

    /// As the plan sees it. After a change of price the job is inspected again; what a token weighs may move.
    pub fn status(&self, job: &Job, terms: &Terms, now: Instant) -> SpecStatus {
        match &self.found {
            _ if self.hash != job.state.spec || self.asked.terms != *terms => SpecStatus::Unknown,
            Found::Fits(_) => SpecStatus::Fits,
            Found::Unfit(unfit) => SpecStatus::Unfit(unfit.reason()),
            Found::Unavailable { retry_at } if now < *retry_at => SpecStatus::Waiting,
            Found::Unavailable { .. } => SpecStatus::Unknown,
        }
    }

    /// The spec, where the job fits.
    pub fn spec(&self) -> Option<&Arc<Spec>> {
        match &self.found {
            Found::Fits(spec) => Some(spec),
            Found::Unfit(_) | Found::Unavailable { .. } => None,
        }
    }
}

/// Looked at before a bond is at stake: a file that is neither here nor on the hub. Its bytes are fetched by the run.
async fn missing(hub: &HubClient, cache: &Cache, spec: &Spec) -> Option<HubError> {
    for file in spec.files.iter().filter(|file| !cache.has(&file.sha256, file.bytes)) {
        match hub.has(&file.sha256).await {
            Ok(true) => {}
            Ok(false) => return Some(HubError::NotFound(file.path.clone())),
            Err(error) => return Some(error),
        }
    }
    None
}
