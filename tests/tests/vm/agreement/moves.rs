//! What happens next: how long everybody waits, who asks, and for what.

use proptest::{prelude::*, sample::select};
use rayment_core::{
    Native,
    job::{Evidence, FailReason, Phase, Seal, flag},
    market::Params,
    money::Terms,
    proof::challenge::Sighting,
    provider::Status,
};
use rayment_tests::vm::*;
use solana_pubkey::Pubkey;

use super::{
    asked::{Asked, PROVIDERS},
    buying::{of_orders, returns},
    mirror::{Mirror, MirrorJob},
};

#[derive(Clone, Debug)]
pub struct Move {
    pub wait: Wait,
    /// Which of the jobs.
    pub job: usize,
    /// Whether somebody asks for what fits, or anybody for anything.
    pub fits: bool,
    pub kind: usize,
    pub luck: u64,
}

#[derive(Clone, Copy, Debug)]
pub enum Wait {
    Seconds(i64),
    /// Until this much before or after the job's next deadline.
    Deadline(i64),
}

pub fn history() -> impl Strategy<Value = Vec<Move>> {
    let wait = prop_oneof![
        12 => Just(Wait::Seconds(0)),
        6 => (1i64..15).prop_map(Wait::Seconds),
        1 => (15i64..1_000).prop_map(Wait::Seconds),
        2 => select(vec![-1i64, 0, 1]).prop_map(Wait::Deadline),
    ];
    let fits = prop::bool::weighted(0.75);
    // One job comes further than the others, which run into their deadlines.
    let job = prop_oneof![Just(0usize), 0usize..4];
    let next = (wait, job, fits, 0usize..KINDS.len(), any::<u64>());
    let next = next.prop_map(|(wait, job, fits, kind, luck)| Move { wait, job, fits, kind, luck });
    prop::collection::vec(next, 80..200)
}

/// When the move happens, as far as the clock allows.
pub fn wait(next: &Move, mirror: &Mirror) -> i64 {
    match next.wait {
        Wait::Seconds(secs) => mirror.now + secs,
        Wait::Deadline(offset) => {
            let due = pick(mirror, next.job).and_then(|(_, job)| next_deadline(&job, mirror.now));
            due.map_or(mirror.now, |due| due + offset)
        }
    }
}

fn next_deadline(job: &MirrorJob, now: i64) -> Option<i64> {
    let (state, params) = (&job.state, &Params::DEFAULT);
    let opening = match &state.phase {
        Phase::Open { at, .. } if state.has(flag::SPEC_REPORTED) => Some(at + i64::from(params.verdict_secs)),
        Phase::Open { at, reserved: None } => Some(at + 10),
        Phase::Open { reserved: Some(held), .. } => Some(held.until),
        _ => None,
    };
    let all = [opening, state.expire_due(params), state.verdict_due(params), state.settle_due(params)];
    all.into_iter().flatten().filter(|due| *due > now + 1).min()
}

/// One of the latest jobs that have not ended.
fn pick(mirror: &Mirror, which: usize) -> Option<(Pubkey, MirrorJob)> {
    let alive: Vec<_> = mirror.jobs.iter().filter_map(|(at, job)| Some((*at, (*job)?))).collect();
    (!alive.is_empty()).then(|| alive[which % alive.len()])
}

/// Who asks for what, if there is anyone to.
pub fn chosen(next: &Move, mirror: &mut Mirror) -> Option<Asked> {
    let alive = mirror.jobs.values().flatten().count();
    if alive == 0 || (alive < 4 && next.luck.is_multiple_of(6)) {
        return Some(of_orders(next, mirror));
    }
    let mirror = &*mirror;
    let (at, job) = pick(mirror, next.job)?;
    let luck = Luck(next.luck);
    let asked = if next.fits { fitting(mirror, at, &job, luck) } else { anything(mirror, at, &job, next.kind, luck) };
    possible(&asked, mirror).then_some(asked)
}

/// What has no account to ask for cannot be asked.
fn possible(asked: &Asked, mirror: &Mirror) -> bool {
    let there = |provider: &usize| mirror.providers[*provider].is_some();
    match asked {
        Asked::Assign { provider, .. }
        | Asked::Claim { provider, .. }
        | Asked::Start { provider, .. }
        | Asked::Deliver { provider, .. }
        | Asked::Update { provider, .. }
        | Asked::Price { provider, .. }
        | Asked::Pause { provider, .. }
        | Asked::Withdraw { provider, .. }
        | Asked::Retire { provider } => there(provider),
        Asked::Sweep { provider } => provider.as_ref().is_none_or(there),
        Asked::Register { provider } => !there(provider),
        Asked::Settle { job } | Asked::Accept { job, .. } | Asked::Reject { job, .. } => mirror.holder(job).is_some(),
        _ => true,
    }
}

/// A number that several choices are drawn from.
#[derive(Clone, Copy)]
pub struct Luck(pub u64);

impl Luck {
    pub fn of(&mut self, choices: u64) -> u64 {
        // SplitMix64: one choice says nothing about the next.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % choices
    }

    pub fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.of(of.len() as u64) as usize]
    }
}

/// What the phase allows, asked by whoever may; what is over is mostly ended.
fn fitting(mirror: &Mirror, at: Pubkey, job: &MirrorJob, mut luck: Luck) -> Asked {
    use Kind::*;
    // What the market keeps is mostly swept before long, by a treasury that was filled.
    if mirror.dust > 0 && luck.of(4) == 0 {
        return match mirror.lamports[&TREASURY.key()] {
            0 => Asked::Transfer { from: DONOR, to: TREASURY, lamports: world::FUNDS },
            _ => Asked::Sweep { provider: None },
        };
    }
    if luck.of(10) == 0 {
        let all: Vec<_> = mirror.orders.keys().copied().collect();
        return returns(mirror, luck.one(&all), &mut luck);
    }
    let (state, params) = (&job.state, &Params::DEFAULT);
    let over = |due: Option<i64>| due.is_some_and(|due| mirror.now >= due);
    let kind = match &state.phase {
        Phase::Owed { .. } => panic!("jobs of these histories are in SOL"),
        Phase::Open { .. } if over(state.expire_due(params)) => Expire,
        _ if luck.of(12) == 0 => luck.one(&[Empty, Fill, Fill, Update, Update]),
        Phase::Open { .. } if state.has(flag::SPEC_REPORTED) => luck.one(&[Assign, Claim, Claim, Loads, Broken]),
        Phase::Open { .. } if luck.of(4) > 0 => luck.one(&[Assign, Claim, Claim]),
        Phase::Open { .. } => luck.one(&[Assign, Claim, Cancel, Loads]),
        _ if luck.of(6) == 0 => {
            luck.one(&[Price, Price, Pause, Withdraw, Withdraw, Sweep, Register, Register, Retire, Cancel])
        }
        Phase::Claimed { .. } | Phase::Running { .. } if over(state.expire_due(params)) => Expire,
        Phase::Claimed { .. } if luck.of(4) > 0 => Start,
        Phase::Claimed { .. } => luck.one(&[FailSpec, FailWorker, Cancel, Loads]),
        Phase::Running { .. } if luck.of(4) > 0 => Deliver,
        Phase::Running { .. } => luck.one(&[FailSpec, FailWorker, Cancel, Loads]),
        Phase::Delivered { .. } | Phase::Disputed { .. } if over(state.settle_due(params)) => Settle,
        Phase::Delivered { .. } if over(state.verdict_due(params)) => {
            luck.one(&[Dispute, Dispute, Dispute, Approve, Seal, Reject, Missing, Unlike])
        }
        Phase::Delivered { .. } | Phase::Disputed { .. } if state.challenge(params).is_none() => {
            luck.one(&[Seal, Seal, Seal, Seal, Accept, Approve, Missing])
        }
        Phase::Delivered { .. } | Phase::Disputed { .. } => {
            luck.one(&[Accept, Accept, Reject, Reject, Reject, Approve, Missing, Unlike])
        }
        Phase::Accepted { .. } => luck.one(&[Approve, Settle, Settle]),
    };
    asked(mirror, at, job, kind, true, luck)
}

fn anything(mirror: &Mirror, at: Pubkey, job: &MirrorJob, kind: usize, luck: Luck) -> Asked {
    asked(mirror, at, job, KINDS[kind], false, luck)
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Assign,
    Claim,
    Start,
    Deliver,
    Seal,
    Accept,
    Reject,
    Approve,
    Dispute,
    Settle,
    FailSpec,
    FailWorker,
    Missing,
    Unlike,
    Broken,
    Loads,
    Cancel,
    Expire,
    Register,
    Update,
    Price,
    Pause,
    Withdraw,
    Sweep,
    Retire,
    Empty,
    Fill,
}

const KINDS: [Kind; 27] = {
    use Kind::*;
    [
        Assign, Claim, Start, Deliver, Seal, Accept, Reject, Approve, Dispute, Settle, FailSpec, FailWorker, Missing,
        Unlike, Broken, Loads, Cancel, Expire, Register, Update, Price, Pause, Withdraw, Sweep, Retire, Empty, Fill,
    ]
};

fn asked(mirror: &Mirror, job_at: Pubkey, watched: &MirrorJob, kind: Kind, right: bool, mut luck: Luck) -> Asked {
    let (state, job) = (&watched.state, job_at);
    // Once in 16 another attempt is meant.
    let attempt = if luck.of(16) == 0 { state.attempt ^ 1 } else { state.attempt };
    let any = luck.of(3) as usize;
    let provider = if right { mirror.holder(&job).unwrap_or(any) } else { any };
    let by_client = match right {
        true => {
            if state.client == rayment_client::rule_key(&CLIENT.key()) {
                CLIENT.0
            } else {
                OTHER_CLIENT.0
            }
        }
        false => luck.one(&[CLIENT.0, OTHER_CLIENT.0, STRANGER]),
    };
    let by_keeper = if right { KEEPER.0 } else { luck.one(&[KEEPER.0, KEEPER.0, STRANGER]) };
    let by_worker = if right { PROVIDERS[provider].operator } else { luck.one(&[PROVIDERS[any].wallet, STRANGER]) };
    match kind {
        Kind::Assign => Asked::Assign { by: by_keeper, job, provider: any, loads: luck.of(4) == 0 },
        Kind::Claim => Asked::Claim { job, provider: any, attempt },
        Kind::Start => Asked::Start { job, provider, attempt },
        Kind::Deliver => Asked::Deliver { job, provider, attempt, render: render(state.chunk.frames, &mut luck) },
        Kind::Seal => Asked::Seal { job, sighting: sighting(&mut luck) },
        Kind::Accept => {
            let sealed = state.delivery().map_or([0; 32], |delivery| delivery.challenge().0);
            let seed = if luck.of(8) == 0 { [1; 32] } else { sealed };
            Asked::Accept { by: by_keeper, job, attempt, seed }
        }
        Kind::Reject => Asked::Reject { by: by_keeper, job, attempt, evidence: evidence_on(watched, &mut luck) },
        Kind::Approve => Asked::Approve { by: by_client, job, attempt },
        Kind::Dispute => Asked::Dispute { by: by_client, job, attempt },
        Kind::Settle => Asked::Settle { job },
        Kind::FailSpec => Asked::Fail { by: by_worker, job, attempt, reason: FailReason::Spec },
        Kind::FailWorker => Asked::Fail { by: by_worker, job, attempt, reason: FailReason::Worker },
        Kind::Missing => Asked::Fail { by: by_keeper, job, attempt, reason: FailReason::Missing },
        Kind::Unlike => Asked::Fail { by: by_keeper, job, attempt, reason: FailReason::Unlike },
        Kind::Broken => Asked::Fail { by: by_keeper, job, attempt, reason: FailReason::Broken },
        Kind::Loads => Asked::Fail { by: by_keeper, job, attempt, reason: FailReason::Loads },
        Kind::Cancel => Asked::Cancel { by: by_client, job },
        Kind::Expire => Asked::Expire { job },
        Kind::Register => Asked::Register { provider: any },
        Kind::Update => {
            let slots = luck.one(&[None, Some(0), Some(1), Some(1), Some(2), Some(4)]);
            let budget = luck.one(&[None, Some(0), Some(1_000_000), Some(2_000_000), Some(u64::MAX)]);
            let Provider { wallet, operator, .. } = PROVIDERS[any];
            let by = if right { luck.one(&[wallet, wallet, operator]) } else { luck.one(&[operator, STRANGER]) };
            Asked::Update { by, provider: any, slots, budget }
        }
        Kind::Price => {
            let terms =
                luck.one(&[TERMS, Terms { per_second: 0, ..TERMS }, Terms { minimum: 1_000, ..Terms::default() }]);
            Asked::Price { by: by_worker_of(any, right, &mut luck), provider: any, terms }
        }
        Kind::Pause => {
            let active = mirror.providers[any].is_some_and(|state| state.status == Status::Active);
            Asked::Pause { by: by_worker_of(any, right, &mut luck), provider: any, paused: active && luck.of(2) == 0 }
        }
        Kind::Withdraw => {
            let amount = luck.one(&[None, Some(1), Some(900_000), Some(2_000_000)]);
            Asked::Withdraw { by: by_worker_of(any, right, &mut luck), provider: any, amount }
        }
        Kind::Sweep => Asked::Sweep { provider: (luck.of(3) > 0).then_some(any) },
        Kind::Retire => Asked::Retire { provider: any },
        Kind::Empty => {
            let from = luck.one(&[CLIENT.0, OTHER_CLIENT.0, TREASURY]);
            Asked::Transfer { from, to: DONOR, lamports: mirror.lamports[&from.key()] }
        }
        Kind::Fill => {
            let to = luck.one(&[CLIENT.0, OTHER_CLIENT.0, TREASURY]);
            Asked::Transfer { from: DONOR, to, lamports: luck.one(&[1, 890_880, 5_000_000, 100 * world::FUNDS]) }
        }
    }
}

fn by_worker_of(provider: usize, right: bool, luck: &mut Luck) -> Actor {
    let Provider { wallet, operator, payout } = PROVIDERS[provider];
    if right { operator } else { luck.one(&[wallet, operator, payout, STRANGER]) }
}

fn render(all: u32, luck: &mut Luck) -> Render {
    let frames = luck.one(&[all, all, all, all, all, all, all + 1, 0, all - 1]);
    Render { frames, ms: luck.of(300_000), wrong: luck.of(3) > 0 }
}

fn sighting(luck: &mut Luck) -> Sighting {
    match luck.of(8) {
        0 => Sighting::NotYet,
        1 => Sighting::Missed,
        seen => Sighting::Seen([seen as u8; 32]),
    }
}

/// Evidence on a picked tile, once in 8 on any tile, once in 8 with a broken path; nothing but zeros
/// before there is anything to show.
fn evidence_on(watched: &MirrorJob, luck: &mut Luck) -> Evidence {
    let MirrorJob { state, render, .. } = watched;
    let zeros = Evidence { frame: 0, tile: 0, leaf: [0; 32], path: Vec::new(), checker_pixels: [0; 32] };
    let Some(challenge) = state.challenge(&Params::DEFAULT) else { return zeros };
    let Some(Seal::Sealed { .. }) = state.delivery().map(|delivery| delivery.seal) else { return zeros };
    let tile = match luck.of(8) {
        0 => (luck.of(challenge.frames.into()) as u32, luck.of(challenge.tiles.into()) as u32),
        _ => {
            let nth = luck.of(challenge.count) as usize;
            challenge.picks::<Native>().nth(nth).expect("as many as it counts")
        }
    };
    let delivered = leaves(&state.spec, &state.chunk, &Render { frames: challenge.frames, ..*render });
    let mut evidence = evidence(&delivered, &state.chunk, tile);
    if luck.of(8) == 0 {
        evidence.path.pop();
    }
    evidence
}
