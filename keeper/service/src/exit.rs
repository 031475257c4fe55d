//! How a process ends.

use std::process::ExitCode;

/// How a process ends, as scripts and service managers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    Done = 0,
    /// Something said no; whoever started the process can mend it.
    Refused = 1,
    /// The machine or the network cannot go on.
    Broken = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Ends a daemon: an error is printed on standard error after the `program`'s name, causes included,
/// and `exit_of` says what kind of end it is.
pub fn report(program: &str, result: anyhow::Result<()>, exit_of: impl FnOnce(&anyhow::Error) -> Exit) -> ExitCode {
    let Err(error) = result else { return Exit::Done.into() };
    eprintln!("{program}: {error:#}");
    exit_of(&error).into()
}
