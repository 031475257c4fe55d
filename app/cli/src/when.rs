//! Moments and durations as people say them.

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A moment in unix seconds: `2026-12-08 16:03:20 UTC`.
pub fn moment(at: i64) -> String {
    let day_secs = i64::try_from(DAY).unwrap_or(i64::MAX);
    let (days, secs) = (at.div_euclid(day_secs), at.rem_euclid(day_secs));
    let (year, month, day) = date(days);
    let (hour, minute, second) = (secs / 3_600, secs / 60 % 60, secs % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// How long something lasts, in its two largest units: `7 days 3 hours`.
pub fn lasting(secs: u64) -> String {
    let parts =
        [(secs / DAY, "day"), (secs / HOUR % 24, "hour"), (secs / MINUTE % 60, "minute"), (secs % 60, "second")];
    let first = parts.iter().position(|(count, _)| *count > 0).unwrap_or(parts.len() - 1);
    let word = |(count, unit): &(u64, &str)| format!("{count} {unit}{}", if *count == 1 { "" } else { "s" });
    let said =
        parts.iter().enumerate().filter(|(place, (count, _))| *place == first || (*count > 0 && *place == first + 1));
    said.map(|(_, part)| word(part)).collect::<Vec<_>>().join(" ")
}

/// A moment, and how far it is from now.
pub fn from_now(at: i64, now: i64) -> String {
    let moment = moment(at);
    match u64::try_from(at.saturating_sub(now)) {
        Ok(secs) if secs > 0 => format!("{moment}, in {}", lasting(secs)),
        _ => format!("{moment}, {} ago", lasting(now.abs_diff(at))),
    }
}

/// Year, month and day of a day since 1970-01-01, in the Gregorian calendar.
///
/// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (year_of_era + era * 400 + later, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_calendar() {
        for (at, expected) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_796_745_800, "2026-12-08 16:03:20 UTC"),
            (4_107_542_399, "2100-02-28 23:59:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00:00 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
        ] {
            assert_eq!(moment(at), expected);
        }
        assert!(moment(i64::MAX).ends_with("UTC") && moment(i64::MIN).ends_with("UTC"));
    }

    #[test]
    fn durations_have_their_two_largest_units() {
        for (secs, expected) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (61, "1 minute 1 second"),
            (3_600, "1 hour"),
            (3_659, "1 hour"),
            (691_199, "7 days 23 hours"),
            (691_200, "8 days"),
        ] {
            assert_eq!(lasting(secs), expected);
        }
        assert_eq!(from_now(100, 40), "1970-01-01 00:01:40 UTC, in 1 minute");
        assert_eq!(from_now(100, 100), "1970-01-01 00:01:40 UTC, 0 seconds ago");
    }
}
