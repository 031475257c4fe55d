//! For systems without bubblewrap: the kernel refuses what is not allowed, in the same file system.

use std::ffi::OsStr;
use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
    RulesetStatus, Scope, path_beneath_rules,
};

use super::launch::{Launch, plain};
use super::{Room, SandboxError, bubblewrap, filter};

/// The newest rules this knows; an older kernel enforces those that it knows.
const RULES: ABI = ABI::V6;
/// The oldest that keep a file from being cut short by someone who may not write it.
const LEAST: ABI = ABI::V3;
const READ: [&str; 12] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/nix/store",
    "/gnu/store",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/glvnd",
];
/// Of the kernel's own, what tells nothing of other processes.
const KERNEL: [&str; 4] = ["/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system"];
const DEVICES: [&str; 4] = ["/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"];

/// Whether this kernel has it, tried on a thread that is thrown away.
pub(super) fn works() -> Result<(), String> {
    std::thread::spawn(|| enforce(&[], &[]))
        .join()
        .map_err(|_| "it could not be tried".to_owned())?
        .map_err(|error| error.to_string())
}

pub(super) fn launch(program: &[&OsStr], room: &Room) -> Result<Launch, SandboxError> {
    let mut launch = plain(program, room)?;
    let filters = filter::with_children()?;
    let mut read: Vec<PathBuf> = READ.into_iter().chain(KERNEL).map(PathBuf::from).collect();
    read.extend(room.programs.iter().cloned());
    read.extend(room.scene.map(Into::into));
    let mut write: Vec<PathBuf> = DEVICES.map(PathBuf::from).into();
    write.extend(launch.kept.folder.as_ref().map(|folder| folder.path().to_owned()));
    if room.gpu {
        write.extend(bubblewrap::devices());
        read.push("/sys".into());
        read.push("/proc/driver".into());
    }
    launch.confine = Some(Box::new(move || {
        enforce(&read, &write)?;
        for filter in &filters {
            seccompiler::apply_filter(filter).map_err(|error| SandboxError::Broken(error.to_string()))?;
        }
        Ok(())
    }));
    Ok(launch)
}

/// Restricts this thread, and whatever it starts, for good.
fn enforce(read: &[PathBuf], write: &[PathBuf]) -> Result<(), SandboxError> {
    let status = restricted(read, write).map_err(|error| SandboxError::Broken(error.to_string()))?;
    match status {
        RulesetStatus::NotEnforced => Err(SandboxError::Broken("this kernel has no Landlock, or has it off".into())),
        RulesetStatus::PartiallyEnforced | RulesetStatus::FullyEnforced => Ok(()),
    }
}

fn restricted(read: &[PathBuf], write: &[PathBuf]) -> Result<RulesetStatus, RulesetError> {
    let ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(LEAST))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(RULES))?
        .handle_access(AccessNet::from_all(RULES))?
        .scope(Scope::from_all(RULES))?
        .create()?;
    let status = ruleset
        .add_rules(path_beneath_rules(read, AccessFs::from_read(RULES)))?
        .add_rules(path_beneath_rules(write, AccessFs::from_all(RULES)))?
        .restrict_self()?;
    Ok(status.ruleset)
}
