//! Accounts that an earlier binary wrote, under today's.
//!
//! The earlier program brings jobs, providers and a market into every phase; then today's takes its
//! place at the same address and ends them all. Whatever it does there, the earlier program must have
//! done too: byte for byte, lamport for lamport.

mod stories;

use std::collections::BTreeMap;

use borsh::BorshSerialize;
use rayment_client::{Client, Job, Market, MarketParams, PROGRAM_ID, Provider};
use rayment_core::{layout, market::Params};
use rayment_tests::vm::{world::Snapshot, *};
use solana_account::ReadableAccount;
use solana_pubkey::Pubkey;

use crate::idl;
use stories::{STORIES, Story};

const EARLIER: &[u8] = include_bytes!("../../fixtures/rayment-layout-1.so");

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
    let kind = |data: &[u8]| idl::list("accounts").iter().find(|entry| data.starts_with(&idl::discriminator(entry)));
    let own = accounts(world).into_iter().filter(|(_, account)| *account.owner() == PROGRAM_ID);
    own.map(|(address, account)| {
        let data = account.data().to_vec();
        (address, (idl::name(kind(&data).expect("a known account")), data))
    })
    .collect()
}

/// What is decoded encodes to the bytes it came from.
fn reencodes(world: &World) -> usize {
    let all = program_accounts(world);
    for (address, (kind, data)) in &all {
        let bytes = |value: &dyn Fn(&mut Vec<u8>)| {
            let mut bytes = data[..layout::header::SPACE].to_vec();
            value(&mut bytes);
            bytes
        };
        let encoded = match *kind {
            "Job" => bytes(&|to| write(to, &Job::decode(*address, data).expect("a job").state)),
            "Provider" => {
                let provider = Provider::decode(*address, data).expect("a provider").state;
                bytes(&|to| write(to, &(provider, [0u8; layout::provider::RESERVED.size])))
            }
            "Client" => {
                let Client { market, wallet, next_id, .. } = Client::decode(*address, data).expect("a counter");
                bytes(&|to| write(to, &(market.to_bytes(), wallet.to_bytes(), next_id)))
            }
            "Market" => {
                let market = Market::decode(*address, data).expect("a market");
                let Market { id, creator, authority, keeper, treasury, params, .. } = market;
                let keys = [creator, authority, keeper, treasury].map(|key| key.to_bytes());
                bytes(&|to| write(to, &(id, keys, params, [0u8; layout::market::RESERVED.size])))
            }
            "MarketParams" => {
                let params = MarketParams::decode(*address, data).expect("parameters");
                bytes(&|to| write(to, &(params.market.to_bytes(), params.version, params.values)))
            }
            other => panic!("{other} is not known here"),
        };
        assert_eq!(data[..encoded.len()], encoded, "{kind} {address}");
        // A phase may be shorter than the longest; everything else fills its account.
        assert!(*kind == "Job" || encoded.len() == data.len(), "{kind}: {} bytes", encoded.len());
    }
    all.len()
}

fn write(to: &mut Vec<u8>, value: &impl BorshSerialize) {
    value.serialize(to).expect("memory can be written to");
}

fn earlier_market() -> World {
    let mut world = World::empty_under(EARLIER);
    world.gathers(Params::DEFAULT);
    world
}

#[test]
fn what_the_earlier_program_began_todays_ends_in_the_same_way() {
    let market = earlier_market();
    assert_ne!(world::program(), EARLIER, "there is nothing to compare");
    for Story { name, until, from_then_on } in STORIES {
        let mut earlier = market.clone();
        let total = lamports(&earlier);
        let job = CLIENT.posts_job(&mut earlier, &offer()).works();
        until.iter().for_each(|act| act(&mut earlier, job));
        assert!(reencodes(&earlier) >= 7, "{name}: a market, its parameters, three providers, two counters");

        let mut todays = earlier.clone();
        todays.loads(&world::program());
        assert_eq!(accounts(&todays), accounts(&earlier), "{name}: loading a program changes no account");
        for (step, act) in from_then_on.iter().enumerate() {
            act(&mut earlier, job);
            act(&mut todays, job);
            assert_eq!(accounts(&todays), accounts(&earlier), "{name}: step {step}");
            assert_eq!(lamports(&todays), total, "{name}: step {step}");
        }
        assert!(!todays.exists(&job), "{name}: the job has not ended");
    }
}

/// Every phase of a job, and every status of a provider, is taken over by some story.
#[test]
fn every_phase_and_status_is_taken_over() {
    let market = earlier_market();
    let (mut phases, mut statuses) = ([false; 6], [false; 3]);
    for story in STORIES {
        let mut world = market.clone();
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        story.until.iter().for_each(|act| act(&mut world, job));
        if let Some(account) = world.account(&job) {
            let tag = layout::job::PHASE_TAG.of(&account.data).expect("a tag")[0];
            phases[usize::from(tag)] = true;
        }
        statuses[world.provider(ANNA).state.status as usize] = true;
    }
    assert_eq!((phases, statuses), ([true; 6], [true; 3]));
}
