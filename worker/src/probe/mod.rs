//! What this machine is: its graphics cards, its processor, how fast it renders.
//!
//! All of it is what drivers and the system say: labels for people, and a score for estimates.

mod cpu;
mod gpu;
mod score;

use rayment_client::profile::{EngineBuild, Profile};
use rayment_core::spec::hex32;
use rayment_render::{BUILD, ENGINE, Limits};

use crate::Config;

pub use gpu::gpus;
pub use score::measured_score;

/// What results of the built-in tracer compare within: its tiles are equal bit by bit on every
/// processor, so it always renders there, whatever cards are in the machine.
const DEVICE_CLASS: &str = "cpu";
const FORMATS: [&str; 2] = ["gltf", "glb"];

/// Looks at the machine. Takes up to a few seconds, at the first start half a second more.
pub fn profile(config: &Config) -> Profile {
    let cpu = cpu::name();
    let threads = config.threads_per_job();
    Profile {
        name: config.name.clone(),
        endpoint: config.endpoint.clone(),
        gpus: gpus(),
        score: measured_score(&config.data_dir, &cpu, threads),
        cpu,
        threads: u32::try_from(config.threads).unwrap_or(u32::MAX),
        device_class: DEVICE_CLASS.into(),
        engines: vec![EngineBuild { name: ENGINE.into(), build: hex32::encode(&BUILD) }],
        formats: FORMATS.map(String::from).to_vec(),
        largest_file_mb: Limits::default().file_bytes / 1_000_000,
        blender_version: None,
    }
}
