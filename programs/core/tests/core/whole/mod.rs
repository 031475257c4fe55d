//! Random histories of a whole market, and what holds after each of their steps.
//!
//! Five orders of two clients, two in SOL and three in a token, one after the other; their jobs, by whatever the
//! histories of jobs ask; three providers with balances, purses and stakes; the channels of the histories of channels.
//! Token accounts are frozen and thawed at any time, purses close and open, tokens come to vaults unasked.

mod invariants;
mod jobs;
mod jobs_paid;
mod luck;
mod orders;
mod others;
mod world;

use std::collections::BTreeMap;

use rayment_core::job::{Command, Phase};

use invariants::{INVARIANTS, Moment};
use jobs::Event;
use world::{Wealth, World};

use crate::{job::story::STRANGER, order::world::STRANGER as PASSER_BY};

const HISTORIES: u64 = 16;
const STEPS: u64 = 13_000;

impl World {
    fn takes_step(&mut self) -> Event {
        self.slot += 1;
        if self.luck.once_in(6) {
            self.waits();
        }
        match self.luck.below(64) {
            0..=7 => {
                let place = self.luck.place(self.orders.len());
                Event::named(self.order_moves(place))
            }
            8 => {
                let place = self.luck.place(3);
                Event::named(self.provider_moves(place))
            }
            9..=11 => {
                let place = self.luck.place(3);
                Event::named(self.purse_moves(place))
            }
            12..=13 => {
                let owner = self.luck.place(6);
                Event::named(self.stake_moves(owner))
            }
            14..=17 => Event::named(self.channel_moves()),
            18 if self.luck.once_in(8) => {
                self.is_listed = !self.is_listed || !self.luck.once_in(3);
                Event::named(Some(if self.is_listed { "a token is listed" } else { "a token is listed no more" }))
            }
            _ if self.jobs.is_empty() => {
                let place = self.luck.place(self.orders.len());
                Event::named(self.order_moves(place))
            }
            _ => {
                let at = self.luck.place(self.jobs.len());
                self.job_moves(at)
            }
        }
    }

    /// Everything that still lives ends by time, a stranger and accounts that take again.
    fn winds_down(&mut self) -> Result<(), String> {
        self.orders.iter_mut().for_each(|order| order.is_frozen = false);
        for place in 0..3 {
            self.sellers[place].is_frozen = false;
            if self.sellers[place].purse.is_none() {
                self.purse_moves(place);
            }
        }
        for _ in 0..64 {
            let Some(last) = self.jobs.len().checked_sub(1) else { break };
            let job = &mut self.jobs[last].watched.job;
            let due = job.state().settle_due(&job.params).or(job.state().expire_due(&job.params));
            self.now = self.now.max(due.unwrap_or(self.now));
            (job.now, job.slot) = (self.now, self.slot);
            match job.state().phase {
                Phase::Owed { .. } => self.clears(last),
                Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } => {
                    self.asks(last, STRANGER, &Command::Expire)
                }
                Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. } => {
                    self.asks(last, STRANGER, &Command::Settle)
                }
            };
        }
        if !self.jobs.is_empty() {
            return Err(format!("{} jobs never end", self.jobs.len()));
        }
        (0..self.orders.len()).try_for_each(|place| self.winds_up(place))
    }

    /// An order closes by anyone's call, and all that lies there goes back.
    fn winds_up(&mut self, place: usize) -> Result<(), String> {
        self.now = self.now.max(self.closes_at(place));
        for _ in 0..64 {
            self.returns_to(place, PASSER_BY, false);
        }
        let order = &self.orders[place];
        let left = order.held + order.tokens + order.foreign;
        let is_over = order.state.is_none() && left == 0 && order.seen.lent == order.seen.repaid;
        if is_over { Ok(()) } else { Err(format!("an order never ends: {order:?}")) }
    }
}

fn check(world: &World, all: &(Wealth, i128), event: &Event) -> Result<(), String> {
    let moment = Moment { world, all, event };
    for (name, holds) in INVARIANTS {
        holds(&moment).map_err(|broken| format!("`{name}` breaks: {broken}\n{event:?}"))?;
    }
    Ok(())
}

/// Lives through a history; fails with the first invariant that a step breaks, and the history's seed.
fn live(seed: u64, reached: &mut BTreeMap<&'static str, u64>) -> u64 {
    let mut world = World::opens(seed);
    let all = world.total();
    for step in 0..STEPS {
        let event = world.takes_step();
        if let Err(broken) = check(&world, &all, &event) {
            panic!("history {seed}, step {step}: {broken}");
        }
        *reached.entry(event.name.unwrap_or("nothing")).or_default() += 1;
    }
    let end = world.winds_down().and_then(|()| check(&world, &all, &Event::default()));
    if let Err(broken) = end {
        panic!("history {seed} after {} s: {broken}", world.lived());
    }
    STEPS
}

#[test]
fn a_whole_market_keeps_every_invariant_over_200_000_steps() {
    let mut reached = BTreeMap::new();
    let steps: u64 = (1..=HISTORIES).map(|seed| live(seed, &mut reached)).sum();
    assert!(steps >= 200_000, "{steps} steps");
    eprintln!("{reached:#?}");
    for name in [
        "an order is written down",
        "an order closes",
        "a new order is quoted",
        "a job is drawn",
        "a job is drawn with a loan",
        "a job in SOL ends",
        "a job in tokens is paid",
        "a job in tokens is paid, and owes",
        "a job in tokens is split",
        "a job in tokens is split, and owes",
        "a job in tokens is refunded",
        "a job in tokens is refunded, and owes",
        "a job in tokens opens again",
        "a bond that can't go back ends a job",
        "a leg is cleared",
        "the last leg is cleared",
        "nothing can be cleared",
        "a vault gets a gift",
        "a purse closes",
        "a purse is frozen",
        "a purse is withdrawn from",
        "a purse's fees are swept",
        "a provider withdraws",
        "a provider's stake changes",
        "a stake is slashed",
        "a channel closes",
        "a channel is opened again",
        "a channel in SOL steps",
        "a channel in tokens steps",
        "a token is listed no more",
    ] {
        let times = reached.get(name).copied().unwrap_or_default();
        assert!(times >= 10, "{name}: {times} times");
    }
}
