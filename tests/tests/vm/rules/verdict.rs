use rayment_client::{Job, events::Event, instructions};
use rayment_core::{
    hash::ZERO,
    job::{Acceptance, Evidence, FailReason, JobState, Phase},
    proof::merkle,
};
use rayment_tests::vm::{phases::*, roles::*, *};
use solana_pubkey::Pubkey;

fn later(world: &World, job: Pubkey) -> Job {
    let current = world.job(job);
    Job { state: JobState { attempt: current.state.attempt + 1, ..current.state }, ..current }
}

#[test]
fn the_keeper_accepts() {
    let (mut world, job) = sealed();
    let seed = seed(&world, job);
    KEEPER.accepts(&mut world, job).works();
    let state = world.job(job).state;
    assert!(
        matches!(state.phase, Phase::Accepted { how: Acceptance::Keeper, seed: kept, round: 0, .. } if kept == seed)
    );
    let root = picture::root(&state.spec, &state.chunk, &PICTURE);
    assert_eq!(state.delivered(), Some((4, 200_000, root)), "the account tells what was accepted");
}

#[test]
fn a_wrong_tile_costs_the_bond_and_the_pay() {
    let (mut world, job) = sealed_noise();
    let (wallet, held) = (world.at_orders(CLIENT), world.lamports(&job));
    let events = KEEPER.rejects(&mut world, job).works().events();
    assert_eq!(world.at_orders(CLIENT), wallet + BOND);
    assert_eq!(world.lamports(&job), held - BOND);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.earned, anna.jobs, anna.failed_jobs), (0, 0, 0, 1));
    assert_eq!(world.job(job).state.attempt, 1);
    assert!(matches!(world.job(job).state.phase, Phase::Open { .. }));
    let [Event::JobRejected(rejected)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((rejected.provider, rejected.attempt), (ANNA.wallet.key(), 0));
}

#[test]
fn every_picked_tile_can_be_rejected_and_no_other() {
    let (world, job) = sealed_noise();
    let challenge = challenge(&world, job);
    for frame in 0..challenge.frames {
        for tile in 0..challenge.tiles {
            let (mut world, job) = sealed_noise();
            let evidence = against(&world, job, (frame, tile), true);
            let picked = challenge.contains::<rayment_core::Native>(frame, tile);
            let rejection = KEEPER.rejects_on(&mut world, job, &evidence).map(|_| ());
            if picked { rejection.works() } else { rejection.refuses(RaymentError::TileNotChallenged) }
        }
    }
}

#[test]
fn refuses_evidence_that_does_not_lead_to_the_root() {
    let (mut world, job) = sealed_noise();
    let good = against(&world, job, picked(&world, job), true);
    let longer = [good.path.clone(), vec![[0; 32]]].concat();
    let shorter = good.path[1..].to_vec();
    let mut swapped = good.path.clone();
    swapped[0][31] ^= 1;
    let endless = vec![[0; 32]; merkle::MAX_DEPTH + 1];
    for path in [longer, shorter, swapped, Vec::new(), endless] {
        let evidence = Evidence { path, ..good.clone() };
        // So long a path might not fit into a transaction; what fits is refused.
        KEEPER.rejects_on(&mut world, job, &evidence).refuses(RaymentError::PathMismatch);
    }
    let other_leaf = Evidence { leaf: [1; 32], ..good.clone() };
    KEEPER.rejects_on(&mut world, job, &other_leaf).refuses(RaymentError::PathMismatch);
    KEEPER.rejects_on(&mut world, job, &good).works();
}

#[test]
fn refuses_evidence_that_shows_the_delivered_tile() {
    let (mut world, job) = sealed();
    let evidence = against(&world, job, picked(&world, job), false);
    KEEPER.rejects_on(&mut world, job, &evidence).refuses(RaymentError::TilesAgree);
}

#[test]
fn refuses_a_tile_that_is_outside_the_job() {
    let (mut world, job) = sealed_noise();
    let good = against(&world, job, picked(&world, job), true);
    for (frame, tile) in [(4, 0), (0, 12), (u32::MAX, u32::MAX)] {
        let outside = Evidence { frame, tile, ..good.clone() };
        KEEPER.rejects_on(&mut world, job, &outside).refuses(RaymentError::TileNotChallenged);
    }
}

#[test]
fn refuses_a_verdict_before_the_seal() {
    let (mut world, job) = delivered();
    KEEPER.accepts(&mut world, job).refuses(RaymentError::NotSealed);
    let evidence = against(&world, job, (0, 0), false);
    KEEPER.rejects_on(&mut world, job, &evidence).refuses(RaymentError::NotSealed);
}

#[test]
fn an_acceptance_comes_within_fifteen_minutes() {
    for (after, fits) in [(VERDICT_SECS - 1, true), (VERDICT_SECS, false)] {
        let (mut world, job) = sealed();
        world.advance(after);
        let verdict = KEEPER.accepts(&mut world, job).map(|_| ());
        if fits { verdict.works() } else { verdict.refuses(RaymentError::DeadlinePassed) }
    }
}

#[test]
fn a_dispute_is_answered_within_a_day() {
    for (after, fits) in [(world::DAY - 1, true), (world::DAY, false)] {
        let (mut world, job) = disputed();
        world.advance(after);
        let verdict = KEEPER.accepts(&mut world, job).map(|_| ());
        if fits { verdict.works() } else { verdict.refuses(RaymentError::DeadlinePassed) }
    }
}

/// The keeper kept silent about noise, the client objects.
fn disputed_noise() -> JobWorld {
    let (mut world, job) = sealed_noise();
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    (world, job)
}

#[test]
fn evidence_counts_until_the_delivery_is_paid() {
    for (reach, paid_after) in
        [(sealed_noise as fn() -> JobWorld, VERDICT_SECS + world::DAY), (disputed_noise, world::DAY)]
    {
        for (after, fits) in [(0, true), (paid_after - 1, true), (paid_after, false)] {
            let (mut world, job) = reach();
            world.advance(after);
            let verdict = KEEPER.rejects(&mut world, job).map(|_| ());
            if fits { verdict.works() } else { verdict.refuses(RaymentError::DeadlinePassed) }
        }
    }
}

#[test]
fn refuses_evidence_against_what_is_accepted() {
    let (mut world, job) = sealed_noise();
    let evidence = against(&world, job, picked(&world, job), true);
    KEEPER.accepts(&mut world, job).works();
    KEEPER.rejects_on(&mut world, job, &evidence).refuses(RaymentError::WrongPhase);
    KEEPER.fails(&mut world, job, FailReason::Missing).refuses(RaymentError::WrongPhase);
}

#[test]
fn refuses_an_acceptance_by_another_seed_than_the_challenges() {
    let (mut world, job) = sealed();
    let mut other = seed(&world, job);
    other[31] ^= 1;
    for wrong in [ZERO, other] {
        KEEPER.accepts_by(&mut world, job, wrong).refuses(RaymentError::WrongSeed);
    }
    KEEPER.accepts(&mut world, job).works();
}

#[test]
fn refuses_a_verdict_by_anyone_but_the_keeper() {
    let (mut world, job) = sealed_noise();
    for actor in [STRANGER, CLIENT.0, ANNA.operator, ANNA.wallet] {
        Keeper(actor).accepts(&mut world, job).refuses(RaymentError::NotKeeper);
        Keeper(actor).rejects(&mut world, job).refuses(RaymentError::NotKeeper);
    }
}

#[test]
fn refuses_a_verdict_by_a_keeper_that_is_a_party() {
    for party in [CLIENT.0, ANNA.wallet] {
        let (mut world, job) = sealed_noise();
        let market = world.market_state();
        world.sends(instructions::market_update(&market, None, Some(&party.key()), None)).works();
        Keeper(party).accepts(&mut world, job).refuses(RaymentError::KeeperIsParty);
        Keeper(party).rejects(&mut world, job).refuses(RaymentError::KeeperIsParty);
    }
}

/// A provider names its other keys as it likes: by naming the keeper's it silences nobody.
#[test]
fn a_keeper_whose_key_a_provider_has_named_judges_on() {
    for named in [ANNA.operator, ANNA.payout] {
        let (mut world, job) = sealed_noise();
        let market = world.market_state();
        world.sends(instructions::market_update(&market, None, Some(&named.key()), None)).works();
        let accepts = |mut world: World| drop(Keeper(named).accepts(&mut world, job).works());
        accepts(world.clone());
        Keeper(named).fails(&mut world.clone(), job, FailReason::Missing).works();
        Keeper(named).rejects(&mut world, job).works();
    }
}

#[test]
fn refuses_a_verdict_on_another_attempt() {
    let (mut world, job) = sealed_noise();
    let other = later(&world, job);
    let evidence = against(&world, job, picked(&world, job), true);
    world.sends(instructions::job_accept(&KEEPER.key(), &other, seed(&world, job))).refuses(RaymentError::WrongAttempt);
    let payee = world.payee(&other);
    world
        .sends(instructions::job_reject(&KEEPER.key(), (&other, &payee), &evidence))
        .refuses(RaymentError::WrongAttempt);
}

#[test]
fn tiles_that_are_missing_or_unlike_mean_another_attempt_and_no_lost_bond() {
    for (reach, reason) in [
        (delivered as fn() -> JobWorld, FailReason::Missing),
        (sealed, FailReason::Missing),
        (sealed, FailReason::Unlike),
        (disputed, FailReason::Missing),
        (disputed, FailReason::Unlike),
    ] {
        let (mut world, job) = reach();
        let (wallet, held) = (world.at_orders(CLIENT), world.lamports(&job));
        let events = KEEPER.fails(&mut world, job, reason).works().events();
        let [Event::JobFailed(failed)] = events.as_slice() else { panic!("another event than expected") };
        assert_eq!(format!("{:?}", failed.reason), format!("{reason:?}"));
        assert_eq!((failed.attempt, failed.forfeit), (0, 0));
        assert_eq!((world.at_orders(CLIENT), world.lamports(&job)), (wallet, held - BOND));
        let anna = world.provider(ANNA).state;
        assert_eq!((anna.balance, anna.earned, anna.jobs, anna.failed_jobs), (BOND, 0, 0, 1));
        assert_eq!(world.job(job).state.attempt, 1);
        world.advance(10);
        ANNA.claims(&mut world, job).refuses(RaymentError::ProviderFailedBefore);
    }
}

#[test]
fn tiles_are_called_missing_until_the_delivery_is_paid() {
    for (reach, paid_after) in [(sealed as fn() -> JobWorld, VERDICT_SECS + world::DAY), (disputed, world::DAY)] {
        for (reason, after, fits) in [
            (FailReason::Missing, paid_after - 1, true),
            (FailReason::Missing, paid_after, false),
            (FailReason::Unlike, paid_after - 1, true),
            (FailReason::Unlike, paid_after, false),
        ] {
            let (mut world, job) = reach();
            world.advance(after);
            let verdict = KEEPER.fails(&mut world, job, reason).map(|_| ());
            if fits { verdict.works() } else { verdict.refuses(RaymentError::DeadlinePassed) }
        }
    }
}

#[test]
fn refuses_to_call_tiles_unlike_before_any_were_picked() {
    let (mut world, job) = delivered();
    KEEPER.fails(&mut world, job, FailReason::Unlike).refuses(RaymentError::NotSealed);
}

#[test]
fn refuses_to_call_tiles_missing_by_a_keeper_that_is_a_party() {
    for party in [CLIENT.0, ANNA.wallet] {
        for finding in [FailReason::Missing, FailReason::Unlike] {
            let (mut world, job) = sealed();
            let market = world.market_state();
            world.sends(instructions::market_update(&market, None, Some(&party.key()), None)).works();
            Keeper(party).fails(&mut world, job, finding).refuses(RaymentError::KeeperIsParty);
        }
    }
}

#[test]
fn refuses_to_call_tiles_missing_by_anyone_but_the_keeper_or_before_a_delivery() {
    let (mut world, job) = sealed();
    for finding in [FailReason::Missing, FailReason::Unlike] {
        ANNA.fails(&mut world, job, finding).refuses(RaymentError::NotKeeper);
        Keeper(STRANGER).fails(&mut world, job, finding).refuses(RaymentError::NotKeeper);
        let (mut world, job) = running();
        KEEPER.fails(&mut world, job, finding).refuses(RaymentError::WrongPhase);
    }
    for other in [FailReason::Broken, FailReason::Loads] {
        KEEPER.fails(&mut world, job, other).refuses(RaymentError::WrongPhase);
    }
    for other in [FailReason::Spec, FailReason::Worker] {
        KEEPER.fails(&mut world, job, other).refuses(RaymentError::NotOperator);
    }
}
