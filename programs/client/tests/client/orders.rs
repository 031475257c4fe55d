//! Orders: split, quoted, offered; and the tiles that come back.

use rayment_client::{
    order::delivery::{DeliveryError, Leaves, draft_size, frame_bytes, rects, tile_bytes},
    order::split::{self, Sharing},
    order::{Candidate, Cut, Jobs, JobsError, OrderQuote, Terms as OrderTerms, deposit, order, quote},
    profile::{EngineBuild, Profile},
};
use rayment_core::{
    Native, Sha256,
    job::Chunk,
    market::Params,
    money::Terms,
    proof::{merkle, tiles::leaf},
};
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION, hex32};
use solana_pubkey::Pubkey;

pub fn spec(frames: &[(u32, u32, u8)]) -> Spec {
    Spec {
        version: VERSION,
        scene: "a.glb".into(),
        files: vec![File { path: "a.glb".into(), sha256: [3; 32], bytes: 100_000_000 }],
        frames: frames.iter().map(|&(first, last, step)| Frames { first, last, step }).collect(),
        width: 70,
        height: 40,
        samples: 10,
        bounces: 4,
        seed: 1,
        camera: 0,
        engine: Engine { name: "tracer".into(), build: [9; 32] },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

pub fn profile(score: u64) -> Profile {
    Profile {
        name: "machine".into(),
        endpoint: None,
        gpus: vec![],
        cpu: "a processor".into(),
        threads: 2,
        device_classes: vec!["cpu".into()],
        score,
        engines: vec![EngineBuild { name: "tracer".into(), build: hex32::encode(&[9; 32]) }],
        formats: vec!["glb".into()],
        largest_file_mb: 1_000,
        blender_version: None,
        checked_only: false,
    }
}

/// A provider that has earned nothing yet.
fn candidate(wallet: Pubkey, terms: Terms, profile: &Profile) -> Candidate<'_> {
    Candidate { wallet, terms, profile, earned: 0, slots: 1, ms_per_frame: None }
}

/// Whole frames, so many to a job.
fn split(spec: &Spec, frames_per_job: u32) -> Vec<Chunk> {
    split::split(spec, Cut::frames(frames_per_job))
}

pub fn terms(per_frame: u64) -> Terms {
    Terms { per_frame, per_second: 100_000, per_gb: 10_000_000, minimum: 0 }
}

/// What a quarter more is let in for.
fn with_room(Terms { per_frame, per_second, per_gb, minimum }: Terms) -> Terms {
    let more = |term: u64| term * 125 / 100;
    Terms { per_frame: more(per_frame), per_second: more(per_second), per_gb: more(per_gb), minimum: more(minimum) }
}

#[test]
fn every_frame_of_an_order_is_in_exactly_one_job() {
    let spec = spec(&[(1, 10, 1), (20, 20, 1), (30, 60, 3)]);
    for per_job in [1, 3, 4, 100] {
        let chunks = split(&spec, per_job);
        let all: Vec<u32> = chunks.iter().flat_map(|chunk| chunk.frame_numbers().collect::<Vec<_>>()).collect();
        assert_eq!(all, spec.frame_numbers().collect::<Vec<_>>());
        assert!(chunks.iter().all(|chunk| chunk.frames <= per_job && chunk.tiles == spec.grid().tiles()));
    }
}

#[test]
fn the_bands_of_a_frame_are_the_frame() {
    let spec = Spec { width: 100, height: 200, ..spec(&[(1, 3, 2)]) };
    let (columns, rows) = (spec.grid().columns(), spec.grid().rows());
    for parts in [2, 3, 7, 100] {
        let chunks = split::split(&spec, Cut::parts(parts));
        assert_eq!(chunks.len() as u64, split::count(&spec, Cut::parts(parts)));
        assert_eq!(chunks.len(), 2 * parts.min(rows) as usize);
        for frame in [1, 3] {
            let mut next = 0;
            for chunk in chunks.iter().filter(|chunk| chunk.frame == frame) {
                assert_eq!((chunk.frames, chunk.tile, chunk.tiles % columns), (1, next, 0));
                assert!(chunk.tiles > 0);
                next += chunk.tiles;
            }
            assert_eq!(next, spec.grid().tiles());
        }
    }
}

#[test]
fn a_frame_too_large_for_one_body_is_always_shared() {
    let spec = Spec { width: 16_384, height: 16_384, ..spec(&[(1, 1, 1)]) };
    let chunks = split::split(&spec, Cut::frames(1));
    assert!(chunks.len() > 1);
    assert!(chunks.iter().all(|chunk| frame_bytes(&spec, chunk) <= 512 << 20));
    assert_eq!(chunks.iter().map(|chunk| chunk.tiles).sum::<u32>(), spec.grid().tiles());
}

#[test]
fn no_job_has_more_tiles_than_can_be_proven() {
    let spec = Spec { width: 4_096, height: 4_096, ..spec(&[(0, 9_999, 1)]) };
    let chunks = split(&spec, 10_000);
    assert!(chunks.len() > 1);
    assert!(
        chunks.iter().all(|chunk| u64::from(chunk.frames) * u64::from(chunk.tiles) <= rayment_core::job::MAX_TILES)
    );
}

#[test]
fn a_frame_is_shared_where_that_costs_little_more() {
    let params = Params::DEFAULT;
    // A minute on each of four machines.
    let still = Spec { width: 320, height: 320, samples: 600, ..spec(&[(1, 1, 1)]) };
    let machine = profile(1_024);
    let cut = |spec: &Spec, sharing, terms: Terms| {
        let one = |_| candidate(Pubkey::new_unique(), terms, &machine);
        let candidates: Vec<_> = (0..4).map(one).collect();
        split::plan(spec, (1, sharing), (&params, 0), (&candidates, 8)).cut
    };
    let by_time = Terms { per_frame: 1_000, per_second: 100_000, per_gb: 0, minimum: 0 };
    let by_frame = Terms { per_frame: 1_000_000, ..by_time };
    assert_eq!(cut(&still, Sharing::Auto, by_time), Cut::parts(4));
    assert_eq!(cut(&still, Sharing::Auto, by_frame), Cut::parts(2), "each part costs a frame's price");
    assert_eq!(cut(&still, Sharing::Auto, Terms { per_second: 0, ..by_frame }), Cut::frames(1));
    assert_eq!(cut(&still, Sharing::Tiles, by_frame), Cut::parts(4));
    assert_eq!(cut(&still, Sharing::Frames, by_time), Cut::frames(1));
    // Twelve seconds are not worth more than two jobs, and frames for everybody need no sharing.
    assert_eq!(cut(&Spec { samples: 120, ..still.clone() }, Sharing::Auto, by_time), Cut::parts(2));
    let film = Spec { frames: vec![Frames { first: 1, last: 4, step: 1 }], ..still };
    assert_eq!(cut(&film, Sharing::Auto, by_time), Cut::frames(1));
}

#[test]
fn a_part_of_a_frame_may_cost_its_share_and_some_room() {
    let (spec, params) = (Spec { height: 320, samples: 10_000, ..spec(&[(1, 1, 1)]) }, Params::DEFAULT);
    let machine = profile(1_000);
    let candidate = [candidate(Pubkey::new_unique(), terms(1_000), &machine)];
    let chunks = split::split(&spec, Cut::parts(5));
    let quoted = quote(&spec, &chunks, (&params, 0), &candidate, 1).unwrap();
    let (contract, jobs) = order(&spec, &chunks, &params, &quoted, placing(Some(Cut::parts(5)))).unwrap();
    let (whole, ceiling) = (machine.estimate_ms(&spec), contract.ceilings.ms_per_frame);
    assert!(ceiling > whole / 5 * 2 && ceiling < quoted.ms_per_frame, "{ceiling} of {}", quoted.ms_per_frame);
    for (chunk, _) in jobs.list() {
        assert_eq!(machine.estimate_part_ms(&spec, chunk), whole / 5);
    }
    assert_eq!((contract.total, contract.jobs), (quoted.cap, 5));
}

#[test]
fn a_draft_is_an_eighth_and_never_large() {
    let size = |width, height| draft_size(&Spec { width, height, ..spec(&[(1, 1, 1)]) });
    assert_eq!(size(640, 360), (80, 45));
    assert_eq!(size(7, 9), (1, 2));
    assert_eq!(size(16_384, 8_192), (1_024, 512));
    assert_eq!(size(65_536, 1), (1_024, 1));
}

#[test]
fn a_quote_lets_in_the_cheapest_and_caps_what_they_could_cost() {
    let (spec, params) = (spec(&[(1, 4, 1)]), Params::DEFAULT);
    let chunks = split(&spec, 1);
    let (fast, slower) = (profile(1_000), profile(500));
    let keys = [Pubkey::new_unique(), Pubkey::new_unique(), Pubkey::new_unique()];
    let candidates = [
        candidate(keys[0], terms(1_500_000), &fast),
        candidate(keys[1], terms(1_000_000), &fast),
        candidate(keys[2], terms(1_000_000), &slower),
    ];
    let quoted = quote(&spec, &chunks, (&params, 0), &candidates, 2).unwrap();
    let providers: Vec<_> = quoted.lines.iter().map(|line| line.provider.clone()).collect();
    assert_eq!(providers, [keys[1].to_string(), keys[2].to_string()]);
    assert_eq!(quoted.terms, with_room(terms(1_000_000)));
    assert!(quoted.ms_per_frame > quoted.lines[1].ms_per_frame, "the slower one is let in");
    assert!(quoted.cap > quoted.estimate);
    let (contract, jobs) = order(&spec, &chunks, &params, &quoted, placing(Some(Cut::frames(1)))).unwrap();
    assert_eq!((contract.total, jobs.total()), (quoted.cap, Ok(quoted.cap)));
    assert_eq!((contract.spec, contract.bytes), (spec.hash(), 100_000_000));
}

/// On ordinary terms.
fn placing(cut: Option<Cut>) -> OrderTerms {
    OrderTerms {
        market: Pubkey::new_from_array([1; 32]),
        client: Pubkey::new_from_array([2; 32]),
        cut,
        draw_until: 99,
        expires_at: 99,
        at_once_max: Some(u64::MAX),
        check: true,
        salt: 7,
    }
}

/// An order of this many frames, one to a job.
fn ordered(frames: u32) -> (Spec, OrderQuote, Jobs) {
    let (spec, params) = (spec(&[(1, frames, 1)]), Params::DEFAULT);
    let machine = profile(1_000);
    let candidate = [candidate(Pubkey::new_unique(), terms(1_000), &machine)];
    let chunks = split(&spec, 1);
    let quoted = quote(&spec, &chunks, (&params, 0), &candidate, 1).unwrap();
    let (contract, jobs) = order(&spec, &chunks, &params, &quoted, placing(Some(Cut::frames(1)))).unwrap();
    (spec, contract, jobs)
}

#[test]
fn whoever_has_the_spec_rebuilds_the_jobs_of_a_quote() {
    let (spec, contract, jobs) = ordered(300);
    assert_eq!(Jobs::rebuilt(&spec, &contract, &Params::DEFAULT), Ok(jobs.clone()));
    for index in [0, 1, 255, 256, 299] {
        let draw = jobs.draw(index).expect("a job");
        let leaf = rayment_core::order::quote::leaf::<Native>(index, &draw.chunk, draw.deposit);
        assert!(merkle::verify::<Native>(&contract.root, 300, index.into(), &leaf, &draw.path), "{index}");
    }
    assert!(jobs.draw(300).is_none());
}

#[test]
fn a_quote_that_is_not_its_specs_is_refused() {
    let (spec, contract, _) = ordered(4);
    let other = Params { fee_bps: 400, ..Params::DEFAULT };
    let rebuilt = |quote: OrderQuote, params: &Params| Jobs::rebuilt(&spec, &quote, params).err();
    assert_eq!(rebuilt(contract, &Params::DEFAULT), None);
    assert_eq!(rebuilt(contract, &other), Some(JobsError::Other));
    for quote in [
        OrderQuote { spec: [0; 32], ..contract },
        OrderQuote { bytes: 1, ..contract },
        OrderQuote { root: [0; 32], ..contract },
        OrderQuote { total: contract.total + 1, ..contract },
        OrderQuote { jobs: 3, ..contract },
        OrderQuote { cut: Cut::frames(2), ..contract },
        // Only who made it has the list.
        OrderQuote { cut: Cut::default(), ..contract },
    ] {
        assert_eq!(rebuilt(quote, &Params::DEFAULT), Some(JobsError::Other), "{quote:?}");
    }
}

#[test]
fn an_order_has_one_job_to_ten_thousand() {
    let chunk = Chunk { frame: 1, frames: 1, step: 1, tile: 0, tiles: 6 };
    assert_eq!(Jobs::new(Vec::new()), Err(JobsError::Count(0)));
    assert_eq!(Jobs::new(vec![(chunk, 1); 10_001]), Err(JobsError::Count(10_001)));
    let most = Jobs::new(vec![(chunk, 1); 10_000]).unwrap();
    assert_eq!((most.count(), most.total()), (10_000, Ok(10_000)));
    assert_eq!(most.draw(9_999).expect("the last").path.len(), 8, "its rows end early");
    assert!(most.draw(0).expect("the first").path.len() <= 14);
    assert_eq!(Jobs::new(vec![(chunk, u64::MAX); 2]).unwrap().total(), Err(JobsError::Price));
}

#[test]
fn one_dear_or_slow_provider_raises_nobodys_ceilings() {
    let (spec, params) = (spec(&[(1, 4, 1)]), Params::DEFAULT);
    let (fast, crawling) = (profile(1_000), profile(1));
    let (honest, dear, slow) = (Pubkey::new_unique(), Pubkey::new_unique(), Pubkey::new_unique());
    let free = Terms { per_second: 0, ..terms(1_000_000) };
    let candidates = [
        Candidate { earned: 1, ..candidate(honest, terms(1_000_000), &fast) },
        candidate(dear, terms(900_000_000), &fast),
        candidate(slow, free, &crawling),
    ];
    let quoted = quote(&spec, &split(&spec, 1), (&params, 0), &candidates, 8).unwrap();
    assert_eq!(quoted.lines.iter().map(|line| line.provider.clone()).collect::<Vec<_>>(), [honest.to_string()]);
    assert_eq!(quoted.terms, with_room(terms(1_000_000)));
}

#[test]
fn an_order_of_every_frame_there_is_can_be_split() {
    let spec = spec(&[(0, u32::MAX, 1)]);
    let chunks = split(&spec, u32::MAX);
    assert_eq!(chunks.iter().map(|chunk| u64::from(chunk.frames)).sum::<u64>(), 1 << 32);
    let last = chunks.last().unwrap();
    assert_eq!(last.frame_number(last.frames - 1), Some(u32::MAX));
}

#[test]
fn the_quoted_total_is_the_worked_example() {
    let (spec, params) = (spec(&[(1, 1, 1)]), Params::DEFAULT);
    // 70 x 40 x 10 samples on this machine are 60 s.
    let machine = profile(0);
    let samples = 28_000u64;
    assert_eq!(machine.estimate_ms(&spec), samples);
    let candidate = [candidate(Pubkey::new_unique(), terms(1_000_000), &machine)];
    let quoted = quote(&spec, &split(&spec, 1), (&params, 0), &candidate, 1).unwrap();
    let subtotal = 1_000_000 + 1_000_000 + 100_000 * 28;
    assert_eq!(quoted.lines[0].total, subtotal + subtotal / 20);
}

#[test]
fn who_cannot_render_it_is_not_quoted_and_says_why() {
    let (spec, params) = (spec(&[(1, 1, 1)]), Params::DEFAULT);
    let other_build = Profile { engines: vec![], ..profile(10) };
    let no_format = Profile { formats: vec!["blend".into()], ..profile(10) };
    let small = Profile { largest_file_mb: 99, ..profile(10) };
    let card = Profile { device_classes: vec!["nvidia".into()], ..profile(10) };
    for (machine, reason) in
        [(&other_build, "engine"), (&no_format, ".glb"), (&small, "99 MB"), (&card, "not on processors")]
    {
        assert!(machine.cannot_render(&spec).unwrap().contains(reason));
        let candidate = [candidate(Pubkey::new_unique(), terms(1), machine)];
        assert_eq!(quote(&spec, &split(&spec, 1), (&params, 0), &candidate, 1), None);
    }
    assert_eq!(profile(10).cannot_render(&spec), None);
    let anywhere = Spec { devices: Devices::Any, ..spec };
    assert_eq!(card.cannot_render(&anywhere), None);
    assert_eq!((card.class_for(Devices::Any), profile(10).class_for(Devices::Cpu)), (Some("nvidia"), Some("cpu")));
    assert!(Profile { device_classes: vec![], ..profile(10) }.cannot_render(&anywhere).is_some());
}

#[test]
fn prices_that_leave_64_bits_make_no_quote() {
    let (spec, params) = (spec(&[(1, 4, 1)]), Params::DEFAULT);
    let machine = profile(1);
    let candidate = [candidate(Pubkey::new_unique(), terms(u64::MAX), &machine)];
    assert_eq!(quote(&spec, &split(&spec, 1), (&params, 0), &candidate, 1), None);
    let ceilings = rayment_core::job::Ceilings { terms: terms(u64::MAX), ms_per_frame: 1 };
    assert_eq!(deposit(&spec, &split(&spec, 4)[0], &params, &ceilings), None);
}

fn bodies(spec: &Spec, chunk: &Chunk) -> Vec<Vec<u8>> {
    let length = frame_bytes(spec, chunk);
    (0..chunk.frames).map(|frame| (0..length).map(|at| (at as u32 * 7 + frame) as u8).collect()).collect()
}

#[test]
fn leaves_bind_spec_frame_and_tile() {
    let spec = spec(&[(5, 9, 2)]);
    let chunk = split(&spec, 3)[0];
    let (mut leaves, bodies) = (Leaves::new(&spec, &chunk), bodies(&spec, &chunk));
    for body in &bodies {
        leaves.push(body).unwrap();
    }
    let places = rects(&spec, &chunk);
    let mut plain = Vec::new();
    for (frame, body) in chunk.frame_numbers().zip(&bodies) {
        for tile in 0..places.len() {
            let pixels = Native::hash(&[tile_bytes(&places, body, tile).unwrap()]);
            plain.push(leaf::<Native>(&spec.hash(), frame, tile as u32, &pixels));
        }
    }
    assert_eq!(leaves.root(), merkle::root::<Native>(&plain));
    leaves.verify(&leaves.root().unwrap()).unwrap();
    assert_eq!(leaves.verify(&[0; 32]), Err(DeliveryError::Root));
}

#[test]
fn evidence_leads_from_the_tile_to_the_root() {
    let spec = spec(&[(5, 9, 2)]);
    let chunk = split(&spec, 3)[0];
    let mut leaves = Leaves::new(&spec, &chunk);
    for body in bodies(&spec, &chunk) {
        leaves.push(&body).unwrap();
    }
    let evidence = leaves.evidence(2, 1, [8; 32]).unwrap();
    let (count, index) = (u64::from(chunk.frames * chunk.tiles), u64::from(2 * chunk.tiles + 1));
    assert!(merkle::verify::<Native>(&leaves.root().unwrap(), count, index, &evidence.leaf, &evidence.path));
    assert_eq!(leaves.evidence(3, 0, [8; 32]), None);
}

#[test]
fn bodies_of_the_wrong_length_are_refused() {
    let spec = spec(&[(5, 5, 1)]);
    let chunk = split(&spec, 1)[0];
    let expected = frame_bytes(&spec, &chunk);
    assert_eq!(expected, 70 * 40 * 12);
    for found in [0, expected - 1, expected + 1] {
        let error = Leaves::new(&spec, &chunk).push(&vec![0; found]).unwrap_err();
        assert_eq!(error, DeliveryError::Length { frame: 5, expected, found });
    }
}
