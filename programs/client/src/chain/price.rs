//! What to pay for priority: what others pay, and more as the time for an action runs out.

use std::time::Duration;

use rayment_core::{
    job::{JobState, Phase, flag},
    market::Params,
};
use tokio::time::Instant;

/// Micro-lamports per compute unit once half the time is over, even where nobody else pays anything.
const FLOOR: u64 = 1_000;
/// The most that priority may cost, in basis points of what is at stake.
const STAKE_BPS: u128 = 100;

/// When an action is due, and what depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Urgency {
    /// All the time there was.
    window: Duration,
    until: Instant,
    /// Lamports that somebody loses if it comes too late.
    stake: u64,
}

impl Urgency {
    /// An action that could be taken from `since` on and is due at `due`, by the chain's clock, which shows `now`.
    pub fn new((since, due): (i64, i64), now: i64, stake: u64) -> Self {
        let secs = |from: i64, to: i64| Duration::from_secs(u64::try_from(to.saturating_sub(from)).unwrap_or(0));
        let (window, left) = (secs(since, due), secs(now, due));
        let asked = Instant::now();
        // What is centuries away is not urgent.
        let until = asked.checked_add(left).unwrap_or_else(|| asked + Duration::from_secs(u32::MAX.into()));
        Self { window, until, stake }
    }

    /// The next step of a job by whoever has to take it: the provider that it is reserved for or that works at it,
    /// else the keeper. `None` where no deadline runs.
    pub fn of(job: &JobState, params: &Params, now: i64) -> Option<Self> {
        let later = |at: i64, secs: u32| at.checked_add(secs.into());
        let window = match &job.phase {
            Phase::Open { at, .. } if job.has(flag::SPEC_REPORTED) => (*at, later(*at, params.verdict_secs)?),
            Phase::Open { reserved, .. } => {
                let until = reserved.as_ref()?.until;
                (until.checked_sub(params.reserve_secs.into())?, until)
            }
            Phase::Claimed { at, .. } | Phase::Running { at, .. } => (*at, job.expire_due(params)?),
            Phase::Delivered { at, .. } | Phase::Disputed { at, .. } => match job.verdict_due(params)? {
                due if now < due => (*at, due),
                // It can't be accepted any more, but refused.
                due => (due, job.settle_due(params)?),
            },
            Phase::Accepted { .. } | Phase::Owed { .. } => return None,
        };
        (now < window.1).then(|| Self::new(window, now, at_stake(job, params)))
    }

    /// For both in one transaction.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let first = if other.until < self.until { other } else { self };
        Self { stake: self.stake.saturating_add(other.stake), ..first }
    }

    /// The time that is left.
    pub fn left(&self) -> Duration {
        self.until.saturating_duration_since(Instant::now())
    }

    /// How often the time that is left has halved at `at`.
    fn halvings(&self, at: Instant) -> u32 {
        let left = self.until.saturating_duration_since(at).as_millis();
        halvings(left, self.window.as_millis())
    }
}

/// Lamports at stake in a job that is in tokens, whose base units are none: as much as a job's account is worth.
const TOKEN_STAKE: u64 = 3_500_000;

/// What the client pays and the provider risks, at the most.
fn at_stake(job: &JobState, params: &Params) -> u64 {
    if job.is_in_tokens() {
        return TOKEN_STAKE;
    }
    let Some(claim) = job.claim() else { return job.deposit };
    let bill = job.worst_case(params, &claim.terms).unwrap_or(job.deposit);
    bill.saturating_add(job.bond(params, &claim.terms).unwrap_or(0))
}

fn halvings(left: u128, window: u128) -> u32 {
    window.checked_div(left).map_or(u32::MAX, |times| times.checked_ilog2().unwrap_or(0))
}

/// Micro-lamports per compute unit of a transaction that asks for `units`. `median` is what others pay, `tries` how
/// often it was sent in vain by `at`. Each halving of the time that is left doubles the price, and so does each try.
pub(super) fn price(
    median: u64,
    (units, cap): (u64, u64),
    urgency: Option<Urgency>,
    (tries, at): (u32, Instant),
) -> u64 {
    let Some(urgency) = urgency else { return median.min(cap) };
    grown(median, urgency.halvings(at).saturating_add(tries), affordable(urgency.stake, units).min(cap))
}

fn grown(median: u64, doublings: u32, most: u64) -> u64 {
    let from = if doublings == 0 { median } else { median.max(FLOOR) };
    2u64.checked_pow(doublings).and_then(|factor| from.checked_mul(factor)).map_or(most, |price| price.min(most))
}

/// The price at which priority costs its share of the stake.
fn affordable(stake: u64, units: u64) -> u64 {
    // Below 2^64 * 10^6 * 100.
    let share = u128::from(stake) * 1_000_000 * STAKE_BPS / 10_000;
    u64::try_from(share / u128::from(units.max(1))).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use rayment_core::{
        job::{Ceilings, Chunk},
        money::Terms,
    };

    use super::*;

    /// Seconds of the deadline of a verdict.
    const WINDOW: u64 = 900;
    const SOL: u64 = 1_000_000_000;
    const CAP: u64 = 1_000_000;

    fn priced(median: u64, left_ms: u64, tries: u32, stake: u64) -> u64 {
        let doublings = halvings(left_ms.into(), u128::from(WINDOW) * 1_000).saturating_add(tries);
        grown(median, doublings, affordable(stake, 100_000).min(CAP))
    }

    #[test]
    fn grows_as_the_deadline_comes_nearer_and_with_each_try() {
        let all = WINDOW * 1_000;
        for (what, median, left, tries, expected) in [
            ("far", 70, all, 0, 70),
            ("far, and nobody pays", 0, all, 0, 0),
            ("a millisecond before half", 70, all / 2 + 1, 0, 70),
            ("half, and nobody pays", 0, all / 2, 0, 2 * FLOOR),
            ("half", 5_000, all / 2, 0, 10_000),
            ("a quarter", 5_000, all / 4, 0, 20_000),
            ("near", 0, all / 64, 0, 64 * FLOOR),
            ("the last slot", 0, 400, 0, CAP),
            ("due", 0, 0, 0, CAP),
            ("far, sent in vain", 0, all, 1, 2 * FLOOR),
            ("half, sent in vain twice", 5_000, all / 2, 2, 40_000),
            ("more than the cap", 2 * CAP, all, 0, CAP),
            ("more than fits", u64::MAX, 1, u32::MAX, CAP),
        ] {
            assert_eq!(priced(median, left, tries, SOL), expected, "{what}");
        }
        let mut before = 0;
        for left in (0..=all).rev().step_by(300) {
            let now = priced(10, left, 0, SOL);
            assert!(now >= before, "{left} ms: {now} after {before}");
            before = now;
        }
    }

    #[test]
    fn costs_no_more_than_a_hundredth_of_what_is_at_stake() {
        for stake in [0, 1, 99, 1_000, 123_456, SOL, u64::MAX] {
            let lamports = u128::from(priced(5_000, 0, 3, stake)) * 100_000 / 1_000_000;
            assert!(lamports <= u128::from(stake) / 100, "{lamports} of {stake}");
        }
        assert_eq!(affordable(u64::MAX, 1), u64::MAX);
        assert_eq!(affordable(1_000_000, 0), affordable(1_000_000, 1));
    }

    #[test]
    fn time_that_passes_makes_it_dearer() {
        let urgency = Some(Urgency::new((1_000, 1_900), 1_000, SOL));
        let after = |secs, tries| (tries, Instant::now() + Duration::from_secs(secs));
        let free = |at| price(0, (100_000, CAP), urgency, at);
        // A second more or less: the clock goes on.
        assert_eq!([0, 440, 451, 900].map(|secs| free(after(secs, 0))), [0, 0, 2 * FLOOR, CAP]);
        assert_eq!(free(after(0, 3)), 8 * FLOOR);
        assert_eq!(price(7, (100_000, CAP), None, after(900, 3)), 7, "without a deadline, what others pay");
    }

    #[test]
    fn of_two_the_nearer_deadline_counts_and_both_stakes() {
        let (near, far) = (Urgency::new((0, 100), 0, 5), Urgency::new((0, 900), 0, 7));
        assert_eq!(near.and(far), far.and(near));
        assert_eq!(near.and(far), Urgency { stake: 12, ..near });
    }

    #[test]
    fn base_units_of_a_token_are_no_lamports() {
        let job = |flags| JobState {
            market: Default::default(),
            client: Default::default(),
            id: 0,
            order: 0,
            spec: [0; 32],
            chunk: Chunk { frame: 0, frames: 1, step: 1, tile: 0, tiles: 1 },
            bytes: 0,
            deposit: u64::MAX,
            ceilings: Ceilings { terms: Terms::default(), ms_per_frame: 1 },
            expires_at: 0,
            params: 1,
            attempt: 0,
            flags,
            failed: [[0; 8]; 2],
            phase: Phase::Open { at: 0, reserved: None },
        };
        assert_eq!(at_stake(&job(0), &Params::DEFAULT), u64::MAX);
        assert_eq!(at_stake(&job(flag::FROM_ORDER | flag::TOKEN), &Params::DEFAULT), TOKEN_STAKE);
    }

    #[test]
    fn takes_any_time() {
        let urgency = Urgency::new((i64::MIN, i64::MAX), i64::MIN, u64::MAX);
        assert!(urgency.left() > Duration::from_secs(1 << 31));
        assert_eq!(Urgency::new((5, 4), 6, 1).left(), Duration::ZERO);
    }
}
