//! How the end of a job is booked, and paid in SOL.

use rayment_core::{
    job::{JobState, Outcome},
    money::{Holding, Transfers},
    step::Tally,
};

use super::{jobs::Event, world::World};
use crate::job::{histories::market::PROVIDERS, story::Payments};

/// A step of a job that is to be paid.
pub struct Paying {
    pub before: JobState,
    pub next: Result<JobState, Outcome>,
    /// The place of who held the job.
    pub worker: Option<usize>,
    pub transfers: Transfers,
    pub tally: Tally,
}

impl World {
    pub fn ends_in_sol(&mut self, at: usize, paying: &Paying, gives_up: bool) -> Event {
        let Paying { next, worker, transfers, tally, .. } = paying;
        let payments = Payments::from(transfers);
        let (order, to_client) = (self.jobs[at].order, payments.to_client().expect("it adds up"));
        let for_provider = payments.earnings + payments.bond_back + payments.dispute_paid;
        let fees = payments.fee + payments.dispute_fee;
        if let (Some(worker), true) = (*worker, gives_up) {
            let seller = &mut self.sellers[worker];
            seller.state.end_job(transfers, *tally).expect("it fits");
            seller.lamports += for_provider + fees;
        }
        self.jobs[at].watched.held -= for_provider + fees + to_client;
        self.jobs[at].fee_paid += fees;
        self.orders[order].held += to_client;
        self.orders[order].seen.left.lamports += i128::from(for_provider + fees);
        if let Err(outcome) = next {
            self.books_end(at, *outcome, *worker, paying);
        }
        let closed_with = self.goes_on_as(at, *next);
        let name = if next.is_ok() { "a job in SOL goes on" } else { "a job in SOL ends" };
        Event { name: Some(name), closed_with, ..Event::default() }
    }

    /// Notes in the order how the job has ended, and what the onlooker expects there.
    pub fn books_end(&mut self, at: usize, outcome: Outcome, worker: Option<usize>, paying: &Paying) {
        let fee = paying.transfers.amount(Holding::Deposit, Holding::Fees);
        let expected = self.fee_by_record(at, outcome);
        let sold = &mut self.jobs[at];
        assert!(!sold.has_ended, "B1: its end is booked twice");
        sold.has_ended = true;
        sold.holder = worker.map(|worker| PROVIDERS[worker].key).unwrap_or_default();
        sold.fee_due = fee + paying.transfers.amount(Holding::DisputeBond, Holding::Fees);
        let order = &mut self.orders[sold.order];
        order.seen.ended += 1;
        if let Some(worker) = worker {
            order.seen.fees[worker] += expected;
        }
        let head = &mut order.state.as_mut().expect("an order stays while its jobs live").head;
        head.job_ended(worker.map(|worker| PROVIDERS[worker].key.tag()), fee);
    }

    /// The job as a step leaves it; where that is not at all, what lay there, but for rent, which the order gets.
    pub fn goes_on_as(&mut self, at: usize, state: Result<JobState, Outcome>) -> Option<u64> {
        if let Ok(next) = state {
            self.jobs[at].watched.job.state = Ok(next);
            return None;
        }
        let sold = self.jobs.swap_remove(at);
        assert_eq!(sold.fee_due, sold.fee_paid, "B1: each fee is paid once");
        let order = &mut self.orders[sold.order];
        order.held += sold.rent;
        order.state.as_mut().expect("an order stays while its jobs live").head.job_closed();
        Some(sold.vault + sold.watched.held)
    }
}
