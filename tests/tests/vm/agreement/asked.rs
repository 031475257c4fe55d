//! What somebody asks for, and the transaction that asks.

use rayment_client::{
    Job,
    instructions::{self, ProviderUpdate},
};
use rayment_core::{
    Hash,
    job::{Evidence, FailReason, JobState},
    money::Terms,
    proof::challenge::Sighting,
};
use rayment_tests::vm::{roles::signed_by, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::mirror::Mirror;

pub const PROVIDERS: [Provider; 3] = [ANNA, BORIS, CAROL];

pub fn wallet(provider: usize) -> Pubkey {
    PROVIDERS[provider].wallet.key()
}

pub fn operator(provider: usize) -> Pubkey {
    PROVIDERS[provider].operator.key()
}

/// What somebody asks for.
#[derive(Clone, Debug)]
pub enum Asked {
    /// Lamports go to the address of an order that stands in the mirror, written down or not.
    Pay {
        by: Actor,
        order: Pubkey,
        lamports: u64,
    },
    Draw {
        by: Actor,
        order: Pubkey,
        with_quote: bool,
        index: Option<u32>,
        lends: bool,
    },
    Return {
        by: Actor,
        order: Pubkey,
        cancel: bool,
    },
    Assign {
        by: Actor,
        job: Pubkey,
        provider: usize,
        loads: bool,
    },
    Claim {
        job: Pubkey,
        provider: usize,
        attempt: u8,
    },
    Start {
        job: Pubkey,
        provider: usize,
        attempt: u8,
    },
    Deliver {
        job: Pubkey,
        provider: usize,
        attempt: u8,
        render: Render,
    },
    Seal {
        job: Pubkey,
        sighting: Sighting,
    },
    Accept {
        by: Actor,
        job: Pubkey,
        attempt: u8,
        seed: Hash,
    },
    Reject {
        by: Actor,
        job: Pubkey,
        attempt: u8,
        evidence: Evidence,
    },
    Approve {
        by: Actor,
        job: Pubkey,
        attempt: u8,
    },
    Dispute {
        by: Actor,
        job: Pubkey,
        attempt: u8,
    },
    Settle {
        job: Pubkey,
    },
    Fail {
        by: Actor,
        job: Pubkey,
        attempt: u8,
        reason: FailReason,
    },
    Cancel {
        by: Actor,
        job: Pubkey,
    },
    Expire {
        job: Pubkey,
    },
    Register {
        provider: usize,
    },
    Update {
        by: Actor,
        provider: usize,
        slots: Option<u16>,
        budget: Option<u64>,
    },
    Price {
        by: Actor,
        provider: usize,
        terms: Terms,
    },
    Pause {
        by: Actor,
        provider: usize,
        paused: bool,
    },
    Withdraw {
        by: Actor,
        provider: usize,
        amount: Option<u64>,
    },
    /// Of a provider that is there, or only what the market keeps of others.
    Sweep {
        provider: Option<usize>,
    },
    Retire {
        provider: usize,
    },
    /// Outside of the program: a wallet is emptied, or filled.
    Transfer {
        from: Actor,
        to: Actor,
        lamports: u64,
    },
}

impl Asked {
    /// Each reason to fail counts, and to return with a cancellation.
    pub const KINDS: usize = 30;

    pub fn name(&self) -> String {
        let told = match self {
            Asked::Fail { reason, .. } => format!("Fail{reason:?}"),
            Asked::Return { cancel: true, .. } => "CancelOrder".into(),
            other => format!("{other:?}"),
        };
        told.split(' ').next().unwrap_or_default().to_owned()
    }

    /// The transaction that asks for it.
    pub fn instruction(&self, world: &mut World, mirror: &Mirror) -> Instruction {
        let job_as_of = |job: &Pubkey, attempt: u8| {
            let state = JobState { attempt, ..mirror.job(job).state };
            Job { address: *job, state }
        };
        let current = |job: &Pubkey| job_as_of(job, mirror.job(job).state.attempt);
        match self {
            Asked::Pay { by, order, lamports } => world::transfer(*by, order, *lamports),
            Asked::Draw { by, order, with_quote, index, lends } => {
                let purchase = &mirror.orders[order].purchase;
                let draw = index.map(|index| (index, purchase.draw(index)));
                let draw = draw.as_ref().map(|(index, draw)| (*index, draw));
                instructions::order_draw(&by.key(), &purchase.quote, *with_quote, draw, *lends)
            }
            Asked::Return { by, order, cancel } => {
                let known = &mirror.orders[order];
                instructions::order_return(&by.key(), &known.purchase.quote, known.state.is_some(), *cancel)
            }
            Asked::Assign { by, job, provider, loads } => {
                instructions::job_assign(&by.key(), &current(job), &wallet(*provider), *loads)
            }
            Asked::Claim { job, provider, attempt } => {
                instructions::job_claim(&operator(*provider), &wallet(*provider), &job_as_of(job, *attempt))
            }
            Asked::Start { job, provider, attempt } => {
                instructions::job_start(&operator(*provider), &wallet(*provider), &job_as_of(job, *attempt))
            }
            Asked::Deliver { job, provider, attempt, render } => {
                let work = (mirror.root(job, render), render.frames, render.ms);
                let job = current(job);
                instructions::job_deliver(&operator(*provider), &wallet(*provider), &job, *attempt, work)
            }
            Asked::Seal { job, sighting } => {
                mirror.show(world, job, sighting);
                instructions::job_seal(&current(job))
            }
            Asked::Accept { by, job, attempt, seed } => {
                instructions::job_accept(&by.key(), &job_as_of(job, *attempt), *seed)
            }
            Asked::Reject { by, job, attempt, evidence } => {
                instructions::job_reject(&by.key(), (&job_as_of(job, *attempt), &mirror.job(job).order), evidence)
            }
            Asked::Approve { by, job, attempt } => signed_by(instructions::job_approve(&job_as_of(job, *attempt)), *by),
            Asked::Dispute { by, job, attempt } => signed_by(instructions::job_dispute(&job_as_of(job, *attempt)), *by),
            Asked::Settle { job } => instructions::job_settle(&current(job), mirror.job(job).order),
            Asked::Fail { by, job, attempt, reason } => {
                instructions::job_fail(&by.key(), (&job_as_of(job, *attempt), &mirror.job(job).order), *reason)
            }
            Asked::Cancel { by, job } => signed_by(instructions::job_cancel(&current(job), mirror.job(job).order), *by),
            Asked::Expire { job } => instructions::job_expire(&current(job), mirror.job(job).order),
            Asked::Register { provider } => {
                let registration = PROVIDERS[*provider].registration();
                instructions::provider_register(&World::market_address(), &wallet(*provider), &registration)
            }
            Asked::Update { by, provider, slots, budget } => {
                let update = ProviderUpdate { slots: *slots, budget: *budget, ..ProviderUpdate::default() };
                instructions::provider_update(&by.key(), &PROVIDERS[*provider].address(), &update)
            }
            Asked::Price { by, provider, terms } => {
                instructions::provider_price(&by.key(), &PROVIDERS[*provider].address(), terms)
            }
            Asked::Pause { by, provider, paused } => {
                instructions::provider_pause(&by.key(), &PROVIDERS[*provider].address(), *paused)
            }
            Asked::Withdraw { by, provider, amount } => {
                instructions::provider_withdraw(&by.key(), &world.provider(PROVIDERS[*provider]), *amount)
            }
            Asked::Sweep { provider } => {
                let address = provider.map(|provider| PROVIDERS[provider].address());
                instructions::provider_sweep(address.as_ref(), &world.market_state())
            }
            Asked::Retire { provider } => {
                instructions::provider_retire(&world.provider(PROVIDERS[*provider]), &world.market_state())
            }
            Asked::Transfer { from, to, lamports } => world::transfer(*from, &to.key(), *lamports),
        }
    }
}
