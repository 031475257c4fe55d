//! Orders in SOL from payment to return.

use rayment_core::{
    job::{Expectations, Offer},
    market::Params,
};
use rayment_tests::vm::{
    guardians::{GUARDIAN_STAKE, guarded},
    phases::*,
    world::*,
    *,
};

use super::{market, seals, twins::Twins, works_off};

/// An order of so many jobs, paid and its first drawn by its client.
fn buys(twins: &mut Twins, offer: &Offer, jobs: u32) -> Purchase {
    let offer = Offer { expires_at: twins.world.now() + 7 * DAY - 1, ..*offer };
    let list = purchase::list(jobs).into_iter().map(|(chunk, _)| (chunk, offer.deposit)).collect();
    let purchase = Purchase::of_list(CLIENT, &offer, list, 0);
    twins.works(|world| world.buys(CLIENT, &purchase, jobs.into()));
    twins.world.purchases.push(purchase.clone());
    purchase
}

#[test]
fn is_paid_drawn_checked_settled_and_returned() {
    let mut twins = market();
    let purchase = buys(&mut twins, &offer(), 3);
    let [paid, rejected, idle] = [0, 1, 2].map(|index| purchase.job(index));
    works_off(&mut twins, paid, PICTURE);
    seals(&mut twins, paid);
    twins.works(|world| KEEPER.accepts(world, paid));
    twins.acts(|world| world.settles(paid)).refuses(RaymentError::NotYetDue);
    twins.works(|world| CLIENT.approves(world, paid));
    twins.works(|world| world.settles(paid));

    twins.works(|world| world.draws(STRANGER, &purchase, 1));
    works_off(&mut twins, rejected, NOISE);
    seals(&mut twins, rejected);
    twins.works(|world| KEEPER.rejects(world, rejected));
    twins.works(|world| CLIENT.cancels(world, rejected));

    twins.works(|world| world.draws(KEEPER.0, &purchase, 2));
    twins.acts(|world| world.expires(idle)).refuses(RaymentError::NotYetDue);
    twins.later(7 * DAY);
    twins.works(|world| world.expires(idle));
    twins.works(|world| world.returns(CLIENT.0, &purchase));
    assert!(!twins.world.exists(&purchase.address()));
}

#[test]
fn silence_and_disputes_end_by_the_clock() {
    let mut twins = market();
    let purchase = buys(&mut twins, &Offer { deposit: WORST, ..offer() }, 2);
    let [silent, disputed] = [0, 1].map(|index| purchase.job(index));
    twins.works(|world| world.draws(STRANGER, &purchase, 1));
    for job in [silent, disputed] {
        works_off(&mut twins, job, PICTURE);
        seals(&mut twins, job);
    }
    twins.later(VERDICT_SECS);
    twins.works(|world| CLIENT.disputes(world, disputed));
    twins.works(|world| KEEPER.accepts(world, disputed));
    twins.works(|world| world.settles(disputed));
    twins.later(DAY);
    twins.works(|world| world.settles(silent));
    twins.works(|world| world.sweeps(ANNA));
    // A wallet that holds nothing can't be left with less than the rent of an empty account.
    let below = twins.acts(|world| ANNA.withdraws(world, Some(890_879)));
    assert!(below.is_err(), "below the rent of a wallet");
    twins.works(|world| ANNA.withdraws(world, None));
    twins.works(|world| ANNA.retires(world));
}

#[test]
fn a_rejection_waits_for_a_second_signature() {
    let mut twins = market();
    let params = guarded(1);
    twins.acts(|world| world.changes_params(&Params { stake_provider: 0, ..params }));
    for guardian in [GITA, HUGO] {
        twins.works(|world| guardian.enlists(world));
        twins.works(|world| Staker::Guardian(guardian).locks(world, GUARDIAN_STAKE));
    }
    twins.later(8 * DAY);
    let offer = Offer { expect: Expectations { params: 1, ..offer().expect }, ..offer() };
    let purchase = buys(&mut twins, &offer, 1);
    let job = purchase.job(0);
    works_off(&mut twins, job, NOISE);
    seals(&mut twins, job);
    let bonded = twins.world.lamports(&job);
    twins.works(|world| world.rejects(Some(KEEPER), job, &[GITA]));
    assert!(twins.world.lamports(&job) < bonded, "the bond went to the order");
}
