//! Converts Phong and Blinn materials to the principled model.

use rayment_render::{math::V3, scene::Material};

/// The roughness whose GGX lobe is as wide as a Blinn-Phong lobe: (2 / (exponent + 2))^(1/4).
pub fn roughness(exponent: f32) -> f32 {
    let squared = 2.0 / (exponent.clamp(0.0, 1e6) + 2.0);
    squared.sqrt().sqrt()
}

/// Converts a specular color: strength and color of the dielectric reflection or, with a nearly black diffuse
/// color without a map, a metal.
pub fn reflect(material: &mut Material, specular: V3, has_map: bool) {
    let specular = V3::from_array(specular.to_array().map(|part| part.clamp(0.0, 1.0)));
    let strength = specular.x.max(specular.y).max(specular.z);
    let body = material.base.x.max(material.base.y).max(material.base.z);
    if body < 0.04 && strength > 0.5 && !has_map {
        material.base = specular;
        material.metallic = 1.0;
    } else if strength <= 0.0 {
        material.specular = 0.0;
    } else {
        material.specular = strength;
        material.specular_color = specular * (1.0 / strength);
    }
}

/// The material of faces that name none: a light grey in which shapes are visible.
pub fn unnamed() -> Material {
    Material { base: V3::splat(0.8), metallic: 0.0, roughness: 0.5, double_sided: true, ..Material::default() }
}
