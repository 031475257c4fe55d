//! Each way through the instructions that move tokens, once in each token program.

use rayment_client::{
    address,
    instructions::{NewChannel, channel_open, order_return_in},
};
use rayment_core::{
    channel::Steer,
    job::{FailReason, Offer},
};
use rayment_tests::vm::{channels::*, phases::*, tokens::*, world::*, *};

use super::{Meter, longest_evidence};

pub fn all(meter: &mut Meter) {
    for (coin, program) in [(DOLLAR, "SPL"), (EURO, "Token-2022")] {
        let mut meter = In { meter, program };
        standing(&mut meter, coin);
        orders(&mut meter, coin);
        paid(&mut meter, coin);
        failed(&mut meter, coin);
        owed(&mut meter, coin);
        channels(&mut meter, coin);
    }
}

/// Notes what an instruction costs where it moves tokens of one of the programs.
struct In<'a> {
    meter: &'a mut Meter,
    program: &'static str,
}

impl In<'_> {
    fn reads(&mut self, instruction: &str, action: Answer) {
        self.meter.reads(&format!("{instruction}, {}", self.program), action);
    }
}

/// What there is before any job.
fn standing(meter: &mut In, coin: Coin) {
    let mut world = World::market();
    world.fund(&DONOR.key(), 10 * FUNDS);
    world.makes_mint(coin);
    meter.meter.reads("asset_set", world.lists(coin));
    meter.meter.reads("asset_set", world.lists(coin));
    meter.reads("purse_open", ANNA.opens_purse(&mut world, coin));
    meter.meter.reads("provider_change", ANNA.budgets_purse(&mut world, coin, 5));
    meter.meter.reads("offer_set", ANNA.offers(&mut world, &coin.rendering(), TERMS));
    meter.meter.reads("offer_set", ANNA.offers(&mut world, &coin.rendering(), TERMS));
    meter.meter.reads("offer_set", ANNA.offers(&mut world, &Default::default(), TERMS));
    meter.meter.reads("offer_set", ANNA.closes_offer(&mut world, &coin.rendering()));
    meter.reads("purse_withdraw", ANNA.withdraws_purse(&mut world, coin, None, true));
    meter.meter.reads("asset_set", world.delists(coin));
}

fn orders(meter: &mut In, coin: Coin) {
    let mut world = World::taking(coin);
    let purchase = Purchase::of_jobs(CLIENT, 2).in_token(coin).sponsored_by(HUB);
    let total = purchase.quote.total;
    world.opens_tokens(coin, &purchase.address()).works();
    world.sends_tokens(coin, CLIENT.0, &coin.of(&purchase.address()), total).works();
    meter.reads("order_draw", world.draws_for_a_loan(HUB, &purchase, (true, 0)));
    meter.reads("order_draw", world.draws_for_a_loan(HUB, &purchase, (false, 1)));
    world.gives(coin, &coin.of(&purchase.address()), 5);
    world.pays(DONOR, &purchase, 1_000_000).works();
    meter.reads("order_return", world.returns(STRANGER, &purchase));
    for index in 0..2 {
        CLIENT.cancels(&mut world, purchase.job(index)).works();
    }
    world.advance_to(purchase.quote.draw_until);
    meter.reads("order_return", world.returns(CLIENT.0, &purchase));
    world.issues(coin, &purchase.address(), 5);
    world.pays(DONOR, &purchase, 1_000_000).works();
    meter.reads("order_return", world.returns(STRANGER, &purchase));
    // An order of every day.
    let mut usual = World::taking(coin);
    let large = Purchase::of_jobs(CLIENT, 250).in_token(coin);
    usual.gives(coin, &coin.of(&CLIENT.key()), large.quote.total);
    let rents = large.price(&usual, 2);
    usual.pays(CLIENT.0, &large, rents).works();
    usual.opens_tokens(coin, &large.address()).works();
    usual.sends_tokens(coin, CLIENT.0, &coin.of(&large.address()), large.quote.total).works();
    meter.reads("order_draw", usual.draws_first(CLIENT.0, &large));
    meter.reads("order_draw", usual.draws(STRANGER, &large, 1));
    let cancel = order_return_in(&CLIENT.key(), &large.quote, true, true, &coin.token());
    meter.reads("order_return", usual.sends(cancel));
}

/// From the reservation to the last base unit, with the bond once from the operator and once from purse and operator.
fn paid(meter: &mut In, coin: Coin) {
    let mut world = World::taking(coin);
    for budget in [0, BOND / 2] {
        ANNA.budgets_purse(&mut world, coin, budget).works();
        let offer = Offer { expires_at: world.now() + 7 * DAY, ..offer() };
        let job = CLIENT.posts_job_in(&mut world, coin, &offer).works();
        meter.reads("job_assign", KEEPER.assigns(&mut world, job, ANNA));
        meter.reads("job_claim", ANNA.claims(&mut world, job));
        ANNA.starts(&mut world, job).works();
        world.advance(200);
        ANNA.delivers(&mut world, job, PICTURE).works();
        CLIENT.approves(&mut world, job).works();
        meter.reads("job_settle", world.settles(job));
    }
    meter.reads("purse_sweep", world.sweeps_purse(ANNA, coin));
    meter.reads("purse_withdraw", ANNA.withdraws_purse(&mut world, coin, Some(5), false));
    meter.reads("purse_withdraw", ANNA.withdraws_purse(&mut world, coin, None, false));
}

fn failed(meter: &mut In, coin: Coin) {
    let (mut world, job) = open_in(coin);
    meter.reads("job_cancel", CLIENT.cancels(&mut world.clone(), job));
    world.advance_to(offer().expires_at);
    meter.reads("job_expire", world.expires(job));
    let (mut world, job) = running_in(coin);
    meter.reads("job_fail", ANNA.fails(&mut world.clone(), job, FailReason::Worker));
    meter.reads("job_cancel", CLIENT.cancels(&mut world.clone(), job));
    world.advance(DELIVERY_SECS);
    meter.reads("job_expire", world.expires(job));
    let (mut world, job) = sealed_in(coin, &offer(), NOISE);
    let (_, _, evidence) = longest_evidence(&world, job);
    meter.reads("job_fail", KEEPER.fails(&mut world.clone(), job, FailReason::Unlike));
    meter.reads("job_reject", KEEPER.rejects_on(&mut world, job, &evidence));
    for deposit in [DEPOSIT, WORST] {
        let (mut world, job) = sealed_in(coin, &Offer { deposit, ..offer() }, PICTURE);
        world.advance(VERDICT_SECS);
        meter.reads("job_dispute", CLIENT.disputes(&mut world, job));
        let mut answered = world.clone();
        KEEPER.accepts(&mut answered, job).works();
        meter.reads("job_settle", answered.settles(job));
        world.advance(DAY);
        meter.reads("job_settle", world.settles(job));
    }
}

/// Somebody could not be credited.
fn owed(meter: &mut In, coin: Coin) {
    let (mut world, job) = approved_in(coin);
    let accounts = [address::vault(&ANNA.purse(coin)), coin.of(&world.purchases[0].address())];
    accounts.iter().for_each(|account| world.freezes(coin, account));
    meter.reads("job_settle", world.settles(job));
    let mut late = world.clone();
    meter.reads("job_clear", late.clears(job));
    late.thaws(coin, &accounts[0]);
    meter.reads("job_clear", late.clears(job));
    accounts.iter().for_each(|account| world.thaws(coin, account));
    meter.reads("job_clear", world.clears(job));
}

fn channels(meter: &mut In, coin: Coin) {
    let token = Some(coin.token());
    let opened = |terms| {
        let mut world = World::taking(coin);
        world.show_slot_hashes(FIRST_SLOT - 1, SLOT_HASHES_KEPT);
        let new = NewChannel { token, ..CLIENT.proposes(&world, ANNA, terms) };
        let opening = world.sends(channel_open(&world.market_state(), &new));
        (world, new.address(&World::market_address()), opening)
    };
    let (mut world, channel, opening) = opened(metered());
    meter.reads("channel_open", opening);
    meter.reads("channel_redeem", world.redeems(channel, 1_000_000));
    meter.reads("channel_redeem", world.acknowledges(CLIENT.0, channel, 2_000_000));
    world.gives(coin, &address::vault(&channel), LOCKED);
    meter.reads("channel_redeem", world.redeems(channel, 3_000_000));
    world.advance(8 * DAY);
    meter.reads("channel_redeem", world.clone().asks_what_is_due(channel));
    world.spends_addresses();
    meter.reads("channel_redeem", world.asks_what_is_due(channel));
    let (mut world, channel, _) = opened(rental());
    world.advance(60);
    meter.reads("channel_redeem", world.redeems(channel, 60_000));
    world.advance(60);
    meter.reads("channel_steer", world.steers(CLIENT.0, channel, Steer::Pause));
    meter.reads("channel_steer", world.steers(CLIENT.0, channel, Steer::Resume));
    meter.reads("channel_steer", world.clone().steers(CLIENT.0, channel, Steer::Close));
    meter.reads("channel_steer", world.steers(ANNA.operator, channel, Steer::End));
}
