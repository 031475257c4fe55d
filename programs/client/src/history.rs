//! A job's story, from the transactions of its account: what was bought, who delivered, how it
//! ended. It outlives the account.

use rayment_core::job::{Offer, Outcome};
use solana_pubkey::Pubkey;

use crate::{
    Chain, ChainError, Instruction, address,
    chain::Past,
    events::{self, Event, JobClosed, JobDelivered},
};

/// Transactions of one job that are read at most: three attempts need about twenty.
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

    /// The story that these transactions, oldest first, tell; `None` where none of them posts the job.
    /// `is_open` says whether the account is still there.
    pub fn from_past(job: &Pubkey, past: Vec<Past>, is_open: bool) -> Option<Self> {
        let mut reader = Reader { job: *job, ..Reader::default() };
        for past in &past {
            past.events.iter().for_each(|event| reader.logged(event));
            past.instructions.iter().for_each(|instruction| reader.asked(instruction));
        }
        let (client, id, offer) = reader.posted?;
        let Reader { delivered, closed, .. } = reader;
        let told = closed.as_ref().map(|closed| closed.outcome.into());
        let outcome = told.or(if is_open { None } else { reader.ended });
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

/// Puts a story together from what the program logged and from what it was asked to do: logs say
/// more, and may be cut off.
#[derive(Default)]
struct Reader {
    job: Pubkey,
    posted: Option<(Pubkey, u64, Offer)>,
    provider: Pubkey,
    delivered: Option<JobDelivered>,
    disputed: bool,
    closed: Option<JobClosed>,
    /// How the job ended, if the latest instruction that can end it did.
    ended: Option<Outcome>,
}

impl Reader {
    fn logged(&mut self, event: &Event) {
        if events::job(event) != Some(self.job) {
            return;
        }
        match event {
            // A client that cuts off its own log hides its job from nobody but itself.
            Event::JobPosted(event) => self.posted = Some((event.client, event.id, event.offer.into())),
            Event::JobAssigned(event) => self.provider = event.provider,
            Event::JobClaimed(event) => self.provider = event.provider,
            Event::JobDelivered(event) => {
                self.provider = event.provider;
                self.delivered = Some(*event);
            }
            Event::JobClosed(event) => self.closed = Some(*event),
            Event::JobStarted(_)
            | Event::JobSealed(_)
            | Event::JobAccepted(_)
            | Event::JobRejected(_)
            | Event::JobDisputed(_)
            | Event::JobFailed(_)
            | Event::JobCancelled(_)
            | Event::JobExpired(_)
            | Event::MarketChanged(_)
            | Event::ProviderChanged(_)
            | Event::ProviderPaid(_) => {}
        }
    }

    fn asked(&mut self, instruction: &Instruction) {
        if instruction.job() != Some(self.job) {
            return;
        }
        match *instruction {
            Instruction::JobDeliver { attempt, root, frames, ms, .. } => {
                let told = self.delivered.as_ref().map(|delivered| delivered.attempt);
                if told.is_none_or(|told| told < attempt) {
                    let (job, provider) = (self.job, self.provider);
                    self.delivered = Some(JobDelivered { job, attempt, provider, root, frames, ms });
                }
            }
            Instruction::JobDispute { .. } => self.disputed = true,
            Instruction::JobAccept { .. } | Instruction::JobApprove { .. } => self.disputed = false,
            Instruction::JobSettle { .. } => {
                self.ended = Some(if self.disputed { Outcome::Split } else { Outcome::Paid });
            }
            Instruction::JobCancel { .. }
            | Instruction::JobExpire { .. }
            | Instruction::JobFail { .. }
            | Instruction::JobReject { .. } => {
                self.ended = Some(Outcome::Refunded);
                self.disputed = false;
            }
            Instruction::JobPost { .. }
            | Instruction::JobAssign { .. }
            | Instruction::JobClaim { .. }
            | Instruction::JobStart { .. }
            | Instruction::JobSeal { .. }
            | Instruction::MarketInit { .. }
            | Instruction::MarketUpdate { .. }
            | Instruction::ProviderRegister { .. }
            | Instruction::ProviderUpdate { .. }
            | Instruction::ProviderPrice { .. }
            | Instruction::ProviderPause { .. }
            | Instruction::ProviderRetire { .. }
            | Instruction::ProviderWithdraw { .. }
            | Instruction::ProviderSweep { .. }
            | Instruction::ClientOpen { .. } => {}
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

/// Every job a wallet ever posted in a market, newest first, as far back as the node remembers.
pub async fn jobs_of(chain: &Chain, market: &Pubkey, wallet: &Pubkey, limit: usize) -> Result<Vec<Pubkey>, ChainError> {
    let past = chain.history(&address::client(market, wallet), limit).await?;
    let posted = past.iter().flat_map(|past| past.events.iter().rev());
    Ok(posted.filter_map(|event| if let Event::JobPosted(posted) = event { Some(posted.job) } else { None }).collect())
}
