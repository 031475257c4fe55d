use crate::math::V3;

/// A metallic-roughness material, factors and maps.
#[derive(Debug, Clone)]
pub struct Material {
    pub base: V3,
    pub opacity: f32,
    pub metallic: f32,
    pub roughness: f32,
    /// Reflectance of the dielectric part at normal incidence, from its index of refraction.
    pub dielectric: f32,
    /// Radiance.
    pub emission: V3,
    pub normal_scale: f32,
    pub alpha: Alpha,
    pub double_sided: bool,
    /// Shows its base colour as it is, without light.
    pub unlit: bool,
    pub base_map: Option<Map>,
    pub metallic_roughness_map: Option<Map>,
    pub normal_map: Option<Map>,
    pub emission_map: Option<Map>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    Opaque,
    /// Solid where alpha reaches the cutoff.
    Mask(f32),
    /// Solid with a probability of alpha.
    Blend,
}

/// A texture as a material uses it.
#[derive(Debug, Clone, Copy)]
pub struct Map {
    pub texture: usize,
    /// The second set of texture coordinates instead of the first.
    pub second_set: bool,
    /// Rows of an affine map of the coordinates (KHR_texture_transform).
    pub transform: Option<[[f32; 3]; 2]>,
}

impl Map {
    #[inline]
    pub fn place(&self, uv: [f32; 2]) -> [f32; 2] {
        match self.transform {
            None => uv,
            Some([a, b]) => [a[0] * uv[0] + a[1] * uv[1] + a[2], b[0] * uv[0] + b[1] * uv[1] + b[2]],
        }
    }
}

impl Default for Material {
    /// The default material of the glTF 2.0 specification.
    fn default() -> Self {
        Self {
            base: V3::ONE,
            opacity: 1.0,
            metallic: 1.0,
            roughness: 1.0,
            dielectric: 0.04,
            emission: V3::ZERO,
            normal_scale: 1.0,
            alpha: Alpha::Opaque,
            double_sided: false,
            unlit: false,
            base_map: None,
            metallic_roughness_map: None,
            normal_map: None,
            emission_map: None,
        }
    }
}

impl Material {
    pub fn shines(&self) -> bool {
        !self.emission.is_black()
    }
}
