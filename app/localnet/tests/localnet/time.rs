//! The chain clock: in step with the wall clock, and moved forward by tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::actors::{SOL, Wallet, client, confirms, ledger, wait_for};
use rayment_localnet::{Config, Localnet, LocalnetError};
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_rpc_client::rpc_client::RpcClient;
use solana_system_interface::instruction::transfer;

const CLOCK: Pubkey = Pubkey::from_str_const("SysvarC1ock11111111111111111111111111111111");
const TWO_HOURS: i64 = 2 * 3_600;

/// Slot and Unix time of the `Clock` sysvar, as a program reads it.
fn clock_sysvar(client: &RpcClient) -> (u64, i64) {
    let data = client.get_account_data(&CLOCK).expect("the sysvar is an account");
    let word = |at: usize| <[u8; 8]>::try_from(&data[at..at + 8]).unwrap();
    (u64::from_le_bytes(word(0)), i64::from_le_bytes(word(32)))
}

fn wall_clock() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64
}

#[test]
fn the_chain_clock_keeps_step_with_the_wall_clock() {
    let ledger = Localnet::start(Config { slot_time: Duration::from_millis(20), ..Config::default() }).unwrap();
    let first = ledger.slot().unwrap();
    wait_for("100 slots", || (ledger.slot().unwrap() >= first + 100).then_some(()));
    let behind = wall_clock() - ledger.now().unwrap();
    assert!((-1..=2).contains(&behind), "the chain clock is {behind} s behind");
}

#[test]
fn programs_clients_and_tests_read_the_same_time() {
    let ledger = ledger();
    let client = client(&ledger);
    for moved in [Duration::ZERO, Duration::from_millis(86_400_250)] {
        ledger.advance(moved).unwrap();
        // Slots pass while we ask: ask until one slot has seen all the answers.
        let (from_program, from_block, from_us) = wait_for("a quiet slot", || {
            let slot = ledger.slot().unwrap();
            let (clock_slot, from_program) = clock_sysvar(&client);
            let from_block = client.get_block_time(slot).ok()?;
            let from_us = ledger.now().unwrap();
            let is_quiet = clock_slot == slot && ledger.slot().unwrap() == slot;
            is_quiet.then_some((from_program, from_block, from_us))
        });
        assert_eq!(from_program, from_us);
        assert_eq!(from_block, from_us);
    }
}

#[test]
fn advancing_moves_clock_and_slots_and_the_chain_goes_on() {
    let ledger = ledger();
    let client = client(&ledger);
    let (before, slot_before) = (ledger.now().unwrap(), ledger.slot().unwrap());
    ledger.advance(Duration::from_secs(TWO_HOURS as u64)).unwrap();
    let (after, slot_after) = (ledger.now().unwrap(), ledger.slot().unwrap());
    assert!((TWO_HOURS..TWO_HOURS + 10).contains(&(after - before)));
    assert!((72_000..72_100).contains(&(slot_after - slot_before)));

    let (clock_slot, clock_time) = clock_sysvar(&client);
    assert!(clock_slot >= slot_after && clock_time >= after);
    wait_for("more slots", || (ledger.slot().unwrap() > slot_after + 3).then_some(()));
    Wallet::funded_on(&ledger).pays(&client, &Pubkey::new_unique(), SOL / 2);
}

#[test]
fn a_fraction_of_a_second_counts_as_a_second() {
    let ledger = ledger();
    let before = ledger.now().unwrap();
    ledger.advance(Duration::from_millis(1)).unwrap();
    assert!(ledger.now().unwrap() > before);
}

#[test]
fn refuses_to_jump_further_than_a_hundred_years() {
    let ledger = ledger();
    let before = ledger.now().unwrap();
    let refusal = ledger.advance(Duration::MAX).unwrap_err();
    assert!(matches!(refusal, LocalnetError::TooFar { .. }));
    assert!(ledger.now().unwrap() < before + 60);
    ledger.advance(Duration::from_secs(100 * 365 * 86_400)).unwrap();
    assert!(ledger.now().unwrap() > before + 3_000_000_000);
}

#[test]
fn a_transaction_signed_before_a_jump_is_good_after_it() {
    let ledger = ledger();
    let client = client(&ledger);
    let wallet = Wallet::funded_on(&ledger);
    let payee = Pubkey::new_unique();
    let payment = wallet.signs(&client, transfer(&wallet.key(), &payee, SOL / 2));
    ledger.advance(Duration::from_secs(86_400)).unwrap();
    confirms(&client, &payment);
    assert_eq!(client.get_balance(&payee).unwrap(), SOL / 2);
}

#[test]
fn what_was_sent_before_a_jump_is_final_after_it() {
    let ledger = ledger();
    let client = client(&ledger);
    let wallet = Wallet::funded_on(&ledger);
    let payment = wallet.pays(&client, &Pubkey::new_unique(), SOL / 2);
    ledger.advance(Duration::from_secs(60)).unwrap();
    let is_final = client.confirm_transaction_with_commitment(&payment, CommitmentConfig::finalized()).unwrap();
    assert!(is_final.value);
}
