use rayment_client::{Job, events::Event, instructions};
use rayment_core::{
    job::{Evidence, FailReason, JobState, Phase},
    proof::merkle,
};
use rayment_tests::vm::{phases::*, roles::*, *};
use solana_pubkey::Pubkey;

fn later(world: &World, job: Pubkey) -> Job {
    let current = world.job(job);
    Job { state: JobState { attempt: current.state.attempt + 1, ..current.state }, ..current }
}

/// Assigned without a check, and delivered.
fn delivered_unchecked() -> JobWorld {
    let (mut world, job) = open();
    KEEPER.assigns_unchecked(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    world.advance(200);
    ANNA.delivers(&mut world, job, PICTURE).works();
    seal(&mut world, job);
    (world, job)
}

#[test]
fn the_keeper_accepts() {
    let (mut world, job) = sealed();
    KEEPER.accepts(&mut world, job).works();
    let state = world.job(job).state;
    assert!(matches!(state.phase, Phase::Accepted { approved: false, .. }));
    let root = picture::root(&state.spec, &state.chunk, &PICTURE);
    assert_eq!(state.delivered(), Some((4, 200_000, root)), "the account tells what was accepted");
}

#[test]
fn a_wrong_tile_costs_the_bond_and_the_pay() {
    let (mut world, job) = sealed_noise();
    let (wallet, held) = (world.lamports(&CLIENT.key()), world.lamports(&job));
    let events = KEEPER.rejects(&mut world, job).works().events();
    assert_eq!(world.lamports(&CLIENT.key()), wallet + BOND);
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
fn a_verdict_comes_within_fifteen_minutes() {
    for (after, fits) in [(VERDICT_SECS - 1, true), (VERDICT_SECS, false)] {
        let (mut world, job) = sealed();
        world.advance(after);
        let verdict = KEEPER.accepts(&mut world, job).map(|_| ());
        if fits {
            verdict.works()
        } else {
            verdict.refuses(RaymentError::DeadlinePassed)
        }

        let (mut world, job) = sealed_noise();
        world.advance(after);
        let verdict = KEEPER.rejects(&mut world, job).map(|_| ());
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
    for party in [CLIENT.0, ANNA.wallet, ANNA.operator, ANNA.payout] {
        let (mut world, job) = sealed_noise();
        let market = world.market_state();
        world.sends(instructions::market_update(&market, None, Some(&party.key()), None)).works();
        Keeper(party).accepts(&mut world, job).refuses(RaymentError::KeeperIsParty);
        Keeper(party).rejects(&mut world, job).refuses(RaymentError::KeeperIsParty);
    }
}

#[test]
fn refuses_a_verdict_on_another_attempt() {
    let (mut world, job) = sealed_noise();
    let other = later(&world, job);
    let evidence = against(&world, job, picked(&world, job), true);
    world.sends(instructions::job_accept(&KEEPER.key(), &other)).refuses(RaymentError::WrongAttempt);
    world.sends(instructions::job_reject(&KEEPER.key(), &other, &evidence)).refuses(RaymentError::WrongAttempt);
}

#[test]
fn refuses_a_verdict_where_none_was_agreed_until_there_is_a_dispute() {
    let (mut world, job) = delivered_unchecked();
    KEEPER.accepts(&mut world, job).refuses(RaymentError::Unchecked);
    CLIENT.disputes(&mut world, job).works();
    KEEPER.accepts(&mut world, job).works();
}

#[test]
fn tiles_that_cannot_be_had_mean_another_attempt_and_no_penalty() {
    for reach in [delivered, disputed] {
        let (mut world, job) = reach();
        let held = world.lamports(&job);
        KEEPER.fails(&mut world, job, FailReason::Worker).works();
        assert_eq!(world.lamports(&job), held - BOND);
        let anna = world.provider(ANNA).state;
        assert_eq!((anna.balance, anna.earned, anna.jobs, anna.failed_jobs), (BOND, 0, 0, 0));
        assert_eq!(world.job(job).state.attempt, 1);
    }
}

#[test]
fn refuses_to_call_tiles_lost_by_a_keeper_that_is_a_party() {
    for (party, reason) in [
        (CLIENT.0, RaymentError::KeeperIsParty),
        (ANNA.wallet, RaymentError::KeeperIsParty),
        (ANNA.payout, RaymentError::KeeperIsParty),
        // With this key it speaks as the provider.
        (ANNA.operator, RaymentError::NotKeeper),
    ] {
        let (mut world, job) = delivered();
        let market = world.market_state();
        world.sends(instructions::market_update(&market, None, Some(&party.key()), None)).works();
        Keeper(party).fails(&mut world, job, FailReason::Worker).refuses(reason);
    }
}

#[test]
fn refuses_to_call_tiles_lost_by_anyone_but_the_keeper() {
    let (mut world, job) = delivered();
    ANNA.fails(&mut world, job, FailReason::Worker).refuses(RaymentError::NotKeeper);
    Keeper(STRANGER).fails(&mut world, job, FailReason::Worker).refuses(RaymentError::NotOperator);
    KEEPER.fails(&mut world, job, FailReason::Spec).refuses(RaymentError::WrongPhase);
}

#[test]
fn a_broken_spec_is_confirmed_by_the_keeper() {
    let (mut world, job) = running();
    ANNA.fails(&mut world, job, FailReason::Spec).works();
    Keeper(STRANGER).fails(&mut world, job, FailReason::Spec).refuses(RaymentError::NotKeeper);
    let (wallet, held) = (world.lamports(&CLIENT.key()), world.lamports(&job));
    KEEPER.fails(&mut world, job, FailReason::Spec).works();
    assert!(!world.exists(&job));
    assert_eq!(world.lamports(&CLIENT.key()), wallet + held);
}

#[test]
fn a_broken_spec_is_confirmed_by_a_second_provider() {
    let (mut world, job) = running();
    ANNA.fails(&mut world, job, FailReason::Spec).works();
    KEEPER.assigns(&mut world, job, BORIS).works();
    BORIS.claims(&mut world, job).works();
    let wallet = world.lamports(&CLIENT.key());
    let rent = world.rent(world.space(&job));
    BORIS.fails(&mut world, job, FailReason::Spec).works();
    assert!(!world.exists(&job));
    assert_eq!(world.lamports(&CLIENT.key()), wallet + DEPOSIT + rent);
    assert_eq!(world.provider(BORIS).state.balance, BOND);
}

#[test]
fn refuses_to_confirm_what_nobody_reported() {
    let (mut world, job) = open();
    KEEPER.fails(&mut world, job, FailReason::Spec).refuses(RaymentError::SpecNotReported);
    KEEPER.fails(&mut world, job, FailReason::Worker).refuses(RaymentError::WrongPhase);
}
