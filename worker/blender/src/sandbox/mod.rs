//! What Blender may see and do while it holds a stranger's file: scripts are off, and a fault in one
//! of its many readers must not be worth anything either.
//!
//! | means | files | network | processes |
//! |---|---|---|---|
//! | bubblewrap | the system and Blender read-only, the scene read-only, a folder in memory | none | its own only, no new ones |
//! | Landlock and seccomp | the same rights, and a folder on disk | none | may start some, sees no other's |
//! | off | everything | everything | everything |

#[cfg(target_os = "linux")]
mod bubblewrap;
#[cfg(target_os = "linux")]
mod filter;
#[cfg(target_os = "linux")]
mod landlock;
mod launch;
mod proof;

use std::path::{Path, PathBuf};

use super::Limits;

pub(super) use launch::{Confine, Kept, Launch, on_path};

/// How Blender is kept in. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sandbox(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "the others are Linux's"))]
enum Kind {
    Bubblewrap { bwrap: PathBuf },
    Landlock,
    Off,
}

/// Why there is no sandbox.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SandboxError {
    #[error(
        "no sandbox works here (bubblewrap: {bubblewrap}; Landlock: {landlock}), and scenes come from strangers; \
         install bubblewrap (Debian: apt-get install bubblewrap), or accept the risk with --no-sandbox"
    )]
    None { bubblewrap: String, landlock: String },
    #[error("the sandbox can't be set up: {0}")]
    Broken(String),
    #[error(
        "the sandbox ({sandbox}) has holes: from inside one can {holes}; repair it, or accept the risk with --no-sandbox"
    )]
    Leaks { sandbox: &'static str, holes: String },
}

/// What one process is to have.
pub(super) struct Room<'a> {
    /// Read-only, with everything below: Blender itself.
    pub programs: &'a [PathBuf],
    /// Read-only: the scene.
    pub scene: Option<&'a Path>,
    pub limits: &'a Limits,
    /// Whether it draws or computes on a graphics card.
    pub gpu: bool,
}

impl Sandbox {
    /// The best that works here. It is tried, not guessed.
    pub fn detect() -> Result<Self, SandboxError> {
        #[cfg(target_os = "linux")]
        {
            let bubblewrap = match bubblewrap::find() {
                Ok(bwrap) => return Ok(Self(Kind::Bubblewrap { bwrap })),
                Err(why) => why,
            };
            match landlock::works() {
                Ok(()) => Ok(Self(Kind::Landlock)),
                Err(landlock) => Err(SandboxError::None { bubblewrap, landlock }),
            }
        }
        #[cfg(not(target_os = "linux"))]
        {
            let missing = || "it is Linux's".to_owned();
            Err(SandboxError::None { bubblewrap: missing(), landlock: missing() })
        }
    }

    /// Landlock, whether or not there is bubblewrap.
    #[cfg(target_os = "linux")]
    pub fn landlock() -> Result<Self, SandboxError> {
        landlock::works().map(|()| Self(Kind::Landlock)).map_err(SandboxError::Broken)
    }

    /// None at all: whoever sends a file may take over this account.
    pub fn off() -> Self {
        Self(Kind::Off)
    }

    pub fn is_off(&self) -> bool {
        self.0 == Kind::Off
    }

    /// For people.
    pub fn name(&self) -> &'static str {
        match self.0 {
            Kind::Bubblewrap { .. } => "bubblewrap",
            Kind::Landlock => "Landlock and seccomp",
            Kind::Off => "no sandbox",
        }
    }

    /// What starts `program` inside.
    pub(super) fn launch(&self, program: &[&std::ffi::OsStr], room: &Room) -> Result<Launch, SandboxError> {
        match &self.0 {
            #[cfg(target_os = "linux")]
            Kind::Bubblewrap { bwrap } => bubblewrap::launch(bwrap, program, room),
            #[cfg(target_os = "linux")]
            Kind::Landlock => landlock::launch(program, room),
            #[cfg(not(target_os = "linux"))]
            Kind::Bubblewrap { .. } | Kind::Landlock => launch::plain(program, room),
            Kind::Off => launch::plain(program, room),
        }
    }
}
