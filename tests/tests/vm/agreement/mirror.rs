//! The native twin: rules, accounts and balances, without a chain.

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::rule_key;
use rayment_core::{
    Hash, Native, Next,
    job::{Command, FailReason, JobError, JobState, JobStep, Signer},
    layout,
    market::Params,
    money::{Holding, Transfers},
    order::OrderState,
    proof::challenge::Sighting,
    provider::{ProviderCommand, ProviderError, ProviderSigner, ProviderState, Status},
};
use rayment_tests::vm::*;
use solana_pubkey::Pubkey;

use super::{
    asked::{Asked, PROVIDERS, operator, wallet},
    moves::{Move, wait},
};
use crate::idl::error_code as code;

/// Code of the system program's "insufficient funds".
const POOR: u32 = 1;
/// Stands for the runtime's own refusal, which has no code.
pub const BELOW_RENT: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
pub struct MirrorJob {
    pub state: JobState,
    /// The order that it is from.
    pub order: Pubkey,
    /// What was last handed in.
    pub render: Render,
}

#[derive(Clone, Debug)]
pub struct MirrorOrder {
    pub purchase: Purchase,
    /// `None` where it has no account: not written down, or closed.
    pub state: Option<OrderState>,
}

#[derive(Clone)]
pub struct Mirror {
    pub now: i64,
    pub slot: u64,
    /// `None` once it is closed.
    pub jobs: BTreeMap<Pubkey, Option<MirrorJob>>,
    pub providers: [Option<ProviderState>; 3],
    pub lamports: BTreeMap<Pubkey, u64>,
    /// What the market keeps of providers that have left.
    pub dust: u64,
    /// Every order that was ever bought, by its address.
    pub orders: BTreeMap<Pubkey, MirrorOrder>,
    /// What was paid of more than nothing: from where to where.
    pub paid: BTreeSet<String>,
    pub job_rent: u64,
    pub order_rent: u64,
    provider_rent: u64,
    pub wallet_rent: u64,
}

pub fn job_code(error: JobError) -> u32 {
    code(&format!("{error:?}"))
}

fn provider_code(error: ProviderError) -> u32 {
    code(&format!("{error:?}"))
}

pub type Taken = Result<(), u32>;

/// Whose accounts a job's payments go between.
pub struct Holders {
    pub job: Option<Pubkey>,
    pub order: Pubkey,
    pub client: Pubkey,
    pub provider: Option<usize>,
}

impl Holders {
    fn of(&self, holding: Holding) -> Pubkey {
        let provider = || self.provider.expect("a provider takes part");
        match holding {
            Holding::Deposit | Holding::Bond | Holding::DisputeBond | Holding::Rent => self.job.expect("of a job"),
            Holding::Order => self.order,
            Holding::Client => self.client,
            Holding::Sponsor => SPONSOR.key(),
            Holding::Balance | Holding::Fees => PROVIDERS[provider()].address(),
            Holding::Operator => operator(provider()),
            Holding::Payout
            | Holding::Treasury
            | Holding::Dust
            | Holding::Stake
            | Holding::Staker
            | Holding::Prover
            | Holding::Incinerator
            | Holding::VaultRent => panic!("a job pays no {holding:?}"),
        }
    }
}

/// Who lends to orders that name a sponsor.
pub const SPONSOR: Actor = DONOR;

impl Mirror {
    pub fn of(world: &World) -> Mirror {
        let providers = PROVIDERS.map(|provider| Some(world.provider(provider).state));
        let mut watched: Vec<_> =
            EVERYBODY.iter().filter(|actor| **actor != FEE_PAYER).map(|actor| actor.key()).collect();
        watched.extend(PROVIDERS.map(Provider::address));
        watched.push(World::market_address());
        let lamports = watched.into_iter().map(|address| (address, world.lamports(&address))).collect();
        Mirror {
            now: world.now(),
            slot: world.slot(),
            jobs: BTreeMap::new(),
            providers,
            lamports,
            dust: 0,
            paid: BTreeSet::new(),
            orders: BTreeMap::new(),
            order_rent: world.rent(layout::order::SPACE),
            job_rent: world.rent(layout::job::SPACE),
            provider_rent: world.rent(world.space(&ANNA.address())),
            wallet_rent: world.rent(0),
        }
    }

    pub fn wait(&mut self, next: &Move) {
        self.slot += 3;
        self.now = self.now.max(wait(next, self));
    }

    pub fn job(&self, address: &Pubkey) -> &MirrorJob {
        self.jobs[address].as_ref().expect("only what is there is asked about")
    }

    pub fn root(&self, job: &Pubkey, render: &Render) -> Hash {
        let state = &self.job(job).state;
        picture::root(&state.spec, &state.chunk, render)
    }

    /// Shows slot hashes in which a seal sees what it is to see.
    pub fn show(&self, world: &mut World, job: &Pubkey, sighting: &Sighting) {
        use rayment_core::job::Seal;
        let slot = match self.job(job).state.delivery().map(|delivery| delivery.seal) {
            Some(Seal::Pending { slot, .. }) => slot,
            _ => self.slot,
        };
        match sighting {
            Sighting::NotYet => world.set_slot_hashes(&[(slot - 1, [1; 32]), (slot - 2, [2; 32])]),
            Sighting::Seen(hash) => world.set_slot_hashes(&[(slot + 1, [1; 32]), (slot, *hash), (slot - 1, [2; 32])]),
            Sighting::Missed => world.set_slot_hashes(&[(slot + 2, [1; 32]), (slot + 1, [2; 32])]),
        }
    }

    /// Takes a step, or says with which code it is refused.
    pub fn takes(&mut self, asked: &Asked) -> Taken {
        let mut next = self.clone();
        next.apply(asked)?;
        next.nobody_is_left_below_rent(self)?;
        *self = next;
        Ok(())
    }

    /// The runtime lets no wallet change to less than its rent, unless to nothing.
    fn nobody_is_left_below_rent(&self, before: &Mirror) -> Taken {
        let changed = self.lamports.iter().filter(|(address, now)| before.lamports.get(*address) != Some(*now));
        let unwritten = |address: &Pubkey| self.orders.get(address).is_some_and(|order| order.state.is_none());
        let mut wallets = changed.filter(|(address, _)| actor::keypair(address).is_some() || unwritten(address));
        if wallets.any(|(_, now)| *now > 0 && *now < self.wallet_rent) { Err(BELOW_RENT) } else { Ok(()) }
    }

    fn apply(&mut self, asked: &Asked) -> Taken {
        match asked {
            Asked::Pay { by, order, lamports } => self.moves(by.key(), *order, *lamports),
            Asked::Draw { order, with_quote, index, lends, .. } => self.draw(*order, *with_quote, *index, *lends),
            Asked::Return { by, order, cancel } => self.returns(*by, *order, *cancel),
            Asked::Assign { by, job, provider, loads } => {
                self.only_keeper(*by)?;
                let account = self.providers[*provider].expect("there");
                account.may_be_assigned(0).map_err(provider_code)?;
                let command = Command::Assign { provider: account.authority, terms: account.terms, loads: *loads };
                self.step(job, keeper(), &command)
            }
            Asked::Claim { job, provider, attempt } => self.claim(job, *provider, *attempt),
            Asked::Start { job, provider, attempt } => {
                self.step(job, worker(*provider), &Command::Start { attempt: *attempt })
            }
            Asked::Deliver { job, provider, attempt, render } => self.deliver(job, *provider, *attempt, render),
            Asked::Seal { job, sighting } => {
                let command = Command::Seal { job: rule_key(job), sighting: *sighting, slot: self.slot };
                self.step(job, Signer::Anyone, &command)
            }
            Asked::Accept { by, job, attempt, seed } => {
                self.only_keeper(*by)?;
                self.step(job, keeper(), &Command::Accept { attempt: *attempt, seed: *seed, keeper_bond: 0 })
            }
            Asked::Reject { by, job, attempt, evidence } => {
                self.only_keeper(*by)?;
                let command = Command::Reject { attempt: *attempt, evidence: evidence.clone(), guardians: 0 };
                self.step(job, keeper(), &command)
            }
            Asked::Approve { by, job, attempt } => {
                self.step(job, Signer::Client(rule_key(&by.key())), &Command::Approve { attempt: *attempt })
            }
            Asked::Dispute { by, job, attempt } => {
                self.step(job, Signer::Client(rule_key(&by.key())), &Command::Dispute { attempt: *attempt })
            }
            Asked::Settle { job } => self.step(job, Signer::Anyone, &Command::Settle),
            Asked::Fail { by, job, attempt, reason } => self.fail(*by, job, *attempt, *reason),
            Asked::Cancel { by, job } => self.step(job, Signer::Client(rule_key(&by.key())), &Command::Cancel),
            Asked::Expire { job } => self.step(job, Signer::Anyone, &Command::Expire),
            Asked::Register { provider } => self.register(*provider),
            Asked::Update { by, provider, slots, budget } => {
                let (operator, payout, profile, slots, budget) = (None, None, None, *slots, *budget);
                let command = ProviderCommand::Update { operator, payout, profile, slots, budget };
                self.change(*by, *provider, command).map(drop)
            }
            Asked::Price { by, provider, terms } => {
                self.change(*by, *provider, ProviderCommand::Price(*terms)).map(drop)
            }
            Asked::Pause { by, provider, paused } => {
                self.change(*by, *provider, ProviderCommand::Pause(*paused)).map(drop)
            }
            Asked::Withdraw { by, provider, amount } => {
                let lamports = self.change(*by, *provider, ProviderCommand::Withdraw { amount: *amount })?;
                self.pay_wallet(*provider, PROVIDERS[*provider].payout.key(), lamports)
            }
            Asked::Sweep { provider } => {
                let state = provider.map(|provider| self.providers[provider].as_mut().expect("there"));
                let fees = state.map_or(0, |state| std::mem::take(&mut state.fees));
                self.sweep(*provider, fees)
            }
            Asked::Retire { provider } => self.retire(*provider),
            Asked::Transfer { from, to, lamports } => self.moves(from.key(), to.key(), *lamports),
        }
    }

    fn only_keeper(&self, by: Actor) -> Taken {
        if by == KEEPER.0 { Ok(()) } else { Err(code("NotKeeper")) }
    }

    pub fn moves(&mut self, from: Pubkey, to: Pubkey, lamports: u64) -> Taken {
        let left = self.lamports[&from].checked_sub(lamports).ok_or(POOR)?;
        self.lamports.insert(from, left);
        *self.lamports.entry(to).or_default() += lamports;
        Ok(())
    }

    fn claim(&mut self, job: &Pubkey, provider: usize, attempt: u8) -> Taken {
        let mut account = self.providers[provider].expect("there");
        let command = Command::Claim { attempt, terms: account.terms };
        let step = self.asked_of_rules(job, worker(provider), &command)?;
        let bond = step.transfers.amount(Holding::Balance, Holding::Bond);
        let transfers = account.take_job(bond, 0).map_err(provider_code)?;
        let between = Holders { provider: Some(provider), ..self.holders(job) };
        self.pays(&transfers, &between)?;
        self.providers[provider] = Some(account);
        self.writes(job, step.next.continues().expect("a claim ends nothing"));
        Ok(())
    }

    fn deliver(&mut self, job: &Pubkey, provider: usize, attempt: u8, render: &Render) -> Taken {
        let root = self.root(job, render);
        let Render { frames, ms, .. } = *render;
        self.step(job, worker(provider), &Command::Deliver { attempt, root, frames, ms, slot: self.slot })?;
        self.providers[provider].as_mut().expect("a provider with a job stays").free_slot();
        let delivered = self.jobs.get_mut(job).and_then(Option::as_mut).expect("a delivery ends nothing");
        delivered.render = *render;
        Ok(())
    }

    fn fail(&mut self, by: Actor, job: &Pubkey, attempt: u8, reason: FailReason) -> Taken {
        let signer = match reason {
            FailReason::Spec | FailReason::Worker => {
                let own = self.holder(job).filter(|provider| operator(*provider) == by.key());
                worker(own.ok_or_else(|| code("NotOperator"))?)
            }
            FailReason::Missing | FailReason::Unlike | FailReason::Broken | FailReason::Loads => {
                self.only_keeper(by)?;
                keeper()
            }
        };
        self.step(job, signer, &Command::Fail { attempt, reason })
    }

    pub fn holder(&self, job: &Pubkey) -> Option<usize> {
        let claim = *self.job(job).state.claim()?;
        PROVIDERS.iter().position(|provider| rule_key(&provider.wallet.key()) == claim.provider)
    }

    fn asked_of_rules(&self, job: &Pubkey, signer: Signer, command: &Command) -> Result<JobStep, u32> {
        self.job(job).state.step::<Native>(&Params::DEFAULT, signer, command, self.now).map_err(job_code)
    }

    fn writes(&mut self, job: &Pubkey, state: JobState) {
        let known = self.jobs.get_mut(job).and_then(Option::as_mut).expect("it goes on");
        known.state = state;
    }

    fn step(&mut self, job: &Pubkey, signer: Signer, command: &Command) -> Taken {
        let holder = self.holder(job);
        let step = self.asked_of_rules(job, signer, command)?;
        let MirrorJob { state: before, order, .. } = *self.job(job);
        let was_worked_at = before.is_worked_at();
        let still_held = step.next.continues().is_some_and(|next| next.claim().is_some());
        if let (Some(provider), false) = (holder, still_held) {
            let account = self.providers[provider].as_mut().expect("a provider with a job stays");
            if was_worked_at {
                account.free_slot();
            }
            account.end_job(&step.transfers, step.tally).map_err(provider_code)?;
        }
        self.pays(&step.transfers, &Holders { provider: holder, ..self.holders(job) })?;
        match step.next {
            Next::Continues(next) => self.writes(job, next),
            Next::Ended(_) => {
                let left = self.lamports[job];
                self.moves(*job, order, left)?;
                self.jobs.insert(*job, None);
                let fee = step.transfers.amount(Holding::Deposit, Holding::Fees);
                let provider = before.claim().map(|claim| claim.provider.tag());
                let known = self.orders.get_mut(&order).and_then(|order| order.state.as_mut());
                let head = &mut known.expect("an order stays as long as its jobs").head;
                head.job_ended(provider, fee);
                head.job_closed();
            }
        }
        Ok(())
    }

    fn holders(&self, job: &Pubkey) -> Holders {
        let MirrorJob { state, order, .. } = self.job(job);
        Holders { job: Some(*job), order: *order, client: rayment_client::chain_key(&state.client), provider: None }
    }

    pub fn pays(&mut self, transfers: &Transfers, between: &Holders) -> Taken {
        for payment in transfers.iter().filter(|payment| payment.amount > 0) {
            self.paid.insert(format!("{:?} to {:?}", payment.from, payment.to));
            self.moves(between.of(payment.from), between.of(payment.to), payment.amount)?;
        }
        Ok(())
    }

    fn register(&mut self, provider: usize) -> Taken {
        let fresh = Self::newcomer(provider, self.now);
        self.moves(wallet(provider), PROVIDERS[provider].address(), self.provider_rent)?;
        self.providers[provider] = Some(fresh);
        Ok(())
    }

    pub fn newcomer(provider: usize, now: i64) -> ProviderState {
        let registration = PROVIDERS[provider].registration();
        ProviderState {
            market: rule_key(&World::market_address()),
            authority: rule_key(&wallet(provider)),
            operator: rule_key(&operator(provider)),
            payout: rule_key(&PROVIDERS[provider].payout.key()),
            profile: registration.profile,
            terms: registration.terms,
            status: Status::Active,
            slots: registration.slots,
            jobs: 0,
            balance: 0,
            fees: 0,
            earned: 0,
            paid_jobs: 0,
            failed_jobs: 0,
            registered_at: now,
            budget: registration.budget,
            working: 0,
            stake: rayment_core::stake::Stake::default(),
            purses: 0,
        }
    }

    fn change(&mut self, by: Actor, provider: usize, command: ProviderCommand) -> Result<u64, u32> {
        let account = self.providers[provider].expect("there");
        let signer = account.signer(&rule_key(&by.key())).map_err(provider_code)?;
        let step = account.step(signer, command).map_err(provider_code)?;
        self.providers[provider] = Some(step.next.continues().expect("nobody leaves with it"));
        Ok(step.transfers.amount(Holding::Balance, Holding::Payout))
    }

    fn pay_wallet(&mut self, provider: usize, to: Pubkey, lamports: u64) -> Taken {
        if lamports > 0 && self.lamports[&to] + lamports < self.wallet_rent {
            return Err(code("PayeeBelowRent"));
        }
        self.moves(PROVIDERS[provider].address(), to, lamports)
    }

    /// What a provider has collected and what the market keeps goes to the treasury, together or not at all.
    fn sweep(&mut self, provider: Option<usize>, fees: u64) -> Taken {
        let (dust, treasury) = (std::mem::take(&mut self.dust), TREASURY.key());
        if fees + dust > 0 && self.lamports[&treasury] + fees + dust < self.wallet_rent {
            return Err(code("PayeeBelowRent"));
        }
        if let Some(provider) = provider {
            self.moves(PROVIDERS[provider].address(), treasury, fees)?;
        }
        if dust > 0 {
            self.paid.insert("Dust to Treasury".into());
        }
        self.moves(World::market_address(), treasury, dust)
    }

    fn retire(&mut self, provider: usize) -> Taken {
        let account = self.providers[provider].expect("there");
        let (payout, treasury) = (PROVIDERS[provider].payout.key(), TREASURY.key());
        let can_take = |to: &Pubkey, lamports: u64| self.lamports[to] + lamports >= self.wallet_rent;
        let command = ProviderCommand::Retire {
            payout: can_take(&payout, account.balance),
            treasury: can_take(&treasury, account.fees),
        };
        let step = account.step(ProviderSigner::Authority, command).map_err(provider_code)?;
        for payment in step.transfers.iter() {
            match payment.to {
                Holding::Payout => self.pay_wallet(provider, payout, payment.amount)?,
                Holding::Dust => {
                    self.dust += payment.amount;
                    self.paid.insert("Fees to Dust".into());
                    self.moves(PROVIDERS[provider].address(), World::market_address(), payment.amount)?;
                }
                _ => self.pay_wallet(provider, treasury, payment.amount)?,
            }
        }
        self.providers[provider] = step.next.continues();
        if self.providers[provider].is_none() {
            let address = PROVIDERS[provider].address();
            self.moves(address, wallet(provider), self.lamports[&address])?;
        }
        Ok(())
    }
}

fn keeper() -> Signer {
    Signer::Keeper(rule_key(&KEEPER.key()))
}

fn worker(provider: usize) -> Signer {
    Signer::Provider(rule_key(&wallet(provider)))
}
