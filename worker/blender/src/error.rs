use std::time::Duration;

use rayment_render::{Cancelled, RenderError};

use super::{InstallError, SandboxError};

/// Why Blender did not do what it was asked for.
#[derive(Debug, thiserror::Error)]
pub enum BlenderError {
    #[error(transparent)]
    Install(#[from] InstallError),
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// The request is out of bounds.
    #[error(transparent)]
    Settings(#[from] RenderError),
    /// The file, or what is in it.
    #[error("Blender can't use the scene: {0}; open it in Blender, mend it and save it again")]
    Scene(String),
    /// This machine, or Blender on it.
    #[error("Blender can't do this here: {0}")]
    Machine(String),
    #[error(
        "Blender ran out of memory: {limit_mb} MB were allowed for the scene; allow it more, or make the scene smaller"
    )]
    Memory { limit_mb: u64 },
    #[error("Blender took longer than {limit:?}, which is the most allowed for {what}; allow more, or make it simpler")]
    Time { what: &'static str, limit: Duration },
    #[error("Blender has shown no sign of life for {silence:?} and was ended (last seen: {doing}); try again")]
    Hung { silence: Duration, doing: String },
    #[error(
        "EEVEE needs a graphics context, and Blender finds none; give it a driver (Debian: apt-get install libegl1 \
         libgl1-mesa-dri, or the card's own), or render with Cycles"
    )]
    NoGraphics,
    #[error("Blender ended in the middle of its work ({how}); its last words: {said}")]
    Ended { how: String, said: String },
    /// What came from the process is not what the script sends.
    #[error("Blender answered something unexpected ({0}) and was ended")]
    Garbled(String),
    #[error("{what}: {source}")]
    Io {
        what: String,
        #[source]
        source: std::io::Error,
    },
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nobody can render it like this.
    Scene,
    /// Another machine might.
    Machine,
    /// It was stopped on purpose.
    Stopped,
}

impl BlenderError {
    pub fn fault(&self) -> Fault {
        match self {
            Self::Settings(_) | Self::Scene(_) => Fault::Scene,
            Self::Cancelled(_) => Fault::Stopped,
            Self::Install(_)
            | Self::Sandbox(_)
            | Self::Machine(_)
            | Self::Memory { .. }
            | Self::Time { .. }
            | Self::Hung { .. }
            | Self::NoGraphics
            | Self::Ended { .. }
            | Self::Garbled(_)
            | Self::Io { .. } => Fault::Machine,
        }
    }

    pub(super) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
