//! What an onlooker notes down about a job, to judge the rules without asking them.

use rayment_core::{
    Pubkey,
    job::{Acceptance, Command, FailReason, JobState, Offer, Outcome, Phase, Signer},
    money::{Terms, Usage, subtotal},
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

/// What a market asks of guardians and of its keeper, as its jobs were told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    pub second_check: u8,
    pub guardian_secs: u32,
    pub keeper_bond_min: u64,
}

impl Rules {
    /// How long guardians have before the keeper's word alone pays.
    pub fn guardians_wait(&self) -> i64 {
        if self.second_check == 0 { 0 } else { self.guardian_secs.into() }
    }
}

#[derive(Clone, Debug)]
pub struct Record {
    pub offer: Offer,
    pub rules: Rules,
    /// Everyone who ever claimed, in order.
    pub claimers: Vec<Pubkey>,
    /// Everyone who called the spec broken, until the keeper said that it loads.
    pub reporters: Vec<Pubkey>,
    pub loads: bool,
    /// Whether it was posted under the first layout.
    pub by_deposit: bool,
    /// When the job got into its phase.
    pub since: i64,
    pub reserved: Option<(Pubkey, i64, Terms)>,
    pub terms: Option<Terms>,
    /// When the client asked to cancel.
    pub cancelled: Option<i64>,
    /// Frames and milliseconds to be paid, and who delivered them.
    pub delivered: Option<(Pubkey, u32, u64)>,
    /// How the delivery came to be accepted.
    pub accepted: Option<Acceptance>,
    /// What the keeper had locked when it accepted.
    pub keeper_bond: u64,
    /// Whether the keeper's acceptance pays at once.
    pub at_once: bool,
    /// The bond of the dispute, and whether the client's wallet paid it.
    pub dispute: Option<(u64, bool)>,
}

impl Record {
    pub fn begins(offer: &Offer, rules: Rules, by_deposit: bool) -> Record {
        Record {
            offer: *offer,
            rules,
            claimers: Vec::new(),
            reporters: Vec::new(),
            loads: false,
            by_deposit,
            since: crate::job::story::NOON,
            reserved: None,
            terms: None,
            cancelled: None,
            delivered: None,
            accepted: None,
            keeper_bond: 0,
            at_once: offer.at_once,
            dispute: None,
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
            Command::Assign { provider, terms, loads } => {
                self.reserved = Some((*provider, now + RESERVE_SECS, *terms));
                if *loads {
                    self.spec_loads();
                }
            }
            Command::Claim { terms, .. } => {
                self.claimers.push(by.key);
                self.terms = Some(*terms);
            }
            Command::Deliver { frames, ms, .. } => {
                let passed = u64::try_from(now - self.since).unwrap() * 1_000;
                let allowed = u64::from(*frames) * self.offer.ceilings.ms_per_frame;
                self.delivered = Some((by.key, *frames, passed.min(allowed).min(*ms)));
            }
            Command::Accept { keeper_bond, .. } => {
                let is_answer = self.dispute.is_some();
                self.accepted = Some(if is_answer { Acceptance::Answered } else { Acceptance::Keeper });
                self.keeper_bond = *keeper_bond;
                self.at_once &= *keeper_bond >= self.rules.keeper_bond_min;
            }
            Command::Approve { .. } if self.dispute.is_some() => self.accepted = Some(Acceptance::Conceded),
            Command::Approve { .. } => self.accepted = Some(Acceptance::Client),
            Command::Dispute { .. } => self.dispute = Some(self.dispute_bond()),
            Command::Fail { reason: FailReason::Spec, .. } if !self.loads => self.reporters.push(by.key),
            Command::Fail { reason: FailReason::Loads, .. } => self.spec_loads(),
            Command::Cancel => self.cancelled = Some(now),
            Command::Fail { .. } | Command::Start { .. } | Command::Seal { .. } => {}
            Command::Reject { .. } | Command::Settle | Command::Expire => {}
        }
        let Ok(after) = after else { return };
        if after.attempt != before.attempt {
            (self.reserved, self.terms, self.delivered, self.dispute) = (None, None, None, None);
            self.accepted = None;
        }
        let moved = std::mem::discriminant(&before.phase) != std::mem::discriminant(&after.phase);
        if moved || matches!(command, Command::Approve { .. }) {
            self.since = now;
        }
    }

    fn spec_loads(&mut self) {
        self.loads = true;
        self.reporters.clear();
    }

    /// Work and files under these terms, with a twentieth as the market's fee.
    fn total(&self, terms: &Terms, units: u32, ms: u64) -> u64 {
        let amount = subtotal(terms, Usage { units, ms, bytes: self.offer.bytes }).expect("the bill fits");
        amount + amount / 20
    }

    /// A twentieth of the most that the claim can cost, or of the deposit where that was agreed.
    pub fn bond(&self, terms: &Terms) -> u64 {
        let frames = self.offer.chunk.frames;
        let worst = self.total(terms, frames, self.offer.ceilings.ms_per_frame * u64::from(frames));
        let value = if self.by_deposit { self.offer.deposit } else { worst };
        (value / 20).max(1_000_000)
    }

    /// A fifth of the bill, and whether the rest of the deposit is less.
    pub fn dispute_bond(&self) -> (u64, bool) {
        let (Some((_, frames, ms)), Some(terms), false) = (self.delivered, self.terms, self.by_deposit) else {
            return (0, false);
        };
        let bill = self.total(&terms, frames, ms);
        let bond = (bill / 5).max(1);
        (bond, self.offer.deposit - bill < bond)
    }

    /// What it costs to give the job back now, to the lamport.
    pub fn price_of_giving_back(&self, phase: &Phase, bond: u64, now: i64) -> u64 {
        if self.cancelled.is_some() || self.by_deposit {
            return 0;
        }
        let share = |amount: u64, window: i64| {
            let part = u128::from(amount) * (now - self.since) as u128;
            part.div_ceil(window as u128) as u64
        };
        let tenth = bond.div_ceil(10);
        match phase {
            Phase::Claimed { .. } => share(tenth, START_SECS),
            _ => tenth + share(bond - tenth, self.delivery_secs()),
        }
    }

    /// Until when a reported spec waits for the keeper.
    fn waits_until(&self) -> i64 {
        if self.reporters.is_empty() { i64::MIN } else { self.since + VERDICT_SECS }
    }

    /// From when on no full delivery fits any more.
    fn too_late(&self) -> i64 {
        self.offer.expires_at - self.delivery_secs() - START_SECS + 1
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
            (Phase::Open { .. }, Command::Assign { loads, .. }) => {
                let free = self.reserved.map_or(i64::MIN, |(_, until, _)| until);
                let from = if *loads { free } else { free.max(self.waits_until()) };
                Some(Window { from, until: self.too_late() })
            }
            (Phase::Open { .. }, Command::Claim { .. }) => {
                let free = match self.reserved {
                    Some((provider, ..)) if provider == by.key => i64::MIN,
                    Some((_, until, _)) => until,
                    None => self.since + OPEN_SECS,
                };
                Some(Window { from: free.max(self.waits_until()), until: self.too_late() })
            }
            (Phase::Open { .. }, Command::Expire) => from(self.offer.expires_at),
            (Phase::Open { .. }, Command::Fail { reason: FailReason::Loads, .. }) => until(self.offer.expires_at),
            (_, Command::Fail { reason, .. }) if !fits(phase, *reason) => None,
            (Phase::Claimed { .. }, Command::Start { .. } | Command::Fail { .. }) => until(self.work_due(START_SECS)),
            (Phase::Claimed { .. }, Command::Expire) => from(self.work_due(START_SECS)),
            (Phase::Running { .. }, Command::Deliver { .. } | Command::Fail { .. }) => {
                until(self.work_due(self.delivery_secs()))
            }
            (Phase::Running { .. }, Command::Expire) => from(self.work_due(self.delivery_secs())),
            (Phase::Delivered { .. }, Command::Accept { .. }) => until(self.since + self.verdict_secs()),
            (Phase::Disputed { .. }, Command::Accept { .. }) => until(self.since + DAY),
            (Phase::Delivered { .. }, Command::Reject { .. }) if by.signer == Signer::Anyone => {
                Some(Window { from: self.since + self.verdict_secs(), until: self.settle_due(phase) })
            }
            (Phase::Accepted { .. }, Command::Reject { .. })
                if by.signer == Signer::Anyone && self.is_keepers_word() =>
            {
                until(self.settle_due(phase))
            }
            (Phase::Delivered { .. } | Phase::Disputed { .. }, Command::Reject { .. } | Command::Fail { .. }) => {
                until(self.settle_due(phase))
            }
            (Phase::Delivered { .. }, Command::Dispute { .. }) => {
                let from = self.since + self.verdict_secs();
                Some(Window { from, until: from + DAY })
            }
            (Phase::Accepted { .. }, Command::Approve { .. }) if self.accepted != Some(Acceptance::Keeper) => None,
            (Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. }, Command::Approve { .. }) => {
                until(self.settle_due(phase))
            }
            (Phase::Delivered { .. } | Phase::Accepted { .. } | Phase::Disputed { .. }, Command::Settle) => {
                from(self.settle_due(phase))
            }
            (Phase::Open { .. }, Command::Fail { reason: FailReason::Broken, .. })
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
        if self.offer.check { VERDICT_SECS } else { 0 }
    }

    /// Whether it was accepted, and not by the client.
    pub fn is_keepers_word(&self) -> bool {
        matches!(self.accepted, Some(Acceptance::Keeper | Acceptance::Answered))
    }

    fn settle_due(&self, phase: &Phase) -> i64 {
        match (phase, self.accepted) {
            (Phase::Delivered { .. }, _) => self.since + self.verdict_secs() + DAY,
            (Phase::Accepted { .. }, Some(Acceptance::Client | Acceptance::Conceded)) => self.since,
            (Phase::Accepted { .. }, Some(Acceptance::Answered)) => self.since + self.rules.guardians_wait(),
            (Phase::Accepted { .. }, _) if self.at_once => self.since + self.rules.guardians_wait(),
            (_, _) => self.since + DAY,
        }
    }

    /// The first time after `now` at which something may begin or end in `phase`.
    pub fn next_deadline(&self, phase: &Phase, now: i64) -> Option<i64> {
        let all = match phase {
            Phase::Open { .. } => {
                let reserved = self.reserved.map_or(now, |(_, until, _)| until);
                vec![self.since + OPEN_SECS, reserved, self.waits_until(), self.too_late(), self.offer.expires_at]
            }
            Phase::Claimed { .. } => vec![self.work_due(START_SECS)],
            Phase::Running { .. } => vec![self.work_due(self.delivery_secs())],
            Phase::Delivered { .. } => vec![self.since + self.verdict_secs(), self.settle_due(phase)],
            Phase::Accepted { .. } | Phase::Disputed { .. } => vec![self.settle_due(phase)],
            Phase::Owed { .. } => vec![],
        };
        all.into_iter().filter(|due| *due > now + 1).min()
    }
}

/// Whether anyone may give this reason in a phase.
fn fits(phase: &Phase, reason: FailReason) -> bool {
    match phase {
        Phase::Open { .. } => matches!(reason, FailReason::Broken | FailReason::Loads),
        Phase::Claimed { .. } | Phase::Running { .. } => {
            matches!(reason, FailReason::Worker | FailReason::Spec | FailReason::Loads)
        }
        Phase::Delivered { .. } | Phase::Disputed { .. } => matches!(reason, FailReason::Missing | FailReason::Unlike),
        Phase::Accepted { .. } | Phase::Owed { .. } => false,
    }
}
