//! Posting an order: as few transactions as its jobs fit into.

use anyhow::Context;
use rayment_client::{
    address,
    history::JobHistory,
    instructions,
    order::{Posting, offers},
};
use rayment_core::job::{Chunk, Offer};
use serde::Serialize;
use solana_pubkey::Pubkey;

use crate::{failure::refused, money::sol, session::Session};

use super::{Event, Offered, Request};

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

/// Posts the jobs of the order that are not there yet. Its number is the id of its first job, and is
/// told before anything is paid: whatever happens then, it can be gone on with.
pub async fn post(
    session: &Session,
    offered: &Offered,
    request: &Request,
    on_event: &mut dyn FnMut(Event),
) -> anyhow::Result<Posted> {
    let (market, wallet) = (session.market.address, session.address());
    let counter = session.chain.client(&market, &wallet).await?;
    let next_id = counter.map_or(0, |client| client.next_id);
    let order = request.resume.unwrap_or(next_id);
    let mut posted = Posted { order, jobs: Vec::new(), signatures: Vec::new() };
    if request.resume.is_some() {
        posted.jobs = already(session, offered, order).await?;
    }
    let missing: Vec<Chunk> =
        offered.chunks.iter().filter(|chunk| !posted.jobs.iter().any(|job| job.chunk == **chunk)).copied().collect();
    let expires_at = session.chain.clock().await?.unix_timestamp + i64::from(request.hours) * 3_600;
    let posting = Posting { order, expires_at, at_once: request.at_once };
    let Some(offers) = offers(&offered.spec, &missing, &session.params.values, &offered.quote, posting) else {
        return refused("the price of this order leaves 64 bits: ask for less at a time");
    };
    afford(session, &offers, request.max_price).await?;
    on_event(Event::Order(order));
    if counter.is_none() {
        let open = instructions::client_open(&market, &wallet);
        let sent = session.chain.send(&session.wallet, &[], &[open]).await?;
        posted.signed("open", &sent);
    }
    let mut id = next_id;
    for group in offers.chunks(JOBS_PER_TRANSACTION) {
        let ids = id..id + group.len() as u64;
        let posts: Vec<_> =
            ids.clone().zip(group).map(|(id, offer)| instructions::job_post(&market, &wallet, id, offer)).collect();
        let sent = session.chain.send(&session.wallet, &[], &posts).await.with_context(|| {
            let (done, all) = (posted.jobs.len(), offered.chunks.len());
            format!(
                "{done} of {all} jobs of order {order} are posted; go on with the same command and --resume {order}"
            )
        })?;
        posted.signed("post", &sent);
        posted.jobs.extend(ids.clone().zip(group).map(|(id, offer)| PostedJob {
            address: address::job(&market, &wallet, id),
            chunk: offer.chunk,
            deposit: offer.deposit,
        }));
        id = ids.end;
    }
    Ok(posted)
}

/// Jobs of an order that were posted before, for this very spec.
async fn already(session: &Session, offered: &Offered, order: u64) -> anyhow::Result<Vec<PostedJob>> {
    let mut jobs = Vec::new();
    for (address, offer) in order_offers(session, order).await? {
        if offer.spec != offered.spec.hash() {
            return refused(format!("order {order} is for another scene, size, samples or frames: give the same ones"));
        }
        jobs.push(PostedJob { address, chunk: offer.chunk, deposit: offer.deposit });
    }
    Ok(jobs)
}

/// The jobs of an order with what they offered, open or closed.
pub async fn order_offers(session: &Session, order: u64) -> anyhow::Result<Vec<(Pubkey, Offer)>> {
    let (market, wallet) = (session.market.address, session.address());
    let next_id = session.chain.client(&market, &wallet).await?.map_or(0, |client| client.next_id);
    let mut jobs = Vec::new();
    // Ids of an order follow each other from its number on.
    for id in order..next_id {
        let address = address::job(&market, &wallet, id);
        match JobHistory::read(&session.chain, &address).await? {
            Some(history) if history.offer.order == order => jobs.push((address, history.offer)),
            Some(_) => break,
            None => {}
        }
    }
    if jobs.is_empty() {
        return refused(format!(
            "this wallet has posted no order {order} in this market: see `rayment job list --all`"
        ));
    }
    Ok(jobs)
}

impl Posted {
    fn signed(&mut self, step: &str, sent: &rayment_client::Sent) {
        let (signature, compute_units) = (sent.signature.to_string(), sent.compute_units);
        self.signatures.push(Signature { step: step.to_owned(), signature, compute_units });
    }
}

/// Refuses before anything is locked what the wallet cannot pay, or its owner does not want to.
async fn afford(session: &Session, offers: &[Offer], max_price: Option<u64>) -> anyhow::Result<()> {
    let deposits = offers.iter().try_fold(0u64, |sum, offer| sum.checked_add(offer.deposit)).unwrap_or(u64::MAX);
    if let Some(limit) = max_price.filter(|limit| deposits > *limit) {
        return refused(format!(
            "this order locks {}, and --max-price allows {}: fewer frames or samples cost less",
            sol(deposits),
            sol(limit)
        ));
    }
    // Rent of the jobs comes back; of the counter it does not; fees are small change.
    let around = 4_000_000 * (offers.len() as u64 + 1);
    let has = session.chain.balance(&session.address()).await?;
    if has < deposits.saturating_add(around) {
        return refused(format!(
            "the wallet {} has {}, this order locks {} and about {} of rent that comes back: fund it and try again",
            session.address(),
            sol(has),
            sol(deposits),
            sol(around)
        ));
    }
    Ok(())
}
