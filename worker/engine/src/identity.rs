/// Name and version of the built-in path tracer, as specs name it. The version changes when the
/// picture does by design; [`BUILD`] changes with every edit of what decides a pixel.
pub const ENGINE: &str = "rayment-path/2";

// Made by `build/main.rs`.
include!(concat!(env!("OUT_DIR"), "/build_hash.rs"));
