//! The JSON of the supported extensions, by the object that contains them.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::document::{Attributes, TextureInfo};

#[derive(Debug, Default, Deserialize)]
pub struct DocumentExtensions {
    #[serde(default, rename = "KHR_lights_punctual")]
    pub lights: Lights,
}

#[derive(Debug, Default, Deserialize)]
pub struct Lights {
    #[serde(default)]
    pub lights: Vec<Light>,
}

#[derive(Debug, Deserialize)]
pub struct Light {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default = "white")]
    pub color: [f32; 3],
    #[serde(default = "one")]
    pub intensity: f32,
    pub range: Option<f32>,
    pub spot: Option<Spot>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spot {
    #[serde(default)]
    pub inner_cone_angle: f32,
    #[serde(default = "eighth_turn")]
    pub outer_cone_angle: f32,
}

#[derive(Debug, Deserialize)]
pub struct NodeExtensions {
    #[serde(rename = "KHR_lights_punctual")]
    pub light: Option<NodeLight>,
    #[serde(rename = "EXT_mesh_gpu_instancing")]
    pub instances: Option<Instances>,
    #[serde(rename = "KHR_node_visibility")]
    pub visibility: Option<Visibility>,
}

#[derive(Debug, Deserialize)]
pub struct NodeLight {
    pub light: usize,
}

#[derive(Debug, Deserialize)]
pub struct Instances {
    pub attributes: Attributes,
}

#[derive(Debug, Deserialize)]
pub struct Visibility {
    #[serde(default = "yes")]
    pub visible: bool,
}

#[derive(Debug, Deserialize)]
pub struct PrimitiveExtensions {
    #[serde(rename = "KHR_draco_mesh_compression")]
    pub draco: Option<Draco>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Draco {
    pub buffer_view: usize,
    pub attributes: Attributes,
}

#[derive(Debug, Default, Deserialize)]
pub struct BufferExtensions {
    #[serde(rename = "EXT_meshopt_compression", alias = "KHR_meshopt_compression")]
    pub meshopt: Option<Fallback>,
}

#[derive(Debug, Deserialize)]
pub struct Fallback {
    /// Without bytes: only readers without the compression would need it.
    #[serde(default)]
    pub fallback: bool,
}

#[derive(Debug, Deserialize)]
pub struct ViewExtensions {
    #[serde(rename = "EXT_meshopt_compression", alias = "KHR_meshopt_compression")]
    pub meshopt: Option<Meshopt>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Meshopt {
    pub buffer: usize,
    #[serde(default)]
    pub byte_offset: usize,
    pub byte_length: usize,
    pub byte_stride: usize,
    pub count: usize,
    pub mode: MeshoptMode,
    #[serde(default)]
    pub filter: MeshoptFilter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MeshoptMode {
    Attributes,
    Triangles,
    Indices,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum MeshoptFilter {
    #[default]
    None,
    Octahedral,
    Quaternion,
    Exponential,
    Color,
}

#[derive(Debug, Default, Deserialize)]
pub struct TextureExtensions {
    #[serde(rename = "EXT_texture_webp")]
    pub webp: Option<Source>,
    #[serde(rename = "KHR_texture_basisu")]
    pub basisu: Option<IgnoredAny>,
    #[serde(rename = "MSFT_texture_dds")]
    pub dds: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub struct Source {
    pub source: usize,
}

#[derive(Debug, Default, Deserialize)]
pub struct TextureInfoExtensions {
    #[serde(rename = "KHR_texture_transform")]
    pub transform: Option<Box<TextureTransform>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TextureTransform {
    #[serde(default)]
    pub offset: [f32; 2],
    #[serde(default)]
    pub rotation: f32,
    #[serde(default = "unscaled")]
    pub scale: [f32; 2],
    pub tex_coord: Option<u32>,
}

/// Boxed, since most materials have few of them.
#[derive(Debug, Default, Deserialize)]
pub struct MaterialExtensions {
    #[serde(rename = "KHR_materials_ior")]
    pub ior: Option<Ior>,
    #[serde(rename = "KHR_materials_specular")]
    pub specular: Option<Box<Specular>>,
    #[serde(rename = "KHR_materials_transmission")]
    pub transmission: Option<Box<Transmission>>,
    #[serde(rename = "KHR_materials_volume")]
    pub volume: Option<Box<Volume>>,
    #[serde(rename = "KHR_materials_clearcoat")]
    pub clearcoat: Option<Box<Clearcoat>>,
    #[serde(rename = "KHR_materials_sheen")]
    pub sheen: Option<Box<Sheen>>,
    #[serde(rename = "KHR_materials_emissive_strength")]
    pub emissive_strength: Option<EmissiveStrength>,
    #[serde(rename = "KHR_materials_unlit")]
    pub unlit: Option<IgnoredAny>,
    #[serde(rename = "KHR_materials_pbrSpecularGlossiness")]
    pub specular_glossiness: Option<Box<SpecularGlossiness>>,
    #[serde(rename = "KHR_materials_volume_scatter")]
    pub scatter: Option<Box<VolumeScatter>>,
    #[serde(rename = "KHR_materials_iridescence")]
    pub iridescence: Option<IgnoredAny>,
    #[serde(rename = "KHR_materials_anisotropy")]
    pub anisotropy: Option<IgnoredAny>,
    #[serde(rename = "KHR_materials_dispersion")]
    pub dispersion: Option<IgnoredAny>,
    #[serde(rename = "KHR_materials_diffuse_transmission")]
    pub diffuse_transmission: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
pub struct Ior {
    #[serde(default = "glass")]
    pub ior: f32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Specular {
    #[serde(default = "one")]
    pub specular_factor: f32,
    pub specular_texture: Option<TextureInfo>,
    #[serde(default = "white")]
    pub specular_color_factor: [f32; 3],
    pub specular_color_texture: Option<TextureInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transmission {
    #[serde(default)]
    pub transmission_factor: f32,
    pub transmission_texture: Option<TextureInfo>,
}

/// The thickness texture is for rasterizers; a ray tracer does not need it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    #[serde(default)]
    pub thickness_factor: f32,
    pub attenuation_distance: Option<f32>,
    #[serde(default = "white")]
    pub attenuation_color: [f32; 3],
}

/// From a draft of the Khronos Group.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VolumeScatter {
    #[serde(default, alias = "multiscatterColorFactor")]
    pub multiscatter_color: [f32; 3],
    #[serde(default)]
    pub scatter_anisotropy: f32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clearcoat {
    #[serde(default)]
    pub clearcoat_factor: f32,
    pub clearcoat_texture: Option<TextureInfo>,
    #[serde(default)]
    pub clearcoat_roughness_factor: f32,
    pub clearcoat_roughness_texture: Option<TextureInfo>,
    pub clearcoat_normal_texture: Option<TextureInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Sheen {
    #[serde(default)]
    pub sheen_color_factor: [f32; 3],
    pub sheen_color_texture: Option<TextureInfo>,
    #[serde(default)]
    pub sheen_roughness_factor: f32,
    pub sheen_roughness_texture: Option<TextureInfo>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EmissiveStrength {
    #[serde(default = "one")]
    pub emissive_strength: f32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SpecularGlossiness {
    #[serde(default = "opaque_white")]
    pub diffuse_factor: [f32; 4],
    pub diffuse_texture: Option<TextureInfo>,
    #[serde(default = "white")]
    pub specular_factor: [f32; 3],
    #[serde(default = "one")]
    pub glossiness_factor: f32,
    pub specular_glossiness_texture: Option<TextureInfo>,
}

fn yes() -> bool {
    true
}

fn one() -> f32 {
    1.0
}

fn glass() -> f32 {
    1.5
}

fn eighth_turn() -> f32 {
    std::f32::consts::FRAC_PI_4
}

fn white() -> [f32; 3] {
    [1.0; 3]
}

fn opaque_white() -> [f32; 4] {
    [1.0; 4]
}

fn unscaled() -> [f32; 2] {
    [1.0; 2]
}
