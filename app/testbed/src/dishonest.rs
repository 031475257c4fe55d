//! A provider that knows the protocol and cheats.

use std::sync::Arc;

use rayment_client::{
    Chain, ChainError, Job, Sent, address,
    instructions::{self, Encoded, Registration},
    order::delivery::{Leaves, frame_bytes},
    profile::{EngineBuild, Profile},
};
use rayment_engine::{BUILD, ENGINE};
use rayment_hub_client::{HubClient, HubError};
use rayment_spec::{Spec, hex32};
use rayment_worker::stake::StakeAsked;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{ProviderKeys, Testbed};

/// Registered like any provider, driven by the test.
pub struct DishonestProvider {
    pub keys: ProviderKeys,
    pub hub: HubClient,
    pub chain: Chain,
    market: Pubkey,
}

/// What it says of itself.
#[derive(Clone, Copy)]
pub struct Boast {
    /// Thousand samples a second.
    pub score: u64,
    pub slots: u16,
}

impl DishonestProvider {
    /// Registers, claiming a fast machine.
    pub async fn register(testbed: &mut Testbed, name: &str, price: u64) -> Self {
        let keys = testbed.add_provider_at(name, price);
        Self::register_as(testbed, keys, Boast { score: 1_000, slots: 1 }).await
    }

    /// Registers with these keys, and says this of itself.
    pub async fn register_as(testbed: &Testbed, keys: ProviderKeys, boast: Boast) -> Self {
        let hub = HubClient::new(&testbed.hub.url(), Some(Arc::clone(&keys.operator))).unwrap();
        let profile = Profile {
            name: keys.name.clone(),
            endpoint: None,
            gpus: vec![],
            cpu: "as fast as they come".into(),
            threads: 1,
            device_classes: vec!["cpu".into()],
            score: boast.score,
            engines: vec![EngineBuild { name: ENGINE.into(), build: hex32::encode(&BUILD) }],
            formats: vec!["glb".into()],
            largest_file_mb: 1_000,
            blender_version: None,
            checked_only: false,
        };
        let (chain, market) = (testbed.chain.clone(), testbed.market.address);
        let registration = Registration {
            operator: keys.operator.pubkey().to_bytes(),
            payout: keys.payout.pubkey().to_bytes(),
            profile: profile.hash(),
            terms: keys.terms,
            slots: boast.slots,
            budget: rayment_worker::BUDGET,
        };
        let register = instructions::provider_register(&market, &keys.wallet.pubkey(), &registration);
        let asked = StakeAsked { market: &testbed.market, params: &testbed.params.values };
        let lock = asked.lock(&keys.wallet.pubkey(), asked.missing(None, None));
        let all: Vec<_> = std::iter::once(register).chain(lock).collect();
        chain.send(&keys.wallet, &[], &all).await.unwrap();
        hub.put(&profile.encode()).await.unwrap();
        Self { keys, hub, chain, market }
    }

    fn keys(&self) -> (Pubkey, Pubkey) {
        (self.keys.operator.pubkey(), self.keys.wallet.pubkey())
    }

    /// Its account in the market.
    pub fn account(&self) -> Pubkey {
        address::provider(&self.market, &self.keys.wallet.pubkey())
    }

    /// Sends what its hot key signs.
    pub async fn sends(&self, instructions: &[Encoded]) -> Result<Sent, ChainError> {
        self.chain.send(&self.keys.operator, &[], instructions).await
    }

    /// Claims a job and starts, if it may.
    pub async fn claims_and_starts(&self, open: &Job) -> Result<Sent, ChainError> {
        let (operator, wallet) = self.keys();
        let (claim, start) =
            (instructions::job_claim(&operator, &wallet, open), instructions::job_start(&operator, &wallet, open));
        self.sends(&[claim, start]).await
    }

    /// The job as it is, if it is held by this provider.
    pub async fn holds(&self, job: &Job) -> Option<Job> {
        let now = self.chain.job(&job.address).await.ok().flatten()?;
        (now.provider() == Some(self.keys.wallet.pubkey())).then_some(now)
    }

    /// Waits for the keeper to assign the job here, claims it and starts.
    pub async fn claims(&self, testbed: &Testbed, job: &Pubkey) -> Job {
        let wallet = self.keys.wallet.pubkey();
        let mine = |job: &Job| reserved(job) == Some(wallet);
        let open = testbed.until(job, "the job is assigned to the dishonest provider", mine).await;
        self.claims_and_starts(&open).await.unwrap();
        testbed.until(job, "its claim stands", |job| job.provider() == Some(wallet)).await
    }

    /// Uploads grey frames and commits to them, properly in every respect but the picture.
    pub async fn delivers_grey(&self, job: &Job, spec: &Spec) -> Result<Sent, ChainError> {
        let root = self.uploads_grey(job, spec).await.unwrap();
        self.commits(job, root).await
    }

    /// Uploads grey frames, and returns the root over them.
    pub async fn uploads_grey(&self, job: &Job, spec: &Spec) -> Result<[u8; 32], HubError> {
        let body: Vec<u8> = 0.5f32.to_le_bytes().repeat(frame_bytes(spec, &job.state.chunk) / 4);
        let mut leaves = Leaves::new(spec, &job.state.chunk);
        for frame in job.state.chunk.frame_numbers() {
            self.hub.put_frame(&job.address, job.state.attempt, frame, body.clone()).await?;
            leaves.push(&body).unwrap();
        }
        Ok(leaves.root().unwrap())
    }

    /// Commits to a root, whatever stands behind it.
    pub async fn commits(&self, job: &Job, root: [u8; 32]) -> Result<Sent, ChainError> {
        let (operator, wallet) = self.keys();
        let frames = job.state.chunk.frames;
        let deliver = instructions::job_deliver(&operator, &wallet, job, job.state.attempt, (root, frames, 1_000));
        self.sends(&[deliver]).await
    }
}

/// The wallet that an open job is reserved for.
pub fn reserved(job: &Job) -> Option<Pubkey> {
    match &job.state.phase {
        rayment_core::job::Phase::Open { reserved: Some(held), .. } => Some(rayment_client::chain_key(&held.provider)),
        _ => None,
    }
}
