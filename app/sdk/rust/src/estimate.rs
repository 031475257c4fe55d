//! What an order will probably take, before it is paid: a little of it is rendered here, and scaled by
//! the benchmark scores of this machine and of each provider's.

use std::{collections::BTreeMap, time::Instant};

use rayment_client::profile::Profile;
use rayment_core::{
    job::Chunk,
    market::Params,
    money::{Terms, Usage, bill},
};
use rayment_engine::{ENGINE, Estimate, settings};
use rayment_render::{Cancel, Limits, Tracer};
use rayment_scenes::benchmark;
use rayment_spec::Spec;
use serde::Serialize;

use crate::{Error, Packed, sellers::Seller};

/// Likely, at least and at most, of one provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Likely {
    /// Milliseconds of a frame.
    pub ms_per_frame: [u64; 3],
    /// What the whole order costs, fee included, in base units of what it is paid in.
    pub total: [u64; 3],
}

/// A little of the scene, rendered here.
pub struct Probe {
    here: Estimate,
    /// This machine's own benchmark: how fast it is beside others.
    kilosamples_per_second: f64,
}

impl Probe {
    /// Renders a little of the order. `None` where the engine is not the built-in one: others are not probed here.
    /// Takes some seconds.
    pub fn run(packed: &Packed, spec: &Spec) -> Result<Option<Self>, Error> {
        if spec.engine.name != ENGINE {
            return Ok(None);
        }
        let start = Instant::now();
        let tracer = Tracer::new(rayment_import::load(&packed.scene, &packed.file_map(), &Limits::default())?);
        let loaded = start.elapsed().as_secs_f64();
        let frames = [spec.frame_numbers().next(), middle(spec), spec.frames.last().map(|range| range.last)];
        let frames: Vec<u32> = frames.into_iter().flatten().collect();
        let here = Estimate::probe(&tracer, &frames, &settings(spec), &Cancel::new())?.loaded_in(loaded);
        Ok(Some(Self { here, kilosamples_per_second: benchmark().kilosamples_per_second }))
    }

    /// What a frame will probably take on a machine with this profile, in milliseconds.
    pub fn ms_per_frame(&self, profile: &Profile) -> u64 {
        milliseconds(self.there(profile).job(1)[0]).max(1)
    }

    /// What the order will take and cost, by provider as base58.
    pub fn likely(
        &self,
        spec: &Spec,
        chunks: &[Chunk],
        params: &Params,
        sellers: &[Seller],
    ) -> BTreeMap<String, Likely> {
        let one = |seller: &Seller| {
            let there = self.there(&seller.profile);
            let total = [0, 1, 2].map(|which| total(&there, which, spec, chunks, params, &seller.terms));
            let [Some(likely), Some(least), Some(most)] = total else { return None };
            let ms_per_frame = there.job(1).map(milliseconds);
            Some((seller.provider.wallet().to_string(), Likely { ms_per_frame, total: [likely, least, most] }))
        };
        sellers.iter().filter_map(one).collect()
    }

    fn there(&self, profile: &Profile) -> Estimate {
        self.here.moved(profile.score.max(1) as f64 / self.kilosamples_per_second)
    }
}

/// A frame from the middle of the order: its ranges are ascending.
fn middle(spec: &Spec) -> Option<u32> {
    spec.frames.get(spec.frames.len() / 2).map(|range| {
        range.first + (range.last - range.first) / 2 / u32::from(range.step.max(1)) * u32::from(range.step.max(1))
    })
}

fn total(there: &Estimate, which: usize, spec: &Spec, chunks: &[Chunk], params: &Params, terms: &Terms) -> Option<u64> {
    let all = f64::from(spec.grid().tiles().max(1));
    chunks.iter().try_fold(0u64, |sum, chunk| {
        let seconds = there.job(chunk.frames)[which] * (f64::from(chunk.tiles) / all);
        let usage = Usage { units: chunk.frames, ms: milliseconds(seconds), bytes: spec.bytes() };
        sum.checked_add(bill(terms, usage, params.fee_bps)?.total()?)
    })
}

fn milliseconds(seconds: f64) -> u64 {
    // Never negative; whatever is beyond 64 bits ends there.
    (seconds * 1_000.0).ceil() as u64
}
