//! A market with a keeper, a provider, a client and a job, on a scripted chain.

use std::sync::Arc;

use rayment_client::{
    delivery,
    profile::{EngineBuild, Profile},
    rayment::{
        events::{JobClosed, JobPosted},
        types::Outcome,
    },
    rule_key,
};
use rayment_core::{
    Hash,
    job::{Ceilings, Chunk, Claim, Delivery, Expectations, JobState, Offer, Phase, Seal},
    money::Terms,
    provider::{ProviderState, Status},
};
use rayment_hub::Limits;
use rayment_hub_client::{HubClient, HubError};
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use super::{MARKET, Stage, chain::Chain};

pub const TERMS: Terms = Terms { per_frame: 1_000, per_second: 100, per_gb: 10, minimum: 1 };
pub const JOB: Pubkey = Pubkey::new_from_array([9; 32]);
pub const ORDER: u64 = 77;

pub struct World {
    pub stage: Stage,
    pub chain: Chain,
    pub keeper: Arc<Keypair>,
    pub operator: Arc<Keypair>,
    pub client: Arc<Keypair>,
    pub stranger: Arc<Keypair>,
    /// The provider's wallet.
    pub wallet: Pubkey,
    pub spec: Spec,
    /// The spec's only file.
    pub scene: Vec<u8>,
}

const SCENE: &[u8] = b"ten bytes.";

impl World {
    /// The provider is registered and its profile is in the hub; the job is claimed and running.
    pub async fn new() -> Self {
        Self::limited(Limits { free_disk_bytes: 0, ..Limits::default() }).await
    }

    pub async fn limited(limits: Limits) -> Self {
        let chain = Chain::default();
        let stage = Stage::with(limits, &chain.serve().await).await;
        let [keeper, operator, client, stranger] = std::array::from_fn(|_| Arc::new(Keypair::new()));
        let wallet = Pubkey::new_unique();
        let world =
            Self { stage, chain, keeper, operator, client, stranger, wallet, spec: spec(), scene: SCENE.to_vec() };
        world.chain.market(world.keeper.pubkey());
        let hub = world.stage.client();
        let profile = hub.put(&profile().encode()).await.expect("profile");
        hub.put(&world.spec.encode()).await.expect("spec");
        world.chain.provider(&world.registered(profile));
        world.chain_shows(world.running());
        world
    }

    pub fn hub(&self, key: &Arc<Keypair>) -> HubClient {
        self.stage.client_of(key)
    }

    pub fn chain_shows(&self, phase: Phase) {
        self.chain.job(JOB, &self.job(phase));
    }

    fn registered(&self, profile: Hash) -> ProviderState {
        ProviderState {
            market: rule_key(&MARKET),
            authority: rule_key(&self.wallet),
            operator: rule_key(&self.operator.pubkey()),
            payout: rule_key(&self.wallet),
            profile,
            terms: TERMS,
            status: Status::Active,
            slots: 1,
            jobs: 0,
            balance: 0,
            fees: 0,
            earned: 0,
            paid_jobs: 0,
            failed_jobs: 0,
            registered_at: 0,
        }
    }

    pub fn job(&self, phase: Phase) -> JobState {
        JobState {
            market: rule_key(&MARKET),
            client: rule_key(&self.client.pubkey()),
            id: 0,
            order: ORDER,
            spec: self.spec.hash(),
            chunk: Chunk { frame: 5, frames: 2, step: 2, tile: 0, tiles: self.spec.grid().tiles() },
            bytes: 10,
            deposit: 1_000_000,
            ceilings: Ceilings { terms: TERMS, ms_per_frame: 1_000 },
            expires_at: 1,
            params: 1,
            attempt: 1,
            flags: 0,
            failed: [[0; 8]; 2],
            phase,
        }
    }

    pub async fn reads(&self, who: &Arc<Keypair>) -> Result<Vec<u8>, HubError> {
        self.hub(who).frame(&JOB, 1, 5).await
    }

    pub async fn drafts(&self, who: &Arc<Keypair>, frame: u32, pixels: Vec<u8>) -> Result<(), HubError> {
        self.hub(who).put_draft(&JOB, 1, frame, pixels).await
    }

    pub async fn uploads(&self, frame: u32, light: f32) -> Result<(), HubError> {
        self.hub(&self.operator).put_frame(&JOB, 1, frame, self.body(light)).await
    }

    /// The job's first transaction.
    pub fn is_posted(&self) {
        let offer = borsh::to_vec(&self.offer()).and_then(|bytes| borsh::from_slice(&bytes)).expect("one layout");
        self.chain.past(&JOB, &JobPosted { job: JOB, client: self.client.pubkey(), id: 0, offer });
    }

    /// The job was posted, delivered and is closed now.
    pub fn closes(&self, outcome: Outcome) {
        self.is_posted();
        let (job, client, attempt) = (JOB, self.client.pubkey(), 1);
        let (provider, order) = (Some(self.wallet), ORDER);
        let (deposit, earnings, fee, refund, bond_back, forfeit, returned) = (1, 1, 0, 0, 0, 0, 0);
        let (frames, ms, root) = (2, 5, Some([0; 32]));
        self.chain.past(
            &JOB,
            &JobClosed {
                job,
                client,
                provider,
                order,
                attempt,
                outcome,
                deposit,
                earnings,
                fee,
                refund,
                bond_back,
                forfeit,
                returned,
                frames,
                ms,
                root,
            },
        );
        self.chain.closes(&JOB);
    }

    fn offer(&self) -> Offer {
        let JobState { order, spec, chunk, bytes, deposit, ceilings, expires_at, .. } = self.job(self.running());
        let expect = Expectations { params: 1, fee_bps: 500 };
        Offer { expect, order, spec, chunk, bytes, deposit, ceilings, expires_at, at_once: false }
    }

    /// The body of one frame, all of one light.
    pub fn body(&self, light: f32) -> Vec<u8> {
        let bytes = delivery::frame_bytes(&self.spec, &self.job(self.running()).chunk);
        light.to_le_bytes().into_iter().cycle().take(bytes).collect()
    }

    fn claim(&self) -> Claim {
        Claim { provider: rule_key(&self.wallet), terms: TERMS }
    }

    pub fn running(&self) -> Phase {
        Phase::Running { claim: self.claim(), at: 0, cancel_at: None }
    }

    pub fn delivered(&self) -> Phase {
        let delivery = Delivery { frames: 2, ms: 5, root: [0; 32], seal: Seal::Pending { slot: 1, round: 0 } };
        Phase::Delivered { claim: self.claim(), at: 0, delivery }
    }

    pub fn accepted(&self) -> Phase {
        Phase::Accepted { claim: self.claim(), at: 0, approved: false, frames: 2, ms: 5, root: [0; 32] }
    }
}

/// 70x40 pixels: three by two tiles.
pub fn spec() -> Spec {
    Spec {
        version: 2,
        scene: "a.glb".into(),
        files: vec![File { path: "a.glb".into(), sha256: super::hash(SCENE), bytes: 10 }],
        frames: [5, 7].map(|number| Frames { first: number, last: number, step: 1 }).to_vec(),
        width: 70,
        height: 40,
        samples: 4,
        bounces: 4,
        seed: 1,
        camera: 0,
        engine: Engine { name: "tracer".into(), build: [2; 32] },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

fn profile() -> Profile {
    Profile {
        name: "A machine".into(),
        endpoint: None,
        gpus: Vec::new(),
        cpu: "a processor".into(),
        threads: 2,
        device_classes: vec!["cpu".into()],
        score: 100,
        engines: vec![EngineBuild { name: "tracer".into(), build: "02".repeat(32) }],
        formats: vec!["glb".into()],
        largest_file_mb: 100,
        blender_version: None,
    }
}
