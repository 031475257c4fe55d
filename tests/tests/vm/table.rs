//! What the program costs: compute units of every instruction, bytes of every account, and its own
//! size. A value that grows above the committed one fails here.
//!
//! Keys follow from names, so every address, and what it costs to find it, is the same in each run.
//! `RAYMENT_WRITE_TABLE=1` writes the table anew.

mod channels;
mod staked;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use rayment_client::instructions::{self, ProviderUpdate};
use rayment_core::{
    Native,
    job::{FailReason, Offer},
    layout,
    market::Params,
};
use rayment_tests::vm::{channels::rental, guardians::Staker, phases::*, roles::*, tokens::DOLLAR, world::*, *};
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use crate::{idl, upgrade::earlier};

#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Table {
    instructions: BTreeMap<String, u64>,
    accounts: BTreeMap<String, u64>,
    program_bytes: u64,
}

/// The dearest of several typical ways through an instruction counts; where tokens move, one for each token program.
#[derive(Default)]
struct Meter(BTreeMap<String, u64>);

impl Meter {
    fn reads(&mut self, instruction: &str, action: Answer) {
        let units = action.works().units;
        let known = self.0.entry(instruction.to_owned()).or_default();
        *known = units.max(*known);
    }
}

fn measure() -> Table {
    let mut meter = Meter::default();
    markets(&mut meter);
    providers(&mut meter);
    orders(&mut meter);
    paid_job(&mut meter);
    failed_jobs(&mut meter);
    ended_jobs(&mut meter);
    migrations(&mut meter);
    staked::stakes(&mut meter);
    staked::guardians(&mut meter);
    staked::verdicts(&mut meter);
    tokens::all(&mut meter);
    for (instruction, _, answer) in channels::ways() {
        meter.reads(instruction, answer);
    }
    Table { instructions: meter.0, accounts: spaces(), program_bytes: world::program().len() as u64 }
}

fn markets(meter: &mut Meter) {
    let mut world = World::empty();
    meter.reads("market_init", world.opens_market(OPENER, Params::DEFAULT));
    let market = world.market_state();
    let update = instructions::market_update(&market, Some(&RIVAL.key()), Some(&RIVAL.key()), Some(&Params::DEFAULT));
    meter.reads("market_update", world.sends(update));
    for provider in [ANNA, BORIS, CAROL] {
        meter.reads("provider_register", provider.registers(&mut world));
    }
}

/// The first job of an order together with its quote, a later one, and all ways to return what is left.
fn orders(meter: &mut Meter) {
    let mut world = World::market();
    let purchase = Purchase::of_jobs(CLIENT, 2);
    let all = purchase.price(&world, 2);
    world.pays(CLIENT.0, &purchase, all).works();
    meter.reads("order_draw", world.draws_first(CLIENT.0, &purchase));
    meter.reads("order_draw", world.draws(STRANGER, &purchase, 1));
    // An order of every day; the path of 10,000 jobs is longer by six hashes.
    let mut usual = World::market();
    usual.fund(&CLIENT.key(), 100 * FUNDS);
    let large = Purchase::of_jobs(CLIENT, 250);
    let all = large.price(&usual, 2);
    usual.pays(CLIENT.0, &large, all).works();
    meter.reads("order_draw", usual.draws_first(CLIENT.0, &large));
    meter.reads("order_draw", usual.draws(STRANGER, &large, 1));
    meter.reads("order_return", world.cancels_order(CLIENT.0, &purchase));
    world.transfers(DONOR, &purchase.address(), FUNDS / 10).works();
    meter.reads("order_return", world.returns(STRANGER, &purchase));
    for index in 0..2 {
        CLIENT.cancels(&mut world, purchase.job(index)).works();
    }
    world.advance_to(purchase.quote.draw_until);
    meter.reads("order_return", world.returns(CLIENT.0, &purchase));
    world.transfers(DONOR, &purchase.address(), FUNDS / 10).works();
    meter.reads("order_return", world.returns(STRANGER, &purchase));
}

fn providers(meter: &mut Meter) {
    let (mut world, job) = accepted();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    let (wallet, provider) = (ANNA.wallet.key(), ANNA.address());
    let update = ProviderUpdate {
        operator: Some(ANNA.operator.key()),
        payout: Some(ANNA.payout.key()),
        profile: Some([1; 32]),
        slots: Some(9),
        budget: Some(u64::MAX),
    };
    meter.reads("provider_change", world.sends(instructions::provider_update(&wallet, &provider, &update)));
    meter.reads("provider_change", ANNA.prices(&mut world, TERMS));
    meter.reads("provider_change", ANNA.pauses(&mut world, true));
    meter.reads("provider_retire", ANNA.retires(&mut world.clone()));
    meter.reads("provider_sweep", world.sweeps(ANNA));
    meter.reads("provider_withdraw", ANNA.withdraws(&mut world, None));
}

/// From the post to the last lamport, with the bond once from the wallet and once from wallet and
/// balance together.
fn paid_job(meter: &mut Meter) {
    let mut world = World::market();
    for round in 0..2 {
        let offer = Offer { expires_at: world.now() + 7 * DAY, ..offer() };
        let job = CLIENT.posts_job(&mut world, &offer).works();
        meter.reads("job_assign", KEEPER.assigns(&mut world, job, ANNA));
        meter.reads("job_claim", ANNA.claims(&mut world, job));
        meter.reads("job_start", ANNA.starts(&mut world, job));
        world.advance(200);
        meter.reads("job_deliver", ANNA.delivers(&mut world, job, PICTURE));
        let slot = awaited_slot(&world, job);
        world.set_clock(slot + 1, world.now());
        world.show_slot_hashes(slot + 20, SLOT_HASHES_KEPT);
        meter.reads("job_seal", world.seals(job));
        meter.reads("job_accept", KEEPER.accepts(&mut world, job));
        meter.reads("job_approve", CLIENT.approves(&mut world, job));
        meter.reads("job_settle", world.settles(job));
        if round == 0 {
            let all_but_half_a_bond = PRICE + BOND / 2;
            ANNA.withdraws(&mut world, Some(all_but_half_a_bond)).works();
        }
    }
}

fn failed_jobs(meter: &mut Meter) {
    let (mut world, job) = sealed_noise();
    let (_, _, evidence) = longest_evidence(&world, job);
    meter.reads("job_reject", KEEPER.rejects_on(&mut world, job, &evidence));
    for reach in [running, claimed] {
        let (mut world, job) = reach();
        meter.reads("job_fail", KEEPER.fails(&mut world.clone(), job, FailReason::Loads));
        meter.reads("job_fail", ANNA.fails(&mut world.clone(), job, FailReason::Worker));
        meter.reads("job_fail", ANNA.fails(&mut world, job, FailReason::Spec));
        meter.reads("job_fail", KEEPER.fails(&mut world, job, FailReason::Broken));
    }
    for deposit in [DEPOSIT, WORST] {
        let (mut world, job) = posted(&Offer { deposit, ..offer() });
        work_off(&mut world, job, PICTURE);
        seal(&mut world, job);
        world.advance(VERDICT_SECS);
        meter.reads("job_dispute", CLIENT.disputes(&mut world, job));
        meter.reads("job_fail", KEEPER.fails(&mut world.clone(), job, FailReason::Unlike));
        let mut answered = world.clone();
        meter.reads("job_accept", KEEPER.accepts(&mut answered, job));
        meter.reads("job_settle", answered.settles(job));
        meter.reads("job_approve", CLIENT.approves(&mut world.clone(), job));
        world.advance(DAY);
        meter.reads("job_settle", world.settles(job));
    }
}

/// Of each kind that has an earlier layout: longer parameters are paid for.
fn migrations(meter: &mut Meter) {
    let (mut world, job) = sealed();
    for account in [world.params(0).address, ANNA.address(), job] {
        earlier::moves_back(&mut world, &account);
        meter.reads("account_migrate", world.migrates(STRANGER, &account));
    }
}

/// Among the picked tiles of a delivery, the one with the most hashes up to the root.
fn longest_evidence(world: &World, job: Pubkey) -> (u32, u32, rayment_core::job::Evidence) {
    let picks = challenge(world, job).picks::<Native>().collect::<Vec<_>>();
    let all = picks.into_iter().map(|(frame, tile)| (frame, tile, against(world, job, (frame, tile), true)));
    all.max_by_key(|(.., evidence)| evidence.path.len()).expect("something is picked")
}

fn ended_jobs(meter: &mut Meter) {
    for reach in [open, running] {
        let (mut world, job) = reach();
        meter.reads("job_cancel", CLIENT.cancels(&mut world, job));
        if world.exists(&job) {
            world.advance(120);
            meter.reads("job_expire", world.expires(job));
        }
    }
    let (mut world, job) = running();
    world.advance(DELIVERY_SECS);
    meter.reads("job_expire", world.expires(job));
    world.advance_to(offer().expires_at);
    meter.reads("job_expire", world.expires(job));
}

fn spaces() -> BTreeMap<String, u64> {
    let (mut world, job) = open();
    world.fund(&GITA.wallet.key(), FUNDS);
    GITA.enlists(&mut world).works();
    Staker::Client(CLIENT).locks(&mut world, 1).works();
    let channel = CLIENT.opens(&mut world, ANNA, rental()).works();
    world.takes(DOLLAR);
    let of = |name: &str, address: Pubkey| (name.to_owned(), world.space(&address) as u64);
    BTreeMap::from([
        of("Market", World::market_address()),
        of("MarketParams", world.params(0).address),
        of("Order", world.purchases[0].address()),
        of("Provider", ANNA.address()),
        of("Job", job),
        of("Client", Staker::Client(CLIENT).account()),
        of("Guardian", GITA.address()),
        of("Channel", channel),
        of("Asset", world.asset(DOLLAR).address),
        of("Purse", ANNA.purse(DOLLAR)),
        of("Offer", world.offer_of(ANNA, &DOLLAR.rendering()).address),
    ])
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/compute_units.json"))
}

fn committed() -> Table {
    let text = std::fs::read_to_string(path()).expect("the committed table");
    serde_json::from_str(&text).expect("a table")
}

/// `name: committed -> measured` for all that differs; what is not committed counts as zero.
fn changes(committed: &Table, measured: &Table) -> Vec<(String, u64, u64)> {
    let rows = |table: &Table| {
        let mut all = table.instructions.clone();
        all.extend(table.accounts.clone());
        all.insert("program_bytes".into(), table.program_bytes);
        all
    };
    let (old, new) = (rows(committed), rows(measured));
    let known = |name: &String| old.get(name).copied().unwrap_or_default();
    new.iter().map(|(name, value)| (name.clone(), known(name), *value)).filter(|(_, old, new)| old != new).collect()
}

#[test]
fn nothing_has_grown() {
    let measured = measure();
    if std::env::var_os("RAYMENT_WRITE_TABLE").is_some() {
        let text = serde_json::to_string_pretty(&measured).expect("a table") + "\n";
        std::fs::write(path(), text).expect("the table can be written");
        return;
    }
    let changes = changes(&committed(), &measured);
    let (grown, shrunk): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(_, old, new)| new > old);
    for (name, old, new) in shrunk {
        println!("{name} shrank from {old} to {new}: RAYMENT_WRITE_TABLE=1 commits it");
    }
    assert!(grown.is_empty(), "grown (name, committed, measured): {grown:?}; if it must be, RAYMENT_WRITE_TABLE=1");
}

#[test]
fn every_instruction_and_account_of_the_idl_is_measured() {
    let names = |kind: &str| {
        let mut all = idl::names(kind);
        all.sort();
        all
    };
    let table = committed();
    let of = |entry: &str| entry.split(',').next().unwrap_or_default().to_owned();
    let measured: BTreeSet<_> = table.instructions.keys().map(|entry| of(entry)).collect();
    assert_eq!(measured.into_iter().collect::<Vec<_>>(), names("instructions"));
    assert_eq!(table.accounts.into_keys().collect::<Vec<_>>(), names("accounts"));
}

#[test]
fn the_targets_are_met() {
    let Table { instructions, .. } = committed();
    assert!(instructions["provider_register"] <= 20_000);
    assert!(instructions["order_draw"] <= 30_000);
    assert!(instructions["order_return"] <= 12_000);
    assert!(instructions["job_claim"] <= 17_000);
    assert!(instructions["job_deliver"] <= 15_000);
    assert!(instructions["job_settle"] <= 18_000);
    assert!(instructions["channel_open"] <= 28_000);
    assert!(instructions["channel_redeem"] <= 11_000);
    for program in ["SPL", "Token-2022"] {
        let units = |instruction: &str| instructions[&format!("{instruction}, {program}")];
        assert!(units("order_draw") <= 42_000);
        assert!(units("order_return") <= 22_000);
        assert!(units("job_settle") <= 28_000);
        assert!(units("channel_redeem") <= 21_000);
    }
    let rent = World::empty().rent(layout::job::SPACE);
    assert!(rent <= 3_500_000, "a job locks {rent} lamports of rent");
}
