//! A provider that knows the protocol and cheats.

use std::sync::Arc;

use rayment_client::{
    ChainError, Job, Sent,
    instructions::{self, Registration},
    order::delivery::{Leaves, frame_bytes},
    profile::{EngineBuild, Profile},
};
use rayment_engine::{BUILD, ENGINE};
use rayment_hub_client::HubClient;
use rayment_spec::{Spec, hex32};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{ProviderKeys, Testbed};

/// Registered like any provider, driven by the test.
pub struct DishonestProvider {
    pub keys: ProviderKeys,
    hub: HubClient,
}

impl DishonestProvider {
    /// Registers, claiming a fast machine.
    pub async fn register(testbed: &mut Testbed, name: &str, price: u64) -> Self {
        let keys = testbed.add_provider_at(name, price);
        let hub = HubClient::new(&testbed.hub.url(), Some(Arc::clone(&keys.operator))).unwrap();
        let profile = Profile {
            name: name.into(),
            endpoint: None,
            gpus: vec![],
            cpu: "as fast as they come".into(),
            threads: 1,
            device_classes: vec!["cpu".into()],
            score: 1_000,
            engines: vec![EngineBuild { name: ENGINE.into(), build: hex32::encode(&BUILD) }],
            formats: vec!["glb".into()],
            largest_file_mb: 1_000,
            blender_version: None,
        };
        hub.put(&profile.encode()).await.unwrap();
        let registration = Registration {
            operator: keys.operator.pubkey().to_bytes(),
            payout: keys.payout.pubkey().to_bytes(),
            profile: profile.hash(),
            terms: keys.terms,
            slots: 1,
            budget: rayment_worker::BUDGET,
        };
        let register = instructions::provider_register(&testbed.market.address, &keys.wallet.pubkey(), &registration);
        testbed.chain.send(&keys.wallet, &[], &[register]).await.unwrap();
        Self { keys, hub }
    }

    fn keys(&self) -> (Pubkey, Pubkey) {
        (self.keys.operator.pubkey(), self.keys.wallet.pubkey())
    }

    /// Waits for the keeper to assign the job here, claims it and starts.
    pub async fn claims(&self, testbed: &Testbed, job: &Pubkey) -> Job {
        let (operator, wallet) = self.keys();
        let mine = |job: &Job| reserved(job) == Some(wallet);
        let open = testbed.until(job, "the job is assigned to the dishonest provider", mine).await;
        let both =
            [instructions::job_claim(&operator, &wallet, &open), instructions::job_start(&operator, &wallet, &open)];
        testbed.chain.send(&self.keys.operator, &[], &both).await.unwrap();
        testbed.until(job, "its claim stands", |job| job.provider() == Some(wallet)).await
    }

    /// Uploads grey frames and commits to them, properly in every respect but the picture.
    pub async fn delivers_grey(&self, testbed: &Testbed, job: &Job, spec: &Spec) -> Result<Sent, ChainError> {
        let body: Vec<u8> = 0.5f32.to_le_bytes().repeat(frame_bytes(spec, &job.state.chunk) / 4);
        let mut leaves = Leaves::new(spec, &job.state.chunk);
        for frame in job.state.chunk.frame_numbers() {
            self.hub.put_frame(&job.address, job.state.attempt, frame, body.clone()).await.unwrap();
            leaves.push(&body).unwrap();
        }
        self.commits(testbed, job, leaves.root().unwrap()).await
    }

    /// Commits to a root, whatever stands behind it.
    pub async fn commits(&self, testbed: &Testbed, job: &Job, root: [u8; 32]) -> Result<Sent, ChainError> {
        let (operator, wallet) = self.keys();
        let frames = job.state.chunk.frames;
        let deliver = instructions::job_deliver(&operator, &wallet, job, job.state.attempt, (root, frames, 1_000));
        testbed.chain.send(&self.keys.operator, &[], &[deliver]).await
    }
}

fn reserved(job: &Job) -> Option<Pubkey> {
    match &job.state.phase {
        rayment_core::job::Phase::Open { reserved: Some(held), .. } => Some(rayment_client::chain_key(&held.provider)),
        _ => None,
    }
}
