//! What an order will cost, before anything is paid.

use std::{collections::BTreeMap, path::Path};

use rayment_client::{
    Provider,
    order::{
        self, Candidate, Quote,
        split::{self, Cut, Plan},
    },
    profile::Profile,
};
use rayment_core::{job::Chunk, provider::Status};
use rayment_spec::Spec;
use tokio::task::block_in_place;

use crate::{
    Error, Packed, Refusal, Request, Session,
    estimate::{self, Likely},
    parts::Parts,
    post,
};

/// A profile is a page of text; more is not read.
const PROFILE_BYTES: u64 = 1 << 20;

/// A scene that is in the hub, cut into jobs, with what they would cost.
pub struct Quoted {
    pub spec: Spec,
    pub chunks: Vec<Chunk>,
    pub quote: Quote,
    /// What probes of the scene say, by provider; empty where none were asked for.
    pub likely: BTreeMap<String, Likely>,
}

impl Quoted {
    /// Lamports that the order will probably cost, fee included, at the cheapest provider.
    pub fn likely_cost(&self) -> u64 {
        let cheapest = self.quote.lines.first().and_then(|line| self.likely.get(&line.provider));
        cheapest.map_or(self.quote.estimate, |likely| likely.total[0])
    }
}

/// Uploads the scene and its spec, cuts the order into jobs and works out what they would cost. What a
/// former order left in the folder `output` is not ordered again.
///
/// The hub could answer that too, but then its word would decide what the wallet locks: here the
/// prices come from the chain, and the machines from profiles whose hashes stand there.
///
/// # Errors
/// Refusals of what nobody can render; a chain or hub that does not answer.
pub async fn quote(session: &Session, packed: &Packed, request: &Request, output: &Path) -> Result<Quoted, Error> {
    let spec = packed.spec(request)?;
    for bytes in packed.files.values() {
        session.hub.put(bytes).await?;
    }
    session.hub.put(&spec.encode()).await?;
    let profiles = profiles(session).await?;
    let candidates: Vec<_> = profiles
        .iter()
        .map(|(provider, profile)| Candidate { wallet: provider.wallet(), terms: provider.state.terms, profile })
        .collect();
    let params = (&session.params.values, session.params.version);
    let quoted = |chunks: &[Chunk]| order::quote(&spec, chunks, params, &candidates, request.providers);
    let Plan { chunks, quote, .. } = match request.resume {
        Some(order) => {
            let cut = as_before(session, &spec, order, request.frames_per_job).await?;
            let chunks = split::split(&spec, cut);
            Plan { cut, quote: quoted(&chunks), chunks }
        }
        None => {
            let wish = (request.frames_per_job, request.sharing);
            let mut plan = split::plan(&spec, wish, params, (&candidates, request.providers));
            if Parts::of(output, &spec).leave_out(&mut plan.chunks)? {
                plan.quote = quoted(&plan.chunks);
            }
            plan
        }
    };
    let quote = quote.ok_or_else(|| Refusal::NoProvider(nobody(&spec, &profiles)))?;
    let likely = match request.probe {
        true => block_in_place(|| estimate::likely(packed, &spec, &chunks, params.0, &profiles))?,
        false => BTreeMap::new(),
    };
    Ok(Quoted { spec, chunks, quote, likely })
}

/// How an order that was begun is split: other providers may be there now, but its jobs stay as they are.
async fn as_before(session: &Session, spec: &Spec, order: u64, frames_per_job: u32) -> Result<Cut, Error> {
    let begun = post::order_offers(session, order).await?;
    let whole = spec.grid().tiles();
    if begun.iter().all(|(_, offer)| offer.chunk.tiles == whole) {
        return Ok(Cut::frames(frames_per_job));
    }
    let fits = |cut: &Cut| {
        let chunks = split::split(spec, *cut);
        begun.iter().all(|(_, offer)| chunks.contains(&offer.chunk))
    };
    let cut = (2..=spec.grid().rows()).map(Cut::parts).find(fits);
    cut.ok_or_else(|| Refusal::OtherSize(order).into())
}

/// Every active provider whose description the hub has, with it.
async fn profiles(session: &Session) -> Result<Vec<(Provider, Profile)>, Error> {
    let mut found = Vec::new();
    for provider in session.chain.providers(&session.market.address).await? {
        if provider.state.status != Status::Active {
            continue;
        }
        // A provider without a profile in the hub is left out; the others still count.
        let Ok(bytes) = session.hub.fetch(&provider.state.profile, PROFILE_BYTES).await else { continue };
        found.extend(Profile::decode(&bytes).map(|profile| (provider, profile)));
    }
    Ok(found)
}

/// Why nobody can take the order.
fn nobody(spec: &Spec, profiles: &[(Provider, Profile)]) -> String {
    if profiles.is_empty() {
        return "no provider is active in this market: try again later, or another market".to_owned();
    }
    let reasons = profiles.iter().map(|(provider, profile)| {
        let why = profile.cannot_render(spec).unwrap_or_else(|| "its prices exceed 64 bits".to_owned());
        format!("{}: {why}", provider.wallet())
    });
    format!("no provider can render this: {}", reasons.collect::<Vec<_>>().join("; "))
}
