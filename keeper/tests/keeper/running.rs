//! The daemon itself, where there is nothing to be had.

use std::{fs, sync::Arc, time::Duration};

use rayment_keeper::{Config, KeeperError, run};
use solana_keypair::Keypair;
use tempfile::TempDir;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::market::Market;

/// Nobody listens on the ports of this configuration.
fn config(dir: &TempDir) -> Config {
    Config {
        rpc_url: "http://127.0.0.1:1".into(),
        ws_url: "ws://127.0.0.1:1".into(),
        hub_url: "http://127.0.0.1:1".into(),
        market: Market::address(),
        key: Arc::new(Keypair::new()),
        data_dir: dir.path().join("data"),
        check_lamports_per_second: 0,
        engines: rayment_engine::Engines::built_in(),
        poll: Duration::from_millis(50),
        threads: 1,
    }
}

/// The demo runs all daemons as tasks of one process.
#[tokio::test]
async fn waits_for_a_chain_that_is_down_and_stops_when_told() {
    let dir = TempDir::new().expect("a folder");
    let shutdown = CancellationToken::new();
    let mut task = tokio::spawn(run(config(&dir), shutdown.clone()));
    assert!(timeout(Duration::from_millis(600), &mut task).await.is_err(), "it gave up");
    shutdown.cancel();
    let ended = timeout(Duration::from_secs(20), task).await.expect("it stops in time").expect("it does not panic");
    assert!(ended.is_ok());
}

#[tokio::test]
async fn refuses_a_data_folder_that_is_a_file() {
    let dir = TempDir::new().expect("a folder");
    fs::write(dir.path().join("data"), b"taken").expect("it can be written");
    let refused = run(config(&dir), CancellationToken::new()).await;
    assert!(matches!(refused, Err(KeeperError::DataDir { .. })), "{refused:?}");
}

#[tokio::test]
async fn refuses_what_is_no_address_of_a_hub() {
    let dir = TempDir::new().expect("a folder");
    let refused = run(Config { hub_url: "somewhere".into(), ..config(&dir) }, CancellationToken::new()).await;
    assert!(matches!(refused, Err(KeeperError::Hub(_))), "{refused:?}");
}
