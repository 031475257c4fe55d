//! Channels by the command line, from the deposit to the last voucher.

use std::{path::Path, process::Output, time::Duration};

use rayment_client::instructions::{Registration, provider_register};
use rayment_testbed::{ProviderKeys, Testbed};
use solana_signer::Signer as _;

use crate::calls::{connection, json, rayment, refused, units};

async fn provider(testbed: &mut Testbed) -> ProviderKeys {
    let keys = testbed.add_provider_at("serving", 1_000_000);
    let registration = Registration {
        operator: keys.operator.pubkey().to_bytes(),
        payout: keys.payout.pubkey().to_bytes(),
        profile: [0; 32],
        terms: keys.terms,
        slots: 1,
        budget: 0,
    };
    let register = provider_register(&testbed.market.address, &keys.wallet.pubkey(), &registration);
    testbed.chain.send(&keys.wallet, &[], &[register]).await.unwrap();
    keys
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_is_opened_spent_and_closed() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, seller) = (testbed.connection().unwrap(), connection(&testbed, &keys.operator, "seller"));
    let wallet = keys.wallet.pubkey().to_string();
    let open = ["channel", "open", &wallet, "--kind", "llm", "--deposit", "0.105", "--hours", "24"];
    let opened = json(&payer, &open, "");
    let channel = opened["channel"].as_str().unwrap();
    assert_eq!((&opened["state"], &opened["provider"]), (&"running".into(), &wallet.as_str().into()));
    assert_eq!((units(&opened["deposit"]), units(&opened["most"])), (105_000_000, 100_000_000));
    assert_eq!((&opened["session_key_here"], &opened["session_key_is_providers"]), (&true.into(), &false.into()));
    assert!(opened["signature"].is_string());
    let same = json(&payer, &open, "");
    assert!(same["channel"] == channel && same["signature"].is_null(), "nothing is paid twice");

    let voucher = json(&payer, &["channel", "voucher", channel, "--amount", "0.04"], "");
    assert_eq!((&voucher["cumulative"], units(&voucher["owed"])), (&"40000000".into(), 40_000_000));
    let owing = json(&payer, &["channel", "show", channel], "");
    assert_eq!((units(&owing["signed"]), units(&owing["earned"])), (40_000_000, 0));
    refused(&payer, &["channel", "voucher", channel, "--amount", "0.2"], "0.2 SOL is more than 0.1 SOL");
    refused(&seller, &["channel", "voucher", channel, "--amount", "0.01"], "is not kept here");

    // The provider redeems what it was given: JSON by standard input, Base64 in a file.
    let paid = json(&seller, &["channel", "redeem", channel, "-"], &voucher.to_string());
    assert_eq!((units(&paid["earnings"]), units(&paid["fee"])), (40_000_000, 2_000_000));
    let Output { stdout, .. } = rayment(&payer, &["channel", "voucher", channel, "--amount", "0.05"], "");
    let file = testbed.folder.join("voucher");
    std::fs::write(&file, stdout).unwrap();
    let paid = json(&seller, &["channel", "redeem", channel, file.to_str().unwrap()], "");
    assert_eq!(units(&paid["earnings"]), 10_000_000);
    std::fs::write(&file, "no voucher").unwrap();
    refused(&seller, &["channel", "redeem", channel, file.to_str().unwrap()], "this is no voucher");

    assert_eq!(json(&seller, &["channel", "list", "--provider"], "")["channels"].as_array().unwrap().len(), 1);
    testbed.ledger.advance(Duration::from_secs(3_601)).unwrap();
    let text = String::from_utf8(rayment(&payer, &["channel", "show", channel], "").stdout).unwrap();
    assert!(text.contains("earned       0.05 SOL and 0.0025 SOL of fee"), "{text}");
    assert!(text.contains("kept here") && text.contains("UTC, in 22 hours"), "{text}");

    json(&payer, &["channel", "topup", channel, "--amount", "0.01"], "");
    assert_eq!(json(&payer, &["channel", "pause", channel], "")["state"], "paused");
    refused(&payer, &["channel", "pause", channel], "is paused, and this takes one that is running");
    assert_eq!(json(&payer, &["channel", "resume", channel], "")["state"], "running");
    json(&payer, &["channel", "extend", channel, "--hours", "48"], "");
    let closing = json(&payer, &["channel", "close", channel], "");
    assert_eq!((&closing["state"], units(&closing["left"])), (&"closing".into(), 62_500_000));
    refused(&payer, &["channel", "redeem", channel], "nothing to pay");
    testbed.ledger.advance(Duration::from_secs(86_400)).unwrap();
    let done = json(&seller, &["channel", "redeem", channel], "");
    assert_eq!((units(&done["refund"]), &done["state"]), (62_500_000, &"closed".into()));
    refused(&payer, &["channel", "show", channel], "there is no channel");
    let listed = json(&payer, &["channel", "list"], "");
    assert_eq!(listed["channels"][0]["state"], "closed", "its key is still here: {listed}");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rental_lets_a_key_in_and_its_provider_ends_it() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, seller) = (testbed.connection().unwrap(), connection(&testbed, &keys.wallet, "seller"));
    let (wallet, folder) = (keys.wallet.pubkey().to_string(), testbed.folder.clone());
    let rental = ["channel", "open", &wallet, "--kind", "rental", "--deposit", "0.1", "--rate", "0.36"];
    refused(&payer, &rental, "a rental lets a key in");
    let key = |name: &str, text: &str| written(&folder, name, text);
    let private = key("private", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n");
    refused(&payer, &[&rental[..], &["--ssh-key", &private]].concat(), "this is a private key");
    let public = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH me@home\n";
    let public = key("public", public);
    let opened = json(&payer, &[&rental[..], &["--ssh-key", &public]].concat(), "");
    assert_eq!(opened["ssh"], format!("the Ed25519 key {}", "07".repeat(32)));
    assert_eq!((&opened["kind"], units(&opened["rate_per_hour"])), (&"rental".into(), 360_000_000));
    let channel = opened["channel"].as_str().unwrap();
    testbed.ledger.advance(Duration::from_secs(60)).unwrap();
    let acked = json(&payer, &["channel", "redeem", channel, "--ack", "0.005"], "");
    let earned = units(&acked["earnings"]);
    assert!((5_000_000..=14_000_000).contains(&earned), "what was acknowledged, and 90 seconds at the most: {earned}");
    refused(&payer, &["channel", "redeem", channel, "--ack", "0.09"], "its rate comes to");
    let ended = json(&seller, &["channel", "close", channel], "");
    assert_eq!((&ended["state"], units(&ended["left"])), (&"ended".into(), 0));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_leaves_is_told_of_its_channels_and_what_time_has_earned_is_paid_first() {
    let mut testbed = Testbed::for_test().await;
    let keys = provider(&mut testbed).await;
    let (payer, seller) = (testbed.connection().unwrap(), connection(&testbed, &keys.wallet, "seller"));
    let wallet = keys.wallet.pubkey().to_string();
    assert_eq!(json(&seller, &["provider", "show"], "")["open_channels"], 0);
    let open = ["channel", "open", &wallet, "--kind", "llm", "--deposit", "0.1", "--rate", "0.36"];
    let opened = json(&payer, &open, "");
    let channel = opened["channel"].as_str().unwrap();
    testbed.ledger.advance(Duration::from_secs(60)).unwrap();
    let acked = json(&payer, &["channel", "redeem", channel, "--ack", "0.005"], "");
    let earned = units(&acked["earnings"]);
    testbed.ledger.advance(Duration::from_secs(600)).unwrap();

    let shown = json(&payer, &["provider", "show", &wallet], "");
    // 90 seconds beyond what was acknowledged; the rest of eleven minutes takes a voucher.
    assert_eq!((&shown["open_channels"], units(&shown["channels_by_time"][0])), (&1.into(), 14_000_000 - earned));
    assert!(units(&shown["channels_by_vouchers"][0]) >= 50_000_000, "{shown}");
    let text = String::from_utf8(rayment(&seller, &["provider", "show"], "").stdout).unwrap();
    assert!(text.contains("1 open channel; "), "{text}");

    let retire = ["provider", "retire", "--yes"];
    for why in ["1 channel has not ended", channel, "goes to their payers", "or give --leave-channels to lose them"] {
        refused(&seller, &retire, why);
    }
    let stays = json(&seller, &["provider", "show"], "");
    assert_eq!((&stays["status"], &stays["balance_lamports"]), (&"active".into(), &earned.into()), "nothing was sent");
    let left = json(&seller, &[&retire[..], &["--leave-channels"]].concat(), "");
    assert_eq!((&left["closed"], units(&left["redeemed"][0])), (&true.into(), 14_000_000 - earned));
    assert_eq!(left["left_channels"], serde_json::json!([channel]));
    let rest = json(&payer, &["channel", "redeem", channel], "");
    assert_eq!(units(&rest["refund"]), 100_000_000 - 14_700_000, "all that was not redeemed is the payer's");
    testbed.shut_down().await.unwrap();
}

fn written(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}
