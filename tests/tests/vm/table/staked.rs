//! Each way through stakes and guardians, and through verdicts that guardians sign.

use rayment_core::guardian::Statement;
use rayment_tests::vm::{guardians::*, phases::VERDICT_SECS, *};
use solana_pubkey::Pubkey;

use super::{Meter, longest_evidence};

/// Everybody locks twice, unlocks, and takes what is then theirs: a client and a guardian leave with it.
pub fn stakes(meter: &mut Meter) {
    let mut world = World::guarded(guarded(1));
    for staker in STAKERS {
        world.fund(&staker.wallet().key(), 10 * world::FUNDS);
        meter.reads("stake_change", staker.locks(&mut world, 1_000));
        meter.reads("stake_change", staker.locks(&mut world, 1_000));
        let all = staker.stake(&world).locked;
        meter.reads("stake_change", staker.unlocks(&mut world, 500));
        meter.reads("stake_change", staker.unlocks(&mut world, all - 500));
    }
    world.advance(UNLOCK_SECS);
    for staker in STAKERS {
        meter.reads("stake_change", staker.takes(&mut world));
    }
}

pub fn guardians(meter: &mut Meter) {
    let mut world = World::market_under(guarded(1));
    for guardian in [GITA, HUGO, INES] {
        world.fund(&guardian.wallet.key(), world::FUNDS);
        meter.reads("guardian_enlist", guardian.enlists(&mut world));
        Staker::Guardian(guardian).locks(&mut world, GUARDIAN_STAKE).works();
    }
    world.fund(&OPENER.key(), 10 * world::FUNDS);
    Staker::Keeper.locks(&mut world, world::FUNDS).works();
    let job = rayment_core::Pubkey([7; 32]);
    let market = rayment_client::rule_key(&World::market_address());
    let one = Statement { market, job, attempt: 0, frame: 0, tile: 0, leaf: [1; 32], checker_pixels: [2; 32] };
    let other = Statement { checker_pixels: [3; 32], ..one };
    for (whose, signer) in [(Staker::Guardian(GITA), GITA.daemon), (Staker::Keeper, KEEPER.0)] {
        meter.reads("guardian_slash", world.sends_all(&slash(whose, signer, STRANGER, [&one, &other])));
    }
}

/// With the longest path that a check can pick.
pub fn verdicts(meter: &mut Meter) {
    let rejects = |keeper: Option<Keeper>, second_check: u8, by: &[Guardian]| {
        let (mut world, job) = sealed_under(guarded(second_check), &offer(), NOISE);
        if keeper.is_none() {
            world.advance(VERDICT_SECS);
        }
        let both = rejection_on(&world, keeper, job, by, longest(&world, job));
        world.sends_all(&both)
    };
    meter.reads("job_reject", rejects(Some(KEEPER), 1, &[GITA]));
    meter.reads("job_reject", rejects(Some(KEEPER), 2, &[GITA, HUGO]));
    meter.reads("job_reject", rejects(None, 1, &[GITA, HUGO]));
    let (mut world, job) = sealed_under(guarded(1), &offer(), PICTURE);
    meter.reads("job_accept", KEEPER.accepts(&mut world, job));
}

fn longest(world: &World, job: Pubkey) -> (Statement, Vec<rayment_core::Hash>) {
    let (.., evidence) = longest_evidence(world, job);
    (statement(world, job, &evidence), evidence.path)
}
