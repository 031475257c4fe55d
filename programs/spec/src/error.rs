use crate::spec::{MAX_EDGE, MAX_PATH, VERSION};

/// Why a spec is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpecError {
    /// The bytes are no spec, or have something behind it.
    Encoding,
    Version(u8),
    Size {
        width: u32,
        height: u32,
    },
    Samples(u32),
    Bounces(u32),
    Frames,
    NoScene(String),
    Output,
    Path(String),
    FilesUnsorted,
    Bytes,
    /// Content of this hash is said to have both sizes.
    TwoSizes {
        sha256: String,
        sizes: [u64; 2],
    },
}

impl std::fmt::Display for SpecError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Encoding => write!(f, "these bytes are not the canonical encoding of a spec"),
            Self::Version(found) => {
                write!(f, "spec version {VERSION} is expected, {found} was found: use a matching release")
            }
            Self::Size { width, height } => {
                write!(f, "a picture has 1 to {MAX_EDGE} pixels a side, {width}x{height} was asked for")
            }
            Self::Samples(n) => write!(f, "a pixel takes 1 to 1048576 samples, {n} were asked for"),
            Self::Bounces(n) => write!(f, "a light path has at most 64 bounces, {n} were asked for"),
            Self::Frames => write!(
                f,
                "frames must be given in their one form: ascending, each once, in the longest ranges there are"
            ),
            Self::Output => write!(
                f,
                "a JPEG has a quality of 1 to 100, a film up to 1000 frames a second, an exposure is 0.001 to 1000000"
            ),
            Self::NoScene(path) => write!(f, "the scene `{path}` is not among the spec's files"),
            Self::Path(path) => {
                write!(f, "`{path}` is no relative path of at most {MAX_PATH} bytes that stays inside its folder")
            }
            Self::FilesUnsorted => write!(f, "files must be sorted by path, each named once"),
            Self::Bytes => write!(f, "the files' sizes add up to more than 64 bits"),
            Self::TwoSizes { sha256, sizes: [one, other] } => {
                write!(f, "the file with SHA-256 {sha256} is listed with {one} bytes and with {other}: it has one size")
            }
        }
    }
}

impl std::error::Error for SpecError {}
