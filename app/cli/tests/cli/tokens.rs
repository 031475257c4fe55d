//! Tokens by the command line: listed, sold for, paid in, withdrawn.

use std::time::Duration;

use rayment_client::{
    address,
    instructions::{Encoded, token_pay},
    order::{Jobs, OrderQuote},
    rule_key,
};
use rayment_core::{
    job::{Chunk, Outcome, Phase},
    money::Terms,
};
use rayment_scenes::showcase;
use rayment_sdk::saved::Saved;
use rayment_testbed::{Issued, Testbed, small};
use serde_json::Value;
use solana_instruction::AccountMeta;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use crate::calls::{connection, json, rayment, refused, units};

const ONE: u64 = 1_000_000;

fn is_in(money: &Value, of: &Issued) -> bool {
    money["mint"] == of.token.mint.to_string() && money["decimals"] == of.decimals
}

#[tokio::test(flavor = "multi_thread")]
async fn a_market_takes_a_token_and_takes_it_no_more() {
    let testbed = Testbed::for_test().await;
    let authority = connection(&testbed, &testbed.operator, "authority");
    let stranger = testbed.connection().unwrap();
    let of = testbed.issue_2022(6).await;
    let mint = of.token.mint.to_string();
    assert_eq!(json(&stranger, &["market", "asset", "list"], "")["assets"], serde_json::json!([]));
    let set = ["market", "asset", "set", &mint, "--rate", "0.0051"];
    refused(&stranger, &set, "only the market's authority");
    refused(&authority, &["market", "asset", "set", &testbed.market.address.to_string(), "--rate", "1"], "is no mint");
    refused(&authority, &["market", "asset", "unset", &mint], "does not take the token");
    let listed = json(&authority, &set, "");
    assert_eq!((&listed["rate_lamports"], &listed["rate_counts"]), (&5_100_000.into(), &true.into()));
    assert_eq!((&listed["decimals"], &listed["extensions"][0]), (&6.into(), &"TransferFeeConfig".into()));
    // As much as 1 SOL weighs, which is the market's ceiling.
    assert_eq!(units(&listed["at_once_max"]), 1_000_000_000 * ONE / 5_100_000);
    let again = json(&authority, &[&set[..4], &["--rate", "0.006", "--at-once", "12.5"]].concat(), "");
    assert_eq!((&again["rate_lamports"], units(&again["at_once_max"])), (&6_000_000.into(), 12_500_000));
    let kept = json(&authority, &set, "");
    assert_eq!(units(&kept["at_once_max"]), 12_500_000, "what is not given stays");
    refused(&authority, &[&set[..], &["--at-once", "0.0000001"]].concat(), "with at most 6 decimals");
    testbed.ledger.advance(Duration::from_secs(86_400)).unwrap();
    let text = String::from_utf8(rayment(&stranger, &["market", "asset", "list"], "").stdout).unwrap();
    assert!(text.contains("Token-2022") && text.contains("counts no more"), "{text}");
    json(&authority, &["market", "asset", "unset", &mint], "");
    assert_eq!(json(&stranger, &["market", "asset", "list"], "")["assets"], serde_json::json!([]));
    // SOL is paid as SOL, and the program says so by name.
    let wrapped = "So11111111111111111111111111111111111111112";
    refused(&authority, &["market", "asset", "set", wrapped, "--rate", "1"], "WrappedSol");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_in_a_token_and_its_provider_withdraws_what_it_earned() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.start_provider("one", 1_000_000).await;
    let of = testbed.issue(6).await;
    let mint = of.token.mint.to_string();
    testbed.lists(&of, 5_100_000).await;
    let client = testbed.connection().unwrap();
    let (wallet, operator) =
        (connection(&testbed, &keys.wallet, "wallet"), connection(&testbed, &keys.operator, "operator"));
    for given in [testbed.client.pubkey(), keys.operator.pubkey()] {
        testbed.gives(&of, &given, 1_000 * ONE).await;
    }

    // What the provider asks, and where it is paid.
    let set = ["provider", "offer", "set", &mint, "--price-frame", "0.2", "--price-second", "0.02"];
    let offers = json(&operator, &set, "");
    assert_eq!(units(&offers["offers"][0]["per_frame"]), 200_000);
    assert!(is_in(&offers["offers"][0]["per_frame"], &of));
    let changed = json(&operator, &[&set[..4], &["--price-minimum", "0.01"]].concat(), "");
    let offer = &changed["offers"][0];
    assert_eq!((units(&offer["per_second"]), units(&offer["minimum"])), (20_000, 10_000), "what is not given stays");
    refused(&operator, &["provider", "purse", "open", &mint, "--budget", "5"], "only the provider's wallet");
    let purses = json(&wallet, &["provider", "purse", "open", &mint, "--budget", "5"], "");
    assert_eq!(units(&purses["purses"][0]["budget"]), 5 * ONE);
    refused(&wallet, &["provider", "purse", "open", &mint], "has a purse for");
    refused(&wallet, &["provider", "purse", "withdraw", &mint], "nothing to withdraw");

    // One order, in that token.
    let scene = testbed.folder.join("small.glb");
    let out = testbed.folder.join("pictures");
    std::fs::write(&scene, showcase::small_glb()).unwrap();
    let [scene, out] = [&scene, &out].map(|path| path.to_str().unwrap());
    let render = ["render", scene, "--frames", "1-2", "--size", "96x64", "--samples", "2", "--no-probe", "--yes"];
    let render = [&render[..], &["--out", out, "--token", &mint]].concat();
    refused(&client, &[&render[..], &["--max-price", "0.1"]].concat(), "and at most 0.1 ");
    let quoted = json(&client, &[&render[..], &["--quote"]].concat(), "");
    assert_eq!((&quoted["mint"], &quoted["decimals"]), (&mint.as_str().into(), &6.into()));
    let done = json(&client, &render, "");
    assert_eq!(done["frames"].as_array().unwrap().len(), 2);
    let cost = units(&done["cost"]);
    assert!(cost > 0 && is_in(&done["cost"], &of) && is_in(&done["jobs"][0]["fee"], &of));
    assert_eq!(testbed.has(&of, &testbed.client.pubkey()).await, 1_000 * ONE - cost);

    let at_most = &quoted["at_most"];
    assert!(is_in(at_most, &of) && units(at_most) > units(&quoted["about"]) && quoted["order"].is_null());

    // What is said of it afterwards.
    let order = done["order"].as_str().unwrap();
    let shown = json(&client, &["order", "show", order], "");
    assert_eq!((&shown["state"], units(&shown["held_tokens"])), (&"done".into(), 0));
    assert!(is_in(&shown["total"], &of) && units(&shown["total"]) > cost);
    refused(&client, &["order", "return", order], "nothing of order");
    refused(&client, &["order", "return", order, "--token", order], "is no mint of a token program");
    // What was placed on another ledger hides nothing.
    let saved = Saved::new(client.orders.clone());
    let kept = saved.find(&order.parse().unwrap()).unwrap().unwrap();
    let jobs = Jobs::new(vec![(Chunk { frame: 1, frames: 1, step: 1, tile: 0, tiles: 1 }, kept.quote.total)]).unwrap();
    let elsewhere = OrderQuote { mint: rule_key(&Pubkey::new_unique()), salt: 1, ..kept.quote };
    saved.keep(&elsewhere, &jobs, None).unwrap();
    let listed = rayment(&client, &["order", "list", "--json"], "");
    assert!(listed.status.success() && String::from_utf8_lossy(&listed.stderr).contains("is left out"));
    assert!(String::from_utf8_lossy(&listed.stdout).contains(order));
    // Another token, paid there by mistake.
    let other = testbed.issue_2022(9).await;
    let return_other = ["order", "return", order, "--token", &other.token.mint.to_string()];
    refused(&client, &return_other, "nothing of order");
    testbed.gives(&other, &order.parse().unwrap(), 5 * ONE).await;
    let returned = json(&client, &return_other, "");
    assert!(is_in(&returned["returned_tokens"], &other) && units(&returned["returned_tokens"]) == 5 * ONE);
    assert_eq!(testbed.has(&other, &testbed.client.pubkey()).await, 5 * ONE);
    let jobs = json(&client, &["job", "list", "--all"], "");
    assert!(is_in(&jobs["jobs"][1]["deposit"], &of), "{jobs}");
    let job = jobs["jobs"][0]["job"].as_str().unwrap();
    let shown = json(&client, &["job", "show", job], "");
    assert!(is_in(&shown["earnings"], &of) && units(&shown["earnings"]) > 0);
    refused(&client, &["job", "clear", job], "no job");

    // The provider's money.
    let purse = &json(&operator, &["provider", "purse", "list"], "")["purses"][0];
    let (earned, fees) = (units(&purse["earned"]), units(&purse["unswept_fees"]));
    assert_eq!(earned + fees, cost);
    let moved = json(&operator, &["provider", "purse", "withdraw", &mint, "0.1"], "");
    assert_eq!(units(&moved["moved"]), 100_000);
    assert_eq!(testbed.has(&of, &keys.payout.pubkey()).await, 100_000);
    refused(&wallet, &["provider", "purse", "withdraw", &mint, "--close"], "of fees");
    let seller = keys.wallet.pubkey().to_string();
    let swept = json(&client, &["provider", "purse", "sweep", &mint, "--provider", &seller], "");
    assert_eq!((units(&swept["moved"]), testbed.has(&of, &testbed.treasury.pubkey()).await), (fees, fees));
    let closed = json(&wallet, &["provider", "purse", "withdraw", &mint, "--close"], "");
    assert_eq!(closed["closed"], true);
    assert_eq!(testbed.has(&of, &keys.payout.pubkey()).await, units(&closed["moved"]) + 100_000);
    let text = String::from_utf8(rayment(&wallet, &["provider", "offer", "list"], "").stdout).unwrap();
    assert!(text.contains("0.2 ") && text.contains(&mint), "{text}");
    json(&operator, &["provider", "offer", "close", &mint], "");
    assert_eq!(json(&wallet, &["provider", "offer", "list", &seller], "")["offers"], serde_json::json!([]));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_frozen_purse_is_owed_is_shown_and_its_provider_has_it_paid_elsewhere() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.start_provider("one", 1_000_000).await;
    let of = testbed.issue(6).await;
    testbed.lists(&of, 5_100_000).await;
    let terms = Terms { per_frame: ONE / 5, per_second: ONE / 50, per_gb: 0, minimum: 0 };
    testbed.sells_for(&keys, &of, terms).await;
    for given in [testbed.client.pubkey(), keys.operator.pubkey()] {
        testbed.gives(&of, &given, 1_000 * ONE).await;
    }
    let (client, wallet) = (testbed.connection().unwrap(), connection(&testbed, &keys.wallet, "wallet"));
    // To be approved by hand, so that the purse can be frozen in time.
    let placed = testbed.places_in(&of, small(1, 1), false).await.unwrap().placed;
    let address = placed.jobs[0].address;
    let job = &address.to_string();
    testbed.until(&address, "it is accepted", |job| matches!(job.state.phase, Phase::Accepted { .. })).await;
    refused(&client, &["job", "clear", job], "owes nothing");
    let provider = address::provider(&testbed.market.address, &keys.wallet.pubkey());
    testbed.freezes(&of, &address::vault(&address::purse(&provider, &of.token.mint)), true).await;
    json(&client, &["job", "approve", job], "");
    testbed.until(&address, "something is owed", |job| matches!(job.state.phase, Phase::Owed { .. })).await;

    let shown = json(&client, &["job", "show", job], "");
    let owed = &shown["owed"];
    assert_eq!((&shown["phase"], units(&owed["refund"])), (&"owed".into(), 0));
    assert!(is_in(&owed["earnings"], &of) && units(&owed["earnings"]) >= units(&shown["earnings"]), "{shown}");
    let text = String::from_utf8(rayment(&client, &["job", "show", job], "").stdout).unwrap();
    assert!(text.contains(&format!("`rayment job clear {job}`")), "{text}");
    let out = testbed.folder.join("pictures");
    let fetched = json(&client, &["job", "download", job, "--out", out.to_str().unwrap()], "");
    assert_eq!(fetched["frames"].as_array().unwrap().len(), 1, "the pictures wait for nobody");
    let payout = keys.payout.pubkey().to_string();
    refused(&client, &["job", "clear", job, "--to", &payout], "is owed nothing of this job");
    let cleared = json(&wallet, &["job", "clear", job, "--to", &payout], "");
    assert_eq!(cleared["closed"], true);
    assert_eq!(testbed.has(&of, &keys.payout.pubkey()).await, units(&owed["earnings"]));
    refused(&wallet, &["job", "clear", job], "no job");
    testbed.shut_down().await.unwrap();
}

/// Pays all that a wallet has of a token to another, and closes its account.
async fn gives_all_away(testbed: &Testbed, of: &Issued, from: &Keypair, to: &Pubkey) {
    const CLOSE_ACCOUNT: u8 = 9;
    let (wallet, rest) = (from.pubkey(), testbed.has(of, &from.pubkey()).await);
    let pay = token_pay(&wallet, &of.token, &of.token.account(to), (rest, of.decimals));
    let closes = [(of.token.account(&wallet), false), (wallet, false), (wallet, true)];
    let accounts = closes.map(|(key, signs)| AccountMeta::new(key, signs)).to_vec();
    let close = Encoded { program_id: of.token.program, accounts, data: vec![CLOSE_ACCOUNT] };
    testbed.chain.send(from, &[], &[pay, close]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispute_is_paid_out_of_the_deposit_and_the_rest_comes_back_to_a_wallet_without_an_account() {
    let mut testbed = Testbed::for_test().await;
    let keys = testbed.start_provider("one", 1_000_000).await;
    testbed.stop_daemon(&keys.name).await;
    let of = testbed.issue(6).await;
    testbed.lists(&of, 5_100_000).await;
    let terms = Terms { per_frame: ONE / 5, per_second: ONE / 50, per_gb: 0, minimum: 0 };
    testbed.sells_for(&keys, &of, terms).await;
    let (at, client, operator) = (testbed.connection().unwrap(), testbed.client.pubkey(), keys.operator.pubkey());
    for given in [client, operator] {
        testbed.gives(&of, &given, 1_000 * ONE).await;
    }
    let placed = testbed.places_in(&of, small(1, 1), true).await.unwrap().placed;
    gives_all_away(&testbed, &of, &testbed.client, &operator).await;
    let (address, order) = (placed.jobs[0].address, placed.order.to_string());
    testbed.ledger.advance(Duration::from_secs(15)).unwrap();
    testbed.start_worker(&keys).await.unwrap();
    testbed.until(&address, "it is delivered", |job| matches!(job.state.phase, Phase::Delivered { .. })).await;
    testbed.ledger.advance(Duration::from_secs(testbed.params.values.verdict_secs.into())).unwrap();

    let told = rayment(&at, &["job", "dispute", &address.to_string()], "");
    let told = String::from_utf8(told.stderr).unwrap();
    let bond = format!(" {}… from what the bill leaves of the deposit", &of.token.mint.to_string()[..8]);
    assert!(told.contains("the dispute locks 0.0") && told.contains(&bond), "{told}");
    testbed.until(&address, "it is disputed", |job| matches!(job.state.phase, Phase::Disputed { .. })).await;
    json(&at, &["job", "approve", &address.to_string()], "");
    assert_eq!(testbed.ended(&address).await.outcome(), Some(Outcome::Paid));
    let returned = json(&at, &["order", "return", &order], "");
    let back = units(&returned["returned_tokens"]);
    assert!(back > 0 && testbed.has(&of, &client).await == back, "{returned}");
    let (balance, fees, vault) = testbed.purse(&keys, &of).await;
    assert!(fees > 0 && vault == balance + fees);
    assert_eq!(back + testbed.has(&of, &operator).await + vault, 2_000 * ONE, "every base unit is somewhere");
    testbed.shut_down().await.unwrap();
}
