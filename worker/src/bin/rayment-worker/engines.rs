//! Which engines a worker offers besides the built-in one.

use std::path::{Path, PathBuf};

use clap::Args;
use rayment_blender::{Home, Limits, Wanted};
use rayment_engine::{BlenderSetup, Engines};

/// Blender runs what its files say, and they come from strangers: only in a sandbox that was tried.
#[derive(Args)]
pub struct UseBlender {
    /// A Blender of 4.2 or newer [default: the one of `rayment-worker blender install`, else `blender` on the path]
    #[arg(long, env = "RAYMENT_BLENDER", value_name = "FILE")]
    blender: Option<PathBuf>,
    /// Offer the built-in engine alone
    #[arg(long, conflicts_with = "blender")]
    no_blender: bool,
    /// Run Blender without a sandbox: whoever orders a render can then do what you can
    #[arg(long)]
    no_sandbox: bool,
    /// Render orders that allow any device on this machine's graphics cards. They are compared within a
    /// tolerance; it has been tried on software Vulkan only, so until your card was measured this is a risk
    #[arg(long)]
    gpu: bool,
}

impl UseBlender {
    /// The built-in engine, and Blender where it is installed and a sandbox works. What is wrong with it is
    /// logged, and doesn't keep the worker from starting.
    pub fn engines(&self, data_dir: &Path, memory: Option<u64>) -> Engines {
        let engines = if self.gpu { with_cards(Engines::built_in()) } else { Engines::built_in() };
        if self.no_blender {
            return engines;
        }
        let wanted = Wanted { blender: self.blender.clone(), home: Home::from_env() };
        let usual = Limits::default();
        let limits = Limits { memory: memory.unwrap_or(usual.memory), ..usual };
        match BlenderSetup::find(&wanted, !self.no_sandbox, data_dir.join("scenes"), limits) {
            Ok(Some(setup)) => {
                tracing::info!(version = %setup.install.version(), sandbox = setup.sandbox.name(), "Blender is offered");
                if setup.sandbox.is_off() {
                    tracing::warn!("Blender runs WITHOUT a sandbox: scenes of strangers can do what this user can");
                }
                engines.with_blender(setup)
            }
            Ok(None) => engines,
            Err(error) => {
                tracing::warn!(%error, "Blender is not offered");
                engines
            }
        }
    }
}

/// All real cards of the best one's class.
fn with_cards(engines: Engines) -> Engines {
    let mut cards = rayment_gpu::devices();
    cards.retain(|card| card.kind != rayment_gpu::Kind::Software);
    let class = cards.first().map(rayment_gpu::DeviceInfo::class);
    cards.retain(|card| Some(card.class()) == class);
    let opened: Vec<_> =
        cards.iter().filter_map(|card| rayment_gpu::Device::open(card).map_err(complain).ok()).collect();
    match rayment_gpu::Renderer::new(opened) {
        Ok(renderer) => {
            tracing::info!(class, cards = renderer.devices().len(), "graphics cards are offered");
            engines.with_cards(renderer)
        }
        Err(error) => {
            complain(error);
            engines
        }
    }
}

fn complain(error: rayment_gpu::GpuError) {
    tracing::warn!(%error, "no graphics card is offered");
}
