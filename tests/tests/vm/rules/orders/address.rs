//! An order's address is its contract: one bit more or less, and it is another's.

use rayment_client::rule_key;
use rayment_core::order::Cut;
use rayment_tests::vm::*;

use super::*;

/// Each field of a quote, changed by as little as there is.
fn changes() -> Vec<Purchase> {
    let plain = || Purchase::of_jobs(CLIENT, 2);
    let mut all = vec![
        plain().with(|quote| quote.market.0[31] ^= 1),
        plain().with(|quote| quote.client.0[0] ^= 1),
        plain().with(|quote| quote.spec[15] ^= 1),
        plain().with(|quote| quote.mint.0[7] ^= 1),
        plain().with(|quote| quote.sponsor.0[7] ^= 1),
        plain().with(|quote| quote.root[0] ^= 0x80),
        plain().with(|quote| quote.cut = Cut { frames: 1, parts: 0 }),
        plain().with(|quote| quote.cut = Cut { frames: 0, parts: 1 }),
        plain().with(|quote| quote.ceilings.terms.per_frame += 1),
        plain().with(|quote| quote.ceilings.terms.per_second += 1),
        plain().with(|quote| quote.ceilings.terms.per_gb += 1),
        plain().with(|quote| quote.ceilings.terms.minimum += 1),
        plain().with(|quote| quote.ceilings.ms_per_frame += 1),
    ];
    all.extend([
        plain().with(|quote| quote.version += 1),
        plain().with(|quote| quote.params += 1),
        plain().with(|quote| quote.fee_bps += 1),
        plain().with(|quote| quote.jobs += 1),
        plain().with(|quote| quote.total += 1),
        plain().with(|quote| quote.bytes += 1),
        plain().with(|quote| quote.at_once_max -= 1),
        plain().with(|quote| quote.draw_until -= 1),
        plain().with(|quote| quote.expires_at -= 1),
        plain().with(|quote| quote.flags ^= 1),
        plain().with(|quote| quote.salt += 1),
    ]);
    all
}

#[test]
fn every_field_of_a_quote_is_in_the_address() {
    let plain = Purchase::of_jobs(CLIENT, 2);
    let mut seen = vec![plain.address()];
    for changed in changes() {
        let address = changed.address();
        assert!(!seen.contains(&address), "{:?}", changed.quote);
        seen.push(address);
    }
    assert_eq!(seen.len(), 25);
}

/// What is paid at one quote's address buys nothing of another quote.
#[test]
fn refuses_a_quote_that_differs_from_the_one_that_was_paid() {
    let (mut world, paid) = (World::market(), Purchase::of_jobs(CLIENT, 2));
    let all = paid.price(&world, 2);
    world.pays(CLIENT.0, &paid, all).works();
    for changed in changes() {
        let mut draw = changed.first(STRANGER);
        draw.accounts[4].pubkey = paid.address();
        nothing_changes(&mut world, |world| drop(world.sends(draw).expect_err("it is another order")));
        let mut alone = changed.alone(STRANGER);
        alone.accounts[4].pubkey = paid.address();
        nothing_changes(&mut world, |world| drop(world.sends(alone).expect_err("it is another order")));
    }
    world.draws_first(STRANGER, &paid).works();
}

/// A quote beside an order that is written down says nothing: whose it is stands in its account.
#[test]
fn an_order_that_is_written_down_ignores_a_quote() {
    let (mut world, purchase) = bought(2, 2);
    let other = Purchase::of_jobs(OTHER_CLIENT, 2).with(|quote| quote.total = 2);
    let mut draw = other.first(STRANGER);
    draw.accounts[4].pubkey = purchase.address();
    draw.accounts[5].pubkey = purchase.job(1);
    // Its first job is not this order's second.
    nothing_changes(&mut world, |world| world.sends(draw).refuses(RaymentError::NotInQuote));
    let mut draw = rayment_client::instructions::order_draw(
        &STRANGER.key(),
        &other.quote,
        true,
        Some((1, &purchase.draw(1))),
        false,
    );
    draw.accounts[4].pubkey = purchase.address();
    draw.accounts[5].pubkey = purchase.job(1);
    world.sends(draw).works();
    let order = world.order(&purchase).state;
    assert_eq!((order.quote, order.head.next), (purchase.quote, 2));
    assert_eq!(world.job(purchase.job(1)).state.client, rule_key(&CLIENT.key()));
}

#[test]
fn refuses_another_market_than_the_quotes() {
    let mut world = World::market();
    world.opens_market(RIVAL, rayment_core::market::Params::DEFAULT).works();
    let rival = rayment_client::address::market(&RIVAL.key(), 0);
    let purchase = Purchase::of_jobs(CLIENT, 2);
    let all = purchase.price(&world, 2);
    world.pays(CLIENT.0, &purchase, all).works();
    let elsewhere = |mut instruction: solana_instruction::Instruction| {
        instruction.accounts[2].pubkey = rival;
        instruction.accounts[3].pubkey = rayment_client::address::params(&rival, 0);
        instruction
    };
    let first = elsewhere(purchase.first(CLIENT.0));
    nothing_changes(&mut world, |world| world.sends(first).refuses(RaymentError::WrongMarket));
    world.draws_first(CLIENT.0, &purchase).works();
    let next = elsewhere(purchase.next(CLIENT.0, 1));
    nothing_changes(&mut world, |world| world.sends(next).refuses(RaymentError::WrongMarket));
    // Nor its own market with the other's parameters.
    let mut next = purchase.next(CLIENT.0, 1);
    next.accounts[3].pubkey = rayment_client::address::params(&rival, 0);
    nothing_changes(&mut world, |world| world.sends(next).refuses(RaymentError::WrongMarket));
}
