//! Starting, stopping, and the ports in between.

use std::{
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use crate::actors::{Ear, SOL, Wallet, client, ledger, wait_for};
use futures::StreamExt;
use rayment_localnet::{Config, Localnet, LocalnetError};
use solana_pubkey::Pubkey;

fn port_of(url: &str) -> u16 {
    url.rsplit(':').next().unwrap().parse().unwrap()
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[test]
fn answers_on_both_ports_as_soon_as_it_has_started() {
    let ledger = ledger();
    let version = client(&ledger).get_version().expect("the RPC answers");
    assert!(!version.solana_core.is_empty());
    let ear = Ear::on(&ledger);
    let (mut slots, _) = ear.waits("a subscription", ear.pubsub.slot_subscribe()).unwrap();
    let first = ear.waits("a slot", slots.next()).expect("slots are told");
    let second = ear.waits("the next slot", slots.next()).expect("slots go on");
    assert_eq!(second.slot, first.slot + 1);
}

#[test]
fn funds_wallets_at_genesis_and_later() {
    let wallet = Pubkey::new_unique();
    let ledger =
        Localnet::start(Config { funded: vec![(wallet, 3 * SOL), (wallet, SOL)], ..Config::default() }).unwrap();
    let client = client(&ledger);
    assert_eq!(client.get_balance(&wallet).unwrap(), 4 * SOL);
    ledger.fund(wallet, 5).unwrap();
    assert_eq!(client.get_balance(&wallet).unwrap(), 4 * SOL + 5);
}

#[test]
fn refuses_more_lamports_than_a_wallet_can_hold() {
    let ledger = ledger();
    let wallet = Pubkey::new_unique();
    ledger.fund(wallet, u64::MAX).unwrap();
    let refusal = ledger.fund(wallet, 1).unwrap_err();
    assert!(matches!(refusal, LocalnetError::Account { key, .. } if key == wallet));
}

#[test]
fn ledgers_side_by_side_know_nothing_of_each_other() {
    let ledgers: Vec<Localnet> = (0..4)
        .map(|_| thread::spawn(ledger))
        .collect::<Vec<_>>()
        .into_iter()
        .map(|starting| starting.join().unwrap())
        .collect();
    let payee = Pubkey::new_unique();
    for (index, ledger) in ledgers.iter().enumerate() {
        Wallet::funded_on(ledger).pays(&client(ledger), &payee, SOL / 2 + index as u64);
    }
    for (index, ledger) in ledgers.iter().enumerate() {
        let balance = client(ledger).get_balance(&payee).unwrap();
        assert_eq!(balance, SOL / 2 + index as u64);
    }
}

#[test]
fn can_be_shared_between_threads() {
    let ledger = ledger();
    let wallet = Pubkey::new_unique();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| ledger.fund(wallet, SOL).unwrap());
        }
    });
    assert_eq!(client(&ledger).get_balance(&wallet).unwrap(), 4 * SOL);
}

#[test]
fn can_be_started_and_used_and_dropped_inside_an_async_task() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let ledger = ledger();
        ledger.fund(Pubkey::new_unique(), SOL).unwrap();
        ledger.advance(Duration::from_secs(1)).unwrap();
    });
}

#[test]
fn stopping_frees_the_ports_within_a_second_although_clients_are_connected() {
    let ledger = ledger();
    let client = client(&ledger);
    client.get_slot().unwrap();
    let ear = Ear::on(&ledger);
    let (mut slots, _) = ear.waits("a subscription", ear.pubsub.slot_subscribe()).unwrap();
    ear.waits("a slot", slots.next()).expect("slots are told");
    let ports = [port_of(&ledger.rpc_url()), port_of(&ledger.ws_url())];
    assert!(ports.iter().all(|port| !is_free(*port)));

    let asked = Instant::now();
    ledger.stop().expect("it stops");
    assert!(asked.elapsed() < Duration::from_secs(1), "took {:?}", asked.elapsed());
    assert!(ports.iter().all(|port| is_free(*port)));
    assert!(client.get_slot().is_err());
    ear.waits("the end of the subscription", async { while slots.next().await.is_some() {} });
}

#[test]
fn dropping_frees_the_ports_and_they_can_be_used_again() {
    let first = ledger();
    let (rpc_port, ws_port) = (port_of(&first.rpc_url()), port_of(&first.ws_url()));
    drop(first);
    let second = wait_for("the same ports", || Localnet::start(Config { rpc_port, ws_port, ..Config::default() }).ok());
    assert_eq!(second.rpc_url(), format!("http://127.0.0.1:{rpc_port}"));
    assert_eq!(second.ws_url(), format!("ws://127.0.0.1:{ws_port}"));
    assert!(client(&second).get_slot().is_ok());
}

#[test]
fn refuses_a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let as_rpc = Config { rpc_port: port, ..Config::default() };
    let as_ws = Config { ws_port: port, ..Config::default() };
    for (config, purpose) in [(as_rpc, "RPC"), (as_ws, "WebSocket")] {
        let refusal = Localnet::start(config).err().expect("it does not start");
        assert!(matches!(refusal, LocalnetError::PortTaken { port: named, .. } if named == port));
        let says = refusal.to_string();
        assert!(says.contains(&format!("{purpose} port {port}")), "{says}");
    }
}

#[test]
fn refuses_the_ports_of_another_ledger() {
    let first = ledger();
    let refusal = Localnet::start(Config { rpc_port: port_of(&first.rpc_url()), ..Config::default() });
    assert!(matches!(refusal, Err(LocalnetError::PortTaken { .. })));
}

#[test]
fn refuses_a_slot_time_that_it_cannot_keep() {
    for slot_time in [Duration::ZERO, Duration::from_micros(1_500), Duration::from_secs(61)] {
        let refusal = Localnet::start(Config { slot_time, ..Config::default() });
        assert!(matches!(refusal, Err(LocalnetError::SlotTime { found }) if found == slot_time), "{slot_time:?}");
    }
}
