//! The compute pipelines: WGSL files joined, with the constants that depend on the scene in front.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::mem::offset_of;

use rayment_render::{
    rng::pair,
    scene::POSES,
    trace::{albedo, bvh, sheen, surface},
};

use super::record::{self, quads};
use super::rounding::{Rounding, rounded};

/// What the kernels are specialized for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PipelineKey {
    /// Number of bindings that the scene's array is split into (shards), and the binary logarithm of
    /// their length in quads.
    pub shards: u32,
    pub shift: u32,
    /// Size of a traversal's stack.
    pub stack: u32,
    pub rounding: Rounding,
    pub kernel: Kernel,
}

/// What the first kernel traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kernel {
    Paths,
    Rays,
}

impl Kernel {
    fn entry(self) -> &'static str {
        match self {
            Self::Paths => "trace_paths",
            Self::Rays => "trace_rays",
        }
    }
}

impl PipelineKey {
    /// Rounds the stack up, so that scenes share pipelines.
    pub fn new(shards: u32, shift: u32, stack: u32) -> Self {
        let stack = stack.next_multiple_of(32);
        // With one shard the upper bits are not looked at.
        Self {
            shards,
            shift: if shards == 1 { 0 } else { shift },
            stack,
            rounding: Rounding::Own,
            kernel: Kernel::Paths,
        }
    }
}

pub struct Pipelines {
    /// Traces paths, or rays without shading.
    pub trace: wgpu::ComputePipeline,
    pub sum: wgpu::ComputePipeline,
    pub film: wgpu::BindGroupLayout,
    pub scene: wgpu::BindGroupLayout,
}

impl Pipelines {
    pub fn new(device: &wgpu::Device, key: PipelineKey) -> Self {
        let module =
            device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some("tracer"), source: kernels(key) });
        let film = layout(device, &[UNIFORM, UNIFORM, READ, WRITE, WRITE, READ]);
        let scene = layout(device, &vec![READ; key.shards as usize]);
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&film), Some(&scene)],
            immediate_size: 0,
        });
        let pipeline = |entry| {
            device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
                label: Some(entry),
                layout: Some(&pipeline_layout),
                module: &module,
                entry_point: Some(entry),
                compilation_options: wgpu::PipelineCompilationOptions::default(),
                cache: None,
            })
        };
        Self { trace: pipeline(key.kernel.entry()), sum: pipeline("sum_samples"), film, scene }
    }
}

const UNIFORM: wgpu::BufferBindingType = wgpu::BufferBindingType::Uniform;
const READ: wgpu::BufferBindingType = wgpu::BufferBindingType::Storage { read_only: true };
const WRITE: wgpu::BufferBindingType = wgpu::BufferBindingType::Storage { read_only: false };

fn layout(device: &wgpu::Device, bindings: &[wgpu::BufferBindingType]) -> wgpu::BindGroupLayout {
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
    for (binding, buffer) in buffers.iter().enumerate() {
        entries.push(wgpu::BindGroupEntry { binding: binding as u32, resource: buffer.as_entire_binding() });
    }
    device.create_bind_group(&wgpu::BindGroupDescriptor { label: None, layout, entries: &entries })
}

const FILES: [&str; 21] = [
    include_str!("wgsl/math.wgsl"),
    include_str!("wgsl/rng.wgsl"),
    include_str!("wgsl/uniforms.wgsl"),
    include_str!("wgsl/texture.wgsl"),
    include_str!("wgsl/affine.wgsl"),
    include_str!("wgsl/bvh.wgsl"),
    include_str!("wgsl/triangle.wgsl"),
    include_str!("wgsl/surface.wgsl"),
    include_str!("wgsl/microfacet.wgsl"),
    include_str!("wgsl/medium.wgsl"),
    include_str!("wgsl/glass.wgsl"),
    include_str!("wgsl/sheen.wgsl"),
    include_str!("wgsl/bsdf.wgsl"),
    include_str!("wgsl/alpha_test.wgsl"),
    include_str!("wgsl/environment.wgsl"),
    include_str!("wgsl/lights.wgsl"),
    include_str!("wgsl/path.wgsl"),
    include_str!("wgsl/path_vertex.wgsl"),
    include_str!("wgsl/film.wgsl"),
    include_str!("wgsl/ray_benchmark.wgsl"),
    include_str!("wgsl/kernels.wgsl"),
];

fn kernels(key: PipelineKey) -> wgpu::ShaderSource<'static> {
    let text = source(key);
    match rounded(&text, key.rounding) {
        Some(module) => wgpu::ShaderSource::Naga(Cow::Owned(module)),
        None => wgpu::ShaderSource::Wgsl(text.into()),
    }
}

/// The whole WGSL source for a key.
fn source(key: PipelineKey) -> String {
    let mut text = format!("const STACK: u32 = {}u;\n", key.stack);
    // Writing to a string does not fail.
    for (name, value) in numbers() {
        let _ = writeln!(text, "const {name}: u32 = {value}u;");
    }
    for shard in 0..key.shards {
        let _ = writeln!(text, "@group(1) @binding({shard}) var<storage, read> shard_{shard}: array<vec4u>;");
    }
    text += &reader(key);
    FILES.iter().for_each(|file| text += file);
    text
}

/// Constants that the kernels share with the tracer: sizes of records in quads, flags, dimensions.
fn numbers() -> impl Iterator<Item = (&'static str, u32)> {
    let sizes = [
        ("NODE", quads::<record::Node>()),
        ("PACK", quads::<record::Pack>()),
        ("AFFINE", quads::<record::Affine>()),
        ("INSTANCE_QUADS", quads::<record::Instance>()),
        ("TRIANGLE", quads::<record::Triangle>()),
        ("CORNERS", quads::<record::Corners>()),
        ("ATTRIBUTES", quads::<record::VertexAttributes>()),
        ("MATERIAL", quads::<record::Material>()),
        ("MAPS", (offset_of!(record::Material, maps) / 16) as u32),
        ("TEXTURE", quads::<record::Texture>()),
        ("PUNCTUAL_LIGHT", quads::<record::PunctualLight>()),
        ("PUNCTUAL_MOTION", quads::<record::PunctualMotion>()),
        ("CLUSTER", quads::<record::Cluster>()),
        ("ALBEDO_SIZE", albedo::SIZE as u32),
        ("BOUNDARY_ROUGHNESSES", albedo::BOUNDARY_ROUGHNESSES as u32),
        ("BOUNDARY_ETAS", albedo::BOUNDARY_ETAS as u32),
        ("SHEEN_COSINES", sheen::COSINES as u32),
        ("SHEEN_ROUGHNESSES", sheen::ROUGHNESSES as u32),
        ("KEYS", bvh::KEYS as u32),
        ("POSES", POSES as u32),
    ];
    let flags = [
        ("COAT", surface::COAT),
        ("SHEEN", surface::SHEEN),
        ("GLASS", surface::GLASS),
        ("LAYERED", surface::LAYERED),
        ("THIN", surface::THIN),
        ("MIRROR", surface::MIRROR),
        ("INTERFACE", surface::INTERFACE),
        ("HAS_INTERIOR", surface::HAS_INTERIOR),
        ("THIN_SPECULAR", surface::THIN_SPECULAR),
        ("NORMAL_MAPPED", surface::NORMAL_MAPPED),
        ("ONE_SIDED", surface::ONE_SIDED),
    ];
    let pairs = [
        ("PAIR_PIXEL", pair::PIXEL),
        ("PAIR_LENS", pair::LENS),
        ("PAIR_TIME", pair::TIME),
        ("PAIR_FIRST", pair::FIRST),
        ("PAIRS_PER_BOUNCE", pair::PER_BOUNCE),
        ("PAIR_SCATTER", pair::SCATTER),
        ("PAIR_LOBE", pair::LOBE),
        ("PAIR_SUN", pair::SUN),
        ("PAIR_LOCAL_LIGHT", pair::LOCAL_LIGHT),
        ("PAIR_AREA_LIGHT", pair::AREA_LIGHT),
        ("PAIR_DISTANT_LIGHT", pair::DISTANT_LIGHT),
        ("PAIR_ENVIRONMENT", pair::ENVIRONMENT),
        ("PAIR_FREE_FLIGHT", pair::FREE_FLIGHT),
    ];
    sizes.into_iter().chain(flags).chain(pairs)
}

/// The function that reads a quad of the scene's array.
fn reader(key: PipelineKey) -> String {
    if key.shards == 1 {
        return "fn quad(at: u32) -> vec4u { return shard_0[at]; }\n".into();
    }
    let mask = (1u32 << key.shift) - 1;
    let mut text =
        format!("fn quad(at: u32) -> vec4u {{\nlet within = at & {mask}u;\nswitch at >> {}u {{\n", key.shift);
    for shard in 0..key.shards {
        let case = if shard + 1 == key.shards { "default".into() } else { format!("case {shard}u") };
        let _ = writeln!(text, "{case}: {{ return shard_{shard}[within]; }}");
    }
    text + "}\n}\n"
}

#[cfg(test)]
mod tests {
    use wgpu::naga::{Module, TypeInner, front::wgsl, valid};

    use super::*;

    fn parsed(key: PipelineKey) -> Module {
        let text = source(key);
        wgsl::parse_str(&text).unwrap_or_else(|error| panic!("{}", error.emit_to_string(&text)))
    }

    #[test]
    fn kernels_are_valid_for_every_shape() {
        for key in [PipelineKey::new(1, 20, 20), PipelineKey::new(3, 4, 192), PipelineKey::new(40, 23, 64)] {
            let capabilities = valid::Capabilities::FLOAT64;
            let mut validator = valid::Validator::new(valid::ValidationFlags::all(), capabilities);
            let rewritten = [Rounding::Strict, Rounding::Fused].map(|rounding| rounded(&source(key), rounding));
            for module in rewritten.into_iter().map(|module| module.expect("it is valid")).chain([parsed(key)]) {
                if let Err(error) = validator.validate(&module) {
                    panic!("{key:?}: {}", error.emit_to_string(&source(key)));
                }
            }
        }
    }

    #[test]
    fn uniforms_are_laid_out_as_the_kernels_read_them() {
        let module = parsed(PipelineKey::new(1, 20, 20));
        let laid = |name: &str| {
            let found = module.types.iter().find(|(_, ty)| ty.name.as_deref() == Some(name));
            let Some((_, TypeInner::Struct { members, span })) = found.map(|(handle, ty)| (handle, &ty.inner)) else {
                panic!("no struct {name}");
            };
            let offsets = members.iter().map(|member| (member.name.clone().unwrap_or_default(), member.offset));
            (offsets.collect::<std::collections::HashMap<_, _>>(), *span as usize)
        };
        macro_rules! same {
            ($of:ident, $ty:ty, $($field:ident)*) => {
                $(assert_eq!($of[stringify!($field)] as usize, offset_of!($ty, $field), stringify!($field));)*
            };
        }
        let (uniforms, span) = laid("FrameUniforms");
        assert_eq!(span, size_of::<record::FrameUniforms>());
        same!(uniforms, record::FrameUniforms, key width height max_bounces is_blurred view_count orthographic aperture focus
            zero shadow_roulette_below has_sun zenith environment_map_strength horizon environment_map_rotation
            ground environment_rotation sun_direction sun_cap_height sun_radiance sun_pdf sun_glow sun_pmf sun_tangent sun_bitangent);
        let offsets = offset_of!(record::FrameUniforms, offsets);
        macro_rules! placed {
            ($($field:ident)*) => {
                $(assert_eq!(uniforms[stringify!($field)] as usize, offsets + offset_of!(record::SceneOffsets, $field));)*
            };
        }
        placed!(root nodes packs moving_packs instances motions triangles attributes triangle_keys materials textures
            albedo_table boundary_table sheen_table distant_lights distant_cdf distant_count local_lights
            punctual_lights punctual_motions clusters cluster_count cluster_order cluster_cdf light_clusters
            environment_row_edges environment_marginal_cdf environment_conditional_cdf environment_columns
            environment_rows environment_map environment_map_width environment_map_height);
        let (slice, span) = laid("Slice");
        assert_eq!(span, size_of::<record::Slice>());
        same!(slice, record::Slice, first_pixel pixels first_sample samples run row);
    }
}
