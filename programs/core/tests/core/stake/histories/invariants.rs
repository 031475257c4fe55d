//! What holds after every step, each by its name.

use rayment_core::{
    money::Holding,
    stake::{StakeCommand, StakeError},
};

use super::{
    moves::Ask,
    world::{Account, Asked, HONEST, OWNERS, PROVIDER, World},
};

/// The world around one step.
pub struct Moment<'a> {
    pub before: &'a World,
    pub after: &'a World,
    pub asked: &'a Asked,
}

type Holds = Result<(), String>;
type Invariant = (&'static str, fn(&Moment) -> Holds);

pub const INVARIANTS: [Invariant; 11] = [
    ("nothing happens where something is refused", refusals_change_nothing),
    ("money: what came in is held, back, paid or burned, to the lamport", conservation),
    ("K1: a slash takes what is locked and unlocking, all of it and no more", slash_is_whole),
    ("K2: nothing leaves before its time, but by a slash", nothing_leaves_early),
    ("K3: what was slashed is paid by a quarter and burned for the rest", paid_and_burned),
    ("K5: who has answered each question once is never slashed", honest),
    ("K5: who is slashed has signed two answers to one question", guilty),
    ("signer: only its owner moves a stake", signer),
    ("counting: what is unlocked does not count, and a slashed guardian counts for nothing", counting),
    ("jobs: a provider with jobs takes nothing", jobs),
    ("liveness: everybody gets all of it back, without anyone else", liveness),
];

fn ensure(holds: bool, told: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(told()) }
}

impl Moment<'_> {
    fn granted(&self) -> bool {
        self.asked.result.is_ok()
    }

    /// Who was slashed.
    fn slashed(&self) -> Option<usize> {
        match self.asked.what {
            Ask::Slash { owner, .. } if self.granted() => Some(owner),
            _ => None,
        }
    }

    fn gained(&self, of: impl Fn(&World) -> u64) -> i128 {
        i128::from(of(self.after)) - i128::from(of(self.before))
    }

    /// The accounts of everybody but this one.
    fn others(world: &World, owner: usize) -> Vec<&Account> {
        (0..OWNERS).filter(|other| *other != owner).map(|other| &world.accounts[other]).collect()
    }
}

fn refusals_change_nothing(moment: &Moment) -> Holds {
    ensure(moment.granted() || moment.before == moment.after, || format!("{:?}", moment.after))
}

fn conservation(moment: &Moment) -> Holds {
    ensure(moment.before.total() == moment.after.total(), || "lamports came from nowhere or went there".into())?;
    for owner in 0..OWNERS {
        let (held, stake) = (moment.after.records[owner].held, moment.after.stake(owner));
        ensure(stake.total() == Ok(held), || format!("{held} in the account of {owner}, {stake:?} owed"))?;
        ensure((stake.unlocking == 0) == (stake.unlock_at == 0), || format!("{stake:?} of {owner}"))?;
    }
    Ok(())
}

fn slash_is_whole(moment: &Moment) -> Holds {
    let Some(owner) = moment.slashed() else { return Ok(()) };
    let (was, left) = (moment.before.records[owner].held, moment.after.records[owner].held);
    ensure(was > 0 && left == 0, || format!("{left} left of {was}"))?;
    let rest = Moment::others(moment.before, owner) == Moment::others(moment.after, owner);
    ensure(rest, || "somebody else was touched".into())?;
    let lost = moment.gained(|world| world.prover + world.burned);
    ensure(lost == i128::from(was), || format!("{lost} taken of {was}"))
}

fn nothing_leaves_early(moment: &Moment) -> Holds {
    for owner in 0..OWNERS {
        let (was, left) = (moment.before.records[owner], moment.after.records[owner].held);
        if left >= was.held || moment.slashed() == Some(owner) {
            continue;
        }
        ensure(moment.after.now >= was.stays_until, || format!("{} early", was.stays_until - moment.after.now))?;
        let out = was.held - was.locked;
        ensure(was.held - left == out, || format!("{} left, {out} was unlocked", was.held - left))?;
    }
    Ok(())
}

fn paid_and_burned(moment: &Moment) -> Holds {
    let (paid, burned) = (moment.gained(|world| world.prover), moment.gained(|world| world.burned));
    let was = match moment.slashed() {
        Some(owner) => i128::from(moment.before.records[owner].held),
        None => 0,
    };
    ensure((paid, burned) == (was / 4, was - was / 4), || format!("{paid} paid and {burned} burned of {was}"))
}

fn honest(moment: &Moment) -> Holds {
    ensure(moment.slashed() != Some(HONEST), || "it was slashed".into())
}

fn guilty(moment: &Moment) -> Holds {
    let Some(owner) = moment.slashed() else { return Ok(()) };
    let said = || moment.before.said.iter().filter(|(who, _)| *who == owner).map(|(_, said)| said);
    let twice = said().any(|one| {
        said().any(|two| {
            (one.job, one.attempt, one.frame, one.tile) == (two.job, two.attempt, two.frame, two.tile)
                && one.checker_pixels != two.checker_pixels
        })
    });
    ensure(twice, || format!("{owner} has never answered twice"))
}

fn signer(moment: &Moment) -> Holds {
    let changed = (0..OWNERS).filter(|owner| {
        let of = |world: &World| (world.stake(*owner), world.wallets[*owner]);
        of(moment.before) != of(moment.after)
    });
    for changed in changed {
        let own = matches!(moment.asked.what, Ask::Change { owner, by_owner: true, .. } if owner == changed);
        ensure(own || moment.slashed() == Some(changed), || format!("{changed} was moved by {:?}", moment.asked.what))?;
    }
    Ok(())
}

fn counting(moment: &Moment) -> Holds {
    for owner in 0..OWNERS {
        let (record, stake) = (moment.after.records[owner], moment.after.stake(owner));
        ensure(stake.suffices(record.locked).is_ok(), || format!("{} locked, {stake:?}", record.locked))?;
        let more = stake.suffices(record.locked + 1);
        ensure(more == Err(StakeError::StakeTooLow), || format!("{} locked, {stake:?}", record.locked))?;
        if let Some(guardian) = moment.after.guardian(owner) {
            let counts = guardian.counts(0).is_ok();
            ensure(counts != record.slashed, || format!("slashed: {}, counts: {counts}", record.slashed))?;
            ensure(!record.slashed || record.held == 0, || "locked after the slash".into())?;
        }
    }
    Ok(())
}

fn jobs(moment: &Moment) -> Holds {
    let Account::Plain(_, open) = moment.before.accounts[PROVIDER] else { return Ok(()) };
    let took = moment.asked.result.as_ref().map_or(0, |moved| moved.amount(Holding::Stake, Holding::Staker));
    let own = matches!(moment.asked.what, Ask::Change { owner: PROVIDER, command: StakeCommand::Take, .. });
    ensure(!own || open == 0 || took == 0, || format!("{took} with {open} jobs"))
}

/// Each by its own signature: unlocks what is locked, waits, takes.
fn liveness(moment: &Moment) -> Holds {
    let mut world = moment.after.clone();
    if let Account::Plain(_, open) = &mut world.accounts[PROVIDER] {
        *open = 0;
    }
    for owner in 0..OWNERS {
        let all = world.wallets[owner] + world.records[owner].held;
        if world.records[owner].held == 0 {
            continue;
        }
        let locked = world.stake(owner).locked;
        if locked > 0 {
            world.changes(owner, true, StakeCommand::Unlock { amount: locked })?;
        }
        world.now = world.now.max(world.stake(owner).unlock_at);
        world.changes(owner, true, StakeCommand::Take)?;
        ensure(world.wallets[owner] == all, || format!("{} of {all}", world.wallets[owner]))?;
        let closed = matches!(world.accounts[owner], Account::Client(None) | Account::Guardian(None));
        ensure(closed || matches!(world.accounts[owner], Account::Plain(..)), || "its account stays".into())?;
    }
    Ok(())
}
