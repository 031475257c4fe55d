//! Which Blender there is: the pinned module in an environment of its own, or an executable.

mod error;
#[cfg(all(test, unix))]
mod fake;
mod find;
mod libraries;
mod pinned;
mod probe;
mod program;
mod wheel;

use std::ffi::OsStr;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Engine, script};

pub use error::InstallError;
pub use find::Wanted;
pub use wheel::{Home, Step};

/// Like 4.5.15.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "[u32; 3]", into = "[u32; 3]")]
pub struct Version {
    pub major: u32,
    pub minor: u32,
    pub patch: u32,
}

impl Version {
    /// The oldest that is used.
    pub const OLDEST: Self = Self { major: 4, minor: 2, patch: 0 };

    /// From text like `4.5.1 LTS`.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split_whitespace().next()?.split('.').map(|part| part.parse().ok());
        let (major, minor) = (parts.next()??, parts.next()??);
        Some(Self { major, minor, patch: parts.next().flatten().unwrap_or(0) })
    }
}

impl From<[u32; 3]> for Version {
    fn from([major, minor, patch]: [u32; 3]) -> Self {
        Self { major, minor, patch }
    }
}

impl From<Version> for [u32; 3] {
    fn from(version: Version) -> Self {
        [version.major, version.minor, version.patch]
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

/// A Blender that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Install {
    kind: Kind,
    version: Version,
    /// Blender's own name for what it was built from.
    hash: String,
    /// Folders it is made of.
    programs: Vec<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// The Python that has the module `bpy`.
    Module(PathBuf),
    Executable(PathBuf),
}

impl Install {
    pub fn version(&self) -> Version {
        self.version
    }

    /// What is started: a Python or a Blender.
    pub fn path(&self) -> &Path {
        match &self.kind {
            Kind::Module(path) | Kind::Executable(path) => path,
        }
    }

    /// For people: `bpy` or `blender`.
    pub fn kind(&self) -> &'static str {
        match self.kind {
            Kind::Module(_) => "bpy",
            Kind::Executable(_) => "blender",
        }
    }

    /// The engine as specs name it, like `blender-cycles/4.5`.
    pub fn engine(&self, engine: Engine) -> String {
        format!("blender-{}/{}.{}", engine.word(), self.version.major, self.version.minor)
    }

    /// SHA-256 over what decides on the bits: Blender's version and build, in which form and for which
    /// processor, and the script that drives it. Two that bear it promise the same bits on a
    /// processor of the same class.
    pub fn build(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        let version = self.version.to_string();
        let platform = [std::env::consts::OS, std::env::consts::ARCH];
        for part in ["rayment-blender build v1", self.kind(), &version, &self.hash, platform[0], platform[1]] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        // A checkout with other line ends is the same script.
        hash.update(script::SERVE.replace("\r\n", "\n").as_bytes());
        hash.finalize().into()
    }

    pub(super) fn programs(&self) -> &[PathBuf] {
        &self.programs
    }

    /// The command that runs a script in Blender's Python.
    pub(super) fn words<'a>(&'a self, script: &'a str) -> Vec<&'a OsStr> {
        let mut words = vec![self.path().as_os_str()];
        let options: &'static [&'static str] = match self.kind {
            Kind::Module(_) => &["-I", "-B", "-c"],
            Kind::Executable(_) => &["--background", "--factory-startup", "--disable-autoexec", "--python-expr"],
        };
        words.extend(options.iter().map(OsStr::new));
        words.push(script.as_ref());
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn install(kind: Kind, hash: &str) -> Install {
        let version = Version { major: 4, minor: 5, patch: 15 };
        Install { kind, version, hash: hash.into(), programs: Vec::new() }
    }

    #[test]
    fn versions_are_read_as_blender_prints_them() {
        assert_eq!(Version::parse("4.5.1 LTS").unwrap().to_string(), "4.5.1");
        assert_eq!(Version::parse("4.2"), Some(Version::OLDEST));
        assert!(Version::parse("3.6.9").unwrap() < Version::OLDEST);
        assert_eq!(Version::parse("new"), None);
    }

    #[test]
    fn the_build_tells_everything_apart_that_may_change_bits() {
        let own = install(Kind::Module("/python".into()), "abc");
        assert_eq!(own.build(), install(Kind::Module("/elsewhere".into()), "abc").build());
        assert_ne!(own.build(), install(Kind::Module("/python".into()), "abd").build());
        assert_ne!(own.build(), install(Kind::Executable("/blender".into()), "abc").build());
        assert_eq!(own.engine(Engine::Cycles), "blender-cycles/4.5");
        assert_eq!(own.engine(Engine::Eevee), "blender-eevee/4.5");
    }
}
