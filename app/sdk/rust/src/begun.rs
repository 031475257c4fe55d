//! An order for the same pictures that was begun before: it is gone on with, so that no picture is paid for twice.
//!
//! The same spec gives the same pixels, and what was bought stays with the hub: nothing is gained by a second order.

use rayment_client::{Job, address, chain::JobFilter, history::JobHistory, order::split};
use rayment_core::job::{Chunk, Offer};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{
    Error, Refusal, Session,
    parts::Parts,
    post::{order_jobs, order_offers},
};

/// An order that is gone on with.
pub struct Begun {
    pub order: u64,
    /// Its jobs, open or closed.
    jobs: Vec<(Pubkey, Offer)>,
}

impl Begun {
    /// The order of this number.
    ///
    /// # Errors
    /// [`Refusal::NoOrder`], and [`Refusal::OtherOrder`] where it is one for other pictures.
    pub async fn read(session: &Session, spec: &Spec, order: u64) -> Result<Self, Error> {
        let jobs = order_offers(session, order).await?;
        match jobs.iter().all(|(_, offer)| offer.spec == spec.hash()) {
            true => Ok(Self { order, jobs }),
            false => Err(Refusal::OtherOrder(order).into()),
        }
    }

    /// The wallet's newest order for these pictures that has jobs under way, or else its last order of all if that
    /// bought them. `None` where there is none, and where a part of it was refunded: that is to be ordered.
    pub async fn find(session: &Session, spec: &Spec) -> Result<Option<Self>, Error> {
        let (market, client, hash) = (session.market.address, session.address(), spec.hash());
        let filter = JobFilter { market: Some(market), client: Some(client), order: None };
        let alive = session.chain.jobs(&filter).await?;
        let same = alive.iter().filter(|job: &&Job| job.state.spec == hash);
        if let Some(job) = same.max_by_key(|job| job.state.id) {
            return Self::read(session, spec, job.state.order).await.map(Some);
        }
        let order = match last_bought(session).await? {
            Some(offer) if offer.spec == hash => offer.order,
            Some(_) | None => return Ok(None),
        };
        let jobs = order_jobs(session, order).await?;
        let is_bought = jobs.iter().all(|job| job.is_paid() && job.offer.spec == hash);
        let jobs = jobs.into_iter().map(|job| (job.job, job.offer)).collect();
        Ok(is_bought.then_some(Self { order, jobs }))
    }

    /// The chunks of the whole order: cut as its jobs were, without what is already in `parts` and was not begun.
    ///
    /// # Errors
    /// [`Refusal::OtherSize`] where no cut gives the jobs that were begun.
    pub fn chunks(&self, spec: &Spec, parts: &Parts) -> Result<Vec<Chunk>, Error> {
        let begun = |chunk: &Chunk| self.jobs.iter().any(|(_, offer)| offer.chunk == *chunk);
        let frames = self.jobs.iter().map(|(_, offer)| offer.chunk.frames).max().unwrap_or(1);
        let cuts = std::iter::once(split::Cut::frames(frames)).chain((2..=spec.grid().rows()).map(split::Cut::parts));
        let fits = |chunks: &Vec<Chunk>| self.jobs.iter().all(|(_, offer)| chunks.contains(&offer.chunk));
        let all = cuts.map(|cut| split::split(spec, cut)).find(fits).ok_or(Refusal::OtherSize(self.order))?;
        let mut rest: Vec<_> = all.iter().filter(|chunk| !begun(chunk)).copied().collect();
        parts.leave_out(&mut rest)?;
        Ok(all.into_iter().filter(|chunk| begun(chunk) || rest.contains(chunk)).collect())
    }
}

/// What the wallet's last job of all bought; `None` where its money came back, or where it has none.
async fn last_bought(session: &Session) -> Result<Option<Offer>, Error> {
    let (market, wallet) = (session.market.address, session.address());
    let counter = session.chain.client(&market, &wallet).await?;
    let Some(last) = counter.and_then(|counter| counter.next_id.checked_sub(1)) else { return Ok(None) };
    let history = JobHistory::read(&session.chain, &address::job(&market, &wallet, last)).await?;
    Ok(history.filter(JobHistory::is_paid).map(|history| history.offer))
}
