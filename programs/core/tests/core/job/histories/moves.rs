//! What happens next in a history: how long everybody waits, who asks, for what.

use proptest::{prelude::*, sample::select};
use rayment_core::{
    Hash, Native,
    job::{Chunk, Command, Evidence, FailReason, JobState, Phase, Signer, flag},
    money::Terms,
    proof::{challenge::Sighting, merkle},
    provider::{ProviderCommand, ProviderSigner},
};

use super::{
    market::{OTHER_CLIENT, PROVIDERS, Watched, seat},
    record::Rules,
};
use crate::job::story::*;

/// A market's life.
#[derive(Clone, Debug)]
pub struct History {
    pub rules: Rules,
    pub moves: Vec<Move>,
}

#[derive(Clone, Debug)]
pub struct Move {
    pub job: usize,
    pub wait: Wait,
    pub will: Will,
    pub luck: u32,
}

#[derive(Clone, Copy, Debug)]
pub enum Wait {
    Seconds(i64),
    /// Until this much before or after the job's next deadline, if that is within the hour.
    Deadline(i64),
    /// The same, however far it is: rare, as it ends most of what others do meanwhile.
    FarDeadline(i64),
}

#[derive(Clone, Copy, Debug)]
pub enum Will {
    /// Something that fits the job's phase, asked by whoever may.
    Fitting,
    /// Anything, by anyone.
    Anything { actor: usize, kind: usize },
    /// Something of a provider's own account.
    Account { provider: usize, signer: ProviderSigner, command: ProviderCommand },
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
    Fail(FailReason),
    Cancel,
    Expire,
}

const KINDS: [Kind; 18] = {
    use FailReason::*;
    use Kind::*;
    [
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
        Fail(Spec),
        Fail(Worker),
        Fail(Missing),
        Fail(Unlike),
        Fail(Broken),
        Fail(Loads),
        Cancel,
        Expire,
    ]
};

/// Everybody, and impostors who hold the keeper's office and a part in the job.
const ACTORS: [Actor; 9] =
    [CLIENT, OTHER_CLIENT, ANNA, BORIS, CAROL, KEEPER, STRANGER, keeper(ANNA.key), keeper(CLIENT.key)];

pub fn history() -> impl Strategy<Value = History> {
    (rules(), moves()).prop_map(|(rules, moves)| History { rules, moves })
}

fn rules() -> impl Strategy<Value = Rules> {
    let keeper_bond_min = prop_oneof![1 => Just(0u64), 2 => Just(5_000_000_000)];
    (0u8..=2, select(vec![30u32, 120, 3_600]), keeper_bond_min).prop_map(
        |(second_check, guardian_secs, keeper_bond_min)| Rules { second_check, guardian_secs, keeper_bond_min },
    )
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let wait = prop_oneof![
        40 => Just(Wait::Seconds(0)),
        10 => (1i64..15).prop_map(Wait::Seconds),
        1 => (15i64..1_000).prop_map(Wait::Seconds),
        3 => (-1i64..=1).prop_map(Wait::Deadline),
        1 => (-1i64..=1).prop_map(Wait::FarDeadline),
    ];
    let account = prop_oneof![
        any::<bool>().prop_map(ProviderCommand::Pause),
        Just(ProviderCommand::Pause(false)),
        prop_oneof![Just(None), (0u64..3_000_000).prop_map(Some)]
            .prop_map(|amount| ProviderCommand::Withdraw { amount }),
        select(vec![TERMS, Terms { per_second: 0, ..TERMS }, Terms { minimum: 1_000, ..Terms::default() }])
            .prop_map(ProviderCommand::Price),
        (0u64..5_000_000).prop_map(|budget| ProviderCommand::Update {
            operator: None,
            payout: None,
            profile: None,
            slots: None,
            budget: Some(budget),
        }),
    ];
    let signer = prop_oneof![3 => Just(ProviderSigner::Authority), 1 => Just(ProviderSigner::Operator)];
    let account = (0..PROVIDERS.len(), signer, account);
    let will = prop_oneof![
        15 => Just(Will::Fitting),
        4 => (0..ACTORS.len(), 0..KINDS.len()).prop_map(|(actor, kind)| Will::Anything { actor, kind }),
        1 => account.prop_map(|(provider, signer, command)| Will::Account { provider, signer, command }),
    ];
    let next = (0usize..7, wait, will, any::<u32>()).prop_map(|(job, wait, will, luck)| Move { job, wait, will, luck });
    prop::collection::vec(next, 1..450)
}

impl Wait {
    pub fn until(self, now: i64, watched: &Watched) -> i64 {
        let next = watched.job.state.ok().and_then(|state| watched.record.next_deadline(&state.phase, now));
        match (self, next) {
            (Wait::Seconds(secs), _) => now + secs,
            (Wait::Deadline(offset), Some(due)) if due <= now + 3_600 => due + offset,
            (Wait::FarDeadline(offset), Some(due)) => due + offset,
            (Wait::Deadline(_) | Wait::FarDeadline(_), _) => now,
        }
    }
}

impl Will {
    /// Who asks for what, if there is anyone to.
    pub fn of(&self, watched: &Watched, terms: &[Terms; 3], luck: u32) -> Option<(Actor, Command)> {
        let (actor, kind) = match self {
            Will::Fitting => fitting(watched, luck),
            Will::Anything { actor, kind } => (ACTORS[*actor], KINDS[*kind]),
            Will::Account { .. } => return None,
        };
        Some((actor, command((actor, kind), watched, terms, luck / 4_096)))
    }
}

/// Somebody who may ask for something that the phase allows; what moves the job on comes oftener.
fn fitting(watched: &Watched, luck: u32) -> (Actor, Kind) {
    use Kind::*;
    let state = watched.job.state();
    let any_provider = PROVIDERS[luck as usize / 1_024 % 3];
    let worker = state.claim().map_or(any_provider, |claim| PROVIDERS[seat(claim.provider)]);
    let client = watched.client;
    // What is over is mostly ended: otherwise histories stand still.
    let over = |due: Option<i64>| due.is_some_and(|due| watched.job.now >= due) && luck >> 30 != 0;
    if over(state.expire_due(&watched.job.params)) {
        return (STRANGER, Expire);
    }
    if over(state.verdict_due(&watched.job.params)) {
        return match luck % 8 {
            0..=2 => (client, Dispute),
            3 => (KEEPER, Reject),
            4 => (KEEPER, Fail(FailReason::Unlike)),
            5 => (STRANGER, Reject),
            _ => (STRANGER, Settle),
        };
    }
    // With how often each is chosen.
    let choices: &[(u32, Actor, Kind)] = match &state.phase {
        Phase::Open { .. } => &[
            (20, KEEPER, Assign),
            (35, any_provider, Claim),
            (if state.has(flag::SPEC_REPORTED) { 10 } else { 1 }, KEEPER, Fail(FailReason::Loads)),
            (if state.has(flag::SPEC_REPORTED) { 5 } else { 1 }, KEEPER, Fail(FailReason::Broken)),
            (5, STRANGER, Expire),
            (1, client, Cancel),
        ],
        Phase::Claimed { .. } => &[
            (35, worker, Start),
            (5, worker, Fail(FailReason::Spec)),
            (5, worker, Fail(FailReason::Worker)),
            (1, KEEPER, Fail(FailReason::Loads)),
            (5, client, Cancel),
            (5, STRANGER, Expire),
        ],
        Phase::Running { .. } => &[
            (35, worker, Deliver),
            (5, worker, Fail(FailReason::Spec)),
            (5, worker, Fail(FailReason::Worker)),
            (1, KEEPER, Fail(FailReason::Loads)),
            (5, client, Cancel),
            (5, STRANGER, Expire),
        ],
        Phase::Disputed { .. } => &[
            (10, STRANGER, Seal),
            (16, KEEPER, Accept),
            (8, KEEPER, Reject),
            (8, STRANGER, Reject),
            (3, KEEPER, Fail(FailReason::Missing)),
            (5, KEEPER, Fail(FailReason::Unlike)),
            (5, client, Approve),
            (1, STRANGER, Settle),
        ],
        Phase::Delivered { .. } => &[
            (20, STRANGER, Seal),
            (14, KEEPER, Accept),
            (8, KEEPER, Reject),
            (1, STRANGER, Reject),
            (2, KEEPER, Fail(FailReason::Missing)),
            (2, KEEPER, Fail(FailReason::Unlike)),
            (3, client, Approve),
            (5, client, Dispute),
            (5, STRANGER, Settle),
        ],
        Phase::Accepted { .. } => &[(1, client, Approve), (5, STRANGER, Reject), (2, STRANGER, Settle)],
        // Its end is booked: nothing of this fits any more.
        Phase::Owed { .. } => &[(1, STRANGER, Settle), (1, STRANGER, Expire)],
    };
    weighted(choices, luck % 1_024)
}

fn weighted(choices: &[(u32, Actor, Kind)], luck: u32) -> (Actor, Kind) {
    let all: u32 = choices.iter().map(|(weight, ..)| weight).sum();
    let mut left = luck % all;
    for (weight, actor, kind) in choices {
        if left < *weight {
            return (*actor, *kind);
        }
        left -= weight;
    }
    unreachable!("what is left of a sum lies in one of its parts")
}

fn command((actor, kind): (Actor, Kind), watched: &Watched, terms: &[Terms; 3], luck: u32) -> Command {
    let state = watched.job.state();
    // Once in 16 another attempt is meant.
    let attempt = if luck % 16 == 15 { state.attempt ^ 1 } else { state.attempt };
    let luck = luck / 16;
    match kind {
        Kind::Assign => {
            let seat = luck as usize % 3;
            Command::Assign { provider: PROVIDERS[seat].key, terms: terms[seat], loads: luck % 8 == 7 }
        }
        Kind::Claim => {
            let seat = PROVIDERS.iter().position(|provider| *provider == actor).unwrap_or_default();
            // Once in 8 the price is raised in the claiming transaction.
            Command::Claim { attempt, terms: if luck % 8 == 7 { TERMS } else { terms[seat] } }
        }
        Kind::Start => Command::Start { attempt },
        Kind::Deliver => delivery(state, attempt, luck, watched.job.slot),
        Kind::Seal => {
            let sighting = match luck % 8 {
                0 => Sighting::NotYet,
                1 => Sighting::Missed,
                _ => Sighting::Seen([luck as u8; 32]),
            };
            Command::Seal { job: JOB, sighting, slot: watched.job.slot }
        }
        // Once in 16 the seed of another challenge.
        Kind::Accept => {
            let seed = if luck % 16 == 15 { [luck as u8; 32] } else { watched.job.seed() };
            let least = watched.job.params.keeper_bond_min;
            let keeper_bond = [0, least.saturating_sub(1), least, least + 1][luck as usize / 16 % 4];
            Command::Accept { attempt, seed, keeper_bond }
        }
        Kind::Reject => {
            // As many as it takes, once in 4 any number.
            let enough = if actor.signer == Signer::Anyone { 2 } else { watched.job.params.second_check };
            let guardians = if luck / 1_024 % 4 == 3 { (luck / 4_096 % 4) as u8 } else { enough };
            Command::Reject { attempt, evidence: evidence(watched, luck), guardians }
        }
        Kind::Approve => Command::Approve { attempt },
        Kind::Dispute => Command::Dispute { attempt },
        Kind::Settle => Command::Settle,
        Kind::Fail(reason) => Command::Fail { attempt, reason },
        Kind::Cancel => Command::Cancel,
        Kind::Expire => Command::Expire,
    }
}

fn delivery(state: &JobState, attempt: u8, luck: u32, slot: u64) -> Command {
    let all = state.chunk.frames;
    let frames = match luck % 8 {
        0 => all + 1,
        1 => 0,
        2 | 3 => all.saturating_sub(1),
        _ => all,
    };
    let render = Render { frames: frames.min(all), ms: u64::from(luck) * 10, wrong: luck % 32 < 16 };
    let root = merkle::root::<Native>(&leaves(&state.chunk, &render)).unwrap_or_default();
    Command::Deliver { attempt, root, frames, ms: render.ms, slot }
}

/// The tiles that a root stands for: the picture or noise.
pub fn tiles_behind(chunk: &Chunk, frames: u32, root: &Hash) -> Vec<Hash> {
    let of = |wrong| leaves(chunk, &Render { frames, ms: 0, wrong });
    let picture = of(false);
    if merkle::root::<Native>(&picture) == Some(*root) { picture } else { of(true) }
}

/// Evidence on one of the picked tiles, once in 8 on any tile, and nothing but zeros before.
fn evidence(watched: &Watched, luck: u32) -> Evidence {
    let Some(challenge) = watched.job.state().challenge(&watched.job.params) else { return zeros() };
    let at = if luck % 8 == 7 {
        (luck / 8 % challenge.frames, luck / 64 % challenge.tiles)
    } else {
        let nth = u64::from(luck) % challenge.count;
        challenge.picks::<Native>().nth(nth as usize).expect("as many as it counts")
    };
    watched.job.evidence(at)
}

fn zeros() -> Evidence {
    Evidence { frame: 0, tile: 0, leaf: [0; 32], path: Vec::new(), checker_pixels: [0; 32] }
}
