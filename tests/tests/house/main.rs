//! The house itself: what is committed is fresh, and what a machine can check of its order holds.

use std::path::{Path, PathBuf};

mod fresh;
mod layers;
mod rules;
mod tidy;
mod typescript;
mod verbs;

/// The repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_owned()
}
