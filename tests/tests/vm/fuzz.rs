//! Bytes that nobody means: instructions that are valid but for their data, and accounts that hold something else.
//!
//! Whatever comes, the program ends by itself: it grants, or it refuses. It never runs into the end of an
//! account, of its stack or of its units, never panics, and never asks the runtime for what that has to refuse. What is
//! granted takes nothing from a wallet that has not signed. Readers of accounts take any bytes as well.
//!
//! `RAYMENT_FUZZ_SECS=600 cargo test -p rayment-tests --test vm -- --ignored --nocapture fuzz` goes on for so long, with
//! other bytes each time.

use std::time::{Duration, Instant};

use rayment_client::{
    Asset, Channel, Client as ClientAccount, Guardian as GuardianAccount, Job, Market, MarketParams, Offer, Order,
    PROGRAM_ID, Provider as ProviderAccount, Purse, instructions::SYSTEM,
};
use rayment_core::asset::{Mint, TokenAccount};
use rayment_tests::vm::{world::Snapshot, *};
use solana_account::ReadableAccount;
use solana_instruction::{Instruction, error::InstructionError};
use solana_pubkey::Pubkey;
use solana_transaction_error::TransactionError;

use crate::{
    adversary::scenes::{Asked, Scene, scenes},
    agreement::moves::Luck,
};

/// Numbers at which something begins or ends.
const EDGES: [u64; 10] = [0, 1, 2, 127, 255, 10_000, u32::MAX as u64, 1 << 32, i64::MAX as u64, u64::MAX];
/// Owners of accounts that the runtime itself reads.
const RUNTIMES: [Pubkey; 3] = [
    Pubkey::from_str_const("NativeLoader1111111111111111111111111111111"),
    Pubkey::from_str_const("Sysvar1111111111111111111111111111111111111"),
    Pubkey::from_str_const("BPFLoaderUpgradeab1e11111111111111111111111"),
];

/// Changes one to four places, or the length.
fn changed(bytes: &[u8], luck: &mut Luck) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=luck.of(4) {
        let at = luck.of(bytes.len().max(1) as u64) as usize;
        let rest = bytes.len().saturating_sub(at);
        match luck.of(8) {
            0 => bytes.truncate(at),
            1 => bytes.extend(std::iter::repeat_n(luck.of(256) as u8, 1 + luck.of(40) as usize)),
            2 | 3 if rest > 0 => bytes[at] ^= 1 << luck.of(8),
            4 if rest > 0 => bytes[at] = luck.one(&[0, 1, 0x7f, 0x80, 0xff]),
            5 if rest > 0 => bytes[at] = luck.of(256) as u8,
            _ => {
                let edge = luck.one(&EDGES).to_le_bytes();
                let width = luck.one(&[2, 4, 8]).min(rest);
                bytes[at..at + width].copy_from_slice(&edge[..width]);
            }
        }
    }
    bytes
}

/// An end that nobody chose: the program broke off, or the runtime had to stop it.
fn is_an_accident(error: &TransactionError) -> bool {
    use InstructionError::*;
    let TransactionError::InstructionError(_, error) = error else {
        // A payment would leave a wallet below the rent of an empty account.
        return !matches!(error, TransactionError::InsufficientFundsForRent { .. });
    };
    matches!(
        error,
        ProgramFailedToComplete
            | ComputationalBudgetExceeded
            | UnbalancedInstruction
            | ExternalAccountLamportSpend
            | ExternalAccountDataModified
            | ReadonlyLamportChange
            | ReadonlyDataModified
            | ModifiedProgramId
            | AccountDataSizeChanged
            | ExecutableDataModified
            | ExecutableLamportChange
            | PrivilegeEscalation
            | MissingAccount
            | AccountBorrowFailed
            | CallDepth
            | ReentrancyNotAllowed
            | InvalidRealloc
            | GenericError
    )
}

/// An account of ours that names another bump signs for another address, or for none: the runtime says so.
fn is_of_a_bump(refused: &Refused) -> bool {
    let says = |line: &String| line.contains("Could not create program address") || line.contains("signer privilege");
    refused.logs.iter().any(says)
}

/// Every reader of accounts, on bytes that may be anything. What it takes it must be able to hold.
fn reads(address: Pubkey, bytes: &[u8]) -> usize {
    let taken = [
        Job::decode(address, bytes).is_ok(),
        Order::decode(address, bytes).is_ok(),
        ProviderAccount::decode(address, bytes).is_ok(),
        Market::decode(address, bytes).is_ok(),
        MarketParams::decode(address, bytes).is_ok(),
        Channel::decode(address, bytes).is_ok(),
        Purse::decode(address, bytes).is_ok(),
        Asset::decode(address, bytes).is_ok(),
        Offer::decode(address, bytes).is_ok(),
        ClientAccount::decode(address, bytes).is_ok(),
        GuardianAccount::decode(address, bytes).is_ok(),
        TokenAccount::read(bytes).is_some(),
        Mint::read(bytes).is_ok(),
    ];
    taken.into_iter().filter(|taken| *taken).count()
}

/// One scene that is attacked.
struct Range<'a> {
    scene: &'a Scene,
    asked: Asked,
    world: World,
    untouched: World,
    before: Snapshot,
}

#[derive(Default, Debug)]
struct Tally {
    granted: u64,
    refused: u64,
    read: usize,
}

impl<'a> Range<'a> {
    fn of(scene: &'a Scene) -> Range<'a> {
        let (world, asked) = (scene.set)();
        Range { scene, asked, untouched: world.clone(), before: world.snapshot(), world }
    }

    /// Sends, judges how it ended, and leaves everything as it was.
    fn tries(&mut self, instruction: &Instruction, touched: bool, tally: &mut Tally) {
        let what = || format!("{} ({}): {:02x?}", self.scene.instruction, self.scene.moment, instruction.data);
        match self.asked.sends(&mut self.world, instruction) {
            Ok(_) => {
                tally.granted += 1;
                if !touched {
                    self.nobody_pays_unasked(instruction);
                }
                self.world.clone_from(&self.untouched);
            }
            Err(refused) => {
                tally.refused += 1;
                let chosen = !is_an_accident(&refused.error) || touched && is_of_a_bump(&refused);
                assert!(chosen, "{refused} of {}\n{}", what(), refused.logs.join("\n"));
                if touched {
                    self.world.clone_from(&self.untouched);
                } else {
                    assert_eq!(self.world.snapshot(), self.before, "a refusal changed something: {}", what());
                }
            }
        }
    }

    /// No wallet that has not signed has less than before.
    fn nobody_pays_unasked(&self, instruction: &Instruction) {
        let signed = |key: &Pubkey| instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == *key);
        for (address, account) in &self.before {
            let is_wallet = *account.owner() == SYSTEM && account.data().is_empty();
            // What lies at an order's address before it is written down is the order's.
            let is_somebodys = actor::keypair(address).is_some();
            if is_wallet && is_somebodys && !signed(address) {
                let now = self.world.lamports(address);
                assert!(now >= account.lamports(), "{}: {address} paid unasked", self.scene.instruction);
            }
        }
    }

    fn other_data(&mut self, luck: &mut Luck, tally: &mut Tally) {
        let mut instruction = self.asked.instruction.clone();
        // Mostly the same instruction: another name is a refusal at once.
        let kept = if luck.of(16) == 0 { 0 } else { 8 };
        let (name, rest) = instruction.data.split_at(kept.min(instruction.data.len()));
        instruction.data = [name, &changed(rest, luck)].concat();
        self.tries(&instruction, false, tally);
    }

    fn other_account(&mut self, luck: &mut Luck, tally: &mut Tally) {
        let instruction = self.asked.instruction.clone();
        let held =
            instruction.accounts.iter().filter_map(|meta| Some((meta.pubkey, self.world.account(&meta.pubkey)?)));
        let held = held.filter(|(_, account)| !account.data.is_empty() && !RUNTIMES.contains(&account.owner));
        let held: Vec<_> = held.collect();
        if held.is_empty() {
            return;
        }
        let (address, mut account) = held[luck.of(held.len() as u64) as usize].clone();
        // Behind the name of its type, mostly.
        let kept = if account.owner == PROGRAM_ID && luck.of(16) > 0 { 8 } else { 0 };
        let (name, rest) = account.data.split_at(kept);
        account.data = [name, &changed(rest, luck)].concat();
        tally.read += reads(address, &account.data);
        self.world.set_account(&address, account);
        self.tries(&instruction, true, tally);
    }
}

/// So many of both kinds in every scene.
fn round(seed: u64, cases: u64, until: Option<Instant>) -> Tally {
    let mut tally = Tally::default();
    for (number, scene) in scenes().enumerate() {
        if until.is_some_and(|until| Instant::now() > until) {
            break;
        }
        let mut range = Range::of(scene);
        let mut luck = Luck(seed ^ ((number as u64) << 32));
        for _ in 0..cases {
            range.other_data(&mut luck, &mut tally);
            range.other_account(&mut luck, &mut tally);
        }
    }
    tally
}

#[test]
fn whatever_bytes_come_the_program_answers() {
    let tally = round(1, 16, None);
    assert!(tally.granted > 100 && tally.refused > 1_000 && tally.read > 100, "{tally:?}");
}

#[test]
#[ignore = "takes as long as RAYMENT_FUZZ_SECS says: see tests/BENCHMARKS.md"]
fn fuzz_for_minutes() {
    let secs = std::env::var("RAYMENT_FUZZ_SECS").map_or(600, |secs| secs.parse().expect("seconds"));
    let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_nanos() as u64;
    let until = Instant::now() + Duration::from_secs(secs);
    let mut sum = Tally::default();
    for number in 0.. {
        let Tally { granted, refused, read } = round(seed.wrapping_add(number), 500, Some(until));
        sum = Tally { granted: sum.granted + granted, refused: sum.refused + refused, read: sum.read + read };
        if Instant::now() > until {
            break;
        }
    }
    println!("seed {seed}: {sum:?}");
}
