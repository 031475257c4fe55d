//! Finding what is installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::error::InstallError;
use super::{Home, Install, Kind, Version, program};
use crate::sandbox::on_path;

const TIME: Duration = Duration::from_secs(60);

/// Which Blender is meant.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// This executable and no other.
    pub blender: Option<PathBuf>,
    /// Where the pinned one is set up.
    pub home: Home,
}

impl Wanted {
    /// As the environment says: `RAYMENT_BLENDER` names an executable, `RAYMENT_BLENDER_HOME` a folder.
    pub fn from_env() -> Self {
        let blender = std::env::var_os("RAYMENT_BLENDER").filter(|path| !path.is_empty()).map(PathBuf::from);
        Self { blender, home: Home::from_env() }
    }
}

impl Install {
    /// The one that was named; else the pinned one; else `blender` on the path.
    pub fn find(wanted: &Wanted) -> Result<Self, InstallError> {
        if let Some(path) = &wanted.blender {
            return Self::executable(path);
        }
        if let Some(found) = wanted.home.found()? {
            return Ok(found);
        }
        on_path("blender").map_or(Err(InstallError::None), |path| Self::executable(&path))
    }

    /// Everything that could be used, the preferred one first; what is broken says so.
    pub fn list(wanted: &Wanted) -> Vec<Result<Self, InstallError>> {
        let mut all = Vec::new();
        all.extend(wanted.blender.as_deref().map(Self::executable));
        all.extend(wanted.home.found().transpose());
        all.extend(on_path("blender").map(|path| Self::executable(&path)));
        all
    }

    /// An executable that somebody installed.
    pub fn executable(path: &Path) -> Result<Self, InstallError> {
        let broken = |why: String| InstallError::Broken { path: path.to_owned(), why };
        let found = if path.components().count() == 1 { on_path(&path.to_string_lossy()) } else { None };
        let real = fs::canonicalize(found.as_deref().unwrap_or(path)).map_err(|error| broken(error.to_string()))?;
        let mut command = Command::new(&real);
        command.args(["--background", "--version"]);
        let out = program::output(command, TIME, &mut || {}).map_err(|error| broken(error.to_string()))?;
        let text = String::from_utf8_lossy(&out.stdout);
        let (version, hash) = read(&text).ok_or_else(|| broken(program::last_words(&out, 1)))?;
        if version < Version::OLDEST {
            return Err(InstallError::TooOld { path: real, found: version });
        }
        let programs = real.parent().map(Path::to_owned).into_iter().filter(|folder| !folder.starts_with("/usr"));
        Ok(Self { version, hash, programs: programs.collect(), kind: Kind::Executable(real) })
    }
}

/// What `blender --version` prints: `Blender 4.5.1 LTS`, and further down `build hash: b0a72b245dcf`.
fn read(text: &str) -> Option<(Version, String)> {
    let line = |start: &str| text.lines().find_map(|line| line.trim().strip_prefix(start));
    Some((Version::parse(line("Blender ")?)?, line("build hash:").unwrap_or_default().trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_blender_prints() {
        let text = "Blender 4.5.1 LTS\n\tbuild date: 2025-07-29\n\tbuild hash: b0a72b245dcf\n";
        let (version, hash) = read(text).unwrap();
        assert_eq!((version.to_string().as_str(), hash.as_str()), ("4.5.1", "b0a72b245dcf"));
        assert_eq!(read("Python 3.11"), None);
    }

    #[cfg(unix)]
    #[test]
    fn refuses_what_is_too_old_or_no_blender() {
        let folder = tempfile::tempdir().unwrap();
        let program = |name: &str, says: &str| {
            let path = folder.path().join(name);
            crate::install::fake::program(&path, &format!("#!/bin/sh\necho '{says}'\n"));
            Install::executable(&path)
        };
        assert!(matches!(program("old", "Blender 3.4.1"), Err(InstallError::TooOld { .. })));
        assert!(matches!(program("other", "GIMP 3.0"), Err(InstallError::Broken { .. })));
        assert_eq!(program("new", "Blender 4.2.0").unwrap().version(), Version::OLDEST);
        assert!(matches!(Install::executable(&folder.path().join("none")), Err(InstallError::Broken { .. })));
    }
}
