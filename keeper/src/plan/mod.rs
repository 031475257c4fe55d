//! What to do, from a snapshot. Pure: the same snapshot gives the same actions, in the same order.

mod ahead;
mod dispatch;
mod orders;
mod sweeps;
mod verdict;

pub use orders::{DRAW_COST, can_be_drawn, has_rent};
pub use sweeps::{SWEEP_LEAST, is_anything_due};
pub use verdict::{is_open_to_a_verdict, lacks_guardians};

use rayment_client::{Job, rule_key};
use rayment_core::{
    job::{FailReason, Phase, flag},
    market::Params,
};

use crate::{
    action::{Action, ChainAction},
    snapshot::{SceneTrial, Snapshot},
    tokens::Owing,
};

/// Everything to do now. Jobs whose parameters are not known yet wait.
pub fn plan(snapshot: &Snapshot) -> Vec<Action> {
    let mut actions = Vec::new();
    for job in &snapshot.jobs {
        if let Some(params) = snapshot.params.get(&job.state.params) {
            actions.extend(follow(snapshot, job, params));
        }
    }
    actions.extend(dispatch::assignments(snapshot));
    let is_sending = actions.iter().any(|action| matches!(action, Action::Send(_)));
    actions.extend(orders::draws(snapshot, is_sending));
    actions.extend(orders::returns(snapshot));
    actions.extend(sweeps::sweeps(snapshot));
    actions
}

/// What one job needs, apart from a provider.
fn follow(snapshot: &Snapshot, job: &Job, params: &Params) -> Option<Action> {
    match &job.state.phase {
        Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. } => {
            expire(snapshot, job, params).or_else(|| reported(snapshot, job))
        }
        Phase::Delivered { .. } | Phase::Disputed { .. } => {
            settle(snapshot, job, params).or_else(|| verdict::follow(snapshot, job, params))
        }
        Phase::Accepted { .. } => settle(snapshot, job, params),
        Phase::Owed { .. } => clear(snapshot, job),
    }
}

fn expire(snapshot: &Snapshot, job: &Job, params: &Params) -> Option<Action> {
    let due = job.state.expire_due(params)?;
    (snapshot.now >= due).then_some(Action::Send(ChainAction::Expire { job: *job }))
}

fn settle(snapshot: &Snapshot, job: &Job, params: &Params) -> Option<Action> {
    let due = job.state.settle_due(params)?;
    (snapshot.now >= due).then_some(Action::Send(ChainAction::Settle { job: *job }))
}

/// What could not be credited when a job in tokens ended is paid as soon as anybody can be.
fn clear(snapshot: &Snapshot, job: &Job) -> Option<Action> {
    let Owing { market, has_purse, payees } = *snapshot.tokens.owing.get(&job.address)?;
    let can = job.state.clear(&payees).is_ok();
    can.then_some(Action::Send(ChainAction::Clear { job: *job, market, has_purse }))
}

/// A spec that a provider has reported as broken is tried here: it ends the job if it is broken here too,
/// and the report is void if it loads.
fn reported(snapshot: &Snapshot, job: &Job) -> Option<Action> {
    if !job.state.has(flag::SPEC_REPORTED) || is_party(snapshot, job) {
        return None;
    }
    match snapshot.trials.get(&job.state.spec) {
        None => Some(Action::TryScene { spec: job.state.spec }),
        Some(SceneTrial::Loads) => Some(fail(job, FailReason::Loads, false)),
        Some(SceneTrial::Broken) if matches!(job.state.phase, Phase::Open { .. }) => {
            Some(fail(job, FailReason::Broken, false))
        }
        Some(SceneTrial::Broken | SceneTrial::Unclear) => None,
    }
}

fn fail(job: &Job, reason: FailReason, seal: bool) -> Action {
    Action::Send(ChainAction::Fail { job: *job, reason, seal })
}

/// Whether the keeper's own key is a party to the job: then it neither assigns nor judges it.
fn is_party(snapshot: &Snapshot, job: &Job) -> bool {
    let keeper = rule_key(&snapshot.keeper);
    let holds = job.state.claim().is_some_and(|claim| claim.provider == keeper);
    job.state.client == keeper || holds || job.state.was_failed_by(&keeper)
}
