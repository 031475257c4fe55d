//! Accounts: each kind is read as itself and as nothing else.

use anchor_lang::Discriminator;
use rayment_client::{
    Asset, ChainError, Channel, Client, Guardian, Job, Market, MarketParams, Offer, Order, PROGRAM_ID, Provider, Purse,
    error::Kind,
};
use rayment_core::layout;
use solana_pubkey::Pubkey;

use crate::{
    golden::accounts::{all, bytes},
    instructions::key,
    shelf::Shelf,
};

/// The beginning of an account, and what else is given.
pub fn discriminated<T: Discriminator>(rest: &[u8]) -> Vec<u8> {
    [T::DISCRIMINATOR, rest].concat()
}

type Read = fn(Pubkey, &[u8]) -> Result<(), ChainError>;

/// Every kind, by its name in the IDL.
const KINDS: [(&str, Kind, Read); 11] = [
    ("Market", Kind::Market, |address, data| Market::decode(address, data).map(drop)),
    ("MarketParams", Kind::MarketParams, |address, data| MarketParams::decode(address, data).map(drop)),
    ("Order", Kind::Order, |address, data| Order::decode(address, data).map(drop)),
    ("Job", Kind::Job, |address, data| Job::decode(address, data).map(drop)),
    ("Provider", Kind::Provider, |address, data| Provider::decode(address, data).map(drop)),
    ("Client", Kind::Client, |address, data| Client::decode(address, data).map(drop)),
    ("Guardian", Kind::Guardian, |address, data| Guardian::decode(address, data).map(drop)),
    ("Channel", Kind::Channel, |address, data| Channel::decode(address, data).map(drop)),
    ("Asset", Kind::Asset, |address, data| Asset::decode(address, data).map(drop)),
    ("Purse", Kind::Purse, |address, data| Purse::decode(address, data).map(drop)),
    ("Offer", Kind::Offer, |address, data| Offer::decode(address, data).map(drop)),
];

/// An account of each kind, by its name.
fn told() -> Vec<(String, Vec<u8>)> {
    all().iter().map(|account| (account["name"].as_str().unwrap().to_owned(), bytes(account))).collect()
}

#[test]
fn each_kind_of_account_is_read_as_itself_and_as_no_other() {
    let address = Pubkey::new_unique();
    for (name, data) in told() {
        for (other, kind, read) in KINDS {
            match read(address, &data) {
                Ok(()) => assert_eq!(name, other),
                Err(ChainError::NotA { kind: found, address: at }) => {
                    assert!(name != other, "{name} is not read");
                    assert_eq!((found, at), (kind, address));
                }
                Err(error) => panic!("{name} as {other}: {error}"),
            }
        }
    }
}

#[test]
fn an_account_of_another_layout_is_named_as_such() {
    for (name, mut data) in told() {
        let (_, kind, read) = KINDS.into_iter().find(|(of, ..)| *of == name).expect("a kind");
        let today = data[8];
        for found in (0..=4).filter(|layout| *layout != today) {
            data[8] = found;
            let error = read(Pubkey::default(), &data).unwrap_err();
            let is_named = matches!(error, ChainError::Layout { kind: of, found: at, .. } if (of, at) == (kind, found));
            assert!(is_named, "{name}: {error}");
        }
    }
}

#[test]
fn an_account_that_is_cut_off_is_none() {
    for (name, data) in told() {
        let (_, kind, read) = KINDS.into_iter().find(|(of, ..)| *of == name).expect("a kind");
        // What a job's phase doesn't fill, and a reserve, is nothing that is read.
        let used = (0..=data.len()).find(|end| read(Pubkey::default(), &data[..*end]).is_ok()).expect("read whole");
        assert!(used > 80, "{name}: {used}");
        // Where there is nothing behind the layout, it is that of which is told.
        for end in (0..used).filter(|end| *end != layout::header::BUMP.at) {
            let error = read(Pubkey::default(), &data[..end]).unwrap_err();
            assert!(matches!(error, ChainError::NotA { kind: of, .. } if of == kind), "{name}, {end} bytes: {error}");
        }
    }
}

/// Parameters first, since the program reads them where it moves the others.
#[tokio::test]
async fn what_an_earlier_release_wrote_is_found_in_its_market_parameters_first() {
    let (mut shelf, mut expected) = (Shelf::default(), Vec::new());
    let mut addresses = (100..).map(key);
    for (name, data) in told() {
        for layout in 1..=data[8] {
            let (address, mut data) = (addresses.next().expect("enough"), data.clone());
            if layout < data[8] {
                expected.push((name != "MarketParams", address));
            }
            data[8] = layout;
            shelf = shelf.and(address, PROGRAM_ID, data);
        }
    }
    let (chain, _) = shelf.node().await;
    let found = chain.earlier(&key(1)).await.unwrap();
    let params = expected.iter().filter(|(is_other, _)| !is_other).count();
    assert_eq!(params, 2);
    let mut found: Vec<_> = found.into_iter().enumerate().map(|(at, address)| (at >= params, address)).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(chain.earlier(&key(2)).await.unwrap(), []);
}
