//! What anyone may do once a time has come, and what a provider does with its own account.

use std::time::Duration;

use rayment_client::wallet;
use rayment_core::job::{Outcome, Phase};
use rayment_testbed::{Testbed, small};
use solana_keypair::Keypair;
use solana_signer::Signer as _;

use crate::calls::{connection, json, rayment, refused};

#[tokio::test(flavor = "multi_thread")]
async fn anyone_settles_and_sweeps_what_the_keeper_leaves() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("one", 1_000_000).await;
    // No keeper: the job is open to all, and silence pays.
    let order = testbed.order(small(1, 1), 1).await;
    let job = order.placed.addresses()[0];
    testbed.ledger.advance(Duration::from_secs(15)).unwrap();
    testbed.until(&job, "it is delivered", |job| matches!(job.state.phase, Phase::Delivered { .. })).await;
    // Else it would settle this itself.
    testbed.stop_daemon(&keys.name).await;
    let passer = Keypair::new();
    testbed.ledger.fund(passer.pubkey(), 1_000_000_000).unwrap();
    let (passer, named) = (connection(&testbed, &passer, "passer"), job.to_string());
    refused(&passer, &["job", "settle", &named], "too early: job");
    refused(&passer, &["job", "expire", &named], "there is nothing to expire: it is delivered");
    let none = String::from_utf8(rayment(&passer, &["market", "sweep"], "").stdout).unwrap();
    assert!(none.contains("no fees wait in this market"), "{none}");
    let params = testbed.params.values;
    testbed.ledger.advance(Duration::from_secs(u64::from(params.verdict_secs + params.approval_secs))).unwrap();
    let settled = json(&passer, &["job", "settle", &named], "");
    assert_eq!((&settled["job"], &settled["settled"]), (&named.as_str().into(), &true.into()));
    assert_eq!(testbed.ended(&job).await.outcome(), Some(Outcome::Paid));
    refused(&passer, &["job", "settle", &named], "there is no open job");

    let provider = rayment_client::address::provider(&testbed.market.address, &keys.wallet.pubkey());
    let fees =
        testbed.chain.provider(&testbed.market.address, &keys.wallet.pubkey()).await.unwrap().unwrap().state.fees;
    assert!(fees > 0, "{provider}");
    let before = testbed.chain.balance(&testbed.market.treasury).await.unwrap();
    let swept = json(&passer, &["market", "sweep"], "");
    assert_eq!(swept["moved"][0]["amount"], fees.to_string().as_str());
    assert_eq!(
        (&swept["treasury"], &swept["left"]),
        (&testbed.market.treasury.to_string().into(), &serde_json::json!([]))
    );
    assert_eq!(testbed.chain.balance(&testbed.market.treasury).await.unwrap(), before + fees);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_ends_a_claim_whose_time_is_over() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("one", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let order = testbed.order(small(1, 1), 1).await;
    let (client, job) = (testbed.connection().unwrap(), order.placed.addresses()[0]);
    let named = format!("{}/0", order.placed.order);
    refused(&client, &["job", "settle", &named], "there is nothing to settle: it is not delivered");
    refused(&client, &["job", "expire", &named], "too early: job");
    testbed.ledger.advance(Duration::from_secs(25 * 3_600)).unwrap();
    assert_eq!(json(&client, &["job", "expire", &named], "")["expired"], true);
    assert_eq!(testbed.ended(&job).await.outcome(), Some(Outcome::Refunded));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_pauses_resumes_and_changes_its_slots_and_keys() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("one", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let [cold, hot] =
        [("cold", &keys.wallet), ("hot", &keys.operator)].map(|(name, key)| connection(&testbed, key, name));
    let client = testbed.connection().unwrap();
    refused(&client, &["provider", "pause"], "is no provider in this market");
    refused(&cold, &["provider", "resume"], "takes work already");
    assert_eq!(json(&hot, &["provider", "pause"], "")["status"], "paused");
    refused(&cold, &["provider", "pause"], "is paused already");
    assert_eq!(json(&cold, &["provider", "resume"], "")["status"], "active");
    assert_eq!(json(&hot, &["provider", "slots", "3"], "")["slots"], 3);
    assert!(!rayment(&hot, &["provider", "slots", "0"], "").status.success());

    let other = Keypair::new();
    testbed.ledger.fund(other.pubkey(), 1_000_000_000).unwrap();
    let (named, payout) = (other.pubkey().to_string(), testbed.client.pubkey().to_string());
    refused(&cold, &["provider", "rotate"], "nothing changes");
    refused(&hot, &["provider", "rotate", "--operator", &named], "is not a provider in this market");
    let rotated = json(&cold, &["provider", "rotate", "--operator", &named, "--payout", &payout], "");
    assert_eq!((&rotated["operator"], &rotated["payout"]), (&named.as_str().into(), &payout.as_str().into()));
    refused(&cold, &["provider", "rotate", "--operator", &named], "nothing changes");
    // The old key does nothing more, the new one does what it did.
    refused(&hot, &["provider", "pause"], "is no provider in this market, nor the operator of one");
    let fresh = connection(&testbed, &other, "fresh");
    assert_eq!(json(&fresh, &["provider", "pause"], "")["status"], "paused");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wallet_is_made_shown_funded_and_written_both_ways() {
    let testbed = Testbed::for_test().await;
    let (mut at, file) = (testbed.connection().unwrap(), testbed.folder.join("new.json"));
    at.keypair = Some(file.clone());
    let made = json(&at, &["wallet", "new"], "");
    let key = wallet::read(&file).unwrap();
    assert_eq!(made["address"], key.pubkey().to_string().as_str());
    refused(&at, &["wallet", "new"], "is there already");
    assert_eq!(wallet::read(&file).unwrap().pubkey(), key.pubkey(), "it is as it was");
    assert_eq!(json(&at, &["wallet", "show"], "")["address"], made["address"]);
    assert_eq!(json(&at, &["wallet", "balance"], "")["lamports"], 0);
    assert_eq!(json(&at, &["wallet", "airdrop", "1.5"], "")["lamports"], 1_500_000_000);
    assert_eq!(json(&at, &["wallet", "balance"], "")["lamports"], 1_500_000_000);
    let other = testbed.market.treasury.to_string();
    assert_eq!(json(&at, &["wallet", "balance", &other], "")["address"], other.as_str());

    let secret = String::from_utf8(rayment(&at, &["wallet", "export"], "").stdout).unwrap();
    assert_eq!(wallet::parse(&secret).unwrap().pubkey(), key.pubkey());
    let copy = testbed.folder.join("copy.json");
    at.keypair = Some(copy.clone());
    assert_eq!(json(&at, &["wallet", "import"], &secret)["address"], made["address"]);
    assert_eq!(wallet::read(&copy).unwrap().pubkey(), key.pubkey());
    refused(&at, &["wallet", "import"], "is there already");
    at.keypair = Some(testbed.folder.join("none.json"));
    refused(&at, &["wallet", "import"], "holds no key");
    testbed.shut_down().await.unwrap();
}
