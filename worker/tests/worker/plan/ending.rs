use rayment_core::job::{Acceptance, Delivery, Phase, Seal, flag};
use rayment_worker::plan::{Action, Pending, plan};

use super::story::*;

fn stop(number: u8) -> Vec<Action> {
    vec![Action::Stop(first(number))]
}

fn accepted(how: Acceptance) -> Phase {
    let (claim, root, seed) = (claim_of(own()), [9; 32], [0; 32]);
    Phase::Accepted { claim, at: T0, how, frames: FRAMES, ms: 1, root, seed, round: 0 }
}

fn forget(number: u8) -> Vec<Action> {
    vec![Action::Forget(first(number))]
}

#[test]
fn stops_work_on_what_is_no_longer_its_own() {
    let taken = Phase::Running { claim: claim_of(other()), at: T0, cancel_at: None };
    assert_eq!(plan(&idle().with(job(1, taken)).working_on(1, 0), T0), stop(1));
    assert_eq!(plan(&idle().with(job(1, delivered(T0))).working_on(1, 0), T0), stop(1));

    let mut next_attempt = job(1, reserved_for(other(), T0 + 60));
    next_attempt.job.state.attempt = 1;
    assert_eq!(plan(&idle().with(next_attempt).working_on(1, 0), T0), stop(1));

    let mut gone = idle().working_on(1, 0);
    gone.closed.insert(address(1));
    assert_eq!(plan(&gone, T0), stop(1));
}

#[test]
fn stops_work_the_moment_its_deadline_passes() {
    let due = T0 + window();
    let snapshot = || idle().with(job(1, running(T0)).working(1)).working_on(1, 0);
    let stop = Some(Action::Stop(first(1)));
    follows(&[(due - 21, None), (due, stop), (due + 1, stop)], snapshot);
}

#[test]
fn works_on_where_the_job_is_its_own() {
    assert_eq!(plan(&idle().with(job(1, running(T0)).working(1)).working_on(1, 0).keeping(1, 0), T0), []);
}

#[test]
fn keeps_frames_until_the_chain_shows_their_effect() {
    for phase in [open_at(T0), running(T0), delivered(T0)] {
        let snapshot = idle().with(job(1, phase)).keeping(1, 0);
        assert!(!plan(&snapshot, T0).contains(&Action::Forget(first(1))), "{phase:?}");
    }
    // The node has not seen yet that this attempt began.
    let mut later = idle().with(job(1, running(T0))).with(job(2, open_at(T0))).keeping(1, 1).working_on(2, 1);
    later.jobs.iter_mut().for_each(|seen| seen.local.pending = Some(Pending::Transaction));
    assert_eq!(plan(&later, T0), []);
    // Nothing is known of the job: the node could not be read, or lags behind.
    assert_eq!(plan(&idle().keeping(1, 0), T0), []);
}

#[test]
fn forgets_frames_of_closed_jobs_and_of_attempts_that_have_ended() {
    let mut closed = idle().keeping(1, 0);
    closed.closed.insert(address(1));
    assert_eq!(plan(&closed, T0), forget(1));

    let mut next_attempt = job(1, open_at(T0));
    next_attempt.job.state.attempt = 1;
    assert_eq!(plan(&idle().with(next_attempt).keeping(1, 0), T0), forget(1));
}

#[test]
fn stops_first_and_forgets_afterwards() {
    let mut closed = idle().working_on(1, 0).keeping(1, 0);
    closed.closed.insert(address(1));
    assert_eq!(plan(&closed, T0), stop(1));
    closed.working.clear();
    assert_eq!(plan(&closed, T0), forget(1));
}

#[test]
fn settles_by_itself_when_nobody_else_does() {
    let settle = Some(Action::Settle(first(1)));
    for how in [Acceptance::Client, Acceptance::Answered, Acceptance::Conceded] {
        let table = [(T0, None), (T0 + 59, None), (T0 + 60, settle)];
        follows(&table, || idle().with(job(1, accepted(how))));
    }
    // Where nothing pays at once, the client has its time to approve.
    let quiet = T0 + i64::from(PARAMS.approval_secs) + 60;
    follows(&[(quiet - 1, None), (quiet, settle)], || idle().with(job(1, accepted(Acceptance::Keeper))));

    let silent = T0 + i64::from(PARAMS.verdict_secs + PARAMS.approval_secs) + 60;
    follows(&[(silent - 1, None), (silent, settle)], || idle().with(job(1, delivered(T0))));

    let delivery = Delivery { frames: FRAMES, ms: 1, root: [0; 32], seal: Seal::Pending { slot: 1, round: 0 } };
    let disputed = Phase::Disputed { claim: claim_of(own()), at: T0, delivery };
    let split = T0 + i64::from(PARAMS.dispute_secs) + 60;
    follows(&[(split - 1, None), (split, settle)], || idle().with(job(1, disputed)));
}

#[test]
fn settles_a_job_without_a_check_once_the_client_has_not_objected() {
    let settle = Some(Action::Settle(first(1)));
    let quiet = T0 + i64::from(PARAMS.approval_secs) + 60;
    follows(&[(quiet - 1, None), (quiet, settle)], || idle().with(job(1, delivered(T0)).flagged(flag::UNCHECKED)));
}
