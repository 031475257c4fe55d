//! How far the earlier program brings a job, and how today's ends it.

use rayment_client::instructions;
use rayment_core::{
    job::FailReason,
    market::Params,
    proof::challenge::{Sighting, SlotHashes},
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

use super::earlier::BOND_BY_DEPOSIT;

pub type Act = fn(&mut World, Pubkey);

pub struct Story {
    pub name: &'static str,
    /// Under the earlier program; the job is open before.
    pub until: &'static [Act],
    /// Under today's; the job has ended afterwards.
    pub from_then_on: &'static [Act],
}

const fn story(name: &'static str, until: &'static [Act], from_then_on: &'static [Act]) -> Story {
    Story { name, until, from_then_on }
}

pub const STORIES: &[Story] = &[
    story("open, then cancelled", &[], &[cancel]),
    story("open, then expired", &[], &[a_week, expire]),
    story("open, then sold", &[], &[assign, claim, start, deliver, approve, settle]),
    story("reserved, then sold", &[assign], &[ten_seconds, claim, start, deliver, reseal, accept, a_day, settle]),
    story("reserved, then cancelled", &[assign], &[cancel]),
    story("claimed, then sold", &[assign, claim], &[start, deliver, approve, settle]),
    story("claimed, then late", &[assign, claim], &[time_to_start, expire, a_week, expire]),
    story("claimed and cancelled", &[assign, claim, cancel], &[time_to_start, expire]),
    story("running, then sold", &[assign, claim, start], &[deliver, reseal, accept, approve, settle]),
    story("running, then late", &[assign, claim, start], &[time_to_deliver, expire, cancel]),
    story("running, then given back", &[assign, claim, start], &[give_up, cancel]),
    story("running, with a broken spec", &[assign, claim, start], &[report, keeper_reports]),
    story("running and cancelled", &[assign, claim, start, cancel], &[deliver_half, approve, settle]),
    story("delivered, then sold by silence", &[assign, claim, start, deliver], &[time_to_judge, a_day, settle]),
    story("delivered, the seal missed", &[assign, claim, start, deliver, miss], &[reseal, accept, approve, settle]),
    story("delivered, the tiles missing", &[assign, claim, start, deliver], &[lose, cancel]),
    story("delivered, then disputed", &[assign, claim, start, deliver], &[time_to_judge, dispute, a_day, settle]),
    story("delivered, the tiles unlike", &[assign, claim, start, deliver, reseal], &[lose, cancel]),
    story("disputed, the tiles missing", &[assign, claim, start, deliver, time_to_judge, dispute], &[lose, cancel]),
    story(
        "disputed noise, then rejected",
        &[assign, claim, start, deliver_noise, reseal, time_to_judge, dispute],
        &[reject, cancel],
    ),
    story("delivered without a check", &[assign_unchecked, claim, start, deliver], &[approve, settle]),
    story("delivered without a check, and silence", &[assign_unchecked, claim, start, deliver], &[a_day, settle]),
    story("claimed without a check, then late", &[assign_unchecked, claim], &[time_to_start, expire, cancel]),
    story("sealed, then accepted", &[assign, claim, start, deliver, reseal], &[accept, a_day, settle]),
    story("sealed noise, then rejected", &[assign, claim, start, deliver_noise, reseal], &[reject, cancel]),
    story("accepted, then approved", &[assign, claim, start, deliver, reseal, accept], &[approve, settle]),
    story("approved", &[assign, claim, start, deliver, approve], &[settle]),
    story("disputed, then split", &[assign, claim, start, deliver, time_to_judge, dispute], &[a_day, settle]),
    story(
        "disputed, then accepted",
        &[assign, claim, start, deliver, time_to_judge, dispute],
        &[reseal, accept, a_day, settle],
    ),
    story(
        "second attempt",
        &[assign, claim, start, deliver_noise, reseal, reject, boris_claims, boris_starts],
        &[boris_delivers, approve, settle],
    ),
    story("spec reported, open again", &[assign, claim, start, report], &[keeper_reports]),
    story("a paused provider with a job", &[assign, claim, pause], &[start, deliver, approve, settle, go_on]),
    story(
        "a retired provider with a job",
        &[assign, claim, start, retire],
        &[deliver, approve, settle, fund_treasury, retire],
    ),
    story(
        "a provider with balance and fees",
        &[sell_another, assign],
        &[withdraw_part, claim, start, deliver, approve, settle, withdraw, fund_treasury, sweep, price, retire],
    ),
    story("a retired provider with fees", &[sell_another, retire], &[fund_treasury, cancel, retire]),
    story(
        "a market whose parameters change",
        &[assign, claim],
        &[change_params, start, deliver, approve, settle, sell],
    ),
    story("a market whose parameters have changed", &[change_params], &[assign, cancel, sell]),
];

/// Those that the second layout's program can begin and end: its keeper no longer says what is checked, and who
/// leaves with fees leaves them to the market.
pub fn of_the_second() -> impl Iterator<Item = &'static Story> {
    let not_there = ["without a check", "a retired provider with fees"];
    STORIES.iter().filter(move |story| not_there.iter().all(|name| !story.name.contains(name)))
}

pub fn assign(world: &mut World, job: Pubkey) {
    KEEPER.assigns(world, job, ANNA).works();
}

/// Today the keeper would say by the same byte that it has loaded the spec.
pub fn assign_unchecked(world: &mut World, job: Pubkey) {
    KEEPER.assigns_loaded(world, job, ANNA).works();
}

pub fn claim(world: &mut World, job: Pubkey) {
    ANNA.claims(world, job).works();
}

pub fn start(world: &mut World, job: Pubkey) {
    ANNA.starts(world, job).works();
}

pub fn deliver(world: &mut World, job: Pubkey) {
    world.advance(100);
    ANNA.delivers(world, job, PICTURE).works();
}

fn deliver_half(world: &mut World, job: Pubkey) {
    world.advance(100);
    ANNA.delivers(world, job, Render { frames: 2, ..PICTURE }).works();
}

pub fn deliver_noise(world: &mut World, job: Pubkey) {
    world.advance(100);
    ANNA.delivers(world, job, NOISE).works();
}

fn boris_claims(world: &mut World, job: Pubkey) {
    world.advance(10);
    BORIS.claims(world, job).works();
}

fn boris_starts(world: &mut World, job: Pubkey) {
    BORIS.starts(world, job).works();
}

fn boris_delivers(world: &mut World, job: Pubkey) {
    world.advance(100);
    BORIS.delivers(world, job, PICTURE).works();
}

pub fn reseal(world: &mut World, job: Pubkey) {
    seal(world, job);
}

/// The slot's hash is gone before anybody seals.
fn miss(world: &mut World, job: Pubkey) {
    let slot = awaited_slot(world, job);
    world.set_clock(slot + 600, world.now());
    world.show_slot_hashes(slot + 599, 10);
    let data = world.account(&instructions::SLOT_HASHES).expect("the sysvar").data;
    assert_eq!(SlotHashes(&data).sight(slot), Sighting::Missed);
    world.seals(job).works();
}

fn accept(world: &mut World, job: Pubkey) {
    KEEPER.accepts(world, job).works();
}

fn reject(world: &mut World, job: Pubkey) {
    KEEPER.rejects(world, job).works();
}

pub fn approve(world: &mut World, job: Pubkey) {
    CLIENT.approves(world, job).works();
}

fn dispute(world: &mut World, job: Pubkey) {
    CLIENT.disputes(world, job).works();
}

fn cancel(world: &mut World, job: Pubkey) {
    CLIENT.cancels(world, job).works();
}

fn settle(world: &mut World, job: Pubkey) {
    world.settles(job).works();
}

fn expire(world: &mut World, job: Pubkey) {
    world.expires(job).works();
}

fn give_up(world: &mut World, job: Pubkey) {
    ANNA.fails(world, job, FailReason::Worker).works();
}

fn report(world: &mut World, job: Pubkey) {
    ANNA.fails(world, job, FailReason::Spec).works();
}

fn keeper_reports(world: &mut World, job: Pubkey) {
    KEEPER.fails(world, job, FailReason::Broken).works();
}

fn lose(world: &mut World, job: Pubkey) {
    KEEPER.fails(world, job, FailReason::Missing).works();
}

pub fn ten_seconds(world: &mut World, _: Pubkey) {
    world.advance(10);
}

pub fn time_to_start(world: &mut World, _: Pubkey) {
    world.advance(START_SECS);
}

fn time_to_deliver(world: &mut World, _: Pubkey) {
    world.advance(DELIVERY_SECS);
}

pub fn time_to_judge(world: &mut World, _: Pubkey) {
    world.advance(VERDICT_SECS);
}

fn a_day(world: &mut World, _: Pubkey) {
    world.advance(DAY);
}

fn a_week(world: &mut World, _: Pubkey) {
    world.advance(7 * DAY);
}

fn pause(world: &mut World, _: Pubkey) {
    ANNA.pauses(world, true).works();
}

fn go_on(world: &mut World, _: Pubkey) {
    ANNA.pauses(world, false).works();
}

fn price(world: &mut World, _: Pubkey) {
    ANNA.prices(world, TERMS).works();
}

fn retire(world: &mut World, _: Pubkey) {
    ANNA.retires(world).works();
}

fn withdraw_part(world: &mut World, _: Pubkey) {
    // The next bond then comes half from the balance, half from the operator.
    let left = BOND_BY_DEPOSIT / 2;
    let balance = world.provider(ANNA).state.balance;
    ANNA.withdraws(world, Some(balance - left)).works();
}

fn withdraw(world: &mut World, _: Pubkey) {
    ANNA.withdraws(world, None).works();
}

fn sweep(world: &mut World, _: Pubkey) {
    world.sweeps(ANNA).works();
}

/// So that even a small fee can be swept.
pub fn fund_treasury(world: &mut World, _: Pubkey) {
    world.transfers(DONOR, &TREASURY.key(), FUNDS / 10).works();
}

/// Anna sells a job of the other client: her balance and fees are not empty then, the fees too small
/// for an empty treasury.
pub fn sell_another(world: &mut World, _: Pubkey) {
    let another = OTHER_CLIENT.posts_job(world, &offer()).works();
    for act in [assign, claim, start, deliver] {
        act(world, another);
    }
    OTHER_CLIENT.approves(world, another).works();
    world.settles(another).works();
}

const DEARER_BPS: u16 = 600;

/// From now on under version 1.
fn change_params(world: &mut World, _: Pubkey) {
    let market = world.market_state();
    let dearer = Params { fee_bps: DEARER_BPS, ..PARAMS };
    world.sends(instructions::market_update(&market, None, None, Some(&dearer))).works();
}

/// A job of the other client under version 1, by Boris.
fn sell(world: &mut World, _: Pubkey) {
    let mut dearer = offer();
    (dearer.expect.params, dearer.expect.fee_bps) = (1, DEARER_BPS);
    // What the claim can cost at the most: the bond by the deposit is then the bond by the claim.
    dearer.deposit = 30_740_000;
    dearer.expires_at = world.now() + 7 * DAY;
    let another = OTHER_CLIENT.posts_job(world, &dearer).works();
    KEEPER.assigns(world, another, BORIS).works();
    BORIS.claims(world, another).works();
    BORIS.starts(world, another).works();
    world.advance(100);
    BORIS.delivers(world, another, PICTURE).works();
    OTHER_CLIENT.approves(world, another).works();
    world.settles(another).works();
}
