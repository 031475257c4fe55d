//! Tokens as the program is told of them: a mint and the program that it belongs to.

use std::num::NonZeroU64;

use rayment_core::asset::{self, AssetState};
use solana_pubkey::Pubkey;

use crate::address;

/// The first token program.
pub const TOKEN: Pubkey = Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// Token-2022.
pub const TOKEN_2022: Pubkey = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// The program that makes a wallet's own token account of a mint.
pub const ASSOCIATED_TOKEN: Pubkey = Pubkey::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// Seconds for which a market's word on what a token weighs counts.
pub const RATE_SECS: i64 = 86_400;

/// A token: its mint, and the program that owns the mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    pub mint: Pubkey,
    pub program: Pubkey,
}

impl Token {
    /// The token of a mint that this program owns; `None` where that is no token program.
    pub fn new(mint: Pubkey, program: Pubkey) -> Option<Self> {
        (program == TOKEN || program == TOKEN_2022).then_some(Self { mint, program })
    }

    /// The token of a market's asset, by the number that it has for the token program.
    pub fn numbered(mint: Pubkey, token_program: u8) -> Option<Self> {
        match token_program {
            asset::TOKEN => Some(Self { mint, program: TOKEN }),
            asset::TOKEN_2022 => Some(Self { mint, program: TOKEN_2022 }),
            _ => None,
        }
    }

    /// A wallet's own account of this token: the associated one.
    pub fn account(&self, wallet: &Pubkey) -> Pubkey {
        address::associated(wallet, self)
    }
}

/// What a token weighs in lamports, by a market's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight {
    /// Lamports of a whole token.
    rate: NonZeroU64,
    /// So few that the base units of a whole token are a number.
    decimals: u8,
}

impl Weight {
    /// As the market said within the last day; else `None`.
    pub fn of(asset: &AssetState, now: i64) -> Option<Self> {
        let counts = now.saturating_sub(asset.rate_at) < RATE_SECS;
        let (rate, _) = (NonZeroU64::new(asset.rate)?, 10u128.checked_pow(asset.decimals.into())?);
        counts.then_some(Self { rate, decimals: asset.decimals })
    }

    /// Base units of a whole token.
    fn whole(&self) -> u128 {
        10u128.pow(self.decimals.into())
    }

    /// Lamports that so many base units weigh, rounded down.
    pub fn lamports(&self, units: u64) -> u64 {
        let lamports = u128::from(units) * u128::from(self.rate.get()) / self.whole();
        u64::try_from(lamports).unwrap_or(u64::MAX)
    }

    /// Base units that weigh so many lamports, rounded down.
    pub fn units(&self, lamports: u64) -> u64 {
        let units = u128::from(lamports).checked_mul(self.whole()).map(|units| units / u128::from(self.rate.get()));
        units.map_or(u64::MAX, |units| u64::try_from(units).unwrap_or(u64::MAX))
    }
}

/// Where refunds, forfeits and rent of a job go, and what the job is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payee {
    /// The job's order, or of a job from no order its client's wallet.
    pub address: Pubkey,
    /// None for SOL.
    pub token: Option<Token>,
}

impl From<Pubkey> for Payee {
    fn from(address: Pubkey) -> Self {
        Self { address, token: None }
    }
}

impl From<&Pubkey> for Payee {
    fn from(address: &Pubkey) -> Self {
        Self::from(*address)
    }
}

impl From<&Payee> for Payee {
    fn from(payee: &Payee) -> Self {
        *payee
    }
}
