use rayment_client::{events::Event, instructions};
use rayment_core::{
    job::{Offer, Outcome},
    money::Terms,
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

/// The picture's root.
fn root() -> [u8; 32] {
    picture::root(&SPEC, &offer().chunk, &PICTURE)
}

/// What Anna, the treasury and the client get when a job is paid in full.
fn assert_paid(world: &World, client_before: u64, rent: u64) {
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees, anna.earned), (PRICE + BOND, FEE, PRICE));
    assert_eq!((anna.jobs, anna.paid_jobs, anna.failed_jobs), (0, 1, 0));
    assert_eq!(world.at_orders(CLIENT), client_before + DEPOSIT - PRICE - FEE + rent);
    assert_eq!(world.lamports(&ANNA.address()), world.rent(world.space(&ANNA.address())) + PRICE + BOND + FEE);
}

fn balances(world: &World, job: Pubkey) -> (u64, u64) {
    (world.at_orders(CLIENT), world.rent(world.space(&job)))
}

#[test]
fn an_accepted_job_pays_at_once_where_the_client_agreed() {
    let (mut world, job) = posted(&Offer { at_once: true, ..offer() });
    work_off(&mut world, job, PICTURE);
    seal(&mut world, job);
    KEEPER.accepts(&mut world, job).works();
    let (client, rent) = balances(&world, job);
    let events = world.settles(job).works().events();
    assert!(!world.exists(&job));
    assert_paid(&world, client, rent);
    let [Event::JobClosed(closed)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((closed.earnings, closed.fee, closed.bond_back), (PRICE, FEE, BOND));
    assert_eq!((closed.refund, closed.returned), (DEPOSIT - PRICE - FEE, rent));
    assert_eq!(closed.provider, Some(ANNA.wallet.key()));
    assert_eq!(format!("{:?}", closed.outcome), format!("{:?}", Outcome::Paid));
    assert_eq!((closed.frames, closed.ms, closed.root), (4, 200_000, Some(root())));
}

#[test]
fn a_job_at_no_price_is_a_paid_job() {
    let free = Terms { per_frame: 0, per_second: 0, per_gb: 0, minimum: 0 };
    let (mut world, job) = reserved();
    ANNA.prices(&mut world, free).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    ANNA.delivers(&mut world, job, PICTURE).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.earned, anna.paid_jobs, anna.failed_jobs), (0, 1, 0));
}

#[test]
fn an_accepted_job_pays_after_approval() {
    let (mut world, job) = accepted();
    world.settles(job).refuses(RaymentError::NotYetDue);
    CLIENT.approves(&mut world, job).works();
    let (client, rent) = balances(&world, job);
    world.settles(job).works();
    assert_paid(&world, client, rent);
}

#[test]
fn an_accepted_job_pays_after_a_day_of_silence() {
    let (mut world, job) = accepted();
    let (client, rent) = balances(&world, job);
    world.advance(DAY - 1);
    world.settles(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    CLIENT.approves(&mut world, job).refuses(RaymentError::DeadlinePassed);
    world.settles(job).works();
    assert_paid(&world, client, rent);
}

#[test]
fn a_delivery_that_nobody_judges_pays_after_silence() {
    let (mut world, job) = delivered();
    let (client, rent) = balances(&world, job);
    world.advance(VERDICT_SECS + DAY - 1);
    world.settles(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    world.settles(job).works();
    assert_paid(&world, client, rent);
}

#[test]
fn a_client_may_approve_before_any_verdict() {
    let (mut world, job) = delivered();
    CLIENT.approves(&mut world, job).works();
    let (client, rent) = balances(&world, job);
    world.settles(job).works();
    assert_paid(&world, client, rent);
}

#[test]
fn a_dispute_that_nobody_answers_is_split() {
    let (mut world, job) = disputed();
    let (client, rent) = balances(&world, job);
    world.advance(DAY - 1);
    world.settles(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    let events = world.settles(job).works().events();
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees, anna.earned), (PRICE / 2 + BOND, FEE / 2, PRICE / 2));
    assert_eq!(world.at_orders(CLIENT), client + DEPOSIT - PRICE / 2 - FEE / 2 + rent);
    let [Event::JobClosed(closed)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!(format!("{:?}", closed.outcome), format!("{:?}", Outcome::Split));
    assert_eq!((closed.frames, closed.ms, closed.root), (4, 200_000, Some(root())));
}

#[test]
fn a_client_disputes_after_the_keepers_time_and_before_its_own_is_over() {
    for (after, expected) in [
        (VERDICT_SECS - 1, Some(RaymentError::NotYetDue)),
        (VERDICT_SECS, None),
        (VERDICT_SECS + DAY - 1, None),
        (VERDICT_SECS + DAY, Some(RaymentError::DeadlinePassed)),
    ] {
        let (mut world, job) = delivered();
        world.advance(after);
        let dispute = CLIENT.disputes(&mut world, job).map(|_| ());
        match expected {
            None => dispute.works(),
            Some(reason) => dispute.refuses(reason),
        }
    }
}

#[test]
fn refuses_approval_and_dispute_by_anyone_but_the_client() {
    let (mut world, job) = delivered();
    world.advance(VERDICT_SECS);
    for actor in [STRANGER, OTHER_CLIENT.0, ANNA.operator, KEEPER.0] {
        Client(actor).approves(&mut world, job).refuses(RaymentError::NotJobClient);
        Client(actor).disputes(&mut world, job).refuses(RaymentError::NotJobClient);
    }
}

#[test]
fn refuses_approval_and_dispute_in_another_phase_or_of_another_attempt() {
    let (mut world, job) = running();
    CLIENT.approves(&mut world, job).refuses(RaymentError::WrongPhase);
    CLIENT.disputes(&mut world, job).refuses(RaymentError::WrongPhase);
    let (mut world, job) = accepted();
    CLIENT.disputes(&mut world, job).refuses(RaymentError::WrongPhase);
    let mut other = world.job(job);
    other.state.attempt = 1;
    world.sends(instructions::job_approve(&other)).refuses(RaymentError::WrongAttempt);
    CLIENT.approves(&mut world, job).works();
    CLIENT.approves(&mut world, job).refuses(RaymentError::WrongPhase);
    let (mut world, job) = delivered();
    let mut other = world.job(job);
    other.state.attempt = 1;
    world.advance(VERDICT_SECS);
    world.sends(instructions::job_dispute(&other)).refuses(RaymentError::WrongAttempt);
}

#[test]
fn refuses_to_settle_what_was_not_delivered() {
    let (mut world, job) = running();
    world.advance(DAY);
    world.settles(job).refuses(RaymentError::WrongPhase);
    let (mut world, job) = open();
    let mut settle = world.settle(job);
    settle.accounts[2].pubkey = ANNA.address();
    world.sends(settle).refuses(RaymentError::WrongProvider);
}

#[test]
fn an_open_job_expires_and_gives_everything_back() {
    let (mut world, job) = open();
    let (client, rent) = balances(&world, job);
    world.advance_to(offer().expires_at - 1);
    world.expires(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    world.expires(job).works();
    assert!(!world.exists(&job));
    assert_eq!(world.at_orders(CLIENT), client + DEPOSIT + rent);
}

#[test]
fn whoever_does_not_start_or_deliver_in_time_loses_the_bond() {
    for (reach, window) in [(claimed as fn() -> JobWorld, START_SECS), (running, DELIVERY_SECS)] {
        let (mut world, job) = reach();
        let (client, _) = balances(&world, job);
        world.advance(window - 1);
        world.expires(job).refuses(RaymentError::NotYetDue);
        world.advance(1);
        world.expires(job).works();
        assert_eq!(world.at_orders(CLIENT), client + BOND);
        assert_eq!((world.job(job).state.attempt, world.provider(ANNA).state.failed_jobs), (1, 1));
    }
}

#[test]
fn after_three_attempts_the_money_goes_back() {
    let (mut world, job) = open();
    let (client, rent) = balances(&world, job);
    for provider in [ANNA, BORIS, CAROL] {
        assert!(world.exists(&job));
        KEEPER.assigns(&mut world, job, provider).works();
        provider.claims(&mut world, job).works();
        world.advance(START_SECS);
        world.expires(job).works();
    }
    assert!(!world.exists(&job));
    assert_eq!(world.at_orders(CLIENT), client + DEPOSIT + rent + 3 * BOND);
}

#[test]
fn refuses_to_expire_a_delivery() {
    for reach in [delivered, accepted, disputed] {
        let (mut world, job) = reach();
        world.advance(10 * DAY);
        world.expires(job).refuses(RaymentError::WrongPhase);
    }
}

#[test]
fn refuses_to_expire_without_the_holders_account_or_with_anothers() {
    let (mut world, job) = claimed();
    world.advance(START_SECS);
    let mut expire = world.expire(job);
    expire.accounts[2].pubkey = BORIS.address();
    world.sends(expire.clone()).refuses(RaymentError::WrongProvider);
    expire.accounts[2].pubkey = rayment_client::PROGRAM_ID;
    expire.accounts[2].is_writable = false;
    world.sends(expire).refuses(RaymentError::MissingProvider);
}

#[test]
fn a_settled_job_is_gone() {
    let (mut world, job) = accepted();
    CLIENT.approves(&mut world, job).works();
    let settle = world.settle(job);
    world.sends(settle.clone()).works();
    // Anchor's "the account is not initialized".
    world.sends(settle).refuses_with(3012);
}
