//! What a provider states about its machine: a JSON document in the hub, its hash on chain.
//!
//! All of it is the provider's word, none of it proof.

use std::ops::Not;

use rayment_core::{Native, Sha256, job::Chunk};
use rayment_spec::{Devices, Spec};
use serde::{Deserialize, Serialize};

/// The class of every processor: the built-in tracer gives the same bits on all of them.
pub const CPU: &str = "cpu";

/// The document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What people see.
    pub name: String,
    /// Where the worker can be reached, if it wants to be.
    pub endpoint: Option<String>,
    pub gpus: Vec<Gpu>,
    pub cpu: String,
    pub threads: u32,
    /// What it renders on, best first. Results of one class are equal bit by bit.
    pub device_classes: Vec<String>,
    /// Thousand path samples a second on the renderer's fixed scene.
    pub score: u64,
    /// Engines it runs, with the builds a spec pins.
    pub engines: Vec<EngineBuild>,
    /// File endings of scenes.
    pub formats: Vec<String>,
    /// Largest file, in megabytes (10^6 bytes).
    pub largest_file_mb: u64,
    pub blender_version: Option<String>,
    /// It takes no job whose delivery nobody checks.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub checked_only: bool,
}

/// A graphics card, as the driver names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gpu {
    pub name: String,
    /// `discrete`, `integrated`, `virtual`, or `software` where a processor plays the GPU.
    pub kind: String,
    pub driver: String,
    pub backend: String,
    /// Where the driver tells.
    pub vram_bytes: Option<u64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineBuild {
    pub name: String,
    /// 64 hexadecimal digits.
    pub build: String,
}

impl Profile {
    /// The bytes whose hash stands on chain.
    pub fn encode(&self) -> Vec<u8> {
        // Strings and numbers always have a JSON form.
        serde_json::to_vec_pretty(self).unwrap_or_default()
    }

    pub fn hash(&self) -> [u8; 32] {
        Native::hash(&[&self.encode()])
    }

    pub fn decode(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// The class of what it renders for such a spec, if it has one.
    pub fn class_for(&self, devices: Devices) -> Option<&str> {
        let mut classes = self.device_classes.iter().map(String::as_str);
        match devices {
            Devices::Cpu => classes.find(|class| *class == CPU),
            Devices::Any => classes.next(),
        }
    }

    /// Why this machine cannot render the spec, if it cannot.
    pub fn cannot_render(&self, spec: &Spec) -> Option<String> {
        let build = rayment_spec::hex32::encode(&spec.engine.build);
        if !self.engines.iter().any(|engine| engine.name == spec.engine.name && engine.build == build) {
            return Some(format!("it does not run build {} of engine {}", build.get(..12)?, spec.engine.name));
        }
        if self.class_for(spec.devices).is_none() {
            return Some(match spec.devices {
                Devices::Cpu => format!("it renders on {}, not on processors", self.device_classes.join(", ")),
                Devices::Any => "it names no device to render on".into(),
            });
        }
        let ending = spec.scene.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        if !self.formats.contains(&ending) {
            return Some(format!("it does not read .{ending} scenes"));
        }
        let limit = self.largest_file_mb.saturating_mul(1_000_000);
        let large = spec.files.iter().find(|file| file.bytes > limit)?;
        Some(format!("{} is larger than its limit of {} MB", large.path, self.largest_file_mb))
    }

    /// Estimated render time of one frame of the spec, in milliseconds: what the machine's benchmark
    /// says for as many samples. Scenes differ; the ceiling leaves room for that.
    pub fn estimate_ms(&self, spec: &Spec) -> u64 {
        let samples = u64::from(spec.width) * u64::from(spec.height) * u64::from(spec.samples);
        // Thousand samples a second are samples a millisecond.
        samples.div_ceil(self.score.max(1)).max(1)
    }

    /// The same for a chunk's tiles of one frame.
    pub fn estimate_part_ms(&self, spec: &Spec, chunk: &Chunk) -> u64 {
        let (tiles, all) = (u64::from(chunk.tiles), u64::from(spec.grid().tiles().max(1)));
        self.estimate_ms(spec).saturating_mul(tiles.min(all)).div_ceil(all)
    }
}
