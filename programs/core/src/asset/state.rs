//! What a market says of a token that it takes.

use crate::key::Pubkey;

use super::Mint;

/// Token programs by their numbers in [`AssetState::token_program`].
pub const TOKEN: u8 = 0;
pub const TOKEN_2022: u8 = 1;

fixed! {
    /// An asset's account, as the rules see it: while there is one, orders and channels may be paid in it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct AssetState {
        pub market: Pubkey,
        pub mint: Pubkey,
        /// 0: the first token program, 1: Token-2022.
        pub token_program: u8,
        /// Of the mint, when it was listed.
        pub decimals: u8,
        /// Extensions of the mint when it was listed, a bit each by its number.
        pub extensions: u64,
        /// Lamports that a whole token weighs with; no payment depends on it.
        pub rate: u64,
        pub rate_at: i64,
        /// The largest deposit in it that may settle on the keeper's word alone, where the client agreed.
        pub at_once_max: u64,
    }

    /// What the market's authority says of a token.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Listing {
        /// Lamports that a whole token weighs with.
        pub rate: u64,
        /// The largest deposit that may settle on the keeper's word alone, in base units.
        pub at_once_max: u64,
    }
}

impl AssetState {
    /// An asset as the authority says, by its mint of the moment.
    pub fn list(
        (market, mint): (Pubkey, Pubkey),
        (read, token_program): (Mint, u8),
        Listing { rate, at_once_max }: Listing,
        now: i64,
    ) -> Self {
        let Mint { decimals, extensions } = read;
        Self { market, mint, token_program, decimals, extensions, rate, rate_at: now, at_once_max }
    }
}
