//! Jobs of the second layout, the last that were from no order: what a migration makes of them, and that bonds and
//! refunds stay what they were.

use rayment_client::{address, events::Event};
use rayment_core::{
    job::{FailReason, Offer, Phase, flag},
    layout,
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

use super::{
    MOVER, accounts, begun_under,
    earlier::{self, SECOND},
    migrates_all, program_accounts, refusing,
    stories::{self, Act, assign, claim, deliver, deliver_noise, reseal, start, time_to_judge, time_to_start},
    upgraded,
};

fn taken_over(offer: &Offer, until: &[Act]) -> JobWorld {
    upgraded(begun_under(SECOND, offer, until))
}

fn plain(until: &[Act]) -> JobWorld {
    taken_over(&offer(), until)
}

#[test]
fn of_providers_nothing_changes_and_of_jobs_only_layout_and_flags() {
    for story in stories::of_the_second() {
        let (mut world, _) = begun_under(SECOND, &offer(), story.until);
        world.upgrades();
        let before = accounts(&world);
        let written = program_accounts(&world);
        migrates_all(&mut world);
        for (address, account) in accounts(&world) {
            match written.get(&address) {
                Some(("Job", data)) => {
                    let mut expected = data.clone();
                    expected[layout::header::VERSION.at] = 3;
                    let now = world.account(&address).expect("the job");
                    assert_eq!(now.data, expected, "{}", story.name);
                    assert_eq!(world.job(address).state, earlier::job_of_second(data), "{}", story.name);
                }
                // What becomes of them has tests of its own.
                Some(("MarketParams" | "Client", _)) => {}
                _ if address == MOVER.key() => {}
                _ => assert_eq!(before.get(&address), Some(&account), "{}", story.name),
            }
        }
    }
}

#[test]
fn none_of_them_is_from_an_order() {
    for until in [&[] as &[Act], &[assign], &[assign, claim], &[assign, claim, start, deliver]] {
        let (world, job) = plain(until);
        let state = world.job(job).state;
        assert!(!state.has(flag::FROM_ORDER) && !state.has(flag::BY_DEPOSIT));
        assert_eq!(world.payee(&world.job(job)), CLIENT.key());
    }
}

/// The first layout's, moved to the second, and now to the third: its bond still goes by the deposit.
#[test]
fn a_bond_by_the_deposit_stays_one() {
    let (mut world, job) = plain(&[assign, claim]);
    let mut account = world.account(&job).expect("the job");
    account.data[layout::header::VERSION.at] = 2;
    // What the second layout called it, which is that of a job from an order today.
    account.data[layout::job::FLAGS.at] |= 16;
    world.set_account(&job, account);
    world.migrates(MOVER, &job).works();
    let state = world.job(job).state;
    assert!(state.is_by_deposit() && !state.has(flag::FROM_ORDER));
    let (before, rent) = (world.lamports(&CLIENT.key()), world.rent(world.space(&job)));
    world.transfers(DONOR, &job, earlier::BOND_BY_DEPOSIT - BOND).works();
    world.advance(START_SECS);
    world.expires(job).works();
    assert_eq!(world.lamports(&CLIENT.key()), before + earlier::BOND_BY_DEPOSIT);
    CLIENT.cancels(&mut world, job).works();
    assert_eq!(world.lamports(&CLIENT.key()), before + earlier::BOND_BY_DEPOSIT + DEPOSIT + rent);
}

#[test]
fn a_reservation_stays_with_its_price() {
    let (mut world, job) = plain(&[assign]);
    assert!(matches!(world.job(job).state.phase, Phase::Open { reserved: Some(held), .. } if held.terms == TERMS));
    BORIS.claims(&mut world, job).refuses(RaymentError::ReservedForAnother);
    ANNA.claims(&mut world, job).works();
}

#[test]
fn the_bond_goes_by_the_claim_and_a_forfeit_to_the_wallet() {
    let (mut world, job) = plain(&[assign, claim, time_to_start]);
    let wallet = world.lamports(&CLIENT.key());
    world.expires(job).works();
    assert_eq!(world.lamports(&CLIENT.key()), wallet + BOND);
    let operator = world.lamports(&BORIS.operator.key());
    world.advance(10);
    BORIS.claims(&mut world, job).works();
    assert_eq!(world.lamports(&BORIS.operator.key()), operator - BOND);
    BORIS.starts(&mut world, job).works();
    BORIS.fails(&mut world, job, FailReason::Worker).works();
    assert_eq!(world.lamports(&CLIENT.key()), wallet + BOND + HOLD);
}

/// A deposit that carries the bond of a dispute, and one that does not.
const DEPOSITS: [(u64, u64); 2] = [(DEPOSIT, 0), (WORST, DISPUTE_BOND)];

/// Four frames of 50 s each: the time that the picture's bill is for.
fn deliver_in_full(world: &mut World, job: Pubkey) {
    world.advance(200);
    ANNA.delivers(world, job, PICTURE).works();
}

fn disputes_after_all(world: &mut World, job: Pubkey) {
    time_to_judge(world, job);
    CLIENT.disputes(world, job).works();
}

#[test]
fn a_dispute_of_before_keeps_its_bond() {
    for (deposit, paid_in) in DEPOSITS {
        let until: &[Act] = &[assign, claim, start, deliver_in_full, reseal, disputes_after_all];
        let reach = || taken_over(&Offer { deposit, ..offer() }, until);
        // Answered: half of it to the provider, half to the market.
        let (mut world, job) = reach();
        let (wallet, rent) = (world.lamports(&CLIENT.key()), world.rent(world.space(&job)));
        KEEPER.accepts(&mut world, job).works();
        world.settles(job).works();
        let anna = world.provider(ANNA).state;
        assert_eq!((anna.balance, anna.fees), (PRICE + BOND + DISPUTE_BOND / 2, FEE + DISPUTE_BOND / 2));
        let left = deposit + paid_in - PRICE - FEE - DISPUTE_BOND;
        assert_eq!(world.lamports(&CLIENT.key()), wallet + left + rent);
        // Nobody answers: it goes back with half of the bill.
        let (mut world, job) = reach();
        world.advance(DAY);
        world.settles(job).works();
        assert_eq!(world.lamports(&CLIENT.key()), wallet + deposit + paid_in - (PRICE + FEE) / 2 + rent);
        // The keeper finds nothing: what was paid in goes back at once.
        let (mut world, job) = reach();
        KEEPER.fails(&mut world, job, FailReason::Missing).works();
        assert_eq!(world.lamports(&CLIENT.key()), wallet + paid_in);
        assert_eq!(world.lamports(&job), deposit + rent);
    }
}

#[test]
fn a_dispute_of_after_has_its_bond_too() {
    for (deposit, paid_in) in DEPOSITS {
        let (mut world, job) =
            taken_over(&Offer { deposit, ..offer() }, &[assign, claim, start, deliver_in_full, reseal, time_to_judge]);
        let wallet = world.lamports(&CLIENT.key());
        CLIENT.disputes(&mut world, job).works();
        assert_eq!(world.lamports(&CLIENT.key()), wallet - paid_in);
        KEEPER.fails(&mut world, job, FailReason::Unlike).works();
        assert_eq!(world.lamports(&CLIENT.key()), wallet);
    }
}

#[test]
fn a_rejection_of_after_pays_the_wallet() {
    let (mut world, job) = plain(&[assign, claim, start, deliver_noise, reseal]);
    let wallet = world.lamports(&CLIENT.key());
    KEEPER.rejects(&mut world, job).works();
    assert_eq!(world.lamports(&CLIENT.key()), wallet + BOND);
}

#[test]
fn a_job_without_a_check_pays_after_a_day_of_silence() {
    let (mut world, job) = taken_over(&Offer { check: false, ..offer() }, &[assign, claim, start, deliver_in_full]);
    let (wallet, rent) = (world.lamports(&CLIENT.key()), world.rent(world.space(&job)));
    world.advance(DAY);
    world.settles(job).works();
    assert_eq!(world.lamports(&CLIENT.key()), wallet + DEPOSIT - PRICE - FEE + rent);
}

#[test]
fn a_report_and_the_keepers_word_stay() {
    let (mut world, job) = plain(&[assign, claim, start, report]);
    world.advance(10);
    BORIS.claims(&mut world, job).refuses(RaymentError::SpecReported);
    let (wallet, held) = (world.lamports(&CLIENT.key()), world.lamports(&job));
    KEEPER.fails(&mut world.clone(), job, FailReason::Broken).works();
    KEEPER.fails(&mut world, job, FailReason::Loads).works();
    BORIS.claims(&mut world, job).works();
    BORIS.fails(&mut world, job, FailReason::Spec).works();
    assert_eq!((world.lamports(&CLIENT.key()), world.lamports(&job)), (wallet + BOND, held));
}

fn report(world: &mut World, job: Pubkey) {
    ANNA.fails(world, job, FailReason::Spec).works();
}

/// Nobody passes an order for its payee, whoever's it is; and nobody its wallet for the payee of an order's job.
#[test]
fn refuses_an_order_as_its_payee() {
    let (mut world, job) = plain(&[]);
    CLIENT.posts_job(&mut world, &offer()).works();
    let order = world.purchases[0].address();
    let mut cancel = world.cancel(job);
    cancel.accounts[3].pubkey = order;
    world.sends(cancel).refuses(RaymentError::WrongPayee);
    let mut cancel = world.cancel(world.purchases[0].job(0));
    cancel.accounts[3].pubkey = CLIENT.key();
    world.sends(cancel).refuses(RaymentError::WrongPayee);
    let wallet = world.lamports(&CLIENT.key());
    let told = CLIENT.cancels(&mut world, job).works().events();
    assert!(matches!(told.as_slice(), [Event::JobClosed(closed)] if closed.client == CLIENT.key()));
    assert!(world.lamports(&CLIENT.key()) > wallet + DEPOSIT);
}

#[test]
fn every_instruction_refuses_such_a_job_by_name_until_it_is_migrated() {
    for (name, until, ask) in refusing::ASKS {
        let (mut world, job) = begun_under(SECOND, &offer(), until);
        let instruction = ask(&world, job);
        world.upgrades();
        let params = address::params(&World::market_address(), 0);
        let refused_for = if instruction.accounts.iter().any(|meta| meta.pubkey == job) {
            job
        } else if ["stake_change", "channel_open"].contains(name) {
            // Neither was known under these parameters.
            params
        } else {
            world.sends(instruction).works();
            continue;
        };
        let before = world.snapshot();
        let refused = world.sends(instruction.clone()).expect_err("it was not migrated");
        assert_eq!(refused.code(), Some(RaymentError::EarlierLayout.into()), "{name}: {refused}");
        assert_eq!(world.snapshot(), before);
        world.migrates(MOVER, &refused_for).works();
        world.sends(instruction).works();
    }
}
