//! What the transactions of a job tell, one after the other.
//!
//! A transaction counts where an instruction of the program has the job at the job's place; being named
//! elsewhere is open to everybody. Only instructions decide: none can be left out by whoever sends them.
//! Events stand in a log, which can be filled until they are cut off, so they add what is not asked for
//! but found out, such as who was paid how much.

use rayment_core::{
    Hash,
    job::{FailReason, Offer, Outcome},
    market::ATTEMPTS,
};
use solana_pubkey::Pubkey;
use solana_signature::Signature;

use super::Delivered;
use crate::{
    Instruction,
    chain::Past,
    events::{Event, JobClosed},
};

/// What was bought, and by whom.
#[derive(Clone, Copy)]
pub(super) struct Posted {
    pub market: Pubkey,
    /// The client's wallet.
    pub client: Pubkey,
    /// Where the log says so.
    pub id: Option<u64>,
    pub offer: Offer,
}

/// How a job ended.
#[derive(Clone, Copy)]
pub(super) struct Ended {
    /// The transaction that ended it.
    pub by: Signature,
    /// Account of the provider that was paid.
    pub payee: Option<Pubkey>,
    /// `None` for a payment of which is not known whether it was a half one.
    pub outcome: Option<Outcome>,
    /// The amounts, where they were logged.
    pub closed: Option<JobClosed>,
}

/// What is known after some transactions, the oldest first.
pub(super) struct Story {
    job: Pubkey,
    pub posted: Option<Posted>,
    /// Account of the provider that holds the job, and its wallet where that was logged.
    holder: Option<(Pubkey, Option<Pubkey>)>,
    pub delivered: Option<Delivered>,
    verdict: Verdict,
    standing: Option<Standing>,
    pub ended: Option<Ended>,
}

/// What was said about the delivery.
#[derive(Clone, Copy)]
enum Verdict {
    /// It may have been said where nothing was read.
    Unknown,
    Nothing,
    Accepted,
    Disputed,
}

impl Story {
    pub fn of(job: Pubkey) -> Self {
        Self {
            job,
            posted: None,
            holder: None,
            delivered: None,
            verdict: Verdict::Unknown,
            standing: None,
            ended: None,
        }
    }

    /// Whether nothing more has to be read.
    pub fn is_told(&self) -> bool {
        match self.ended {
            Some(Ended { outcome: Some(Outcome::Refunded), .. }) => true,
            Some(Ended { outcome: Some(Outcome::Paid | Outcome::Split), .. }) => self.delivered.is_some(),
            Some(Ended { outcome: None, .. }) | None => false,
        }
    }

    /// The next transaction that names the job.
    pub fn goes_on(&mut self, past: &Past) {
        if self.ended.is_some() {
            return;
        }
        if past.has_unknown_calls {
            self.misses();
        }
        let job = self.job;
        for instruction in past.instructions.iter().filter(|instruction| instruction.job() == Some(job)) {
            self.asked(instruction, past);
        }
        self.logged(past);
    }

    /// Any number of transactions that were not read.
    pub fn misses(&mut self) {
        if self.ended.is_none() {
            (self.holder, self.delivered, self.standing, self.verdict) = (None, None, None, Verdict::Unknown);
        }
    }

    fn asked(&mut self, instruction: &Instruction, past: &Past) {
        let ends_by_the_rules = self.standing.as_mut().is_some_and(|standing| standing.is_ended_by(instruction));
        match instruction {
            Instruction::JobPost { accounts, offer } => {
                self.posted =
                    Some(Posted { market: accounts.market, client: accounts.wallet, id: None, offer: *offer });
                self.standing = Some(Standing::default());
            }
            Instruction::JobClaim { accounts, .. } => self.holder = Some((accounts.provider, None)),
            Instruction::JobDeliver { accounts, attempt, root, frames, ms } => {
                self.delivers(accounts.provider, (*attempt, *root, *frames, *ms));
            }
            Instruction::JobDispute { .. } => self.verdict = Verdict::Disputed,
            Instruction::JobAccept { .. } | Instruction::JobApprove { .. } => self.verdict = Verdict::Accepted,
            Instruction::JobSettle { accounts } => self.settled(accounts.provider, past),
            Instruction::JobCancel { .. }
            | Instruction::JobExpire { .. }
            | Instruction::JobFail { .. }
            | Instruction::JobReject { .. } => {
                let is_notice = matches!(instruction, Instruction::JobCancel { .. });
                if !self.is_refunded_by(past, ends_by_the_rules) && !is_notice {
                    // Another attempt begins.
                    (self.holder, self.delivered) = (None, None);
                }
            }
            Instruction::JobAssign { .. }
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

    fn delivers(&mut self, account: Pubkey, (attempt, root, frames, ms): (u8, Hash, u32, u64)) {
        let provider = self.holder.filter(|holder| holder.0 == account).and_then(|holder| holder.1);
        self.delivered = Some(Delivered { attempt, account: Some(account), provider, root, frames, ms });
        self.verdict = Verdict::Nothing;
    }

    /// A settlement always closes the job and pays for the delivery.
    fn settled(&mut self, payee: Pubkey, past: &Past) {
        let closed = closed(past, &self.job).filter(|closed| Outcome::from(closed.outcome) != Outcome::Refunded);
        let told = match self.verdict {
            Verdict::Unknown => None,
            Verdict::Nothing | Verdict::Accepted => Some(Outcome::Paid),
            Verdict::Disputed => Some(Outcome::Split),
        };
        let outcome = closed.map(|closed| closed.outcome.into()).or(told);
        if let Some((closed, root)) = closed.and_then(|closed| Some((closed, closed.root?))) {
            let JobClosed { attempt, provider, frames, ms, .. } = closed;
            self.delivered = Some(Delivered { attempt, account: Some(payee), provider, root, frames, ms });
        }
        self.ended = Some(Ended { by: past.signature, payee: Some(payee), outcome, closed });
    }

    /// What gives the money back may also begin another attempt. It closed the job where the log says
    /// so, or the account was emptied; where a stranger has filled the log and sent lamports to the
    /// closed account, the rules say it.
    fn is_refunded_by(&mut self, past: &Past, by_the_rules: bool) -> bool {
        let closed = closed(past, &self.job).filter(|closed| Outcome::from(closed.outcome) == Outcome::Refunded);
        let is_emptied = past.balance(&self.job).is_some_and(|lamports| lamports.before > 0 && lamports.after == 0);
        let is_closed = closed.is_some() || is_emptied || (by_the_rules && !past.is_logged);
        if is_closed {
            let outcome = Some(Outcome::Refunded);
            self.ended = Some(Ended { by: past.signature, payee: None, outcome, closed });
        }
        is_closed
    }

    /// What only the log says: who holds the job, and what was billed.
    fn logged(&mut self, past: &Past) {
        for event in &past.events {
            match event {
                Event::JobPosted(event) if event.job == self.job => {
                    self.posted = self.posted.map(|posted| Posted { id: Some(event.id), ..posted });
                }
                Event::JobClaimed(event) if event.job == self.job => {
                    self.holder = self.holder.map(|(account, _)| (account, Some(event.provider)));
                }
                Event::JobDelivered(event) if event.job == self.job && self.ended.is_none() => {
                    let same = self.delivered.filter(|delivered| delivered.attempt == event.attempt);
                    let found = same.map(|same| Delivered { provider: Some(event.provider), ms: event.ms, ..same });
                    self.delivered = found.or(self.delivered);
                }
                _ => {}
            }
        }
    }
}

/// The ends of jobs that a transaction asked for and logged, whatever happened to them before.
pub fn endings(past: &Past) -> Vec<JobClosed> {
    let logged = past.events.iter().filter_map(|event| match event {
        Event::JobClosed(closed) => Some(*closed),
        _ => None,
    });
    logged.filter(|closed| past.instructions.iter().any(|instruction| is_end(instruction, closed))).collect()
}

/// Whether this instruction can have closed the job in that way.
fn is_end(instruction: &Instruction, closed: &JobClosed) -> bool {
    let is_refund = Outcome::from(closed.outcome) == Outcome::Refunded;
    let can_end = match instruction {
        Instruction::JobSettle { .. } => !is_refund,
        Instruction::JobCancel { .. }
        | Instruction::JobExpire { .. }
        | Instruction::JobFail { .. }
        | Instruction::JobReject { .. } => is_refund,
        _ => false,
    };
    can_end && instruction.job() == Some(closed.job)
}

/// The amounts at the job's end, if this transaction logged them.
fn closed(past: &Past, job: &Pubkey) -> Option<JobClosed> {
    past.events.iter().find_map(|event| match event {
        Event::JobClosed(closed) if closed.job == *job => Some(*closed),
        _ => None,
    })
}

/// Where a job stands by the rules, while every transaction since its post was read.
#[derive(Clone, Copy, Default)]
struct Standing {
    attempt: u8,
    /// A provider holds it.
    is_held: bool,
    is_cancelled: bool,
    /// A provider has said that the spec is broken.
    is_reported: bool,
}

impl Standing {
    /// Goes on by an instruction that succeeded. Whether that ended the job.
    fn is_ended_by(&mut self, instruction: &Instruction) -> bool {
        match instruction {
            Instruction::JobClaim { .. } => {
                self.is_held = true;
                false
            }
            Instruction::JobCancel { .. } if self.is_held => {
                self.is_cancelled = true;
                false
            }
            Instruction::JobExpire { .. } | Instruction::JobReject { .. } if self.is_held => self.reopens(false),
            Instruction::JobFail { reason, .. } if self.is_held => self.reopens(*reason == FailReason::Spec),
            Instruction::JobCancel { .. }
            | Instruction::JobExpire { .. }
            | Instruction::JobReject { .. }
            | Instruction::JobFail { .. }
            | Instruction::JobSettle { .. } => true,
            _ => false,
        }
    }

    fn reopens(&mut self, is_about_spec: bool) -> bool {
        let is_reported_twice = is_about_spec && self.is_reported;
        self.is_reported |= is_about_spec;
        self.is_held = false;
        self.attempt = self.attempt.saturating_add(1);
        self.attempt >= ATTEMPTS || is_reported_twice || self.is_cancelled
    }
}
