//! Materials of FBX: physically based ones as they are; for Phong and Lambert materials ufbx provides the
//! same kind of values, with a roughness from the shininess and no reflection for Lambert.

use std::collections::HashMap;
use std::sync::Arc;

use rayment_render::{
    SceneError,
    math::V3,
    scene::{Alpha, Image, Map, Material, Notes, Volume},
};
use ufbx::{MaterialMap, ShaderType, Texture};

use super::node::color;
use super::{blender, is_by_blender, named, narrow};
use crate::{
    budget::Budget,
    phong,
    textures::{self, Encoding, Gray, Textures},
    udim::{self, UDIM},
};

/// The materials of the file and, last, the one of faces that have none.
pub fn materials(
    fbx: &ufbx::Scene,
    textures: &mut Textures,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Vec<Material>, SceneError> {
    budget.check_materials(fbx.materials.len() + 1)?;
    let sets = &uv_sets(fbx);
    let by_blender = is_by_blender(fbx);
    let mut materials = Vec::with_capacity(fbx.materials.len() + 1);
    for source in &fbx.materials {
        let place = named("material", &source.element);
        let read = |textures: &mut Textures, budget: &mut Budget| {
            let is_by_blender = blender::is_principled(by_blender, source);
            Reader { sets, source, textures, budget, notes, is_by_blender, place: place.clone() }.imported()
        };
        materials.push(udim::material(textures, materials.len(), budget, read)?);
    }
    materials.push(phong::unnamed());
    Ok(materials)
}

/// The indices of texture coordinate sets by name, from the first mesh that has the name.
fn uv_sets(fbx: &ufbx::Scene) -> HashMap<&str, usize> {
    let mut places = HashMap::new();
    for (place, set) in fbx.meshes.iter().flat_map(|mesh| mesh.uv_sets.iter().enumerate()) {
        places.entry(set.name.as_ref()).or_insert(place);
    }
    places
}

/// The names of the file of a texture, the best first.
pub fn names(texture: &Texture) -> impl Iterator<Item = &str> {
    let names = [&texture.relative_filename, &texture.filename, &texture.absolute_filename];
    names.into_iter().map(|name| name.as_ref()).filter(|name| !name.is_empty())
}

struct Reader<'a, 'b, 'c> {
    sets: &'a HashMap<&'a str, usize>,
    source: &'a ufbx::Material,
    textures: &'a mut Textures<'b>,
    budget: &'a mut Budget<'c>,
    notes: &'a mut Notes,
    is_by_blender: bool,
    place: String,
}

impl Reader<'_, '_, '_> {
    fn imported(&mut self) -> Result<Material, SceneError> {
        let source = self.source;
        let mut material = self.factors()?;
        let base = self.image(&source.pbr.base_color)?;
        if material.alpha == Alpha::Blend && material.opacity < 1e-3 && source.pbr.opacity.texture.is_none() {
            self.notes.add(format!("{}: is wholly transparent: nothing of it is seen", self.place));
        }
        let opacity = self.image(&source.pbr.opacity)?;
        if let Some((opacity, texture)) = opacity {
            let alpha = Gray::alpha_of(opacity);
            let layout = base.as_ref().map_or(texture, |(_, texture)| texture);
            let image = textures::with_alpha(base.as_ref().map(|(image, _)| image.as_ref()), &alpha, self.budget)?;
            material.base_map = self.map(Some((image, layout)), Encoding::Srgb)?;
            (material.alpha, material.opacity) = (Alpha::Blend, 1.0);
        } else {
            material.base_map = self.map(base, Encoding::Srgb)?;
        }
        self.metallic_roughness(&mut material)?;
        let emission = self.image(&source.pbr.emission_color)?;
        material.emission_map = self.map(emission, Encoding::Srgb)?;
        self.normals(&mut material)?;
        Ok(material)
    }

    fn factors(&mut self) -> Result<Material, SceneError> {
        let source = self.source;
        let (pbr, features) = (&source.pbr, &source.features);
        let mut material = phong::unnamed();
        let factor = self.number(&pbr.base_factor, 1.0)?;
        material.base = self.color(&pbr.base_color, 0.8)? * self.full_map(factor, &pbr.base_color, "colour");
        material.base = clamped(material.base);
        material.metallic = self.share(&pbr.metalness, 0.0)?;
        material.roughness = match (pbr.roughness.has_value, pbr.glossiness.has_value) {
            (false, true) => 1.0 - self.share(&pbr.glossiness, 0.5)?,
            _ => self.share(&pbr.roughness, 0.5)?,
        };
        let ior = self.number(&pbr.specular_ior, 1.5)?;
        material.ior = if (1.01..=4.0).contains(&ior) { ior } else { 1.5 };
        material.specular = self.share(&pbr.specular_factor, 1.0)?;
        material.specular_color = clamped(self.color(&pbr.specular_color, 1.0)?);
        material.emission = self.color(&pbr.emission_color, 0.0)? * self.number(&pbr.emission_factor, 1.0)?.max(0.0);
        if !material.emission.is_finite() {
            return Err(SceneError::invalid(self.place.clone(), "has an emission that is not finite"));
        }
        material.clearcoat = self.share(&pbr.coat_factor, 0.0)?;
        material.clearcoat_roughness = self.share(&pbr.coat_roughness, 0.03)?;
        material.sheen = clamped(self.color(&pbr.sheen_color, 1.0)? * self.share(&pbr.sheen_factor, 0.0)?);
        material.sheen_roughness = self.share(&pbr.sheen_roughness, 0.3)?;
        material.unlit = features.unlit.enabled;
        self.transparency(&mut material)?;
        if source.shading_model_name.as_ref().eq_ignore_ascii_case("lambert") {
            (material.specular, material.metallic) = (0.0, 0.0);
        } else if self.is_by_blender {
            blender::factors(&mut material, self.source, || self.place.clone())?;
        }
        Ok(material)
    }

    /// A map beside a factor of zero counts alone, as in most programs.
    fn full_map(&mut self, factor: f32, map: &MaterialMap, what: &str) -> f32 {
        if factor >= 1e-3 || map.texture.is_none() || !map.texture_enabled {
            return factor;
        }
        self.notes
            .add(format!("{}: the factor of its {what} is zero beside a map, which is drawn in full", self.place));
        1.0
    }

    fn transparency(&self, material: &mut Material) -> Result<(), SceneError> {
        let pbr = &self.source.pbr;
        let is_legacy = matches!(self.source.shader_type, ShaderType::FbxLambert | ShaderType::FbxPhong);
        if !is_legacy && self.source.features.transmission.enabled {
            material.transmission = self.share(&pbr.transmission_factor, 0.0)?;
        }
        if material.transmission > 0.0 {
            material.base = clamped(self.color(&pbr.transmission_color, 1.0)?);
            let clear = Volume {
                attenuation: V3::ONE,
                attenuation_distance: f32::INFINITY,
                scattering: V3::ZERO,
                anisotropy: 0.0,
            };
            material.volume = (!self.source.features.thin_walled.enabled).then_some(clear);
        }
        let opacity = if pbr.opacity.has_value { clamped(self.color(&pbr.opacity, 1.0)?) } else { V3::ONE };
        let opacity = (opacity.x + opacity.y + opacity.z) * (1.0 / 3.0);
        if opacity < 0.999 {
            (material.opacity, material.alpha) = (opacity, Alpha::Blend);
        }
        Ok(())
    }

    /// A map replaces the value.
    fn metallic_roughness(&mut self, material: &mut Material) -> Result<(), SceneError> {
        let pbr = &self.source.pbr;
        let metallic = self.image(&pbr.metalness)?;
        let rough = self.image(&pbr.roughness)?;
        let glossy = if rough.is_none() { self.image(&pbr.glossiness)? } else { None };
        let is_glossy = glossy.is_some();
        let roughness = rough.or(glossy);
        let Some(layout) = metallic.as_ref().or(roughness.as_ref()).map(|(_, texture)| *texture) else {
            return Ok(());
        };
        let gray = |image: &Option<(Arc<Image>, _)>| image.as_ref().map(|(image, _)| Gray::of(image.clone()));
        let (metallic, roughness) = (gray(&metallic), gray(&roughness));
        let roughness = roughness.map(|gray| Gray { inverted: is_glossy, ..gray });
        material.metallic = if metallic.is_some() { 1.0 } else { material.metallic };
        material.roughness = if roughness.is_some() { 1.0 } else { material.roughness };
        let image = textures::metallic_roughness(metallic.as_ref(), roughness.as_ref(), self.budget)?;
        material.metallic_roughness_map = self.map(image.map(|image| (image, layout)), Encoding::Linear)?;
        Ok(())
    }

    fn normals(&mut self, material: &mut Material) -> Result<(), SceneError> {
        let (pbr, fbx) = (&self.source.pbr, &self.source.fbx);
        let mut found = self.image(&pbr.normal_map)?;
        for map in [&fbx.normal_map, &fbx.bump] {
            if found.is_none() {
                found = self.image(map)?;
            }
        }
        let Some((image, texture)) = found else { return Ok(()) };
        let image = if textures::is_normal_map(&image) {
            image
        } else {
            textures::normals_of(&Gray::of(image), self.number(&fbx.bump_factor, 1.0)?, self.budget)?
        };
        material.normal_map = self.map(Some((image, texture)), Encoding::Linear)?;
        Ok(())
    }

    fn number(&self, map: &MaterialMap, without: f32) -> Result<f32, SceneError> {
        if map.has_value { narrow(map.value_vec4.x, || self.place.clone()) } else { Ok(without) }
    }

    fn share(&self, map: &MaterialMap, without: f32) -> Result<f32, SceneError> {
        self.number(map, without).map(|value| value.clamp(0.0, 1.0))
    }

    /// A map replaces the color.
    fn color(&self, map: &MaterialMap, without: f32) -> Result<V3, SceneError> {
        if map.texture.is_some() && map.texture_enabled {
            return Ok(V3::ONE);
        }
        if !map.has_value {
            return Ok(V3::splat(without));
        }
        let value = color(&map.value_vec4, || self.place.clone())?;
        Ok(if map.value_components == 1 { V3::splat(value.x) } else { value })
    }

    /// The image of a map, and the texture with its placement.
    fn image<'m>(&mut self, map: &'m MaterialMap) -> Result<Option<(Arc<Image>, &'m Texture)>, SceneError> {
        let Some(texture) = map.texture.as_ref().filter(|_| map.texture_enabled) else { return Ok(None) };
        let texture: &'m Texture = texture;
        let file =
            if texture.has_file { Some(texture) } else { texture.file_textures.iter().next().map(|t| t.as_ref()) };
        let Some(file) = file else {
            self.notes.add(format!("{}: a texture that is made by a procedure is left out", self.place));
            return Ok(None);
        };
        if texture.file_textures.len() > 1 {
            self.notes.add(format!("{}: of layered textures only the first is used", self.place));
        }
        if !file.content.is_empty() {
            let name = format!("{} in the FBX file", named("texture", &file.element));
            let name = format!("{name} ({})", file.file_index);
            return Ok(Some((self.textures.embedded(name, &file.content, self.budget)?, file)));
        }
        let mut refused = None;
        for name in names(file) {
            match self.textures.beside(name, self.budget) {
                Ok(image) => return Ok(image.map(|image| (image, file))),
                Err(error @ (SceneError::File { .. } | SceneError::UnsafePath { .. })) => {
                    refused.get_or_insert(error);
                }
                Err(error) => return Err(error),
            }
        }
        let nameless = || SceneError::invalid(named("texture", &file.element), "names no file");
        Err(refused.unwrap_or_else(nameless))
    }

    fn map(&mut self, image: Option<(Arc<Image>, &Texture)>, encoding: Encoding) -> Result<Option<Map>, SceneError> {
        let Some((image, texture)) = image else { return Ok(None) };
        let clamps = matches!(texture.wrap_u, ufbx::WrapMode::Clamp) && matches!(texture.wrap_v, ufbx::WrapMode::Clamp);
        let tiled = names(texture).find(|name| name.contains(UDIM) && texture.content.is_empty());
        let mut map = Map {
            texture: self.textures.texture(image, encoding, clamps || tiled.is_some()),
            second_set: self.is_second_set(&texture.uv_set),
            transform: if texture.has_uv_transform { Some(self.transform(&texture.uv_to_texture)?) } else { None },
        };
        if let Some(name) = tiled {
            udim::check_layout(name, map.second_set || map.transform.is_some())?;
            map.transform = Some(self.textures.tiles.shift());
        }
        Ok(Some(map))
    }

    /// FBX counts v from the bottom.
    fn transform(&self, m: &ufbx::Matrix) -> Result<[[f32; 3]; 2], SceneError> {
        let number = |value: f64| narrow(value, || self.place.clone());
        let u = [number(m.m00)?, number(-m.m01)?, number(m.m01 + m.m03)?];
        let v = [number(-m.m10)?, number(m.m11)?, number(1.0 - m.m11 - m.m13)?];
        Ok([u, v])
    }

    /// Whether this name is that of the second set in the meshes that have it.
    fn is_second_set(&self, name: &str) -> bool {
        !name.is_empty() && self.sets.get(name) == Some(&1)
    }
}

fn clamped(color: V3) -> V3 {
    V3::from_array(color.to_array().map(|part| part.clamp(0.0, 1.0)))
}
