//! The tiles of a frame under way after crashes: what was finished is there, what was not is not.

use std::{collections::BTreeMap, fs, path::PathBuf};

use proptest::prelude::*;
use rayment_core::job::Chunk;
use rayment_worker::{
    attempt::Attempt,
    outbox::{Frame, Outbox, Tiles},
};
use solana_pubkey::Pubkey;
use tempfile::{TempDir, tempdir};

const SPEC: [u8; 32] = [7; 32];
const CHUNK: Chunk = Chunk { frame: 1, frames: 3, step: 1, tile: 0, tiles: 5 };
/// Bytes of the five tiles.
const LENGTHS: [usize; 5] = [24, 24, 12, 36, 12];

type Found = BTreeMap<usize, Vec<u8>>;

struct TilesFixture(TempDir);

impl TilesFixture {
    fn new() -> Self {
        Self(tempdir().unwrap())
    }

    fn open_as(&self, spec: [u8; 32], number: u32, chunk: &Chunk) -> (Tiles, Found) {
        let attempt = Attempt { job: Pubkey::new_from_array([5; 32]), number: 0 };
        let entry = Outbox::open(self.0.path()).unwrap().entry(&attempt, spec);
        let mut found = Found::new();
        let tiles = entry.tiles((number, chunk), &LENGTHS, |place, pixels| {
            assert!(found.insert(place, pixels.to_vec()).is_none(), "each comes once");
        });
        (tiles.unwrap(), found)
    }

    fn open(&self) -> (Tiles, Found) {
        self.open_as(SPEC, 1, &CHUNK)
    }

    fn file(&self) -> PathBuf {
        let attempt = Attempt { job: Pubkey::new_from_array([5; 32]), number: 0 };
        self.0.path().join(attempt.to_string()).join("1.tiles")
    }
}

fn pixels(place: usize) -> Vec<u8> {
    (0..LENGTHS[place]).map(|at| (at * 7 + place) as u8).collect()
}

/// Keeps tiles as a worker does that is killed afterwards.
fn keep(fixture: &TilesFixture, places: &[usize]) {
    let (tiles, _) = fixture.open();
    for place in places {
        tiles.add(*place, 100 * (*place as u64 + 1), &pixels(*place)).unwrap();
    }
}

#[test]
fn finished_tiles_survive_any_number_of_restarts() {
    let fixture = TilesFixture::new();
    keep(&fixture, &[3, 0]);
    keep(&fixture, &[4]);
    let (tiles, found) = fixture.open();
    assert_eq!(found, Found::from([0, 3, 4].map(|place| (place, pixels(place)))));
    assert_eq!(tiles.spent_ms(), 500, "what the latest says was spent by then");
}

#[test]
fn tiles_of_other_specs_frames_and_chunks_are_not_there() {
    let fixture = TilesFixture::new();
    for (spec, number, chunk) in
        [([8; 32], 1, CHUNK), (SPEC, 1, Chunk { tile: 5, ..CHUNK }), (SPEC, 1, Chunk { tiles: 4, ..CHUNK })]
    {
        keep(&fixture, &[0, 1]);
        assert_eq!(fixture.open_as(spec, number, &chunk).1, Found::new());
        // They are gone for good: the file is the other's now.
        assert_eq!(fixture.open().1, Found::new());
    }
    keep(&fixture, &[0, 1]);
    fs::rename(fixture.file(), fixture.file().with_file_name("2.tiles")).unwrap();
    assert_eq!(fixture.open_as(SPEC, 2, &CHUNK).1, Found::new());
}

#[test]
fn a_whole_frame_takes_the_place_of_its_tiles() {
    let fixture = TilesFixture::new();
    keep(&fixture, &[0]);
    let attempt = Attempt { job: Pubkey::new_from_array([5; 32]), number: 0 };
    let entry = Outbox::open(fixture.0.path()).unwrap().entry(&attempt, SPEC);
    entry.store(&Frame { number: 1, ms: 1, body: vec![0; 108] }).unwrap();
    assert!(!fixture.file().exists());
}

#[test]
fn a_file_cut_anywhere_has_the_tiles_before_the_cut() {
    let fixture = TilesFixture::new();
    keep(&fixture, &[3, 1, 2]);
    let whole = fs::read(fixture.file()).unwrap();
    let ends = [52, 52 + 44 + 36, 52 + 44 + 36 + 44 + 24, 52 + 3 * 44 + 36 + 24 + 12];
    assert_eq!(whole.len(), ends[3]);
    for length in 0..=whole.len() {
        fs::write(fixture.file(), &whole[..length]).unwrap();
        let kept = ends.iter().skip(1).filter(|end| **end <= length).count();
        let places: Vec<usize> = [3, 1, 2].into_iter().take(kept).collect();
        let (tiles, found) = fixture.open();
        assert_eq!(found.keys().copied().collect::<std::collections::BTreeSet<_>>(), places.into_iter().collect());
        // And it goes on from there.
        tiles.add(0, 1, &pixels(0)).unwrap();
        assert_eq!(fixture.open().1.len(), kept + 1, "cut to {length} bytes");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whatever happens to the bytes on disk: a tile that is found is one that was kept.
    #[test]
    fn damage_is_never_taken_for_a_tile(at in any::<prop::sample::Index>(), flip in 1u8.., more in any::<Vec<u8>>()) {
        let fixture = TilesFixture::new();
        keep(&fixture, &[2, 0, 4]);
        let mut bytes = fs::read(fixture.file()).unwrap();
        bytes.extend(more);
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        fs::write(fixture.file(), bytes).unwrap();
        for (place, found) in fixture.open().1 {
            prop_assert!([2, 0, 4].contains(&place));
            prop_assert_eq!(found, pixels(place));
        }
    }

    /// A crash between any two tiles of a random history loses none and doubles none.
    #[test]
    fn no_history_loses_or_doubles_a_tile(places in prop::collection::vec((0usize..5, any::<bool>()), 1..9)) {
        let fixture = TilesFixture::new();
        let mut kept = Found::new();
        let (mut tiles, _) = fixture.open();
        for (place, crash) in places {
            if kept.insert(place, pixels(place)).is_none() {
                tiles.add(place, 1, &pixels(place)).unwrap();
            }
            if crash {
                drop(tiles);
                let (again, found) = fixture.open();
                prop_assert_eq!(&found, &kept);
                tiles = again;
            }
        }
        drop(tiles);
        prop_assert_eq!(fixture.open().1, kept);
    }
}
