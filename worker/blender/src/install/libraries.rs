//! System libraries that Blender's module is linked to.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::error::InstallError;
use super::program;

/// By the Debian package that has it. The last two are for EEVEE.
const PACKAGES: [(&str, &str); 14] = [
    ("libX11.so", "libx11-6"),
    ("libXext.so", "libxext6"),
    ("libXrender.so", "libxrender1"),
    ("libXfixes.so", "libxfixes3"),
    ("libXi.so", "libxi6"),
    ("libXt.so", "libxt6"),
    ("libXxf86vm.so", "libxxf86vm1"),
    ("libxkbcommon.so", "libxkbcommon0"),
    ("libSM.so", "libsm6"),
    ("libICE.so", "libice6"),
    ("libGL.so", "libgl1"),
    ("libOpenGL.so", "libopengl0"),
    ("libEGL.so", "libegl1"),
    ("libgomp.so", "libgomp1"),
];

/// Refuses a module that lacks libraries, and says where they are to be had.
pub(super) fn check(module: &Path) -> Result<(), InstallError> {
    let mut command = Command::new("ldd");
    command.arg(module);
    // Without `ldd`, the trial that follows tells of the first one that is missing.
    match program::output(command, Duration::from_secs(60), &mut || {}) {
        Ok(out) => lacking(&String::from_utf8_lossy(&out.stdout)),
        Err(_) => Ok(()),
    }
}

fn lacking(listing: &str) -> Result<(), InstallError> {
    let absent = listing.lines().filter(|line| line.contains("not found"));
    let mut missing: Vec<String> = absent
        .filter_map(|line| line.split_whitespace().next())
        .map(|name| name.trim_end_matches(':').to_owned())
        .collect();
    missing.sort();
    missing.dedup();
    if missing.is_empty() { Ok(()) } else { Err(named(missing)) }
}

/// The error for libraries by their names.
pub(super) fn named(missing: Vec<String>) -> InstallError {
    let package =
        |name: &String| PACKAGES.iter().find(|(start, _)| name.starts_with(start)).map(|(_, package)| *package);
    let packages = missing.iter().filter_map(package).collect();
    InstallError::Libraries { missing, packages }
}

/// The library that a loader's message names.
pub(super) fn in_message(text: &str) -> Option<String> {
    let at = text.find(": cannot open shared object file")?;
    text[..at].split_whitespace().last().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_packages_of_what_is_missing() {
        let listing = "\tlibXi.so.6 => not found\n\tlibm.so.6 => /lib/libm.so.6 (0x0)\n\tlibSM.so.6 => not found\n";
        let said = lacking(listing).unwrap_err().to_string();
        assert!(said.contains("apt-get install libsm6 libxi6"), "{said}");
        assert!(lacking("\tlibm.so.6 => /lib/libm.so.6 (0x0)\n").is_ok());
        assert!(lacking("\tlibodd.so.1 => not found\n").unwrap_err().to_string().ends_with("install them"));
    }

    #[test]
    fn reads_the_loaders_message() {
        let text = "ImportError: libXi.so.6: cannot open shared object file: No such file or directory";
        assert_eq!(in_message(text).as_deref(), Some("libXi.so.6"));
        assert_eq!(in_message("SyntaxError"), None);
    }
}
