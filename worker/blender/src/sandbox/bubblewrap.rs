//! A root of its own: only what is bound into it is there.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::launch::{ENVIRONMENT, FOLDERS, Kept, Launch, limited, on_path};
use super::{Room, SandboxError, filter};

const SCENE: &str = "/scene";
const WORK: &str = "/work";
/// Folders of programs and libraries; on most systems all but the first are links into it.
const SYSTEM: [&str; 6] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64"];
/// What the loader, fonts and graphics drivers read besides.
const SETTINGS: [&str; 8] = [
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/glvnd",
    "/etc/vulkan",
    "/etc/OpenCL",
];
/// Where systems keep what is not below `/usr`: Nix and Guix.
const STORES: [&str; 2] = ["/nix/store", "/gnu/store"];

/// The `bwrap` that works, or why there is none.
pub(super) fn find() -> Result<PathBuf, String> {
    let bwrap = on_path("bwrap").ok_or("it is not installed")?;
    let limits = super::Limits::default();
    let room = Room { programs: &[], scene: None, limits: &limits, gpu: false };
    let program = on_path("true").unwrap_or_else(|| "/usr/bin/true".into());
    let mut launch = launch(&bwrap, &[program.as_os_str()], &room).map_err(|error| error.to_string())?;
    let out = launch.command.stdin(Stdio::null()).output().map_err(|error| error.to_string())?;
    if out.status.success() {
        return Ok(bwrap);
    }
    let said = String::from_utf8_lossy(&out.stderr);
    Err(format!("it does not work ({})", said.lines().last().unwrap_or("it says nothing").trim()))
}

/// `program` in a sandbox.
pub(super) fn launch(bwrap: &Path, program: &[&OsStr], room: &Room) -> Result<Launch, SandboxError> {
    let broken = |error: std::io::Error| SandboxError::Broken(format!("its list of system calls: {error}"));
    let filters: Vec<_> = filter::alone()?.iter().map(filter::written).collect::<Result<_, _>>().map_err(broken)?;
    // The shell opens the lists of system calls for bubblewrap, under the numbers that it is told.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "exec 8<\"$1\" 9<\"$2\"; shift 2; exec \"$@\"", "sh"]);
    command.args(filters.iter().map(|file| file.path())).arg(bwrap);
    command.args(["--add-seccomp-fd", "8", "--add-seccomp-fd", "9"]);
    command.args(arguments(room)).arg("--").args(limited(room)).args(program).env_clear();
    Ok(Launch { command, scene: SCENE.into(), confine: None, kept: Kept { folder: None, _files: filters } })
}

/// Everything that is in the sandbox; nothing else is.
fn arguments(room: &Room) -> Vec<OsString> {
    let mut words: Vec<OsString> = Vec::new();
    let mut add = |parts: &[&dyn AsRef<OsStr>]| words.extend(parts.iter().map(|part| part.as_ref().to_owned()));
    add(&[&"--unshare-all", &"--die-with-parent", &"--new-session", &"--cap-drop", &"ALL", &"--clearenv"]);
    for path in SYSTEM {
        match fs::read_link(path) {
            Ok(target) => add(&[&"--symlink", &target, &path]),
            Err(_) => add(&[&"--ro-bind-try", &path, &path]),
        }
    }
    for path in SETTINGS.into_iter().chain(STORES) {
        add(&[&"--ro-bind-try", &path, &path]);
    }
    add(&[&"--proc", &"/proc", &"--dev", &"/dev"]);
    if room.gpu {
        for path in devices() {
            add(&[&"--dev-bind-try", &path, &path]);
        }
        add(&[&"--ro-bind-try", &"/sys", &"/sys"]);
    }
    for path in room.programs {
        add(&[&"--ro-bind", path, path]);
    }
    if let Some(scene) = room.scene {
        add(&[&"--ro-bind", &scene, &SCENE]);
    }
    add(&[&"--size", &room.limits.disk.to_string(), &"--tmpfs", &WORK, &"--symlink", &WORK, &"/tmp"]);
    // Both lie in memory, and nothing would limit what is written there.
    add(&[&"--remount-ro", &"/dev", &"--remount-ro", &"/", &"--chdir", &WORK]);
    for (name, value) in ENVIRONMENT {
        add(&[&"--setenv", &name, &value]);
    }
    for name in FOLDERS {
        add(&[&"--setenv", &name, &WORK]);
    }
    words
}

/// The devices of graphics cards.
pub(super) fn devices() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = ["/dev/dri", "/dev/kfd", "/dev/dxg", "/dev/nvidia-caps"].map(PathBuf::from).into();
    let entries = fs::read_dir("/dev").into_iter().flatten().flatten();
    found.extend(entries.map(|entry| entry.path()).filter(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("nvidia")) && !path.is_dir()
    }));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;

    fn words(gpu: bool) -> String {
        let limits = Limits { disk: 4_096, ..Limits::default() };
        let programs = [PathBuf::from("/home/worker/blender")];
        let scene = Some(Path::new("/home/worker/scene"));
        let words = arguments(&Room { programs: &programs, scene, limits: &limits, gpu });
        words.iter().map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn binds_only_what_is_needed_and_nothing_to_write() {
        let words = words(false);
        assert!(words.contains("--unshare-all") && words.contains("--cap-drop ALL") && words.contains("--clearenv"));
        assert!(words.contains("--ro-bind /home/worker/scene /scene"));
        assert!(words.contains("--ro-bind /home/worker/blender /home/worker/blender"));
        assert!(words.contains("--size 4096 --tmpfs /work"));
        assert!(!words.contains(" --bind") && !words.contains("/home/worker /") && !words.contains("--share-net"));
    }

    #[test]
    fn shows_graphics_devices_only_where_they_are_used() {
        assert!(words(true).contains("/dev/dri") && !words(false).contains("/dev/dri"));
    }
}
