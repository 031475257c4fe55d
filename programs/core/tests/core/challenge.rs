//! Which tiles are checked: how many, how spread, how well a fraud is caught, and what a seed waits for.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rayment_core::{
    Hash, Native, Pubkey, Sha256,
    proof::challenge::{Challenge, MAX_ROUND, Sighting, SlotHashes, seed},
};

fn numbered(number: u32) -> Hash {
    Native::hash(&[&number.to_le_bytes()])
}

fn challenge(frames: u32, tiles: u32, round: u8) -> Challenge {
    Challenge::new([7; 32], frames, tiles, 30, round)
}

fn picks(challenge: &Challenge) -> Vec<(u32, u32)> {
    challenge.picks::<Native>().collect()
}

#[test]
fn checks_thirty_tiles_or_two_a_frame_or_all() {
    for (frames, tiles, count) in [
        (1, 510, 30),
        (1, 30, 30),
        (1, 29, 29),
        (1, 1, 1),
        (15, 510, 30),
        (16, 510, 32),
        (1_000, 510, 2_000),
        (1_000, 1, 1_000),
        (0, 510, 0),
        (4, 0, 0),
    ] {
        assert_eq!(challenge(frames, tiles, 0).count, count, "{frames} frames of {tiles} tiles");
    }
    assert_eq!(Challenge::new([0; 32], 2, 100, 1, 0).count, 4, "two a frame, whatever the least is");
}

#[test]
fn each_missed_seal_doubles_up_to_all() {
    let counts: Vec<_> = (0..7).map(|round| challenge(2, 500, round).count).collect();
    assert_eq!(counts, [30, 60, 120, 240, 480, 960, 1_000]);
    let last = challenge(u32::MAX, u32::MAX, MAX_ROUND);
    assert_eq!(challenge(u32::MAX, u32::MAX, u8::MAX), last, "doubling ends, it never overflows");
}

#[test]
fn picks_are_spread_evenly_with_the_rest_to_the_first_frames() {
    let challenge = challenge(7, 510, 0);
    let each: Vec<_> = (0..8).map(|frame| challenge.of_frame(frame)).collect();
    assert_eq!(each, [5, 5, 4, 4, 4, 4, 4, 0]);
}

#[test]
fn frames_of_one_job_are_checked_at_different_places() {
    let challenge = challenge(15, 510, 0);
    let mut places = BTreeSet::new();
    for (_, tile) in challenge.picks::<Native>() {
        places.insert(tile);
    }
    assert!(places.len() > 20, "30 picks at {} places", places.len());
}

#[test]
fn another_seed_picks_other_tiles() {
    let of = |number| picks(&Challenge::new(numbered(number), 1, 510, 30, 0)).into_iter().collect::<BTreeSet<_>>();
    let common = of(1).intersection(&of(2)).count();
    assert!(common < 10, "{common} of 30 are the same");
}

#[test]
fn the_seed_is_the_hash_that_the_protocol_writes_down() {
    let mut bytes = b"rayment:challenge:1".to_vec();
    bytes.extend([1; 32]);
    bytes.push(2);
    bytes.extend([3; 32]);
    bytes.extend([4; 32]);
    assert_eq!(seed::<Native>(&Pubkey([1; 32]), 2, &[3; 32], &[4; 32]), Native::hash(&[&bytes]));
}

/// In how many of `seeds` challenges a fraud is seen, in thousandths.
fn caught(seeds: u32, frames: u32, tiles: u32, is_wrong: impl Fn(u32, u32) -> bool) -> u32 {
    let hit = |number| {
        let challenge = Challenge::new(numbered(number), frames, tiles, 30, 0);
        challenge.picks::<Native>().any(|(frame, tile)| is_wrong(frame, tile))
    };
    (0..seeds).map(|number| u32::from(hit(number))).sum::<u32>() * 1_000 / seeds
}

#[test]
fn ten_percent_wrong_tiles_are_caught_with_96_percent() {
    // 1 - 0.9^30 = 0.958; without putting tiles back it is a little more.
    let one_frame = caught(2_000, 1, 510, |_, tile| tile < 51);
    assert!((945..=980).contains(&one_frame), "the first rows of one frame: {one_frame}");
    let scattered = caught(1_000, 4, 240, |frame, tile| (frame * 240 + tile) % 10 == 3);
    assert!((945..=980).contains(&scattered), "every tenth tile of four frames: {scattered}");
}

#[test]
fn honest_work_is_never_caught() {
    assert_eq!(caught(100, 4, 240, |_, _| false), 0);
}

#[test]
fn every_tile_is_picked_about_as_often() {
    let mut times = vec![0u32; 100];
    for number in 0..1_000 {
        for (_, tile) in Challenge::new(numbered(number), 1, 100, 30, 0).picks::<Native>() {
            times[tile as usize] += 1;
        }
    }
    // 300 expected each, with a standard deviation of 14.5: six of them either way.
    assert!(times.iter().all(|times| (213..=387).contains(times)), "{times:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn picks_are_exactly_the_count_distinct_and_what_contains_says(
        seed: Hash, frames in 1u32..16, tiles in 1u32..120, least in 1u16..100, round in 0u8..5,
    ) {
        let challenge = Challenge::new(seed, frames, tiles, least, round);
        let picks: BTreeSet<_> = challenge.picks::<Native>().collect();
        prop_assert_eq!(challenge.picks::<Native>().count() as u64, challenge.count);
        prop_assert_eq!(picks.len() as u64, challenge.count, "each only once");
        for frame in 0..frames + 1 {
            for tile in 0..tiles + 1 {
                let picked = picks.contains(&(frame, tile));
                prop_assert_eq!(challenge.contains::<Native>(frame, tile), picked, "{} {}", frame, tile);
            }
        }
    }

    #[test]
    fn every_frame_gets_its_share_and_at_least_two(frames in 1u32..500, tiles in 1u32..600, round in 0u8..5) {
        let challenge = challenge(frames, tiles, round);
        let each: Vec<u64> = (0..frames).map(|frame| challenge.of_frame(frame).into()).collect();
        let (least, most) = (each.iter().min().unwrap(), each.iter().max().unwrap());
        prop_assert_eq!(each.iter().sum::<u64>(), challenge.count);
        prop_assert!(most - least <= 1);
        prop_assert!(*least >= 2.min(tiles.into()));
        prop_assert!(*most <= tiles.into());
    }

    #[test]
    fn the_largest_frames_end_too(seed: Hash, tiles in (1u32 << 20)..=(1 << 22)) {
        let challenge = Challenge::new(seed, 1, tiles, 30, 0);
        let picks: BTreeSet<_> = challenge.picks::<Native>().collect();
        prop_assert_eq!(picks.len(), 30);
        for (frame, tile) in picks {
            prop_assert!(challenge.contains::<Native>(frame, tile));
        }
    }
}

/// The sysvar's bytes for these slots, newest first, each with its own hash.
fn sysvar(slots: &[u64]) -> Vec<u8> {
    let mut bytes = (slots.len() as u64).to_le_bytes().to_vec();
    for slot in slots {
        bytes.extend(slot.to_le_bytes());
        bytes.extend(of_slot(*slot));
    }
    bytes
}

fn of_slot(slot: u64) -> Hash {
    Native::hash(&[&slot.to_le_bytes()])
}

#[test]
fn a_slot_is_seen_from_the_first_hash_at_or_above_it() {
    let data = sysvar(&[110, 109, 107, 104, 103]);
    for (slot, sighting) in [
        (112, Sighting::NotYet),
        (111, Sighting::NotYet),
        (110, Sighting::Seen(of_slot(110))),
        (109, Sighting::Seen(of_slot(109))),
        (108, Sighting::Seen(of_slot(109))),
        (107, Sighting::Seen(of_slot(107))),
        (106, Sighting::Seen(of_slot(107))),
        (105, Sighting::Seen(of_slot(107))),
        (104, Sighting::Seen(of_slot(104))),
        (103, Sighting::Seen(of_slot(103))),
        // Whether 102 was skipped, or had a hash that is gone, nobody can tell any more.
        (102, Sighting::Missed),
        (0, Sighting::Missed),
    ] {
        assert_eq!(SlotHashes(&data).sight(slot), sighting, "slot {slot}");
    }
}

#[test]
fn a_full_list_is_searched_to_both_ends() {
    let slots: Vec<u64> = (0..512).map(|back| 5_000 - back).collect();
    let data = sysvar(&slots);
    let hashes = SlotHashes(&data);
    assert_eq!(hashes.len(), 512);
    assert_eq!(hashes.sight(5_001), Sighting::NotYet);
    for slot in [5_000, 4_999, 4_700, 4_490, 4_489] {
        assert_eq!(hashes.sight(slot), Sighting::Seen(of_slot(slot)));
    }
    assert_eq!(hashes.sight(4_488), Sighting::Missed);
}

#[test]
fn a_slot_has_its_own_hash_and_no_other() {
    let slots: Vec<u64> = (0..512).map(|back| 5_000 - 2 * back).collect();
    let data = sysvar(&slots);
    for slot in 3_970..5_010 {
        let expected = slots.contains(&slot).then(|| of_slot(slot));
        assert_eq!(SlotHashes(&data).hash_of(slot), expected, "slot {slot}");
    }
    assert_eq!((SlotHashes(&data).hash_of(0), SlotHashes(&data).hash_of(u64::MAX)), (None, None));
}

#[test]
fn nothing_is_seen_in_an_empty_or_broken_list() {
    for data in [&[][..], &[0; 7], &[0; 8], &u64::MAX.to_le_bytes(), &sysvar(&[5])[..47]] {
        let hashes = SlotHashes(data);
        assert!(hashes.is_empty());
        assert_eq!(hashes.sight(1), Sighting::NotYet, "{} bytes", data.len());
        assert_eq!(hashes.hash_of(1), None);
    }
}

#[test]
fn a_list_is_as_long_as_its_count_and_its_data_allow() {
    let mut data = sysvar(&[9, 8, 7]);
    data.extend([0xff; 40]);
    assert_eq!(SlotHashes(&data).len(), 3, "room behind the count is not read");
    data.truncate(8 + 2 * 40 + 39);
    assert_eq!(SlotHashes(&data).len(), 2, "half an entry is none");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn sights_what_a_plain_search_sights(slots in prop::collection::btree_set(0u64..200, 0..60), wanted in 0u64..210) {
        let newest_first: Vec<u64> = slots.iter().rev().copied().collect();
        let lowest = slots.range(wanted..).next();
        let reaches_back = slots.range(..=wanted).next().is_some();
        let expected = match lowest {
            None => Sighting::NotYet,
            Some(slot) if reaches_back => Sighting::Seen(of_slot(*slot)),
            Some(_) => Sighting::Missed,
        };
        prop_assert_eq!(SlotHashes(&sysvar(&newest_first)).sight(wanted), expected);
    }

    #[test]
    fn no_bytes_make_it_panic(data in prop::collection::vec(any::<u8>(), 0..500), slot: u64) {
        SlotHashes(&data).sight(slot);
    }
}
