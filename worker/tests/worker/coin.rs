//! What amounts are in, and what they weigh.

use rayment_core::{
    Pubkey as Key,
    asset::{self, AssetState},
};
use rayment_worker::coin::Coin;
use solana_pubkey::Pubkey;

const NOW: i64 = 1_000_000;
const DAY: i64 = 86_400;

fn mint() -> Pubkey {
    Pubkey::new_from_array([7; 32])
}

fn asset() -> AssetState {
    AssetState {
        market: Key([9; 32]),
        mint: Key([7; 32]),
        token_program: asset::TOKEN,
        decimals: 6,
        extensions: 0,
        rate: 5_000_000,
        rate_at: NOW,
        at_once_max: 0,
    }
}

#[test]
fn every_amount_names_its_unit() {
    let token = Coin::token(mint(), Some(&asset()), NOW);
    let of = |number: &str| format!("{number} of {}", mint());
    for (amount, text) in [(0, "0"), (1, "0.000001"), (12_500_000, "12.5"), (3_000_000, "3"), (100, "0.0001")] {
        assert_eq!(token.text(amount), of(text));
    }
    assert_eq!(Coin::Sol.text(8_400_000), "0.0084 SOL");
    assert_eq!(Coin::token(mint(), None, NOW).text(12), format!("12 base units of {}", mint()));
    let whole = AssetState { decimals: 0, ..asset() };
    assert_eq!(Coin::token(mint(), Some(&whole), NOW).text(10), of("10"));
}

#[test]
fn a_token_weighs_what_the_market_has_said_within_a_day() {
    let at = |now| Coin::token(mint(), Some(&asset()), now).lamports(2_000_000);
    assert_eq!((at(NOW), at(NOW + DAY - 1)), (Some(10_000_000), Some(10_000_000)));
    assert_eq!(at(NOW + DAY), None);
    assert_eq!(Coin::token(mint(), Some(&AssetState { rate: 0, ..asset() }), NOW).lamports(1), None);
    assert_eq!(Coin::token(mint(), None, NOW).lamports(1), None);
    assert_eq!(Coin::Sol.lamports(7), Some(7));
    // More than there is of anything, and more digits than a number has.
    assert_eq!(
        Coin::token(mint(), Some(&AssetState { decimals: 0, ..asset() }), NOW).lamports(u64::MAX),
        Some(u64::MAX)
    );
    assert_eq!(Coin::token(mint(), Some(&AssetState { decimals: 255, ..asset() }), NOW).lamports(1), None);
}
