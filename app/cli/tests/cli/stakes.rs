//! Stakes and guardians by the command line, and what a market asks of them.

use std::{sync::Arc, time::Duration};

use rayment_client::rule_key;
use rayment_core::guardian::Statement;
use rayment_sdk::statement::SignedStatement;
use rayment_testbed::Testbed;
use solana_keypair::Keypair;
use solana_signer::Signer as _;

use crate::calls::{connection, json, rayment, refused};

#[tokio::test(flavor = "multi_thread")]
async fn a_stake_is_locked_unlocked_refused_early_and_taken() {
    let testbed = Testbed::for_test().await;
    let client = testbed.connection().unwrap();
    let none = json(&client, &["stake", "show"], "");
    assert_eq!((&none["role"], &none["locked_lamports"]), (&"client".into(), &0.into()));
    assert_eq!(none["asked_lamports"], 10_000_000);
    refused(&client, &["stake", "unlock"], "nothing is locked as a client");
    refused(&client, &["stake", "take"], "unlock first");
    refused(
        &client,
        &["stake", "lock", "--as", "provider"],
        "is no provider in this market; `rayment provider register`",
    );
    refused(&client, &["stake", "lock", "--as", "keeper"], "only the market's authority");

    let locked = json(&client, &["stake", "lock"], "");
    assert_eq!((&locked["locked_lamports"], &locked["moved_lamports"]), (&10_000_000.into(), &10_000_000.into()));
    refused(&client, &["stake", "lock"], "asks a client for no more");
    refused(&client, &["stake", "unlock", "0.02"], "0.01 SOL is locked, which is less than 0.02 SOL");
    let leaving = json(&client, &["stake", "unlock"], "");
    assert_eq!((&leaving["locked_lamports"], &leaving["unlocking_lamports"]), (&0.into(), &10_000_000.into()));
    testbed.ledger.advance(Duration::from_secs(3_601)).unwrap();
    refused(&client, &["stake", "take"], "UTC, in 7 days 22 hours");
    let text = String::from_utf8(rayment(&client, &["stake", "show"], "").stdout).unwrap();
    assert!(text.contains("leaving    0.01 SOL can be taken from ") && text.contains("in 7 days 22 hours"), "{text}");
    testbed.ledger.advance(Duration::from_secs(8 * 86_400)).unwrap();
    let text = String::from_utf8(rayment(&client, &["stake", "show"], "").stdout).unwrap();
    assert!(text.contains("0.01 SOL can be taken now"), "{text}");
    let taken = json(&client, &["stake", "take"], "");
    assert_eq!((&taken["moved_lamports"], &taken["unlocking_lamports"]), (&10_000_000.into(), &0.into()));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardian_is_enlisted_listed_and_slashed() {
    let testbed = Testbed::for_test().await;
    let (wallet, key) = (Arc::new(Keypair::new()), Keypair::new());
    testbed.ledger.fund(wallet.pubkey(), 3_000_000_000).unwrap();
    let guardian = connection(&testbed, &wallet, "guardian");
    let authority = connection(&testbed, &testbed.operator, "authority").keypair.unwrap();
    let signs = key.pubkey().to_string();
    let enlist = ["guardian", "enlist", "--key", &signs];
    refused(&guardian, &enlist, "give its keypair file with --authority");
    let own = wallet.pubkey().to_string();
    refused(&guardian, &["guardian", "enlist", "--key", &own], "another key than its wallet's");
    let enlisted = json(&guardian, &[&enlist[..], &["--authority", authority.to_str().unwrap()]].concat(), "");
    assert_eq!((&enlisted["key"], &enlisted["counts"]), (&signs.as_str().into(), &false.into()));
    refused(&guardian, &enlist, "is a guardian of this market already");
    json(&guardian, &["stake", "lock", "--as", "guardian"], "");
    assert_eq!(json(&guardian, &["guardian", "show"], "")["counts"], true);
    let listed = json(&guardian, &["guardian", "list"], "");
    assert_eq!(listed["guardians"].as_array().unwrap().len(), 1);

    let client = testbed.connection().unwrap();
    let file = |name: &str, by: &Keypair, pixels: u8| {
        let market = rule_key(&testbed.market.address);
        let (job, leaf, checker_pixels) = (rayment_core::Pubkey([9; 32]), [3; 32], [pixels; 32]);
        let statement = Statement { market, job, attempt: 0, frame: 0, tile: 0, leaf, checker_pixels };
        let path = testbed.folder.join(name);
        std::fs::write(&path, SignedStatement::sign(by, statement).to_json()).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (one, two, foreign) = (file("one", &key, 1), file("two", &key, 2), file("foreign", &Keypair::new(), 2));
    refused(&client, &["guardian", "slash", &one, &one], "they do not contradict each other");
    refused(&client, &["guardian", "slash", &one, &foreign], "a contradiction takes one key");
    let slashed = json(&client, &["guardian", "slash", &one, &two], "");
    assert_eq!((&slashed["lost_lamports"], &slashed["reward_lamports"]), (&1_000_000_000.into(), &250_000_000.into()));
    refused(&client, &["guardian", "slash", &one, &two], "has nothing staked");
    let shown = json(&guardian, &["guardian", "show"], "");
    assert_eq!((&shown["slashed"], &shown["counts"]), (&true.into(), &false.into()));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_markets_stakes_and_second_checks_are_set_by_its_authority() {
    let testbed = Testbed::for_test().await;
    let authority = connection(&testbed, &testbed.operator, "authority");
    let update = ["market", "update", "--second-check", "1", "--stake-provider", "0.2", "--unlock-days", "10"];
    refused(&testbed.connection().unwrap(), &update, "only the market's authority");
    refused(&authority, &["market", "update"], "nothing would change");
    refused(&authority, &["market", "update", "--stake-guardian", "0.01"], "stake_guardian is outside its range");
    let changed = json(&authority, &update, "");
    assert_eq!(changed["version"], 1);
    let unsigned = "no release yet brings guardians' signatures to the keeper";
    assert!(changed["second_check_warning"].as_str().unwrap().contains(unsigned), "{changed}");
    let params = &changed["params"];
    assert_eq!((&params["second_check"], &params["stake_provider"]), (&1.into(), &200_000_000.into()));
    assert_eq!((&params["unlock_secs"], &params["stake_client"]), (&864_000.into(), &10_000_000.into()));
    let text = String::from_utf8(rayment(&authority, &["market", "show"], "").stdout).unwrap();
    assert!(text.contains("client 0.01 SOL, provider 0.2 SOL, guardian 1 SOL"), "{text}");
    assert!(text.contains(unsigned), "{text}");
    // It is said before anything is sent, and no more once nobody is asked.
    let told = |words: &[&str]| String::from_utf8(rayment(&authority, words, "").stderr).unwrap();
    let (keeper, treasury) = (testbed.keeper.pubkey().to_string(), testbed.operator.pubkey().to_string());
    let init = ["market", "init", "--id", "7", "--keeper", &keeper, "--treasury", &treasury];
    let poor = connection(&testbed, &Keypair::new(), "poor");
    let failed = rayment(&poor, &[&init[..], &["--second-check", "2"]].concat(), "");
    assert!(!failed.status.success() && String::from_utf8_lossy(&failed.stderr).contains(unsigned));
    assert!(told(&[&init[..], &["--second-check", "1"]].concat()).contains(unsigned));
    assert!(told(&["market", "update", "--second-check", "2"]).contains(unsigned));
    assert!(!told(&["market", "update", "--second-check", "0"]).contains(unsigned));
    assert!(json(&authority, &["market", "show"], "")["second_check_warning"].is_null());
    testbed.shut_down().await.unwrap();
}
