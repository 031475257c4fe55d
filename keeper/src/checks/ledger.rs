//! Which checks are running, done, or to be tried again.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{Duration, Instant},
};

use rayment_core::Hash;

use crate::snapshot::{Attempt, Finding, SceneTrial};

const RETRY_FIRST: Duration = Duration::from_millis(500);
const RETRY_LAST: Duration = Duration::from_secs(30);

/// Trials of a scene that may tell nothing before that is taken for an answer.
const TRIES: u32 = 3;
/// Checks that the speed is measured on.
const SPEEDS: usize = 15;

/// The result of one check.
pub(super) struct CheckRecord {
    pub finding: Finding,
    /// Samples rendered, and how long that took.
    pub rendered: Option<(u64, Duration)>,
}

#[derive(Default)]
pub(super) struct Ledger {
    findings: BTreeMap<Attempt, Finding>,
    /// Checks that run now.
    running: BTreeSet<Attempt>,
    /// When what was not available is asked for again, and the pause after that.
    retries: BTreeMap<Attempt, (Instant, Duration)>,
    /// Deliveries that may lie on disk.
    stored: BTreeSet<Attempt>,
    trials: BTreeMap<Hash, SceneTrial>,
    trying: BTreeSet<Hash>,
    /// How often a trial has told nothing.
    unclear: BTreeMap<Hash, u32>,
    /// Samples a millisecond of the last checks, newest first.
    speeds: VecDeque<u64>,
}

impl Ledger {
    pub fn new(findings: BTreeMap<Attempt, Finding>, stored: BTreeSet<Attempt>) -> Self {
        Self { findings, stored, ..Self::default() }
    }

    /// Whether a check for this challenge is to start now; if so it counts as running.
    pub fn begins(&mut self, attempt: Attempt, seed: Option<Hash>, now: Instant) -> bool {
        let waits = self.retries.get(&attempt).is_some_and(|(at, _)| now < *at);
        let done = match (self.findings.get(&attempt), seed) {
            (Some(Finding::Unreadable), _) => true,
            (Some(Finding::Fetched), seed) => seed.is_none(),
            (
                Some(
                    Finding::Equal { seed: of, .. }
                    | Finding::Different { seed: of, .. }
                    | Finding::Unlike { seed: of },
                ),
                seed,
            ) => Some(*of) == seed,
            // What is too heavy now may not be once there is space on disk, or a dispute gives more time.
            (Some(Finding::Missing | Finding::Unreachable | Finding::TooHeavy) | None, _) => false,
        };
        if waits || done || !self.running.insert(attempt) {
            return false;
        }
        self.stored.insert(attempt);
        true
    }

    /// Records the result of a check; whether it is another finding than before.
    pub fn ends(&mut self, attempt: Attempt, record: CheckRecord, now: Instant) -> bool {
        self.running.remove(&attempt);
        let CheckRecord { finding, rendered } = record;
        match finding {
            Finding::Missing | Finding::Unreachable | Finding::TooHeavy => {
                let pause = self.retries.get(&attempt).map_or(RETRY_FIRST, |(_, pause)| *pause);
                self.retries.insert(attempt, (now + pause, (pause * 2).min(RETRY_LAST)));
            }
            Finding::Fetched
            | Finding::Equal { .. }
            | Finding::Different { .. }
            | Finding::Unlike { .. }
            | Finding::Unreadable => {
                self.retries.remove(&attempt);
            }
        }
        self.measure(rendered);
        self.findings.insert(attempt, finding.clone()) != Some(finding)
    }

    fn measure(&mut self, rendered: Option<(u64, Duration)>) {
        let Some((samples, time)) = rendered.filter(|(samples, _)| *samples > 0) else { return };
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX).max(1);
        self.speeds.truncate(SPEEDS - 1);
        self.speeds.push_front((samples / ms).max(1));
    }

    pub fn begins_trial(&mut self, spec: Hash) -> bool {
        !self.trials.contains_key(&spec) && self.trying.insert(spec)
    }

    pub fn ends_trial(&mut self, spec: Hash, trial: SceneTrial) {
        self.trying.remove(&spec);
        if trial == SceneTrial::Unclear {
            // Something else may have been in its way.
            let tries = self.unclear.entry(spec).or_default();
            *tries += 1;
            if *tries < TRIES {
                return;
            }
        }
        self.trials.insert(spec, trial);
    }

    pub fn findings(&self) -> &BTreeMap<Attempt, Finding> {
        &self.findings
    }

    /// Findings without those that may change, because a check is running that was begun since.
    pub fn standing(&self) -> BTreeMap<Attempt, Finding> {
        let stands = |(attempt, finding): &(&Attempt, &Finding)| {
            let is_final = !matches!(finding, Finding::Missing | Finding::Unreachable | Finding::TooHeavy);
            is_final || !self.running.contains(*attempt)
        };
        let standing = self.findings.iter().filter(stands);
        standing.map(|(attempt, finding)| (*attempt, finding.clone())).collect()
    }

    pub fn trials(&self) -> &BTreeMap<Hash, SceneTrial> {
        &self.trials
    }

    /// The median of the last checks: a few odd scenes don't make all others look too heavy or too
    /// light.
    pub fn samples_per_ms(&self) -> Option<u64> {
        let mut speeds: Vec<_> = self.speeds.iter().copied().collect();
        speeds.sort_unstable();
        speeds.get(speeds.len() / 2).copied()
    }

    /// Forgets all other attempts and specs, except checks that run now. Returns the attempts that may have
    /// left something on disk.
    pub fn retain(&mut self, attempts: &BTreeSet<Attempt>, specs: &BTreeSet<Hash>) -> Vec<Attempt> {
        self.trials.retain(|spec, _| specs.contains(spec));
        self.unclear.retain(|spec, _| specs.contains(spec));
        self.retries.retain(|attempt, _| attempts.contains(attempt));
        let known = self.findings.keys().chain(&self.stored).copied().collect::<BTreeSet<_>>();
        let stale = |attempt: &Attempt| !attempts.contains(attempt) && !self.running.contains(attempt);
        let gone: Vec<_> = known.into_iter().filter(stale).collect();
        for attempt in &gone {
            self.findings.remove(attempt);
            self.stored.remove(attempt);
        }
        gone
    }
}
