use std::path::PathBuf;

use super::Version;

/// Why there is no Blender to use.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    #[error(
        "no Blender was found; set up the pinned one with `rayment-worker blender install`, or name an executable of \
         {oldest} or newer with RAYMENT_BLENDER", oldest = Version::OLDEST
    )]
    None,
    #[error("{path} is Blender {found}, {oldest} or newer is needed; install a newer one", oldest = Version::OLDEST)]
    TooOld { path: PathBuf, found: Version },
    #[error("{path} does not work as Blender: {why}")]
    Broken { path: PathBuf, why: String },
    #[error(
        "Blender's module wants Python {wanted}, and {found}; install it (Debian: apt-get install python3.11 \
         python3.11-venv; anywhere: `uv python install 3.11`), or name it with --python"
    )]
    NoPython { wanted: &'static str, found: String },
    #[error(
        "Python at {python} can't make an environment ({why}); install what it lacks (Debian: apt-get install \
         python3-venv python3.11-venv)"
    )]
    NoVenv { python: PathBuf, why: String },
    #[error("pip could not install Blender {version}: {why}")]
    Pip { version: Version, why: String },
    #[error(
        "Blender lacks libraries of the system: {missing}; install them{}",
        if .packages.is_empty() { String::new() } else { format!(" (Debian: apt-get install {})", .packages.join(" ")) },
        missing = .missing.join(", ")
    )]
    Libraries { missing: Vec<String>, packages: Vec<&'static str> },
    #[error("Blender's module is not made for {0}; name an executable of 4.2 or newer with --blender")]
    Platform(String),
    #[error("{what}: {source}")]
    Io {
        what: String,
        #[source]
        source: std::io::Error,
    },
}

impl InstallError {
    pub(super) fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
