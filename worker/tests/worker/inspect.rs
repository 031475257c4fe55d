//! Jobs that would cost the bond are seen through before they are claimed.

use rayment_client::{
    profile::{EngineBuild, Profile},
    token::Weight,
};
use rayment_core::{
    Pubkey as Key,
    asset::{self, AssetState},
    job::{Ceilings, Chunk, Claim, FailReason, JobState, Phase, flag},
    market::Params,
    money::Terms,
};
use rayment_engine::{BUILD, ENGINE};
use rayment_render::Limits;
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION, hex32};
use rayment_worker::{
    coin::Coin,
    inspect::{Asked, Capabilities, Unfit, inspect},
    memory,
};

fn spec() -> Spec {
    let file = |path: &str, hash: u8, bytes| File { path: path.into(), sha256: [hash; 32], bytes };
    Spec {
        version: VERSION,
        scene: "scene.glb".into(),
        files: vec![file("scene.glb", 1, 1_000), file("wood.png", 2, 500)],
        frames: vec![Frames { first: 1, last: 9, step: 2 }, Frames { first: 20, last: 29, step: 1 }],
        width: 100,
        height: 70,
        samples: 4,
        bounces: 4,
        seed: 1,
        camera: 0,
        engine: Engine { name: ENGINE.into(), build: BUILD },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

fn profile() -> Profile {
    Profile {
        name: "test".into(),
        endpoint: None,
        gpus: Vec::new(),
        cpu: "test".into(),
        threads: 1,
        device_classes: vec!["cpu".into()],
        score: 100_000,
        engines: vec![EngineBuild { name: ENGINE.into(), build: hex32::encode(&BUILD) }],
        formats: vec!["gltf".into(), "glb".into()],
        largest_file_mb: 1,
        blender_version: None,
        checked_only: false,
    }
}

/// The job that fits the spec: frames 1, 3 and 5 in whole.
fn job(spec: &Spec) -> JobState {
    JobState {
        market: Key([9; 32]),
        client: Key([8; 32]),
        id: 0,
        order: 1,
        spec: spec.hash(),
        chunk: Chunk { frame: 1, frames: 3, step: 2, tile: 0, tiles: spec.grid().tiles() },
        bytes: spec.bytes(),
        deposit: 1,
        ceilings: Ceilings { terms: Terms::default(), ms_per_frame: 1 },
        expires_at: 0,
        params: 0,
        attempt: 0,
        flags: 0,
        failed: [[0; 8]; 2],
        phase: Phase::Open { at: 0, reserved: None },
    }
}

/// Paid by the frame and by the second.
const TERMS: Terms = Terms { per_frame: 1, per_second: 1, per_gb: 0, minimum: 0 };

fn means() -> Capabilities {
    Capabilities {
        profile: profile(),
        limits: Limits::default(),
        memory: 4 << 30,
        max_bond: 50_000_000,
        // The jobs here pay a few lamports; only what is about the ratio sets one.
        max_bond_ratio: u32::MAX,
    }
}

fn found(job: &JobState, spec: &Spec) -> Result<(), Unfit> {
    inspect(job, &Params::DEFAULT, spec, &TERMS, &means())
}

/// The job, once this provider has claimed it.
fn held(job: JobState) -> JobState {
    let claim = Claim { provider: Key([1; 32]), terms: TERMS };
    JobState { phase: Phase::Running { claim, at: 0, cancel_at: None }, ..job }
}

/// The fitting job with another chunk.
fn with_chunk(chunk: Chunk) -> Result<(), Unfit> {
    found(&JobState { chunk, ..job(&spec()) }, &spec())
}

/// A spec changed in one place, and the job that names it.
fn with_spec(change: impl Fn(&mut Spec)) -> Result<(), Unfit> {
    let mut spec = spec();
    change(&mut spec);
    found(&job(&spec), &spec)
}

#[test]
fn takes_a_job_that_fits() {
    assert_eq!(found(&job(&spec()), &spec()), Ok(()));
}

#[test]
fn takes_some_tiles_of_one_frame() {
    assert_eq!(with_chunk(Chunk { frame: 25, frames: 1, step: 1, tile: 3, tiles: 4 }), Ok(()));
}

#[test]
fn refuses_a_spec_of_another_hash() {
    let mut other = spec();
    other.seed = 2;
    let refused = found(&job(&spec()), &other).unwrap_err();
    assert!(matches!(refused, Unfit::OtherSpec { .. }), "{refused}");
    assert_eq!(refused.reason(), FailReason::Worker);
}

#[test]
fn refuses_a_wrong_number_of_bytes() {
    for bytes in [0, 1_499, 1_501, u64::MAX] {
        let refused = found(&JobState { bytes, ..job(&spec()) }, &spec());
        assert_eq!(refused, Err(Unfit::Bytes { job: bytes, spec: 1_500 }));
    }
}

#[test]
fn refuses_frames_that_the_spec_does_not_have() {
    let whole = spec().grid().tiles();
    let chunk = |frame, frames, step| with_chunk(Chunk { frame, frames, step, tile: 0, tiles: whole });
    assert_eq!(chunk(0, 1, 1), Err(Unfit::Frame(0)));
    assert_eq!(chunk(2, 1, 1), Err(Unfit::Frame(2)));
    assert_eq!(chunk(1, 2, 1), Err(Unfit::Frame(2)));
    assert_eq!(chunk(9, 2, 2), Err(Unfit::Frame(11)));
    assert_eq!(chunk(25, 6, 1), Err(Unfit::Frame(30)));
    assert_eq!(chunk(u32::MAX, 1, 1), Err(Unfit::Frame(u32::MAX)));
    assert_eq!(chunk(20, 10, 1), Ok(()));
    assert_eq!(chunk(1, 5, 2), Ok(()));
}

#[test]
fn refuses_tiles_that_a_frame_does_not_have() {
    // 100 x 70 pixels in tiles of 32: 4 x 3.
    let chunk = |frames, tile, tiles| with_chunk(Chunk { frame: 1, frames, step: 2, tile, tiles });
    let refused = |first, last| Err(Unfit::Tiles { first, last, tiles: 12 });
    assert_eq!(chunk(1, 0, 13), refused(0, 12));
    assert_eq!(chunk(1, 12, 1), refused(12, 12));
    assert_eq!(chunk(1, u32::MAX, u32::MAX), refused(u32::MAX, u64::from(u32::MAX) * 2 - 1));
    assert_eq!(chunk(2, 0, 11), refused(0, 10));
    assert_eq!(chunk(1, 0, 0), refused(0, 0));
    assert_eq!(chunk(1, 11, 1), Ok(()));
}

#[test]
fn refuses_what_the_engine_would_refuse() {
    for change in [
        (|spec: &mut Spec| spec.width = 20_000) as fn(&mut Spec),
        |spec| spec.height = 16_385,
        |spec| spec.samples = 65_537,
        |spec| spec.bounces = 0,
    ] {
        let refused = with_spec(change).unwrap_err();
        assert!(matches!(refused, Unfit::Settings(_)), "{refused}");
        assert_eq!(refused.reason(), FailReason::Spec);
    }
}

#[test]
fn refuses_what_this_machine_cannot_render() {
    for change in [
        (|spec: &mut Spec| spec.engine.build = [0; 32]) as fn(&mut Spec),
        |spec| spec.engine.name = "cycles".into(),
        |spec| {
            spec.scene = "scene.blend".into();
            spec.files[0].path = "scene.blend".into();
        },
        |spec| spec.files[0].bytes = 1_000_001,
    ] {
        let refused = with_spec(change).unwrap_err();
        assert!(matches!(refused, Unfit::Machine(_)), "{refused}");
        assert_eq!(refused.reason(), FailReason::Worker);
    }
}

#[test]
fn refuses_frames_too_large_to_hold() {
    let refused = with_spec(|spec| {
        spec.width = 16_384;
        spec.height = 16_384;
    });
    assert_eq!(refused, Err(Unfit::FrameTooLarge { bytes: 16_384 * 16_384 * 12 }));
}

#[test]
fn refuses_more_files_than_the_renderer_would_read() {
    let limits = Limits { total_bytes: 1_499, ..Limits::default() };
    let refused = inspect(&job(&spec()), &Params::DEFAULT, &spec(), &TERMS, &Capabilities { limits, ..means() });
    assert_eq!(refused, Err(Unfit::FilesTooLarge { bytes: 1_500, limit: 1_499 }));
}

#[test]
fn refuses_what_would_take_longer_than_it_may() {
    // 7,000 pixels, 4 samples, 3 frames: 84 seconds at 1,000 samples a second. 300 and 1 are allowed.
    let slow = |samples| {
        let spec = Spec { samples, ..spec() };
        let means = Capabilities { profile: Profile { score: 1, ..profile() }, ..means() };
        // Paid by the frame alone: seconds need no ceiling.
        inspect(&job(&spec), &Params::DEFAULT, &spec, &Terms { per_second: 0, ..TERMS }, &means)
    };
    assert_eq!(slow(4), Ok(()));
    assert_eq!(slow(14), Ok(()));
    assert_eq!(slow(15), Err(Unfit::TooSlow { estimate: 315, window: 301 }));
}

/// What it asks of the fitting job for three frames, the market's fee of a twentieth not counted.
fn asking(per_frame: u64) -> Terms {
    Terms { per_frame, per_second: 0, ..TERMS }
}

#[test]
fn puts_no_more_at_stake_than_its_provider_allows() {
    // A twentieth of the most that the claim can cost is the bond.
    let (posted, spec) = (job(&spec()), spec());
    let most =
        |terms, max_bond| inspect(&posted, &Params::DEFAULT, &spec, &terms, &Capabilities { max_bond, ..means() });
    let dear = asking(100_000_000);
    assert_eq!(most(dear, 15_750_000), Ok(()));
    let refused = most(dear, 15_749_999);
    assert_eq!(refused, Err(Unfit::Bond { coin: Coin::Sol, bond: 15_750_000, limit: 15_749_999 }));
    assert_eq!(refused.unwrap_err().reason(), FailReason::Worker);
    let least = Params::DEFAULT.bond_min;
    assert_eq!(most(TERMS, least), Ok(()));
    assert_eq!(most(TERMS, least - 1), Err(Unfit::Bond { coin: Coin::Sol, bond: least, limit: least - 1 }));
}

#[test]
fn the_bond_goes_by_what_a_claim_can_cost_and_not_by_the_deposit() {
    let rich = |flags| JobState { deposit: 1_000_000_000, flags, ..job(&spec()) };
    let means = Capabilities { max_bond: Params::DEFAULT.bond_min, ..means() };
    let stakes = |flags| inspect(&rich(flags), &Params::DEFAULT, &spec(), &TERMS, &means);
    assert_eq!(stakes(0), Ok(()));
    // But for jobs that were posted when it still did.
    let (bond, limit) = (50_000_000, Params::DEFAULT.bond_min);
    assert_eq!(stakes(flag::BY_DEPOSIT), Err(Unfit::Bond { coin: Coin::Sol, bond, limit }));
}

#[test]
fn refuses_a_bond_out_of_proportion_to_the_pay() {
    // The least bond is 1,000,000 lamports; with the fee, 3 frames at 3,175 pay 10,001.
    let (bond, pay, spec) = (Params::DEFAULT.bond_min, 10_001, spec());
    let ratio = |max_bond_ratio, terms| {
        let means = Capabilities { max_bond_ratio, ..means() };
        inspect(&job(&spec), &Params::DEFAULT, &spec, &terms, &means)
    };
    assert_eq!(ratio(100, asking(3_175)), Ok(()));
    assert_eq!(ratio(99, asking(3_175)), Err(Unfit::BondForPay { coin: Coin::Sol, bond, ratio: 99, pay }));
    assert_eq!(ratio(99, asking(3_175)).unwrap_err().reason(), FailReason::Worker);
    // Exactly a hundred times as much passes, a lamport less of pay doesn't.
    let exact = |bond_min| Params { fee_bps: 0, bond_min, ..Params::DEFAULT };
    let at = |bond_min| {
        let means = Capabilities { max_bond_ratio: 100, ..means() };
        inspect(&job(&spec), &exact(bond_min), &spec, &asking(5_000), &means)
    };
    assert_eq!(at(1_500_000), Ok(()));
    assert_eq!(at(1_500_001), Err(Unfit::BondForPay { coin: Coin::Sol, bond: 1_500_001, ratio: 100, pay: 15_000 }));
}

#[test]
fn what_pays_nothing_is_worth_no_bond() {
    let free = Terms { per_frame: 0, per_second: 0, per_gb: 0, minimum: 0 };
    let found = inspect(&job(&spec()), &Params::DEFAULT, &spec(), &free, &means());
    let bond = Params::DEFAULT.bond_min;
    assert_eq!(found, Err(Unfit::BondForPay { coin: Coin::Sol, bond, ratio: u32::MAX, pay: 0 }));
}

#[test]
fn refuses_seconds_that_are_not_paid() {
    // 28,000 samples at 10,000 a second are 2,800 ms.
    let paid = |ms_per_frame, per_second| {
        let ceilings = Ceilings { ms_per_frame, ..job(&spec()).ceilings };
        let means = Capabilities { profile: Profile { score: 10, ..profile() }, ..means() };
        let terms = Terms { per_second, ..TERMS };
        inspect(&JobState { ceilings, ..job(&spec()) }, &Params::DEFAULT, &spec(), &terms, &means)
    };
    assert_eq!(paid(2_800, 1), Ok(()));
    assert_eq!(paid(2_799, 1), Err(Unfit::Unpaid { estimate: 2_800, ceiling: 2_799 }));
    assert_eq!(paid(2_799, 0), Ok(()));
}

#[test]
fn some_tiles_of_a_frame_take_their_share_of_its_time() {
    let chunk = Chunk { frame: 25, frames: 1, step: 1, tile: 3, tiles: 3 };
    let ceilings = |ms_per_frame| Ceilings { ms_per_frame, ..job(&spec()).ceilings };
    let means = Capabilities { profile: Profile { score: 10, ..profile() }, ..means() };
    let paid = |ms| {
        let job = JobState { chunk, ceilings: ceilings(ms), ..job(&spec()) };
        inspect(&job, &Params::DEFAULT, &spec(), &TERMS, &means)
    };
    assert_eq!((paid(700), paid(699)), (Ok(()), Err(Unfit::Unpaid { estimate: 700, ceiling: 699 })));
}

#[test]
fn what_is_held_is_worked_on_whatever_it_was_claimed_for() {
    let dear = held(JobState { deposit: u64::MAX, ..job(&spec()) });
    assert_eq!(found(&dear, &spec()), Ok(()));
    let means = Capabilities { profile: Profile { score: 10, ..profile() }, ..means() };
    assert_eq!(inspect(&held(job(&spec())), &Params::DEFAULT, &spec(), &TERMS, &means), Ok(()));
}

#[test]
fn refuses_what_takes_more_memory_than_there_is() {
    let (spec, posted) = (spec(), job(&spec()));
    let wanted = memory::wanted(&spec, &posted.chunk);
    // Two bodies of 12 bytes a pixel, and what its files unfold to.
    assert_eq!(wanted, 2 * 100 * 70 * 12 + 8 * 1_500);
    let with =
        |job: &JobState, memory| inspect(job, &Params::DEFAULT, &spec, &TERMS, &Capabilities { memory, ..means() });
    assert_eq!(with(&posted, wanted), Ok(()));
    let refused = Err(Unfit::Memory { wanted, limit: wanted - 1 });
    assert_eq!(with(&posted, wanted - 1), refused);
    // Held or not: to be killed for it would cost the bond.
    assert_eq!(with(&held(posted), wanted - 1), refused);
}

#[test]
fn a_spec_of_many_ranges_and_a_job_of_many_frames_are_seen_through_quickly() {
    let mut many = spec();
    // Two of five: no three at one distance, so that each has a range of its own.
    let two = |n: u32| [n * 5, n * 5 + 2].map(|number| Frames { first: number, last: number, step: 1 });
    many.frames = (0..100_000).flat_map(two).collect();
    let mut long = job(&many);
    long.chunk = Chunk { frame: 0, frames: 100_001, step: 5, tile: 0, tiles: many.grid().tiles() };
    assert_eq!(found(&long, &many), Err(Unfit::Frame(500_000)));
}

/// A token of six decimals.
fn asset() -> AssetState {
    AssetState {
        market: Key([9; 32]),
        mint: Key([7; 32]),
        token_program: asset::TOKEN,
        decimals: 6,
        extensions: 0,
        rate: 0,
        rate_at: 0,
        at_once_max: 0,
    }
}

#[test]
fn a_bond_in_tokens_is_weighed_by_the_markets_rate() {
    // 15,750,000 base units of a token with six decimals; in tokens there is no least bond.
    let (spec, dear) = (spec(), asking(100_000_000));
    let posted = JobState { flags: flag::FROM_ORDER | flag::TOKEN, ..job(&spec) };
    let (bond, limit) = (15_750_000, 31_500_000);
    for (rate, fits) in [(Some(2_000_000), true), (Some(2_000_001), false), (None, true)] {
        let weight = rate.and_then(|rate| Weight::of(&AssetState { rate, ..asset() }, 0));
        let coin = Coin::Token { mint: Default::default(), decimals: Some(6), weight };
        let means = Capabilities { max_bond: limit, ..means() };
        let found = inspect(&posted, &Params::DEFAULT, &spec, Asked { terms: dear, coin }, &means);
        assert_eq!(found, if fits { Ok(()) } else { Err(Unfit::Bond { coin, bond, limit }) }, "{rate:?}");
    }
    let coin = Coin::Token { mint: Default::default(), decimals: Some(6), weight: None };
    let text = Unfit::BondForPay { coin, bond, ratio: 1, pay: 1 }.to_string();
    assert!(text.contains("15.75 of 1111") && text.contains("0.000001 of 1111"), "{text}");
    let text = Unfit::Bond { coin: Coin::Sol, bond, limit }.to_string();
    assert!(text.contains("0.01575 SOL") && text.contains("0.0315 SOL"), "{text}");
}
