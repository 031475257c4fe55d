//! What runs inside Blender's Python.

/// Opens scenes, renders, lists files.
pub(super) const SERVE: &str = concat!(
    include_str!("script/channel.py"),
    include_str!("script/scene.py"),
    include_str!("script/needs.py"),
    include_str!("script/render.py"),
    include_str!("script/main.py"),
);

/// Tries to get out of the sandbox.
pub(super) const PROVE: &str = concat!(include_str!("script/channel.py"), include_str!("script/prove.py"));

/// Says what is installed.
pub(super) const VERSION: &str = include_str!("script/version.py");
