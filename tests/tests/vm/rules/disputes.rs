//! A dispute and its bond: where it comes from, and whose it is in the end.

use rayment_client::{events::Event, instructions};
use rayment_core::{
    job::{Acceptance, FailReason, Offer, Phase, flag},
    money::Terms,
};
use rayment_tests::vm::{phases::*, roles::*, world::*, *};
use solana_pubkey::Pubkey;

/// The picture's bill, with the fee.
const BILL: u64 = PRICE + FEE;

/// Sealed, the keeper's time over, with so large a deposit.
fn undisputed(deposit: u64, render: Render) -> JobWorld {
    let (mut world, job) = posted(&Offer { deposit, ..offer() });
    work_off(&mut world, job, render);
    seal(&mut world, job);
    world.advance(VERDICT_SECS);
    (world, job)
}

/// What the client must add to the deposit, once.
fn disputes(world: &mut World, job: Pubkey, paid_in: u64) {
    let (wallet, held) = (world.lamports(&CLIENT.key()), world.lamports(&job));
    let events = CLIENT.disputes(world, job).works().events();
    let [Event::JobDisputed(disputed)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((disputed.bond, disputed.paid_in), (DISPUTE_BOND, paid_in > 0));
    assert_eq!((world.lamports(&CLIENT.key()), world.lamports(&job)), (wallet - paid_in, held + paid_in));
}

#[test]
fn the_bond_comes_out_of_the_deposit_where_the_bill_leaves_enough_of_it() {
    for (deposit, paid_in) in
        [(DEPOSIT, 0), (BILL + DISPUTE_BOND, 0), (BILL + DISPUTE_BOND - 1, DISPUTE_BOND), (WORST, DISPUTE_BOND)]
    {
        let (mut world, job) = undisputed(deposit, PICTURE);
        disputes(&mut world, job, paid_in);
    }
}

#[test]
fn the_client_pays_the_bond_whoever_pays_the_network_fee() {
    let (mut world, job) = undisputed(WORST, PICTURE);
    let wallets = |world: &World| [CLIENT.0, DONOR].map(|wallet| world.lamports(&wallet.key()));
    let [client, donor] = wallets(&world);
    let dispute = instructions::job_dispute(&world.job(job));
    let fee = world.sends_paid_by(DONOR, &[dispute]).works().network_fee;
    assert_eq!(wallets(&world), [client - DISPUTE_BOND, donor - fee]);
}

#[test]
fn refuses_a_dispute_without_enough_money_for_the_bond() {
    let (mut world, job) = undisputed(WORST, PICTURE);
    world.fund(&CLIENT.key(), DISPUTE_BOND - 1);
    let before = world.snapshot();
    // The system program's "insufficient funds".
    CLIENT.disputes(&mut world, job).refuses_with(1);
    assert_eq!(world.snapshot(), before);
    world.fund(&CLIENT.key(), DISPUTE_BOND);
    disputes(&mut world, job, DISPUTE_BOND);
    assert_eq!(world.lamports(&CLIENT.key()), 0);
}

#[test]
fn refuses_a_bond_from_anothers_wallet() {
    let (mut world, job) = undisputed(WORST, PICTURE);
    let before = world.snapshot();
    for other in [STRANGER, OTHER_CLIENT.0, ANNA.operator, KEEPER.0] {
        Client(other).disputes(&mut world, job).refuses(RaymentError::NotJobClient);
    }
    assert_eq!(world.snapshot(), before);
}

#[test]
fn refuses_a_second_dispute() {
    for reach in [disputed, disputed_and_paid_in] {
        let (mut world, job) = reach();
        CLIENT.disputes(&mut world, job).refuses(RaymentError::WrongPhase);
        KEEPER.accepts(&mut world, job).works();
        CLIENT.disputes(&mut world, job).refuses(RaymentError::WrongPhase);
    }
}

#[test]
fn refuses_a_dispute_of_what_is_settled() {
    let (mut world, job) = undisputed(DEPOSIT, PICTURE);
    let dispute = instructions::job_dispute(&world.job(job));
    CLIENT.approves(&mut world, job).works();
    world.sends(dispute.clone()).refuses(RaymentError::WrongPhase);
    world.settles(job).works();
    // Anchor's "the account is not initialized".
    world.sends(dispute).refuses_with(3012);
}

#[test]
fn even_what_costs_nothing_is_disputed_for_a_lamport() {
    let (mut world, job) = reserved();
    ANNA.prices(&mut world, Terms::default()).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    ANNA.delivers(&mut world, job, PICTURE).works();
    world.advance(VERDICT_SECS);
    let events = CLIENT.disputes(&mut world, job).works().events();
    assert!(matches!(events.as_slice(), [Event::JobDisputed(disputed)] if disputed.bond == 1 && !disputed.paid_in));
}

/// The dispute is decided for the provider, and settled at once: the bond is lost, half of it to the
/// provider and half to the market.
fn is_lost(reach: fn() -> JobWorld, decide: fn(&mut World, Pubkey), how: Acceptance) {
    let (mut world, job) = reach();
    decide(&mut world, job);
    assert!(matches!(world.job(job).state.phase, Phase::Accepted { how: found, .. } if found == how));
    let (client, rent, deposit) =
        (world.at_orders(CLIENT), world.rent(world.space(&job)), world.job(job).state.deposit);
    let within = if deposit == WORST { 0 } else { DISPUTE_BOND };
    let events = world.settles(job).works().events();
    let [Event::JobClosed(closed)] = events.as_slice() else { panic!("another event than expected") };
    let half = DISPUTE_BOND / 2;
    assert_eq!((closed.dispute_paid, closed.dispute_fee, closed.dispute_back), (half, half, 0));
    assert_eq!((closed.earnings, closed.fee, closed.refund), (PRICE, FEE, deposit - BILL - within));
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees, anna.earned), (PRICE + BOND + half, FEE + half, PRICE));
    assert_eq!(world.at_orders(CLIENT), client + deposit - BILL - within + rent);
    assert_eq!(world.lamports(&ANNA.address()), world.rent(world.space(&ANNA.address())) + anna.balance + anna.fees);
}

#[test]
fn a_dispute_that_the_keeper_answers_costs_the_bond_and_is_paid_at_once() {
    for reach in [disputed, disputed_and_paid_in] {
        is_lost(reach, |world, job| drop(KEEPER.accepts(world, job).works()), Acceptance::Answered);
    }
}

#[test]
fn a_dispute_that_the_client_concedes_costs_the_bond_and_is_paid_at_once() {
    for reach in [disputed, disputed_and_paid_in] {
        is_lost(reach, |world, job| drop(CLIENT.approves(world, job).works()), Acceptance::Conceded);
    }
}

#[test]
fn a_dispute_that_nobody_answers_gives_all_bonds_back() {
    for (reach, paid_in) in [(disputed as fn() -> JobWorld, 0), (disputed_and_paid_in, DISPUTE_BOND)] {
        let (mut world, job) = reach();
        let (client, rent, deposit) =
            (world.at_orders(CLIENT), world.rent(world.space(&job)), world.job(job).state.deposit);
        world.advance(DAY);
        KEEPER.accepts(&mut world, job).refuses(RaymentError::DeadlinePassed);
        CLIENT.approves(&mut world, job).refuses(RaymentError::DeadlinePassed);
        let events = world.settles(job).works().events();
        let [Event::JobClosed(closed)] = events.as_slice() else { panic!("another event than expected") };
        assert_eq!((closed.dispute_paid, closed.dispute_fee, closed.dispute_back), (0, 0, paid_in));
        let anna = world.provider(ANNA).state;
        assert_eq!((anna.balance, anna.fees), (PRICE / 2 + BOND, FEE / 2));
        assert_eq!(world.at_orders(CLIENT), client + deposit - PRICE / 2 - FEE / 2 + paid_in + rent);
    }
}

/// How the keeper decides.
type Way = fn(&mut World, Pubkey) -> Answer;

#[test]
fn a_dispute_for_the_client_gives_its_bond_back_and_reopens_the_job() {
    let ways: [(Way, u64); 3] = [
        (|world, job| KEEPER.rejects(world, job), BOND),
        (|world, job| KEEPER.fails(world, job, FailReason::Missing), 0),
        (|world, job| KEEPER.fails(world, job, FailReason::Unlike), 0),
    ];
    for (deposit, paid_in) in [(DEPOSIT, 0), (WORST, DISPUTE_BOND)] {
        for (decide, forfeit) in ways {
            let (mut world, job) = undisputed(deposit, NOISE);
            CLIENT.disputes(&mut world, job).works();
            let wallet = world.at_orders(CLIENT);
            decide(&mut world, job).works();
            assert_eq!(world.at_orders(CLIENT), wallet + paid_in + forfeit);
            assert_eq!(world.lamports(&job), world.rent(world.space(&job)) + deposit);
            let (state, anna) = (world.job(job).state, world.provider(ANNA).state);
            assert_eq!((state.attempt, state.flags), (1, flag::FROM_ORDER), "nothing is paid in any more");
            assert_eq!((anna.balance, anna.fees, anna.jobs), (BOND - forfeit, 0, 0));
            // The next attempt is disputed and paid for like the first.
            world.advance(10);
            BORIS.claims(&mut world, job).works();
            BORIS.starts(&mut world, job).works();
            world.advance(200);
            BORIS.delivers(&mut world, job, PICTURE).works();
            world.advance(VERDICT_SECS);
            disputes(&mut world, job, paid_in);
        }
    }
}

#[test]
fn a_dispute_for_the_client_gives_everything_back_where_it_was_the_last_attempt() {
    let (mut world, job) = posted(&Offer { deposit: WORST, ..offer() });
    for provider in [ANNA, BORIS] {
        KEEPER.assigns(&mut world, job, provider).works();
        provider.claims(&mut world, job).works();
        provider.fails(&mut world, job, FailReason::Worker).works();
    }
    KEEPER.assigns(&mut world, job, CAROL).works();
    CAROL.claims(&mut world, job).works();
    CAROL.starts(&mut world, job).works();
    world.advance(200);
    CAROL.delivers(&mut world, job, NOISE).works();
    seal(&mut world, job);
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    let (wallet, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    let events = KEEPER.rejects(&mut world, job).works().events();
    let [Event::JobRejected(_), Event::JobClosed(closed)] = events.as_slice() else { panic!("other events") };
    assert_eq!((closed.refund, closed.forfeit, closed.dispute_back), (WORST, BOND, DISPUTE_BOND));
    assert_eq!(world.at_orders(CLIENT), wallet + WORST + BOND + DISPUTE_BOND + rent);
}
