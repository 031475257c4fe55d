//! The parts of the RPC that keeper, worker and command line stand on.

use crate::actors::{Ear, SOL, Wallet, client, ledger, wait_for};
use futures::StreamExt;
use solana_account_decoder::{UiAccountEncoding, UiDataSliceConfig};
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_rpc_client::rpc_client::GetConfirmedSignaturesForAddress2Config;
use solana_rpc_client_api::{
    config::{
        RpcAccountInfoConfig, RpcProgramAccountsConfig, RpcTransactionConfig, RpcTransactionLogsConfig,
        RpcTransactionLogsFilter,
    },
    filter::{Memcmp, RpcFilterType},
};
use solana_system_interface::instruction::transfer;
use solana_transaction_status_client_types::{UiTransactionEncoding, option_serializer::OptionSerializer};

#[test]
fn accounts_are_found_by_their_bytes_and_served_in_slices() {
    let ledger = ledger();
    let owner = Pubkey::new_unique();
    let keys: Vec<Pubkey> = (0..3).map(|_| Pubkey::new_unique()).collect();
    for (state, key) in keys.iter().enumerate() {
        let mut data = vec![9; 40];
        data[8] = state as u8;
        ledger.set_account(*key, owner, SOL, data).unwrap();
    }
    let found = client(&ledger)
        .get_program_ui_accounts_with_config(
            &owner,
            RpcProgramAccountsConfig {
                filters: Some(vec![
                    RpcFilterType::DataSize(40),
                    RpcFilterType::Memcmp(Memcmp::new_raw_bytes(8, vec![1])),
                ]),
                account_config: RpcAccountInfoConfig {
                    encoding: Some(UiAccountEncoding::Base64),
                    data_slice: Some(UiDataSliceConfig { offset: 7, length: 3 }),
                    ..RpcAccountInfoConfig::default()
                },
                ..RpcProgramAccountsConfig::default()
            },
        )
        .unwrap();
    assert_eq!(found.len(), 1);
    let (key, account) = &found[0];
    assert_eq!(*key, keys[1]);
    assert_eq!(account.data.decode().unwrap(), [9, 1, 9]);
}

#[test]
fn logs_are_told_when_confirmed() {
    let ledger = ledger();
    let client = client(&ledger);
    let wallet = Wallet::funded_on(&ledger);
    let ear = Ear::on(&ledger);
    let mentions = RpcTransactionLogsFilter::Mentions(vec![wallet.key().to_string()]);
    let confirmed = RpcTransactionLogsConfig { commitment: Some(CommitmentConfig::confirmed()) };
    let (mut logs, _) = ear.waits("a subscription", ear.pubsub.logs_subscribe(mentions, confirmed)).unwrap();
    let payment = wallet.pays(&client, &Pubkey::new_unique(), SOL / 2);
    let told = ear.waits("the logs", logs.next()).expect("logs are told");
    assert_eq!(told.value.signature, payment.to_string());
    assert_eq!(told.value.err, None);
    assert!(told.value.logs[0].contains("11111111111111111111111111111111 invoke"));
}

#[test]
fn history_gives_signatures_logs_fee_and_balances() {
    let ledger = ledger();
    let client = client(&ledger);
    let wallet = Wallet::funded_on(&ledger);
    let payee = Pubkey::new_unique();
    let first = wallet.pays(&client, &payee, SOL / 4);
    let second = wallet.pays(&client, &payee, SOL / 8);
    let history = client
        .get_signatures_for_address_with_config(
            &payee,
            GetConfirmedSignaturesForAddress2Config {
                until: Some(first),
                commitment: Some(CommitmentConfig::confirmed()),
                ..GetConfirmedSignaturesForAddress2Config::default()
            },
        )
        .unwrap();
    assert_eq!(history.len(), 1);
    assert_eq!(history[0].signature, second.to_string());

    let details = client
        .get_transaction_with_config(
            &second,
            RpcTransactionConfig {
                encoding: Some(UiTransactionEncoding::Base64),
                commitment: Some(CommitmentConfig::confirmed()),
                max_supported_transaction_version: Some(0),
            },
        )
        .unwrap();
    let meta = details.transaction.meta.expect("there is a record");
    assert_eq!(meta.fee, 5_000);
    assert_eq!(meta.compute_units_consumed, OptionSerializer::Some(150));
    assert_eq!(meta.post_balances[1] - meta.pre_balances[1], SOL / 8);
    let OptionSerializer::Some(logs) = meta.log_messages else {
        panic!("logs are kept");
    };
    assert!(logs.last().unwrap().ends_with("success"));
}

#[test]
fn simulation_tells_units_and_errors_and_changes_nothing() {
    let ledger = ledger();
    let client = client(&ledger);
    let wallet = Wallet::funded_on(&ledger);
    let payee = Pubkey::new_unique();
    let fits = wallet.signs(&client, transfer(&wallet.key(), &payee, SOL / 2));
    let outcome = client.simulate_transaction(&fits).unwrap().value;
    assert_eq!(outcome.err, None);
    assert_eq!(outcome.units_consumed, Some(150));

    let too_much = wallet.signs(&client, transfer(&wallet.key(), &payee, 2 * SOL));
    let outcome = client.simulate_transaction(&too_much).unwrap().value;
    assert!(outcome.err.is_some());
    assert!(outcome.logs.unwrap().iter().any(|line| line.contains("insufficient lamports")));
    let refusal = client.send_transaction(&too_much).unwrap_err();
    assert!(refusal.to_string().contains("custom program error: 0x1"), "{refusal}");
    assert_eq!(client.get_balance(&wallet.key()).unwrap(), SOL);
}

#[test]
fn airdrops_and_fee_estimates_are_served() {
    let ledger = ledger();
    let client = client(&ledger);
    let wallet = Pubkey::new_unique();
    let airdrop = client.request_airdrop(&wallet, SOL).unwrap();
    wait_for("the airdrop", || client.confirm_transaction(&airdrop).unwrap().then_some(()));
    assert_eq!(client.get_balance(&wallet).unwrap(), SOL);
    assert!(client.get_recent_prioritization_fees(&[wallet]).is_ok());
}
