//! The compute pipelines, and what they bind.

use std::fmt::Write as _;

use super::cuts::Shards;
use super::sha256;

/// Lanes of a group, as in the WGSL.
pub const GROUP: u32 = 64;

/// Compiled for layers of a number of shards.
pub struct Kernels {
    /// The number of shards, and how they are cut.
    key: (u64, u32),
    pub first_layer: wgpu::ComputePipeline,
    pub next_layer: wgpu::ComputePipeline,
    /// Over labels, which lie in the other layer.
    pub above_labels: wgpu::ComputePipeline,
    /// Over nodes of another shard.
    pub above_nodes: wgpu::ComputePipeline,
    /// Over nodes of the shard that is written.
    pub above_nodes_within: wgpu::ComputePipeline,
    /// The step, and the shard that is written.
    pub written: wgpu::BindGroupLayout,
    /// The same, and the shard with the children.
    pub pairs: wgpu::BindGroupLayout,
    /// Every shard of a layer.
    pub shards: wgpu::BindGroupLayout,
}

impl Kernels {
    pub fn new(device: &wgpu::Device, shards: Shards) -> Self {
        let first = module(device, &[FIRST_LAYER]);
        let other = "@group(0) @binding(2) var<storage, read> below: array<vec4<u32>>;\n";
        let tree = include_str!("tree.wgsl");
        let across = module(device, &[other, &tree.replace("BELOW", "below")]);
        let within = module(device, &[&tree.replace("BELOW", "written")]);
        let written = layout(device, &[UNIFORM, WRITE]);
        let pairs = layout(device, &[UNIFORM, WRITE, READ]);
        let (next_layer, all) = next_layer(device, shards, &written);
        Self {
            key: key(shards),
            first_layer: pipeline(device, &first, "first_layer", &[&written]),
            next_layer,
            above_labels: pipeline(device, &across, "above_labels", &[&pairs]),
            above_nodes: pipeline(device, &across, "above_nodes", &[&pairs]),
            above_nodes_within: pipeline(device, &within, "above_nodes", &[&written]),
            written,
            pairs,
            shards: all,
        }
    }

    /// For other shards: only one kernel depends on them.
    pub fn fitted(self, device: &wgpu::Device, shards: Shards) -> Self {
        if self.key == key(shards) {
            return self;
        }
        let (next_layer, all) = next_layer(device, shards, &self.written);
        Self { key: key(shards), next_layer, shards: all, ..self }
    }
}

const FIRST_LAYER: &str = include_str!("first_layer.wgsl");
/// With what it needs before it, except `label`.
pub const NEXT_LAYER: &str = concat!(include_str!("first_layer.wgsl"), include_str!("next_layer.wgsl"));

/// The kernel with the layout of the shards that it reads.
fn next_layer(
    device: &wgpu::Device,
    shards: Shards,
    written: &wgpu::BindGroupLayout,
) -> (wgpu::ComputePipeline, wgpu::BindGroupLayout) {
    let module = module(device, &[&load(shards), NEXT_LAYER]);
    let all = layout(device, &vec![READ; shards.count() as usize]);
    (pipeline(device, &module, "next_layer", &[written, &all]), all)
}

fn key(shards: Shards) -> (u64, u32) {
    (shards.count(), shards.shift)
}

/// `fn label(place: vec2<u32>) -> vec4<u32>`: a label of the layer before, in whichever shard it lies.
fn load(shards: Shards) -> String {
    let (count, shift) = key(shards);
    let mut text = String::new();
    for shard in 0..count {
        let _ = writeln!(text, "@group(1) @binding({shard}) var<storage, read> shard_{shard}: array<vec4<u32>>;");
    }
    text.push_str(&split(shift));
    text.push_str("fn label(place: vec2<u32>) -> vec4<u32> {\nlet at = at_of(place);\nswitch shard_of(place) {\n");
    for shard in 1..count {
        let _ = writeln!(text, "case {shard}u: {{ return shard_{shard}[at]; }}");
    }
    let _ = writeln!(text, "default: {{ return shard_0[at]; }}\n}}\n}}");
    text
}

/// The shard of a place, and where it lies there: `Shards::at`.
pub fn split(shift: u32) -> String {
    let (mask, rest) = ((1u64 << shift) - 1, 32 - shift);
    format!(
        "fn shard_of(place: vec2<u32>) -> u32 {{ return (place.y << {rest}u) | (place.x >> {shift}u); }}\n\
         fn at_of(place: vec2<u32>) -> u32 {{ return place.x & {mask}u; }}\n"
    )
}

pub fn module(device: &wgpu::Device, parts: &[&str]) -> wgpu::ShaderModule {
    let text = [include_str!("step.wgsl"), &sha256::compress(), &parts.concat()].concat();
    device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("proof"),
        source: wgpu::ShaderSource::Wgsl(text.into()),
    })
}

pub fn pipeline(
    device: &wgpu::Device,
    module: &wgpu::ShaderModule,
    entry: &str,
    groups: &[&wgpu::BindGroupLayout],
) -> wgpu::ComputePipeline {
    let groups: Vec<_> = groups.iter().map(|&group| Some(group)).collect();
    let layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: None,
        bind_group_layouts: &groups,
        immediate_size: 0,
    });
    device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
        label: Some(entry),
        layout: Some(&layout),
        module,
        entry_point: Some(entry),
        compilation_options: wgpu::PipelineCompilationOptions::default(),
        cache: None,
    })
}

pub const UNIFORM: wgpu::BufferBindingType = wgpu::BufferBindingType::Uniform;
pub const READ: wgpu::BufferBindingType = wgpu::BufferBindingType::Storage { read_only: true };
pub const WRITE: wgpu::BufferBindingType = wgpu::BufferBindingType::Storage { read_only: false };

pub fn layout(device: &wgpu::Device, bindings: &[wgpu::BufferBindingType]) -> wgpu::BindGroupLayout {
    let entry = |(binding, &ty): (usize, &wgpu::BufferBindingType)| wgpu::BindGroupLayoutEntry {
        binding: binding as u32,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
        count: None,
    };
    let entries: Vec<_> = bindings.iter().enumerate().map(entry).collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor { label: None, entries: &entries })
}

/// Binds buffers in order.
pub fn bind(device: &wgpu::Device, layout: &wgpu::BindGroupLayout, buffers: &[&wgpu::Buffer]) -> wgpu::BindGroup {
    let mut entries = Vec::with_capacity(buffers.len());
    for (binding, buffer) in (0..).zip(buffers) {
        entries.push(wgpu::BindGroupEntry { binding, resource: buffer.as_entire_binding() });
    }
    device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries })
}
