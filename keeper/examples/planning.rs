//! How fast a tick plans: `cargo run -p rayment-keeper --example planning`.
//!
//! Ten thousand open jobs of a hundred orders, fifty providers with more slots than are needed: the
//! most that dispatch can have to do.

use std::{sync::Arc, time::Instant};

use rayment_client::{
    Job, Provider,
    profile::{EngineBuild, Profile},
};
use rayment_core::{
    Pubkey as Key,
    job::{Ceilings, Chunk, Expectations, JobState, Offer},
    market::Params,
    money::Terms,
    provider::{ProviderState, Status},
    stake::Stake,
};
use rayment_engine::{BUILD, ENGINE};
use rayment_keeper::{Snapshot, plan};
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION, hex32};
use solana_pubkey::Pubkey;

const JOBS: u64 = 10_000;
const ORDERS: u64 = 100;
const PROVIDERS: u64 = 50;
const NOW: i64 = 1_800_000_000;

fn main() {
    let snapshot = snapshot();
    let started = Instant::now();
    let actions = plan(&snapshot);
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{} actions for {JOBS} jobs and {PROVIDERS} providers in {:.0} ms: {:.0} jobs a second",
        actions.len(),
        seconds * 1e3,
        JOBS as f64 / seconds
    );
}

fn snapshot() -> Snapshot {
    let (spec, profile) = (spec(), profile());
    let mut snapshot = Snapshot { now: NOW, keeper: Pubkey::new_from_array([1; 32]), ..Snapshot::default() };
    snapshot.params.insert(0, Params::DEFAULT);
    snapshot.jobs = (0..JOBS).filter_map(|id| job(id, &spec)).collect();
    snapshot.providers = (0..PROVIDERS).map(|number| provider(number, &profile)).collect();
    snapshot.specs.insert(spec.hash(), Arc::new(spec));
    snapshot.profiles.insert(profile.hash(), Arc::new(profile));
    snapshot
}

fn key(kind: u8, number: u64) -> Key {
    let mut bytes = [kind; 32];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    Key(bytes)
}

fn job(id: u64, spec: &Spec) -> Option<Job> {
    let offer = Offer {
        expect: Expectations { params: 0, fee_bps: Params::DEFAULT.fee_bps },
        order: id % ORDERS,
        spec: spec.hash(),
        chunk: Chunk { frame: 1, frames: 1, step: 1, tile: 0, tiles: spec.grid().tiles() },
        bytes: spec.bytes(),
        deposit: 100_000_000,
        ceilings: Ceilings { terms: terms(PROVIDERS), ms_per_frame: 60_000 },
        expires_at: NOW + 86_400,
        at_once: true,
        check: true,
        in_tokens: None,
    };
    let state = JobState::post(&offer, (key(2, 0), key(3, 0), id), (&Params::DEFAULT, 0), NOW).ok()?;
    Some(Job { address: Pubkey::new_from_array(key(4, id).0), state })
}

fn terms(number: u64) -> Terms {
    Terms { per_frame: 1_000_000 + number, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 }
}

fn provider(number: u64, profile: &Profile) -> Provider {
    let state = ProviderState {
        market: key(2, 0),
        authority: key(5, number),
        operator: key(6, number),
        payout: key(7, number),
        profile: profile.hash(),
        terms: terms(number),
        status: Status::Active,
        slots: 500,
        jobs: 0,
        balance: 0,
        fees: 0,
        earned: 0,
        paid_jobs: 1,
        failed_jobs: 0,
        registered_at: NOW,
        budget: u64::MAX,
        working: 0,
        stake: Stake { locked: Params::DEFAULT.stake_provider, ..Stake::default() },
        purses: 0,
    };
    Provider { address: Pubkey::new_from_array(key(8, number).0), state }
}

fn profile() -> Profile {
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

fn spec() -> Spec {
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
