//! The Blender engine with a real Blender: `RAYMENT_BLENDER_HOME`, or the user's own, set up where it
//! is not there yet.
#![cfg(target_os = "linux")]

mod files;
mod lights;
mod pixels;
mod safety;
mod support;
