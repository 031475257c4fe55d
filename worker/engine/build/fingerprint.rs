//! One hash of source texts and of the versions of what they stand on.

use sha2::{Digest, Sha256};

use crate::sources::PIXEL_CRATES;
use crate::tokens::{tokens, without_tests};

/// The hash of texts, whatever their order and wherever they lie, and of the pixel crates as `lock` has them.
pub fn build<'a>(texts: impl Iterator<Item = &'a str>, lock: &str) -> [u8; 32] {
    let mut files: Vec<[u8; 32]> = texts.map(of_tokens).collect();
    files.sort_unstable();
    let mut hash = Sha256::new_with_prefix(b"rayment-engine build v2\0");
    files.iter().for_each(|file| hash.update(file));
    for line in resolved_versions(lock) {
        hash.update(line.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}

/// The hash of a text's tokens: comments, spaces, trailing commas and tests are none.
pub fn of_tokens(text: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for token in without_tests(tokens(text)) {
        hash.update(token.as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}

/// `name version checksum` of each pixel crate.
fn resolved_versions(lock: &str) -> Vec<String> {
    let of = |package: &str| {
        let field = |name: &str| {
            let line = package.lines().find(|line| line.starts_with(&format!("{name} = ")))?;
            line.split('"').nth(1)
        };
        let name = field("name").filter(|name| PIXEL_CRATES.contains(name))?;
        Some(format!("{name} {} {}", field("version").unwrap_or("?"), field("checksum").unwrap_or("path")))
    };
    let mut lines: Vec<String> = lock.split("[[package]]").filter_map(of).collect();
    lines.sort();
    lines
}
