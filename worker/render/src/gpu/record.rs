//! Records as the kernels read them: whole quads (four words of 32 bits), no gaps.

use bytemuck::{Pod, Zeroable};

use crate::trace::bvh::KEYS;

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
    /// The uppermost bit tells that it may let rays through.
    pub triangles: [u32; 4],
}

/// The keys of four moving triangles.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct MovingPack {
    pub keys: [Pack; KEYS],
}

/// What becomes of each axis, and of the origin.
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

/// Of a moving triangle, at one key.
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
    /// Where its texels and its decoding begin, in quads.
    pub texels: u32,
    pub width: u32,
    pub height: u32,
    pub reading: u32,
    pub decode: u32,
    pub unused: [u32; 3],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Local {
    pub is_lamp: u32,
    /// A lamp's or a triangle's index.
    pub index: u32,
    pub instance: u32,
    pub unused: u32,
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Lamp {
    pub place: [f32; 3],
    pub range: f32,
    pub axis: [f32; 3],
    pub motion: u32,
    pub intensity: [f32; 3],
    pub has_cone: f32,
    pub inner: f32,
    pub outer: f32,
    pub unused: [u32; 2],
}

/// Place and axis.
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct LampMotion {
    pub place: [f32; 4],
    pub axis: [f32; 4],
}

#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[repr(C)]
pub struct Cluster {
    pub center: [f32; 3],
    pub blur: f32,
    pub power: f32,
    pub first: u32,
    /// Word where its bounds begin, and how many there are.
    pub bounds: u32,
    pub bounds_count: u32,
}

/// The uniform `Head`.
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[repr(C)]
pub struct Head {
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
    pub faint: f32,
    pub places: Places,
    pub has_sun: u32,
    pub unused: [u32; 2],
    pub zenith: [f32; 3],
    pub picture_strength: f32,
    pub horizon: [f32; 3],
    pub picture_turn: f32,
    pub ground: [f32; 3],
    pub dome_turn: f32,
    pub sun_direction: [f32; 3],
    pub sun_height: f32,
    pub sun_radiance: [f32; 3],
    pub sun_density: f32,
    pub sun_glow: [f32; 3],
    pub sun_share: f32,
    pub sun_tangent: [f32; 4],
    pub sun_bitangent: [f32; 4],
}

/// Where the arrays of a scene begin, in quads, and how long those are that are searched.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Places {
    pub root: u32,
    pub nodes: u32,
    pub packs: u32,
    pub moving: u32,
    pub instances: u32,
    pub motions: u32,
    pub triangles: u32,
    pub attributes: u32,
    pub triangle_keys: u32,
    pub materials: u32,
    pub textures: u32,
    pub albedo: u32,
    pub boundaries: u32,
    pub sheens: u32,
    pub distants: u32,
    pub distant_bounds: u32,
    pub distant_count: u32,
    pub locals: u32,
    pub lamps: u32,
    pub lamp_motions: u32,
    pub clusters: u32,
    pub cluster_count: u32,
    pub cluster_order: u32,
    pub cluster_bounds: u32,
    pub shares: u32,
    pub dome_edges: u32,
    pub dome_rows: u32,
    pub dome_cells: u32,
    pub dome_columns: u32,
    pub dome_height: u32,
    pub picture: u32,
    pub picture_width: u32,
    pub picture_height: u32,
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
