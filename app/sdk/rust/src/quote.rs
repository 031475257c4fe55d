//! What an order will cost, before anything is paid.

use std::{collections::BTreeMap, path::Path};

use rayment_client::{
    Provider, chain_key,
    order::{self, Candidate, Cut, OrderQuote, Quote, split},
    profile::Profile,
};
use rayment_core::{job::Chunk, provider::Status};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;
use tokio::task::block_in_place;

use crate::{
    Error, Packed, Refusal, Request, Session,
    begun::Begun,
    estimate::{Likely, Probe},
    parts::Parts,
    place::{flags, rent},
};

/// A profile is a page of text; more is not read.
const PROFILE_BYTES: u64 = 1 << 20;

/// A scene cut into jobs, with what they would cost.
pub struct Quoted {
    pub spec: Spec,
    pub chunks: Vec<Chunk>,
    /// How they were cut, where they are all of that cut.
    pub cut: Option<Cut>,
    pub quote: Quote,
    /// What probes of the scene say, by provider; empty where none were asked for.
    pub likely: BTreeMap<String, Likely>,
    /// Lamports of rent that are paid with the order, and come back.
    pub rent: u64,
    /// An order for the same pictures that was begun before: buying goes on with it.
    pub begun: Option<Begun>,
}

impl Quoted {
    /// Lamports that the order will probably cost, fee included.
    pub fn likely_cost(&self) -> u64 {
        self.quote.estimate
    }

    /// Lamports that all jobs lock: the order can't cost more.
    pub fn cap(&self) -> u64 {
        self.begun.as_ref().map_or(self.quote.cap, |begun| begun.quote.total)
    }
}

/// Cuts the order into jobs and works out what they would cost. What a former order left in the folder `output` is not
/// ordered again, nor is what an order that was begun buys. Nothing leaves this machine: files are uploaded once the
/// quote is accepted, by [`place::place`], and the probe renders here.
///
/// The hub could answer that too, but then its word would decide what the wallet locks: here the
/// prices come from the chain, and the machines from profiles whose hashes stand there.
///
/// # Errors
/// Refusals of what nobody can render; a chain or hub that does not answer.
pub async fn quote(session: &Session, packed: &Packed, request: &Request, output: &Path) -> Result<Quoted, Error> {
    let spec = packed.spec(request)?;
    let profiles = profiles(session, &request.exclude).await?;
    let probe = match request.probe {
        true => block_in_place(|| Probe::run(packed, &spec))?,
        false => None,
    };
    let candidates = profiles.iter().map(|(provider, profile)| Candidate {
        wallet: provider.wallet(),
        terms: provider.state.terms,
        profile,
        earned: provider.state.earned,
        slots: provider.state.slots,
        ms_per_frame: probe.as_ref().map(|probe| probe.ms_per_frame(profile)),
    });
    let candidates: Vec<_> = candidates.collect();
    let params = (&session.params.values, session.params.version);
    let quoted = |chunks: &[Chunk]| order::quote(&spec, chunks, params, &candidates, request.providers);
    let begun = match request.resume {
        Some(order) => Some(own(session, Begun::read(session, &spec, order).await?)?),
        None if request.again => None,
        None => Begun::find(session, &spec, flags(request)).await?,
    };
    let (chunks, cut, quote) = match &begun {
        // Other providers may be there now, but its jobs stay as they are.
        Some(begun) => {
            let chunks = begun.chunks();
            // What is paid is there, whoever sells today.
            let quote = quoted(&chunks).or_else(|| begun.is_paid.then(|| as_paid(&begun.quote)));
            (chunks, None, quote)
        }
        None => {
            let wish = (request.frames_per_job, request.sharing);
            let mut plan = split::plan(&spec, wish, params, (&candidates, request.providers));
            let is_rest = Parts::of(output, &spec).leave_out(&mut plan.chunks)?;
            if is_rest {
                plan.quote = quoted(&plan.chunks);
            }
            (plan.chunks, (!is_rest).then_some(plan.cut), plan.quote)
        }
    };
    let quote = quote.ok_or_else(|| Refusal::NoProvider(nobody(&spec, &profiles)))?;
    let likely = probe.map(|probe| probe.likely(&spec, &chunks, params.0, &profiles)).unwrap_or_default();
    let rent = rent(session, chunks.len(), quote.workers).await?;
    Ok(Quoted { spec, chunks, cut, quote, likely, rent, begun })
}

/// The prices of an order that is paid, where nobody sells the like today.
fn as_paid(quote: &OrderQuote) -> Quote {
    Quote {
        lines: Vec::new(),
        params: quote.params,
        fee_bps: quote.fee_bps,
        terms: quote.ceilings.terms,
        ms_per_frame: quote.ceilings.ms_per_frame,
        estimate: quote.total,
        cap: quote.total,
        ordinary_cap: quote.total,
        sellers: 0,
        workers: 0,
        middle_ms_per_frame: quote.ceilings.ms_per_frame,
    }
}

/// An order that this wallet is the client of.
fn own(session: &Session, begun: Begun) -> Result<Begun, Error> {
    let is_own = chain_key(&begun.quote.client) == session.address();
    if is_own { Ok(begun) } else { Err(Refusal::ForeignOrder(begun.order()).into()) }
}

/// Every active provider whose description the hub has, with it, but those that are left out.
async fn profiles(session: &Session, exclude: &[Pubkey]) -> Result<Vec<(Provider, Profile)>, Error> {
    let mut found = Vec::new();
    for provider in session.chain.providers(&session.market.address).await? {
        if provider.state.status != Status::Active || exclude.contains(&provider.wallet()) {
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
