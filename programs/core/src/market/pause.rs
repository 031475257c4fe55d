//! A market that opens nothing new for a while. What has begun goes on: it ends, pays and returns as ever.

/// Longest pause, in seconds: 72 hours.
pub const MOST_SECS: u32 = 259_200;
/// Between the end of a pause and the next, in seconds: 7 days.
pub const REST_SECS: i64 = 604_800;

/// Until when a market is paused, and from when on it may be again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pause {
    pub until: i64,
    pub ready_at: i64,
}

/// Why a market is not paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PauseError {
    /// Longer than [`MOST_SECS`].
    TooLong,
    /// It is paused, or has been within [`REST_SECS`].
    NotReady,
    /// There is no pause to end.
    NotPaused,
    /// A time leaves its range.
    Overflow,
}

impl Pause {
    /// Whether nothing new is opened at `now`.
    pub fn is_on(&self, now: i64) -> bool {
        now < self.until
    }

    /// Begins a pause of so many seconds, or with 0 ends the one that is on.
    pub fn set(self, secs: u32, now: i64) -> Result<Self, PauseError> {
        let until = match secs {
            0 if self.is_on(now) => now,
            0 => return Err(PauseError::NotPaused),
            secs if secs > MOST_SECS => return Err(PauseError::TooLong),
            _ if now < self.ready_at => return Err(PauseError::NotReady),
            secs => now.checked_add(secs.into()).ok_or(PauseError::Overflow)?,
        };
        Ok(Self { until, ready_at: until.checked_add(REST_SECS).ok_or(PauseError::Overflow)? })
    }
}
