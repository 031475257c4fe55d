//! What a migration makes of an account, and what it leaves alone.

use rayment_core::{
    job::{FailReason, JobState, Phase, flag},
    layout,
    provider::ProviderState,
};
use rayment_tests::vm::{phases::*, world::*, *};

use super::{
    MOVER, accounts, begun,
    earlier::{self, BOND_BY_DEPOSIT},
    migrates_all, program_accounts,
    stories::{self, STORIES, assign, assign_unchecked, claim, deliver, reseal, start},
    taken_over, to_migrate,
};

#[test]
fn every_account_holds_what_the_earlier_program_wrote() {
    for story in STORIES {
        let (mut world, _) = begun(story.until);
        world.upgrades();
        let written = program_accounts(&world);
        let before = accounts(&world);
        migrates_all(&mut world);
        let after = accounts(&world);
        for (address, (kind, data)) in &written {
            let now = world.account(address).expect("it is still there").data;
            let version = layout::header::VERSION.of(&now).expect("a version")[0];
            match *kind {
                "Job" => assert_eq!((version, world.job(*address).state), (3, earlier::job(data)), "{}", story.name),
                "Provider" => {
                    let provider = [ANNA, BORIS, CAROL].into_iter().find(|provider| provider.address() == *address);
                    let state = world.provider(provider.expect("one of the three")).state;
                    assert_eq!((version, state), (2, earlier::provider(data)), "{}", story.name);
                }
                "MarketParams" => {
                    let number = u16::from(data[layout::market_params::NUMBER.at]);
                    assert_eq!((version, world.params(number).values), (3, earlier::params(data)));
                    assert_eq!(now.len(), layout::market_params::SPACE);
                    assert_eq!(world.lamports(address), world.rent(now.len()));
                    assert!(now[layout::market_params::RESERVED.at..].iter().all(|byte| *byte == 0));
                    continue;
                }
                "Client" => {
                    let mut grown = data.clone();
                    grown[layout::header::VERSION.at] = 2;
                    grown.resize(layout::client::SPACE, 0);
                    assert_eq!(now, grown, "{}", story.name);
                    assert_eq!(world.lamports(address), world.rent(now.len()));
                    continue;
                }
                "Market" => assert_eq!(&now, data, "it has one layout"),
                other => panic!("{other} is not known here"),
            }
            assert_eq!(now.len(), data.len());
            assert_eq!(world.lamports(address), before_lamports(&before, address));
        }
        // Nobody but who pays for it has less, and nobody has more.
        for (address, account) in &before {
            if !written.contains_key(address) && *address != MOVER.key() {
                assert_eq!(after.get(address), Some(account), "{}", story.name);
            }
        }
    }
}

fn before_lamports(before: &Snapshot, address: &solana_pubkey::Pubkey) -> u64 {
    use solana_account::ReadableAccount;
    before[address].lamports()
}

#[test]
fn a_second_migration_changes_nothing() {
    for story in STORIES {
        let (mut world, _) = begun(story.until);
        world.upgrades();
        migrates_all(&mut world);
        let once = world.snapshot();
        migrates_all(&mut world);
        assert_eq!(world.snapshot(), once, "{}", story.name);
    }
}

#[test]
fn the_payer_pays_the_rent_that_longer_parameters_lack() {
    let rent = |world: &World, space| world.rent(space);
    for gift in [0, 1, 100_000, 10_000_000] {
        let (mut world, _) = begun(&[]);
        world.upgrades();
        let params = rayment_client::address::params(&World::market_address(), 0);
        let missing = rent(&world, layout::market_params::SPACE) - rent(&world, earlier::PARAMS_SPACE);
        world.transfers(DONOR, &params, gift).works();
        let (payer, held) = (world.lamports(&MOVER.key()), world.lamports(&params));
        world.migrates(MOVER, &params).works();
        let paid = missing.saturating_sub(gift);
        assert_eq!(world.lamports(&MOVER.key()), payer - paid);
        assert_eq!(world.lamports(&params), held + paid);
    }
}

#[test]
fn a_migrated_job_keeps_the_bond_by_its_deposit() {
    let (mut world, job) = taken_over(&[assign, claim]);
    let wallet = world.lamports(&CLIENT.key());
    world.advance(START_SECS);
    world.expires(job).works();
    assert_eq!(world.lamports(&CLIENT.key()), wallet + BOND_BY_DEPOSIT);
    // The next claim locks the same.
    let (operator, held) = (world.lamports(&BORIS.operator.key()), world.lamports(&job));
    world.advance(10);
    BORIS.claims(&mut world, job).works();
    assert_eq!(world.lamports(&BORIS.operator.key()), operator - BOND_BY_DEPOSIT);
    assert_eq!(world.lamports(&job), held + BOND_BY_DEPOSIT);
}

#[test]
fn a_migrated_job_is_given_back_for_nothing() {
    for until in [&[assign, claim] as &[stories::Act], &[assign, claim, start]] {
        let (mut world, job) = taken_over(until);
        let wallet = world.lamports(&CLIENT.key());
        world.advance(START_SECS - 1);
        ANNA.fails(&mut world, job, FailReason::Worker).works();
        assert_eq!(world.lamports(&CLIENT.key()), wallet);
        assert_eq!(world.provider(ANNA).state.balance, BOND_BY_DEPOSIT);
    }
}

#[test]
fn a_migrated_job_is_disputed_without_a_bond() {
    let (mut world, job) = taken_over(&[assign, claim, start, deliver, reseal]);
    world.advance(VERDICT_SECS);
    world.fund(&CLIENT.key(), 0);
    let held = world.lamports(&job);
    CLIENT.disputes(&mut world, job).works();
    assert_eq!(world.lamports(&job), held);
    assert_eq!(world.job(job).state.disputed_bond(&world.params(0).values), Ok(0));
    KEEPER.accepts(&mut world, job).works();
    world.settles(job).works();
    // Four frames, 100 s and a tenth of a GB, and 5 % of it.
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees), (15_000_000 + BOND_BY_DEPOSIT, 750_000));
}

#[test]
fn a_reservation_ends_with_the_migration() {
    let (mut world, job) = taken_over(&[assign]);
    ANNA.claims(&mut world, job).refuses(RaymentError::NotYetOpenToAll);
    KEEPER.assigns(&mut world, job, BORIS).works();
    BORIS.claims(&mut world, job).works();
}

#[test]
fn the_keepers_word_that_nothing_is_checked_ends_with_its_reservation_or_attempt() {
    let unchecked = |state: &JobState| state.has(flag::UNCHECKED);
    let (world, job) = taken_over(&[assign_unchecked]);
    assert!(!unchecked(&world.job(job).state));
    let (mut world, job) = taken_over(&[assign_unchecked, claim]);
    assert!(unchecked(&world.job(job).state), "who claimed it did so for that");
    ANNA.fails(&mut world, job, FailReason::Worker).works();
    assert!(!unchecked(&world.job(job).state));
    assert!(matches!(world.job(job).state.phase, Phase::Open { .. }));
}

#[test]
fn a_migrated_provider_bonds_all_that_it_has_and_counts_its_work_from_then_on() {
    let (mut world, job) = taken_over(&[assign, claim, start]);
    let ProviderState { budget, working, jobs, slots, .. } = world.provider(ANNA).state;
    assert_eq!((budget, working, jobs, slots), (u64::MAX, 0, 1, 4));
    let next = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, next, ANNA).works();
    ANNA.claims(&mut world, next).works();
    assert_eq!(world.provider(ANNA).state.working, 1);
    // The one that was not counted frees a slot that it did not take: at the most for so many jobs.
    world.advance(100);
    ANNA.delivers(&mut world, job, PICTURE).works();
    assert_eq!(world.provider(ANNA).state.working, 0);
    ANNA.fails(&mut world, next, FailReason::Worker).works();
    assert_eq!((world.provider(ANNA).state.working, world.provider(ANNA).state.jobs), (0, 1));
}

#[test]
fn a_job_that_is_posted_after_the_migration_is_one_of_todays() {
    let (mut world, _) = taken_over(&[]);
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    assert_eq!(world.job(job).state.flags, flag::FROM_ORDER);
    KEEPER.assigns(&mut world, job, ANNA).works();
    let wallet = world.lamports(&ANNA.operator.key());
    ANNA.claims(&mut world, job).works();
    assert_eq!(world.lamports(&ANNA.operator.key()), wallet - BOND);
}

#[test]
fn a_migrated_account_says_so() {
    use rayment_client::events::Event;
    let (mut world, _) = begun(&[]);
    world.upgrades();
    for address in to_migrate(&world) {
        let layout = match earlier::name_of("accounts", &world.account(&address).expect("it is there").data) {
            "Job" | "MarketParams" => 3,
            _ => 2,
        };
        let events = world.migrates(MOVER, &address).works().events();
        let told = |event: &Event| match event {
            Event::AccountMigrated(told) => Some((told.account, told.layout)),
            _ => None,
        };
        assert_eq!(events.iter().map(told).collect::<Vec<_>>(), [Some((address, layout))]);
        assert!(world.migrates(MOVER, &address).works().events().is_empty());
    }
}
