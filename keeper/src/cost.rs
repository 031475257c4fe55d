//! What a check takes, estimated before it is begun: nobody may block verdicts with one heavy delivery. What it costs
//! decides which jobs are dispatched; a delivery is checked whatever its fee.

use std::time::Duration;

use rayment_client::order::delivery::PIXEL_BYTES;
use rayment_core::job::Chunk;
use rayment_spec::Spec;
use thiserror::Error;

/// Bytes of frames that are fetched, written and hashed in a millisecond: a guess that an ordinary
/// machine meets.
const BYTES_PER_MS: u64 = 100_000;
/// What a frame takes beside its pixels (a request and a file), as bytes at the same rate.
const FRAME_EXTRA: u64 = 64 << 10;

/// What checking costs the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckCost {
    /// How fast this keeper renders, as measured on past checks.
    pub samples_per_ms: u64,
    pub lamports_per_second: u64,
}

impl Default for CheckCost {
    fn default() -> Self {
        Self { samples_per_ms: 500, lamports_per_second: 0 }
    }
}

/// What the check of one delivery takes, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort {
    /// Of one frame.
    pub frame_bytes: u64,
    /// Of all its frames on disk.
    pub bytes: u64,
    /// Samples of the challenged tiles, taken as whole ones.
    pub samples: u64,
}

/// Why a check is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum TooHeavy {
    #[error("checking it takes about {secs} s, and its verdict is due in {left} s")]
    Time { secs: u64, left: u64 },
    #[error("its frames take {bytes} bytes, more than the {limit} that this keeper has space for")]
    Bytes { bytes: u64, limit: u64 },
    #[error("the keeper's space for deliveries is taken by others: {held} of {limit} bytes")]
    NoRoom { held: u64, limit: u64 },
    #[error("the check was stopped: its verdict is due")]
    Late,
}

impl Effort {
    /// Of a delivery of `frames` frames with `tiles` challenged tiles. Multiplied, never counted one by
    /// one: spec and chunk come from strangers.
    pub fn of(spec: &Spec, chunk: &Chunk, frames: u32, tiles: u64) -> Self {
        let edge = u64::from(spec.grid().edge());
        let picture = u64::from(spec.width) * u64::from(spec.height);
        let pixels = picture.min(u64::from(chunk.tiles).saturating_mul(edge * edge));
        let frame_bytes = pixels.saturating_mul(PIXEL_BYTES as u64);
        let bytes = frame_bytes.saturating_add(FRAME_EXTRA).saturating_mul(frames.into());
        let samples = tiles.saturating_mul(edge * edge).saturating_mul(spec.samples.into());
        Self { frame_bytes, bytes, samples }
    }
}

impl CheckCost {
    /// Milliseconds to render what is challenged.
    pub fn render_ms(&self, effort: &Effort) -> u64 {
        effort.samples.div_ceil(self.samples_per_ms.max(1))
    }

    /// Why a check comes too late, with so much time left.
    pub fn is_late(&self, effort: &Effort, left: Duration) -> Option<TooHeavy> {
        let ms = self.ms(effort);
        let late = u128::from(ms) > left.as_millis();
        late.then_some(TooHeavy::Time { secs: ms.div_ceil(1_000), left: left.as_secs() })
    }

    /// What a check costs the operator.
    pub fn lamports(&self, effort: &Effort) -> u128 {
        u128::from(self.ms(effort)) * u128::from(self.lamports_per_second) / 1_000
    }

    fn ms(&self, effort: &Effort) -> u64 {
        self.render_ms(effort).saturating_add(effort.bytes / BYTES_PER_MS)
    }
}
