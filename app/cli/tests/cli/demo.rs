//! The demo, as a newcomer and a script would call it.

use std::{collections::BTreeMap, path::Path, process::Output};

use assert_cmd::Command;
use serde::Deserialize;

#[derive(Deserialize)]
struct Receipt {
    client: String,
    treasury: String,
    jobs: Vec<Job>,
    providers: Vec<Provider>,
    deposit_lamports: u64,
    fee_lamports: u64,
    refund_lamports: u64,
    rent_paid_lamports: u64,
    rent_returned_lamports: u64,
    network_fees_lamports: u64,
    transactions: Vec<Transaction>,
    frames: Vec<Frame>,
    verified_tiles: u64,
    seconds_to_first_pixel: f64,
    seconds_to_settlement: f64,
    balances: Balances,
}

#[derive(Deserialize)]
struct Job {
    provider: String,
    paid_lamports: u64,
    frames: Vec<u32>,
}

#[derive(Deserialize)]
struct Provider {
    wallet: String,
    paid_lamports: u64,
    frames: Vec<u32>,
}

#[derive(Deserialize)]
struct Transaction {
    step: String,
    signature: String,
    compute_units: u64,
}

#[derive(Deserialize)]
struct Frame {
    index: u32,
    path: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Balances {
    before: BTreeMap<String, u64>,
    after: BTreeMap<String, u64>,
}

fn rayment() -> Command {
    Command::cargo_bin("rayment").unwrap()
}

fn demo(out: &Path, more: &[&str]) -> (Receipt, Output) {
    let mut rayment = rayment();
    // As on a machine without a desktop.
    rayment.env_remove("XDG_RUNTIME_DIR");
    let output = rayment.args(["demo", "--json", "--out"]).arg(out).args(more).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("XDG_RUNTIME_DIR"), "drivers keep quiet");
    // Standard output holds one JSON object and nothing else.
    (serde_json::from_slice(&output.stdout).unwrap(), output)
}

#[test]
fn renders_pays_and_adds_up_to_the_lamport() {
    let out = tempfile::tempdir().unwrap();
    let (receipt, _) = demo(out.path(), &["--frames", "1-4", "--size", "96x54", "--samples", "2"]);
    let paid: u64 = receipt.jobs.iter().map(|job| job.paid_lamports).sum();
    assert!(paid > 0 && receipt.fee_lamports > 0);
    assert_eq!(receipt.deposit_lamports, paid + receipt.fee_lamports + receipt.refund_lamports);
    let total = |side: &BTreeMap<String, u64>| side.values().sum::<u64>();
    assert_eq!(total(&receipt.balances.before), total(&receipt.balances.after) + receipt.network_fees_lamports);
    assert!(receipt.rent_paid_lamports > receipt.rent_returned_lamports, "the client's counter keeps its rent");
    let gain = |wallet: &String| receipt.balances.after[wallet] - receipt.balances.before[wallet];
    assert_eq!(gain(&receipt.treasury), receipt.fee_lamports);
    assert!(receipt.balances.after[&receipt.client] < receipt.balances.before[&receipt.client]);
    assert!(receipt.verified_tiles > 0 && receipt.seconds_to_first_pixel <= receipt.seconds_to_settlement);
    for job in &receipt.jobs {
        let provider = receipt.providers.iter().find(|provider| provider.wallet == job.provider).unwrap();
        assert!(job.frames.iter().all(|frame| provider.frames.contains(frame)));
    }
    assert_eq!(receipt.providers.iter().map(|provider| provider.paid_lamports).sum::<u64>(), paid);
}

#[test]
fn every_frame_lies_where_the_receipt_says_with_its_hash() {
    use rayment_core::{Native, Sha256};
    use rayment_spec::hex32;
    let out = tempfile::tempdir().unwrap();
    let (receipt, _) = demo(out.path(), &["--frames", "3,5-6", "--size", "64x64", "--samples", "1", "--workers", "3"]);
    assert_eq!(receipt.frames.iter().map(|frame| frame.index).collect::<Vec<_>>(), [3, 5, 6]);
    for frame in &receipt.frames {
        let bytes = std::fs::read(&frame.path).unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        assert_eq!(hex32::encode(&Native::hash(&[&bytes])), frame.sha256);
    }
    assert!(receipt.transactions.iter().all(|line| line.compute_units > 0 && line.signature.len() > 80));
    for step in ["draw", "assign", "claim", "start", "deliver", "seal", "accept", "close"] {
        assert!(receipt.transactions.iter().any(|line| line.step.contains(step)), "no transaction did `{step}`");
    }
}

#[test]
fn renders_a_scene_of_ones_own_with_one_worker() {
    let out = tempfile::tempdir().unwrap();
    let scene = out.path().join("own.glb");
    std::fs::write(&scene, rayment_scenes::showcase::small_glb()).unwrap();
    let scene = scene.to_str().unwrap();
    let (receipt, _) =
        demo(out.path(), &["--scene", scene, "--frames", "2", "--size", "33x17", "--samples", "3", "--workers", "1"]);
    assert_eq!((receipt.frames.len(), receipt.providers.len(), receipt.jobs.len()), (1, 1, 1));
    assert_eq!(receipt.verified_tiles, 2, "a frame of two tiles is checked whole");
}

#[test]
fn a_scene_that_cannot_be_rendered_is_refused_before_anything_starts() {
    let dir = tempfile::tempdir().unwrap();
    let scene = dir.path().join("broken.glb");
    std::fs::write(&scene, b"glTF\x02\0\0\0 cut off").unwrap();
    let output = rayment().args(["demo", "--json", "--scene"]).arg(&scene).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("broken.glb"));
}

#[test]
fn wrong_flags_say_what_is_expected() {
    for (flag, value, expected) in [
        ("--frames", "4-1", "range of frames"),
        ("--size", "640", "640x360"),
        ("--workers", "0", "1..=16"),
        ("--samples", "0", "1..=65536"),
    ] {
        let output = rayment().args(["demo", flag, value]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{flag} {value}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(expected), "{flag} {value}");
    }
}

#[test]
fn without_a_ledger_it_says_where_it_looked() {
    let dir = tempfile::tempdir().unwrap();
    let key = dir.path().join("id.json");
    rayment_client::wallet::create(&key, &solana_keypair::Keypair::new()).unwrap();
    let output =
        rayment().args(["job", "list", "--rpc-url", "http://127.0.0.1:9", "--keypair"]).arg(&key).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("RPC node cannot be reached"), "{said}");
    assert_eq!(said.matches("127.0.0.1:9").count(), 1, "said once: {said}");
}

#[test]
fn a_scene_that_is_not_there_is_told_from_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let missing = dir.path().join("none.glb");
    for (scene, expected) in [(missing.as_path(), "cannot read the scene"), (dir.path(), "is a folder")] {
        let output = rayment().arg("pack").arg(scene).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains(expected), "{expected}");
    }
}

#[test]
fn prices_that_say_nothing_are_refused_before_a_wallet_is_asked_for() {
    let output = rayment().args(["provider", "price", "--keypair", "/nowhere"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no price is given"));
}

#[test]
fn a_reader_that_stops_reading_completions_breaks_nothing() {
    use std::process::Stdio;
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("rayment"))
        .args(["completions", "zsh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn completions_and_help_name_every_verb() {
    let script = rayment().args(["completions", "bash"]).output().unwrap();
    let help = rayment().arg("--help").output().unwrap();
    let verbs = ["demo", "localnet", "render", "preview", "pack", "order", "job", "channel", "stake", "guardian"];
    for verb in verbs.into_iter().chain(["provider", "market"]) {
        assert!(String::from_utf8_lossy(&script.stdout).contains(verb), "{verb}");
        assert!(String::from_utf8_lossy(&help.stdout).contains(verb), "{verb}");
    }
}
