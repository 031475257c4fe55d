use std::thread;

use rayment_attest::{AttestError, Card, Processor, Task, Watch, commit, commit_all, open};

use crate::{reference, sha256, task};

#[test]
fn work_that_was_cancelled_ends() {
    let watch = Watch::new();
    let mut card = Processor::new();
    let commitment = commit(&mut card, &task(100, 2), &watch).expect("nobody cancelled yet");
    watch.cancel();
    assert_eq!(commit(&mut card, &task(100, 2), &watch), Err(AttestError::Cancelled));
    assert_eq!(open(&mut card, &commitment, &sha256(b"o"), 0..1, &watch), Err(AttestError::Cancelled));
}

#[test]
fn work_is_cancelled_while_it_runs() {
    let watch = Watch::new();
    // Hours of work, which ends as soon as it is known to have begun.
    let work = task(100_000, 255);
    let found = thread::scope(|scope| {
        let running = scope.spawn(|| commit(&mut Processor::new(), &work, &watch));
        while watch.done() == 0 && !running.is_finished() {
            thread::yield_now();
        }
        watch.cancel();
        running.join().expect("no panic")
    });
    assert_eq!(found, Err(AttestError::Cancelled));
    assert!(watch.done() < 7 * 255 * 100_000);
}

#[test]
fn progress_counts_every_label() {
    let watch = Watch::new();
    commit(&mut Processor::new(), &task(5000, 3), &watch).expect("it fits");
    assert_eq!(watch.done(), 7 * 3 * 5000);
}

#[test]
fn several_cards_commit_in_one_slot() {
    let tasks = [0, 1, 2].map(|index| Task { index, ..task(700 + u64::from(index), 3) });
    let mut cards = [Processor::new(), Processor::new(), Processor::new()];
    let work = cards.iter_mut().map(|card| card as &mut dyn Card).zip(tasks).collect();
    let found = commit_all(work, &Watch::new());
    for (found, task) in found.into_iter().zip(&tasks) {
        assert_eq!(found.expect("it fits").tip(), reference::tip(task), "card {}", task.index);
    }
}

#[test]
fn one_card_that_fails_leaves_the_others_alone() {
    let mut cards = [Processor::new(), Processor::new()];
    let work = cards.iter_mut().map(|card| card as &mut dyn Card).zip([task(0, 3), task(9, 3)]).collect();
    let found = commit_all(work, &Watch::new());
    assert_eq!(found[0], Err(AttestError::Empty { labels: 0, stages: 3 }));
    assert!(found[1].is_ok());
}

#[test]
fn refuses_more_labels_than_there_is_memory() {
    for labels in [u64::MAX, u64::MAX / 64, 1 << 57] {
        let found = commit(&mut Processor::new(), &task(labels, 1), &Watch::new());
        assert!(matches!(found, Err(AttestError::Memory { .. })), "{labels}: {found:?}");
    }
}
