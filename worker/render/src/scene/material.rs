use crate::math::V3;

/// A principled material: glTF's metallic-roughness model with its extensions, factors and maps.
///
/// A map multiplies its factor. Which channels it is read from is glTF's rule, named at each; importers
/// of formats with other habits compose images that follow it.
#[derive(Debug, Clone)]
pub struct Material {
    pub base: V3,
    pub opacity: f32,
    pub metallic: f32,
    pub roughness: f32,
    /// Index of refraction of the dielectric part, 1 or more; zero stands for a perfect reflector.
    pub ior: f32,
    /// Strength [0, 1] and colour of the dielectric part's reflection.
    pub specular: f32,
    pub specular_color: V3,
    /// Share of the light that is not reflected which goes through instead of scattering back.
    pub transmission: f32,
    /// What the surface encloses. Without it the surface is a thin sheet, and light that goes through
    /// is not refracted.
    pub volume: Option<Volume>,
    /// Strength [0, 1] and roughness of a clear coat over everything else.
    pub clearcoat: f32,
    pub clearcoat_roughness: f32,
    /// Colour (black: none) and roughness of a fabric's sheen.
    pub sheen: V3,
    pub sheen_roughness: f32,
    /// Radiance.
    pub emission: V3,
    pub normal_scale: f32,
    pub clearcoat_normal_scale: f32,
    pub alpha: Alpha,
    pub double_sided: bool,
    /// Shows its base colour as it is, without light.
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

/// What fills a closed surface: the same everywhere inside.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volume {
    /// Colour that white light has after `attenuation_distance` (scene units; infinite: clear), by
    /// absorption alone; above zero.
    pub attenuation: V3,
    pub attenuation_distance: f32,
    /// Scattering coefficient per scene unit; black: none.
    pub scattering: V3,
    /// Of the scattering, -1 (back) to 1 (on); Henyey and Greenstein's g.
    pub anisotropy: f32,
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
