//! Raw flags as values that mean something.

use std::collections::BTreeSet;

use rayment_client::order::split::Sharing;
use rayment_picture::{Format, ImageFormat};
use rayment_sdk::{Coin, Size};
use rayment_spec::{Devices, Frames, hex32};
use solana_pubkey::Pubkey;

use super::JobName;

/// A number of whole tokens or of SOL, as it was typed: how many decimals it may have, its mint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount(String);

impl Amount {
    /// Base units of a coin.
    pub fn of(&self, coin: Coin) -> Result<u64, rayment_sdk::Error> {
        coin.parse(&self.0)
    }
}

pub(super) fn parse_amount(text: &str) -> Result<Amount, String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |part: &str| part.bytes().all(|digit| digit.is_ascii_digit());
    if !are_digits(whole) || !are_digits(part) || (whole.is_empty() && part.is_empty()) {
        return Err(format!("`{text}` is not an amount: expected a number such as 0.25"));
    }
    Ok(Amount(text.to_owned()))
}

/// Frame numbers as given, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameList(pub Vec<Frames>);

/// Reads `1-10,20,30-60x2`.
pub(super) fn parse_frames(text: &str) -> Result<FrameList, String> {
    let wrong = |part: &str| format!("`{part}` is not a range of frames: expected something like 1-4, 7 or 30-60x2");
    let mut numbers = BTreeSet::new();
    for part in text.split(',') {
        let (range, step) = part.split_once('x').map_or((part, Ok(1)), |(range, step)| (range, step.parse()));
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (Ok(first), Ok(last), Ok(step)) = (first.parse::<u32>(), last.parse::<u32>(), step) else {
            return Err(wrong(part));
        };
        if step == 0 || last < first || last > 1_000_000 {
            return Err(wrong(part));
        }
        if let Some(twice) = (first..=last).step_by(step).find(|number| !numbers.insert(*number)) {
            return Err(format!("frame {twice} is named twice: ranges must not overlap"));
        }
    }
    Ok(FrameList(Frames::canonical(numbers)))
}

pub(super) fn parse_sharing(text: &str) -> Result<Sharing, String> {
    match text {
        "auto" => Ok(Sharing::Auto),
        "frames" => Ok(Sharing::Frames),
        "tiles" => Ok(Sharing::Tiles),
        _ => Err(format!("`{text}` is not a way to share frames: expected auto, frames or tiles")),
    }
}

pub(super) fn parse_devices(text: &str) -> Result<Devices, String> {
    match text {
        "cpu" => Ok(Devices::Cpu),
        "any" => Ok(Devices::Any),
        _ => Err(format!("`{text}` is not a choice of devices: expected cpu or any")),
    }
}

pub(super) fn parse_size(text: &str) -> Result<Size, String> {
    let sides = text.split_once('x').map(|(width, height)| (width.parse(), height.parse()));
    match sides {
        Some((Ok(width), Ok(height))) if (1..=16_384).contains(&width) && (1..=16_384).contains(&height) => {
            Ok(Size { width, height })
        }
        _ => Err(format!("`{text}` is not a size: expected something like 640x360, at most 16384 a side")),
    }
}

pub(super) fn parse_address(text: &str) -> Result<Pubkey, String> {
    text.parse().map_err(|_| format!("`{text}` is not an address: expected base58 of 32 bytes, as wallets show it"))
}

/// A SHA-256 in hexadecimal digits.
pub(super) fn parse_hash(text: &str) -> Result<[u8; 32], String> {
    hex32::decode(text).ok_or_else(|| format!("`{text}` is not a SHA-256: expected 64 hexadecimal digits"))
}

pub(super) fn parse_job(text: &str) -> Result<JobName, String> {
    let of =
        |(order, index): (&str, &str)| Some(JobName::Of { order: order.parse().ok()?, index: index.parse().ok()? });
    let named = text.split_once('/').map_or_else(|| text.parse().map(JobName::Address).ok(), of);
    named.ok_or_else(|| format!("`{text}` is neither a job's address nor ORDER/NUMBER"))
}

/// Without 16 bits of PNG, for which specs have no word.
pub(super) fn parse_format(text: &str) -> Result<Format, String> {
    let format = text.parse().ok().filter(|format| *format != Format::Image(ImageFormat::Png16));
    format.ok_or_else(|| format!("`{text}` is not a format: expected png, jpeg, exr, exr-half, mp4 or webm"))
}

pub(super) fn parse_exposure(text: &str) -> Result<f32, String> {
    let factor = text.parse::<f32>().ok().filter(|factor| (0.001..=1e6).contains(factor));
    factor.ok_or_else(|| "expected a factor from 0.001 to 1000000, like 1.5".to_owned())
}

pub(super) fn parse_noise(text: &str) -> Result<f32, String> {
    let part = text.parse::<f32>().ok().filter(|part| (0.000_1..=1.0).contains(part));
    part.ok_or_else(|| "expected a part of the brightness from 0.0001 to 1, like 0.1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frame_ranges_come_out_sorted_and_exact() {
        let FrameList(ranges) = parse_frames("30-61x2,1-10,20").expect("ranges");
        let plain: Vec<_> = ranges.iter().map(|range| (range.first, range.last, range.step)).collect();
        assert_eq!(plain, [(1, 10, 1), (20, 20, 1), (30, 60, 2)]);
        assert_eq!(parse_frames("1-2,3-4,5"), parse_frames("1-5"), "one set of frames, one order");
        assert_eq!(parse_frames("1-9x2,2-10x2"), parse_frames("1-10"));
    }

    #[test]
    fn an_amount_is_a_plain_number() {
        for (text, units) in [("12", 12_000_000), ("0.5", 500_000), (".25", 250_000), ("1.", 1_000_000)] {
            assert_eq!(parse_amount(text).unwrap().of(Coin { decimals: 6, ..Coin::SOL }).unwrap(), units);
        }
        for text in ["", ".", "-1", "1e3", "1,5", "1.2.3", "0x1"] {
            assert!(parse_amount(text).is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_frames_that_are_none() {
        for text in ["", "a", "4-1", "1-4x0", "1-4,3", "1--4", "1-99999999", "1-4,2-8x2"] {
            assert!(parse_frames(text).is_err(), "{text}");
        }
    }
}
