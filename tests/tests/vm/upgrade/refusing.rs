//! What today's program refuses: accounts of the first layout, and to migrate anything else.

use std::collections::BTreeSet;

use rayment_client::{
    PROGRAM_ID, address,
    instructions::{self, OfferOf, ProviderUpdate, SLOT_HASHES, SYSTEM},
};
use rayment_core::{job::FailReason, layout, provider::OfferTerms, stake::StakeCommand};
use rayment_tests::vm::{channels::rental, guardians::*, roles::*, tokens::EURO, *};
use solana_account::Account;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::{
    MOVER, begun, migrates_all, program_accounts,
    stories::{
        Act, approve, assign, claim, deliver, deliver_noise, fund_treasury, reseal, sell_another, start, ten_seconds,
        time_to_judge, time_to_start,
    },
};
use crate::idl;

/// Anchor's "the account did not deserialize".
const DID_NOT_DESERIALIZE: u32 = 3003;

/// An instruction, when it is valid, and how it is asked for.
pub type Ask = (&'static str, &'static [Act], fn(&World, Pubkey) -> Instruction);

pub const ASKS: &[Ask] = &[
    ("provider_change", &[], |_, _| {
        instructions::provider_update(&ANNA.operator.key(), &ANNA.address(), &ProviderUpdate::default())
    }),
    ("provider_change", &[], |_, _| instructions::provider_price(&ANNA.operator.key(), &ANNA.address(), &TERMS)),
    ("provider_change", &[], |_, _| instructions::provider_pause(&ANNA.operator.key(), &ANNA.address(), true)),
    ("provider_retire", &[], |world, _| instructions::provider_retire(&world.provider(ANNA), &world.market_state())),
    ("provider_withdraw", &[sell_another], |world, _| {
        instructions::provider_withdraw(&ANNA.operator.key(), &world.provider(ANNA), None)
    }),
    ("provider_sweep", &[sell_another, fund_treasury], |world, _| {
        instructions::provider_sweep(Some(&ANNA.address()), &world.market_state())
    }),
    ("job_assign", &[], |world, job| {
        instructions::job_assign(&KEEPER.key(), &world.job(job), &ANNA.wallet.key(), true)
    }),
    ("job_claim", &[ten_seconds], |world, job| {
        instructions::job_claim(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job))
    }),
    ("job_start", &[assign, claim], |world, job| {
        instructions::job_start(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job))
    }),
    ("job_deliver", &[assign, claim, start], |world, job| {
        let work = (picture::root(&SPEC, &offer().chunk, &PICTURE), 4, 1);
        instructions::job_deliver(&ANNA.operator.key(), &ANNA.wallet.key(), &world.job(job), 0, work)
    }),
    ("job_seal", &[assign, claim, start, deliver, show_slot], |world, job| instructions::job_seal(&world.job(job))),
    ("job_accept", &[assign, claim, start, deliver, reseal], |world, job| {
        instructions::job_accept(&KEEPER.key(), &world.job(job), seed(world, job))
    }),
    ("job_reject", &[assign, claim, start, deliver_noise, reseal], |world, job| {
        let evidence = against(world, job, picked(world, job), true);
        let job = world.job(job);
        instructions::job_reject(&KEEPER.key(), (&job, &world.payee(&job)), &evidence)
    }),
    ("job_approve", &[assign, claim, start, deliver], |world, job| instructions::job_approve(&world.job(job))),
    ("job_dispute", &[assign, claim, start, deliver, time_to_judge], |world, job| {
        instructions::job_dispute(&world.job(job))
    }),
    ("job_cancel", &[], |world, job| world.cancel(job)),
    ("job_settle", &[assign, claim, start, deliver, approve], |world, job| world.settle(job)),
    ("job_fail", &[assign, claim], |world, job| {
        let job = world.job(job);
        instructions::job_fail(&ANNA.operator.key(), (&job, &world.payee(&job)), FailReason::Worker)
    }),
    ("job_expire", &[assign, claim, time_to_start], |world, job| world.expire(job)),
    ("offer_set", &[], |world, _| {
        let terms = OfferTerms { terms: TERMS, manifest: [0; 32], slots: 1 };
        instructions::offer_set(&ANNA.operator.key(), &world.provider(ANNA), &OfferOf::default(), Some(terms))
    }),
    ("stake_change", &[], |world, _| Staker::Provider(ANNA).asks(world, StakeCommand::Lock { amount: 5 })),
    ("channel_open", &[], |world, _| {
        instructions::channel_open(&world.market_state(), &CLIENT.proposes(world, ANNA, rental()))
    }),
];

/// The slot that tells has a hash, and nobody has sealed.
fn show_slot(world: &mut World, job: Pubkey) {
    let slot = phases::awaited_slot(world, job);
    world.set_clock(slot + 1, world.now());
    world.show_slot_hashes(slot, 100);
}

fn account_names(instruction: &str) -> Vec<&'static str> {
    let accounts = idl::named("instructions", instruction)["accounts"].as_array().expect("accounts");
    accounts.iter().map(idl::name).collect()
}

/// Its accounts that have an earlier layout, by the IDL's names.
fn earlier_accounts(name: &str, instruction: &Instruction) -> Vec<(&'static str, Pubkey)> {
    let all = account_names(name).into_iter().zip(instruction.accounts.iter().map(|meta| meta.pubkey));
    all.filter(|(name, address)| ["params", "job", "provider"].contains(name) && *address != PROGRAM_ID).collect()
}

#[test]
fn every_instruction_refuses_each_account_by_name_until_it_is_migrated() {
    for (name, until, ask) in ASKS {
        let (mut world, job) = begun(until);
        let instruction = ask(&world, job);
        world.upgrades();
        let accounts = earlier_accounts(name, &instruction);
        for (left, address) in &accounts {
            let mut others = world.clone();
            for (_, other) in accounts.iter().filter(|(_, other)| other != address) {
                others.migrates(MOVER, other).works();
            }
            let before = others.snapshot();
            let refused = others.sends(instruction.clone()).expect_err("an account was not migrated");
            let expected = if *left == "params" { DID_NOT_DESERIALIZE } else { RaymentError::EarlierLayout.into() };
            assert_eq!(refused.code(), Some(expected), "{name}: {left}: {refused}");
            assert_eq!(others.snapshot(), before);
        }
        migrates_all(&mut world);
        world.sends(instruction).works();
    }
}

/// Each instruction that takes a job or a provider which is there before.
#[test]
fn every_instruction_that_takes_them_is_asked() {
    let takes = |name: &&str| account_names(name).iter().any(|account| ["job", "provider"].contains(account));
    let mut all: BTreeSet<_> = idl::names("instructions").into_iter().filter(takes).collect();
    // These open what is new, and those are about channels and what is in tokens, which no earlier program has opened.
    let others = ["order_draw", "provider_register", "channel_steer", "channel_redeem"];
    let in_tokens = ["job_clear", "purse_open", "purse_sweep", "purse_withdraw"];
    for other in others.into_iter().chain(in_tokens) {
        assert!(all.remove(other));
    }
    assert_eq!(ASKS.iter().map(|(name, ..)| *name).collect::<BTreeSet<_>>(), all);
}

#[test]
fn refuses_a_purse_of_a_provider_that_is_not_migrated() {
    let (mut world, _) = begun(&[]);
    let open = instructions::purse_open(&ANNA.operator.key(), &world.provider(ANNA), &EURO.token());
    world.upgrades();
    world.makes_mint(EURO);
    world.lists(EURO).works();
    world.sends(open.clone()).refuses(RaymentError::EarlierLayout);
    world.migrates(MOVER, &ANNA.address()).works();
    world.sends(open).works();
    assert_eq!(world.provider(ANNA).state.purses, 1);
}

#[test]
fn refuses_to_draw_under_parameters_that_are_not_migrated() {
    let (mut world, _) = begun(&[]);
    world.upgrades();
    CLIENT.posts_job(&mut world, &offer()).map(|_| ()).refuses_with(DID_NOT_DESERIALIZE);
    world.migrates(MOVER, &address::params(&World::market_address(), 0)).works();
    CLIENT.posts_job(&mut world, &offer()).works();
}

#[test]
fn refuses_to_migrate_what_has_one_layout_or_is_not_the_programs() {
    let (mut world, job) = begun(&[assign, claim]);
    world.upgrades();
    let before = world.snapshot();
    for address in [World::market_address(), CLIENT.key(), ANNA.operator.key(), SYSTEM, SLOT_HASHES, PROGRAM_ID] {
        let refused = world.migrates(MOVER, &address).expect_err("it can't be migrated");
        // Anchor refuses first where the runtime lets nobody write.
        let code = refused.code();
        assert!(code == Some(RaymentError::NotMigratable.into()) || code == Some(2000), "{address}: {refused}");
        assert_eq!(world.snapshot(), before);
    }
    for (address, (kind, _)) in program_accounts(&world) {
        let copy = forged(&mut world, &address, SYSTEM);
        world.migrates(MOVER, &copy).refuses(RaymentError::NotMigratable);
        let copy = forged(&mut world, &address, job);
        world.migrates(MOVER, &copy).refuses(RaymentError::NotMigratable);
        if kind == "Market" {
            world.migrates(MOVER, &address).refuses(RaymentError::NotMigratable);
        }
    }
}

/// A copy of an account, byte for byte, that another program owns.
fn forged(world: &mut World, of: &Pubkey, owner: Pubkey) -> Pubkey {
    let address = Pubkey::new_from_array([0x77; 32]);
    let account = world.account(of).expect("the account");
    world.set_account(&address, Account { owner, ..account });
    address
}

#[test]
fn refuses_to_migrate_a_layout_that_is_not_known_and_what_is_no_account() {
    let (mut world, job) = begun(&[]);
    world.upgrades();
    let original = world.account(&job).expect("the job");
    for version in [0, 4, 255] {
        let mut other = original.clone();
        other.data[layout::header::VERSION.at] = version;
        world.set_account(&job, other);
        world.migrates(MOVER, &job).refuses(RaymentError::NotMigratable);
    }
    for length in [0, 7, 8] {
        let mut shorter = original.clone();
        shorter.data.truncate(length);
        world.set_account(&job, shorter);
        world.migrates(MOVER, &job).refuses(RaymentError::NotMigratable);
    }
    let mut unknown = original.clone();
    unknown.data[..8].fill(7);
    world.set_account(&job, unknown);
    world.migrates(MOVER, &job).refuses(RaymentError::NotMigratable);
}

#[test]
fn refuses_to_migrate_parameters_for_who_cannot_pay_or_has_not_signed() {
    let (mut world, job) = begun(&[]);
    world.upgrades();
    let params = address::params(&World::market_address(), 0);
    let before = world.snapshot();
    // The system program's "insufficient funds".
    world.migrates(KEEPER.0, &params).refuses_with(1);
    let mut unsigned = instructions::account_migrate(&DONOR.key(), &params);
    unsigned.accounts[0].is_signer = false;
    // Anchor's "the given account did not sign".
    world.sends(unsigned).refuses_with(3010);
    assert_eq!(world.snapshot(), before);
    // A job grows by nothing: whoever signs may.
    world.migrates(KEEPER.0, &job).works();
}
