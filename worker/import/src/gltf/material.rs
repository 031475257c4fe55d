use rayment_render::{
    SceneError, exact,
    math::{V3, v3},
    scene::{Alpha, Map, Material, Notes},
};

use super::document::{AlphaMode, Document, Material as JsonMaterial, TextureInfo};
use super::extension::TextureTransform;
use super::images::{Encoding, Images};
use super::{glossiness, layers, place};
use crate::budget::Budget;

/// The materials that are drawn, and their indices by the number in the file.
#[derive(Default)]
pub struct Materials {
    pub list: Vec<Material>,
    /// For each in `list`, the texture coordinate sets used as the first and the second.
    sets: Vec<Sets>,
    places: Vec<Option<usize>>,
    default: Option<usize>,
}

/// The two sets of texture coordinates that a material reads.
pub type Sets = [Option<u32>; 2];

impl Materials {
    /// The index of the material of a primitive, and the texture coordinates it needs.
    pub fn of(&self, number: Option<usize>) -> Option<(usize, Sets)> {
        let place = match number {
            Some(number) => *self.places.get(number)?,
            None => self.default,
        }?;
        Some((place, self.sets[place]))
    }
}

/// Reads the materials that the drawn meshes use; `None` stands for the default one.
pub fn materials(
    root: &Document,
    used: &[Option<usize>],
    images: &mut Images,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Materials, SceneError> {
    budget.check_materials(root.materials.len())?;
    let mut materials = Materials { places: vec![None; root.materials.len()], ..Materials::default() };
    for &number in used {
        let here = materials.list.len();
        let Some(number) = number else {
            materials.list.push(Material::default());
            materials.sets.push([None; 2]);
            materials.default = Some(here);
            continue;
        };
        let (what, material) = (place("materials", number), &root.materials[number]);
        let sets = sets(material, &what)?;
        let mut maps = Maps { images: &mut *images, budget: &mut *budget, notes: &mut *notes, what: &what, sets };
        materials.list.push(imported(material, &mut maps)?);
        materials.sets.push(sets);
        materials.places[number] = Some(here);
    }
    Ok(materials)
}

fn imported(material: &JsonMaterial, maps: &mut Maps) -> Result<Material, SceneError> {
    let pbr = &material.pbr_metallic_roughness;
    let [r, g, b, a] = pbr.base_color_factor;
    let mut result = Material {
        base: maps.shares("baseColorFactor", [r, g, b])?,
        opacity: maps.share("baseColorFactor", a)?,
        metallic: maps.share("metallicFactor", pbr.metallic_factor)?,
        roughness: maps.share("roughnessFactor", pbr.roughness_factor)?,
        emission: emission(material, maps)?,
        alpha: match material.alpha_mode {
            AlphaMode::Opaque => Alpha::Opaque,
            AlphaMode::Mask => Alpha::Mask(maps.number("alphaCutoff", material.alpha_cutoff)?),
            AlphaMode::Blend => Alpha::Blend,
        },
        double_sided: material.double_sided,
        unlit: material.extensions.unlit.is_some(),
        emission_map: maps.of(material.emissive_texture.as_ref(), Encoding::Srgb)?,
        ..Material::default()
    };
    (result.normal_map, result.normal_scale) = maps.normal(material.normal_texture.as_ref())?;
    if let Some(old) = &material.extensions.specular_glossiness {
        glossiness::apply(old, &mut result, maps)?;
    } else {
        result.base_map = maps.of(pbr.base_color_texture.as_ref(), Encoding::Srgb)?;
        result.metallic_roughness_map = maps.of(pbr.metallic_roughness_texture.as_ref(), Encoding::Linear)?;
    }
    layers::apply(material, &mut result, maps)?;
    note_what_is_not_seen(&result, maps);
    Ok(result)
}

/// Notes a material that is nothing, or black whatever its picture is.
fn note_what_is_not_seen(material: &Material, maps: &mut Maps) {
    let what = maps.what;
    let is_lost = match material.alpha {
        Alpha::Opaque => false,
        Alpha::Mask(cutoff) => material.opacity < cutoff,
        Alpha::Blend => material.opacity < 1e-3,
    };
    if is_lost {
        maps.notes.add(format!("{what}: is wholly transparent: nothing of it is seen"));
    }
    if material.base_map.is_some() && material.base.is_black() {
        maps.notes.add(format!("{what}: its base colour is black, and so is the picture that it is multiplied with"));
    }
}

fn emission(material: &JsonMaterial, maps: &Maps) -> Result<V3, SceneError> {
    let strength = material.extensions.emissive_strength.as_ref();
    let strength = maps.number("emissiveStrength", strength.map_or(1.0, |strength| strength.emissive_strength))?;
    let [r, g, b] = material.emissive_factor;
    let emission = v3(r, g, b) * strength;
    if !emission.is_finite() || emission.x < 0.0 || emission.y < 0.0 || emission.z < 0.0 {
        return Err(SceneError::invalid(maps.what, "expected an emissiveFactor and strength of zero or more"));
    }
    Ok(emission)
}

impl TextureInfo {
    fn set(&self) -> u32 {
        self.extensions.transform.as_ref().and_then(|transform| transform.tex_coord).unwrap_or(self.tex_coord)
    }
}

impl JsonMaterial {
    /// Every texture that is drawn.
    pub fn textures(&self) -> impl Iterator<Item = &TextureInfo> {
        let (pbr, all) = (&self.pbr_metallic_roughness, &*self.extensions);
        let base = match &all.specular_glossiness {
            Some(old) => [&old.diffuse_texture, &old.specular_glossiness_texture],
            None => [&pbr.base_color_texture, &pbr.metallic_roughness_texture],
        };
        let mut textures = base.to_vec();
        textures.extend([&self.normal_texture, &self.emissive_texture]);
        textures.extend(all.specular.iter().flat_map(|s| [&s.specular_texture, &s.specular_color_texture]));
        textures.extend(all.transmission.iter().map(|transmission| &transmission.transmission_texture));
        textures.extend(all.clearcoat.iter().flat_map(|coat| {
            [&coat.clearcoat_texture, &coat.clearcoat_roughness_texture, &coat.clearcoat_normal_texture]
        }));
        textures.extend(all.sheen.iter().flat_map(|s| [&s.sheen_color_texture, &s.sheen_roughness_texture]));
        textures.into_iter().flatten()
    }
}

/// The texture coordinate sets used by the textures of the material: any two at most.
fn sets(material: &JsonMaterial, what: &str) -> Result<Sets, SceneError> {
    let mut used: Vec<u32> = material.textures().map(TextureInfo::set).collect();
    used.sort_unstable();
    used.dedup();
    match used[..] {
        [] => Ok([None, None]),
        [1] => Ok([None, Some(1)]),
        [only] => Ok([Some(only), None]),
        [first, second] => Ok([Some(first), Some(second)]),
        _ => Err(SceneError::unsupported(what, format!("{} sets of texture coordinates in one material", used.len()))),
    }
}

/// Validates the values of one material and creates its maps.
pub struct Maps<'a, 'b, 'c> {
    pub images: &'a mut Images<'b>,
    pub budget: &'a mut Budget<'c>,
    pub notes: &'a mut Notes,
    pub what: &'a str,
    sets: Sets,
}

impl Maps<'_, '_, '_> {
    pub fn of(&mut self, info: Option<&TextureInfo>, encoding: Encoding) -> Result<Option<Map>, SceneError> {
        let Some(info) = info else { return Ok(None) };
        Ok(Some(Map {
            texture: self.images.texture(info.index, encoding, self.budget)?,
            second_set: self.sets[1] == Some(info.set()),
            transform: info.extensions.transform.as_ref().map(|transform| self.rows(transform)).transpose()?,
        }))
    }

    /// A normal map and its scale.
    pub fn normal(&mut self, info: Option<&TextureInfo>) -> Result<(Option<Map>, f32), SceneError> {
        let scale = self.number("normalTexture.scale", info.map_or(1.0, |info| info.scale))?;
        Ok((self.of(info, Encoding::Linear)?, scale))
    }

    fn rows(&self, transform: &TextureTransform) -> Result<[[f32; 3]; 2], SceneError> {
        let (sin, cos) = exact::sin_cos(f64::from(self.number("texture rotation", transform.rotation)?));
        let (sin, cos) = (sin as f32, cos as f32);
        let ([x, y], [sx, sy]) = (transform.offset, transform.scale);
        let rows = [[cos * sx, sin * sy, x], [-sin * sx, cos * sy, y]];
        if rows.iter().flatten().any(|number| !number.is_finite()) {
            return Err(SceneError::invalid(self.what, "has a texture transform that is not finite"));
        }
        Ok(rows)
    }

    pub fn number(&self, name: &str, value: f32) -> Result<f32, SceneError> {
        if value.is_finite() { Ok(value) } else { Err(SceneError::invalid(self.what, format!("{name} is not finite"))) }
    }

    /// A finite number, clamped to [0, 1].
    pub fn share(&self, name: &str, value: f32) -> Result<f32, SceneError> {
        self.number(name, value).map(|value| value.clamp(0.0, 1.0))
    }

    pub fn shares(&self, name: &str, [r, g, b]: [f32; 3]) -> Result<V3, SceneError> {
        Ok(v3(self.share(name, r)?, self.share(name, g)?, self.share(name, b)?))
    }
}
