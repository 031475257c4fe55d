//! Raw flags as values that mean something.

use std::collections::BTreeSet;

use rayment_client::split::Sharing;
use rayment_core::spec::{Devices, Frames};
use solana_pubkey::Pubkey;

use super::JobName;

/// Frame numbers as given, ascending.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameList(pub Vec<Frames>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// Reads `1-10,20,30-60x2`.
pub(super) fn parse_frames(text: &str) -> Result<FrameList, String> {
    let wrong = |part: &str| format!("`{part}` is no range of frames: expected something like 1-4, 7 or 30-60x2");
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
        _ => Err(format!("`{text}` is no way to share frames: expected auto, frames or tiles")),
    }
}

pub(super) fn parse_devices(text: &str) -> Result<Devices, String> {
    match text {
        "cpu" => Ok(Devices::Cpu),
        "any" => Ok(Devices::Any),
        _ => Err(format!("`{text}` names no devices: expected cpu or any")),
    }
}

pub(super) fn parse_size(text: &str) -> Result<Size, String> {
    let sides = text.split_once('x').map(|(width, height)| (width.parse(), height.parse()));
    match sides {
        Some((Ok(width), Ok(height))) if (1..=16_384).contains(&width) && (1..=16_384).contains(&height) => {
            Ok(Size { width, height })
        }
        _ => Err(format!("`{text}` is no size: expected something like 640x360, at most 16384 a side")),
    }
}

pub(super) fn parse_address(text: &str) -> Result<Pubkey, String> {
    text.parse().map_err(|_| format!("`{text}` is no address: expected base58 of 32 bytes, as wallets show it"))
}

pub(super) fn parse_job(text: &str) -> Result<JobName, String> {
    let id = text.parse().map(JobName::Id).ok();
    id.or_else(|| text.parse().map(JobName::Address).ok())
        .ok_or_else(|| format!("`{text}` is neither a job's address nor its number"))
}

pub(super) fn parse_exposure(text: &str) -> Result<f32, String> {
    let factor = text.parse::<f32>().ok().filter(|factor| (0.001..=1e6).contains(factor));
    factor.ok_or_else(|| "expected a factor from 0.001 to 1000000, like 1.5".to_owned())
}
