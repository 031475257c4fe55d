use rayment_core::job::{FailReason, flag};
use rayment_worker::plan::{Action, LocalState, Pending, Progress, SpecStatus, plan};

use super::story::*;

fn fail(reason: FailReason) -> Option<Action> {
    Some(Action::Fail { attempt: first(1), reason })
}

fn work() -> Option<Action> {
    Some(Action::Work { attempt: first(1), wind_down: false })
}

#[test]
fn a_job_that_was_claimed_only_is_started_at_once() {
    let start = i64::from(PARAMS.start_secs);
    let table =
        [(T0, Some(Action::Start(first(1)))), (T0 + start - 1, Some(Action::Start(first(1)))), (T0 + start, None)];
    follows(&table, || idle().with(job(1, claimed(T0))));
}

#[test]
fn a_claimed_job_whose_spec_does_not_come_is_given_back() {
    let local = LocalState { spec: SpecStatus::Waiting, ..LocalState::default() };
    // A tenth of the 120 seconds is left for giving back.
    let late = fail(FailReason::Worker);
    let table = [(T0, None), (T0 + 107, None), (T0 + 108, late), (T0 + 119, late), (T0 + 120, None)];
    follows(&table, || idle().with(job(1, claimed(T0)).knowing(local)));
}

#[test]
fn a_restarted_worker_looks_at_what_it_holds() {
    for phase in [claimed(T0), running(T0)] {
        let table = [
            (SpecStatus::Unknown, Some(Action::Inspect(first(1)))),
            (SpecStatus::Waiting, None),
            (SpecStatus::Unfit(FailReason::Spec), fail(FailReason::Spec)),
            (SpecStatus::Unfit(FailReason::Worker), fail(FailReason::Worker)),
        ];
        for (spec, expected) in table {
            follows(&[(T0, expected)], || {
                idle().with(job(1, phase).knowing(LocalState { spec, ..LocalState::default() }))
            });
        }
    }
}

#[test]
fn a_running_job_is_worked_on_until_all_frames_are_in_the_hub() {
    follows(&[(T0, work())], || idle().with(job(1, running(T0))));
    for frames in 0..FRAMES {
        follows(&[(T0 + 1, None)], || idle().with(job(1, running(T0)).working(frames)));
    }
    let deliver = Some(Action::Deliver(first(1)));
    let due = T0 + window();
    let table = [(T0 + 1, deliver), (due - 1, deliver), (due, None), (due + 1, None)];
    follows(&table, || idle().with(job(1, running(T0)).working(FRAMES)));
}

#[test]
fn gives_back_what_cannot_be_finished_in_time() {
    let due = T0 + window();
    let table =
        [(due - 21, None), (due - 20, fail(FailReason::Worker)), (due - 1, fail(FailReason::Worker)), (due, None)];
    follows(&table, || idle().with(job(1, running(T0)).working(FRAMES - 1)));
}

#[test]
fn tells_the_chain_whose_trouble_it_is() {
    for reason in [FailReason::Spec, FailReason::Worker] {
        let over = Progress { over: true, ..progress(1) };
        let local = LocalState { failure: Some(reason), spec: FITS, work: Some(over), ..LocalState::default() };
        follows(&[(T0, fail(reason))], || idle().with(job(1, running(T0)).knowing(local)));
        let local = LocalState { work: None, ..local };
        follows(&[(T0, fail(reason))], || idle().with(job(1, claimed(T0)).knowing(local)));
    }
}

#[test]
fn what_the_keeper_has_loaded_is_given_back_as_this_machines_trouble() {
    let unfit = LocalState { spec: SpecStatus::Unfit(FailReason::Spec), ..LocalState::default() };
    let failed = LocalState { failure: Some(FailReason::Spec), spec: FITS, ..LocalState::default() };
    for phase in [claimed(T0), running(T0)] {
        for local in [unfit, failed] {
            let held = || job(1, phase).knowing(local);
            follows(&[(T0, fail(FailReason::Spec))], || idle().with(held()));
            follows(&[(T0, fail(FailReason::Worker))], || idle().with(held().flagged(flag::LOADS)));
            // Another provider's word against it is no word of the keeper's.
            follows(&[(T0, fail(FailReason::Spec))], || idle().with(held().flagged(flag::SPEC_REPORTED)));
        }
    }
}

#[test]
fn a_complete_job_is_delivered_whatever_went_wrong_after() {
    let over = Progress { over: true, ..progress(FRAMES) };
    let local = LocalState { failure: Some(FailReason::Worker), spec: FITS, work: Some(over), ..LocalState::default() };
    follows(&[(T0, Some(Action::Deliver(first(1))))], || idle().with(job(1, running(T0)).knowing(local)));
}

#[test]
fn never_sends_twice_what_is_on_its_way() {
    let local = LocalState {
        pending: Some(Pending::Transaction),
        spec: FITS,
        work: Some(progress(FRAMES)),
        ..LocalState::default()
    };
    follows(&[(T0, None)], || idle().with(job(1, running(T0)).knowing(local)));
}

#[test]
fn leaves_the_jobs_of_others_alone() {
    let mut snapshot = idle().with(job(1, running(T0)));
    snapshot.provider.authority = other();
    assert_eq!(plan(&snapshot, T0), []);
}
