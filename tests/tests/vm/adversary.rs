//! Every instruction with every account swapped for everything else there is.
//!
//! Each scene is a moment at which one instruction is valid. The world around it holds what an
//! adversary could hope to pass off for the real thing: another market with the same people in it,
//! other jobs in the same phase, other orders and providers, empty addresses, forged copies. Of
//! each account of the instruction every swap is tried, and every flag dropped; then all of it again
//! with a stranger's signature. Each must be refused and leave every lamport and byte where it was.
//! What is granted after all stands in [`HARMLESS`], with the reason.

mod crowd;
mod scenes;

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{PROGRAM_ID, instructions::SYSTEM};
use rayment_core::{Native, Sha256};
use rayment_tests::vm::{world::Snapshot, *};
use solana_account::{Account, ReadableAccount};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::idl;
use crowd::{names, twin};
use scenes::{SCENES, Scene};

/// Instruction, account, what stands in for it, and why that takes nothing from anybody.
const HARMLESS: &[(&str, &str, &str, &str)] = &[
    // The cold wallet may do whatever the worker's key may.
    ("provider_update", "signer", "anna", AUTHORITY),
    ("provider_price", "signer", "anna", AUTHORITY),
    ("provider_pause", "signer", "anna", AUTHORITY),
    ("provider_withdraw", "signer", "anna", AUTHORITY),
    ("provider_update", "provider", "the provider anna in another market", HER_OWN),
    ("provider_price", "provider", "the provider anna in another market", HER_OWN),
    ("provider_pause", "provider", "the provider anna in another market", HER_OWN),
    ("provider_withdraw", "provider", "the provider anna in another market", HER_OWN),
    ("provider_sweep", "provider", "the provider boris", "anyone may sweep any provider's fees to their treasury"),
    ("provider_sweep", "provider", "the program", "it stands for none: only what the market keeps is swept"),
    ("market_update", "new_authority", "opener", "the authority passes on to itself"),
    ("provider_retire", "treasury", "the program", "it stands for none: the market keeps the fees"),
    ("job_assign", "job", "another job of both", KEEPERS),
    ("job_assign", "job", "another client's job with the provider", KEEPERS),
    ("job_assign", "job", "the client's job with another provider", KEEPERS),
    ("job_assign", "provider", "the provider boris", KEEPERS),
    ("job_assign", "job", "the first job of the order of several", KEEPERS),
    ("job_assign", "job", "the first job of another client's order of several", KEEPERS),
    ("job_claim", "job", "the first job of the order of several", PROVIDERS),
    ("job_claim", "job", "the first job of another client's order of several", PROVIDERS),
    ("job_claim", "job", "another job of both", PROVIDERS),
    ("job_claim", "job", "another client's job with the provider", PROVIDERS),
    ("job_start", "job", "another job of both", PROVIDERS),
    ("job_start", "job", "another client's job with the provider", PROVIDERS),
    ("job_deliver", "job", "another job of both", PROVIDERS),
    ("job_deliver", "job", "another client's job with the provider", PROVIDERS),
    ("job_approve", "job", "another job of both", CLIENTS),
    ("job_approve", "job", "the client's job with another provider", CLIENTS),
    ("job_dispute", "job", "another job of both", CLIENTS),
    ("job_dispute", "job", "the client's job with another provider", CLIENTS),
    ("job_seal", "job", "another job of both", ANYONES),
    ("job_seal", "job", "another client's job with the provider", ANYONES),
    ("job_seal", "job", "the client's job with another provider", ANYONES),
];

/// Of `account_migrate`, which asks for no right.
const MIGRATED: [&str; 13] = [
    "the parameters",
    "another market's parameters",
    "the job",
    "another job of both",
    "another client's job with the provider",
    "the client's job with another provider",
    "a job of both in another market",
    "the first job of the order of several",
    "the first job of another client's order of several",
    "the provider anna",
    "the provider boris",
    "the provider anna in another market",
    "the provider boris in another market",
];

/// Orders of the client, which it may return like the one that is asked about.
const ITS_ORDERS: [&str; 6] = [
    "the order",
    "another order of both",
    "the client's order with another provider",
    "an order of both in another market",
    "the order of several jobs",
    "the order of several jobs in another market",
];

/// Whether it takes nothing from anybody: it is listed; or it moves an account to today's layout, which anyone
/// may do to any that has an earlier one, and whoever pays for it signs; or it is about an order, which anyone may
/// draw of, and return where nothing is left to draw.
fn is_harmless((instruction, account, with): (&str, &str, &str), moment: &str) -> bool {
    let anybody = || EVERYBODY.iter().any(|actor| actor.0 == with);
    match (instruction, account) {
        ("account_migrate", "payer") | ("order_draw", "drawer") => anybody(),
        ("account_migrate", "account") => MIGRATED.contains(&with),
        // Where nothing is lent it does not matter who would.
        ("order_draw", "sponsor") => moment != "for a loan" && anybody(),
        // What is written down stays what it is.
        ("order_draw", "order") => moment == "a quote alone" && WRITTEN.contains(&with),
        ("order_return", "signer") => {
            ["by anyone when all is drawn", "a loan that is repaid", "its last"].contains(&moment) && anybody()
        }
        ("order_return", "order") => ITS_ORDERS.contains(&with),
        // Nothing is owed to it.
        ("order_return", "sponsor") => moment != "a loan that is repaid",
        _ => HARMLESS.iter().any(|(name, slot, other, _)| (*name, *slot, *other) == (instruction, account, with)),
    }
}

/// Orders of the same market that have an account.
const WRITTEN: [&str; 6] = [
    "the order",
    "another order of both",
    "another client's order with the provider",
    "the client's order with another provider",
    "the order of several jobs",
    "another client's order of several jobs",
];

const AUTHORITY: &str = "the authority may do whatever the operator may";
const HER_OWN: &str = "the same keys hold that account too";
const KEEPERS: &str = "the keeper's signature is good for every job of its market";
const PROVIDERS: &str = "the same provider may work on that job too";
const CLIENTS: &str = "the same client signs for that job too";
const ANYONES: &str = "anyone may do this to any job, with the payees that the job names";

/// Idl names of an instruction's accounts, in order.
fn account_names(instruction: &str) -> Vec<&'static str> {
    let accounts = idl::named("instructions", instruction)["accounts"].as_array().expect("accounts");
    accounts.iter().map(idl::name).collect()
}

/// One way to change an instruction: which account, and into what.
struct Attack {
    account: &'static str,
    with: String,
    instruction: Instruction,
}

fn swapped(instruction: &Instruction, place: usize, by: Pubkey) -> Instruction {
    let mut changed = instruction.clone();
    let meta = &mut changed.accounts[place];
    meta.pubkey = by;
    // An address without a key cannot sign.
    meta.is_signer &= actor::keypair(&by).is_some();
    changed
}

fn attacks(world: &mut World, name: &str, valid: &Instruction) -> Vec<Attack> {
    let accounts = account_names(name);
    assert_eq!(accounts.len(), valid.accounts.len(), "{name}");
    let (mut all, names) = (Vec::new(), names(world));
    for (place, account) in accounts.iter().enumerate() {
        let mut push = |with: &str, instruction| {
            all.push(Attack { account, with: with.into(), instruction });
        };
        let meta = &valid.accounts[place];
        if meta.is_signer {
            let mut changed = valid.clone();
            changed.accounts[place].is_signer = false;
            push("itself, unsigned", changed);
        }
        if meta.is_writable {
            let mut changed = valid.clone();
            changed.accounts[place].is_writable = false;
            push("itself, read-only", changed);
        }
        let mut changed = valid.clone();
        changed.accounts.remove(place);
        push("nothing", changed);
        for (with, address) in names.iter().filter(|(_, address)| *address != meta.pubkey) {
            push(with, swapped(valid, place, *address));
        }
        // Any other account of the instruction once more, that has no name.
        let named = |key: &Pubkey| names.iter().any(|(_, address)| address == key);
        let others = valid.accounts.iter().zip(&accounts).filter(|(other, _)| other.pubkey != meta.pubkey);
        for (other, with) in others.filter(|(other, _)| !named(&other.pubkey)) {
            let with = format!("its {with} twice");
            let mut twice = swapped(valid, place, other.pubkey);
            twice.accounts[place].is_signer =
                (meta.is_signer || other.is_signer) && actor::keypair(&other.pubkey).is_some();
            push(&with, twice);
        }
        for (with, address) in forgeries(world, place, &meta.pubkey) {
            push(with, swapped(valid, place, address));
        }
    }
    all
}

/// Copies of an account, byte for byte, that the program does not own.
fn forgeries(world: &mut World, place: usize, original: &Pubkey) -> Vec<(&'static str, Pubkey)> {
    let Some(account) = world.account(original) else { return Vec::new() };
    let owners =
        [("a copy of the system program's", SYSTEM), ("a copy of another program's", Pubkey::new_from_array([77; 32]))];
    let forge = |(with, owner): (&'static str, Pubkey)| {
        let address = Pubkey::new_from_array(Native::hash(&[owner.as_ref(), &[place as u8]]));
        world.set_account(&address, Account { owner, executable: false, ..account.clone() });
        (with, address)
    };
    owners.into_iter().map(forge).collect()
}

/// Tries an attack. What it gained is undone.
fn granted(world: &mut World, before: &Snapshot, instruction: &Instruction) -> bool {
    let rescue = world.clone();
    match world.sends(instruction.clone()) {
        Ok(_) => {
            *world = rescue;
            true
        }
        Err(_) => {
            assert_eq!(&world.snapshot(), before, "a refusal changed something");
            false
        }
    }
}

#[test]
fn no_account_can_be_swapped() {
    let mut unexpected = Vec::new();
    let mut unused: BTreeSet<_> = HARMLESS.iter().map(|(name, account, with, _)| (*name, *account, *with)).collect();
    for scene in SCENES {
        let (mut world, valid) = (scene.set)();
        world.clone().sends(valid.clone()).works();
        let attacks = attacks(&mut world, scene.instruction, &valid);
        let before = world.snapshot();
        for attack in attacks {
            if !granted(&mut world, &before, &attack.instruction) {
                continue;
            }
            let key = (scene.instruction, attack.account, attack.with.as_str());
            if !is_harmless(key, scene.moment) {
                unexpected.push(format!("{} ({}): {} <- {}", key.0, scene.moment, key.1, key.2));
            }
            unused.retain(|listed| *listed != key);
        }
    }
    assert!(unexpected.is_empty(), "granted:\n{}", unexpected.join("\n"));
    assert!(unused.is_empty(), "listed as harmless, but refused: {unused:?}");
}

/// With a stranger's signature, and any one other account swapped, nothing is granted that asks for
/// a signature at all; and a stranger never gains.
#[test]
fn a_stranger_gets_nothing_out_of_anything() {
    let stranger = STRANGER.key();
    let mut gains = Vec::new();
    for scene in SCENES {
        let (mut world, valid) = (scene.set)();
        let signers: Vec<_> = (0..valid.accounts.len()).filter(|place| valid.accounts[*place].is_signer).collect();
        let mut usurped = valid.clone();
        signers.iter().for_each(|place| usurped.accounts[*place].pubkey = stranger);
        let attacks = attacks(&mut world, scene.instruction, &usurped);
        let had = world.lamports(&stranger);
        // Whoever has the right key is no stranger.
        let unauthorised =
            |attack: &Attack| attack.instruction.accounts.iter().all(|meta| !meta.is_signer || meta.pubkey == stranger);
        for attack in attacks.into_iter().filter(unauthorised) {
            let before = world.clone();
            let Ok(_) = world.sends(attack.instruction.clone()) else { continue };
            let told = format!("{} ({}): {} <- {}", scene.instruction, scene.moment, attack.account, attack.with);
            if world.lamports(&stranger) > had {
                gains.push(told);
            } else if PAID_BY_ANYONE.contains(&scene.instruction) {
                assert!(nobody_else_loses(&before, &world), "{told}");
            } else if scene.instruction == "order_draw" {
                assert_eq!(holdings(&world), holdings(&as_by_who_may(&before, attack.instruction, &valid)), "{told}");
            } else if scene.instruction == "order_return" {
                assert_eq!(of_clients(&world), of_clients(&before), "{told}");
                assert_eq!(world.lamports(&stranger), had, "{told}");
            } else if !signers.is_empty() && !only_founds(&before, &world) {
                gains.push(format!("{told} was granted"));
            }
            world = before;
        }
    }
    assert!(gains.is_empty(), "{}", gains.join("\n"));
}

/// Accounts of two markets never go together, however many of each there are.
#[test]
fn no_mixture_of_two_markets_is_taken() {
    let mut granted = Vec::new();
    for scene in SCENES {
        let (world, valid) = (scene.set)();
        let twins: Vec<_> =
            (0..valid.accounts.len()).filter_map(|at| Some((at, twin(&world, &valid.accounts[at].pubkey)?))).collect();
        // Each bit swaps one account for its twin: some, but not all.
        for mixture in 1..(1usize << twins.len()).saturating_sub(1) {
            let mut mixed = valid.clone();
            let chosen = twins.iter().enumerate().filter(|(bit, _)| mixture & (1 << bit) != 0);
            chosen.for_each(|(_, (at, twin))| mixed.accounts[*at].pubkey = *twin);
            if world.clone().sends(mixed).is_ok() {
                granted.push(format!("{} ({}): {mixture:b}", scene.instruction, scene.moment));
            }
        }
    }
    assert!(granted.is_empty(), "{}", granted.join("\n"));
}

/// Whether all that happened is that the stranger paid for something new of its own: anyone may
/// become a provider or a client, or open a market.
fn only_founds(before: &World, after: &World) -> bool {
    let after = after.snapshot();
    before.snapshot().iter().all(|(address, account)| *address == STRANGER.key() || after.get(address) == Some(account))
}

/// What takes a signature only because somebody has to pay for it.
const PAID_BY_ANYONE: [&str; 1] = ["account_migrate"];

/// What the clients have, their sponsor, and all their orders.
fn of_clients(world: &World) -> u64 {
    let wallets = [CLIENT.0, OTHER_CLIENT.0, DONOR].map(|wallet| world.lamports(&wallet.key()));
    let orders = world.purchases.iter().map(|purchase| world.lamports(&purchase.address()));
    wallets.into_iter().chain(orders).sum()
}

/// What the same would have done with the signatures of those who may.
fn as_by_who_may(before: &World, mut attack: Instruction, valid: &Instruction) -> World {
    let signer = valid.accounts.iter().find(|meta| meta.is_signer).expect("somebody signs").pubkey;
    for (meta, valid) in attack.accounts.iter_mut().zip(&valid.accounts) {
        if meta.pubkey == STRANGER.key() {
            meta.pubkey = if valid.is_signer { valid.pubkey } else { signer };
        }
    }
    let mut world = before.clone();
    world.sends(attack).works();
    world
}

/// What every account has and says; not what the runtime notes about those that it wrote.
fn holdings(world: &World) -> BTreeMap<Pubkey, (u64, Vec<u8>, Pubkey)> {
    let all = world.snapshot().into_iter();
    all.map(|(address, account)| (address, (account.lamports(), account.data().to_vec(), *account.owner()))).collect()
}

/// Whether every account but the stranger's still holds what it held.
fn nobody_else_loses(before: &World, after: &World) -> bool {
    let others = before.snapshot().into_keys().filter(|address| *address != STRANGER.key());
    others.into_iter().all(|address| after.lamports(&address) >= before.lamports(&address))
}

/// Anchor's search for an account that is passed twice is switched off: nothing is lost by that as long as no
/// instruction writes two accounts of one type.
#[test]
fn no_instruction_writes_two_accounts_of_one_type() {
    for scene in SCENES {
        let (before, valid) = (scene.set)();
        let mut after = before.clone();
        after.sends(valid.clone()).works();
        let kind = |address: &Pubkey| {
            let stands = |world: &World| world.account(address).filter(|account| account.owner == PROGRAM_ID);
            Some(stands(&before).or_else(|| stands(&after))?.data.get(..8)?.to_vec())
        };
        let mut written = BTreeSet::new();
        for meta in valid.accounts.iter().filter(|meta| meta.is_writable) {
            let first = kind(&meta.pubkey).is_none_or(|kind| written.insert(kind));
            assert!(first, "{} writes two accounts of one type", scene.instruction);
        }
    }
}

/// A scene for every instruction of the IDL.
#[test]
fn every_instruction_is_attacked() {
    let all: BTreeSet<_> = idl::names("instructions").into_iter().collect();
    let attacked: BTreeSet<_> = SCENES.iter().map(|scene: &Scene| scene.instruction).collect();
    assert_eq!(attacked, all);
}
