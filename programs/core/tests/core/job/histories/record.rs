//! What an onlooker notes down about a job, to judge the rules without asking them.

use rayment_core::{
    Pubkey,
    job::{Command, FailReason, JobState, Offer, Outcome, Phase},
    money::Terms,
};

use crate::job::story::{Actor, DAY, START_SECS, VERDICT_SECS};

const RESERVE_SECS: i64 = 60;
const OPEN_SECS: i64 = 10;
const CANCEL_SECS: i64 = 120;

/// When a command is valid: from the first to before the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: i64,
    pub until: i64,
}

const ALWAYS: Window = Window { from: i64::MIN, until: i64::MAX };

#[derive(Clone, Debug)]
pub struct Record {
    pub offer: Offer,
    /// Everyone who ever claimed, in order.
    pub claimers: Vec<Pubkey>,
    /// Everyone who called the spec broken.
    pub reporters: Vec<Pubkey>,
    pub unchecked: bool,
    /// When the job got into its phase.
    pub since: i64,
    pub reserved: Option<(Pubkey, i64)>,
    pub terms: Option<Terms>,
    /// When the client asked to cancel.
    pub cancelled: Option<i64>,
    /// Frames and milliseconds to be paid, and who delivered them.
    pub delivered: Option<(Pubkey, u32, u64)>,
    pub approved: bool,
}

impl Record {
    pub fn begins(offer: &Offer) -> Record {
        Record {
            offer: *offer,
            claimers: Vec::new(),
            reporters: Vec::new(),
            unchecked: false,
            since: crate::job::story::NOON,
            reserved: None,
            terms: None,
            cancelled: None,
            delivered: None,
            approved: false,
        }
    }

    /// Notes a command that was granted.
    pub fn notes(
        &mut self,
        by: Actor,
        command: &Command,
        before: &JobState,
        after: Result<JobState, Outcome>,
        now: i64,
    ) {
        match command {
            Command::Assign { provider, unchecked } => {
                self.reserved = Some((*provider, now + RESERVE_SECS));
                self.unchecked = *unchecked;
            }
            Command::Claim { terms, .. } => {
                self.unchecked &= self.reserved.is_some_and(|(provider, _)| provider == by.key);
                self.claimers.push(by.key);
                self.terms = Some(*terms);
            }
            Command::Deliver { frames, ms, .. } => {
                let passed = u64::try_from(now - self.since).unwrap() * 1_000;
                let allowed = u64::from(*frames) * self.offer.ceilings.ms_per_frame;
                self.delivered = Some((by.key, *frames, passed.min(allowed).min(*ms)));
            }
            Command::Approve { .. } => self.approved = true,
            Command::Fail { reason: FailReason::Spec, .. } => self.reporters.push(by.key),
            Command::Cancel => self.cancelled = Some(now),
            Command::Fail { .. } | Command::Start { .. } | Command::Seal { .. } | Command::Accept { .. } => {}
            Command::Reject { .. } | Command::Dispute { .. } | Command::Settle | Command::Expire => {}
        }
        let Ok(after) = after else { return };
        if after.attempt != before.attempt {
            (self.reserved, self.terms, self.delivered, self.unchecked) = (None, None, None, false);
        }
        let moved = std::mem::discriminant(&before.phase) != std::mem::discriminant(&after.phase);
        if moved || matches!(command, Command::Approve { .. }) {
            self.since = now;
        }
    }

    /// Twice the longest time that is paid, rounded up, and 300 s.
    pub fn delivery_secs(&self) -> i64 {
        let ms = 2 * self.offer.ceilings.ms_per_frame * u64::from(self.offer.chunk.frames);
        i64::try_from(ms.div_ceil(1_000)).unwrap() + 300
    }

    pub fn cancel_at(&self) -> Option<i64> {
        let frame = i64::try_from(self.offer.ceilings.ms_per_frame.div_ceil(1_000)).unwrap();
        self.cancelled.map(|at| at + frame.max(CANCEL_SECS))
    }

    /// When `command` is valid in `phase`, asked by `by`; `None` where it never is.
    pub fn window(&self, phase: &Phase, command: &Command, by: Actor) -> Option<Window> {
        let until = |until| Some(Window { until, ..ALWAYS });
        let from = |from| Some(Window { from, ..ALWAYS });
        match (phase, command) {
            (Phase::Open { .. }, Command::Assign { .. }) => {
                let from = self.reserved.map_or(i64::MIN, |(_, until)| until);
                Some(Window { from, until: self.offer.expires_at })
            }
            (Phase::Open { .. }, Command::Claim { .. }) => {
                let from = match self.reserved {
                    Some((provider, _)) if provider == by.key => i64::MIN,
                    Some((_, until)) => until,
                    None => self.since + OPEN_SECS,
                };
                Some(Window { from, until: self.offer.expires_at - self.delivery_secs() - START_SECS + 1 })
            }
            (Phase::Open { .. }, Command::Expire) => from(self.offer.expires_at),
            (Phase::Claimed { .. }, Command::Start { .. } | Command::Fail { .. }) => until(self.work_due(START_SECS)),
            (Phase::Claimed { .. }, Command::Expire) => from(self.work_due(START_SECS)),
            (Phase::Running { .. }, Command::Deliver { .. } | Command::Fail { .. }) => {
                until(self.work_due(self.delivery_secs()))
            }
            (Phase::Running { .. }, Command::Expire) => from(self.work_due(self.delivery_secs())),
            (
                Phase::Delivered { .. },
                Command::Accept { .. } | Command::Reject { .. } | Command::Fail { reason: FailReason::Worker, .. },
            ) => until(self.since + self.verdict_secs()),
            (Phase::Delivered { .. }, Command::Dispute { .. }) => {
                let from = self.since + self.verdict_secs();
                Some(Window { from, until: from + DAY })
            }
            (
                Phase::Disputed { .. },
                Command::Accept { .. } | Command::Reject { .. } | Command::Fail { reason: FailReason::Worker, .. },
            ) => until(self.since + DAY),
            (Phase::Accepted { approved: true, .. }, Command::Approve { .. }) => None,
            (Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. }, Command::Approve { .. }) => {
                until(self.settle_due(phase))
            }
            (Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. }, Command::Settle) => {
                from(self.settle_due(phase))
            }
            (Phase::Open { .. }, Command::Fail { reason: FailReason::Spec, .. })
            | (Phase::Open { .. } | Phase::Claimed { .. } | Phase::Running { .. }, Command::Cancel)
            | (Phase::Delivered { .. } | Phase::Disputed { .. }, Command::Seal { .. }) => Some(ALWAYS),
            _ => None,
        }
    }

    /// Whether work that is over ran out of time, rather than out of a cancellation's.
    pub fn timed_out(&self, phase: &Phase) -> bool {
        let due = match phase {
            Phase::Claimed { .. } => self.since + START_SECS,
            _ => self.since + self.delivery_secs(),
        };
        self.cancel_at().is_none_or(|at| due < at)
    }

    fn work_due(&self, secs: i64) -> i64 {
        self.cancel_at().map_or(self.since + secs, |at| at.min(self.since + secs))
    }

    fn verdict_secs(&self) -> i64 {
        if self.unchecked { 0 } else { VERDICT_SECS }
    }

    fn settle_due(&self, phase: &Phase) -> i64 {
        match phase {
            Phase::Delivered { .. } => self.since + self.verdict_secs() + DAY,
            Phase::Accepted { .. } if self.approved || self.offer.at_once => self.since,
            _ => self.since + DAY,
        }
    }

    /// The first time after `now` at which something may begin or end in `phase`.
    pub fn next_deadline(&self, phase: &Phase, now: i64) -> Option<i64> {
        let last_claim = self.offer.expires_at - self.delivery_secs() - START_SECS + 1;
        let all = match phase {
            Phase::Open { .. } => {
                let reserved = self.reserved.map_or(now, |(_, until)| until);
                vec![self.since + OPEN_SECS, reserved, last_claim, self.offer.expires_at]
            }
            Phase::Claimed { .. } => vec![self.work_due(START_SECS)],
            Phase::Running { .. } => vec![self.work_due(self.delivery_secs())],
            Phase::Delivered { .. } => vec![self.since + self.verdict_secs(), self.settle_due(phase)],
            Phase::Accepted { .. } | Phase::Disputed { .. } => vec![self.settle_due(phase)],
        };
        all.into_iter().filter(|due| *due > now + 1).min()
    }
}
