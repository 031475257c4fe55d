//! Lamports as people write them.

/// Lamports in one SOL.
pub const SOL: u64 = 1_000_000_000;

/// An amount in SOL with all its digits and no more: `0.0084 SOL`.
pub fn sol(lamports: u64) -> String {
    let (whole, part) = (lamports / SOL, lamports % SOL);
    let digits = format!("{part:09}");
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() { format!("{whole} SOL") } else { format!("{whole}.{digits} SOL") }
}

/// The difference between two balances, with its sign.
pub fn change(before: u64, after: u64) -> String {
    if after >= before { format!("+{}", sol(after - before)) } else { format!("-{}", sol(before - after)) }
}

/// Reads an amount in SOL, `0.0084`, to the lamport.
pub fn parse_sol(text: &str) -> Result<u64, String> {
    let wrong =
        || format!("`{text}` is not an amount in SOL: expected a number such as 0.25, with at most nine decimals");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    if part.len() > 9 || !digits(whole) || !digits(part) || (whole.is_empty() && part.is_empty()) {
        return Err(wrong());
    }
    let number = |text: &str| if text.is_empty() { Ok(0) } else { text.parse::<u64>().map_err(|_| wrong()) };
    let part = number(&format!("{part:0<9}"))?;
    number(whole)?.checked_mul(SOL).and_then(|whole| whole.checked_add(part)).ok_or_else(wrong)
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
}
