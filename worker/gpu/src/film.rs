//! A batch of cells (pixels, each with a block of its samples) on a card: their coordinates, the radiance of
//! each sample of a slice, and their sums.

use std::sync::{Arc, OnceLock};

use super::device::Device;
use super::error::GpuError;
use super::frame_uniforms::FrameSetup;
use super::pairwise_sums::PixelSum;
use super::pipelines::{PipelineKey, Pipelines, bind};
use super::queue::Cell;
use super::record::{FrameUniforms, Slice};
use super::slices::Capacity;
use super::upload::UploadedScene;

const QUAD: u64 = size_of::<PixelSum>() as u64;
const CELL: u64 = size_of::<Cell>() as u64;

pub struct Film {
    device: Device,
    scene: Arc<UploadedScene>,
    pipelines: Arc<Pipelines>,
    slice: wgpu::Buffer,
    cells: wgpu::Buffer,
    sums: wgpu::Buffer,
    group: wgpu::BindGroup,
    readback_buffers: [wgpu::Buffer; 2],
}

impl Film {
    /// Bytes of a film.
    pub fn bytes(capacity: Capacity) -> u64 {
        u64::from(capacity.pixels) * (CELL + 3 * QUAD) + u64::from(capacity.slice_samples) * QUAD + 4096
    }

    pub fn new(
        device: &Device,
        scene: Arc<UploadedScene>,
        frame: &FrameSetup,
        capacity: Capacity,
    ) -> Result<Self, GpuError> {
        use wgpu::BufferUsages as Use;
        let bytes = Self::bytes(capacity);
        let needed = scene.bytes.saturating_add(bytes);
        if needed > device.memory() {
            let (name, limit) = (device.info().name.clone(), device.memory());
            return Err(GpuError::TooLarge { device: name, what: "scene and film", needed, limit });
        }
        let pixels = u64::from(capacity.pixels);
        let pipelines = device.pipelines(PipelineKey { kernel: frame.kernel, ..scene.key })?;
        device.guarded(|raw| {
            let buffer = |size: u64, usage: Use| {
                raw.create_buffer(&wgpu::BufferDescriptor {
                    label: Some("film"),
                    size,
                    usage,
                    mapped_at_creation: false,
                })
            };
            let uniform = Use::UNIFORM | Use::COPY_DST;
            let uniform_buffer = buffer(size_of::<FrameUniforms>() as u64, uniform);
            let views = buffer(size_of_val(&frame.views[..]) as u64, Use::STORAGE | Use::COPY_DST);
            let slice = buffer(size_of::<Slice>() as u64, uniform);
            let cells = buffer(pixels * CELL, Use::STORAGE | Use::COPY_DST);
            let radiances = buffer(u64::from(capacity.slice_samples) * QUAD, Use::STORAGE);
            let sums = buffer(pixels * QUAD, Use::STORAGE | Use::COPY_SRC | Use::COPY_DST);
            let readback_buffer = || buffer(pixels * QUAD, Use::MAP_READ | Use::COPY_DST);
            let group = bind(raw, &pipelines.film, &[&uniform_buffer, &slice, &cells, &radiances, &sums, &views]);
            device.raw().1.write_buffer(&uniform_buffer, 0, bytemuck::bytes_of(&frame.uniforms));
            device.raw().1.write_buffer(&views, 0, bytemuck::cast_slice(&frame.views));
            let readback_buffers = [readback_buffer(), readback_buffer()];
            Self {
                device: device.clone(),
                scene: scene.clone(),
                pipelines: pipelines.clone(),
                slice,
                cells,
                sums,
                group,
                readback_buffers,
            }
        })
    }

    /// Starts a batch: sets its cells and clears their sums.
    pub fn begin(&self, cells: &[Cell]) {
        let (device, queue) = self.device.raw();
        queue.write_buffer(&self.cells, 0, bytemuck::cast_slice(cells));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.clear_buffer(&self.sums, 0, Some(cells.len() as u64 * QUAD));
        queue.submit([encoder.finish()]);
    }

    /// Submits a slice of the batch.
    pub fn trace(&self, slice: &Slice) -> wgpu::SubmissionIndex {
        let (device, queue) = self.device.raw();
        queue.write_buffer(&self.slice, 0, bytemuck::bytes_of(slice));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let groups_across = slice.row / 64;
        let lanes = u64::from(slice.pixels) * u64::from(slice.samples.div_ceil(slice.run));
        let kernels = [(&self.pipelines.trace, lanes), (&self.pipelines.sum, u64::from(slice.pixels))];
        for (pipeline, lanes) in kernels {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &self.group, &[]);
            pass.set_bind_group(1, &self.scene.shards, &[]);
            let groups = lanes.div_ceil(64);
            let across = groups.min(u64::from(groups_across));
            // Rows are equally long for both kernels; only the last row may have idle lanes.
            let rows = groups.div_ceil(u64::from(groups_across));
            let across = if rows > 1 { groups_across } else { across as u32 };
            pass.dispatch_workgroups(across, rows as u32, 1);
        }
        queue.submit([encoder.finish()])
    }

    /// Requests the sums of the batch after all slices submitted so far. Two requests can be in flight,
    /// in different slots.
    pub fn request_sums(&self, slot: usize, cells: usize) -> Readback {
        let (device, queue) = self.device.raw();
        let buffer = self.readback_buffers[slot].clone();
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let size = cells as u64 * QUAD;
        encoder.copy_buffer_to_buffer(&self.sums, 0, &buffer, 0, size);
        let submission = queue.submit([encoder.finish()]);
        let arrived = Arc::new(OnceLock::new());
        let arrival = arrived.clone();
        buffer.map_async(wgpu::MapMode::Read, 0..size, move |mapped| {
            // The callback runs once.
            let _ = arrival.set(mapped.is_ok());
        });
        Readback { buffer, size, submission, arrived }
    }
}

/// Sums that are being read back from the card.
pub struct Readback {
    buffer: wgpu::Buffer,
    size: u64,
    submission: wgpu::SubmissionIndex,
    /// Whether they can be read, once that is known.
    arrived: Arc<OnceLock<bool>>,
}

impl Readback {
    pub fn has_arrived(&self) -> bool {
        self.arrived.get().is_some()
    }

    /// The sum of each cell; waits for it if necessary.
    pub fn sums(self, device: &Device) -> Result<Vec<PixelSum>, GpuError> {
        if !self.has_arrived() {
            device.wait(&self.submission)?;
        }
        let refused = |reason: String| GpuError::Refused { device: device.info().name.clone(), reason };
        // If threads share a device, another one may be the one that runs the callback.
        if !self.arrived.wait() {
            return Err(refused("its results can't be read".into()));
        }
        let view = self.buffer.get_mapped_range(0..self.size).map_err(|error| refused(error.to_string()))?;
        let sums = view.chunks_exact(QUAD as usize).map(bytemuck::pod_read_unaligned).collect();
        drop(view);
        self.buffer.unmap();
        Ok(sums)
    }
}
