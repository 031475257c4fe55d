//! A small market: jobs, providers' accounts and everybody's wallets.
//!
//! It does with payments what the program does: moves them between the job, the claim's provider
//! account and the client's wallet, all or nothing.

use rayment_core::{
    Native, Pubkey,
    job::{Ceilings, Chunk, Command, JobError, JobState, Offer, Outcome, Signer},
    market::Params,
    money::{Holding, Terms},
    provider::{ProviderCommand, ProviderError, ProviderSigner, ProviderState, Status},
};

use super::{
    moves::{Move, Will},
    record::{Record, Rules},
};
use crate::job::story::*;

pub const PROVIDERS: [Actor; 3] = [ANNA, BORIS, CAROL];
pub const OTHER_CLIENT: Actor = Actor { key: key(0xc2), signer: Signer::Client(key(0xc2)) };

/// A job, what an onlooker noted about it, and what lies in its account.
#[derive(Clone)]
pub struct Watched {
    pub job: Job,
    pub client: Actor,
    pub record: Record,
    pub held: u64,
}

#[derive(Clone)]
pub struct Market {
    pub now: i64,
    pub slot: u64,
    pub jobs: Vec<Watched>,
    pub accounts: [ProviderState; 3],
    /// The most that each may still take from its balance for bonds: what its authority allowed, and
    /// what came back since.
    pub allowed: [u64; 3],
    /// What the clients' wallets have gained or lost, then the providers'.
    pub clients: [i128; 2],
    pub wallets: [i128; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Job(JobError),
    Provider(ProviderError),
}

/// Who asked which job for what, and how it went.
#[derive(Clone, Debug)]
pub struct Asked {
    pub job: usize,
    pub actor: Actor,
    pub command: Command,
    pub result: Result<Payments, Refusal>,
}

/// What each client offers; the last under the first layout.
fn offers() -> [(Actor, Offer); 7] {
    let plain = offer();
    let free = Terms { per_frame: 0, per_second: 0, per_gb: 0, minimum: 1_000 };
    let brief = Ceilings { ms_per_frame: 1_000, ..plain.ceilings };
    let one_frame = Chunk { frame: 5, frames: 1, step: 1, tile: 3, tiles: 5 };
    [
        (CLIENT, plain),
        // A deposit that leaves too little for the bond of a dispute.
        (CLIENT, Offer { at_once: true, deposit: 5_700_000, ceilings: brief, ..plain }),
        // A deposit far below the least bond.
        (
            OTHER_CLIENT,
            Offer { deposit: 1_050, chunk: one_frame, ceilings: Ceilings { terms: free, ..plain.ceilings }, ..plain },
        ),
        (OTHER_CLIENT, Offer { expires_at: NOON + 3_000, ..plain }),
        (CLIENT, Offer { check: false, ..plain }),
        (OTHER_CLIENT, Offer { check: false, deposit: 5_700_000, ceilings: brief, ..plain }),
        (OTHER_CLIENT, plain),
    ]
}

const SLOTS: u16 = 2;
const BUDGET: u64 = 2_000_000;

fn account(actor: Actor) -> ProviderState {
    ProviderState {
        market: MARKET,
        authority: actor.key,
        operator: actor.key,
        payout: actor.key,
        profile: [0; 32],
        terms: CHEAP,
        status: Status::Active,
        slots: SLOTS,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 0,
        failed_jobs: 0,
        registered_at: NOON,
        budget: BUDGET,
        working: 0,
        stake: rayment_core::stake::Stake::default(),
        purses: 0,
    }
}

impl Market {
    pub fn opens(rules: Rules) -> Market {
        let Rules { second_check, guardian_secs, keeper_bond_min } = rules;
        let params = Params { second_check, guardian_secs, keeper_bond_min, ..Params::DEFAULT };
        let by_deposit = |id: u64| id as usize + 1 == offers().len();
        let watch = |(id, (client, offer)): (u64, (Actor, Offer))| {
            let state =
                JobState::post(&offer, (MARKET, client.key, id), (&params, VERSION), NOON).expect("good offers");
            let job = Job { params, now: NOON, slot: 0, state: Ok(state), leaves: Vec::new() };
            let job = if by_deposit(id) { job.migrated() } else { job };
            Watched { job, client, record: Record::begins(&offer, rules, by_deposit(id)), held: offer.deposit }
        };
        let jobs: Vec<_> = (0..).zip(offers()).map(watch).collect();
        let paid = |client| -> i128 {
            jobs.iter().filter(|watched| watched.client == client).map(|watched| -i128::from(watched.held)).sum()
        };
        let clients = [paid(CLIENT), paid(OTHER_CLIENT)];
        let accounts = PROVIDERS.map(account);
        Market { now: NOON, slot: 1_000, jobs, accounts, allowed: [BUDGET; 3], clients, wallets: [0; 3] }
    }

    /// Lets time pass and somebody ask. `None` where the job has ended, or no job was asked.
    pub fn takes(&mut self, next: &Move) -> Option<Asked> {
        let place = next.job % self.jobs.len();
        self.now = self.now.max(next.wait.until(self.now, &self.jobs[place]));
        self.slot += 5;
        let (now, slot) = (self.now, self.slot);
        let job = &mut self.jobs[place].job;
        (job.now, job.slot) = (now, slot);
        if let Will::Account { provider, signer, command } = &next.will {
            self.account_step(*provider, *signer, *command);
            return None;
        }
        job.state.ok()?;
        let terms = self.accounts.map(|account| account.terms);
        let (actor, command) = next.will.of(&self.jobs[place], &terms, next.luck)?;
        let result = self.step(place, actor, &command);
        Some(Asked { job: place, actor, command, result })
    }

    fn account_step(&mut self, provider: usize, signer: ProviderSigner, command: ProviderCommand) {
        let by_authority = signer == ProviderSigner::Authority;
        if let Ok(step) = self.accounts[provider].step(signer, command) {
            self.accounts[provider] = step.next.continues().expect("nobody retires here");
            if let ProviderCommand::Update { budget: Some(budget), .. } = command {
                assert!(by_authority, "only the authority allows anything");
                self.allowed[provider] = budget;
            }
            self.wallets[provider] += i128::from(step.transfers.amount(Holding::Balance, Holding::Payout));
        }
    }

    /// One instruction: all of it happens, or nothing.
    fn step(&mut self, place: usize, actor: Actor, command: &Command) -> Result<Payments, Refusal> {
        let watched = &self.jobs[place];
        let before = *watched.job.state();
        let params = watched.job.params;
        let step = before.step::<Native>(&params, actor.signer, command, self.now).map_err(Refusal::Job)?;
        let claim = |state: &JobState| state.claim().map(|claim| claim.provider);
        let (next, payments) = (left_by(step.next), Payments::from(&step.transfers));
        let worked = |state: &JobState| state.is_worked_at();
        let freed = worked(&before) && !next.as_ref().is_ok_and(worked);
        let after = next.ok().as_ref().and_then(claim);

        if let Command::Assign { provider, .. } = command {
            self.accounts[seat(*provider)].may_be_assigned(0).map_err(Refusal::Provider)?;
        }
        if let (None, Some(taker)) = (claim(&before), after) {
            let taker = seat(taker);
            let bond = self.accounts[taker].take_job(payments.bond_in, 0).map_err(Refusal::Provider)?;
            self.wallets[taker] -= i128::from(bond.amount(Holding::Operator, Holding::Bond));
        }
        if let (Some(worker), true) = (claim(&before), freed) {
            self.accounts[seat(worker)].free_slot();
        }
        if let (Some(worker), None) = (claim(&before), after) {
            self.accounts[seat(worker)].end_job(&step.transfers, step.tally).map_err(Refusal::Provider)?;
            self.allowed[seat(worker)] += payments.bond_back;
        }
        let watched = &mut self.jobs[place];
        let gained = i128::from(payments.to_client().expect("payments add up")) - i128::from(payments.dispute_in);
        self.clients[usize::from(watched.client != CLIENT)] += gained;
        let paid_in = payments.bond_in + payments.dispute_in;
        watched.held = watched.held + paid_in - payments.out().expect("payments add up");
        watched.job.state = next;
        watched.record.notes(actor, command, &before, next, self.now);
        if let Command::Deliver { root, frames, .. } = command {
            watched.job.leaves = super::moves::tiles_behind(&before.chunk, *frames, root);
        }
        Ok(payments)
    }

    /// All lamports there are, owed and owned.
    pub fn total(&self) -> i128 {
        let held = self.jobs.iter().map(|watched| i128::from(watched.held));
        let accounts = self.accounts.iter().map(|account| i128::from(account.balance) + i128::from(account.fees));
        held.chain(accounts).chain(self.clients).chain(self.wallets).sum()
    }
}

/// The provider's place among the accounts.
pub fn seat(provider: Pubkey) -> usize {
    PROVIDERS.iter().position(|actor| actor.key == provider).expect("only the three sell work here")
}

impl Watched {
    /// Who may do what in the end, if nobody does anything else: the job closes by time alone.
    pub fn closes_alone(&self) -> Result<(i64, Outcome, u64), String> {
        let mut job = self.job.clone();
        let mut paid = 0;
        for _ in 0..4 {
            let state = match job.state {
                Ok(state) => state,
                Err(outcome) => return Ok((job.now, outcome, paid)),
            };
            let due = state.settle_due(&job.params).or(state.expire_due(&job.params)).ok_or("it waits for nothing")?;
            job.now = job.now.max(due);
            let action = STRANGER.settles(&mut job).or_else(|_| STRANGER.expires(&mut job));
            paid += action.map_err(|error| format!("a stranger is refused: {error:?}"))?.out().ok_or("overflow")?;
        }
        job.state.err().map(|outcome| (job.now, outcome, paid)).ok_or_else(|| "it never closes".into())
    }
}
