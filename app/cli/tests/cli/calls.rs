//! The command line, called for a wallet of a testbed.

use std::process::Output;

use assert_cmd::Command;
use rayment_client::wallet;
use rayment_sdk::Connection;
use rayment_testbed::Testbed;
use serde_json::Value;
use solana_keypair::Keypair;
use tokio::task::block_in_place;

/// `rayment` with these words and this standard input, for a connection's wallet.
pub fn rayment(at: &Connection, words: &[&str], input: &str) -> Output {
    let Connection { rpc_url, ws_url, hub_url, market, keypair, orders } = at;
    let mut rayment = Command::cargo_bin("rayment").unwrap();
    rayment.args(words).args(["--rpc-url", rpc_url, "--hub", hub_url]);
    rayment.args(["--ws-url", ws_url.as_deref().unwrap(), "--market", &market.unwrap().to_string()]);
    rayment.arg("--keypair").arg(keypair.as_ref().unwrap()).arg("--orders").arg(orders.as_ref().unwrap());
    rayment.write_stdin(input);
    block_in_place(|| rayment.output().unwrap())
}

pub fn json(at: &Connection, words: &[&str], input: &str) -> Value {
    let Output { status, stdout, stderr } = rayment(at, &[words, &["--json"]].concat(), input);
    assert!(status.success(), "{words:?}: {}", String::from_utf8_lossy(&stderr));
    serde_json::from_slice(&stdout).unwrap()
}

/// The base units of an amount in JSON.
pub fn units(money: &Value) -> u64 {
    money["amount"].as_str().unwrap_or_else(|| panic!("no amount: {money}")).parse().unwrap()
}

/// Its exit code is 1, and it says why.
pub fn refused(at: &Connection, words: &[&str], why: &str) {
    let Output { status, stderr, .. } = rayment(at, words, "");
    let told = String::from_utf8_lossy(&stderr).into_owned();
    assert!(status.code() == Some(1) && told.contains(why), "{words:?}: {told}");
}

/// The same market for another wallet, whose orders and keys lie elsewhere.
pub fn connection(testbed: &Testbed, key: &Keypair, name: &str) -> Connection {
    let file = testbed.folder.join(format!("{name}.json"));
    wallet::create(&file, key).unwrap();
    let orders = Some(testbed.folder.join(format!("{name}-orders")));
    Connection { keypair: Some(file), orders, ..testbed.connection().unwrap() }
}
