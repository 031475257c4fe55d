use crate::files::FileError;

/// Why a scene was refused. Each message says what was expected, what was found and what to do;
/// `place` names the spot in the file, like `meshes[2].primitives[0].indices`.
#[derive(Debug, thiserror::Error)]
pub enum SceneError {
    /// The main file or a file that it names could not be read.
    #[error("the scene needs the file {path:?}, which {source}; pack every file the scene names with it")]
    File {
        path: String,
        #[source]
        source: FileError,
    },
    /// A file name that leaves the scene's folder, is absolute, or is a web address.
    #[error(
        "the scene names the file {uri:?}; expected a relative path inside the scene's own folder; move the file there and export again"
    )]
    UnsafePath { uri: String },
    /// Not a glTF 2.0 container at all.
    #[error("expected glTF 2.0 (.glb or .gltf), found {found}; export the scene as glTF 2.0")]
    NotGltf { found: String },
    /// A main file whose content does not match its name, or whose format no reader supports.
    #[error("expected {expected}, found {found}; {advice}")]
    Format { expected: String, found: String, advice: String },
    /// The container is valid, but its content is not.
    #[error("{place}: {problem}; repair the file or export it again")]
    Invalid { place: String, problem: String },
    /// A valid file that this engine cannot render faithfully, and so refuses to render.
    #[error("{place}: {feature} is not supported by this engine; bake or remove it and export again")]
    Unsupported { place: String, feature: String },
    /// Larger than the reader allows.
    #[error("the scene has {found} {what}, more than the limit of {limit}; make it smaller or raise the limit")]
    TooLarge { what: &'static str, found: u64, limit: u64 },
    /// An image of the scene could not be decoded.
    #[error("{place}: the image does not decode ({problem}); {advice}")]
    Image { place: String, problem: String, advice: &'static str },
    /// There is no triangle to draw.
    #[error("the scene has no triangles; export at least one visible mesh")]
    Empty,
    /// Nobody waits for the scene any more.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl SceneError {
    /// A place in the file, and what is wrong there.
    pub fn invalid(place: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Invalid { place: short(place.into()), problem: short(problem.into()) }
    }

    /// A place in the file, and the feature that the engine lacks.
    pub fn unsupported(place: impl Into<String>, feature: impl Into<String>) -> Self {
        Self::Unsupported { place: short(place.into()), feature: short(feature.into()) }
    }

    /// Refuses more of something than a limit.
    pub fn within(what: &'static str, found: u64, limit: u64) -> Result<(), Self> {
        if found > limit { Err(Self::TooLarge { what, found, limit }) } else { Ok(()) }
    }
}

/// Names in a stranger's file can be of any length; an error stays readable.
fn short(text: String) -> String {
    const LONGEST: usize = 400;
    let text = printable(&text);
    if text.chars().nth(LONGEST).is_none() { text } else { text.chars().take(LONGEST).chain(['…']).collect() }
}

/// A stranger's text without control characters, which could command the terminal that shows it.
pub fn printable(text: &str) -> String {
    text.chars().map(|sign| if sign.is_control() { char::REPLACEMENT_CHARACTER } else { sign }).collect()
}

/// Why a frame could not be prepared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    #[error("the picture is {width}x{height}; expected 1 to {max} pixels each way")]
    Size { width: u32, height: u32, max: u32 },
    #[error("{found} samples per pixel were requested; expected 1 to {max}")]
    Samples { found: u32, max: u32 },
    #[error("{found} bounces were requested; expected 1 to {max}")]
    Bounces { found: u32, max: u32 },
    #[error("camera {found} was requested; the scene has {cameras}, counted from 0")]
    Camera { found: u32, cameras: usize },
    /// An animation moved something to a position that is not finite.
    #[error("the position of {what} is not finite at frame {frame}; check the animation and the scale of the scene")]
    NotFinite { frame: u32, what: String },
    /// The frame was no longer wanted before it was ready.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// The render was stopped by its [`Cancel`](crate::Cancel); its results are discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the render was cancelled")]
pub struct Cancelled;
