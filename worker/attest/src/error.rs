use rayment_gpu::GpuError;

/// Why there is no commitment or no opening.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttestError {
    #[error("the proof was cancelled")]
    Cancelled,
    #[error("expected at least one label and one stage, found {labels} and {stages}")]
    Empty { labels: u64, stages: u8 },
    #[error("{labels} labels need {needed} bytes of main memory, which are not free; take fewer labels")]
    Memory { labels: u64, needed: u64 },
    /// Nothing was allocated.
    #[error("{card} takes at most {most} labels, found {labels}; take fewer, or open it with more memory")]
    TooLarge { card: String, labels: u64, most: u64 },
    #[error("stage {stage} came out differently when it was computed again: the memory of {card} makes mistakes")]
    Unstable { card: String, stage: u8 },
    #[error("a commitment to {stages} stages has {roots} roots; what was kept of it is incomplete")]
    Roots { stages: u8, roots: usize },
    #[error(transparent)]
    Gpu(#[from] GpuError),
}
