//! What Blender writes into materials: a principled one as a Phong one, and no number that equals the template's.
//! See `io_scene_fbx/export_fbx_bin.py` and, for the way back, `import_fbx.py` of Blender.

use rayment_render::{
    SceneError,
    scene::{Alpha, Material},
};
use ufbx::ShaderType;

use super::narrow;

/// Of a dielectric whose "specular" is one.
const MOST_REFLECTED: f32 = 0.08;
/// Of a dielectric with an index of refraction of 1.5.
const USUALLY_REFLECTED: f32 = 0.04;

/// Whether a material is one of Blender's principled ones. Only those are written as Phong.
pub fn is_principled(fbx_is_by_blender: bool, source: &ufbx::Material) -> bool {
    let is_phong = source.shading_model_name.as_ref().eq_ignore_ascii_case("phong");
    fbx_is_by_blender && is_phong && matches!(source.shader_type, ShaderType::BlenderPhong | ShaderType::FbxPhong)
}

/// The factors that the general way of reading Phong gets wrong; maps come later.
pub fn factors(material: &mut Material, source: &ufbx::Material, place: impl Fn() -> String) -> Result<(), SceneError> {
    let number = |name: &str, template: f32| match ufbx::find_prop(&source.element.props, name) {
        Some(prop) => narrow(prop.value_vec4.x, &place),
        None => Ok(template),
    };
    material.metallic = number("ReflectionFactor", 1.0)?.clamp(0.0, 1.0);
    let shininess = number("Shininess", number("ShininessExponent", 20.0)?)?.max(0.0);
    material.roughness = (1.0 - shininess.sqrt() * 0.1).clamp(0.0, 1.0);
    // Half of "specular". Its colour is that of the base, and tints nothing.
    let reflected = (number("SpecularFactor", 1.0)? * 2.0).clamp(0.0, 1.0) * MOST_REFLECTED;
    material.specular_color = rayment_render::math::V3::ONE;
    material.specular = (reflected / USUALLY_REFLECTED).min(1.0);
    if reflected > USUALLY_REFLECTED {
        let amplitude = reflected.sqrt();
        material.ior = (1.0 + amplitude) / (1.0 - amplitude);
    }
    let opacity = number("Opacity", 1.0 - number("TransparencyFactor", 0.0)?)?.clamp(0.0, 1.0);
    (material.opacity, material.alpha) = if opacity < 0.999 { (opacity, Alpha::Blend) } else { (1.0, Alpha::Opaque) };
    material.transmission = 0.0;
    material.volume = None;
    Ok(())
}
