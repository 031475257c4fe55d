//! A small animated scene in Blender's own format.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use rayment_blender::Home;

/// Writes the scene to `path` with the pinned Blender, which is set up where it is missing: a cube that turns, in
/// frames 1 to 8.
pub fn animated_blend(path: &Path) -> PathBuf {
    let install = Home::from_env().install(None, &mut |_| ()).expect("this test needs Blender");
    let script = format!("{}\nmake({path:?})\n", include_str!("blend.py"));
    let made = Command::new(install.path()).args(["-I", "-c", &script]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    path.to_owned()
}
