//! What a client's wallet can't take of a job from no order stays in the job's account, and comes with its rent. Below
//! rent exemption a credit would fail the whole transaction, and an empty wallet would keep others from what is
//! theirs.

use rayment_client::events::{Event, JobClosed};
use rayment_core::{
    job::{Ceilings, FailReason, Offer},
    money::Terms,
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

use super::{
    begun_under,
    earlier::SECOND,
    stories::{Act, assign, claim},
    upgraded,
};

/// Under today's program, with a job that the second layout's brought so far.
fn migrated(offer: &Offer, until: &[Act]) -> JobWorld {
    upgraded(begun_under(SECOND, offer, until))
}

fn claimed_before() -> JobWorld {
    migrated(&offer(), &[assign, claim])
}

fn empties(world: &mut World) {
    let all = world.lamports(&CLIENT.key());
    world.transfers(CLIENT.0, &DONOR.key(), all).works();
}

fn closed(receipt: Receipt) -> JobClosed {
    match receipt.events().pop() {
        Some(Event::JobClosed(closed)) => closed,
        _ => panic!("the last event is another"),
    }
}

/// What a job costs, whatever it takes, and with the fee: a little above the rent exemption of a wallet.
const LITTLE: u64 = 1_000_000;
const ALL_OF_IT: u64 = 1_050_000;

/// Disputed, with a bond from the client's wallet that a wallet could not hold alone.
fn disputed_for_little() -> JobWorld {
    let terms = Terms { minimum: LITTLE, ..Terms::default() };
    let ceilings = Ceilings { terms, ..offer().ceilings };
    let (mut world, job) = begun_under(SECOND, &Offer { deposit: ALL_OF_IT, ceilings, ..offer() }, &[]);
    ANNA.prices(&mut world, terms).works();
    work_off(&mut world, job, NOISE);
    seal(&mut world, job);
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    upgraded((world, job))
}

#[test]
fn a_forfeit_waits_in_the_jobs_account_for_its_end() {
    let (mut world, job) = claimed_before();
    empties(&mut world);
    let (held, rent) = (world.lamports(&job), world.rent(world.space(&job)));
    world.advance(START_SECS / 2);
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    assert_eq!((world.lamports(&CLIENT.key()), world.lamports(&job)), (0, held - (BOND - HOLD / 2)));
    assert_eq!(world.provider(ANNA).state.balance, BOND - HOLD / 2, "the provider does not wait for that");
    // Nobody bonds it, and nobody else is paid with it.
    world.advance(10);
    BORIS.claims(&mut world, job).works();
    BORIS.starts(&mut world, job).works();
    world.advance(200);
    BORIS.delivers(&mut world, job, PICTURE).works();
    CLIENT.approves(&mut world, job).works();
    let told = closed(world.settles(job).works());
    assert_eq!((told.earnings, told.fee, told.returned), (PRICE, FEE, rent + HOLD / 2));
    assert_eq!(world.lamports(&CLIENT.key()), DEPOSIT - PRICE - FEE + rent + HOLD / 2);
}

#[test]
fn a_wallet_that_was_emptied_still_gets_a_forfeited_bond() {
    let (mut world, job) = claimed_before();
    empties(&mut world);
    world.advance(START_SECS);
    world.expires(job).works();
    assert_eq!(world.lamports(&CLIENT.key()), BOND);
}

#[test]
fn a_refund_that_is_too_small_comes_with_the_rent() {
    let (mut world, job) = migrated(&Offer { deposit: WORST + 5, ..offer() }, &[]);
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    world.advance(240);
    ANNA.delivers(&mut world, job, Render { ms: 240_000, ..PICTURE }).works();
    CLIENT.approves(&mut world, job).works();
    empties(&mut world);
    let rent = world.rent(world.space(&job));
    let told = closed(world.settles(job).works());
    assert_eq!((told.earnings + told.fee, told.refund, told.returned), (WORST, 5, rent));
    assert_eq!(world.lamports(&CLIENT.key()), rent + 5);
    let anna = world.provider(ANNA).state;
    assert_eq!(anna.balance + anna.fees, WORST + BOND);
}

#[test]
fn the_bond_of_a_dispute_waits_like_a_forfeit() {
    let (mut world, job) = disputed_for_little();
    let bond = ALL_OF_IT / 5;
    empties(&mut world);
    let (held, rent) = (world.lamports(&job), world.rent(world.space(&job)));
    KEEPER.fails(&mut world, job, FailReason::Missing).works();
    let provider_bond = world.provider(ANNA).state.balance;
    assert_eq!((world.lamports(&CLIENT.key()), world.lamports(&job)), (0, held - provider_bond));
    let told = closed(CLIENT.cancels(&mut world, job).works());
    assert_eq!((told.refund, told.returned), (ALL_OF_IT, rent + bond));
    assert_eq!(world.lamports(&CLIENT.key()), ALL_OF_IT + rent + bond);
}

#[test]
fn a_wallet_that_can_take_it_gets_it_at_once() {
    let (mut world, job) = claimed_before();
    let least = world.rent(0);
    world.fund(&CLIENT.key(), least);
    world.advance(START_SECS / 2);
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    assert_eq!(world.lamports(&CLIENT.key()), least + HOLD / 2);
}

#[test]
fn nobody_else_gets_what_waits() {
    let (mut world, job) = claimed_before();
    empties(&mut world);
    world.advance(START_SECS / 2);
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    let waits = |world: &World, job: Pubkey, of: u64| world.lamports(&job) - world.rent(world.space(&job)) - of;
    assert_eq!(waits(&world, job, DEPOSIT), HOLD / 2);
    // Two more attempts fail: their bonds arrive, what waits stays.
    for provider in [BORIS, CAROL] {
        assert_eq!(waits(&world, job, DEPOSIT), HOLD / 2);
        KEEPER.assigns(&mut world, job, provider).works();
        provider.claims(&mut world, job).works();
        world.advance(START_SECS);
        let rent = world.rent(world.space(&job));
        let before = world.lamports(&CLIENT.key());
        world.expires(job).works();
        let last = if provider == CAROL { DEPOSIT + rent + HOLD / 2 } else { 0 };
        assert_eq!(world.lamports(&CLIENT.key()), before + BOND + last);
    }
    assert!(!world.exists(&job));
    let others = [BORIS, CAROL].map(|provider| world.provider(provider).state.balance);
    assert_eq!(others, [0, 0]);
}
