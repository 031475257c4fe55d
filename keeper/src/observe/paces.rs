//! How long providers took for what they delivered last of each spec.

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{Job, chain_key};
use rayment_core::job::{Claim, Phase};

use crate::snapshot::{Pace, PaceOf};

/// What is remembered while there are jobs of the spec.
#[derive(Default)]
pub struct Paces(BTreeMap<PaceOf, Pace>);

impl Paces {
    /// Takes in the deliveries that are in sight.
    pub fn look(&mut self, jobs: &[Job]) {
        for job in jobs {
            let delivered = match job.state.phase {
                Phase::Delivered { claim, delivery, .. } | Phase::Disputed { claim, delivery, .. } => {
                    Some((claim, delivery.frames, delivery.ms))
                }
                Phase::Accepted { claim, frames, ms, .. } => Some((claim, frames, ms)),
                Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } | Phase::Owed { .. } => None,
            };
            if let Some((Claim { provider, .. }, frames, ms)) = delivered {
                let tiles = u64::from(frames).saturating_mul(job.state.chunk.tiles.into());
                self.0.insert((chain_key(&provider), job.state.spec), Pace { ms, tiles });
            }
        }
        let specs: BTreeSet<_> = jobs.iter().map(|job| job.state.spec).collect();
        self.0.retain(|(_, spec), _| specs.contains(spec));
    }

    pub fn all(&self) -> BTreeMap<PaceOf, Pace> {
        self.0.clone()
    }
}
