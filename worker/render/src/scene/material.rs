use crate::math::V3;

/// A principled material: the metallic-roughness model of glTF with its extensions, as factors and maps.
///
/// A map multiplies its factor. The channels that it is read from are those of glTF, named at each map;
/// importers of formats with other conventions compose images that follow it.
#[derive(Debug, Clone)]
pub struct Material {
    pub base: V3,
    pub opacity: f32,
    pub metallic: f32,
    pub roughness: f32,
    /// Index of refraction of the dielectric part, 1 or more; zero means a perfect reflector.
    pub ior: f32,
    /// Strength [0, 1] and color of the specular reflection of the dielectric part.
    pub specular: f32,
    pub specular_color: V3,
    /// Fraction of the light not reflected that is transmitted instead of scattered back.
    pub transmission: f32,
    /// The medium that the surface encloses. Without it the surface is thin-walled, and transmitted light
    /// is not refracted.
    pub volume: Option<Volume>,
    /// Strength [0, 1] and roughness of a clear coat over everything else.
    pub clearcoat: f32,
    pub clearcoat_roughness: f32,
    /// Color (black: none) and roughness of the sheen of cloth.
    pub sheen: V3,
    pub sheen_roughness: f32,
    /// Radiance.
    pub emission: V3,
    pub normal_scale: f32,
    pub clearcoat_normal_scale: f32,
    pub alpha: Alpha,
    pub double_sided: bool,
    /// Shows its base color as it is, without lighting.
    pub unlit: bool,
    /// RGB and alpha.
    pub base_map: Option<Map>,
    /// Blue: metallic, green: roughness.
    pub metallic_roughness_map: Option<Map>,
    pub normal_map: Option<Map>,
    pub emission_map: Option<Map>,
    /// Alpha.
    pub specular_map: Option<Map>,
    /// RGB.
    pub specular_color_map: Option<Map>,
    /// Red.
    pub transmission_map: Option<Map>,
    /// Red.
    pub clearcoat_map: Option<Map>,
    /// Green.
    pub clearcoat_roughness_map: Option<Map>,
    pub clearcoat_normal_map: Option<Map>,
    /// RGB.
    pub sheen_map: Option<Map>,
    /// Alpha.
    pub sheen_roughness_map: Option<Map>,
}

/// The homogeneous medium inside a closed surface.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volume {
    /// Color of white light after `attenuation_distance` (scene units; infinite: clear), by absorption
    /// alone; above zero.
    pub attenuation: V3,
    pub attenuation_distance: f32,
    /// Scattering coefficient per scene unit; black: none.
    pub scattering: V3,
    /// Of the phase function, -1 (backward) to 1 (forward): the g of Henyey and Greenstein.
    pub anisotropy: f32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alpha {
    Opaque,
    /// Opaque where alpha is at least the cutoff.
    Mask(f32),
    /// Opaque with a probability of alpha.
    Blend,
}

/// A texture as a material uses it.
#[derive(Debug, Clone, Copy)]
pub struct Map {
    pub texture: usize,
    /// Uses the second set of texture coordinates.
    pub second_set: bool,
    /// Rows of an affine transform of the coordinates (KHR_texture_transform).
    pub transform: Option<[[f32; 3]; 2]>,
}

impl Map {
    #[inline]
    pub fn transform_uv(&self, uv: [f32; 2]) -> [f32; 2] {
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
            ior: 1.5,
            specular: 1.0,
            specular_color: V3::ONE,
            transmission: 0.0,
            volume: None,
            clearcoat: 0.0,
            clearcoat_roughness: 0.0,
            sheen: V3::ZERO,
            sheen_roughness: 0.0,
            emission: V3::ZERO,
            normal_scale: 1.0,
            clearcoat_normal_scale: 1.0,
            alpha: Alpha::Opaque,
            double_sided: false,
            unlit: false,
            base_map: None,
            metallic_roughness_map: None,
            normal_map: None,
            emission_map: None,
            specular_map: None,
            specular_color_map: None,
            transmission_map: None,
            clearcoat_map: None,
            clearcoat_roughness_map: None,
            clearcoat_normal_map: None,
            sheen_map: None,
            sheen_roughness_map: None,
        }
    }
}

impl Material {
    /// Reflectance of the dielectric part at normal incidence.
    pub fn dielectric_f0(&self) -> f32 {
        if self.ior <= 0.0 {
            return 1.0;
        }
        let ratio = (self.ior - 1.0) / (self.ior + 1.0);
        ratio * ratio
    }

    pub fn is_emissive(&self) -> bool {
        !self.emission.is_black()
    }
}
