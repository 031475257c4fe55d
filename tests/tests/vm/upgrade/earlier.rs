//! The programs of the first and the second layout: how they are asked, what their accounts hold, and what these must
//! hold once they are migrated. Written by hand, so that nothing of it follows from today's program.

use borsh::BorshDeserialize;
use rayment_client::PROGRAM_ID;
use rayment_core::{
    Hash, Pubkey as Key,
    job::{Acceptance, Claim, Delivery, JobState, Phase, flag},
    layout,
    market::Params,
    provider::ProviderState,
};
use rayment_tests::vm::{
    Earlier, World,
    from_no_order::{CLIENT_OPEN, JOB_POST},
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use crate::idl;

/// Bonds by the deposit, and no bond of a dispute.
pub const FIRST: Earlier =
    Earlier { elf: include_bytes!("../../../fixtures/rayment-layout-1.so"), asked: asked_of_first, read: first };
/// The last release before orders.
pub const SECOND: Earlier =
    Earlier { elf: include_bytes!("../../../fixtures/rayment-layout-2.so"), asked: asked_of_second, read: second };

/// Bytes of parameters of the first layout.
pub const PARAMS_SPACE: usize = 104;
/// The bond of the plain offer: 5 % of its deposit.
pub const BOND_BY_DEPOSIT: u64 = 2_000_000;

/// Bytes of a wallet's counter of jobs, which today's account of a client grew out of.
pub const COUNTER_SPACE: usize = 82;
/// The two parameters that the first layout did not have yet.
const NEW_PARAMS: usize = 2 + 2;
/// Those that the second did not have: four amounts, three times, how many guardians, and theirs.
const NEWER_PARAMS: usize = 4 * 8 + 4 + 2 + 4 + 1 + 4;
const SEED: usize = 32;
const BUDGET: usize = 8;
const CHECK: usize = 1;

/// Where a cancellation names today who is paid: both took the client for it.
const PAYEE_OF_CANCEL: usize = 3;
/// Where a rejection names guardians today, and the sysvar in which their signatures are found.
const GUARDIANS_OF_REJECT: std::ops::Range<usize> = 6..9;
/// Where its argument says whether the evidence is the keeper's own.
const GROUNDS_OF_REJECT: usize = 8 + 1;

/// What today's instructions take for tokens and offers.
const OF_TOKENS: [&str; 9] =
    ["offer", "vault", "mint", "token_program", "purse", "purse_vault", "other_tokens", "from_tokens", "to_tokens"];

/// Today's instruction as a program took it that knew no tokens: none is passed where they would be.
fn asked_before_tokens(instruction: &mut Instruction) {
    let name = name_of("instructions", &instruction.data);
    if name.starts_with("job_") && name != "job_post" || name == "provider_change" {
        let accounts = idl::named("instructions", name)["accounts"].as_array().expect("accounts");
        let all = std::mem::take(&mut instruction.accounts).into_iter().zip(accounts);
        let (dropped, kept): (Vec<_>, Vec<_>) = all.partition(|(_, entry)| OF_TOKENS.contains(&idl::name(entry)));
        assert!(dropped.iter().all(|(meta, _)| meta.pubkey == PROGRAM_ID), "tokens are passed");
        instruction.accounts = kept.into_iter().map(|(meta, _)| meta).collect();
    }
    if name == "provider_change" {
        // It was three instructions, now told apart by the byte behind the discriminator.
        let (was, _) = PROVIDER_CHANGES[usize::from(instruction.data[8])];
        instruction.data.splice(..9, was);
    }
}

const PROVIDER_UPDATE: [u8; 8] = [228, 143, 174, 210, 194, 105, 14, 18];
const PROVIDER_PRICE: [u8; 8] = [21, 159, 170, 153, 45, 210, 60, 128];
const PROVIDER_PAUSE: [u8; 8] = [46, 134, 121, 26, 56, 178, 107, 187];
/// What changed a provider: its account, its price, or whether it works.
const PROVIDER_CHANGES: [([u8; 8], &str); 3] =
    [(PROVIDER_UPDATE, "provider_update"), (PROVIDER_PRICE, "provider_price"), (PROVIDER_PAUSE, "provider_pause")];

/// Today's instruction as the second layout's program took it.
fn asked_of_second(mut instruction: Instruction) -> Instruction {
    if instruction.program_id != PROGRAM_ID {
        return instruction;
    }
    asked_before_tokens(&mut instruction);
    match name_of("instructions", &instruction.data) {
        "market_init" => drop_before(&mut instruction.data, 0, NEWER_PARAMS),
        "market_update" if gives_params(&instruction.data) => drop_before(&mut instruction.data, PAUSE, NEWER_PARAMS),
        "job_cancel" => drop(instruction.accounts.remove(PAYEE_OF_CANCEL)),
        "job_reject" => {
            instruction.accounts.drain(GUARDIANS_OF_REJECT);
            instruction.data.remove(GROUNDS_OF_REJECT);
        }
        _ => {}
    }
    instruction
}

/// The last argument of a change of the market, where it changes no pause.
const PAUSE: usize = 1;

/// Drops `count` bytes that stand before the last `kept`.
fn drop_before(data: &mut Vec<u8>, kept: usize, count: usize) {
    let end = data.len() - kept;
    data.drain(end - count..end);
}

/// The same as the first layout's program took it: without what was added at the end.
fn asked_of_first(instruction: Instruction) -> Instruction {
    let mut instruction = asked_of_second(instruction);
    if instruction.program_id != PROGRAM_ID {
        return instruction;
    }
    let (mut data, mut accounts) = (0, 0);
    match name_of("instructions", &instruction.data) {
        "market_init" => data = NEW_PARAMS,
        "market_update" if gives_params(&instruction.data) => data = NEW_PARAMS + PAUSE,
        "provider_register" => data = BUDGET,
        "job_post" => data = CHECK,
        "job_accept" => data = SEED,
        // The system program.
        "job_dispute" => accounts = 1,
        // Who signs for the program when it calls itself, and the program.
        "job_cancel" | "job_settle" | "job_expire" | "job_reject" => accounts = 2,
        "job_fail" => {
            accounts = 2;
            // It had two reasons, and the keeper gave them too: the tiles are missing, the spec is broken.
            let reason = instruction.data.last_mut().expect("a reason");
            *reason = match *reason {
                2 => 1,
                4 => 0,
                said => said,
            };
        }
        _ => {}
    }
    instruction.data.truncate(instruction.data.len() - data);
    instruction.accounts.truncate(instruction.accounts.len() - accounts);
    instruction
}

/// Whether a change of the market brings new parameters: its last argument, after the optional keeper.
fn gives_params(data: &[u8]) -> bool {
    let at = if data[8] == 1 { 9 + 32 } else { 9 };
    data[at] == 1
}

/// The IDL's name of what begins with these bytes, or that of what it has no more.
pub fn name_of(kind: &str, data: &[u8]) -> &'static str {
    let gone = [(JOB_POST, "job_post"), (CLIENT_OPEN, "client_open")];
    if let Some((_, name)) = gone.iter().chain(&PROVIDER_CHANGES).find(|(known, _)| data.starts_with(known)) {
        return name;
    }
    let entry = idl::list(kind).iter().find(|entry| data.starts_with(&idl::discriminator(entry)));
    idl::name(entry.expect("the IDL knows it"))
}

/// An account as today's clients can read it: of a reservation the price, of an acceptance the seed, and the
/// new parameters are not what they will be.
fn first(mut data: Vec<u8>) -> Vec<u8> {
    data[layout::header::VERSION.at] = match name_of("accounts", &data) {
        "Job" => layout::job::LAYOUT,
        "Provider" => layout::provider::LAYOUT,
        "MarketParams" => {
            data.resize(layout::market_params::SPACE, 0);
            layout::market_params::LAYOUT
        }
        _ => 1,
    };
    data
}

/// The same for the second layout, in which one bit of a job's flags meant something else.
fn second(mut data: Vec<u8>) -> Vec<u8> {
    let version = layout::header::VERSION.at;
    match name_of("accounts", &data) {
        "Job" => {
            data[version] = layout::job::LAYOUT;
            let flags = &mut data[layout::job::FLAGS.at];
            *flags = flags_of_second(*flags);
        }
        "MarketParams" => data[version] = layout::market_params::LAYOUT,
        _ => {}
    }
    data
}

/// Its bond goes by the deposit: bit 16 then, 32 today.
fn flags_of_second(flags: u8) -> u8 {
    let by_deposit = if flags & 16 != 0 { 32 } else { 0 };
    (flags & !16) | by_deposit
}

/// What a job of the second layout must be today.
pub fn job_of_second(data: &[u8]) -> JobState {
    let mut rest = &data[layout::header::SPACE..];
    let mut state = JobState::deserialize(&mut rest).expect("a job");
    state.flags = flags_of_second(state.flags);
    state
}

#[derive(BorshDeserialize)]
struct EarlierReservation {
    _provider: Key,
    _until: i64,
}

/// A job's phase, as the first layout had it.
#[derive(BorshDeserialize)]
enum EarlierPhase {
    Open { at: i64, _reserved: Option<EarlierReservation> },
    Claimed { claim: Claim, at: i64, cancel_at: Option<i64> },
    Running { claim: Claim, at: i64, cancel_at: Option<i64> },
    Delivered { claim: Claim, at: i64, delivery: Delivery },
    Accepted { claim: Claim, at: i64, approved: bool, frames: u32, ms: u64, root: Hash },
    Disputed { claim: Claim, at: i64, delivery: Delivery },
}

/// What a job of the first layout must be today.
pub fn job(data: &[u8]) -> JobState {
    let (fixed, mut phase) = data.split_at(layout::job::PHASE.at);
    // Before the phase nothing has moved: it is read with one that says nothing, open since 0.
    let with_a_phase = [&fixed[layout::header::SPACE..], &[0; 1 + 8 + 1]].concat();
    let mut state = JobState::try_from_slice(&with_a_phase).expect("a job");
    state.flags |= flag::BY_DEPOSIT;
    state.phase = match EarlierPhase::deserialize(&mut phase).expect("a phase") {
        EarlierPhase::Open { at, .. } => {
            state.flags &= !flag::UNCHECKED;
            Phase::Open { at, reserved: None }
        }
        EarlierPhase::Claimed { claim, at, cancel_at } => Phase::Claimed { claim, at, cancel_at },
        EarlierPhase::Running { claim, at, cancel_at } => Phase::Running { claim, at, cancel_at },
        EarlierPhase::Delivered { claim, at, delivery } => Phase::Delivered { claim, at, delivery },
        EarlierPhase::Accepted { claim, at, approved, frames, ms, root } => {
            let how = if approved { Acceptance::Client } else { Acceptance::Keeper };
            Phase::Accepted { claim, at, how, frames, ms, root, seed: [0; 32], round: 0 }
        }
        EarlierPhase::Disputed { claim, at, delivery } => Phase::Disputed { claim, at, delivery },
    };
    state
}

/// What a provider of the first layout must be today.
pub fn provider(data: &[u8]) -> ProviderState {
    let known = &data[layout::header::SPACE..layout::provider::BUDGET.at];
    let (stake, purses) = ([0; 24], [0]);
    let all = [known, &u64::MAX.to_le_bytes(), &0u16.to_le_bytes(), &stake, &purses].concat();
    ProviderState::try_from_slice(&all).expect("a provider")
}

/// What parameters of the first layout must be today.
pub fn params(data: &[u8]) -> Params {
    assert_eq!(data.len(), PARAMS_SPACE);
    let known = &data[layout::market_params::NUMBER.end()..];
    params_of([known, &2_000u16.to_le_bytes(), &1_000u16.to_le_bytes()].concat())
}

/// What parameters of the second layout must be today.
pub fn params_of_second(data: &[u8]) -> Params {
    assert_eq!(data.len(), 200);
    params_of(data[layout::market_params::NUMBER.end()..108].to_vec())
}

/// Nobody is asked for a stake, a bond of the keeper or a second signature; the times are the defaults.
fn params_of(known: Vec<u8>) -> Params {
    let stakes = [0; 4 * 8];
    let (unlock, grace, close) = (691_200u32.to_le_bytes(), 90u16.to_le_bytes(), 86_400u32.to_le_bytes());
    let all = [&known[..], &stakes, &unlock, &grace, &close, &[0], &120u32.to_le_bytes()].concat();
    Params::try_from_slice(&all).expect("parameters")
}

/// Puts an account of today's back into the first layout, as far as nothing new is in it.
pub fn moves_back(world: &mut World, address: &Pubkey) {
    let mut account = world.account(address).expect("the account");
    account.data[layout::header::VERSION.at] = 1;
    match name_of("accounts", &account.data) {
        "MarketParams" => {
            account.data.truncate(PARAMS_SPACE);
            account.lamports = world.rent(PARAMS_SPACE);
        }
        "Provider" => account.data[layout::provider::BUDGET.at..].fill(0),
        "Job" => {}
        "Client" => {
            account.data.truncate(COUNTER_SPACE);
            account.lamports = world.rent(COUNTER_SPACE);
        }
        other => panic!("{other} has one layout"),
    }
    world.set_account(address, account);
}
