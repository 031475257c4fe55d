//! A batch of cells (pixels, each with a block of its samples) on a card: their places, the light of each
//! sample of a slice, and their sums.

use std::sync::{Arc, OnceLock};

use super::device::Device;
use super::error::GpuError;
use super::head::FrameHead;
use super::pace::Capacity;
use super::program::{Program, Shape, bind};
use super::record::{Head, Slice};
use super::sums::Quad;
use super::upload::Uploaded;
use super::work::Cell;

const QUAD: u64 = size_of::<Quad>() as u64;
const CELL: u64 = size_of::<Cell>() as u64;

pub struct Film {
    device: Device,
    scene: Arc<Uploaded>,
    program: Arc<Program>,
    slice: wgpu::Buffer,
    cells: wgpu::Buffer,
    sums: wgpu::Buffer,
    group: wgpu::BindGroup,
    readings: [wgpu::Buffer; 2],
}

impl Film {
    /// Bytes that a film takes.
    pub fn bytes(capacity: Capacity) -> u64 {
        u64::from(capacity.pixels) * (CELL + 3 * QUAD) + u64::from(capacity.lights) * QUAD + 4096
    }

    pub fn new(device: &Device, scene: Arc<Uploaded>, frame: &FrameHead, capacity: Capacity) -> Result<Self, GpuError> {
        use wgpu::BufferUsages as Use;
        let bytes = Self::bytes(capacity);
        let needed = scene.bytes.saturating_add(bytes);
        if needed > device.memory() {
            let (name, limit) = (device.info().name.clone(), device.memory());
            return Err(GpuError::TooLarge { device: name, what: "scene and film", needed, limit });
        }
        let pixels = u64::from(capacity.pixels);
        let program = device.program(Shape { work: frame.work, ..scene.shape })?;
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
            let head_buffer = buffer(size_of::<Head>() as u64, uniform);
            let views = buffer(size_of_val(&frame.views[..]) as u64, Use::STORAGE | Use::COPY_DST);
            let slice = buffer(size_of::<Slice>() as u64, uniform);
            let cells = buffer(pixels * CELL, Use::STORAGE | Use::COPY_DST);
            let lights = buffer(u64::from(capacity.lights) * QUAD, Use::STORAGE);
            let sums = buffer(pixels * QUAD, Use::STORAGE | Use::COPY_SRC | Use::COPY_DST);
            let reading = || buffer(pixels * QUAD, Use::MAP_READ | Use::COPY_DST);
            let group = bind(raw, &program.film, &[&head_buffer, &slice, &cells, &lights, &sums, &views]);
            device.raw().1.write_buffer(&head_buffer, 0, bytemuck::bytes_of(&frame.head));
            device.raw().1.write_buffer(&views, 0, bytemuck::cast_slice(&frame.views));
            let readings = [reading(), reading()];
            Self {
                device: device.clone(),
                scene: scene.clone(),
                program: program.clone(),
                slice,
                cells,
                sums,
                group,
                readings,
            }
        })
    }

    /// Begins a batch: its cells have no light yet.
    pub fn begin(&self, cells: &[Cell]) {
        let (device, queue) = self.device.raw();
        queue.write_buffer(&self.cells, 0, bytemuck::cast_slice(cells));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.clear_buffer(&self.sums, 0, Some(cells.len() as u64 * QUAD));
        queue.submit([encoder.finish()]);
    }

    /// Sends a slice of the batch on its way.
    pub fn expose(&self, slice: &Slice) -> wgpu::SubmissionIndex {
        let (device, queue) = self.device.raw();
        queue.write_buffer(&self.slice, 0, bytemuck::bytes_of(slice));
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let groups_across = slice.row / 64;
        let lanes = u64::from(slice.pixels) * u64::from(slice.samples.div_ceil(slice.run));
        let kernels = [(&self.program.expose, lanes), (&self.program.fold, u64::from(slice.pixels))];
        for (pipeline, lanes) in kernels {
            let mut pass = encoder.begin_compute_pass(&wgpu::ComputePassDescriptor::default());
            pass.set_pipeline(pipeline);
            pass.set_bind_group(0, &self.group, &[]);
            pass.set_bind_group(1, &self.scene.shards, &[]);
            let groups = lanes.div_ceil(64);
            let across = groups.min(u64::from(groups_across));
            // Rows are as long for both kernels; only the last may be short of lanes.
            let rows = groups.div_ceil(u64::from(groups_across));
            let across = if rows > 1 { groups_across } else { across as u32 };
            pass.dispatch_workgroups(across, rows as u32, 1);
        }
        queue.submit([encoder.finish()])
    }

    /// Asks for the sums of the batch as they are after the slices so far; two can be asked for at a
    /// time, by different places.
    pub fn read(&self, place: usize, cells: usize) -> Reading {
        let (device, queue) = self.device.raw();
        let buffer = self.readings[place].clone();
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let size = cells as u64 * QUAD;
        encoder.copy_buffer_to_buffer(&self.sums, 0, &buffer, 0, size);
        let submission = queue.submit([encoder.finish()]);
        let arrived = Arc::new(OnceLock::new());
        let arrival = arrived.clone();
        buffer.map_async(wgpu::MapMode::Read, 0..size, move |mapped| {
            // Told once.
            let _ = arrival.set(mapped.is_ok());
        });
        Reading { buffer, size, submission, arrived }
    }
}

/// Sums on their way from the card.
pub struct Reading {
    buffer: wgpu::Buffer,
    size: u64,
    submission: wgpu::SubmissionIndex,
    /// Whether they can be read, once that is known.
    arrived: Arc<OnceLock<bool>>,
}

impl Reading {
    pub fn has_arrived(&self) -> bool {
        self.arrived.get().is_some()
    }

    /// The sum of each cell; waits for it where need be.
    pub fn sums(self, device: &Device) -> Result<Vec<Quad>, GpuError> {
        if !self.has_arrived() {
            device.wait(&self.submission)?;
        }
        let refused = |reason: String| GpuError::Refused { device: device.info().name.clone(), reason };
        // Where threads share a device, the one that learns of the arrival may be another.
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
