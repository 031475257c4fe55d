//! The outbox after crashes: what was finished is there, what was not is not.

use std::{
    fs,
    path::{Path, PathBuf},
};

use proptest::prelude::*;
use rayment_worker::{
    attempt::Attempt,
    outbox::{Frame, Outbox},
};
use solana_pubkey::Pubkey;
use tempfile::{TempDir, tempdir};

const SPEC: [u8; 32] = [7; 32];

fn attempt(number: u8) -> Attempt {
    Attempt { job: Pubkey::new_from_array([5; 32]), number }
}

fn frame(number: u32) -> Frame {
    Frame { number, ms: 1_234, body: (0..600u32).flat_map(|value| (value * number).to_le_bytes()).collect() }
}

fn open(folder: &TempDir) -> Outbox {
    Outbox::open(folder.path()).unwrap()
}

fn file(folder: &Path, ending: &str) -> PathBuf {
    let entry = folder.join(attempt(0).to_string());
    let mut names = fs::read_dir(entry).unwrap().map(|entry| entry.unwrap().path());
    names.find(|path| path.extension().is_some_and(|found| found == ending)).unwrap()
}

#[test]
fn finished_frames_survive_a_restart() {
    let folder = tempdir().unwrap();
    for number in [1, 2, 9] {
        open(&folder).entry(&attempt(0), SPEC).store(&frame(number)).unwrap();
    }
    let outbox = open(&folder);
    assert_eq!(outbox.attempts().unwrap(), [attempt(0)]);
    let entry = outbox.entry(&attempt(0), SPEC);
    assert_eq!(entry.load(2).unwrap(), Some(frame(2)));
    assert_eq!(entry.load(9).unwrap(), Some(frame(9)));
    assert_eq!(entry.load(3).unwrap(), None);
}

#[test]
fn attempts_and_specs_are_kept_apart() {
    let folder = tempdir().unwrap();
    let outbox = open(&folder);
    outbox.entry(&attempt(0), SPEC).store(&frame(1)).unwrap();
    assert_eq!(outbox.entry(&attempt(1), SPEC).load(1).unwrap(), None);
    assert_eq!(outbox.entry(&attempt(0), [8; 32]).load(1).unwrap(), None);
}

#[test]
fn a_frame_under_another_number_is_not_there() {
    let folder = tempdir().unwrap();
    let entry = open(&folder).entry(&attempt(0), SPEC);
    entry.store(&frame(1)).unwrap();
    let stored = file(folder.path(), "frame");
    fs::rename(&stored, stored.with_file_name("2.frame")).unwrap();
    assert_eq!(entry.load(2).unwrap(), None);
}

#[test]
fn a_broken_frame_makes_room_for_a_new_one() {
    let folder = tempdir().unwrap();
    let entry = open(&folder).entry(&attempt(0), SPEC);
    entry.store(&frame(1)).unwrap();
    fs::write(file(folder.path(), "frame"), "not a frame").unwrap();
    assert_eq!(entry.load(1).unwrap(), None);
    entry.store(&frame(1)).unwrap();
    assert_eq!(entry.load(1).unwrap(), Some(frame(1)));
}

#[test]
fn what_was_half_written_or_half_removed_goes_at_the_next_start() {
    let folder = tempdir().unwrap();
    open(&folder).entry(&attempt(0), SPEC).store(&frame(1)).unwrap();
    let half = file(folder.path(), "frame").with_file_name("2.frame.part");
    fs::write(&half, "half").unwrap();
    let gone = folder.path().join(format!("{}.gone", attempt(1)));
    fs::create_dir(&gone).unwrap();
    fs::write(gone.join("1.frame"), "half").unwrap();
    let outbox = open(&folder);
    assert!(!half.exists() && !gone.exists());
    assert_eq!(outbox.entry(&attempt(0), SPEC).load(1).unwrap(), Some(frame(1)));
}

#[test]
fn forgetting_takes_one_attempt_and_may_be_repeated() {
    let folder = tempdir().unwrap();
    let outbox = open(&folder);
    for number in [0, 1] {
        outbox.entry(&attempt(number), SPEC).store(&frame(1)).unwrap();
    }
    outbox.forget(&attempt(0)).unwrap();
    outbox.forget(&attempt(0)).unwrap();
    assert_eq!(outbox.attempts().unwrap(), [attempt(1)]);
    assert_eq!(outbox.entry(&attempt(0), SPEC).load(1).unwrap(), None);
}

#[test]
fn folders_of_others_are_left_alone() {
    let folder = tempdir().unwrap();
    let strange = folder.path().join("holiday pictures");
    fs::create_dir(&strange).unwrap();
    fs::write(strange.join("beach.part"), "mine").unwrap();
    assert_eq!(open(&folder).attempts().unwrap(), []);
    assert!(strange.join("beach.part").exists());
}

#[test]
fn a_mark_belongs_to_the_very_pixels_that_were_uploaded() {
    let folder = tempdir().unwrap();
    let entry = open(&folder).entry(&attempt(0), SPEC);
    entry.store(&frame(1)).unwrap();
    assert!(!entry.is_uploaded(1).unwrap());
    entry.mark_uploaded(&frame(1)).unwrap();
    assert!(entry.is_uploaded(1).unwrap());
    entry.store(&Frame { body: vec![0; 12], ..frame(1) }).unwrap();
    assert!(!entry.is_uploaded(1).unwrap());
    fs::remove_file(file(folder.path(), "frame")).unwrap();
    assert!(!entry.is_uploaded(1).unwrap());
}

#[test]
fn counts_crashes_since_the_last_finished_frame() {
    let folder = tempdir().unwrap();
    // Each opening is a new start; whatever began before it has crashed.
    let entry = |number| open(&folder).entry(&attempt(number), SPEC);
    let crashes = |number| {
        let crashes = entry(number).begun().unwrap();
        entry(number).begin().unwrap();
        crashes
    };
    assert_eq!((crashes(0), crashes(0), crashes(0)), (0, 1, 2));
    entry(0).store(&frame(1)).unwrap();
    assert_eq!((crashes(0), crashes(0)), (1, 2));
    entry(0).end().unwrap();
    assert_eq!((crashes(0), crashes(0)), (0, 1));
    assert_eq!(crashes(1), 0);
}

#[test]
fn a_count_that_cannot_be_read_begins_anew() {
    let folder = tempdir().unwrap();
    let entry = open(&folder).entry(&attempt(0), SPEC);
    // Ending what never began is no error.
    entry.end().unwrap();
    entry.begin().unwrap();
    fs::write(folder.path().join(attempt(0).to_string()).join("begun"), [0xff, 0]).unwrap();
    assert_eq!(entry.begun().unwrap(), 0);
    entry.begin().unwrap();
    assert_eq!(entry.begun().unwrap(), 1);
}

#[test]
fn a_frame_cut_anywhere_is_not_there() {
    let folder = tempdir().unwrap();
    let entry = open(&folder).entry(&attempt(0), SPEC);
    let small = Frame { number: 1, ms: 5, body: vec![1; 24] };
    entry.store(&small).unwrap();
    let path = file(folder.path(), "frame");
    let whole = fs::read(&path).unwrap();
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(entry.load(1).unwrap(), None, "cut to {length} bytes");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(entry.load(1).unwrap(), Some(small));
}

#[test]
fn says_what_is_wrong_with_the_folder() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "in the way").unwrap();
    let refused = Outbox::open(&file).unwrap_err();
    assert!(refused.to_string().contains(file.to_str().unwrap()), "{refused}");
    assert!(std::error::Error::source(&refused).is_some());
}

#[test]
fn attempts_have_one_name() {
    let name = attempt(2).to_string();
    assert_eq!(name.parse(), Ok(attempt(2)));
    for strange in [format!("{name}.gone"), name.replace(".2", ".02"), name.replace(".2", ".+2"), "1.2".into()] {
        assert!(strange.parse::<Attempt>().is_err(), "{strange}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    /// Whatever happens to the bytes on disk: the frame that comes back is the one that was stored,
    /// or none.
    #[test]
    fn damage_is_never_taken_for_a_frame(at in any::<prop::sample::Index>(), flip in 1u8.., more in any::<Vec<u8>>()) {
        let folder = tempdir().unwrap();
        let entry = open(&folder).entry(&attempt(0), SPEC);
        entry.store(&frame(3)).unwrap();
        let path = file(folder.path(), "frame");
        let whole = fs::read(&path).unwrap();

        let mut flipped = whole.clone();
        let at = at.index(flipped.len());
        flipped[at] ^= flip;
        fs::write(&path, &flipped).unwrap();
        prop_assert_eq!(entry.load(3).unwrap(), None);

        let longer = [whole.as_slice(), &more].concat();
        fs::write(&path, &longer).unwrap();
        let expected = more.is_empty().then(|| frame(3));
        prop_assert_eq!(entry.load(3).unwrap(), expected);
    }

    /// A crash between any two steps of a random history loses no finished frame.
    #[test]
    fn no_finished_frame_is_lost(steps in prop::collection::vec((0u8..3, 0u32..6, any::<bool>()), 1..12)) {
        let folder = tempdir().unwrap();
        let mut stored = std::collections::BTreeSet::new();
        let mut outbox = open(&folder);
        for (number, place, forget) in steps {
            if forget && place == 0 {
                outbox.forget(&attempt(number)).unwrap();
                stored.retain(|(kept, _)| *kept != number);
            } else {
                outbox.entry(&attempt(number), SPEC).store(&frame(place)).unwrap();
                stored.insert((number, place));
            }
            // The crash: nothing but the disk is left.
            outbox = open(&folder);
            for number in 0..3 {
                for place in 0..6 {
                    let expected = stored.contains(&(number, place)).then(|| frame(place));
                    prop_assert_eq!(outbox.entry(&attempt(number), SPEC).load(place).unwrap(), expected);
                }
            }
        }
    }
}
