//! Paying for an order, and its first job.

use rayment_client::{chain_key, events::Event};
use rayment_core::{
    job::{Offer, Phase, flag},
    order::{MAX_JOBS, OrderHead, quote::flag as quoted},
};
use rayment_tests::vm::{purchase::list, world::*, *};

use super::*;

#[test]
fn the_client_pays_and_draws_in_one_transaction() {
    let mut world = World::market();
    let (purchase, total) = (Purchase::of_jobs(CLIENT, 3), world.total());
    let (before, all) = (has(&world, CLIENT.0), purchase.price(&world, 2));
    let events = world.buys(CLIENT, &purchase, 2).works().events();
    assert_eq!(has(&world, CLIENT.0), before - all);
    assert_eq!(held(&world, &purchase), order_rent(&world) + job_rent(&world) + 2 * DEPOSIT);
    assert_eq!(world.lamports(&purchase.job(0)), job_rent(&world) + DEPOSIT);
    let order = world.order(&purchase).state;
    assert_eq!(order.quote, purchase.quote);
    assert_eq!(order.head, OrderHead { next: 1, live: 1, drawn: DEPOSIT, ..OrderHead::default() });
    let [Event::OrderDrawn(drawn)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((drawn.order, drawn.client), (purchase.address(), CLIENT.key()));
    assert_eq!((drawn.job, drawn.index), (Some(purchase.job(0)), 0));
    assert_eq!((drawn.deposit, drawn.rent, drawn.lent), (DEPOSIT, job_rent(&world), 0));
    assert_eq!(world.total(), total);
}

#[test]
fn a_job_is_what_the_quote_says() {
    let (mut world, purchase) = bought(2, 2);
    world.advance(5);
    world.draws(STRANGER, &purchase, 1).works();
    for (index, at) in [(0, NOON), (1, NOON + 5)] {
        let (job, quote) = (world.job(purchase.job(index)), &purchase.quote);
        let state = job.state;
        assert_eq!((state.market, state.client, state.spec), (quote.market, quote.client, quote.spec));
        assert_eq!(
            (state.id, state.order.to_le_bytes()),
            (index.into(), purchase.address().to_bytes()[..8].try_into().unwrap())
        );
        assert_eq!((state.chunk, state.deposit), purchase.jobs.list()[index as usize]);
        assert_eq!((state.bytes, state.ceilings, state.expires_at), (quote.bytes, quote.ceilings, quote.expires_at));
        assert_eq!((state.params, state.attempt, state.flags), (0, 0, flag::FROM_ORDER));
        assert_eq!(state.phase, Phase::Open { at, reserved: None });
        assert!(job.is_of(&purchase.address()));
        assert_eq!(world.payee(&job), purchase.address());
    }
}

#[test]
fn a_quote_says_what_is_checked_and_paid_at_once() {
    for (check, at_once, most, flags) in [
        (true, false, DEPOSIT, 0),
        (false, false, DEPOSIT, flag::UNCHECKED),
        (true, true, DEPOSIT, flag::AT_ONCE),
        (true, true, DEPOSIT - 1, 0),
        (false, true, DEPOSIT, flag::AT_ONCE | flag::UNCHECKED),
    ] {
        let mut world = World::market();
        let offer = Offer { check, at_once, ..offer() };
        let purchase = Purchase::of(CLIENT, &offer, 0).with(|quote| quote.at_once_max = most);
        world.buys(CLIENT, &purchase, 1).works();
        assert_eq!(world.job(purchase.job(0)).state.flags, flags | flag::FROM_ORDER);
    }
    // What is only said about token accounts changes nothing in SOL.
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1).with(|quote| quote.flags |= quoted::ACCOUNT_LENT);
    world.buys(CLIENT, &purchase, 1).works();
}

#[test]
fn a_quote_is_written_down_alone_however_little_is_paid() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 2);
    let rent = order_rent(&world);
    world.pays(CLIENT.0, &purchase, rent).works();
    let events = world.writes_down(STRANGER, &purchase).works().events();
    let [Event::OrderDrawn(drawn)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((drawn.job, drawn.index, drawn.deposit, drawn.rent, drawn.lent), (None, 0, 0, 0, 0));
    assert_eq!(world.order(&purchase).state.head, OrderHead::default());
    assert_eq!(held(&world, &purchase), rent);
    // Short: nobody can draw, and more may be added.
    nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, 0).refuses(RaymentError::NotPaid));
    let rest = purchase.quote.total + job_rent(&world);
    world.pays(DONOR, &purchase, rest - 1).works();
    nothing_changes(&mut world, |world| world.draws(CLIENT.0, &purchase, 0).refuses(RaymentError::RentMissing));
    world.pays(DONOR, &purchase, 1).works();
    world.draws(STRANGER, &purchase, 0).works();
    // Once more it is written already.
    nothing_changes(&mut world, |world| world.writes_down(CLIENT.0, &purchase).works());
}

#[test]
fn a_stranger_draws_what_somebody_else_has_paid_and_pays_nothing_itself() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 2);
    let all = purchase.price(&world, 2);
    world.pays(CLIENT.0, &purchase, all).works();
    let wallets = [CLIENT.0, STRANGER].map(|who| has(&world, who));
    world.draws_first(STRANGER, &purchase).works();
    world.draws(STRANGER, &purchase, 1).works();
    assert_eq!([CLIENT.0, STRANGER].map(|who| has(&world, who)), wallets);
    assert_eq!(held(&world, &purchase), order_rent(&world));
    assert_eq!(world.job(purchase.job(1)).client(), CLIENT.key());
}

/// Who pays a stranger's quote makes its client a present.
#[test]
fn whoever_pays_the_client_of_the_quote_has_bought() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1);
    let all = purchase.price(&world, 1);
    world.pays(DONOR, &purchase, all).works();
    world.draws_first(DONOR, &purchase).works();
    Client(DONOR).cancels(&mut world, purchase.job(0)).refuses(RaymentError::NotJobClient);
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    let before = has(&world, CLIENT.0);
    world.returns(DONOR, &purchase).works();
    assert_eq!(has(&world, CLIENT.0), before + DEPOSIT + job_rent(&world));
}

#[test]
fn refuses_a_first_payment_below_what_an_address_can_hold() {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 1);
    let least = world.rent(0);
    nothing_changes(&mut world, |world| drop(world.pays(CLIENT.0, &purchase, least - 1).expect_err("too little")));
    world.pays(CLIENT.0, &purchase, least).works();
    world.pays(CLIENT.0, &purchase, 1).works();
}

/// With the longest path a first draw, its payment and the two budget instructions still fit a transaction.
#[test]
fn an_order_of_ten_thousand_jobs_is_bought_in_one_transaction() {
    let mut world = World::market();
    world.fund(&CLIENT.key(), 1_000 * FUNDS);
    let purchase = Purchase::of_list(CLIENT, &offer(), list(MAX_JOBS), 0);
    assert_eq!((purchase.quote.jobs, purchase.draw(0).path.len()), (10_000, 14));
    let budget = |data: Vec<u8>| solana_instruction::Instruction {
        program_id: solana_pubkey::Pubkey::from_str_const("ComputeBudget111111111111111111111111111111"),
        accounts: Vec::new(),
        data,
    };
    let limit = budget([&[2][..], &100_000u32.to_le_bytes()].concat());
    let price = budget([&[3][..], &1_000u64.to_le_bytes()].concat());
    let [pay, draw] = purchase.bought(&world, CLIENT.0, 2);
    let all = [limit, price, pay, draw];
    let bytes = world.wire_bytes(CLIENT.0, &all);
    assert!(bytes <= 1_232, "{bytes} bytes");
    let first = world.sends_paid_by(CLIENT.0, &all).works().units;
    let next = world.draws(STRANGER, &purchase, 1).works().units;
    println!("the first of 10,000 takes {first} units with its payment, the next {next}");
    assert_eq!(head(&world, &purchase).drawn, 2 * DEPOSIT);

    // The last of them, as if all others were drawn and had ended.
    let last = MAX_JOBS - 1;
    let mut account = world.account(&purchase.address()).expect("the order");
    account.data[layout::order::NEXT.at..][..4].copy_from_slice(&last.to_le_bytes());
    let drawn = purchase.quote.total - DEPOSIT;
    account.data[layout::order::DRAWN.at..][..8].copy_from_slice(&drawn.to_le_bytes());
    account.lamports = order_rent(&world) + job_rent(&world) + DEPOSIT;
    world.set_account(&purchase.address(), account);
    world.draws(STRANGER, &purchase, last).works();
    assert_eq!(world.job(purchase.job(last)).state.chunk, purchase.jobs.list()[last as usize].0);
    assert_eq!(chain_key(&world.job(purchase.job(last)).state.client), CLIENT.key());
}

/// Strangers may send lamports to any address: neither an order nor its jobs are kept from being made by that.
#[test]
fn gifts_to_addresses_of_what_is_to_come_stop_nothing() {
    for (to_order, to_job) in [(890_880, 0), (0, 890_880), (5_000_000, 5_000_000)] {
        let mut world = World::market();
        let total = world.total();
        let purchase = Purchase::of_jobs(CLIENT, 2);
        if to_order > 0 {
            world.transfers(DONOR, &purchase.address(), to_order).works();
        }
        for index in 0..2 {
            if to_job > 0 {
                world.transfers(DONOR, &purchase.job(index), to_job).works();
            }
        }
        world.buys(CLIENT, &purchase, 2).works();
        world.draws(STRANGER, &purchase, 1).works();
        // What a job's address held already, the order does not pay.
        let saved = to_job.min(job_rent(&world));
        assert_eq!(held(&world, &purchase), order_rent(&world) + to_order + 2 * saved);
        for index in 0..2 {
            assert_eq!(world.lamports(&purchase.job(index)), DEPOSIT + job_rent(&world).max(to_job));
            CLIENT.cancels(&mut world, purchase.job(index)).works();
        }
        world.advance_to(purchase.quote.draw_until);
        let before = has(&world, CLIENT.0);
        let left = held(&world, &purchase);
        world.returns(CLIENT.0, &purchase).works();
        assert_eq!(has(&world, CLIENT.0), before + left);
        assert!(!world.exists(&purchase.address()));
        assert_eq!(world.total(), total);
    }
}
