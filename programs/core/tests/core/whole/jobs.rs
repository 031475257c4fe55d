//! What happens to jobs: whatever their histories ask, and what the end of one in tokens leaves to be cleared.

use rayment_core::{
    Native, Next,
    job::{After, Command, JobState, Legs, Outcome, Payees, Phase, Till},
    money::{Holding, Transfers, Usage, subtotal},
    step::Tally,
};

use super::{
    jobs_paid::Paying,
    world::{LEAST_STAKE, World},
};
use crate::job::{
    histories::{
        market::{PROVIDERS, seat},
        moves::{Wait, Will, tiles_behind},
    },
    story::*,
};

/// How a job in tokens was paid: who could be credited, and what still waits.
#[derive(Clone, Copy, Debug)]
pub struct Credited {
    pub provider: bool,
    pub fee: bool,
    pub client: bool,
    pub owed: Split,
    /// What lies in the vault after it.
    pub vault: u64,
}

/// What of a step is to be seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Event {
    pub name: Option<&'static str>,
    pub credited: Option<Credited>,
    /// What lay in a vault that has closed, where one has.
    pub closed_with: Option<u64>,
}

impl Event {
    pub fn named(name: Option<&'static str>) -> Event {
        Event { name, ..Event::default() }
    }
}

impl World {
    /// Somebody asks something of a job.
    pub fn job_moves(&mut self, at: usize) -> Event {
        let job = &mut self.jobs[at].watched.job;
        (job.now, job.slot) = (self.now, self.slot);
        if matches!(job.state().phase, Phase::Owed { .. }) && !self.luck.once_in(4) {
            return self.clears(at);
        }
        if self.jobs[at].is_in_tokens() && self.luck.once_in(60) {
            let gift = self.luck.below(1_000);
            self.jobs[at].vault += gift;
            self.others.tokens -= i128::from(gift);
            let order = self.jobs[at].order;
            self.orders[order].seen.came.tokens += i128::from(gift);
            return Event::named(Some("a vault gets a gift"));
        }
        let will = if self.luck.once_in(16) {
            Will::Anything { actor: self.luck.place(9), kind: self.luck.place(18) }
        } else {
            Will::Fitting
        };
        let terms = [0, 1, 2].map(|place| self.sellers[place].state.terms);
        let luck = (self.luck.draw() >> 32) as u32;
        let Some((actor, command)) = will.of(&self.jobs[at].watched, &terms, luck) else { return Event::default() };
        self.asks(at, actor, &command)
    }

    /// Until a deadline of one of the jobs, if it is near or once in a while.
    pub fn waits(&mut self) {
        if self.jobs.is_empty() || self.luck.once_in(3) {
            let longest = if self.jobs.is_empty() { 60 } else { 15 };
            self.now += self.luck.below(longest) as i64;
            return;
        }
        let at = self.luck.place(self.jobs.len());
        let offset = self.luck.below(3) as i64 - 1;
        // Few disputes are met by a day's silence otherwise.
        let is_disputed = matches!(self.jobs[at].watched.job.state().phase, Phase::Disputed { .. });
        let is_far = self.luck.once_in(if is_disputed { 2 } else { 16 });
        let wait = if is_far { Wait::FarDeadline(offset) } else { Wait::Deadline(offset) };
        self.now = self.now.max(wait.until(self.now, &self.jobs[at].watched));
    }

    /// One instruction: all of it happens, or nothing.
    pub fn asks(&mut self, at: usize, actor: Actor, command: &Command) -> Event {
        let sold = &self.jobs[at];
        let before = *sold.watched.job.state();
        let Ok(step) = before.step::<Native>(&sold.watched.job.params, actor.signer, command, self.now) else {
            return Event::default();
        };
        let payments = Payments::from(&step.transfers);
        let holder = |state: &JobState| state.claim().map(|claim| seat(claim.provider));
        let next = left_by(step.next);
        let after = next.as_ref().ok().and_then(holder);
        let worker = holder(&before);
        if !self.takes_on(at, command, (worker, after), payments.bond_in) {
            return Event::named(Some("no slot, stake or purse is there"));
        }
        if let (Some(worker), true) =
            (worker, before.is_worked_at() && !next.as_ref().is_ok_and(JobState::is_worked_at))
        {
            self.sellers[worker].state.free_slot();
        }
        self.pays_dispute(at, payments.dispute_in);
        let sold = &mut self.jobs[at];
        sold.watched.record.notes(actor, command, &before, next, self.now);
        if let Command::Deliver { root, frames, .. } = command {
            sold.watched.job.leaves = tiles_behind(&before.chunk, *frames, root);
        }
        let paying = Paying { before, next, worker, transfers: step.transfers, tally: step.tally };
        if before.is_in_tokens() {
            self.ends_in_tokens(at, &paying, after.is_none())
        } else {
            self.ends_in_sol(at, &paying, after.is_none())
        }
    }

    /// Whether the provider that the job is assigned to or claimed by can have it; a claim locks its bond.
    fn takes_on(
        &mut self,
        at: usize,
        command: &Command,
        (before, after): (Option<usize>, Option<usize>),
        bond: u64,
    ) -> bool {
        if let Command::Assign { provider, .. } = command {
            return self.sellers[seat(*provider)].state.may_be_assigned(LEAST_STAKE).is_ok();
        }
        match (before, after) {
            (None, Some(taker)) => self.locks(at, taker, bond).is_some(),
            (None | Some(_), _) => true,
        }
    }

    fn pays_dispute(&mut self, at: usize, bond: u64) {
        let sold = &mut self.jobs[at];
        let is_sol = !sold.is_in_tokens();
        *(if is_sol { &mut sold.watched.held } else { &mut sold.vault }) += bond;
        let order = &mut self.orders[sold.order];
        *order.seen.came.of(is_sol) += i128::from(bond);
        *self.clients[order.client].of(is_sol) -= i128::from(bond);
    }

    /// Takes a job, with its bond.
    fn locks(&mut self, at: usize, taker: usize, bond: u64) -> Option<()> {
        let (is_sol, seller) = (!self.jobs[at].is_in_tokens(), &mut self.sellers[taker]);
        let (mut state, mut purse) = (seller.state, seller.purse);
        let transfers = if is_sol {
            state.take_job(bond, LEAST_STAKE).ok()?
        } else {
            state.take_slot(LEAST_STAKE).ok()?;
            purse.as_mut()?.lock(bond).ok()?
        };
        let own = transfers.amount(Holding::Balance, Holding::Bond);
        let rest = transfers.amount(Holding::Operator, Holding::Bond);
        if !is_sol && own > 0 && seller.is_frozen {
            // The token program refuses.
            return None;
        }
        (seller.state, seller.purse) = (state, purse);
        if is_sol {
            seller.lamports -= own;
        } else {
            seller.purse_vault -= own;
            seller.allowed -= own;
            seller.counted.0 -= own;
        }
        let sold = &mut self.jobs[at];
        *(if is_sol { &mut sold.watched.held } else { &mut sold.vault }) += bond;
        *self.others.of(is_sol) -= i128::from(rest);
        *self.orders[sold.order].seen.came.of(is_sol) += i128::from(bond);
        Some(())
    }

    /// The fee of the bill by what the onlooker saw: a twentieth of what was bought.
    pub fn fee_by_record(&self, at: usize, outcome: Outcome) -> u64 {
        let record = &self.jobs[at].watched.record;
        let (Some((_, units, ms)), Some(terms)) = (record.delivered, record.terms) else { return 0 };
        let whole = subtotal(&terms, Usage { units, ms, bytes: record.offer.bytes }).expect("the bill fits");
        match outcome {
            Outcome::Paid => whole / 20,
            Outcome::Split => whole / 2 / 20,
            Outcome::Refunded => 0,
        }
    }

    /// The job ends in tokens, or an attempt at it: leg by leg, as far as accounts take it.
    fn ends_in_tokens(&mut self, at: usize, paying: &Paying, gives_up: bool) -> Event {
        let Paying { before, next, worker, transfers, tally } = paying;
        let order = self.jobs[at].order;
        let seller = worker.map(|worker| &self.sellers[worker]);
        let can = seller.is_some_and(|seller| seller.purse.is_some() && !seller.is_frozen);
        let till = Till { vault: self.jobs[at].vault, provider: can, client: !self.orders[order].is_frozen };
        let wallet = worker.map(|worker| PROVIDERS[worker].key);
        let legs = Legs::of(transfers, next.err(), wallet, &till).expect("A4: no account that can't take stops a step");
        if let (Some(worker), true) = (*worker, gives_up) {
            self.leaves(worker, *tally);
            self.credits(at, worker, &legs, transfers);
        }
        self.jobs[at].vault -= legs.client;
        self.orders[order].tokens += legs.client;
        if let Some(outcome) = legs.outcome {
            self.books_end(at, outcome, *worker, paying);
        }
        let state = match legs.after {
            After::GoesOn => *next,
            After::Owes(phase) => Ok(JobState { phase, ..next.unwrap_or(*before) }),
            After::Closes => Err(legs.outcome.expect("what closes has ended")),
        };
        let (owed, vault) = (owed(state), self.jobs[at].vault);
        let closed_with = self.goes_on_as(at, state);
        let credited = Credited { provider: till.provider, fee: till.provider, client: till.client, owed, vault };
        let is_end = legs.outcome.is_some();
        let is_owing = state.is_ok();
        let name = match (legs.outcome, next.is_ok()) {
            (Some(_), true) => "a bond that can't go back ends a job",
            (Some(Outcome::Paid), false) if is_owing => "a job in tokens is paid, and owes",
            (Some(Outcome::Paid), false) => "a job in tokens is paid",
            (Some(Outcome::Split), false) if is_owing => "a job in tokens is split, and owes",
            (Some(Outcome::Split), false) => "a job in tokens is split",
            (Some(Outcome::Refunded), false) if is_owing => "a job in tokens is refunded, and owes",
            (Some(Outcome::Refunded), false) => "a job in tokens is refunded",
            (None, _) if gives_up && worker.is_some() => "a job in tokens opens again",
            (None, _) => "a job in tokens goes on",
        };
        Event { name: Some(name), credited: is_end.then_some(credited), closed_with }
    }

    fn leaves(&mut self, worker: usize, tally: Tally) {
        self.sellers[worker].state.leave_job(tally).expect("it has the job");
    }

    /// The provider's legs into its purse.
    fn credits(&mut self, at: usize, worker: usize, legs: &Legs, transfers: &Transfers) {
        let (sold, seller) = (&mut self.jobs[at], &mut self.sellers[worker]);
        let Some(purse) = &mut seller.purse else {
            assert_eq!((legs.earnings, legs.fee), (0, 0), "nothing is paid to nobody");
            return;
        };
        let earned = transfers.amount(Holding::Deposit, Holding::Balance);
        let bond = if legs.earnings == 0 { 0 } else { transfers.amount(Holding::Bond, Holding::Balance) };
        purse.credit((legs.earnings, legs.fee), earned, bond).expect("it fits");
        let paid = legs.earnings + legs.fee;
        sold.vault -= paid;
        sold.fee_paid += legs.fee;
        seller.allowed += bond;
        seller.gets(legs.earnings, legs.fee);
        self.orders[sold.order].seen.left.tokens += i128::from(paid);
    }

    /// Somebody tries what a job still owes.
    pub fn clears(&mut self, at: usize) -> Event {
        let state = *self.jobs[at].watched.job.state();
        let Phase::Owed { provider, .. } = state.phase else { return Event::default() };
        let owed_to = PROVIDERS.iter().position(|actor| actor.key == provider);
        let order = self.jobs[at].order;
        let names_another = (self.luck.once_in(8), self.luck.once_in(8));
        let purse = owed_to.filter(|seat| self.sellers[*seat].purse.is_some() && !self.sellers[*seat].is_frozen);
        let to_treasury = self.luck.once_in(6);
        let payees = Payees {
            vault: self.jobs[at].vault,
            provider: purse.is_some() || names_another.0,
            fee: purse.is_some() || to_treasury,
            client: !self.orders[order].is_frozen || names_another.1,
        };
        let Ok(step) = state.clear(&payees) else { return Event::named(Some("nothing can be cleared")) };
        self.pays_legs(at, &Split::of(&step.transfers), purse);
        let next = match step.next {
            Next::Continues(next) => Ok(next),
            Next::Ended(outcome) => Err(outcome),
        };
        let vault = self.jobs[at].vault;
        let closed_with = self.goes_on_as(at, next);
        let Payees { provider, fee, client, .. } = payees;
        let name = if next.is_ok() { "a leg is cleared" } else { "the last leg is cleared" };
        let credited = Some(Credited { provider, fee, client, owed: owed(next), vault });
        Event { name: Some(name), credited, closed_with }
    }

    /// To a purse and the order's account where those take it, else to accounts that were named.
    fn pays_legs(&mut self, at: usize, paid: &Split, purse: Option<usize>) {
        let sold = &mut self.jobs[at];
        sold.vault -= paid.all();
        sold.fee_paid += paid.fee;
        let for_provider = paid.earnings + paid.fee;
        match purse {
            Some(seat) => {
                let seller = &mut self.sellers[seat];
                let book = seller.purse.as_mut().expect("it was there");
                book.credit((paid.earnings, paid.fee), 0, 0).expect("it fits");
                seller.gets(paid.earnings, paid.fee);
            }
            None => self.others.tokens += i128::from(for_provider),
        }
        let order = &mut self.orders[sold.order];
        let mut left = for_provider;
        if order.is_frozen {
            self.clients[order.client].tokens += i128::from(paid.client);
            left += paid.client;
        } else {
            order.tokens += paid.client;
        }
        order.seen.left.tokens += i128::from(left);
    }
}

fn owed(state: Result<JobState, Outcome>) -> Split {
    match state.map(|state| state.phase) {
        Ok(Phase::Owed { earnings, fee, client, .. }) => split(earnings, fee, client),
        Ok(_) | Err(_) => Split::default(),
    }
}
