//! What ends or reopens an order's job pays its own order, and no other account that looks like it.

use rayment_core::{
    Native, Sha256,
    job::{FailReason, Offer},
    layout,
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::*;

/// How a job comes to pay its order, and how much of what it held.
type Way = (fn() -> JobWorld, fn(&mut World, Pubkey) -> Answer, u64);

fn all_of(deposit: u64) -> u64 {
    deposit + World::empty().rent(layout::job::SPACE)
}

#[test]
fn every_refund_forfeit_and_bond_lands_at_the_order() {
    let ways: [Way; 10] = [
        (open, |world, job| CLIENT.cancels(world, job), all_of(DEPOSIT)),
        (
            open,
            |world, job| {
                world.advance(7 * DAY);
                world.expires(job)
            },
            all_of(DEPOSIT),
        ),
        (
            claimed,
            |world, job| {
                world.advance(START_SECS);
                world.expires(job)
            },
            BOND,
        ),
        (running, |world, job| ANNA.fails(world, job, FailReason::Worker), HOLD),
        (sealed_noise, |world, job| KEEPER.rejects(world, job), BOND),
        (reported, |world, job| KEEPER.fails(world, job, FailReason::Broken), all_of(DEPOSIT)),
        (
            delivered,
            |world, job| {
                CLIENT.approves(world, job).works();
                world.settles(job)
            },
            all_of(DEPOSIT - PRICE - FEE),
        ),
        (
            disputed,
            |world, job| {
                world.advance(DAY);
                world.settles(job)
            },
            all_of(DEPOSIT - (PRICE + FEE) / 2),
        ),
        (disputed_and_paid_in, |world, job| KEEPER.fails(world, job, FailReason::Unlike), DISPUTE_BOND),
        (
            disputed_and_paid_in,
            |world, job| {
                world.advance(DAY);
                world.settles(job)
            },
            all_of(WORST + DISPUTE_BOND - (PRICE + FEE) / 2),
        ),
    ];
    for (number, (reach, ends, gets)) in ways.into_iter().enumerate() {
        let (mut world, job) = reach();
        let (purchase, total) = (world.purchases[0].clone(), world.total());
        let (wallet, before) = (has(&world, CLIENT.0), held(&world, &purchase));
        ends(&mut world, job).works();
        assert_eq!(held(&world, &purchase), before + gets, "{number}");
        assert_eq!(has(&world, CLIENT.0), wallet, "{number}");
        let live = u32::from(world.exists(&job));
        assert_eq!(head(&world, &purchase).live, live, "{number}");
        // From there the client gets it.
        world.returns(STRANGER, &purchase).works();
        assert_eq!(has(&world, CLIENT.0), wallet + gets, "{number}");
        assert_eq!(held(&world, &purchase), order_rent(&world));
        assert_eq!(world.total(), total);
    }
}

/// Every instruction that pays a payee, at a moment at which it pays it, and where it names it.
fn payers(world: &World, job: Pubkey) -> Vec<(Instruction, usize)> {
    let (state, payee) = (world.job(job), world.payee(&world.job(job)));
    let fail = rayment_client::instructions::job_fail(&ANNA.operator.key(), (&state, &payee), FailReason::Worker);
    vec![(world.cancel(job), 3), (fail, 5), (world.expire(job), 3)]
}

/// An account of the program that is an order in every byte, and whose address begins like the right one's.
fn alike(world: &mut World, purchase: &Purchase) -> Pubkey {
    let mut bytes = Native::hash(&[b"ground by the client"]);
    bytes[..8].copy_from_slice(&purchase.address().to_bytes()[..8]);
    let address = Pubkey::new_from_array(bytes);
    let account = world.account(&purchase.address()).expect("the order");
    world.set_account(&address, account);
    address
}

#[test]
fn refuses_any_other_payee() {
    let (mut world, job) = claimed();
    let purchase = world.purchases[0].clone();
    CLIENT.posts_job(&mut world, &offer()).works();
    OTHER_CLIENT.posts_job(&mut world, &offer()).works();
    let same_first_bytes = alike(&mut world, &purchase);
    let (another, anothers) = (world.purchases[1].address(), world.purchases[2].address());
    world.advance(START_SECS - 1);
    for (instruction, place) in payers(&world, job) {
        for other in [
            another,
            anothers,
            same_first_bytes,
            CLIENT.key(),
            STRANGER.key(),
            ANNA.address(),
            job,
            World::market_address(),
            rayment_client::PROGRAM_ID,
        ] {
            let mut wrong = instruction.clone();
            wrong.accounts[place].pubkey = other;
            nothing_changes(&mut world, |world| drop(world.sends(wrong).expect_err("it is not the job's order")));
        }
        for other in [another, anothers, same_first_bytes, CLIENT.key(), STRANGER.key()] {
            let mut wrong = instruction.clone();
            wrong.accounts[place].pubkey = other;
            world.sends(wrong).refuses(RaymentError::WrongPayee);
        }
    }
}

#[test]
fn refuses_the_right_address_that_is_no_account_of_the_program() {
    let (mut world, job) = open();
    let order = world.purchases[0].address();
    let cancel = world.cancel(job);
    let mut account = world.account(&order).expect("the order");
    account.owner = rayment_client::instructions::SYSTEM;
    world.set_account(&order, account);
    nothing_changes(&mut world, |world| world.sends(cancel).refuses(RaymentError::WrongPayee));
}

/// Settling and rejecting pay only there too.
#[test]
fn refuses_another_order_of_the_same_client_at_the_end_of_a_delivery() {
    let (mut world, job) = sealed_noise();
    CLIENT.posts_job(&mut world, &Offer { order: 0, ..offer() }).works();
    let another = world.purchases[1].address();
    let evidence = against(&world, job, roles::picked(&world, job), true);
    let state = world.job(job);
    let reject = rayment_client::instructions::job_reject(&KEEPER.key(), (&state, &another), &evidence);
    nothing_changes(&mut world, |world| world.sends(reject).refuses(RaymentError::WrongPayee));
    CLIENT.approves(&mut world, job).works();
    let mut settle = world.settle(job);
    settle.accounts[3].pubkey = another;
    nothing_changes(&mut world, |world| world.sends(settle).refuses(RaymentError::WrongPayee));
    world.settles(job).works();
}

use rayment_tests::vm::roles::against;
