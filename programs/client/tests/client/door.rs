//! The door to the program: what it reads, what it refuses, what it says.

use crate::{accounts::discriminated, instructions::quote};
use base64::Engine as _;
use borsh::BorshSerialize;
use rayment_client::{
    ChainError, Job, PROGRAM_ID, Provider, address, chain,
    error::Kind,
    events::{self, Event, JobStarted},
    order::OrderQuote,
    wallet,
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

fn data_line(bytes: &[u8]) -> String {
    format!("Program data: {}", base64::engine::general_purpose::STANDARD.encode(bytes))
}

fn started(job: Pubkey) -> Vec<u8> {
    use anchor_lang::Discriminator;
    let mut bytes = JobStarted::DISCRIMINATOR.to_vec();
    JobStarted { job, attempt: 2 }.serialize(&mut bytes).unwrap();
    bytes
}

#[test]
fn reads_the_programs_own_events() {
    let job = Pubkey::new_unique();
    let logs = [
        format!("Program {PROGRAM_ID} invoke [1]"),
        "Program 11111111111111111111111111111111 invoke [2]".to_owned(),
        "Program 11111111111111111111111111111111 success".to_owned(),
        data_line(&started(job)),
        format!("Program {PROGRAM_ID} success"),
    ];
    let found = events::from_logs(&logs);
    assert!(matches!(found.as_slice(), [Event::JobStarted(event)] if event.job == job && event.attempt == 2));
}

#[test]
fn ignores_events_that_another_program_made_up() {
    let other = Pubkey::new_unique();
    let forged = data_line(&started(Pubkey::new_unique()));
    let logs = [
        format!("Program {PROGRAM_ID} invoke [1]"),
        format!("Program {other} invoke [2]"),
        forged.clone(),
        format!("Program {other} success"),
        format!("Program {PROGRAM_ID} success"),
        format!("Program {other} invoke [1]"),
        forged,
        format!("Program {other} failed: custom program error: 0x1"),
    ];
    assert!(events::from_logs(&logs).is_empty());
}

#[test]
fn believes_no_event_behind_a_cut() {
    let (first, second) = (Pubkey::new_unique(), Pubkey::new_unique());
    // The runtime leaves out long lines, "success" among them, and may write shorter ones later.
    let logs = [
        format!("Program {PROGRAM_ID} invoke [1]"),
        data_line(&started(first)),
        "Log truncated".to_owned(),
        data_line(&started(second)),
    ];
    assert!(matches!(events::from_logs(&logs).as_slice(), [Event::JobStarted(event)] if event.job == first));
}

#[test]
fn survives_logs_that_make_no_sense() {
    let noise = ["Program data: !!!", "Program ", "Program x", "Program data: ", "invoke [1]", ""];
    assert!(events::from_logs(&noise.map(str::to_owned)).is_empty());
}

#[test]
fn refuses_accounts_of_another_kind_or_layout() {
    let key = Pubkey::new_unique();
    assert!(matches!(Job::decode(key, &[]), Err(ChainError::NotA { kind: Kind::Job, .. })));
    let job = discriminated::<rayment_client::rayment::accounts::Job>(&[3, 255]);
    assert!(matches!(Provider::decode(key, &job), Err(ChainError::NotA { kind: Kind::Provider, .. })));
    assert!(matches!(Job::decode(key, &job), Err(ChainError::NotA { .. })), "cut off");
    for found in [1, 2, 4] {
        let other = discriminated::<rayment_client::rayment::accounts::Job>(&[found, 255]);
        assert!(matches!(Job::decode(key, &other), Err(ChainError::Layout { found: of, .. }) if of == found));
    }
}

#[test]
fn addresses_differ_by_everything_they_are_made_of() {
    let (market, wallet) = (Pubkey::new_unique(), Pubkey::new_unique());
    let mut all = vec![
        address::provider(&market, &wallet),
        address::provider(&wallet, &market),
        address::client(&market, &wallet),
        address::client(&wallet, &market),
        address::guardian(&market, &wallet),
        address::guardian(&wallet, &market),
        address::channel(&wallet, &market, &[0; 32]),
        address::channel(&market, &wallet, &[0; 32]),
        address::channel(&wallet, &market, &[1; 32]),
        address::market(&wallet, 0),
        address::market(&wallet, 1),
        address::params(&market, 0),
        address::params(&market, 1),
        address::order(&quote()),
        address::order(&OrderQuote { salt: 8, ..quote() }),
        address::job(&market, 0),
        address::job(&market, 1),
        address::job(&wallet, 1),
        address::job_from_no_order(&market, &wallet, 0),
        address::job_from_no_order(&market, &wallet, 1),
    ];
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 20);
}

#[test]
fn keypair_files_are_never_replaced_and_only_their_owner_reads_them() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("id.json");
    let key = Keypair::new();
    wallet::create(&path, &key).unwrap();
    assert_eq!(wallet::read(&path).unwrap().pubkey(), key.pubkey());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
    assert!(wallet::create(&path, &Keypair::new()).is_err());
    assert_eq!(wallet::read(&path).unwrap().pubkey(), key.pubkey());
}

#[test]
fn a_bad_private_key_never_shows_in_the_error() {
    let key = Keypair::new();
    assert_eq!(wallet::parse(&key.to_base58_string()).unwrap().pubkey(), key.pubkey());
    for secret in ["0OIl-not-base58", "3yZe7d", ""] {
        let error = wallet::parse(secret).unwrap_err().to_string();
        assert!(secret.is_empty() || !error.contains(secret), "{error}");
    }
}

#[test]
fn the_websocket_is_found_beside_the_rpc() {
    assert_eq!(chain::ws_beside("http://127.0.0.1:8899"), "ws://127.0.0.1:8900");
    assert_eq!(chain::ws_beside("http://127.0.0.1:8899/"), "ws://127.0.0.1:8900");
    assert_eq!(chain::ws_beside("https://rpc.example.org"), "wss://rpc.example.org");
}
