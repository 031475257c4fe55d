use std::sync::{Arc, OnceLock};

use rayment_gpu::{Device, GpuError};

use super::Step;
use super::cuts::Shards;
use super::kernels::{Kernels, bind};
use crate::error::AttestError;
use crate::hash::Node;
use crate::tree::Place;

/// The bytes of a label, or of a node.
const NODE: u64 = 16;

/// Both layers of a card, and the kernels that are compiled for their shards.
pub struct Memory {
    pub shards: Shards,
    pub kernels: Kernels,
    pub labels: Layer,
    /// The layer before, then the tree.
    pub tree: Layer,
    /// What the next dispatch is told.
    pub step: wgpu::Buffer,
}

/// A layer in shards.
pub struct Layer {
    pub shards: Vec<wgpu::Buffer>,
    /// All of them, to be read.
    pub all: wgpu::BindGroup,
}

impl Memory {
    /// With kernels that were compiled before, if there are any.
    pub fn new(device: &Device, shards: Shards, compiled: Option<Kernels>) -> Result<Self, GpuError> {
        device.guarded(|raw| {
            let kernels = match compiled {
                Some(kernels) => kernels.fitted(raw, shards),
                None => Kernels::new(raw, shards),
            };
            let buffer = |size, usage| {
                raw.create_buffer(&wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false })
            };
            let layer = || {
                let usage = wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_SRC;
                let shards: Vec<_> = shards.sizes().map(|nodes| buffer(nodes * NODE, usage)).collect();
                let all = bind(raw, &kernels.shards, &shards.iter().collect::<Vec<_>>());
                Layer { shards, all }
            };
            let step = buffer(Step::SIZE, wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST);
            Self { shards, labels: layer(), tree: layer(), step, kernels }
        })
    }

    /// Gives the layers back at once, whatever still refers to them, and keeps the kernels.
    pub fn free(self) -> Kernels {
        self.labels.shards.iter().chain(&self.tree.shards).for_each(wgpu::Buffer::destroy);
        self.kernels
    }

    /// At least one node.
    pub fn read(&self, device: &Device, places: &[Place]) -> Result<Vec<Node>, AttestError> {
        let size = places.len() as u64 * NODE;
        let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
        let descriptor = wgpu::BufferDescriptor { label: None, size, usage, mapped_at_creation: false };
        let copy = device.guarded(|raw| raw.create_buffer(&descriptor))?;
        let (raw, queue) = device.raw();
        let mut encoder = raw.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        for (index, &place) in (0..).zip(places) {
            let (layer, place) = match place {
                Place::Label(label) => (&self.labels, label),
                Place::Tree(node) => (&self.tree, node),
            };
            let (shard, at) = self.shards.at(place);
            encoder.copy_buffer_to_buffer(&layer.shards[shard], u64::from(at) * NODE, &copy, index * NODE, NODE);
        }
        let submission = queue.submit([encoder.finish()]);
        let arrived = Arc::new(OnceLock::new());
        let arrival = arrived.clone();
        copy.map_async(wgpu::MapMode::Read, 0..size, move |mapped| {
            // The callback runs once.
            let _ = arrival.set(mapped.is_ok());
        });
        device.wait(&submission)?;
        let refused = |reason: String| GpuError::Refused { device: device.info().name.clone(), reason };
        // If threads share a device, another one may be the one that runs the callback.
        if !arrived.wait() {
            return Err(refused("its results can't be read".into()).into());
        }
        let view = copy.get_mapped_range(0..size).map_err(|error| refused(error.to_string()))?;
        Ok(view.as_chunks().0.iter().map(node).collect())
    }
}

/// From four words as SHA-256 sees them.
fn node(words: &Node) -> Node {
    let mut node = *words;
    node.as_chunks_mut::<4>().0.iter_mut().for_each(|word| word.reverse());
    node
}
