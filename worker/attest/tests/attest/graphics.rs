//! The kernels on software Vulkan, with shards so small that every kind of cut occurs.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use rayment_attest::{
    AttestError, Card, GraphicsCard, Processor, Task, Watch, check, commit, commit_all, measure, open,
};
use rayment_gpu::{Device, DeviceInfo, Kind, devices};

use crate::{hex, reference, sha256, task};

fn software() -> DeviceInfo {
    static FOUND: OnceLock<DeviceInfo> = OnceLock::new();
    let find = || {
        let found = devices();
        let software = found.iter().find(|info| info.kind == Kind::Software);
        software.cloned().unwrap_or_else(|| panic!("expected software Vulkan, found {found:?}; install lavapipe"))
    };
    FOUND.get_or_init(find).clone()
}

/// The labels of a small shard.
const SHARD: u64 = 128;

/// Cards that the tests of this file share: compiling their kernels is what takes long.
fn shared(card: &'static OnceLock<Mutex<GraphicsCard>>, memory: u64, shard: u64) -> MutexGuard<'static, GraphicsCard> {
    let open = || Mutex::new(GraphicsCard::new(Device::open_within(&software(), memory, shard).expect("it opens")));
    // A test that failed leaves the card as it was.
    card.get_or_init(open).lock().unwrap_or_else(PoisonError::into_inner)
}

/// Cuts layers into many shards.
fn in_shards() -> MutexGuard<'static, GraphicsCard> {
    static CARD: OnceLock<Mutex<GraphicsCard>> = OnceLock::new();
    shared(&CARD, u64::MAX, SHARD * 16)
}

/// Has room for 1,000 labels, in one shard.
fn in_one() -> MutexGuard<'static, GraphicsCard> {
    static CARD: OnceLock<Mutex<GraphicsCard>> = OnceLock::new();
    shared(&CARD, 32 * 1_128, u64::MAX)
}

const GOLDEN: &str = "086fd750cd14a03188715f7854380d3f";

#[test]
fn the_golden_tip_comes_out_in_one_shard_and_in_many() {
    for mut card in [in_one(), in_shards()] {
        let found = commit(&mut *card, &task(1000, 5), &Watch::new()).expect("it fits").tip();
        assert_eq!(found, hex(GOLDEN));
    }
}

#[test]
fn stages_have_the_bits_of_the_processor() {
    // The last has 25 shards; software Vulkan binds 31.
    let sizes = [1, 2, 3, SHARD - 1, SHARD, 3 * SHARD + 1, 3001];
    for labels in sizes {
        for seed in [[3; 32], sha256(b"seed")] {
            let expected = Processor::new().stage(&seed, labels, &Watch::new()).expect("it fits");
            let found = in_shards().stage(&seed, labels, &Watch::new()).expect("it fits");
            assert_eq!(found, expected, "{labels} labels in shards");
            if labels <= 1000 {
                let found = in_one().stage(&seed, labels, &Watch::new()).expect("it fits");
                assert_eq!(found, expected, "{labels} labels in one shard");
            }
        }
    }
}

#[test]
fn openings_are_those_of_the_processor() {
    let (task, seed) = (task(777, 16), sha256(b"o"));
    let (mut card, mut processor) = (in_shards(), Processor::new());
    let commitment = commit(&mut *card, &task, &Watch::new()).expect("it fits");
    let found = open(&mut *card, &commitment, &seed, 0..14, &Watch::new()).expect("it opens");
    assert_eq!(found, open(&mut processor, &commitment, &seed, 0..14, &Watch::new()).expect("the same roots"));
    for (number, opening) in (0..).zip(&found) {
        assert_eq!(check(&task, &commitment.tip(), &seed, number, opening), Ok(()), "{number}");
    }
}

#[test]
fn several_cards_commit_in_one_slot() {
    let tasks = [0, 1].map(|index| Task { index, ..task(300, 2) });
    let (mut graphics, mut processor) = (in_one(), Processor::new());
    let work: Vec<(&mut dyn Card, Task)> = vec![(&mut *graphics, tasks[0]), (&mut processor, tasks[1])];
    for (found, task) in commit_all(work, &Watch::new()).into_iter().zip(&tasks) {
        assert_eq!(found.expect("it fits").tip(), reference::tip(task), "card {}", task.index);
    }
}

#[test]
fn work_is_cancelled_while_it_runs_and_the_card_goes_on() {
    let mut shared = in_one();
    let (card, watch) = (&mut *shared, Watch::new());
    let found = thread::scope(|scope| {
        let running = scope.spawn(|| commit(card, &task(1000, 255), &watch));
        while watch.done() == 0 && !running.is_finished() {
            thread::yield_now();
        }
        watch.cancel();
        running.join().expect("no panic")
    });
    assert_eq!(found, Err(AttestError::Cancelled));
    let watch = Watch::new();
    let found = commit(&mut *shared, &task(1000, 5), &watch).expect("it fits").tip();
    assert_eq!(found, hex(GOLDEN));
    assert_eq!(watch.done(), 7 * 5 * 1000);
}

#[test]
fn refuses_more_labels_than_the_card_holds() {
    let mut card = in_one();
    assert_eq!(card.most_labels(), 1000);
    assert!(measure(&mut *card, 1000, &Watch::new()).expect("it fits") > 0);
    let found = card.stage(&[0; 32], 1001, &Watch::new());
    assert!(matches!(found, Err(AttestError::TooLarge { labels: 1001, most: 1000, .. })), "{found:?}");
}

#[test]
fn refuses_more_shards_than_a_kernel_binds() {
    // There is always a limit in reach.
    let mut card = in_shards();
    let most = card.most_labels();
    let found = card.stage(&[0; 32], most + 1, &Watch::new());
    assert!(matches!(found, Err(AttestError::TooLarge { .. })), "{most} at most: {found:?}");
}
