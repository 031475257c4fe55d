//! The next job of a provider that is about to deliver another.

use rayment_core::job::{Command, Signer};
use rayment_keeper::{
    observe::{Lapses, Paces},
    snapshot::Pace,
};

use crate::market::{ANNA, BORIS, Market, NOON, TERMS, key, wallet};

/// Seconds that a job takes Anna.
const TAKES: i64 = 20;

/// Anna has one slot and works at a job; another one waits.
fn at_work() -> Market {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).slots = 1;
    market.posts(1);
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market.starts(0, ANNA);
    market.snapshot.providers[0].state.working = 1;
    market.posts(1);
    let (spec, tiles) = (market.spec.hash(), market.spec.grid().tiles().into());
    market.snapshot.paces.insert((wallet(ANNA), spec), Pace { ms: 20_000, tiles });
    market
}

#[test]
fn who_should_deliver_in_a_moment_gets_the_next_job_ahead() {
    let late = TAKES + TAKES / 2;
    for (after, expected) in [(13, false), (14, true), (TAKES, true), (late, true), (late + 1, false)] {
        let mut market = at_work();
        market.later(after);
        let found = market.assignments();
        assert_eq!(found, if expected { vec![(1, ANNA, false)] } else { vec![] }, "after {after} s");
    }
}

#[test]
fn one_job_ahead_for_each_that_ends() {
    let mut market = at_work();
    market.posts(1);
    market.later(TAKES);
    assert_eq!(market.assignments(), [(1, ANNA, false)]);
    market.assigns(1, ANNA);
    assert_eq!(market.assignments(), []);
}

#[test]
fn as_many_as_should_begin_in_a_moment() {
    for (ms, expected) in [(0, 8), (500, 8), (1_000, 6), (2_000, 3), (3_000, 2), (6_000, 1), (20_000, 0)] {
        let mut market = at_work();
        for _ in 0..10 {
            market.posts(1);
        }
        market.snapshot.paces.values_mut().for_each(|pace| pace.ms = ms);
        assert_eq!(market.assignments().len(), expected, "{ms} ms each");
    }
}

#[test]
fn a_job_of_half_the_tiles_takes_half_the_time() {
    let mut market = at_work();
    market.snapshot.jobs[0].state.chunk.tiles /= 2;
    for (after, expected) in [(3, 0), (4, 1)] {
        market.snapshot.now = NOON + after;
        assert_eq!(market.assignments().len(), expected, "after {after} s");
    }
}

#[test]
fn whoever_is_free_comes_first() {
    let mut market = at_work();
    market.provider(BORIS, TERMS);
    market.later(TAKES);
    assert_eq!(market.assignments(), [(1, BORIS, false)]);
    // Not where the free one is much dearer.
    market.snapshot.providers[1].state.terms.per_frame *= 3;
    assert_eq!(market.assignments(), [(1, ANNA, false)]);
}

#[test]
fn refuses_a_job_ahead_to_newcomers_and_to_whom_nobody_has_seen_deliver() {
    for newcomer in [true, false] {
        let mut market = at_work();
        market.later(TAKES);
        assert_eq!(market.assignments().len(), 1);
        if newcomer {
            market.snapshot.providers[0].state.paid_jobs = 0;
        } else {
            market.snapshot.paces.clear();
        }
        assert_eq!(market.assignments(), [], "newcomer: {newcomer}");
    }
}

#[test]
fn what_was_reserved_ahead_for_too_short_a_time_is_nobodys_neglect() {
    let mut market = at_work();
    market.provider(BORIS, TERMS).slots = 1;
    market.snapshot.providers[1].state.working = 1;
    market.assigns(1, ANNA);
    let mut lapses = Lapses::default();
    let mut looks = |market: &Market| {
        let snapshot = &market.snapshot;
        lapses.look((&snapshot.jobs, &snapshot.providers), &snapshot.specs, snapshot.now);
        (lapses.silent(snapshot.now).len(), lapses.of_jobs().into_values().collect::<Vec<_>>())
    };
    market.later(60);
    assert_eq!(looks(&market), (0, vec![0]));
    // Somebody else gets it at once.
    market.snapshot.providers[1].state.working = 0;
    assert_eq!(market.assignments(), [(1, BORIS, false)]);
    // Whoever had a free slot all the time has neglected it.
    let mut idle = at_work();
    idle.assigns(1, ANNA);
    idle.snapshot.providers[0].state.working = 0;
    idle.later(60);
    assert_eq!(Lapses::default().silent(idle.snapshot.now).len(), 0);
    let mut lapses = Lapses::default();
    lapses.look((&idle.snapshot.jobs, &idle.snapshot.providers), &idle.snapshot.specs, idle.snapshot.now);
    assert_eq!((lapses.silent(idle.snapshot.now).len(), lapses.of_jobs().into_values().sum::<u32>()), (1, 1));
}

#[test]
fn how_long_a_job_takes_is_what_the_last_delivery_says() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    let mut paces = Paces::default();
    paces.look(&market.snapshot.jobs);
    assert!(paces.all().is_empty());
    market.posts(1);
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market.starts(0, ANNA);
    market.later(12);
    let deliver = Command::Deliver { attempt: 0, root: [1; 32], frames: 1, ms: 10_000, slot: 1 };
    market.does(0, Signer::Provider(key(ANNA)), &deliver);
    paces.look(&market.snapshot.jobs);
    let tiles = u64::from(market.spec.grid().tiles());
    let expected = [((wallet(ANNA), market.spec.hash()), Pace { ms: 10_000, tiles })];
    assert_eq!(paces.all().into_iter().collect::<Vec<_>>(), expected);
    // It stays while there are jobs of that spec, and no longer.
    let mut open = Market::new();
    open.posts(1);
    paces.look(&open.snapshot.jobs);
    assert_eq!(paces.all().len(), 1);
    paces.look(&[]);
    assert!(paces.all().is_empty());
}
