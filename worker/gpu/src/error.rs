use rayment_render::Cancelled;

/// Why a card did not render.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// No driver offers any adapter.
    #[error(
        "expected a Vulkan, Metal or DX12 adapter, found none; install the card's driver, or mesa-vulkan-drivers for a software one, or render on the processor"
    )]
    NoAdapter,
    #[error("{device} did not open: {reason}; update its driver or render on the processor")]
    Open { device: String, reason: String },
    /// Nothing was allocated yet.
    #[error(
        "the scene needs {needed} bytes of {what} on {device}, which has at most {limit}; render on the processor or make the scene smaller"
    )]
    TooLarge { device: String, what: &'static str, needed: u64, limit: u64 },
    #[error("{device} ran out of memory ({reason}); free some or render on the processor")]
    OutOfMemory { device: String, reason: String },
    /// The card was reset, unplugged or closed. Open it again to go on.
    #[error("{device} was lost ({reason}); open it again or render elsewhere")]
    Lost { device: String, reason: String },
    /// A driver that refuses what it should accept.
    #[error("{device} refused its work ({reason}); update its driver or render on the processor")]
    Refused { device: String, reason: String },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl GpuError {
    /// Whether the same work may still succeed on another device.
    pub fn is_of_the_device(&self) -> bool {
        !matches!(self, Self::Cancelled(_))
    }
}
