use rayment_core::{
    job::{FailReason, flag},
    money::Terms,
    provider::Status,
};
use rayment_worker::plan::{Action, LocalState, Pending, Snapshot, SpecStatus, plan};

use super::story::*;

fn claim(number: u8) -> Option<Action> {
    Some(Action::Claim(first(number)))
}

#[test]
fn claims_what_is_reserved_for_it_at_once() {
    let snapshot = || idle().with(job(1, reserved_for(own(), T0 + 60)));
    follows(&[(T0, claim(1)), (T0 + 59, claim(1)), (T0 + 60, claim(1))], snapshot);
}

#[test]
fn waits_for_the_end_of_anothers_reservation() {
    let snapshot = || idle().with(job(1, reserved_for(other(), T0 + 60)));
    follows(&[(T0, None), (T0 + 59, None), (T0 + 60, claim(1))], snapshot);
}

#[test]
fn waits_until_an_unassigned_job_is_open_to_all() {
    let open = i64::from(PARAMS.open_secs);
    let table = [(T0, None), (T0 + open - 1, None), (T0 + open, claim(1))];
    follows(&table, || idle().with(job(1, open_at(T0))));
}

#[test]
fn looks_before_it_claims() {
    let seen = || job(1, reserved_for(own(), T0 + 60));
    let table = [
        (SpecStatus::Unknown, Some(Action::Inspect(first(1)))),
        (SpecStatus::Waiting, None),
        (SpecStatus::Unfit(FailReason::Spec), None),
        (SpecStatus::Unfit(FailReason::Worker), None),
        (FITS, claim(1)),
    ];
    for (spec, expected) in table {
        follows(&[(T0, expected)], || idle().with(seen().knowing(LocalState { spec, ..LocalState::default() })));
    }
}

#[test]
fn leaves_a_job_alone_while_something_is_under_way() {
    for pending in [Pending::Inspection, Pending::Claim, Pending::Transaction] {
        let local = LocalState { pending: Some(pending), spec: FITS, ..LocalState::default() };
        follows(&[(T0, None)], || idle().with(job(1, reserved_for(own(), T0 + 60)).knowing(local)));
    }
}

#[test]
fn takes_no_more_jobs_than_it_has_slots() {
    let snapshot = |slots| {
        let mut snapshot = idle()
            .with(job(1, running(T0)).working(0))
            .with(job(2, reserved_for(own(), T0 + 60)))
            .with(job(3, reserved_for(own(), T0 + 60)));
        snapshot.provider.slots = slots;
        plan(&snapshot, T0)
    };
    assert_eq!(snapshot(1), []);
    assert_eq!(snapshot(2), Vec::from_iter(claim(2)));
    assert_eq!(snapshot(3), Vec::from_iter([claim(2), claim(3)].into_iter().flatten()));
}

/// One slot, a job in it of which so many frames are in the hub, and the next one reserved ahead.
fn busy(frames: u32) -> Snapshot {
    let mut snapshot = idle().with(job(1, running(T0)).working(frames)).with(job(2, reserved_for(own(), T0 + 60)));
    snapshot.provider.working = 1;
    snapshot
}

#[test]
fn delivers_and_claims_what_is_reserved_ahead_in_one() {
    let (attempt, next) = (first(1), first(2));
    assert_eq!(plan(&busy(FRAMES), T0), [Action::DeliverAndClaim { attempt, next }]);
    // No two of them for one slot, and of two slots each frees its own.
    let three = busy(FRAMES).with(job(3, reserved_for(own(), T0 + 60)));
    assert_eq!(plan(&three, T0), [Action::DeliverAndClaim { attempt, next }]);
    let mut two = three.with(job(4, running(T0)).working(FRAMES));
    (two.provider.slots, two.provider.working) = (2, 2);
    let expected = [(1, 2), (4, 3)].map(|(attempt, next)| (first(attempt), first(next)));
    assert_eq!(plan(&two, T0), expected.map(|(attempt, next)| Action::DeliverAndClaim { attempt, next }));
}

#[test]
fn looks_at_what_is_reserved_ahead_while_it_works() {
    let unknown = |frames| {
        let mut snapshot = busy(frames);
        snapshot.jobs[1].local.spec = SpecStatus::Unknown;
        plan(&snapshot, T0)
    };
    assert_eq!(unknown(0), [Action::Inspect(first(2))]);
    assert_eq!(unknown(FRAMES), [Action::Deliver(first(1)), Action::Inspect(first(2))]);
}

#[test]
fn delivers_alone_where_nothing_is_reserved_or_no_slot_becomes_free() {
    let mut others = busy(FRAMES);
    others.jobs[1] = job(2, open_at(T0 - 100));
    assert_eq!(plan(&others, T0), [Action::Deliver(first(1))], "what is open to all waits for the slot");
    let mut fewer = busy(FRAMES);
    fewer.provider.working = 2;
    assert_eq!(plan(&fewer, T0), [Action::Deliver(first(1))], "more is held than there are slots");
    let mut unfit = busy(FRAMES);
    unfit.jobs[1].local.spec = SpecStatus::Unfit(FailReason::Worker);
    assert_eq!(plan(&unfit, T0), [Action::Deliver(first(1))]);
    let cooling = Snapshot { cooling_down: true, ..busy(FRAMES) };
    assert_eq!(plan(&cooling, T0), [Action::Deliver(first(1))]);
}

#[test]
fn a_claim_on_its_way_takes_a_slot() {
    let under_way = LocalState { pending: Some(Pending::Claim), spec: FITS, ..LocalState::default() };
    let snapshot =
        idle().with(job(1, reserved_for(own(), T0 + 60)).knowing(under_way)).with(job(2, reserved_for(own(), T0 + 60)));
    assert_eq!(plan(&snapshot, T0), []);
}

#[test]
fn slots_that_the_chain_counts_as_taken_are_not_free() {
    // The node doesn't show the jobs that hold them.
    let snapshot = |working| {
        let mut snapshot = (1..=3).fold(idle(), |all, number| all.with(job(number, reserved_for(own(), T0 + 60))));
        (snapshot.provider.slots, snapshot.provider.working) = (3, working);
        plan(&snapshot, T0).len()
    };
    assert_eq!([0, 1, 2, 3, 4].map(snapshot), [3, 2, 1, 0, 0]);
}

#[test]
fn a_job_in_sight_and_on_chain_takes_one_slot() {
    let mut snapshot = idle().with(job(1, running(T0)).working(0)).with(job(2, reserved_for(own(), T0 + 60)));
    (snapshot.provider.slots, snapshot.provider.working) = (2, 1);
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(2)));
}

#[test]
fn a_delivered_job_takes_no_slot() {
    let snapshot = idle().with(job(1, delivered(T0))).with(job(2, reserved_for(own(), T0 + 60)));
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(2)));
}

#[test]
fn prefers_its_reservation_then_what_pays_then_what_ends_then_what_was_posted_first() {
    let open = |number| job(number, open_at(T0 - 20));
    let snapshot = idle().with(open(2)).with(open(1));
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(1)), "posted first");
    let mut urgent = open(3);
    urgent.job.state.expires_at -= 1;
    let snapshot = snapshot.with(urgent);
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(3)), "ends first");
    // The same money for half the time.
    let mut quick = open(4);
    quick.job.state.ceilings.ms_per_frame /= 2;
    let snapshot = snapshot.with(quick);
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(4)), "pays best");
    let snapshot = snapshot.with(job(5, reserved_for(own(), T0 + 60)));
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(5)), "reserved");
}

#[test]
fn looks_at_a_few_jobs_at_a_time() {
    let unknown = LocalState::default();
    let snapshot = (1..100).fold(idle(), |all, number| all.with(job(number, open_at(T0 - 20)).knowing(unknown)));
    let actions = plan(&snapshot, T0);
    assert!(!actions.is_empty() && actions.len() < 20, "{}", actions.len());
    assert!(actions.iter().all(|action| matches!(action, Action::Inspect(_))));
}

#[test]
fn takes_nothing_while_paused_retired_or_cooling_down() {
    let mut snapshot = idle().with(job(1, reserved_for(own(), T0 + 60)));
    for status in [Status::Paused, Status::Retired] {
        snapshot.provider.status = status;
        assert_eq!(plan(&snapshot, T0), []);
    }
    snapshot.provider.status = Status::Active;
    assert_eq!(plan(&snapshot, T0), Vec::from_iter(claim(1)));
    snapshot.cooling_down = true;
    assert_eq!(plan(&snapshot, T0), []);
}

#[test]
fn leaves_to_others_what_nobody_checks_where_it_was_told_to() {
    let unchecked = |phase| {
        let mut seen = job(1, phase);
        seen.job.state.flags |= flag::UNCHECKED;
        seen
    };
    for (what, seen, checked_only, takes) in [
        ("checked, reserved", job(1, reserved_for(own(), T0 + 60)), true, true),
        ("checked, open to all", job(1, open_at(T0 - 20)), true, true),
        ("unchecked, reserved", unchecked(reserved_for(own(), T0 + 60)), true, false),
        ("unchecked, open to all", unchecked(open_at(T0 - 20)), true, false),
        ("unchecked, by default", unchecked(reserved_for(own(), T0 + 60)), false, true),
    ] {
        for known in [FITS, SpecStatus::Unknown] {
            let seen = seen.clone().knowing(LocalState { spec: known, ..LocalState::default() });
            let snapshot = Snapshot { checked_only, ..idle() }.with(seen);
            assert_eq!(!plan(&snapshot, T0).is_empty(), takes, "{what}, {known:?}");
        }
    }
    // What it holds already is done all the same.
    let held = unchecked(claimed(T0));
    assert!(!plan(&Snapshot { checked_only: true, ..idle() }.with(held), T0).is_empty());
}

#[test]
fn takes_nothing_above_the_ceiling_or_too_late() {
    let mut dear = idle().with(job(1, reserved_for(own(), T0 + 60)));
    dear.provider.terms = Terms { per_frame: 1_001, ..dear.provider.terms };
    assert_eq!(plan(&dear, T0), []);

    let last = T0 + 100_000 - window() - i64::from(PARAMS.start_secs);
    let snapshot = || idle().with(job(1, open_at(T0)));
    follows(&[(last - 1, claim(1)), (last, claim(1)), (last + 1, None)], snapshot);
}

#[test]
fn does_not_claim_what_was_reserved_at_lower_prices_than_it_asks_now() {
    let Terms { per_frame, per_second, .. } = TERMS;
    for (then, expected) in [
        (TERMS, claim(1)),
        (Terms { per_frame: per_frame + 1, ..TERMS }, claim(1)),
        (Terms { per_frame: per_frame - 1, ..TERMS }, None),
        (Terms { per_second: per_second - 1, ..TERMS }, None),
        (Terms { per_frame: per_frame - 1, per_second: per_second + 1, ..TERMS }, None),
    ] {
        // Once the reservation is over, the client's ceiling alone counts.
        let table = [(T0, expected), (T0 + 59, expected), (T0 + 60, claim(1))];
        follows(&table, || idle().with(job(1, reserved_at(then, own(), T0 + 60))));
    }
}

#[test]
fn waits_for_the_keeper_where_the_spec_was_called_broken() {
    let verdict = i64::from(PARAMS.verdict_secs);
    let table = [(T0 + verdict - 1, None), (T0 + verdict, claim(1))];
    follows(&table, || idle().with(job(1, open_at(T0)).flagged(flag::SPEC_REPORTED)));
}

#[test]
fn takes_no_job_that_it_failed() {
    let mut seen = job(1, open_at(T0 - 20));
    seen.job.state.attempt = 1;
    seen.job.state.failed = [own().tag(), [0; 8]];
    assert_eq!(plan(&idle().with(seen), T0), []);
}
