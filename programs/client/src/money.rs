//! Lamports as people write them.

/// Lamports in one SOL.
pub const SOL: u64 = 1_000_000_000;

/// Decimals of a SOL.
pub const SOL_DECIMALS: u8 = 9;

/// An amount in SOL with all its digits and no more: `0.0084 SOL`.
pub fn sol(lamports: u64) -> String {
    format!("{} SOL", decimal(lamports, SOL_DECIMALS))
}

/// Base units as a number of whole ones, with all its digits and no more: `0.0084`.
pub fn decimal(units: u64, decimals: u8) -> String {
    let places = usize::from(decimals);
    let digits = format!("{units:0>width$}", width = places.saturating_add(1));
    let (whole, part) = digits.split_at(digits.len().saturating_sub(places));
    match part.trim_end_matches('0') {
        "" => whole.to_owned(),
        part => format!("{whole}.{part}"),
    }
}

/// The difference between two balances, with its sign.
pub fn change(before: u64, after: u64) -> String {
    if after >= before { format!("+{}", sol(after - before)) } else { format!("-{}", sol(before - after)) }
}

/// Reads an amount in SOL, `0.0084`, to the lamport.
pub fn parse_sol(text: &str) -> Result<u64, String> {
    parse_decimal(text, SOL_DECIMALS).ok_or_else(|| {
        format!("`{text}` is not an amount in SOL: expected a number such as 0.25, with at most nine decimals")
    })
}

/// Reads a number of whole ones, `0.0084`, to the base unit; `None` where it is no such number, or too large.
pub fn parse_decimal(text: &str, decimals: u8) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    let is_number = are_digits(whole) && are_digits(part) && !(whole.is_empty() && part.is_empty());
    let (part, places) = (part.trim_end_matches('0'), usize::from(decimals));
    if !is_number || part.len() > places {
        return None;
    }
    let digits = format!("{whole}{part:0<places$}");
    match digits.trim_start_matches('0') {
        "" => Some(0),
        digits => digits.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_every_lamport_and_no_zero_more() {
        for (lamports, text) in [(0, "0 SOL"), (1, "0.000000001 SOL"), (8_400_000, "0.0084 SOL"), (3 * SOL, "3 SOL")] {
            assert_eq!(sol(lamports), text);
        }
    }

    #[test]
    fn reads_what_it_shows() {
        for (text, lamports) in [("0.0084", 8_400_000), ("3", 3 * SOL), (".5", SOL / 2), ("0.000000001", 1)] {
            assert_eq!(parse_sol(text), Ok(lamports));
        }
    }

    #[test]
    fn refuses_what_is_no_amount() {
        for text in ["", ".", "-1", "1,5", "0.0000000001", "1e3", "99999999999999999999", "1.2.3"] {
            assert!(parse_sol(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_token_has_the_decimals_of_its_mint() {
        for (units, decimals, text) in [
            (0, 0, "0"),
            (12, 0, "12"),
            (8_400, 6, "0.0084"),
            (1_500_000, 6, "1.5"),
            (u64::MAX, 0, "18446744073709551615"),
            (u64::MAX, 9, "18446744073.709551615"),
            (1, 30, "0.000000000000000000000000000001"),
        ] {
            assert_eq!(decimal(units, decimals), text);
            assert_eq!(parse_decimal(text, decimals), Some(units), "{text}");
        }
        assert_eq!(parse_decimal("1.50", 1), Some(15), "no digit of it is lost");
        for (text, decimals) in [("0.5", 0), ("0.0000001", 6), ("18446744073709551616", 0), ("1,5", 6), ("", 6)] {
            assert_eq!(parse_decimal(text, decimals), None, "{text}");
        }
    }
}
