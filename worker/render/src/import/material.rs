use gltf::json::extensions::texture::TextureTransform;
use gltf::json::material::{AlphaMode, Material as JsonMaterial};
use gltf::json::texture::Info;
use gltf::json::validation::Checked;
use gltf::json::{Index, Root, Texture};

use super::budget::Budget;
use super::images::{Encoding, Images};
use super::place;
use crate::error::SceneError;
use crate::exact;
use crate::math::{V3, v3};
use crate::scene::{Alpha, Map, Material};

/// The materials of the file and, last, the default one.
pub fn materials(root: &Root, images: &mut Images, budget: &mut Budget) -> Result<Vec<Material>, SceneError> {
    let mut materials = Vec::with_capacity(root.materials.len() + 1);
    for (index, material) in root.materials.iter().enumerate() {
        let what = place("materials", index);
        let mut maps = Maps { images, budget, what: &what };
        materials.push(imported(material, &mut maps)?);
    }
    materials.push(Material::default());
    Ok(materials)
}

fn imported(material: &JsonMaterial, maps: &mut Maps) -> Result<Material, SceneError> {
    let pbr = &material.pbr_metallic_roughness;
    let share = |name: &str, value: f32| maps.number(name, value).map(|value| value.clamp(0.0, 1.0));
    let [r, g, b, a] = pbr.base_color_factor.0;
    let base = v3(share("baseColorFactor", r)?, share("baseColorFactor", g)?, share("baseColorFactor", b)?);
    let (opacity, metallic) = (share("baseColorFactor", a)?, share("metallicFactor", pbr.metallic_factor.0)?);
    let roughness = share("roughnessFactor", pbr.roughness_factor.0)?;
    let extensions = material.extensions.as_ref();
    let alpha = match material.alpha_mode {
        Checked::Valid(AlphaMode::Mask) => {
            Alpha::Mask(maps.number("alphaCutoff", material.alpha_cutoff.map_or(0.5, |cutoff| cutoff.0))?)
        }
        Checked::Valid(AlphaMode::Blend) => Alpha::Blend,
        Checked::Valid(AlphaMode::Opaque) | Checked::Invalid => Alpha::Opaque,
    };
    let ior = extensions.and_then(|all| all.ior.as_ref()).map_or(1.5, |ior| ior.ior.0);
    Ok(Material {
        base,
        opacity,
        metallic,
        roughness,
        dielectric: dielectric(maps.number("ior", ior)?),
        emission: emission(material, maps)?,
        normal_scale: match &material.normal_texture {
            Some(normal) => maps.number("normalTexture.scale", normal.scale)?,
            None => 1.0,
        },
        alpha,
        double_sided: material.double_sided,
        unlit: extensions.is_some_and(|all| all.unlit.is_some()),
        base_map: maps.of(pbr.base_color_texture.as_ref(), Encoding::Srgb)?,
        metallic_roughness_map: maps.of(pbr.metallic_roughness_texture.as_ref(), Encoding::Linear)?,
        normal_map: match &material.normal_texture {
            // The wrapper drops a transform of normal maps; the coordinates are used as they are.
            Some(normal) => Some(maps.map(normal.index, normal.tex_coord, None, Encoding::Linear)?),
            None => None,
        },
        emission_map: maps.of(material.emissive_texture.as_ref(), Encoding::Srgb)?,
    })
}

fn emission(material: &JsonMaterial, maps: &Maps) -> Result<V3, SceneError> {
    let strength = material
        .extensions
        .as_ref()
        .and_then(|all| all.emissive_strength.as_ref())
        .map_or(1.0, |strength| strength.emissive_strength.0);
    let strength = maps.number("emissiveStrength", strength)?;
    let [r, g, b] = material.emissive_factor.0;
    let emission = v3(r, g, b) * strength;
    if !emission.is_finite() || emission.x < 0.0 || emission.y < 0.0 || emission.z < 0.0 {
        return Err(SceneError::invalid(maps.what, "expected an emissiveFactor and strength of zero or more"));
    }
    Ok(emission)
}

/// Reflectance at normal incidence; an index of zero stands for a perfect reflector.
fn dielectric(ior: f32) -> f32 {
    if ior <= 0.0 {
        return 1.0;
    }
    let ratio = (ior - 1.0) / (ior + 1.0);
    ratio * ratio
}

struct Maps<'a, 'b, 'c> {
    images: &'a mut Images<'b>,
    budget: &'a mut Budget<'c>,
    what: &'a str,
}

impl Maps<'_, '_, '_> {
    fn of(&mut self, info: Option<&Info>, encoding: Encoding) -> Result<Option<Map>, SceneError> {
        let Some(info) = info else { return Ok(None) };
        let transform = info.extensions.as_ref().and_then(|all| all.texture_transform.as_ref());
        self.map(info.index, info.tex_coord, transform, encoding).map(Some)
    }

    fn map(
        &mut self,
        texture: Index<Texture>,
        set: u32,
        transform: Option<&TextureTransform>,
        encoding: Encoding,
    ) -> Result<Map, SceneError> {
        let set = transform.and_then(|transform| transform.tex_coord).unwrap_or(set);
        if set > 1 {
            return Err(SceneError::unsupported(self.what, format!("texture coordinate set {set}")));
        }
        Ok(Map {
            texture: self.images.texture(texture.value(), encoding, self.budget)?,
            second_set: set == 1,
            transform: transform.map(|transform| self.rows(transform)).transpose()?,
        })
    }

    fn rows(&self, transform: &TextureTransform) -> Result<[[f32; 3]; 2], SceneError> {
        let (sin, cos) = exact::sin_cos(f64::from(self.number("texture rotation", transform.rotation.0)?));
        let (sin, cos) = (sin as f32, cos as f32);
        let ([x, y], [sx, sy]) = (transform.offset.0, transform.scale.0);
        let rows = [[cos * sx, sin * sy, x], [-sin * sx, cos * sy, y]];
        if rows.iter().flatten().any(|number| !number.is_finite()) {
            return Err(SceneError::invalid(self.what, "has a texture transform that is not finite"));
        }
        Ok(rows)
    }

    fn number(&self, name: &str, value: f32) -> Result<f32, SceneError> {
        if value.is_finite() { Ok(value) } else { Err(SceneError::invalid(self.what, format!("{name} is not finite"))) }
    }
}
