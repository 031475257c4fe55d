//! What a program reads in the account of the `SlotHashes` sysvar.

use std::{collections::BTreeMap, time::Duration};

use crate::actors::{client, ledger, wait_for};
use rayment_localnet::{Config, Localnet};
use solana_pubkey::Pubkey;
use solana_rpc_client::rpc_client::RpcClient;

const SLOT_HASHES: Pubkey = Pubkey::from_str_const("SysvarS1otHashes111111111111111111111111111");

fn read(client: &RpcClient) -> Vec<(u64, [u8; 32])> {
    let data = client.get_account_data(&SLOT_HASHES).expect("the sysvar is an account");
    assert_eq!(data.len(), 20_488);
    let count = u64::from_le_bytes(data[..8].try_into().unwrap()) as usize;
    data[8..]
        .chunks_exact(40)
        .take(count)
        .map(|entry| {
            let (slot, hash) = entry.split_at(8);
            (u64::from_le_bytes(slot.try_into().unwrap()), hash.try_into().unwrap())
        })
        .collect()
}

/// The entries, and the slot in which they were read.
fn read_within_a_slot(ledger: &Localnet) -> (u64, Vec<(u64, [u8; 32])>) {
    let client = client(ledger);
    wait_for("a quiet slot", || {
        let slot = ledger.slot().unwrap();
        let entries = read(&client);
        (ledger.slot().unwrap() == slot).then_some((slot, entries))
    })
}

fn assert_descends_without_gaps(newest: u64, entries: &[(u64, [u8; 32])]) {
    for (index, (slot, _)) in entries.iter().enumerate() {
        assert_eq!(*slot, newest - index as u64);
    }
}

#[test]
fn the_newest_entry_is_that_of_the_slot_before() {
    let ledger = ledger();
    let (slot, entries) = read_within_a_slot(&ledger);
    assert_eq!(entries.len() as u64, slot, "every slot from 0 on");
    assert_descends_without_gaps(slot - 1, &entries);
}

#[test]
fn at_most_512_entries_are_kept() {
    let ledger = Localnet::start(Config { slot_time: Duration::from_millis(2), ..Config::default() }).unwrap();
    wait_for("slot 600", || (ledger.slot().unwrap() > 600).then_some(()));
    let entries = read(&client(&ledger));
    assert_eq!(entries.len(), 512);
    assert_descends_without_gaps(entries[0].0, &entries);
}

#[test]
fn an_entry_stays_the_same_while_it_is_remembered() {
    let ledger = ledger();
    let client = client(&ledger);
    let before: BTreeMap<_, _> = read(&client).into_iter().collect();
    let newest = *before.last_key_value().unwrap().0;
    let after: BTreeMap<_, _> = wait_for("three more slots", || {
        let after = read(&client);
        (after[0].0 >= newest + 3).then(|| after.into_iter().collect())
    });
    assert!(before.iter().all(|(slot, hash)| after[slot] == *hash));
}

#[test]
fn nobody_can_tell_a_hash_from_its_slot() {
    let (one, other) = (ledger(), ledger());
    let ours = read(&client(&one));
    let theirs: BTreeMap<_, _> = read(&client(&other)).into_iter().collect();
    assert!(ours.iter().all(|(slot, hash)| theirs.get(slot) != Some(hash)));
    // What surfpool puts there says so in base58.
    let blockhash = client(&one).get_latest_blockhash().unwrap().to_string();
    assert!(blockhash.starts_with("SURFNETxSAFEHASH"));
    let of_surfpool = &client(&one).get_latest_blockhash().unwrap().to_bytes()[..10];
    assert!(ours.iter().all(|(_, hash)| hash[..10] != *of_surfpool));
}

#[test]
fn time_travel_fills_in_the_slots_it_skips_and_forgets_the_old_ones() {
    let ledger = ledger();
    let (before, _) = read_within_a_slot(&ledger);
    ledger.advance(Duration::from_secs(5)).unwrap();
    let (slot, entries) = read_within_a_slot(&ledger);
    assert!(slot >= before + 50);
    assert_descends_without_gaps(slot - 1, &entries);
    assert_eq!(entries.len() as u64, slot);

    ledger.advance(Duration::from_secs(3_600)).unwrap();
    let (slot, entries) = read_within_a_slot(&ledger);
    assert_eq!(entries.len(), 512);
    assert_descends_without_gaps(slot - 1, &entries);
}

#[test]
fn a_test_can_choose_a_hash_before_and_after_its_slot() {
    let ledger = ledger();
    let slot = ledger.slot().unwrap();
    let to_come = slot + 20;
    ledger.pin_slot_hash(to_come, [7; 32]).unwrap();
    ledger.pin_slot_hash(slot - 5, [8; 32]).unwrap();
    ledger.advance(Duration::from_secs(3)).unwrap();
    let entries: BTreeMap<_, _> = read(&client(&ledger)).into_iter().collect();
    assert_eq!(entries[&to_come], [7; 32]);
    assert_eq!(entries[&(slot - 5)], [8; 32]);
}
