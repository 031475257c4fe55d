//! Who gets its next jobs while it still works at another: a provider that should begin them in a moment, by how long it
//! took the last time. It delivers one job and claims the next in one transaction, and stands idle between them no
//! longer. Whoever is free comes first all the same.

use rayment_client::{Job, chain_key};
use rayment_core::job::{Phase, Reservation};

use crate::snapshot::Snapshot;

/// What should begin within so many milliseconds is reserved ahead: some ticks, so that many short jobs share one
/// transaction, and not so long that somebody else who becomes free would have been much sooner.
const AHEAD_MS: i64 = 6_000;
/// And so many jobs at the most.
const MOST_AHEAD: i64 = 8;

/// How many jobs should begin in a moment where this one ends. One that takes half as long again as the last tells
/// nothing.
pub(super) fn after(snapshot: &Snapshot, job: &Job) -> u32 {
    let Phase::Running { claim, at, .. } = job.state.phase else { return 0 };
    let Some(pace) = snapshot.paces.get(&(chain_key(&claim.provider), job.state.spec)) else { return 0 };
    let takes = pace.ms_for(&job.state.chunk);
    let since = snapshot.now.saturating_sub(at).saturating_mul(1_000);
    let left = takes.saturating_sub(since);
    let late = (takes / 2).max(AHEAD_MS);
    if left > AHEAD_MS || left < late.saturating_neg() {
        return 0;
    }
    let more = AHEAD_MS.saturating_sub(left.max(0)) / takes.max(1);
    u32::try_from(more.saturating_add(1).min(MOST_AHEAD)).unwrap_or(1)
}

/// Whether the reservation is of a provider that works at as many jobs as it has slots: that it did not claim is no
/// neglect.
pub(super) fn is_ahead(snapshot: &Snapshot, held: &Reservation) -> bool {
    let of = snapshot.providers.iter().find(|provider| provider.state.authority == held.provider);
    of.is_some_and(|provider| provider.state.is_full())
}
