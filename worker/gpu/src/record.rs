//! The structs that the kernels read: whole quads (four words of 32 bits) without padding.

use bytemuck::{Pod, Zeroable};
use rayment_render::trace::bvh::KEYS;

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Node {
    pub bounds: [[[f32; 4]; 2]; 3],
    pub children: [u32; 4],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Pack {
    pub corner: [[f32; 4]; 3],
    pub edge1: [[f32; 4]; 3],
    pub edge2: [[f32; 4]; 3],
    /// The uppermost bit marks a triangle that is not opaque.
    pub triangles: [u32; 4],
}

/// Four moving triangles at each key.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct MovingPack {
    pub keys: [Pack; KEYS],
}

/// The images of the three axes, and of the origin.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Affine {
    pub columns: [[f32; 3]; 4],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Instance {
    pub root: u32,
    pub first_area_light: u32,
    pub motion: u32,
    pub handedness: f32,
    pub to_world: Affine,
    pub to_object: Affine,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Triangle {
    pub corners: [[f32; 3]; 3],
    pub normals: [[f32; 3]; 3],
    pub uv: [[f32; 2]; 3],
    pub material: u32,
    pub attributes: u32,
    pub area_light: u32,
    pub keys: u32,
}

/// Vertices of a moving triangle at one key.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Corners {
    pub corners: [[f32; 3]; 3],
    pub normals: [[f32; 3]; 3],
    pub unused: [u32; 2],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct VertexAttributes {
    pub uv: [[f32; 2]; 3],
    pub has_tangent: u32,
    pub unused: u32,
    pub color: [[f32; 4]; 3],
    pub tangent: [[f32; 4]; 3],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Material {
    pub base: [f32; 3],
    pub opacity: f32,
    pub metallic: f32,
    pub roughness: f32,
    pub specular: f32,
    pub normal_scale: f32,
    pub emission: [f32; 3],
    pub cutoff: f32,
    pub flags: u32,
    pub modes: u32,
    pub map_bits: u32,
    pub clearcoat_normal_scale: f32,
    pub f0: [f32; 3],
    pub dielectric_f0: f32,
    pub specular_color: [f32; 3],
    pub clearcoat: f32,
    pub sheen: [f32; 3],
    pub sheen_roughness: f32,
    pub absorption: [f32; 3],
    pub anisotropy: f32,
    pub scattering: [f32; 3],
    pub ior: f32,
    pub clearcoat_roughness: f32,
    pub transmission: f32,
    pub unused: [u32; 2],
    pub maps: [Map; 12],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Map {
    pub texture: u32,
    pub flags: u32,
    pub transform: [[f32; 3]; 2],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Texture {
    /// Offsets of its texels and of its decoding table, in quads.
    pub texels: u32,
    pub width: u32,
    pub height: u32,
    pub sampling: u32,
    pub decode: u32,
    pub unused: [u32; 3],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct LocalLight {
    pub is_punctual: u32,
    /// Index of the punctual light or of the triangle.
    pub index: u32,
    pub instance: u32,
    pub unused: u32,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct PunctualLight {
    pub position: [f32; 3],
    pub range: f32,
    pub axis: [f32; 3],
    pub motion: u32,
    pub intensity: [f32; 3],
    pub has_cone: f32,
    pub inner: f32,
    pub outer: f32,
    pub unused: [u32; 2],
}

/// Position and axis at one key.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct PunctualMotion {
    pub position: [f32; 4],
    pub axis: [f32; 4],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Cluster {
    pub center: [f32; 3],
    pub min_distance_squared: f32,
    pub power: f32,
    pub first: u32,
    /// Index of the first word of its CDF, and the number of words.
    pub cdf: u32,
    pub cdf_count: u32,
}

/// The uniform buffer of a frame.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub struct FrameUniforms {
    pub key: [u32; 2],
    pub width: f32,
    pub height: f32,
    pub max_bounces: u32,
    pub is_blurred: u32,
    pub view_count: u32,
    pub orthographic: u32,
    pub aperture: f32,
    pub focus: f32,
    pub zero: u32,
    pub shadow_roulette_below: f32,
    pub offsets: SceneOffsets,
    pub has_sun: u32,
    pub unused: [u32; 2],
    pub zenith: [f32; 3],
    pub environment_map_strength: f32,
    pub horizon: [f32; 3],
    pub environment_map_rotation: f32,
    pub ground: [f32; 3],
    pub environment_rotation: f32,
    pub sun_direction: [f32; 3],
    pub sun_cap_height: f32,
    pub sun_radiance: [f32; 3],
    pub sun_pdf: f32,
    pub sun_glow: [f32; 3],
    pub sun_pmf: f32,
    pub sun_tangent: [f32; 4],
    pub sun_bitangent: [f32; 4],
}

/// Offsets of the arrays of a scene, in quads, and the lengths of those that are searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct SceneOffsets {
    pub root: u32,
    pub nodes: u32,
    pub packs: u32,
    pub moving_packs: u32,
    pub instances: u32,
    pub motions: u32,
    pub triangles: u32,
    pub attributes: u32,
    pub triangle_keys: u32,
    pub materials: u32,
    pub textures: u32,
    pub albedo_table: u32,
    pub boundary_table: u32,
    pub sheen_table: u32,
    pub distant_lights: u32,
    pub distant_cdf: u32,
    pub distant_count: u32,
    pub local_lights: u32,
    pub punctual_lights: u32,
    pub punctual_motions: u32,
    pub clusters: u32,
    pub cluster_count: u32,
    pub cluster_order: u32,
    pub cluster_cdf: u32,
    pub light_clusters: u32,
    pub environment_row_edges: u32,
    pub environment_marginal_cdf: u32,
    pub environment_conditional_cdf: u32,
    pub environment_columns: u32,
    pub environment_rows: u32,
    pub environment_map: u32,
    pub environment_map_width: u32,
    pub environment_map_height: u32,
}

/// The uniform `Slice`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Slice {
    pub first_pixel: u32,
    pub pixels: u32,
    pub first_sample: u32,
    pub samples: u32,
    pub run: u32,
    pub row: u32,
}

/// Quads of a record.
pub const fn quads<T>() -> u32 {
    assert!(size_of::<T>().is_multiple_of(16), "records are whole quads");
    (size_of::<T>() / 16) as u32
}
