use rayment_core::{
    Native, Pubkey,
    order::{Cut, MAX_JOBS, OrderError, Quote, quote},
};

use super::world::{MARKET, NOON, chunk, quoted};

type Change = fn(&mut Quote);

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_quote_has_298_bytes_in_the_order_of_its_fields() {
    let (quote, _) = quoted(&[5, 6]);
    let bytes = borsh::to_vec(&quote).unwrap();
    assert_eq!(bytes.len(), quote::SIZE);
    assert_eq!(bytes[0], 1);
    let parts: [(usize, &[u8]); 5] = [
        (1, &MARKET.0),
        (161, &quote.params.to_le_bytes()),
        (165, &quote.jobs.to_le_bytes()),
        (201, &quote.cut.frames.to_le_bytes()),
        (290, &quote.salt.to_le_bytes()),
    ];
    for (at, part) in parts {
        assert_eq!(&bytes[at..at + part.len()], part, "at {at}");
    }
}

/// The golden values were computed by a script in another language, from the bytes that the protocol states.
#[test]
fn hash_and_leaves_are_golden() {
    let (quote, _) = quoted(&[5, 6]);
    let leaf = quote::leaf::<Native>(1, &chunk(1), 6);
    let by_hand = |domain: &[u8], rest: &[u8]| <Native as rayment_core::Sha256>::hash(&[domain, rest]);
    assert_eq!(quote.hash::<Native>(), by_hand(b"rayment:order:1", &borsh::to_vec(&quote).unwrap()));
    let bytes = [&1u32.to_le_bytes()[..], &borsh::to_vec(&chunk(1)).unwrap(), &6u64.to_le_bytes()].concat();
    assert_eq!(leaf, by_hand(b"\0rayment:order-job:1", &bytes));
    assert_eq!(hex(&leaf), GOLDEN_LEAF);
    assert_eq!(hex(&quote.hash::<Native>()), GOLDEN_HASH);
}

const GOLDEN_LEAF: &str = "95c87a7e64bcf98d48e69eb347270b3873f5b6daaf2403937aa978331ccba5ed";
const GOLDEN_HASH: &str = "81aeb1f9f70452a8da6dd342c2399bbc40805e2f273c476ca64c5ded2e941433";

#[test]
fn every_field_changes_the_address() {
    let (quote, _) = quoted(&[5, 6]);
    let bytes = borsh::to_vec(&quote).unwrap();
    for at in 0..bytes.len() {
        let mut other = bytes.clone();
        other[at] ^= 1;
        assert_ne!(Quote::hash_of::<Native>(&other), quote.hash::<Native>(), "byte {at}");
    }
}

#[test]
fn what_sells_nothing_is_refused() {
    let (good, _) = quoted(&[5, 6]);
    assert_eq!(good.check(&MARKET), Ok(()));
    let cases: [(Change, OrderError); 7] = [
        (|quote| quote.version = 2, OrderError::UnknownQuote),
        (|quote| quote.flags |= 8, OrderError::UnknownQuote),
        (|quote| quote.market = Pubkey([1; 32]), OrderError::WrongMarket),
        (|quote| quote.jobs = 0, OrderError::WrongJobCount),
        (|quote| quote.jobs = MAX_JOBS + 1, OrderError::WrongJobCount),
        (|quote| quote.total = 1, OrderError::WrongJobCount),
        (|quote| quote.draw_until = quote.expires_at + 1, OrderError::BadDrawUntil),
    ];
    for (change, error) in cases {
        let mut quote = good;
        change(&mut quote);
        assert_eq!(quote.check(&MARKET), Err(error));
    }
    // Whether the market takes a token is asked where money is locked: it may be listed and delisted.
    assert_eq!(Quote { mint: Pubkey([1; 32]), ..good }.check(&MARKET), Ok(()));
    let last = Quote { jobs: MAX_JOBS, total: MAX_JOBS.into(), draw_until: good.expires_at, ..good };
    assert_eq!(last.check(&MARKET), Ok(()));
}

#[test]
fn a_jobs_offer_is_the_quotes() {
    let (quote, _) = quoted(&[5, 6]);
    let offer = quote.offer([1, 0, 0, 0, 0, 0, 0, 2], chunk(1), 6);
    assert_eq!((offer.order, offer.deposit, offer.expires_at), (0x0200_0000_0000_0001, 6, NOON + 2 * 86_400));
    assert_eq!((offer.ceilings, offer.bytes, offer.spec), (quote.ceilings, quote.bytes, quote.spec));
    assert!(offer.at_once && offer.check);
    let dear = quote.offer([0; 8], chunk(1), quote.at_once_max + 1);
    assert!(!dear.at_once, "above what the quote pays at once");
    let unchecked = Quote { flags: 0, ..quote }.offer([0; 8], chunk(1), 6);
    assert!(!unchecked.at_once && !unchecked.check);
    assert_eq!((Cut::frames(3), Cut::parts(4)), (Cut { frames: 3, parts: 1 }, Cut { frames: 1, parts: 4 }));
}
