//! Hostile providers: what they say of themselves, and what they do with what they claim.

use std::collections::BTreeSet;

use rayment_client::{
    Job,
    instructions::{job_claim, job_fail, job_start, provider_pause, provider_price},
    rule_key,
};
use rayment_core::{job::FailReason, money::Terms};
use rayment_testbed::{Boast, DishonestProvider, ProviderKeys, Testbed, reserved};
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::habitat::{Habitat, LOOK, Tally};

/// What one of them lives by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Habit {
    /// Delivers grey frames.
    Noise,
    /// Delivers the root of nothing.
    Empty,
    /// Raises its price when it claims.
    Dear,
    /// Delivers noise or vanishes in the middle, by turns.
    Brags,
    /// Claims, and calls the spec broken.
    Cries,
    /// Claims, and never starts.
    Squats,
}

/// What a hostile provider asks and says of itself.
#[derive(Clone, Copy)]
pub struct Kind {
    pub name: &'static str,
    pub habit: Habit,
    pub terms: Terms,
    pub boast: Boast,
}

/// A hostile provider that is registered.
pub struct Crook {
    kind: Kind,
    provider: DishonestProvider,
    /// Claims that it makes at most, and has made.
    most: u64,
    made: u64,
    /// Attempts that it had its chance at.
    seen: BTreeSet<(Pubkey, u8)>,
    pub tally: Tally,
}

impl Crook {
    pub async fn registers(testbed: &mut Testbed, kind: Kind, most: u64) -> Self {
        let keys = testbed.add_provider(kind.name, kind.terms).unwrap();
        let provider = DishonestProvider::register_as(testbed, keys, kind.boast).await;
        Self { kind, provider, most, made: 0, seen: BTreeSet::new(), tally: Tally::default() }
    }

    pub fn keys(&self) -> &ProviderKeys {
        &self.provider.keys
    }

    /// Takes what it can, until its time or its claims are over.
    pub async fn prowls(mut self, habitat: Habitat) -> Tally {
        while !habitat.is_over() && self.made < self.most {
            let seen = habitat.seen();
            for job in seen.open {
                if self.made < self.most && !habitat.is_over() && !self.seen.contains(&attempt(&job)) {
                    self.meets(&habitat, &job, seen.now).await;
                }
            }
            habitat.rests(LOOK).await;
        }
        // Whoever stays registered would be assigned jobs that nobody takes up.
        let pause = provider_pause(&self.provider.keys.operator.pubkey(), &self.provider.account(), true);
        let _ = self.provider.sends(&[pause]).await;
        self.tally
    }

    async fn meets(&mut self, habitat: &Habitat, job: &Job, now: i64) {
        let wallet = self.provider.keys.wallet.pubkey();
        let mine = reserved(job) == Some(wallet);
        if self.kind.habit == Habit::Dear {
            return self.raises(habitat, job, now, mine).await;
        }
        let may = job.state.may_claim(&habitat.params.values, &rule_key(&wallet), &self.kind.terms, now);
        if may.is_err() {
            return;
        }
        self.seen.insert(attempt(job));
        match self.kind.habit {
            Habit::Squats => self.squats(job).await,
            Habit::Cries => self.cries(job).await,
            Habit::Brags if self.made % 2 == 1 => {
                self.claims(job, "claimed and vanished").await;
            }
            Habit::Noise | Habit::Brags | Habit::Dear => self.delivers_noise(habitat, job).await,
            Habit::Empty => self.delivers_nothing(habitat, job).await,
        }
    }

    async fn claims(&mut self, job: &Job, what: &str) -> bool {
        let sent = self.provider.claims_and_starts(job).await;
        let claimed = self.tally.tried(what, sent).is_some();
        self.made += u64::from(claimed);
        claimed
    }

    async fn squats(&mut self, job: &Job) {
        let keys = &self.provider.keys;
        let sent = self.provider.sends(&[job_claim(&keys.operator.pubkey(), &keys.wallet.pubkey(), job)]).await;
        self.made += u64::from(self.tally.tried("claimed and did not start", sent).is_some());
    }

    async fn cries(&mut self, job: &Job) {
        let (operator, wallet) = (self.provider.keys.operator.pubkey(), self.provider.keys.wallet.pubkey());
        let sent = self.provider.sends(&[job_claim(&operator, &wallet, job)]).await;
        if self.tally.tried("claimed", sent).is_none() {
            return;
        }
        self.made += 1;
        let Some(held) = self.provider.holds(job).await else { return };
        let Ok(payee) = self.provider.chain.payee(&held).await else { return };
        let sent = self.provider.sends(&[job_fail(&operator, (&held, &payee), FailReason::Spec)]).await;
        self.tally.tried("called the spec broken", sent);
    }

    async fn delivers_noise(&mut self, habitat: &Habitat, job: &Job) {
        if !self.claims(job, "claimed").await {
            return;
        }
        let Some(held) = self.provider.holds(job).await else { return };
        let Ok(spec) = self.provider.hub.spec(&job.state.spec).await else { return };
        let uploaded = self.provider.uploads_grey(&held, &spec).await;
        let Some(root) = self.tally.tried("uploaded noise", uploaded) else { return };
        let sent = self.provider.commits(&held, root).await;
        if self.tally.tried("delivered noise", sent).is_some() {
            self.awaits_its_verdict(habitat, &held).await;
        }
    }

    async fn delivers_nothing(&mut self, habitat: &Habitat, job: &Job) {
        if !self.claims(job, "claimed").await {
            return;
        }
        let Some(held) = self.provider.holds(job).await else { return };
        let sent = self.provider.commits(&held, [7; 32]).await;
        if self.tally.tried("delivered nothing", sent).is_some() {
            self.awaits_its_verdict(habitat, &held).await;
        }
    }

    /// One job at a time: an honest worker with one slot would do the same. Answers nothing.
    async fn awaits_its_verdict(&mut self, habitat: &Habitat, held: &Job) {
        let waits = |job: &Job| job.state.attempt == held.state.attempt && job.state.delivery().is_some();
        while !habitat.is_over() {
            match habitat.chain.job(&held.address).await {
                Ok(Some(job)) if waits(&job) => {}
                Ok(_) => break,
                Err(_) => {}
            }
            habitat.rests(LOOK).await;
        }
    }

    /// Under a reservation it asks for more in the claiming transaction. What is open to all it takes at the
    /// client's ceilings, and delivers noise.
    async fn raises(&mut self, habitat: &Habitat, job: &Job, now: i64, mine: bool) {
        let (operator, wallet) = (self.provider.keys.operator.pubkey(), self.provider.keys.wallet.pubkey());
        let dear = job.state.ceilings.terms;
        let terms = if mine { self.kind.terms } else { dear };
        if job.state.may_claim(&habitat.params.values, &rule_key(&wallet), &terms, now).is_err() {
            return;
        }
        self.seen.insert(attempt(job));
        let price = provider_price(&operator, &self.provider.account(), &dear);
        let (claim, start) = (job_claim(&operator, &wallet, job), job_start(&operator, &wallet, job));
        let sent = self.provider.sends(&[price, claim, start]).await;
        let what = if mine { "claimed above its reservation" } else { "claimed at the ceiling" };
        if self.tally.tried(what, sent).is_none() {
            return;
        }
        self.made += 1;
        if let (Some(held), Ok(spec)) = (self.provider.holds(job).await, self.provider.hub.spec(&job.state.spec).await)
        {
            let uploaded = self.provider.uploads_grey(&held, &spec).await;
            if let Some(root) = self.tally.tried("uploaded noise", uploaded) {
                let sent = self.provider.commits(&held, root).await;
                self.tally.tried("delivered noise", sent);
            }
        }
        let cheap = provider_price(&operator, &self.provider.account(), &self.kind.terms);
        let _ = self.provider.sends(&[cheap]).await;
    }
}

fn attempt(job: &Job) -> (Pubkey, u8) {
    (job.address, job.state.attempt)
}
