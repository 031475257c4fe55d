//! Whether a job can be done here: checked before a bond is at stake.

use rayment_client::{money::sol, order::delivery, profile::Profile};
use rayment_core::{
    job::{Chunk, FailReason, JobState},
    market::Params,
    money::Terms,
};
use rayment_engine::{ENGINE, rects, settings};
use rayment_render::{Limits, Settings};
use rayment_spec::Spec;
use thiserror::Error;

use crate::{coin::Coin, memory};

/// Pixels of one frame of a job, in bytes: it is held in memory and travels as one body.
const MAX_FRAME_BYTES: u64 = 1 << 30;

/// Samples of a pixel of a draft.
const DRAFT_SAMPLES: u32 = 4;

/// Why a job is not done here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Unfit {
    #[error("the job names spec {expected}, the hub sent {found}")]
    OtherSpec { expected: String, found: String },
    #[error("the spec cannot be read: {0}")]
    Spec(String),
    #[error("the job says its files have {job} bytes, its spec says {spec}")]
    Bytes { job: u64, spec: u64 },
    #[error("frame {0} of the job is not among the frames of its spec")]
    Frame(u32),
    #[error("the job asks for tiles {first} to {last}, a frame has {tiles}")]
    Tiles { first: u32, last: u64, tiles: u32 },
    #[error("{0}")]
    Settings(String),
    #[error("a frame of the job has {bytes} bytes of pixels, more than the limit of {MAX_FRAME_BYTES}")]
    FrameTooLarge { bytes: u64 },
    #[error("the files of the job have {bytes} bytes together, more than the limit of {limit}")]
    FilesTooLarge { bytes: u64, limit: u64 },
    #[error("it would take about {wanted} bytes of memory, a job may take {limit} here: see --max-memory")]
    Memory { wanted: u64, limit: u64 },
    /// The limit is in lamports.
    #[error("its bond is {}, the most to put at stake here is {}: see --max-bond", .coin.text(*bond), sol(*limit))]
    Bond { coin: Coin, bond: u64, limit: u64 },
    #[error(
        "its bond is {}, more than {ratio} times the {} that it pays: see --max-bond-ratio",
        .coin.text(*bond), .coin.text(*pay)
    )]
    BondForPay { coin: Coin, bond: u64, ratio: u32, pay: u64 },
    #[error("a frame would take about {estimate} ms here, of which the client pays {ceiling}")]
    Unpaid { estimate: u64, ceiling: u64 },
    #[error("it would take about {estimate} seconds here, {window} are allowed")]
    TooSlow { estimate: u64, window: i64 },
    #[error("this machine cannot render it: {0}")]
    Machine(String),
}

impl Unfit {
    /// What to give as the reason if the job was claimed all the same.
    pub fn reason(&self) -> FailReason {
        match self {
            Self::Spec(_) | Self::Bytes { .. } | Self::Frame(_) | Self::Tiles { .. } | Self::Settings(_) => {
                FailReason::Spec
            }
            Self::OtherSpec { .. }
            | Self::FrameTooLarge { .. }
            | Self::FilesTooLarge { .. }
            | Self::Memory { .. }
            | Self::Bond { .. }
            | Self::BondForPay { .. }
            | Self::Unpaid { .. }
            | Self::TooSlow { .. }
            | Self::Machine(_) => FailReason::Worker,
        }
    }
}

/// What this machine can do, and what its provider puts at stake.
#[derive(Clone, Debug)]
pub struct Capabilities {
    pub profile: Profile,
    pub limits: Limits,
    /// Bytes of memory for one job.
    pub memory: u64,
    /// The most lamports of a bond. One in a token is weighed by the market's rate, and without a
    /// rate by nothing: it is but a share of the pay there.
    pub max_bond: u64,
    /// The most of a bond as a multiple of the pay.
    pub max_bond_ratio: u32,
}

/// What this provider asks for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub terms: Terms,
    pub coin: Coin,
}

impl From<&Terms> for Asked {
    fn from(terms: &Terms) -> Self {
        Self { terms: *terms, coin: Coin::Sol }
    }
}

/// The renderer's settings for the draft of a frame.
pub fn draft_settings(spec: &Spec) -> Settings {
    let (width, height) = delivery::draft_size(spec);
    Settings { width, height, samples: spec.samples.min(DRAFT_SAMPLES), ..settings(spec) }
}

/// Checks a job against its spec, and both against this machine.
/// `params` are those the job was posted under, `asked` is what this provider asks now. What a claim costs or
/// earns is checked only before it: for a job that is held already it is settled.
pub fn inspect(
    job: &JobState,
    params: &Params,
    spec: &Spec,
    asked: impl Into<Asked>,
    capabilities: &Capabilities,
) -> Result<(), Unfit> {
    let found = spec.hash();
    if found != job.spec {
        let hex = rayment_spec::hex32::encode;
        return Err(Unfit::OtherSpec { expected: hex(&job.spec), found: hex(&found) });
    }
    spec.check().map_err(|error| Unfit::Spec(error.to_string()))?;
    if spec.bytes() != job.bytes {
        return Err(Unfit::Bytes { job: job.bytes, spec: spec.bytes() });
    }
    check_chunk(&job.chunk, spec)?;
    let wished = settings(spec);
    // For Blender, 0 bounces means those of the file.
    let max_bounces = if spec.engine.name == ENGINE { wished.max_bounces } else { wished.max_bounces.max(1) };
    Settings { max_bounces, ..wished }.check().map_err(|error| Unfit::Settings(error.to_string()))?;
    check_machine(job, spec, capabilities)?;
    check_time(job, params, spec, &capabilities.profile)?;
    if job.claim().is_some() { Ok(()) } else { check_stakes(job, params, spec, asked.into(), capabilities) }
}

fn check_chunk(chunk: &Chunk, spec: &Spec) -> Result<(), Unfit> {
    let tiles = spec.grid().tiles();
    let last = u64::from(chunk.tile) + u64::from(chunk.tiles);
    if chunk.tiles == 0 || last > tiles.into() {
        return Err(Unfit::Tiles { first: chunk.tile, last: last.saturating_sub(1), tiles });
    }
    // More than one frame means whole frames.
    if chunk.frames > 1 && chunk.tiles != tiles {
        return Err(Unfit::Tiles { first: chunk.tile, last: last.saturating_sub(1), tiles });
    }
    let stray = (0..chunk.frames).find_map(|index| match chunk.frame_number(index) {
        Some(number) if has_frame(spec, number) => None,
        Some(number) => Some(number),
        None => Some(u32::MAX),
    });
    stray.map_or(Ok(()), |number| Err(Unfit::Frame(number)))
}

/// The ranges are ascending and don't overlap, so the one that could have the frame is found by binary
/// search: a job may have millions of frames, and a spec hundreds of thousands of ranges.
fn has_frame(spec: &Spec, number: u32) -> bool {
    let after = spec.frames.partition_point(|range| range.first <= number);
    let range = after.checked_sub(1).and_then(|at| spec.frames.get(at));
    range.is_some_and(|range| number <= range.last && (number - range.first).is_multiple_of(range.step.max(1).into()))
}

fn check_machine(job: &JobState, spec: &Spec, capabilities: &Capabilities) -> Result<(), Unfit> {
    let Capabilities { profile, limits, .. } = capabilities;
    if let Some(why) = profile.cannot_render(spec) {
        return Err(Unfit::Machine(why));
    }
    if spec.bytes() > limits.total_bytes {
        return Err(Unfit::FilesTooLarge { bytes: spec.bytes(), limit: limits.total_bytes });
    }
    let pixels: u64 = rects(spec, &job.chunk).iter().map(|rect| rect.pixels() as u64).sum();
    let bytes = pixels.saturating_mul(delivery::PIXEL_BYTES as u64);
    if bytes > MAX_FRAME_BYTES {
        return Err(Unfit::FrameTooLarge { bytes });
    }
    let (wanted, limit) = (memory::wanted(spec, &job.chunk), capabilities.memory);
    if wanted > limit { Err(Unfit::Memory { wanted, limit }) } else { Ok(()) }
}

/// The bond must be acceptable, and the work must be paid.
fn check_stakes(
    job: &JobState,
    params: &Params,
    spec: &Spec,
    Asked { terms, coin }: Asked,
    capabilities: &Capabilities,
) -> Result<(), Unfit> {
    // What leaves its range is refused at the claim.
    let (pay, bond) = (job.worst_case(params, &terms).unwrap_or(0), job.bond(params, &terms).unwrap_or(u64::MAX));
    let (limit, ratio) = (capabilities.max_bond, capabilities.max_bond_ratio);
    if coin.lamports(bond).is_some_and(|lamports| lamports > limit) {
        return Err(Unfit::Bond { coin, bond, limit });
    }
    if bond > pay.saturating_mul(ratio.into()) {
        return Err(Unfit::BondForPay { coin, bond, ratio, pay });
    }
    let (estimate, ceiling) = (capabilities.profile.estimate_part_ms(spec, &job.chunk), job.ceilings.ms_per_frame);
    if terms.per_second > 0 && estimate > ceiling { Err(Unfit::Unpaid { estimate, ceiling }) } else { Ok(()) }
}

/// By the machine's own estimate, it must be done before it is due.
fn check_time(job: &JobState, params: &Params, spec: &Spec, profile: &Profile) -> Result<(), Unfit> {
    let estimate = profile.estimate_part_ms(spec, &job.chunk).saturating_mul(job.chunk.frames.into()) / 1_000;
    let window = job.delivery_secs(params).unwrap_or(0);
    if i64::try_from(estimate).is_ok_and(|estimate| estimate <= window) {
        Ok(())
    } else {
        Err(Unfit::TooSlow { estimate, window })
    }
}
