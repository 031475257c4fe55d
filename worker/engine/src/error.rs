use rayment_blender::{BlenderError, Fault};
use rayment_render::{Cancelled, RenderError, SceneError};

/// Why a scene can't be opened or rendered.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error("this machine doesn't offer the engine {engine} in the build that is asked for; it offers {offered}")]
    NotOffered { engine: String, offered: String },
    #[error(transparent)]
    Scene(#[from] SceneError),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Blender(#[from] BlenderError),
    /// What a frame shows would depend on the frames rendered before it.
    #[error("these simulations are not baked: {0}; bake them, and pack the cache with the scene")]
    Unbaked(String),
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl EngineError {
    pub fn fault(&self) -> Fault {
        match self {
            Self::Scene(SceneError::Cancelled(_)) | Self::Render(RenderError::Cancelled(_)) | Self::Cancelled(_) => {
                Fault::Stopped
            }
            Self::Scene(_) | Self::Unbaked(_) => Fault::Scene,
            Self::Render(_) => Fault::Scene,
            Self::Blender(error) => error.fault(),
            Self::NotOffered { .. } => Fault::Machine,
        }
    }
}
