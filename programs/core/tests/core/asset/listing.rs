//! What a market says of a token that it takes.

use rayment_core::{
    Pubkey,
    asset::{AssetState, Listing, Mint, TOKEN, TOKEN_2022},
};

use super::{extension, mint_with, plain_mint};

#[test]
fn an_asset_is_what_the_authority_says_and_what_its_mint_is_at_the_moment() {
    let keys = (Pubkey([1; 32]), Pubkey([2; 32]));
    let pointed = Mint::read(&mint_with(&[extension(18, &[1; 64])])).unwrap();
    let listing = Listing { rate: 7, at_once_max: 8 };
    let asset = AssetState::list(keys, (pointed, TOKEN_2022), listing, 1_800_000_000);
    let expected = AssetState {
        market: keys.0,
        mint: keys.1,
        token_program: 1,
        decimals: 6,
        extensions: 1 << 18,
        rate: 7,
        rate_at: 1_800_000_000,
        at_once_max: 8,
    };
    assert_eq!(asset, expected);
    // Listed again, it is what is said then.
    let plain = Mint::read(&plain_mint()).unwrap();
    let again = AssetState::list(keys, (plain, TOKEN), Listing { rate: 0, at_once_max: 0 }, 1_800_000_001);
    let (extensions, rate, rate_at, at_once_max) = (0, 0, 1_800_000_001, 0);
    assert_eq!(again, AssetState { token_program: 0, extensions, rate, rate_at, at_once_max, ..expected });
}
