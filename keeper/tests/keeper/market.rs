//! A market in memory: providers, jobs and time, every action by the rules.

use std::sync::Arc;

use rayment_client::{
    Job, Provider, address, chain_key,
    profile::{EngineBuild, Profile},
    rule_key,
};
use rayment_core::{
    Hash, Native, Next, Pubkey as Key,
    job::{Ceilings, Chunk, Command, Evidence, Expectations, FailReason, JobState, JobStep, Offer, Signer},
    market::Params,
    money::Terms,
    proof::{
        challenge::{Challenge, SlotHashes},
        merkle, tiles,
    },
    provider::{ProviderState, Status},
    stake::Stake,
};
use rayment_engine::{BUILD, ENGINE};
use rayment_keeper::{
    Action, ChainAction, CheckRequest, Snapshot, plan,
    snapshot::{CheckCost, Finding},
};
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION, hex32};
use solana_pubkey::Pubkey;

pub const NOON: i64 = 1_800_000_000;
pub const DAY: i64 = 86_400;
/// When deliveries are announced.
pub const SLOT: u64 = 1_000;

/// 0.001 SOL a frame, 0.0001 a second, 0.01 a GB.
pub const TERMS: Terms = Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 };
pub const CEILINGS: Ceilings = Ceilings {
    terms: Terms { per_frame: 4_000_000, per_second: 400_000, per_gb: 40_000_000, minimum: 2_000_000 },
    ms_per_frame: 60_000,
};

/// What every provider has locked: just what the protocol's parameters ask for.
pub const STAKE: u64 = Params::DEFAULT.stake_provider;

pub const KEEPER: u8 = 0xee;
pub const CLIENT: u8 = 0xc1;
pub const ANNA: u8 = 0xa1;
pub const BORIS: u8 = 0xb2;
pub const CAROL: u8 = 0xc3;

pub fn key(byte: u8) -> Key {
    Key([byte; 32])
}

pub fn wallet(byte: u8) -> Pubkey {
    chain_key(&key(byte))
}

/// The address of an order that its jobs know by this number.
pub fn order_at(number: u64) -> Pubkey {
    let mut bytes = [0x0d; 32];
    bytes[..8].copy_from_slice(&number.to_le_bytes());
    Pubkey::new_from_array(bytes)
}

/// Cheaper by a thirtieth for a job of one frame: dearer ones are still within the tolerance.
pub fn cheaper() -> Terms {
    Terms { per_frame: TERMS.per_frame * 4 / 5, ..TERMS }
}

pub fn spec() -> Spec {
    Spec {
        version: VERSION,
        scene: "scene.glb".into(),
        files: vec![File { path: "scene.glb".into(), sha256: [7; 32], bytes: 1_000_000 }],
        frames: vec![Frames { first: 1, last: 100, step: 1 }],
        width: 640,
        height: 360,
        samples: 16,
        bounces: 5,
        seed: 1,
        camera: 0,
        engine: Engine { name: ENGINE.into(), build: BUILD },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

pub fn profile() -> Profile {
    Profile {
        name: "a machine".into(),
        endpoint: None,
        gpus: vec![],
        cpu: "some".into(),
        threads: 2,
        device_classes: vec!["cpu".into()],
        score: 1_000,
        engines: vec![EngineBuild { name: ENGINE.into(), build: hex32::encode(&BUILD) }],
        formats: vec!["glb".into()],
        largest_file_mb: 100,
        blender_version: None,
        checked_only: false,
    }
}

/// A snapshot, and actions that lead to the next.
#[derive(Clone)]
pub struct Market {
    pub snapshot: Snapshot,
    pub params: Params,
    pub spec: Spec,
}

impl Market {
    /// Empty, at noon, with the protocol's parameters.
    pub fn new() -> Self {
        Self::under(Params::DEFAULT)
    }

    pub fn under(params: Params) -> Self {
        let spec = spec();
        let mut snapshot = Snapshot { now: NOON, slot: SLOT, keeper: wallet(KEEPER), ..Snapshot::default() };
        snapshot.params.insert(0, params);
        snapshot.specs.insert(spec.hash(), Arc::new(spec.clone()));
        Self { snapshot, params, spec }
    }

    pub fn address() -> Pubkey {
        wallet(0x3a)
    }

    /// An active provider with two slots, that can render the spec.
    pub fn provider(&mut self, name: u8, terms: Terms) -> &mut ProviderState {
        self.provider_with(name, terms, &profile())
    }

    pub fn provider_with(&mut self, name: u8, terms: Terms, profile: &Profile) -> &mut ProviderState {
        self.snapshot.profiles.insert(profile.hash(), Arc::new(profile.clone()));
        let state = ProviderState {
            market: rule_key(&Self::address()),
            authority: key(name),
            operator: key(name ^ 0x0f),
            payout: key(name ^ 0xf0),
            profile: profile.hash(),
            terms,
            status: Status::Active,
            slots: 2,
            jobs: 0,
            balance: 0,
            fees: 0,
            earned: 1_000_000_000,
            paid_jobs: 10,
            failed_jobs: 0,
            registered_at: NOON - DAY,
            budget: u64::MAX,
            working: 0,
            stake: Stake { locked: STAKE, ..Stake::default() },
            purses: 0,
        };
        let address = address::provider(&Self::address(), &wallet(name));
        self.snapshot.providers.push(Provider { address, state });
        &mut self.snapshot.providers.last_mut().expect("it was pushed").state
    }

    pub fn offer(&self, order: u64, frame: u32) -> Offer {
        Offer {
            expect: Expectations { params: 0, fee_bps: self.params.fee_bps },
            order,
            spec: self.spec.hash(),
            chunk: Chunk { frame, frames: 1, step: 1, tile: 0, tiles: self.spec.grid().tiles() },
            bytes: self.spec.bytes(),
            deposit: 40_000_000,
            ceilings: CEILINGS,
            expires_at: NOON + DAY,
            at_once: true,
            check: true,
            in_tokens: None,
        }
    }

    /// Posts the next frame of an order; returns the job's place.
    pub fn posts(&mut self, order: u64) -> usize {
        let frame = u32::try_from(self.snapshot.jobs.len()).expect("few jobs") + 1;
        self.posts_as(CLIENT, &self.offer(order, frame))
    }

    pub fn posts_as(&mut self, client: u8, offer: &Offer) -> usize {
        let index = u32::try_from(self.snapshot.jobs.len()).expect("few jobs");
        let keys = (rule_key(&Self::address()), key(client), index.into());
        let state = JobState::post(offer, keys, (&self.params, 0), self.snapshot.now).expect("the offer is good");
        let address = address::job(&order_at(offer.order), index);
        self.snapshot.jobs.push(Job { address, state });
        self.snapshot.jobs.len() - 1
    }

    pub fn later(&mut self, secs: i64) {
        self.snapshot.now += secs;
    }

    pub fn state(&self, at: usize) -> &JobState {
        &self.snapshot.jobs[at].state
    }

    /// Does what the rules allow.
    pub fn does(&mut self, at: usize, signer: Signer, command: &Command) -> JobStep {
        let step = self.state(at).step::<Native>(&self.params, signer, command, self.snapshot.now);
        let step = step.expect("the rules allow it");
        if let Next::Continues(next) = step.next {
            self.snapshot.jobs[at].state = next;
        }
        step
    }

    pub fn assigns(&mut self, at: usize, provider: u8) {
        let command = Command::Assign { provider: key(provider), terms: TERMS, loads: false };
        self.does(at, Signer::Keeper(key(KEEPER)), &command);
    }

    pub fn claims(&mut self, at: usize, provider: u8) {
        let command = Command::Claim { attempt: self.state(at).attempt, terms: TERMS };
        self.does(at, Signer::Provider(key(provider)), &command);
    }

    pub fn starts(&mut self, at: usize, provider: u8) {
        let attempt = self.state(at).attempt;
        self.does(at, Signer::Provider(key(provider)), &Command::Start { attempt });
    }

    pub fn fails(&mut self, at: usize, provider: u8, reason: FailReason) {
        let attempt = self.state(at).attempt;
        self.does(at, Signer::Provider(key(provider)), &Command::Fail { attempt, reason });
    }

    /// Assigned, claimed, started and delivered by one provider.
    pub fn delivered(&mut self, order: u64, provider: u8) -> usize {
        let at = self.posts(order);
        self.assigns(at, provider);
        self.delivers(at, provider);
        at
    }

    pub fn delivers(&mut self, at: usize, provider: u8) {
        self.claims(at, provider);
        self.starts(at, provider);
        let root = merkle::root::<Native>(&self.leaves(at)).expect("there are tiles");
        let attempt = self.state(at).attempt;
        let command = Command::Deliver { attempt, root, frames: 1, ms: 10_000, slot: SLOT };
        self.does(at, Signer::Provider(key(provider)), &command);
    }

    /// The leaves of a delivered picture, whose pixels are of no importance.
    fn leaves(&self, at: usize) -> Vec<Hash> {
        let chunk = self.state(at).chunk;
        (0..chunk.tiles).map(|tile| tiles::leaf::<Native>(&self.spec.hash(), chunk.frame, tile, &[9; 32])).collect()
    }

    /// Seals by the slot hashes of the snapshot.
    pub fn seals(&mut self, at: usize) {
        let job = rule_key(&self.snapshot.jobs[at].address);
        let sighting = SlotHashes(&self.snapshot.slot_hashes).sight(SLOT + 32);
        let slot = self.snapshot.slot;
        self.does(at, Signer::Anyone, &Command::Seal { job, sighting, slot });
    }

    /// The check that is to be asked for.
    pub fn check(&self, at: usize, challenge: Option<Challenge>) -> Action {
        let job = self.snapshot.jobs[at];
        let verdict = job.state.verdict_due(&self.params).filter(|due| self.snapshot.now < *due);
        let due = verdict.or(job.state.settle_due(&self.params)).expect("it was delivered");
        let left_secs = u64::try_from(due - self.snapshot.now).expect("it is not late");
        // One frame and a megabyte under TERMS, in no time: 5 % of 1,000,000 + 10,000.
        // Everybody here renders on processors, but who is unknown could be anything.
        let same_class = !self.snapshot.providers.is_empty();
        Action::Check(CheckRequest { job, challenge, tiles: 30, fee: 50_500, same_class, due, left_secs })
    }

    /// The challenge that the slot hashes of the snapshot lead to.
    pub fn challenge(&self, at: usize) -> Challenge {
        let mut sealed = self.clone();
        sealed.seals(at);
        sealed.state(at).challenge(&sealed.params).expect("it is sealed")
    }

    /// All slots up to `newest` are over, as far back as the chain remembers.
    pub fn reaches_slot(&mut self, newest: u64) {
        self.snapshot.slot = newest + 1;
        let slots: Vec<u64> = (newest.saturating_sub(511)..=newest).rev().collect();
        let mut data = (slots.len() as u64).to_le_bytes().to_vec();
        for slot in slots {
            data.extend(slot.to_le_bytes());
            data.extend([u8::try_from(slot % 251).expect("small"); 32]);
        }
        self.snapshot.slot_hashes = data;
    }

    pub fn finds(&mut self, at: usize, finding: Finding) {
        let job = &self.snapshot.jobs[at];
        self.snapshot.findings.insert((job.address, job.state.attempt), finding);
    }

    pub fn equal(&self, at: usize) -> Finding {
        let Challenge { seed, count, .. } = self.challenge(at);
        Finding::Equal { seed, tiles: count }
    }

    pub fn different(&self, at: usize) -> Finding {
        let challenge = self.challenge(at);
        let (frame, tile) = challenge.picks::<Native>().next().expect("something is picked");
        let leaves = self.leaves(at);
        let path = merkle::path::<Native>(&leaves, tile as usize).expect("the tile is there");
        let evidence = Evidence { frame, tile, leaf: leaves[tile as usize], path, checker_pixels: [8; 32] };
        Finding::Different { seed: challenge.seed, evidence }
    }

    pub fn checking_costs(&mut self, lamports_per_second: u64) {
        self.snapshot.checking = CheckCost { samples_per_ms: 1_000, lamports_per_second };
    }

    /// What is planned. Every action in it is one that the rules allow, and planning again gives the same.
    pub fn plans(&self) -> Vec<Action> {
        let actions = plan(&self.snapshot);
        assert_eq!(actions, plan(&self.snapshot));
        for action in &actions {
            if let Action::Send(action) = action {
                self.is_lawful(action);
            }
        }
        actions
    }

    fn is_lawful(&self, action: &ChainAction) {
        if action.order().is_some() {
            return crate::orders::is_lawful(&self.snapshot, action);
        }
        if let ChainAction::Sweep { provider, .. } = action {
            return crate::sweeps::is_lawful(&self.snapshot, provider.as_ref());
        }
        let mut world = self.clone();
        let of_ours = |known: &Job| known.address == action.account();
        let at = world.snapshot.jobs.iter().position(of_ours).expect("a job of ours");
        let attempt = action.attempt().expect("it is about a job");
        let (keeper, keeper_bond) = (Signer::Keeper(rule_key(&self.snapshot.keeper)), self.snapshot.keeper_bond);
        match action {
            ChainAction::Assign { job, provider, by, loads } => {
                let provider = rule_key(provider);
                let known = |seller: &&Provider| seller.state.authority == provider;
                let state = self.snapshot.providers.iter().find(known).expect("a provider of ours").state;
                state.may_be_assigned(self.params.stake_provider).expect("it may be given the job");
                let terms = crate::tokens::lawful_terms((&self.snapshot, &self.params), job, &state, by.as_ref());
                world.does(at, keeper, &Command::Assign { provider, terms, loads: *loads });
            }
            ChainAction::Seal { .. } => world.seals(at),
            ChainAction::Accept { seed, seal, settle, .. } => {
                if *seal {
                    world.seals(at);
                }
                world.does(at, keeper, &Command::Accept { attempt, seed: *seed, keeper_bond });
                if *settle {
                    world.does(at, Signer::Anyone, &Command::Settle);
                }
            }
            ChainAction::Reject { seal, evidence, .. } => {
                if *seal {
                    world.seals(at);
                }
                world.does(at, keeper, &Command::Reject { attempt, evidence: evidence.clone(), guardians: 0 });
            }
            ChainAction::Fail { reason, seal, .. } => {
                if *seal {
                    world.seals(at);
                }
                world.does(at, keeper, &Command::Fail { attempt, reason: *reason });
            }
            ChainAction::Settle { .. } => drop(world.does(at, Signer::Anyone, &Command::Settle)),
            ChainAction::Expire { .. } => drop(world.does(at, Signer::Anyone, &Command::Expire)),
            ChainAction::Clear { job, .. } => {
                let payees = self.snapshot.tokens.owing[&job.address].payees;
                job.state.clear(&payees).expect("somebody can be paid");
            }
            ChainAction::Draw { .. } | ChainAction::Return { .. } | ChainAction::Sweep { .. } => {}
        }
    }

    /// Who is to get which job, by place; and whether its spec was loaded here.
    pub fn assignments(&self) -> Vec<(usize, u8, bool)> {
        let mut found = Vec::new();
        for action in self.plans() {
            if let Action::Send(ChainAction::Assign { job, provider, loads, .. }) = action {
                let at = self.snapshot.jobs.iter().position(|known| known.address == job.address);
                found.push((at.expect("a job of ours"), provider.to_bytes()[0], loads));
            }
        }
        found.sort_unstable();
        found
    }
}
