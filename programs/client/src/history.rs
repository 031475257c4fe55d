//! A job's story, from the transactions of its account: what was bought, who delivered, how it
//! ended. It outlives the account.

use anchor_lang::Discriminator;
use rayment_core::job::{Offer, Outcome};
use solana_pubkey::Pubkey;

use crate::{
    Call, Chain, ChainError,
    chain::Past,
    event::{Event, JobClosed, JobDelivered},
    rayment::client::args,
};

/// Transactions of one job that are read at the most: three attempts need about twenty.
const LONGEST: usize = 1_000;

/// What the chain remembers about a job.
pub struct JobHistory {
    pub job: Pubkey,
    /// The client's wallet.
    pub client: Pubkey,
    pub id: u64,
    pub offer: Offer,
    /// The latest delivery.
    pub delivered: Option<JobDelivered>,
    /// The amounts at its end, where the log that names them was not cut off.
    pub closed: Option<JobClosed>,
    /// How it ended, if it has.
    outcome: Option<Outcome>,
    /// Every transaction, oldest first.
    pub past: Vec<Past>,
}

impl JobHistory {
    /// Reads a job's transactions; `None` where there never was such a job.
    pub async fn read(chain: &Chain, job: &Pubkey) -> Result<Option<Self>, ChainError> {
        let past = chain.beginning(job, LONGEST).await?;
        let is_open = chain.job(job).await?.is_some();
        Ok(Self::from_past(job, past, is_open))
    }

    fn from_past(job: &Pubkey, past: Vec<Past>, is_open: bool) -> Option<Self> {
        let mut reader = Reader { job: *job, ..Reader::default() };
        for past in &past {
            past.events.iter().for_each(|event| reader.hear(event));
            past.calls.iter().for_each(|call| reader.see(call));
        }
        let (client, id, offer) = reader.posted?;
        let Reader { delivered, closed, .. } = reader;
        let told = closed.as_ref().and_then(|closed| borsh::from_slice(&borsh::to_vec(&closed.outcome).ok()?).ok());
        let outcome = told.or(if is_open { None } else { reader.last });
        Some(Self { job: *job, client, id, offer, delivered, closed, outcome, past })
    }

    /// How it ended, if it has.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// Whether the client bought the delivered frames.
    pub fn is_paid(&self) -> bool {
        matches!(self.outcome(), Some(Outcome::Paid | Outcome::Split))
    }
}

/// Puts a story together from what the program said and from what it was asked.
#[derive(Default)]
struct Reader {
    job: Pubkey,
    posted: Option<(Pubkey, u64, Offer)>,
    provider: Pubkey,
    delivered: Option<JobDelivered>,
    disputed: bool,
    closed: Option<JobClosed>,
    /// What the latest call that can end a job makes of it, if it did.
    last: Option<Outcome>,
}

impl Reader {
    fn hear(&mut self, event: &Event) {
        match event {
            // A client that cuts off its own log hides its job from nobody but itself.
            Event::JobPosted(event) if event.job == self.job => {
                let offer = borsh::to_vec(&event.offer).and_then(|bytes| borsh::from_slice(&bytes));
                self.posted = offer.ok().map(|offer| (event.client, event.id, offer));
            }
            Event::JobAssigned(event) if event.job == self.job => self.provider = event.provider,
            Event::JobClaimed(event) if event.job == self.job => self.provider = event.provider,
            Event::JobDelivered(event) if event.job == self.job => {
                self.provider = event.provider;
                self.delivered = Some(*event);
            }
            Event::JobClosed(event) if event.job == self.job => self.closed = Some(*event),
            _ => {}
        }
    }

    fn see(&mut self, call: &Call) {
        if !call.accounts.contains(&self.job) {
            return;
        }
        let body = |name: &[u8]| call.data.strip_prefix(name);
        if let Some(args) = body(args::JobDeliver::DISCRIMINATOR) {
            self.delivered_by(args);
        } else if body(args::JobDispute::DISCRIMINATOR).is_some() {
            self.disputed = true;
        } else if body(args::JobAccept::DISCRIMINATOR).is_some() || body(args::JobApprove::DISCRIMINATOR).is_some() {
            self.disputed = false;
        } else if body(args::JobSettle::DISCRIMINATOR).is_some() {
            self.last = Some(if self.disputed { Outcome::Split } else { Outcome::Paid });
        } else if [
            args::JobCancel::DISCRIMINATOR,
            args::JobExpire::DISCRIMINATOR,
            args::JobFail::DISCRIMINATOR,
            args::JobReject::DISCRIMINATOR,
        ]
        .into_iter()
        .any(|name| body(name).is_some())
        {
            self.last = Some(Outcome::Refunded);
            self.disputed = false;
        }
    }

    fn delivered_by(&mut self, args: &[u8]) {
        let told = self.delivered.as_ref().map(|delivered| delivered.attempt);
        let Ok((attempt, root, frames, ms)) = borsh::from_slice::<(u8, [u8; 32], u32, u64)>(args) else { return };
        if told.is_none_or(|told| told < attempt) {
            let (job, provider) = (self.job, self.provider);
            self.delivered = Some(JobDelivered { job, attempt, provider, root, frames, ms });
        }
    }
}

/// What a transaction did, in the words of the program's instructions: `post`, `claim`, `settle`…
pub fn steps(past: &Past) -> Vec<&'static str> {
    past.events.iter().map(step).collect()
}

fn step(event: &Event) -> &'static str {
    match event {
        Event::MarketChanged(_) => "market",
        Event::ProviderChanged(_) => "provider",
        Event::ProviderPaid(_) => "withdraw",
        Event::JobPosted(_) => "post",
        Event::JobAssigned(_) => "assign",
        Event::JobClaimed(_) => "claim",
        Event::JobStarted(_) => "start",
        Event::JobDelivered(_) => "deliver",
        Event::JobSealed(_) => "seal",
        Event::JobAccepted(_) => "accept",
        Event::JobRejected(_) => "reject",
        Event::JobDisputed(_) => "dispute",
        Event::JobFailed(_) => "fail",
        Event::JobCancelled(_) => "cancel",
        Event::JobExpired(_) => "expire",
        Event::JobClosed(_) => "close",
    }
}

/// Every job a wallet ever posted in a market, newest first, as far as the node remembers.
pub async fn jobs_of(chain: &Chain, market: &Pubkey, wallet: &Pubkey, limit: usize) -> Result<Vec<Pubkey>, ChainError> {
    let counter = crate::address::client(market, wallet);
    let past = chain.history(&counter, limit).await?;
    let posted = past.iter().flat_map(|past| past.events.iter().rev());
    Ok(posted.filter_map(|event| if let Event::JobPosted(posted) = event { Some(posted.job) } else { None }).collect())
}
