//! Accounts that the earlier program wrote, under today's.
//!
//! The program of the first layout, and that of the second, bring jobs, providers and a market into every phase;
//! then today's takes its place at the same address. It refuses each of these accounts by name until
//! `account_migrate` has moved it, and then ends every job, for the same money as the earlier program would have.
//! None of these jobs is from an order: what comes back of them goes to the client's wallet.

pub mod earlier;
mod empty_wallet;
mod migrating;
mod refusing;
mod second;
mod stories;
mod third;

use std::collections::BTreeMap;

use rayment_client::{PROGRAM_ID, address};
use rayment_core::{job::Offer, layout, market::Params};
use rayment_tests::vm::{world::Snapshot, *};
use solana_account::{ReadableAccount, WritableAccount};
use solana_pubkey::Pubkey;

use earlier::{FIRST, SECOND};
use stories::{Act, STORIES, Story};

/// Signs for the migrations, and pays what they cost.
const MOVER: Actor = STRANGER;

/// All accounts but those that hold a program.
fn accounts(world: &World) -> Snapshot {
    let mut all = world.snapshot();
    all.retain(|_, account| {
        let owner = account.owner().to_string();
        !owner.starts_with("BPFLoader") && !owner.starts_with("NativeLoader")
    });
    all
}

fn lamports(world: &World) -> u128 {
    accounts(world).values().map(|account| u128::from(account.lamports())).sum()
}

/// The program's own accounts, by what the IDL calls them.
fn program_accounts(world: &World) -> BTreeMap<Pubkey, (&'static str, Vec<u8>)> {
    let own = accounts(world).into_iter().filter(|(_, account)| *account.owner() == PROGRAM_ID);
    own.map(|(address, account)| {
        let data = account.data().to_vec();
        (address, (earlier::name_of("accounts", &data), data))
    })
    .collect()
}

/// Those that have an earlier layout.
fn to_migrate(world: &World) -> Vec<Pubkey> {
    let all = program_accounts(world).into_iter();
    all.filter(|(_, (kind, _))| ["Job", "Provider", "MarketParams", "Client"].contains(kind))
        .map(|(address, _)| address)
        .collect()
}

fn migrates_all(world: &mut World) {
    for address in to_migrate(world) {
        world.migrates(MOVER, &address).works();
    }
}

/// A market of an earlier program with one job of this offer, that has come so far.
fn begun_under(earlier: Earlier, offer: &Offer, until: &[Act]) -> (World, Pubkey) {
    let mut world = World::empty_under(earlier);
    world.gathers(Params::DEFAULT);
    let job = CLIENT.posts_job(&mut world, offer).works();
    until.iter().for_each(|act| act(&mut world, job));
    (world, job)
}

/// The same of the first layout, with the plain offer.
fn begun(until: &[Act]) -> (World, Pubkey) {
    begun_under(FIRST, &offer(), until)
}

/// The same under today's program, migrated.
fn taken_over(until: &[Act]) -> (World, Pubkey) {
    upgraded(begun(until))
}

/// Under today's program from now on, with all accounts migrated.
fn upgraded((mut world, job): (World, Pubkey)) -> (World, Pubkey) {
    world.upgrades();
    migrates_all(&mut world);
    (world, job)
}

/// What everybody has, and what every account holds: but for accounts that grew, and for those who pay for
/// them. What lies at an order is its client's.
fn money(world: &World) -> BTreeMap<Pubkey, u64> {
    let mut all = accounts(world);
    for order in world.orders() {
        let held = all.remove(&order.address).expect("an order").lamports();
        let client = all.get_mut(&order.client()).expect("the client");
        client.set_lamports(client.lamports() + held);
    }
    for version in 0..2 {
        all.remove(&address::params(&World::market_address(), version));
    }
    for client in [CLIENT, OTHER_CLIENT] {
        all.remove(&from_no_order::counter(&client.key()));
    }
    for payer in [MOVER, OPENER] {
        all.remove(&payer.key());
    }
    all.into_iter().map(|(address, account)| (address, account.lamports())).collect()
}

/// Where a job stands: its attempt, and the tag of its phase.
fn standing(world: &World, job: &Pubkey) -> Option<(u8, u8)> {
    let data = world.account(job)?.data;
    Some((layout::job::ATTEMPT.of(&data)?[0], layout::job::PHASE_TAG.of(&data)?[0]))
}

/// What a provider is owed, and for what: how many failed is counted in another way.
fn owed(world: &World, provider: Provider) -> Option<[u64; 5]> {
    world.exists(&provider.address()).then(|| {
        let state = world.provider(provider).state;
        [state.balance, state.fees, state.earned, state.jobs.into(), state.paid_jobs.into()]
    })
}

/// Goes on under both programs, and compares whose everything is after every step.
fn ends_for_the_same_money(name: &str, (mut earlier, job): (World, Pubkey), from_then_on: &[Act]) {
    let mut todays = earlier.clone();
    todays.upgrades();
    assert_eq!(accounts(&todays), accounts(&earlier), "{name}: loading a program changes no account");
    let total = lamports(&todays);
    migrates_all(&mut todays);
    for (step, act) in from_then_on.iter().enumerate() {
        act(&mut earlier, job);
        act(&mut todays, job);
        assert_eq!(money(&todays), money(&earlier), "{name}: step {step}");
        assert_eq!(standing(&todays, &job), standing(&earlier, &job), "{name}: step {step}");
        for provider in [ANNA, BORIS, CAROL] {
            assert_eq!(owed(&todays, provider), owed(&earlier, provider), "{name}: step {step}");
        }
        assert_eq!(lamports(&todays), total, "{name}: step {step} made or lost lamports");
    }
    assert!(!todays.exists(&job), "{name}: the job has not ended");
}

#[test]
fn what_an_earlier_program_began_todays_ends_for_the_same_money() {
    for Story { name, until, from_then_on } in STORIES {
        ends_for_the_same_money(name, begun(until), from_then_on);
    }
    for Story { name, until, from_then_on } in stories::of_the_second() {
        ends_for_the_same_money(name, begun_under(SECOND, &offer(), until), from_then_on);
    }
    for earlier in [FIRST, SECOND] {
        assert_ne!(world::program(), earlier.elf, "there is nothing to compare");
    }
}

/// Every phase of a job, and every status of a provider, is taken over by some story.
#[test]
fn every_phase_and_status_is_taken_over() {
    let of_first = STORIES.iter().collect::<Vec<_>>();
    for (earlier, stories) in [(FIRST, of_first), (SECOND, stories::of_the_second().collect())] {
        let (mut phases, mut statuses) = ([false; 6], [false; 3]);
        for story in stories {
            let (world, job) = begun_under(earlier, &offer(), story.until);
            if let Some((_, phase)) = standing(&world, &job) {
                phases[usize::from(phase)] = true;
            }
            statuses[world.provider(ANNA).state.status as usize] = true;
        }
        assert_eq!((phases, statuses), ([true; 6], [true; 3]));
    }
}
