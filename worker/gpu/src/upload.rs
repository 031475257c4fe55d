//! A scene in a card's memory.

use std::sync::{Arc, Weak};

use rayment_render::trace::World;

use super::device::Device;
use super::error::GpuError;
use super::pipelines::{PipelineKey, bind};
use super::record::SceneOffsets;
use super::scene_layout::{SceneLayout, Sink};

/// Storage bindings of a kernel besides those of the scene: the film and the views.
const OTHER_BINDINGS: u32 = 4;
/// More would make selecting one expensive, and no driver is known to need it.
const MAX_SHARDS: u32 = 64;
/// Bytes in flight to the card at a time.
const IN_FLIGHT: u64 = 64 << 20;

pub struct UploadedScene {
    /// The world it was made from, to recognize it.
    world: Weak<World>,
    pub key: PipelineKey,
    pub offsets: SceneOffsets,
    pub shards: wgpu::BindGroup,
    pub bytes: u64,
}

impl UploadedScene {
    /// Refuses a scene that does not fit before it allocates anything. `film` bytes are left free.
    pub fn new(device: &Device, world: &Arc<World>, film: u64) -> Result<Self, GpuError> {
        let largest = device.largest_binding();
        // A power of two quads, so that the upper bits of an offset select the shard.
        let shift = (largest / 16).checked_ilog2().unwrap_or(0).min(31);
        let shard_bytes = 16u64 << shift;
        let most = device.raw().0.limits().max_storage_buffers_per_shader_stage.saturating_sub(OTHER_BINDINGS);
        let room = device.memory().saturating_sub(film).min(shard_bytes * u64::from(most.clamp(1, MAX_SHARDS)));
        let name = &device.info().name;
        let refused = |needed: u64| GpuError::TooLarge {
            device: name.clone(),
            what: "geometry and textures",
            needed,
            limit: room,
        };
        let layout = SceneLayout::new(world).ok_or_else(|| refused(u64::from(u32::MAX) * 16))?;
        let bytes = layout.quads.max(1) * 16;
        if bytes > room {
            return Err(refused(bytes));
        }
        let shards = bytes.div_ceil(shard_bytes);
        let key = PipelineKey { rounding: device.rounding(), ..PipelineKey::new(shards as u32, shift, layout.stack) };
        let pipelines = device.pipelines(key)?;
        let buffers = device.guarded(|raw| {
            let size = |shard: u64| (bytes - shard * shard_bytes).min(shard_bytes);
            (0..shards).map(|shard| storage(raw, size(shard))).collect::<Vec<_>>()
        })?;
        let mut writer = Writer { device, buffers: &buffers, shard_bytes, at: 0, in_flight: 0 };
        layout.write(&mut writer)?;
        debug_assert_eq!(writer.at, layout.quads * 16);
        writer.flush()?;
        let shards = device.guarded(|raw| bind(raw, &pipelines.scene, &buffers.iter().collect::<Vec<_>>()))?;
        Ok(Self { world: Arc::downgrade(world), key, offsets: layout.offsets, shards, bytes })
    }

    pub fn is_of(&self, world: &Arc<World>) -> bool {
        self.world.upgrade().is_some_and(|own| Arc::ptr_eq(&own, world))
    }
}

fn storage(device: &wgpu::Device, size: u64) -> wgpu::Buffer {
    device.create_buffer(&wgpu::BufferDescriptor {
        label: Some("scene"),
        size,
        usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST,
        mapped_at_creation: false,
    })
}

/// Writes the scene's array to its shards.
struct Writer<'a> {
    device: &'a Device,
    buffers: &'a [wgpu::Buffer],
    shard_bytes: u64,
    at: u64,
    in_flight: u64,
}

impl Sink for Writer<'_> {
    type Error = GpuError;

    fn put(&mut self, mut bytes: &[u8]) -> Result<(), GpuError> {
        while !bytes.is_empty() {
            let (shard, within) = (self.at / self.shard_bytes, self.at % self.shard_bytes);
            let (now, later) = bytes.split_at((self.shard_bytes - within).min(bytes.len() as u64) as usize);
            self.device.raw().1.write_buffer(&self.buffers[shard as usize], within, now);
            self.at += now.len() as u64;
            self.in_flight += now.len() as u64;
            bytes = later;
            if self.in_flight >= IN_FLIGHT {
                self.flush()?;
            }
        }
        Ok(())
    }
}

impl Writer<'_> {
    fn flush(&mut self) -> Result<(), GpuError> {
        self.in_flight = 0;
        let submission = self.device.raw().1.submit([]);
        self.device.wait(&submission)
    }
}
