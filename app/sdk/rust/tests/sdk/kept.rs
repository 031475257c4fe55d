//! What is written down before money moves.

use std::{os::unix::fs::PermissionsExt as _, sync::Arc};

use rayment_client::{Token, instructions::NewChannel, rule_key, token::TOKEN_2022};
use rayment_core::channel::{ChannelTerms, Voucher};
use rayment_sdk::{
    Error,
    channel::{KeptChannel, Kind, SignedVoucher, Wanted},
    saved::Saved,
};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

fn kept(salt: u64) -> KeptChannel {
    let (provider, session_key) = (Pubkey::new_from_array([4; 32]), Arc::new(Keypair::new()));
    let terms = ChannelTerms {
        params: 3,
        fee_bps: 500,
        kind: Kind::Llm.number(),
        signer: rule_key(&session_key.pubkey()),
        subject: [1; 32],
        ssh: [0; 32],
        ssh_hashed: false,
        rate: 0,
        close_secs: 86_400,
        expires_at: 1_000,
    };
    let new = NewChannel {
        token: None,
        payer: Pubkey::new_from_array([5; 32]),
        rent_payer: None,
        provider,
        terms,
        salt,
        slot: (77, [8; 32]),
        deposit: 1_000,
    };
    let market = Pubkey::new_from_array([6; 32]);
    let wanted = Wanted::new(&provider, Kind::Llm, 1_000);
    KeptChannel { market, new, wanted, session_key: Some(session_key), kept_at: 500 }
}

#[test]
fn a_channel_is_found_again_by_its_address_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let channels = Saved::new(Some(folder.path().join("orders"))).channels();
    let (one, two) = (kept(1), kept(2));
    channels.keep(&one).unwrap();
    channels.keep(&two).unwrap();
    let found = channels.find(&one.address()).unwrap().expect("it is here");
    assert_eq!((found.new, found.market, &found.wanted, found.kept_at), (one.new, one.market, &one.wanted, 500));
    assert_eq!(found.session_key.unwrap().pubkey(), one.signer());
    assert_eq!(channels.all().len(), 2);
    channels.forget(&one.address());
    assert!(channels.find(&one.address()).unwrap().is_none());
    assert!(!format!("{two:?}").contains("secret") && !format!("{two:?}").contains("Keypair"), "no key in a log");
}

#[test]
fn a_channel_in_a_token_is_found_again_in_that_token() {
    let folder = tempfile::tempdir().unwrap();
    let channels = Saved::new(Some(folder.path().to_owned())).channels();
    let (mut one, mint) = (kept(1), Pubkey::new_from_array([50; 32]));
    one.wanted.token = Some(mint.to_bytes());
    one.new.token = Some(Token { mint, program: TOKEN_2022 });
    assert_ne!(one.address(), kept(1).address());
    channels.keep(&one).unwrap();
    assert_eq!(channels.find(&one.address()).unwrap().expect("it is here").new, one.new);
    // Another mint would be another address.
    let path = folder.path().join("channels").join(format!("{}.json", one.address()));
    let text = std::fs::read_to_string(&path).unwrap();
    for damaged in [text.replace(&mint.to_string(), &one.new.payer.to_string()), without_token(&text)] {
        std::fs::write(&path, damaged).unwrap();
        assert!(matches!(channels.find(&one.address()), Err(Error::File { .. })));
    }
}

fn without_token(text: &str) -> String {
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    file.as_object_mut().unwrap().remove("token").unwrap();
    file.to_string()
}

#[test]
fn only_its_owner_reads_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let channels = Saved::new(Some(folder.path().to_owned())).channels();
    let one = kept(1);
    channels.keep(&one).unwrap();
    let file = folder.path().join("channels").join(format!("{}.json", one.address()));
    assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o077, 0);
}

#[test]
fn the_orders_beside_it_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let saved = Saved::new(Some(folder.path().to_owned()));
    saved.channels().keep(&kept(1)).unwrap();
    assert!(saved.all().is_empty());
}

#[test]
fn refuses_a_file_that_is_damaged_or_another_channels() {
    let folder = tempfile::tempdir().unwrap();
    let channels = Saved::new(Some(folder.path().to_owned())).channels();
    let (one, two) = (kept(1), kept(2));
    channels.keep(&one).unwrap();
    let path = |kept: &KeptChannel| folder.path().join("channels").join(format!("{}.json", kept.address()));
    std::fs::copy(path(&one), path(&two)).unwrap();
    assert!(matches!(channels.find(&two.address()), Err(Error::File { .. })), "its address is another");
    let text = std::fs::read_to_string(path(&one)).unwrap();
    for damaged in ["{".to_owned(), text.replace("\"salt\":1", "\"salt\":2"), with_another_key(&text, &two)] {
        std::fs::write(path(&one), damaged).unwrap();
        assert!(matches!(channels.find(&one.address()), Err(Error::File { .. })));
    }
}

/// The same file with the session key of another channel.
fn with_another_key(text: &str, other: &KeptChannel) -> String {
    let mut file: serde_json::Value = serde_json::from_str(text).unwrap();
    file["session_key"] = other.session_key.as_ref().unwrap().to_base58_string().into();
    file.to_string()
}

#[test]
fn the_highest_voucher_that_always_counts_stays() {
    let folder = tempfile::tempdir().unwrap();
    let channels = Saved::new(Some(folder.path().to_owned())).channels();
    let one = kept(1);
    let (address, key) = (one.address(), one.session_key.unwrap());
    assert!(channels.last(&address).unwrap().is_none());
    for (cumulative, expires_at, highest) in [(5, 0, 5), (9, 0, 9), (7, 0, 9), (12, 1_000, 9)] {
        let voucher = Voucher { channel: rule_key(&address), cumulative, expires_at };
        channels.note(&SignedVoucher::sign(&key, voucher)).unwrap();
        assert_eq!(channels.last(&address).unwrap().unwrap().cumulative(), highest);
    }
}
