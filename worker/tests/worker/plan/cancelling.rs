use rayment_core::job::{FailReason, Phase};
use rayment_worker::plan::{Action, LocalState, Progress, SpecStatus};

use super::story::*;

const CANCEL_AT: i64 = T0 + 200;

fn give_back() -> Option<Action> {
    Some(Action::Fail { attempt: first(1), reason: FailReason::Worker })
}

fn deliver() -> Option<Action> {
    Some(Action::Deliver(first(1)))
}

fn story(work: Option<Progress>) -> impl Fn() -> rayment_worker::plan::Snapshot {
    let local = LocalState { work, spec: FITS, ..LocalState::default() };
    move || idle().with(job(1, cancelled_at(T0, CANCEL_AT)).knowing(local))
}

#[test]
fn gives_back_a_job_cancelled_before_its_start() {
    let phase = Phase::Claimed { claim: claim_of(own()), at: T0, cancel_at: Some(T0 + 100) };
    follows(&[(T0, give_back()), (T0 + 99, give_back()), (T0 + 100, None)], || idle().with(job(1, phase)));
}

#[test]
fn finishes_the_frame_in_hand_and_begins_no_other() {
    let wind_down = Some(Action::WindDown(first(1)));
    follows(&[(T0, wind_down)], story(Some(progress(1))));
    let winding = Progress { winding_down: true, ..progress(1) };
    follows(&[(T0, None), (CANCEL_AT - 21, None)], story(Some(winding)));
}

#[test]
fn delivers_what_is_done_once_nothing_more_comes() {
    let over = Progress { over: true, winding_down: true, ..progress(2) };
    let table = [(T0, deliver()), (CANCEL_AT - 1, deliver()), (CANCEL_AT, None)];
    follows(&table, story(Some(over)));
}

#[test]
fn delivers_what_is_done_before_the_cancellation_takes_effect() {
    let winding = Progress { winding_down: true, ..progress(2) };
    follows(&[(CANCEL_AT - 20, deliver()), (CANCEL_AT - 1, deliver()), (CANCEL_AT, None)], story(Some(winding)));
}

#[test]
fn delivers_a_complete_job_in_full() {
    follows(&[(T0, deliver())], story(Some(progress(FRAMES))));
}

#[test]
fn gives_back_where_nothing_is_done() {
    let over = Progress { over: true, winding_down: true, ..progress(0) };
    follows(&[(T0, give_back())], story(Some(over)));
    let winding = Progress { winding_down: true, ..progress(0) };
    follows(&[(T0, None), (CANCEL_AT - 20, give_back()), (CANCEL_AT, None)], story(Some(winding)));
}

#[test]
fn a_restarted_worker_delivers_what_it_finds_on_disk() {
    let wind_down = Some(Action::Work { attempt: first(1), wind_down: true });
    follows(&[(T0, wind_down)], story(None));
    for (spec, expected) in [
        (SpecStatus::Unknown, Some(Action::Inspect(first(1)))),
        (SpecStatus::Waiting, None),
        (SpecStatus::Unfit(FailReason::Spec), give_back()),
    ] {
        let local = LocalState { spec, ..LocalState::default() };
        follows(&[(T0, expected)], || idle().with(job(1, cancelled_at(T0, CANCEL_AT)).knowing(local)));
    }
}

#[test]
fn trouble_delivers_what_is_done_or_gives_back() {
    for (frames, expected) in [(0, give_back()), (2, deliver())] {
        let work = Some(Progress { over: true, ..progress(frames) });
        let local = LocalState { work, spec: FITS, failure: Some(FailReason::Worker), ..LocalState::default() };
        follows(&[(T0, expected)], || idle().with(job(1, cancelled_at(T0, CANCEL_AT)).knowing(local)));
    }
}
