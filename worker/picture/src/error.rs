/// Why a picture could not be made. Each message says what was expected, what was found and what to do.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    #[error("a frame of {width}x{height} pixels takes {expected} bytes of f32le RGB, found {found}; fetch it again")]
    Length { width: u32, height: u32, expected: u64, found: u64 },
    #[error("tiles of zero pixels; expected a tile size of at least 1")]
    NoTile,
    #[error(
        "a picture of {width}x{height} pixels does not fit into {format}, which takes 1 to {max} each way; choose another format or size"
    )]
    Size { width: u32, height: u32, format: &'static str, max: u32 },
    #[error("this picture needs {what}, which its source does not have; render it with guides or leave the layers out")]
    NoGuides { what: &'static str },
    #[error("cannot {what}: {source}")]
    Io {
        what: String,
        #[source]
        source: std::io::Error,
    },
    #[error("cannot encode the picture as {format}: {problem}")]
    Encode { format: &'static str, problem: String },
    /// It was cancelled; its results are discarded.
    #[error("the picture was cancelled")]
    Cancelled,
    #[error("{0}")]
    Video(#[from] super::VideoError),
}

impl PictureError {
    pub(super) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
