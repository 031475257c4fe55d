//! Moments of stakes and guardians.

use rayment_client::{instructions::guardian_enlist, rule_key};
use rayment_core::{guardian::Statement, stake::StakeCommand};
use rayment_tests::vm::{guardians::*, phases::*, *};

use super::{Asked, Scene, about};
use crate::adversary::{
    crowd::{Until, crowd_under, job},
    staked::LOCKED,
};

/// The owner asks this of what it has locked.
fn asks(staker: Staker, command: StakeCommand) -> (World, Asked) {
    about(Until::Open, |world| staker.asks(world, command))
}

/// The owner takes all that it had locked.
fn takes(staker: Staker) -> (World, Asked) {
    about(Until::Open, |world| {
        staker.unlocks(world, LOCKED).works();
        world.advance(UNLOCK_SECS);
        staker.asks(world, StakeCommand::Take)
    })
}

/// Whoever signs both loses its stake.
fn slashes(whose: Staker, key: Actor) -> (World, Asked) {
    about(Until::Open, |world| {
        let one = Statement {
            market: rule_key(&World::market_address()),
            job: rule_key(&job(world)),
            attempt: 0,
            frame: 0,
            tile: 0,
            leaf: [1; 32],
            checker_pixels: [2; 32],
        };
        slash(whose, key, DONOR, [&one, &Statement { checker_pixels: [3; 32], ..one }])
    })
}

/// Noise in a market that asks for a guardian, rejected so many seconds after it was sealed.
fn rejects(by_keeper: Option<Keeper>, by: &[Guardian], after: i64) -> (World, Asked) {
    let mut world = crowd_under(guarded(1), &offer(), Until::Sealed, NOISE);
    world.advance(after);
    let both = rejection(&world, by_keeper, job(&world), by);
    (world, both.into())
}

const LOCK: StakeCommand = StakeCommand::Lock { amount: 5 };
const UNLOCK: StakeCommand = StakeCommand::Unlock { amount: 5 };

macro_rules! scene {
    ($instruction:literal, $moment:literal, $set:expr) => {
        Scene { instruction: $instruction, moment: $moment, set: $set }
    };
}

pub const SCENES: &[Scene] = &[
    scene!("stake_change", "a client's first lock", || asks(Staker::Client(Client(DONOR)), LOCK)),
    scene!("stake_change", "a client's lock", || asks(Staker::Client(CLIENT), LOCK)),
    scene!("stake_change", "a client takes its last", || takes(Staker::Client(CLIENT))),
    scene!("stake_change", "a provider's lock", || asks(Staker::Provider(ANNA), LOCK)),
    scene!("stake_change", "a provider takes", || {
        about(Until::Open, |world| {
            Staker::Provider(ANNA).unlocks(world, 7).works();
            world.advance(UNLOCK_SECS);
            Staker::Provider(ANNA).asks(world, StakeCommand::Take)
        })
    }),
    scene!("stake_change", "a guardian's unlock", || asks(Staker::Guardian(GITA), UNLOCK)),
    scene!("stake_change", "a guardian takes its last", || takes(Staker::Guardian(GITA))),
    scene!("stake_change", "the keeper's unlock", || asks(Staker::Keeper, UNLOCK)),
    scene!("stake_change", "the keeper's bond is taken", || takes(Staker::Keeper)),
    scene!("guardian_enlist", "a newcomer", || {
        about(Until::Open, |world| guardian_enlist(&INES.wallet.key(), &world.market_state(), &INES.daemon.key()))
    }),
    scene!("guardian_slash", "a guardian", || slashes(Staker::Guardian(GITA), GITA.daemon)),
    scene!("guardian_slash", "the keeper", || slashes(Staker::Keeper, KEEPER.0)),
    scene!("job_reject", "by the keeper and a guardian", || rejects(Some(KEEPER), &[GITA], 0)),
    scene!("job_reject", "by the keeper and two guardians", || rejects(Some(KEEPER), &[GITA, HUGO], 0)),
    scene!("job_reject", "by two guardians alone", || rejects(None, &[GITA, HUGO], VERDICT_SECS)),
];
