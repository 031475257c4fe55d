//! Who acts, and what they can do.

use rayment_core::{
    Hash, Native, Pubkey,
    job::{Command, Evidence, FailReason, Signer},
    money::Terms,
    proof::{challenge::Sighting, merkle},
};

use super::{
    payments::{Answer, Payments},
    world::{JOB, Job, Render, TERMS, leaves, left_by},
};

/// Somebody with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Actor {
    pub key: Pubkey,
    pub signer: Signer,
}

pub const CLIENT: Actor = Actor { key: key(0xc1), signer: Signer::Client(key(0xc1)) };
pub const ANNA: Actor = provider(0xa1);
pub const BORIS: Actor = provider(0xb2);
pub const CAROL: Actor = provider(0xc3);
pub const KEEPER: Actor = keeper(key(0xee));
pub const STRANGER: Actor = Actor { key: key(0x66), signer: Signer::Anyone };

pub const fn key(byte: u8) -> Pubkey {
    Pubkey([byte; 32])
}

pub const fn provider(byte: u8) -> Actor {
    Actor { key: key(byte), signer: Signer::Provider(key(byte)) }
}

/// A market's keeper, whoever's key that is.
pub const fn keeper(key: Pubkey) -> Actor {
    Actor { key, signer: Signer::Keeper(key) }
}

impl Actor {
    pub fn asks(self, job: &mut Job, command: Command) -> Answer {
        let step = job.state().step::<Native>(&job.params, self.signer, &command, job.now)?;
        job.state = left_by(step.next);
        Ok(Payments::from(&step.transfers))
    }

    pub fn assigns(self, job: &mut Job, to: Actor) -> Answer {
        self.assigns_at(job, to, TERMS)
    }

    /// Assigns at the terms that the provider asks for just then.
    pub fn assigns_at(self, job: &mut Job, to: Actor, terms: Terms) -> Answer {
        self.asks(job, Command::Assign { provider: to.key, terms, loads: false })
    }

    /// Assigns what it has loaded.
    pub fn assigns_loaded(self, job: &mut Job, to: Actor) -> Answer {
        self.asks(job, Command::Assign { provider: to.key, terms: TERMS, loads: true })
    }

    pub fn claims(self, job: &mut Job) -> Answer {
        self.claims_at(job, TERMS)
    }

    pub fn claims_at(self, job: &mut Job, terms: Terms) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Claim { attempt, terms })
    }

    pub fn starts(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Start { attempt })
    }

    pub fn delivers(self, job: &mut Job, render: Render) -> Answer {
        let leaves = leaves(&job.state().chunk, &Render { frames: render.frames.min(4), ..render });
        let root = merkle::root::<Native>(&leaves).unwrap_or_default();
        let Render { frames, ms, .. } = render;
        let command = Command::Deliver { attempt: job.attempt(), root, frames, ms, slot: job.slot };
        let action = self.asks(job, command)?;
        job.leaves = leaves;
        Ok(action)
    }

    pub fn seals(self, job: &mut Job) -> Answer {
        self.sees(job, Sighting::Seen([0x51; 32]))
    }

    pub fn sees(self, job: &mut Job, sighting: Sighting) -> Answer {
        let slot = job.slot;
        self.asks(job, Command::Seal { job: JOB, sighting, slot })
    }

    pub fn accepts(self, job: &mut Job) -> Answer {
        let seed = job.seed();
        self.accepts_by(job, seed)
    }

    /// Accepts by the challenge with this seed.
    pub fn accepts_by(self, job: &mut Job, seed: Hash) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Accept { attempt, seed, keeper_bond: 0 })
    }

    /// Accepts with this much locked in the market.
    pub fn accepts_with(self, job: &mut Job, keeper_bond: u64) -> Answer {
        let (attempt, seed) = (job.attempt(), job.seed());
        self.asks(job, Command::Accept { attempt, seed, keeper_bond })
    }

    /// Rejects on the first tile that was picked.
    pub fn rejects(self, job: &mut Job) -> Answer {
        let evidence = job.evidence(job.picked());
        self.rejects_on(job, evidence)
    }

    pub fn rejects_on(self, job: &mut Job, evidence: Evidence) -> Answer {
        self.sends(job, evidence, 0)
    }

    /// Rejects on the first tile that was picked, with so many guardians' signatures.
    pub fn rejects_with(self, job: &mut Job, guardians: u8) -> Answer {
        let evidence = job.evidence(job.picked());
        self.sends(job, evidence, guardians)
    }

    /// Sends evidence that so many guardians have signed.
    pub fn sends(self, job: &mut Job, evidence: Evidence, guardians: u8) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Reject { attempt, evidence, guardians })
    }

    pub fn approves(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Approve { attempt })
    }

    pub fn disputes(self, job: &mut Job) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Dispute { attempt })
    }

    pub fn fails(self, job: &mut Job, reason: FailReason) -> Answer {
        let attempt = job.attempt();
        self.asks(job, Command::Fail { attempt, reason })
    }

    pub fn settles(self, job: &mut Job) -> Answer {
        self.asks(job, Command::Settle)
    }

    pub fn cancels(self, job: &mut Job) -> Answer {
        self.asks(job, Command::Cancel)
    }

    pub fn expires(self, job: &mut Job) -> Answer {
        self.asks(job, Command::Expire)
    }
}
