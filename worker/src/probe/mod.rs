//! What this machine is: its graphics cards, its processor, how fast it renders.
//!
//! All of it comes from drivers and the system: labels for people, and a score for estimates.

mod cpu;
mod gpu;
mod score;

use rayment_client::profile::{EngineBuild, Profile};
use rayment_render::Limits;
use rayment_spec::hex32;

use crate::Config;

pub use gpu::{gpus, name_session};
pub use score::measured_score;

/// Formats that the built-in engine reads.
const FORMATS: [&str; 6] = ["gltf", "glb", "obj", "stl", "fbx", "dae"];

/// Measures the machine. Takes up to a few seconds, at the first start half a second more.
pub fn profile(config: &Config) -> Profile {
    let cpu = cpu::name();
    let threads = config.threads_per_job();
    let blender = config.engines.blender();
    Profile {
        name: config.name.clone(),
        endpoint: config.endpoint.clone(),
        gpus: gpus(),
        score: measured_score(&config.data_dir, &cpu, threads),
        cpu,
        threads: u32::try_from(config.threads).unwrap_or(u32::MAX),
        device_classes: config.engines.device_classes(),
        engines: config.engines.offered().into_iter().map(engine).collect(),
        formats: FORMATS.into_iter().chain(blender.map(|_| "blend")).map(String::from).collect(),
        largest_file_mb: Limits::default().file_bytes / 1_000_000,
        blender_version: blender.map(|setup| setup.install.version().to_string()),
        checked_only: config.checked_only,
    }
}

fn engine((name, build): (String, [u8; 32])) -> EngineBuild {
    EngineBuild { name, build: hex32::encode(&build) }
}
