/// Name and version of the built-in path tracer, as specs name it. The version changes when the
/// picture does by design; [`BUILD`] changes with every edit of the engine.
pub const ENGINE: &str = "rayment-path/1";

// Made by `build.rs`: SHA-256 over this crate's sources and the resolved versions of the crates whose
// code touches pixels.
include!(concat!(env!("OUT_DIR"), "/build_hash.rs"));
