//! What the transactions of a job tell, one after the other.
//!
//! A transaction counts where an instruction of the program has the job at the job's place; being named
//! elsewhere is open to everybody. Instructions decide: none can be left out by whoever sends them. How a
//! job ended the program tells by a call to itself, which stands among them. Other events stand in a log,
//! which can be filled until they are cut off, so they add what is not asked for but found out.

use rayment_core::{
    Hash,
    job::{FailReason, Offer},
    order::{Draw, Quote},
};
use solana_pubkey::Pubkey;
use solana_signature::Signature;

use super::Delivered;
use crate::{
    Instruction,
    chain::Past,
    events::{Event, JobClosed},
    instructions::Earlier,
};

/// What made the job.
#[derive(Clone)]
pub(super) enum Posted {
    /// It was drawn from an order. The quote is here where the same transaction wrote the order down; the index
    /// where the log says so.
    Drawn { order: Pubkey, quote: Option<Box<Quote>>, draw: Draw, index: Option<u32> },
    /// An earlier release's: its wallet posted it.
    Earlier { market: Pubkey, client: Pubkey, offer: Box<Offer> },
}

/// How a job ended.
#[derive(Clone, Copy)]
pub(super) struct Ended {
    /// The transaction that ended it.
    pub by: Signature,
    /// Account of the provider that was paid.
    pub payee: Option<Pubkey>,
    pub closed: JobClosed,
}

/// What is known after some transactions, the oldest first.
pub(super) struct Story {
    job: Pubkey,
    pub posted: Option<Posted>,
    /// Account of the provider that holds the job, and its wallet where that was logged.
    holder: Option<(Pubkey, Option<Pubkey>)>,
    pub delivered: Option<Delivered>,
    pub ended: Option<Ended>,
}

impl Story {
    pub fn of(job: Pubkey) -> Self {
        Self { job, posted: None, holder: None, delivered: None, ended: None }
    }

    /// Whether nothing more has to be read.
    pub fn is_told(&self) -> bool {
        self.ended.is_some()
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
            self.asked(instruction);
        }
        self.logged(past);
        self.ends(past);
    }

    /// Any number of transactions that were not read.
    pub fn misses(&mut self) {
        if self.ended.is_none() {
            (self.holder, self.delivered) = (None, None);
        }
    }

    fn asked(&mut self, instruction: &Instruction) {
        match instruction {
            Instruction::OrderDraw { accounts, quote, draw: Some(draw) } => {
                let (order, draw) = (accounts.order, draw.clone());
                self.posted = Some(Posted::Drawn { order, quote: quote.map(Box::new), draw, index: None });
            }
            Instruction::Earlier(Earlier::JobPost { market, wallet, offer, .. }) => {
                self.posted = Some(Posted::Earlier { market: *market, client: *wallet, offer: offer.clone() });
            }
            Instruction::JobClaim { accounts, .. } => self.holder = Some((accounts.provider, None)),
            Instruction::JobDeliver { accounts, attempt, root, frames, ms } => {
                self.delivers(accounts.provider, (*attempt, *root, *frames, *ms));
            }
            // Another attempt begins, or the job ends.
            Instruction::JobExpire { .. } | Instruction::JobReject { .. } => {
                (self.holder, self.delivered) = (None, None);
            }
            Instruction::JobFail { reason, .. } if *reason != FailReason::Loads => {
                (self.holder, self.delivered) = (None, None);
            }
            Instruction::JobFail { .. }
            | Instruction::JobDispute { .. }
            | Instruction::JobAccept { .. }
            | Instruction::JobApprove { .. }
            | Instruction::JobCancel { .. }
            | Instruction::JobSettle { .. }
            | Instruction::AccountMigrate { .. }
            | Instruction::JobAssign { .. }
            | Instruction::JobStart { .. }
            | Instruction::JobSeal { .. }
            | Instruction::MarketInit { .. }
            | Instruction::MarketUpdate { .. }
            | Instruction::ProviderRegister { .. }
            | Instruction::ProviderChange { .. }
            | Instruction::AssetSet { .. }
            | Instruction::PurseOpen { .. }
            | Instruction::PurseWithdraw { .. }
            | Instruction::PurseSweep { .. }
            | Instruction::OfferSet { .. }
            | Instruction::JobClear { .. }
            | Instruction::ProviderRetire { .. }
            | Instruction::ProviderWithdraw { .. }
            | Instruction::ProviderSweep { .. }
            | Instruction::OrderDraw { draw: None, .. }
            | Instruction::OrderReturn { .. }
            | Instruction::StakeChange { .. }
            | Instruction::GuardianEnlist { .. }
            | Instruction::GuardianSlash { .. }
            | Instruction::ChannelOpen { .. }
            | Instruction::ChannelSteer { .. }
            | Instruction::ChannelRedeem { .. }
            | Instruction::Earlier(Earlier::ClientOpen) => {}
        }
    }

    fn delivers(&mut self, account: Pubkey, (attempt, root, frames, ms): (u8, Hash, u32, u64)) {
        let provider = self.holder.filter(|holder| holder.0 == account).and_then(|holder| holder.1);
        self.delivered = Some(Delivered { attempt, account: Some(account), provider, root, frames, ms });
    }

    /// The program told that the job is closed.
    fn ends(&mut self, past: &Past) {
        let Some(closed) = endings(past).into_iter().find(|closed| closed.job == self.job) else { return };
        let payee = past.instructions.iter().find_map(|instruction| match instruction {
            Instruction::JobSettle { accounts } if accounts.job == self.job => Some(accounts.provider),
            _ => None,
        });
        let JobClosed { attempt, provider, frames, ms, root, .. } = closed;
        let bought = root.map(|root| Delivered { attempt, account: payee, provider, root, frames, ms });
        self.delivered = bought.or(self.delivered);
        self.ended = Some(Ended { by: past.signature, payee, closed });
    }

    /// What only the log says: who holds the job, and what was billed.
    fn logged(&mut self, past: &Past) {
        for event in &past.events {
            match event {
                Event::OrderDrawn(event) if event.job == Some(self.job) => {
                    if let Some(Posted::Drawn { index, .. }) = &mut self.posted {
                        *index = Some(event.index);
                    }
                }
                Event::JobClaimed(event) if event.job == self.job => {
                    self.holder = self.holder.map(|(account, _)| (account, Some(event.provider)));
                }
                Event::JobDelivered(event) if event.job == self.job => {
                    let same = self.delivered.filter(|delivered| delivered.attempt == event.attempt);
                    let found = same.map(|same| Delivered { provider: Some(event.provider), ms: event.ms, ..same });
                    self.delivered = found.or(self.delivered);
                }
                _ => {}
            }
        }
    }
}

/// The ends of jobs that the program told of in a transaction.
pub fn endings(past: &Past) -> Vec<JobClosed> {
    let told = past.events.iter().filter_map(|event| match event {
        Event::JobClosed(closed) => Some(*closed),
        _ => None,
    });
    told.collect()
}
