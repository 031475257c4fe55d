//! What an order remembers of the fees that came of its jobs.

use rayment_client::rule_key;
use rayment_core::order::Paid;
use rayment_tests::vm::{phases::*, world::*, *};

use super::*;

fn tag(of: Provider) -> [u8; 8] {
    rule_key(&of.wallet.key()).tag()
}

/// This provider works at the next job of an order, and it is paid for by the client's word.
fn sells(world: &mut World, purchase: &Purchase, index: u32, by: Provider) {
    let job = purchase.job(index);
    if index > 0 {
        world.draws(STRANGER, purchase, index).works();
    }
    KEEPER.assigns(world, job, by).works();
    by.claims(world, job).works();
    by.starts(world, job).works();
    world.advance(200);
    by.delivers(world, job, PICTURE).works();
    CLIENT.approves(world, job).works();
    world.settles(job).works();
}

fn paid(world: &World, purchase: &Purchase) -> Vec<(Vec<u8>, u64)> {
    let all = head(world, purchase).paid.into_iter();
    all.filter(|paid| paid.fee > 0).map(|Paid { provider, fee }| (provider.to_vec(), fee)).collect()
}

#[test]
fn fees_add_up_by_provider() {
    let (mut world, purchase) = bought(4, 1);
    for (index, by) in (0..).zip([ANNA, BORIS, ANNA, CAROL]) {
        sells(&mut world, &purchase, index, by);
    }
    let expected = [(ANNA, 2 * FEE), (BORIS, FEE), (CAROL, FEE)];
    assert_eq!(paid(&world, &purchase), expected.map(|(of, fee)| (tag(of).to_vec(), fee)));
    assert_eq!(head(&world, &purchase).live, 0);
}

#[test]
fn what_was_not_paid_for_leaves_no_receipt() {
    let (mut world, purchase) = bought(2, 1);
    CLIENT.cancels(&mut world, purchase.job(0)).works();
    assert!(paid(&world, &purchase).is_empty());
    // A job at no price has no fee.
    world.draws(STRANGER, &purchase, 1).works();
    let job = purchase.job(1);
    ANNA.prices(&mut world, rayment_core::money::Terms::default()).works();
    work_off(&mut world, job, PICTURE);
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert!(paid(&world, &purchase).is_empty());
    assert_eq!(head(&world, &purchase).live, 0);
}

/// Half of the fee, where a dispute was not answered.
#[test]
fn a_split_leaves_half_a_receipt() {
    let (mut world, job) = disputed();
    let purchase = world.purchases[0].clone();
    world.advance(DAY);
    world.settles(job).works();
    assert_eq!(paid(&world, &purchase), [(tag(ANNA).to_vec(), FEE / 2)]);
}

/// There is room for four providers; a fifth is paid like the others and not noted.
#[test]
fn a_fifth_provider_is_paid_without_a_receipt() {
    let (mut world, purchase) = bought(1, 1);
    let mut account = world.account(&purchase.address()).expect("the order");
    for slot in 0..4usize {
        let at = layout::order::PAID.at + 16 * slot;
        account.data[at..at + 8].fill(slot as u8 + 1);
        account.data[at + 8..at + 16].copy_from_slice(&7u64.to_le_bytes());
    }
    world.set_account(&purchase.address(), account);
    let before = paid(&world, &purchase);
    sells(&mut world, &purchase, 0, ANNA);
    assert_eq!(paid(&world, &purchase), before);
    assert_eq!(world.provider(ANNA).state.fees, FEE);
    assert_eq!(head(&world, &purchase).live, 0);
}

/// An order from its first lamport to its last, with one job of each kind of end.
#[test]
fn no_lamport_of_an_order_is_made_or_lost() {
    let mut world = World::market();
    let total = world.total();
    let purchase = Purchase::of_jobs(CLIENT, 4);
    world.buys(CLIENT, &purchase, 2).works();
    world.draws(STRANGER, &purchase, 1).works();
    sells(&mut world, &purchase, 0, ANNA);
    let second = purchase.job(1);
    KEEPER.assigns(&mut world, second, BORIS).works();
    BORIS.claims(&mut world, second).works();
    world.advance(START_SECS);
    world.expires(second).works();
    CLIENT.cancels(&mut world, second).works();
    world.draws(KEEPER.0, &purchase, 2).works();
    world.cancels_order(CLIENT.0, &purchase).works();
    world.advance_to(purchase.quote.expires_at);
    world.expires(purchase.job(2)).works();
    world.returns(CLIENT.0, &purchase).works();
    assert!(!world.exists(&purchase.address()));
    assert_eq!(has(&world, CLIENT.0), FUNDS - PRICE - FEE + BOND);
    assert_eq!(world.total(), total);
}
