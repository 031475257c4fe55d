use std::time::Duration;

/// What Blender may take while it works on one scene.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of memory, of all its processes together.
    pub memory: u64,
    /// Bytes it may write to its own folder; they lie in memory, and count besides `memory`.
    pub disk: u64,
    /// Processes and threads together.
    pub threads: u32,
    /// Time to open a scene.
    pub open: Duration,
    /// Time without a sign of life, after which it is taken for hung.
    pub silence: Duration,
    /// Time for one region of a frame, of at most 4 million pixels.
    pub region: Duration,
    /// Processor time of the whole session, over all its threads; `None` for as much as it takes.
    pub processor: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            memory: 8 << 30,
            disk: 1 << 30,
            threads: 4_096,
            open: Duration::from_secs(600),
            silence: Duration::from_secs(600),
            region: Duration::from_secs(24 * 3_600),
            processor: None,
        }
    }
}
