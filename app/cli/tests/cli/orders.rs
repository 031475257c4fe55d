//! An order by the command line: placed, shown, gone on with by its address alone.

use std::{path::Path, process::Output};

use assert_cmd::Command;
use rayment_scenes::showcase;
use rayment_sdk::Connection;
use rayment_testbed::Testbed;
use serde_json::Value;
use tokio::task::block_in_place;

/// `rayment` with these words in a folder, for a connection's wallet.
fn rayment(at: &Connection, folder: &Path, words: &[&str]) -> Output {
    let Connection { rpc_url, ws_url, hub_url, market, keypair, orders } = at;
    let mut rayment = Command::cargo_bin("rayment").unwrap();
    rayment.current_dir(folder).args(words).args(["--rpc-url", rpc_url, "--hub", hub_url]);
    rayment.args(["--ws-url", ws_url.as_deref().unwrap(), "--market", &market.unwrap().to_string()]);
    rayment.arg("--keypair").arg(keypair.as_ref().unwrap()).arg("--orders").arg(orders.as_ref().unwrap());
    block_in_place(|| rayment.output().unwrap())
}

fn json(at: &Connection, folder: &Path, words: &[&str]) -> Value {
    let Output { status, stdout, stderr } = rayment(at, folder, &[words, &["--json"]].concat());
    assert!(status.success(), "{words:?}: {}", String::from_utf8_lossy(&stderr));
    serde_json::from_slice(&stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_gone_on_with_by_its_address_and_paid_once() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("one", 1_000_000).await;
    let (at, folder) = (testbed.connection().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(folder.path().join("small.glb"), showcase::small_glb()).unwrap();
    let scene = ["render", "small.glb", "--frames", "1-2", "--size", "96x64", "--samples", "2", "--out", "pictures"];
    let done = json(&at, folder.path(), &[&scene[..], &["--no-probe", "--yes"]].concat());
    let order = done["order"].as_str().unwrap();
    assert_eq!(done["frames"].as_array().unwrap().len(), 2);

    let shown = json(&at, folder.path(), &["order", "show", order]);
    assert_eq!((&shown["state"], &shown["drawn"], &shown["live"]), (&"done".into(), &2.into(), &0.into()));
    assert_eq!(shown["free_lamports"], 0, "what was left came back");
    let listed = json(&at, folder.path(), &["order", "list"]);
    assert_eq!(listed["orders"].as_array().unwrap().len(), 1);
    let refused = rayment(&at, folder.path(), &["order", "return", order]);
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(1) && told.contains("nothing of order"), "{told}");

    // Elsewhere, without scene and options: what was bought is fetched again.
    std::fs::remove_dir_all(folder.path().join("pictures")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let again = json(&at, elsewhere.path(), &["order", "resume", order]);
    assert_eq!((&again["order"], &again["frames"]), (&done["order"], &done["frames"]));
    assert!(folder.path().join("pictures").exists(), "where the first command wanted them");
    assert_eq!(testbed.jobs_made().await, 2, "nothing was bought twice");

    let unknown = rayment(&at, folder.path(), &["order", "resume", &testbed.market.address.to_string()]);
    let told = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(unknown.status.code() == Some(1) && told.contains("render --resume"), "{told}");
    let text = String::from_utf8(rayment(&at, folder.path(), &["order", "show", order]).stdout).unwrap();
    assert!(text.contains("jobs      2: 2 drawn, 0 of them alive"), "{text}");
    testbed.shut_down().await.unwrap();
}
