//! The kernels: WGSL files joined, with what depends on the scene's size written in front.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::mem::offset_of;

use super::record::{self, quads};
use super::rounding::{Rounding, rounded};
use crate::rng::pair;
use crate::trace::{albedo, bvh, sheen, surface};

/// What of a scene its kernels are compiled for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shape {
    /// Bindings that the scene's array is cut into, and the binary logarithm of their length in quads.
    pub shards: u32,
    pub shift: u32,
    /// Room for a traversal's open nodes.
    pub stack: u32,
    pub rounding: Rounding,
    pub work: Work,
}

/// What lanes do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    Paths,
    Rays,
}

impl Work {
    fn entry(self) -> &'static str {
        match self {
            Self::Paths => "expose",
            Self::Rays => "follow",
        }
    }
}

impl Shape {
    /// Some room more than is needed, so that scenes share kernels.
    pub fn new(shards: u32, shift: u32, stack: u32) -> Self {
        let stack = stack.next_multiple_of(32);
        // One shard is read without a look at the upper bits.
        Self { shards, shift: if shards == 1 { 0 } else { shift }, stack, rounding: Rounding::Own, work: Work::Paths }
    }
}

pub struct Program {
    /// Follows paths, or mere rays.
    pub expose: wgpu::ComputePipeline,
    pub fold: wgpu::ComputePipeline,
    pub film: wgpu::BindGroupLayout,
    pub scene: wgpu::BindGroupLayout,
}

impl Program {
    pub fn new(device: &wgpu::Device, shape: Shape) -> Self {
        let module =
            device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some("tracer"), source: kernels(shape) });
        let film = layout(device, &[UNIFORM, UNIFORM, READ, WRITE, WRITE, READ]);
        let scene = layout(device, &vec![READ; shape.shards as usize]);
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
        Self { expose: pipeline(shape.work.entry()), fold: pipeline("fold"), film, scene }
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

/// Buffers bound one after the other.
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
    include_str!("wgsl/arena.wgsl"),
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
    include_str!("wgsl/gate.wgsl"),
    include_str!("wgsl/sky.wgsl"),
    include_str!("wgsl/emitters.wgsl"),
    include_str!("wgsl/path.wgsl"),
    include_str!("wgsl/vertex.wgsl"),
    include_str!("wgsl/film.wgsl"),
    include_str!("wgsl/cast.wgsl"),
    include_str!("wgsl/kernels.wgsl"),
];

fn kernels(shape: Shape) -> wgpu::ShaderSource<'static> {
    let text = source(shape);
    match rounded(&text, shape.rounding) {
        Some(module) => wgpu::ShaderSource::Naga(Cow::Owned(module)),
        None => wgpu::ShaderSource::Wgsl(text.into()),
    }
}

/// All of the WGSL for a shape of scene.
fn source(shape: Shape) -> String {
    let mut text = format!("const STACK: u32 = {}u;\n", shape.stack);
    // Writing to a string does not fail.
    for (name, value) in numbers() {
        let _ = writeln!(text, "const {name}: u32 = {value}u;");
    }
    for shard in 0..shape.shards {
        let _ = writeln!(text, "@group(1) @binding({shard}) var<storage, read> shard_{shard}: array<vec4u>;");
    }
    text += &reader(shape);
    FILES.iter().for_each(|file| text += file);
    text
}

/// Numbers that the kernels share with the tracer: sizes of records in quads, flags, dimensions.
fn numbers() -> impl Iterator<Item = (&'static str, u32)> {
    let sizes = [
        ("NODE", quads::<record::Node>()),
        ("PACK", quads::<record::Pack>()),
        ("AFFINE", quads::<record::Affine>()),
        ("INSTANCE_QUADS", quads::<record::Instance>()),
        ("TRIANGLE", quads::<record::Triangle>()),
        ("CORNERS", quads::<record::Corners>()),
        ("EXTRA", quads::<record::VertexAttributes>()),
        ("MATERIAL", quads::<record::Material>()),
        ("MAPS", (offset_of!(record::Material, maps) / 16) as u32),
        ("TEXTURE", quads::<record::Texture>()),
        ("LAMP", quads::<record::Lamp>()),
        ("LAMP_MOTION", quads::<record::LampMotion>()),
        ("CLUSTER", quads::<record::Cluster>()),
        ("ALBEDO_SIZE", albedo::SIZE as u32),
        ("BOUNDARY_ROUGHNESSES", albedo::BOUNDARY_ROUGHNESSES as u32),
        ("BOUNDARY_ETAS", albedo::BOUNDARY_ETAS as u32),
        ("SHEEN_COSINES", sheen::COSINES as u32),
        ("SHEEN_ROUGHNESSES", sheen::ROUGHNESSES as u32),
        ("KEYS", bvh::KEYS as u32),
        ("POSES", bvh::POSES as u32),
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

/// The function that finds a quad of the scene's array.
fn reader(shape: Shape) -> String {
    if shape.shards == 1 {
        return "fn quad(at: u32) -> vec4u { return shard_0[at]; }\n".into();
    }
    let mask = (1u32 << shape.shift) - 1;
    let mut text =
        format!("fn quad(at: u32) -> vec4u {{\nlet within = at & {mask}u;\nswitch at >> {}u {{\n", shape.shift);
    for shard in 0..shape.shards {
        let case = if shard + 1 == shape.shards { "default".into() } else { format!("case {shard}u") };
        let _ = writeln!(text, "{case}: {{ return shard_{shard}[within]; }}");
    }
    text + "}\n}\n"
}

#[cfg(test)]
mod tests {
    use wgpu::naga::{Module, TypeInner, front::wgsl, valid};

    use super::*;

    fn parsed(shape: Shape) -> Module {
        let text = source(shape);
        wgsl::parse_str(&text).unwrap_or_else(|error| panic!("{}", error.emit_to_string(&text)))
    }

    #[test]
    fn kernels_are_valid_for_every_shape() {
        for shape in [Shape::new(1, 20, 20), Shape::new(3, 4, 192), Shape::new(40, 23, 64)] {
            let capabilities = valid::Capabilities::FLOAT64;
            let mut validator = valid::Validator::new(valid::ValidationFlags::all(), capabilities);
            let rewritten = [Rounding::Strict, Rounding::Fused].map(|rounding| rounded(&source(shape), rounding));
            for module in rewritten.into_iter().map(|module| module.expect("it is valid")).chain([parsed(shape)]) {
                if let Err(error) = validator.validate(&module) {
                    panic!("{shape:?}: {}", error.emit_to_string(&source(shape)));
                }
            }
        }
    }

    #[test]
    fn uniforms_are_laid_out_as_the_kernels_read_them() {
        let module = parsed(Shape::new(1, 20, 20));
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
        let (head, span) = laid("Head");
        assert_eq!(span, size_of::<record::Head>());
        same!(head, record::Head, key width height max_bounces is_blurred view_count orthographic aperture focus
            zero faint has_sun zenith picture_strength horizon picture_turn ground dome_turn sun_direction sun_height
            sun_radiance sun_density sun_glow sun_share sun_tangent sun_bitangent);
        let places = offset_of!(record::Head, places);
        macro_rules! placed {
            ($($field:ident)*) => {
                $(assert_eq!(head[stringify!($field)] as usize, places + offset_of!(record::Places, $field));)*
            };
        }
        placed!(root nodes packs moving instances motions triangles attributes triangle_keys materials textures albedo
            boundaries sheens distants distant_bounds distant_count locals lamps lamp_motions clusters cluster_count
            cluster_order cluster_bounds shares dome_edges dome_rows dome_cells dome_columns dome_height picture
            picture_width picture_height);
        let (slice, span) = laid("Slice");
        assert_eq!(span, size_of::<record::Slice>());
        same!(slice, record::Slice, first_pixel pixels first_sample samples run row);
    }
}
