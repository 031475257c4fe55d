//! Quotes among providers of whom some lie: what they say of themselves moves no honest quote.

use proptest::prelude::*;
use rayment_client::{
    order::{Candidate, Cut, Quote, quote, split::split},
    profile::Profile,
};
use rayment_core::{market::Params, money::Terms};
use solana_pubkey::Pubkey;

use crate::orders::{profile, spec, terms};

const SOL: u64 = 1_000_000_000;

/// Who sells: its terms, its machine, and what it has earned.
#[derive(Clone, Debug)]
struct Seller {
    terms: Terms,
    profile: Profile,
    earned: u64,
}

fn seller(terms: Terms, score: u64, earned: u64) -> Seller {
    Seller { terms, profile: profile(score), earned }
}

/// Of four frames.
fn quoted(sellers: &[Seller]) -> Option<Quote> {
    let spec = spec(&[(1, 4, 1)]);
    let candidates = (0..).zip(sellers).map(|(number, Seller { terms, profile, earned })| {
        let wallet = Pubkey::new_from_array([number; 32]);
        Candidate { wallet, terms: *terms, profile, earned: *earned, slots: 1, ms_per_frame: None }
    });
    let candidates: Vec<_> = candidates.collect();
    quote(&spec, &split(&spec, Cut::frames(1)), (&Params::DEFAULT, 0), &candidates, 8)
}

/// All of it that decides what is locked, and how the order is cut.
fn terms_of(quote: &Quote) -> (Terms, [u64; 5], usize) {
    let Quote { terms, ms_per_frame, estimate, cap, ordinary_cap, middle_ms_per_frame, sellers, .. } = quote;
    (*terms, [*ms_per_frame, *estimate, *cap, *ordinary_cap, *middle_ms_per_frame], *sellers)
}

fn extreme() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(1), 0..2_000_000u64, any::<u64>(), Just(u64::MAX)]
}

fn stranger() -> impl Strategy<Value = Seller> {
    (extreme(), extreme(), extreme(), extreme(), extreme()).prop_map(
        |(per_frame, per_second, per_gb, minimum, score)| {
            seller(Terms { per_frame, per_second, per_gb, minimum }, score, 0)
        },
    )
}

fn known() -> impl Strategy<Value = Seller> {
    (1..2_000_000u64, 1..1_000_000u64, 100..10_000u64, 1..SOL).prop_map(|(per_frame, per_second, score, earned)| {
        seller(Terms { per_second, ..terms(per_frame) }, score, earned)
    })
}

proptest! {
    #[test]
    fn strangers_move_no_quote_of_a_market_with_a_history(
        known in prop::collection::vec(known(), 1..8),
        strangers in prop::collection::vec(stranger(), 1..8),
    ) {
        let without = quoted(&known).unwrap();
        let with = quoted(&[known.clone(), strangers].concat()).unwrap();
        prop_assert_eq!(terms_of(&with), terms_of(&without));
        // And nobody is put out by them.
        prop_assert!(without.lines.iter().all(|line| with.lines.contains(line)));
        prop_assert!(with.lines.iter().all(|line| line.terms.within(&with.terms)));
    }

    #[test]
    fn an_ordinary_market_locks_what_is_ordinary(known in known(), others in 0..8usize) {
        prop_assert!(quoted(&vec![known; others + 1]).unwrap().is_ordinary());
    }
}

#[test]
fn a_price_of_nothing_does_not_shut_the_others_out() {
    let honest = seller(terms(1_000_000), 1_000, 5 * SOL);
    let free = seller(Terms::default(), 1_000, 0);
    let alone = quoted(std::slice::from_ref(&honest)).unwrap();
    let quote = quoted(&[honest.clone(), free.clone()]).unwrap();
    assert_eq!((quote.terms, quote.lines.len()), (alone.terms, 2), "both are let in");
    // Nor in a market in which nobody has earned anything.
    let new = seller(honest.terms, 1_000, 0);
    assert_eq!(quoted(&[new, free]).unwrap().terms, alone.terms);
}

#[test]
fn an_invented_speed_locks_nothing_unseen() {
    // Dear by the second, and by its own word done in no time.
    let fast = |earned| seller(Terms { per_second: SOL, per_frame: 1, ..Terms::default() }, u64::MAX, earned);
    let honest = |earned| seller(terms(1_000_000), 1_000, earned);
    let alone = quoted(&[honest(SOL)]).unwrap();
    assert_eq!(terms_of(&quoted(&[honest(SOL), fast(0)]).unwrap()), terms_of(&alone));
    // Where nobody has a history it counts, and the client is asked.
    let young = quoted(&[honest(0), fast(0)]).unwrap();
    assert!(young.cap > 10 * SOL && !young.is_ordinary());
    assert!(quoted(&[honest(0), honest(0)]).unwrap().is_ordinary());
    // A bought history counts for what it is worth.
    let bought = [honest(SOL), honest(SOL), honest(SOL), honest(SOL), honest(SOL), fast(SOL / 10)];
    assert_eq!(quoted(&bought).unwrap().terms, alone.terms);
}

#[test]
fn a_newcomer_may_ask_a_little_more() {
    let known = seller(terms(1_000_000), 1_000, SOL);
    let newcomer = |per_frame| seller(terms(per_frame), 1_000, 0);
    let lines = |per_frame| quoted(&[known.clone(), newcomer(per_frame)]).unwrap().lines.len();
    assert_eq!((lines(1_250_000), lines(1_250_001)), (2, 1));
}

#[test]
fn a_slow_machine_that_has_earned_little_sets_no_time() {
    let (honest, crawling) = (seller(terms(1_000_000), 1_000, SOL), seller(terms(1_000_000), 300, SOL / 100));
    let quote = quoted(&[honest.clone(), crawling]).unwrap();
    assert_eq!(quote.ms_per_frame, quoted(&[honest]).unwrap().ms_per_frame);
}
