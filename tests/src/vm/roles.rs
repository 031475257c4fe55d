//! What people do, each in their role. Whoever takes a role signs: a stranger can play the keeper,
//! and is refused.

use rayment_client::{
    Job, address,
    instructions::{self, ProviderUpdate, Registration},
};
use rayment_core::{
    Hash, Native,
    hash::ZERO,
    job::{Evidence, FailReason, Offer},
    money::Terms,
    proof::challenge::Challenge,
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::{Actor, Answer, Purchase, Refused, Render, TERMS, World, evidence, from_no_order, leaves, picture};

/// Somebody who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub Actor);

/// Somebody who judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeper(pub Actor);

/// Somebody who sells: the cold wallet, the worker's hot key, and where earnings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provider {
    pub wallet: Actor,
    pub operator: Actor,
    pub payout: Actor,
}

/// Puts somebody else's signature where the first one is asked for.
pub fn signed_by(mut instruction: Instruction, actor: Actor) -> Instruction {
    let signer = instruction.accounts.iter_mut().find(|meta| meta.is_signer).expect("somebody signs");
    signer.pubkey = actor.key();
    instruction
}

impl Client {
    pub fn key(self) -> Pubkey {
        self.0.key()
    }

    /// Pays for an order of one job, and draws it; the job's address comes back. Under a release before orders the
    /// job is from none.
    pub fn posts_job(self, world: &mut World, offer: &Offer) -> Result<Pubkey, Refused> {
        if world.is_earlier() {
            let id = from_no_order::next_id(world, &self.key());
            world.sends(from_no_order::job_post(&self.key(), id, offer))?;
            return Ok(address::job_from_no_order(&World::market_address(), &self.key(), id));
        }
        let purchase = Purchase::of(self, offer, world.purchases.len() as u64);
        let job = purchase.job(0);
        world.buys(self, &purchase, 1)?;
        world.purchases.push(purchase);
        Ok(job)
    }

    pub fn approves(self, world: &mut World, job: Pubkey) -> Answer {
        world.sends(signed_by(instructions::job_approve(&world.job(job)), self.0))
    }

    pub fn disputes(self, world: &mut World, job: Pubkey) -> Answer {
        let job = world.job(job);
        let dispute = match world.token_of_job(&job) {
            None => instructions::job_dispute(&job),
            Some(token) => instructions::job_dispute_with(&job, &token),
        };
        world.sends(signed_by(dispute, self.0))
    }

    pub fn cancels(self, world: &mut World, job: Pubkey) -> Answer {
        world.sends(signed_by(world.cancel(job), self.0))
    }
}

impl Provider {
    /// Its account.
    pub fn address(self) -> Pubkey {
        address::provider(&World::market_address(), &self.wallet.key())
    }

    pub fn registration(self) -> Registration {
        Registration {
            operator: self.operator.key().to_bytes(),
            payout: self.payout.key().to_bytes(),
            profile: [7; 32],
            terms: TERMS,
            slots: 4,
            budget: u64::MAX,
        }
    }

    pub fn registers(self, world: &mut World) -> Answer {
        self.registers_as(world, &self.registration())
    }

    pub fn registers_as(self, world: &mut World, registration: &Registration) -> Answer {
        world.sends(instructions::provider_register(&World::market_address(), &self.wallet.key(), registration))
    }

    pub fn claims(self, world: &mut World, job: Pubkey) -> Answer {
        world.sends(self.claim(world, job))
    }

    /// Asks for the job at its own terms, and where the job is in tokens at those of its first offer in them.
    pub fn claim(self, world: &World, job: Pubkey) -> Instruction {
        let (job, operator, wallet) = (world.job(job), self.operator.key(), self.wallet.key());
        match world.token_of_job(&job) {
            None => instructions::job_claim(&operator, &wallet, &job),
            Some(token) => instructions::job_claim_by(&operator, &wallet, &job, (0, Some(&token))),
        }
    }

    pub fn starts(self, world: &mut World, job: Pubkey) -> Answer {
        let job = world.job(job);
        world.sends(instructions::job_start(&self.operator.key(), &self.wallet.key(), &job))
    }

    pub fn delivers(self, world: &mut World, job: Pubkey, render: Render) -> Answer {
        let job = world.job(job);
        self.delivers_for(world, &job, render)
    }

    /// Delivers for the attempt that `job` shows, which may be an earlier one.
    pub fn delivers_for(self, world: &mut World, job: &Job, render: Render) -> Answer {
        world.sends(self.delivery(job, render))
    }

    pub fn delivery(self, job: &Job, render: Render) -> Instruction {
        let root = picture::root(&job.state.spec, &job.state.chunk, &render);
        let (operator, wallet) = (self.operator.key(), self.wallet.key());
        let work = (root, render.frames, render.ms);
        instructions::job_deliver(&operator, &wallet, job, job.state.attempt, work)
    }

    pub fn fails(self, world: &mut World, job: Pubkey, reason: FailReason) -> Answer {
        let job = world.job(job);
        world.sends(instructions::job_fail(&self.operator.key(), (&job, world.paid_back(&job)), reason))
    }

    /// Changes what is given, by its operator.
    pub fn updates(self, world: &mut World, update: &ProviderUpdate) -> Answer {
        world.sends(instructions::provider_update(&self.operator.key(), &self.address(), update))
    }

    /// Says how much of the balance may go into bonds, by the cold wallet.
    pub fn budgets(self, world: &mut World, budget: u64) -> Answer {
        let update = ProviderUpdate { budget: Some(budget), ..ProviderUpdate::default() };
        Provider { operator: self.wallet, ..self }.updates(world, &update)
    }

    pub fn prices(self, world: &mut World, terms: Terms) -> Answer {
        world.sends(instructions::provider_price(&self.operator.key(), &self.address(), &terms))
    }

    pub fn pauses(self, world: &mut World, paused: bool) -> Answer {
        world.sends(instructions::provider_pause(&self.operator.key(), &self.address(), paused))
    }

    pub fn withdraws(self, world: &mut World, amount: Option<u64>) -> Answer {
        let provider = world.provider(self);
        world.sends(instructions::provider_withdraw(&self.operator.key(), &provider, amount))
    }

    pub fn retires(self, world: &mut World) -> Answer {
        let (provider, market) = (world.provider(self), world.market_state());
        world.sends(instructions::provider_retire(&provider, &market))
    }
}

impl Keeper {
    pub fn key(self) -> Pubkey {
        self.0.key()
    }

    pub fn assigns(self, world: &mut World, job: Pubkey, to: Provider) -> Answer {
        world.sends(self.assign(world, (job, to), false))
    }

    /// Assigns what it has loaded.
    pub fn assigns_loaded(self, world: &mut World, job: Pubkey, to: Provider) -> Answer {
        world.sends(self.assign(world, (job, to), true))
    }

    /// At what the provider asks for itself, and where the job is in tokens by its first offer in them.
    pub fn assign(self, world: &World, (job, to): (Pubkey, Provider), loads: bool) -> Instruction {
        let (job, keeper, wallet) = (world.job(job), self.key(), to.wallet.key());
        match world.token_of_job(&job) {
            None => instructions::job_assign(&keeper, &job, &wallet, loads),
            Some(token) => instructions::job_assign_by(&keeper, &job, &wallet, (0, Some(&token)), loads),
        }
    }

    /// Accepts by the challenge that was sealed.
    pub fn accepts(self, world: &mut World, job: Pubkey) -> Answer {
        let seed = seed(world, job);
        self.accepts_by(world, job, seed)
    }

    /// Accepts by the challenge with this seed.
    pub fn accepts_by(self, world: &mut World, job: Pubkey, seed: Hash) -> Answer {
        world.sends(instructions::job_accept(&self.key(), &world.job(job), seed))
    }

    /// Rejects the noise on the first tile that was picked.
    pub fn rejects(self, world: &mut World, job: Pubkey) -> Answer {
        let evidence = against(world, job, picked(world, job), true);
        self.rejects_on(world, job, &evidence)
    }

    pub fn rejects_on(self, world: &mut World, job: Pubkey, evidence: &Evidence) -> Answer {
        let job = world.job(job);
        world.sends(instructions::job_reject(&self.key(), (&job, world.paid_back(&job)), evidence))
    }

    /// Says that the spec loads or is broken, or the tiles missing or not like its own.
    pub fn fails(self, world: &mut World, job: Pubkey, reason: FailReason) -> Answer {
        let job = world.job(job);
        world.sends(instructions::job_fail(&self.key(), (&job, world.paid_back(&job)), reason))
    }
}

/// What anyone may do. No signature is asked for but that of who pays the network fee.
impl World {
    pub fn seals(&mut self, job: Pubkey) -> Answer {
        self.sends(instructions::job_seal(&self.job(job)))
    }

    pub fn settles(&mut self, job: Pubkey) -> Answer {
        self.sends(self.settle(job))
    }

    pub fn expires(&mut self, job: Pubkey) -> Answer {
        self.sends(self.expire(job))
    }

    /// Moves an account of an earlier layout to today's; this wallet signs, and pays what rent it lacks.
    pub fn migrates(&mut self, payer: Actor, account: &Pubkey) -> Answer {
        self.sends(instructions::account_migrate(&payer.key(), account))
    }

    pub fn sweeps(&mut self, provider: Provider) -> Answer {
        self.sends(instructions::provider_sweep(Some(&provider.address()), &self.market_state()))
    }

    /// What the market keeps of providers that have left.
    pub fn sweeps_dust(&mut self) -> Answer {
        self.sends(instructions::provider_sweep(None, &self.market_state()))
    }
}

/// The seed of the challenge, zeros before it is sealed.
pub fn seed(world: &World, job: Pubkey) -> Hash {
    world.job(job).state.delivery().map_or(ZERO, |delivery| delivery.challenge().0)
}

pub fn challenge(world: &World, job: Pubkey) -> Challenge {
    let job = world.job(job);
    job.state.challenge(&world.params(job.state.params).values).expect("the challenge is sealed")
}

/// The first tile that the challenge picked.
pub fn picked(world: &World, job: Pubkey) -> (u32, u32) {
    challenge(world, job).picks::<Native>().next().expect("something is picked")
}

/// The first tile that it left out.
pub fn unpicked(world: &World, job: Pubkey) -> (u32, u32) {
    let challenge = challenge(world, job);
    let mut all = (0..challenge.frames).flat_map(|frame| (0..challenge.tiles).map(move |tile| (frame, tile)));
    all.find(|(frame, tile)| !challenge.contains::<Native>(*frame, *tile)).expect("some are left out")
}

/// Evidence on a tile of a delivery that is noise, or of the picture itself.
pub fn against(world: &World, job: Pubkey, tile: (u32, u32), wrong: bool) -> Evidence {
    let state = world.job(job).state;
    let (frames, ..) = state.delivered().expect("something was delivered");
    let delivered = leaves(&state.spec, &state.chunk, &Render { frames, ms: 0, wrong });
    evidence(&delivered, &state.chunk, tile)
}
