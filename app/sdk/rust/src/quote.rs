//! What an order will cost, before anything is paid.

use std::{collections::BTreeMap, path::Path};

use rayment_client::{
    chain_key,
    order::{self, Candidate, Cut, OrderQuote, Quote, split},
};
use rayment_core::job::Chunk;
use rayment_spec::Spec;
use solana_pubkey::Pubkey;
use tokio::task::block_in_place;

use crate::{
    Coin, Error, Packed, Refusal, Request, Session, TokenRefusal,
    begun::Begun,
    estimate::{Likely, Probe},
    parts::Parts,
    place::{Rent, flags},
    sellers::{Seller, nobody, sellers},
    token::Listed,
};

/// A scene cut into jobs, with what they would cost.
pub struct Quoted {
    pub spec: Spec,
    pub chunks: Vec<Chunk>,
    /// How they were cut, where they are all of that cut.
    pub cut: Option<Cut>,
    pub quote: Quote,
    /// What probes of the scene say, by provider; empty where none were asked for.
    pub likely: BTreeMap<String, Likely>,
    /// What it is paid in.
    pub coin: Coin,
    /// Rent that is paid with the order, and comes back.
    pub rent: Rent,
    /// An order for the same pictures that was begun before: buying goes on with it.
    pub begun: Option<Begun>,
}

impl Quoted {
    /// What the order will probably cost, fee included.
    pub fn likely_cost(&self) -> u64 {
        self.quote.estimate
    }

    /// Whether it is paid already: then nothing more is.
    pub fn is_paid(&self) -> bool {
        self.begun.as_ref().is_some_and(|begun| begun.is_paid)
    }

    /// What all jobs lock: the order can't cost more.
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
    let begun = begun(session, &spec, request).await?;
    // An order that goes on is in what it is in.
    let mint = begun.as_ref().map_or(request.token, Begun::mint);
    let listed = match &mint {
        Some(mint) => listed(session, mint, begun.as_ref().is_some_and(|begun| begun.is_paid)).await?,
        None => None,
    };
    let coin = match (&listed, &mint) {
        (Some(listed), _) => listed.coin(),
        (None, Some(mint)) => Coin::read(&session.chain, mint).await?,
        (None, None) => Coin::SOL,
    };
    let found = sellers(session, &request.exclude, (coin, listed.as_ref())).await?;
    let probe = match request.probe {
        true => block_in_place(|| Probe::run(packed, &spec))?,
        false => None,
    };
    let candidates = found.iter().map(|Seller { provider, profile, terms, earned }| Candidate {
        wallet: provider.wallet(),
        terms: *terms,
        profile,
        earned: *earned,
        slots: provider.state.slots,
        ms_per_frame: probe.as_ref().map(|probe| probe.ms_per_frame(profile)),
    });
    let candidates: Vec<_> = candidates.collect();
    let params = (&session.params.values, session.params.version);
    let quoted = |chunks: &[Chunk]| order::quote(&spec, chunks, params, &candidates, request.providers);
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
    let quote = quote.ok_or_else(|| Refusal::NoProvider(nobody(&spec, &found, coin)))?;
    let likely = probe.map(|probe| probe.likely(&spec, &chunks, params.0, &found)).unwrap_or_default();
    let rent = Rent::of(session, (chunks.len(), quote.workers), listed.as_ref()).await?;
    Ok(Quoted { spec, chunks, cut, quote, likely, coin, rent, begun })
}

/// The order that the request goes on with, if it does.
async fn begun(session: &Session, spec: &Spec, request: &Request) -> Result<Option<Begun>, Error> {
    match request.resume {
        Some(order) => own(session, Begun::read(session, spec, order).await?).map(Some),
        None if request.again => Ok(None),
        None => Begun::find(session, spec, (flags(request), request.token)).await,
    }
}

/// A token as the market takes it now. What is paid is there, whatever the market takes today.
async fn listed(session: &Session, mint: &Pubkey, is_paid: bool) -> Result<Option<Listed>, Error> {
    let listed = match Listed::read(session, mint).await {
        Err(Error::Refused(Refusal::Token(TokenRefusal::NotListed(_)))) if is_paid => return Ok(None),
        read => read?,
    };
    let now = session.chain.clock().await?.unix_timestamp;
    if !is_paid && listed.weight(now).is_none() {
        return Err(TokenRefusal::OldRate(*mint).into());
    }
    Ok(Some(listed))
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
