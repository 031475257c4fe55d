//! Posting an order: its files go to the hub, its jobs on the chain in as few transactions as they fit into.

use rayment_client::{
    address,
    history::JobHistory,
    instructions,
    order::{Posting, offers},
};
use rayment_core::job::{Chunk, Offer};
use rayment_spec::Spec;
use serde::Serialize;
use solana_pubkey::Pubkey;

use crate::{Error, Event, Packed, Quoted, Refusal, Request, Session};

/// Jobs in one transaction: what fits into its 1,232 bytes beside the compute budget.
const JOBS_PER_TRANSACTION: usize = 3;

/// A job as it was posted.
#[derive(Clone, Copy, Debug)]
pub struct PostedJob {
    pub address: Pubkey,
    pub chunk: Chunk,
    pub deposit: u64,
}

/// An order as it was posted.
#[derive(Clone, Debug)]
pub struct Posted {
    pub order: u64,
    pub jobs: Vec<PostedJob>,
    pub signatures: Vec<Signature>,
}

/// A confirmed transaction, for people and scripts.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    pub step: String,
    pub signature: String,
    pub compute_units: u64,
}

impl Posted {
    pub fn addresses(&self) -> Vec<Pubkey> {
        self.jobs.iter().map(|job| job.address).collect()
    }

    /// Lamports locked by all its jobs.
    pub fn deposit(&self) -> u64 {
        self.jobs.iter().map(|job| job.deposit).sum()
    }
}

/// Uploads what the order needs, and posts its jobs that are not on the chain yet. Its number is the id of its first
/// job, and is told before anything is paid: whatever happens then, the order can be resumed. Calling this accepts the
/// quote; what is refused before uploads nothing.
///
/// # Errors
/// Refusals before anything is uploaded or paid; [`Error::Posting`] where some jobs may be posted already.
pub async fn post(
    session: &Session,
    packed: &Packed,
    quoted: &Quoted,
    request: &Request,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<Posted, Error> {
    let (market, wallet) = (session.market.address, session.address());
    let counter = session.chain.client(&market, &wallet).await?;
    let next_id = counter.map_or(0, |client| client.next_id);
    let order = quoted.begun.unwrap_or(next_id);
    let mut posted = Posted { order, jobs: Vec::new(), signatures: Vec::new() };
    if quoted.begun.is_some() {
        posted.jobs = already(session, order).await?;
    }
    let missing: Vec<Chunk> =
        quoted.chunks.iter().filter(|chunk| !posted.jobs.iter().any(|job| job.chunk == **chunk)).copied().collect();
    let expires_at = session.chain.clock().await?.unix_timestamp + i64::from(request.hours) * 3_600;
    let posting = Posting { order, expires_at, at_once: request.at_once, check: request.check };
    let Some(offers) = offers(&quoted.spec, &missing, &session.params.values, &quoted.quote, posting) else {
        return Err(Refusal::PriceRange.into());
    };
    afford(session, &offers, (request.max_price, quoted)).await?;
    upload(session, packed, &quoted.spec, on_event).await?;
    on_event(Event::Order(order));
    if counter.is_none() {
        let open = instructions::client_open(&market, &wallet);
        let sent = session.chain.send(&session.wallet, &[], &[open]).await?;
        posted.signed("open", &sent);
    }
    send_posts(session, &offers, next_id, quoted.chunks.len(), &mut posted).await?;
    Ok(posted)
}

/// Puts the files and the spec into the hub, unless it has them.
async fn upload(
    session: &Session,
    packed: &Packed,
    spec: &Spec,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<(), Error> {
    on_event(Event::Uploading { files: packed.files.len(), bytes: spec.bytes() });
    for bytes in packed.files.values() {
        session.hub.put(bytes).await?;
    }
    // What went first may have given way to others while the rest went up.
    for file in &spec.files {
        if let Some(bytes) = packed.files.get(&file.path)
            && !session.hub.has(&file.sha256).await?
        {
            session.hub.put(bytes).await?;
        }
    }
    session.hub.put(&spec.encode()).await?;
    Ok(())
}

/// Posts the offers as jobs from this id on, as few transactions as they fit into; `all` counts the order's jobs.
async fn send_posts(
    session: &Session,
    offers: &[Offer],
    mut id: u64,
    all: usize,
    posted: &mut Posted,
) -> Result<(), Error> {
    let (market, wallet, order) = (session.market.address, session.address(), posted.order);
    for group in offers.chunks(JOBS_PER_TRANSACTION) {
        let ids = id..id + group.len() as u64;
        let posts: Vec<_> =
            ids.clone().zip(group).map(|(id, offer)| instructions::job_post(&market, &wallet, id, offer)).collect();
        let sent = session.chain.send(&session.wallet, &[], &posts).await.map_err(|source| Error::Posting {
            order,
            posted: posted.jobs.len(),
            sent: if source.may_still_arrive() { group.len() } else { 0 },
            all,
            source,
        })?;
        posted.signed("post", &sent);
        posted.jobs.extend(ids.clone().zip(group).map(|(id, offer)| PostedJob {
            address: address::job(&market, &wallet, id),
            chunk: offer.chunk,
            deposit: offer.deposit,
        }));
        id = ids.end;
    }
    Ok(())
}

/// Jobs of an order that were posted before.
async fn already(session: &Session, order: u64) -> Result<Vec<PostedJob>, Error> {
    let jobs = order_offers(session, order).await?.into_iter();
    Ok(jobs.map(|(address, offer)| PostedJob { address, chunk: offer.chunk, deposit: offer.deposit }).collect())
}

/// The jobs of an order with their offers, open or closed.
///
/// # Errors
/// [`Refusal::NoOrder`]; a chain that does not answer.
pub async fn order_offers(session: &Session, order: u64) -> Result<Vec<(Pubkey, Offer)>, Error> {
    Ok(order_jobs(session, order).await?.into_iter().map(|job| (job.job, job.offer)).collect())
}

/// The same with what became of them.
pub(crate) async fn order_jobs(session: &Session, order: u64) -> Result<Vec<JobHistory>, Error> {
    let (market, wallet) = (session.market.address, session.address());
    let next_id = session.chain.client(&market, &wallet).await?.map_or(0, |client| client.next_id);
    let mut jobs = Vec::new();
    // Ids of an order follow each other from its number on.
    for id in order..next_id {
        let address = address::job(&market, &wallet, id);
        match JobHistory::read(&session.chain, &address).await? {
            Some(history) if history.offer.order == order => jobs.push(history),
            Some(_) => break,
            None => {}
        }
    }
    if jobs.is_empty() {
        return Err(Refusal::NoOrder(order).into());
    }
    Ok(jobs)
}

impl Posted {
    fn signed(&mut self, step: &str, sent: &rayment_client::Sent) {
        let (signature, compute_units) = (sent.signature.to_string(), sent.compute_units);
        self.signatures.push(Signature { step: step.to_owned(), signature, compute_units });
    }
}

/// Refuses, before anything is locked, what the wallet cannot pay or its owner does not want to.
async fn afford(session: &Session, offers: &[Offer], (max_price, quoted): (Option<u64>, &Quoted)) -> Result<(), Error> {
    let locked = offers.iter().try_fold(0u64, |sum, offer| sum.checked_add(offer.deposit)).unwrap_or(u64::MAX);
    if let Some(allowed) = max_price.filter(|allowed| locked > *allowed) {
        return Err(Refusal::TooExpensive { locked, allowed }.into());
    }
    if offers.is_empty() {
        return Ok(());
    }
    if max_price.is_none() && !quoted.quote.is_ordinary() {
        return Err(Refusal::OutOfProportion { locked, estimate: quoted.quote.estimate }.into());
    }
    // Rent of the jobs comes back; of the counter it does not; network fees are negligible.
    let rent = 4_000_000 * (offers.len() as u64 + 1);
    let has = session.chain.balance(&session.address()).await?;
    if has < locked.saturating_add(rent) {
        return Err(Refusal::WalletTooLow { wallet: session.address(), has, locked, rent }.into());
    }
    Ok(())
}
