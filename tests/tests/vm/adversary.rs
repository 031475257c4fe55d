//! Every instruction with every account swapped for everything else there is.
//!
//! Each scene is a moment at which one instruction is valid. The world around it holds what an
//! adversary could hope to pass off for the real thing: another market with the same people in it,
//! other jobs in the same phase, other orders and providers, empty addresses, forged copies. Of
//! each account of the instruction every swap is tried, and every flag dropped; then all of it again
//! with a stranger's signature. Each must be refused and leave every lamport and byte where it was.
//! What is granted after all stands in [`harmless`], with the reason.

mod crowd;
mod harmless;
mod revived;
pub mod scenes;
mod shared;
mod staked;
mod tokens;

use std::collections::{BTreeMap, BTreeSet};

use rayment_client::{PROGRAM_ID, instructions::SYSTEM};
use rayment_core::{Native, Sha256};
use rayment_tests::vm::{world::Snapshot, *};
use solana_account::{Account, ReadableAccount};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::idl;
use crowd::{names, twin};
use harmless::{HARMLESS, is_harmless};
use scenes::{Asked, Scene, scenes};

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

const FEW: [&str; 5] = ["the market", "the job", "anna", "client", "stranger"];

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
    let passed = valid.accounts.len();
    let mut valid = valid.clone();
    // What is left out at the end is no different from what is said to be none.
    idl::pad(&mut valid, accounts.len());
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
        if place < passed {
            let mut changed = valid.clone();
            changed.accounts.remove(place);
            push("nothing", changed);
        }
        // Where nothing of a kind is passed at all, a few show that nothing is taken.
        let tried = |name: &str| place < passed || FEW.contains(&name);
        for (with, address) in names.iter().filter(|(name, address)| *address != meta.pubkey && tried(name)) {
            push(with, swapped(&valid, place, *address));
        }
        // Any other account of the instruction once more, that has no name.
        let named = |key: &Pubkey| names.iter().any(|(_, address)| address == key);
        let others = valid.accounts.iter().zip(&accounts).filter(|(other, _)| other.pubkey != meta.pubkey);
        for (other, with) in others.filter(|(other, _)| !named(&other.pubkey)) {
            let with = format!("its {with} twice");
            let mut twice = swapped(&valid, place, other.pubkey);
            twice.accounts[place].is_signer =
                (meta.is_signer || other.is_signer) && actor::keypair(&other.pubkey).is_some();
            push(&with, twice);
        }
        for (with, address) in forgeries(world, place, &meta.pubkey) {
            push(with, swapped(&valid, place, address));
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

/// Tries an attack. What it gained is undone: copying a world takes long, so only then.
fn granted(world: &mut World, untouched: &World, before: &Snapshot, asked: &Asked, instruction: &Instruction) -> bool {
    match asked.sends(world, instruction) {
        Ok(_) => {
            world.clone_from(untouched);
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
    for scene in scenes() {
        let (mut world, asked) = (scene.set)();
        asked.works(&mut world.clone());
        let attacks = attacks(&mut world, scene.instruction, &asked.instruction);
        let (untouched, before) = (world.clone(), world.snapshot());
        for attack in attacks {
            if !granted(&mut world, &untouched, &before, &asked, &attack.instruction) {
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
    for scene in scenes() {
        let (mut world, asked) = (scene.set)();
        let valid = asked.instruction.clone();
        let signers: Vec<_> = (0..valid.accounts.len()).filter(|place| valid.accounts[*place].is_signer).collect();
        let mut usurped = valid.clone();
        signers.iter().for_each(|place| usurped.accounts[*place].pubkey = stranger);
        let attacks = attacks(&mut world, scene.instruction, &usurped);
        let had = tokens::has(&world, &stranger);
        // Whoever has the right key is no stranger.
        let unauthorised =
            |attack: &Attack| attack.instruction.accounts.iter().all(|meta| !meta.is_signer || meta.pubkey == stranger);
        // Serves every attack: what is refused leaves the world as it was.
        let before = world.clone();
        for attack in attacks.into_iter().filter(unauthorised) {
            let Ok(_) = asked.sends(&mut world, &attack.instruction) else { continue };
            let told = format!("{} ({}): {} <- {}", scene.instruction, scene.moment, attack.account, attack.with);
            if scene.instruction == "guardian_slash" {
                // The reward is whoever's that brings both statements; nothing else may be different.
                let by_another = as_by_who_may(&before, attack.instruction, &asked);
                assert_eq!(but_for(&holdings(&world), &valid), but_for(&holdings(&by_another), &valid), "{told}");
            } else if gained(had, tokens::has(&world, &stranger)) {
                gains.push(told);
            } else if PAID_BY_ANYONE.contains(&scene.instruction) {
                assert!(nobody_else_loses(&before, &world), "{told}");
            } else if scene.instruction == "order_draw" {
                assert_eq!(holdings(&world), holdings(&as_by_who_may(&before, attack.instruction, &asked)), "{told}");
            } else if scene.instruction == "order_return" {
                assert_eq!(of_clients(&world), of_clients(&before), "{told}");
                assert_eq!(tokens::has(&world, &stranger), had, "{told}");
            } else if !signers.is_empty() && !only_founds(&before, &world) {
                gains.push(format!("{told} was granted"));
            }
            world.clone_from(&before);
        }
    }
    assert!(gains.is_empty(), "{}", gains.join("\n"));
}

/// Accounts of two markets never go together, however many of each there are, but for those whose swap is harmless.
#[test]
fn no_mixture_of_two_markets_is_taken() {
    let mut granted = Vec::new();
    for scene in scenes() {
        let (mut world, asked) = (scene.set)();
        let untouched = world.clone();
        let (valid, names, accounts) = (&asked.instruction, names(&world), account_names(scene.instruction));
        let twins: Vec<_> =
            (0..valid.accounts.len()).filter_map(|at| Some((at, twin(&world, &valid.accounts[at].pubkey)?))).collect();
        // Each bit swaps one account for its twin: some, but not all.
        for mixture in 1..(1usize << twins.len()).saturating_sub(1) {
            let mut mixed = valid.clone();
            let chosen = twins.iter().enumerate().filter(|(bit, _)| mixture & (1 << bit) != 0);
            chosen.clone().for_each(|(_, (at, twin))| mixed.accounts[*at].pubkey = *twin);
            let named = |twin: &Pubkey| names.iter().find(|(_, address)| address == twin);
            let harmless = |(at, twin): &(usize, Pubkey)| {
                named(twin).is_some_and(|(with, _)| {
                    is_harmless((scene.instruction, accounts[*at], with.as_str()), scene.moment)
                })
            };
            if chosen.into_iter().all(|(_, one)| harmless(one)) {
                continue;
            }
            if asked.sends(&mut world, &mixed).is_ok() {
                world.clone_from(&untouched);
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

/// What the clients have, their sponsor, and all their orders: lamports, and tokens.
fn of_clients(world: &World) -> (u64, u64) {
    let wallets = [CLIENT.0, OTHER_CLIENT.0, DONOR].map(|wallet| wallet.key());
    let orders = world.purchases.iter().map(|purchase| purchase.address());
    let all = wallets.into_iter().chain(orders).map(|address| tokens::has(world, &address));
    all.fold((0, 0), |sum, (lamports, tokens)| (sum.0 + lamports, sum.1 + tokens))
}

/// More of either than before.
fn gained(before: (u64, u64), after: (u64, u64)) -> bool {
    after.0 > before.0 || after.1 > before.1
}

/// What the same would have done with the signatures of those who may.
fn as_by_who_may(before: &World, mut attack: Instruction, asked: &Asked) -> World {
    let valid = &asked.instruction;
    let signer = valid.accounts.iter().find(|meta| meta.is_signer).expect("somebody signs").pubkey;
    for (meta, valid) in attack.accounts.iter_mut().zip(&valid.accounts) {
        if meta.pubkey == STRANGER.key() {
            meta.pubkey = if valid.is_signer { valid.pubkey } else { signer };
        }
    }
    let mut world = before.clone();
    asked.sends(&mut world, &attack).works();
    world
}

/// The same without the stranger, and without who signs where all is right.
fn but_for(all: &Holdings, valid: &Instruction) -> Holdings {
    let is_signer = |key: &Pubkey| valid.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == *key);
    let others = all.iter().filter(|(key, _)| **key != STRANGER.key() && !is_signer(key));
    others.map(|(key, held)| (*key, held.clone())).collect()
}

type Holdings = BTreeMap<Pubkey, (u64, Vec<u8>, Pubkey)>;

/// What every account has and says; not what the runtime notes about those that it wrote.
fn holdings(world: &World) -> Holdings {
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
    for scene in scenes() {
        let (before, asked) = (scene.set)();
        let (mut after, valid) = (before.clone(), &asked.instruction);
        asked.works(&mut after);
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
    let attacked: BTreeSet<_> = scenes().map(|scene: &Scene| scene.instruction).collect();
    assert_eq!(attacked, all);
}
