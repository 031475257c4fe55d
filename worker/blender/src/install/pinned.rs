//! The one version that is set up, and what its files are.

use super::Version;

/// The last long-term release that still imports Collada.
pub(super) const VERSION: Version = Version { major: 4, minor: 5, patch: 15 };
/// What the module is built for.
pub(super) const PYTHON: &str = "3.11";
/// Bytes that pip fetches, and bytes on disk when it is done; for the progress only.
pub(super) const DOWNLOAD: u64 = 391_000_000;
pub(super) const UNPACKED: u64 = 915_000_000;

/// Name, version and the SHA-256 of its file for Linux, Windows, macOS on Arm and on Intel. numpy reads
/// glTF; what else the module asks for, it uses for things that no render needs.
const PACKAGES: [(&str, &str, [&str; 4]); 2] = [
    (
        "bpy",
        "4.5.15",
        [
            "19203fb7825b005d2024b2e724d600fc82550a6deea71fbcc4447244df9ea737",
            "8243b4b13aa62bfa5f5a2aa02e6750c903f6669fbee06d1f3839d22a49016a05",
            "f581a22cf852ee4af5aefe3cfd30a3c0eec3315d63c4ca8ed95ac5caf709ac61",
            "d2c2cf95679b077868a7617b16fcd4c28b254d02549ccd15e1b4e80fa4255533",
        ],
    ),
    (
        "numpy",
        "1.26.4",
        [
            "666dbfb6ec68962c033a450943ded891bed2d54e6755e35e5835d63f4f6931d5",
            "cd25bcecc4974d09257ffcd1f098ee778f7834c3ad767fe5db785be9a4aa9cb2",
            "edd8b5fe47dab091176d21bb6de568acdd906d1887a4584a15a9a96a1dca06ef",
            "4c66707fabe114439db9068ee468c26bbdf909cac0fb58686a42a24de1760c71",
        ],
    ),
];

/// Where there is a file for.
const PLATFORMS: [(&str, &str); 4] =
    [("linux", "x86_64"), ("windows", "x86_64"), ("macos", "aarch64"), ("macos", "x86_64")];

/// What pip is told to install, and nothing else.
pub(super) fn requirements(os: &str, arch: &str) -> Option<String> {
    let at = PLATFORMS.iter().position(|platform| *platform == (os, arch))?;
    let lines =
        PACKAGES.iter().map(|(name, version, hashes)| format!("{name}=={version} --hash=sha256:{}\n", hashes[at]));
    Some(lines.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_pinned_by_its_own_hash() {
        let mut seen = Vec::new();
        for (os, arch) in PLATFORMS {
            let text = requirements(os, arch).unwrap();
            assert!(text.starts_with(&format!("bpy=={VERSION} --hash=sha256:")));
            seen.extend(text.lines().filter_map(|line| line.split("sha256:").nth(1).map(str::to_owned)));
        }
        assert!(seen.iter().all(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())));
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 8);
        assert_eq!(requirements("linux", "riscv64"), None);
    }
}
