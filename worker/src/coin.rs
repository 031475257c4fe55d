//! What amounts are in, as people read them and as the market weighs them.

use rayment_client::{money::sol, token::Weight};
use rayment_core::asset::AssetState;
use solana_pubkey::Pubkey;

/// What an amount is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coin {
    /// Lamports.
    Sol,
    /// Base units of a token.
    Token {
        mint: Pubkey,
        /// How many of its digits stand behind the point; `None` where that is not known.
        decimals: Option<u8>,
        /// What it weighs, where the market has said so within the last day.
        weight: Option<Weight>,
    },
}

impl Coin {
    /// A token by what the market says of it, if it takes it.
    pub fn token(mint: Pubkey, asset: Option<&AssetState>, now: i64) -> Self {
        let weight = asset.and_then(|asset| Weight::of(asset, now));
        Self::Token { mint, decimals: asset.map(|asset| asset.decimals), weight }
    }

    /// Lamports that an amount weighs; `None` where nobody knows.
    pub fn lamports(&self, amount: u64) -> Option<u64> {
        match self {
            Self::Sol => Some(amount),
            Self::Token { weight, .. } => Some((*weight)?.lamports(amount)),
        }
    }

    /// An amount with its unit: `0.0084 SOL`, `12.5 of` a mint.
    pub fn text(&self, amount: u64) -> String {
        match self {
            Self::Sol => sol(amount),
            Self::Token { mint, decimals: Some(decimals), .. } => format!("{} of {mint}", decimal(amount, *decimals)),
            Self::Token { mint, decimals: None, .. } => format!("{amount} base units of {mint}"),
        }
    }
}

/// With all its digits and no more.
fn decimal(amount: u64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{amount:0>width$}", width = places.saturating_add(1));
    let (whole, part) = digits.split_at(digits.len().saturating_sub(places));
    match part.trim_end_matches('0') {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    }
}
