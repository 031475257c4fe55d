//! What amounts are in, as people read and write them: SOL, or a token by its mint.
//!
//! Anybody may give a token any name, so none is shown: the mint says which it is.

use std::fmt;

use rayment_client::{
    Chain, ChainError, Token,
    error::Kind,
    money::{SOL_DECIMALS, decimal, parse_decimal},
};
use serde::{Serialize, Serializer, ser::SerializeStruct as _};
use solana_pubkey::Pubkey;

use crate::{Error, token::TokenRefusal};

/// As many characters of a mint as are shown beside an amount.
const SHORT: usize = 8;

/// What an amount is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coin {
    /// `None` for SOL.
    pub token: Option<Token>,
    pub decimals: u8,
}

impl Coin {
    pub const SOL: Self = Self { token: None, decimals: SOL_DECIMALS };

    /// By its mint, zeros for SOL.
    ///
    /// # Errors
    /// [`ChainError::NotA`] where that is no mint.
    pub async fn read(chain: &Chain, mint: &Pubkey) -> Result<Self, ChainError> {
        if *mint == Pubkey::default() {
            return Ok(Self::SOL);
        }
        let found = chain.token(mint).await?;
        let (token, decimals) = found.ok_or(ChainError::NotA { kind: Kind::Mint, address: *mint })?;
        Ok(Self { token: Some(token), decimals })
    }

    /// `None` for SOL.
    pub fn mint(&self) -> Option<Pubkey> {
        self.token.map(|token| token.mint)
    }

    /// So many base units.
    pub fn money(self, units: u64) -> Money {
        Money { units, coin: self }
    }

    /// Reads an amount such as `0.25`, to the base unit.
    ///
    /// # Errors
    /// [`TokenRefusal::NotAmount`].
    pub fn parse(&self, text: &str) -> Result<u64, Error> {
        let amount = parse_decimal(text, self.decimals);
        Ok(amount.ok_or_else(|| TokenRefusal::NotAmount { text: text.to_owned(), coin: *self })?)
    }
}

/// Its name, as it stands behind an amount.
impl fmt::Display for Coin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mint() {
            None => f.write_str("SOL"),
            Some(mint) => {
                let mint = mint.to_string();
                write!(f, "{}…", mint.get(..SHORT).unwrap_or(&mint))
            }
        }
    }
}

/// An amount and what it is in. In JSON: the base units as a string, the mint or `null` for SOL, the decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub units: u64,
    pub coin: Coin,
}

/// With its unit: `0.0084 SOL`, `12.5 EPjFWdd5…`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", decimal(self.units, self.coin.decimals), self.coin)
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Money", 3)?;
        fields.serialize_field("amount", &self.units.to_string())?;
        fields.serialize_field("mint", &self.coin.mint().map(|mint| mint.to_string()))?;
        fields.serialize_field("decimals", &self.coin.decimals)?;
        fields.end()
    }
}

#[cfg(test)]
mod tests {
    use rayment_client::token::TOKEN;

    use super::*;

    const MINT: Pubkey = Pubkey::from_str_const("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v");
    const USDC: Coin = Coin { token: Some(Token { mint: MINT, program: TOKEN }), decimals: 6 };

    #[test]
    fn an_amount_is_shown_with_its_unit_and_told_in_base_units() {
        assert_eq!(Coin::SOL.money(8_400_000).to_string(), "0.0084 SOL");
        assert_eq!(USDC.money(12_500_000).to_string(), "12.5 EPjFWdd5…");
        let told = serde_json::to_value(USDC.money(u64::MAX)).unwrap();
        let expected = serde_json::json!({ "amount": u64::MAX.to_string(), "mint": MINT.to_string(), "decimals": 6 });
        assert_eq!(told, expected);
        assert!(serde_json::to_value(Coin::SOL.money(1)).unwrap()["mint"].is_null());
    }

    #[test]
    fn an_amount_has_no_more_decimals_than_its_coin() {
        assert_eq!(USDC.parse("0.000001").unwrap(), 1);
        let refused = USDC.parse("0.0000001").unwrap_err().to_string();
        assert!(refused.contains("at most 6 decimals") && refused.contains("EPjFWdd5…"), "{refused}");
        assert_eq!(Coin::SOL.parse("0.0000001").unwrap(), 100);
        let max = u64::MAX.to_string();
        for (decimals, typed, told) in [
            (0, "0.5", "expected a whole number such as 12 and no more than 18446744073709551615"),
            (1, "0.25", "expected a number such as 0.5, with at most 1 decimal and no more than"),
            (6, &max, "no more than 18446744073709.551615"),
            (18, "1,5", "with at most 18 decimals and no more than 18.446744073709551615"),
        ] {
            let refused = Coin { decimals, ..USDC }.parse(typed).unwrap_err().to_string();
            assert!(refused.contains(told), "{refused}");
        }
        assert_eq!(Coin { decimals: 0, ..USDC }.parse(&max).unwrap(), u64::MAX);
    }
}
