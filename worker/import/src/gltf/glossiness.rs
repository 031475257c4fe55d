//! KHR_materials_pbrSpecularGlossiness, the retired predecessor: a diffuse color under a specular reflection
//! of any color. KHR_materials_ior reserves an index of refraction of zero for it.

use rayment_render::{SceneError, scene::Material};

use super::extension::SpecularGlossiness;
use super::images::Encoding;
use super::material::Maps;

pub fn apply(old: &SpecularGlossiness, material: &mut Material, maps: &mut Maps) -> Result<(), SceneError> {
    let [r, g, b, a] = old.diffuse_factor;
    let glossiness = maps.share("glossinessFactor", old.glossiness_factor)?;
    material.base = maps.shares("diffuseFactor", [r, g, b])?;
    material.opacity = maps.share("diffuseFactor", a)?;
    material.base_map = maps.of(old.diffuse_texture.as_ref(), Encoding::Srgb)?;
    material.metallic = 0.0;
    material.ior = 0.0;
    material.specular_color = maps.shares("specularFactor", old.specular_factor)?;
    let shine = old.specular_glossiness_texture.as_ref();
    material.specular_color_map = maps.of(shine, Encoding::Srgb)?;
    material.metallic_roughness_map = maps.of(shine, Encoding::Glossiness(glossiness.to_bits()))?;
    material.roughness = if shine.is_some() { 1.0 } else { 1.0 - glossiness };
    Ok(())
}
