//! Converts MTL to the principled model.
//!
//! With the PBR extension (`Pr`, `Pm`, ...) the values are taken as they are. Without it, Phong materials are
//! converted: the exponent Ns becomes the roughness whose GGX lobe is as wide, (2 / (Ns + 2))^(1/4); Ks is
//! color and strength of the dielectric reflection, except that a nearly black diffuse color with a strong
//! highlight is a metal of color Ks; `d` below one is alpha, or glass of color Tf if the illumination model
//! refracts (6, 7: solid; 4, 9: thin-walled).
//!
//! A map multiplies its factor, except that beside a factor of zero it counts alone: most programs show such a
//! map in full, and whole libraries are written so.

use std::sync::Arc;

use rayment_render::{
    SceneError,
    math::{V3, v3},
    scene::{Alpha, Image, Map, Material, Notes, Volume},
};

use super::mtl::{MapLine, Mtl};
use crate::{
    budget::Budget,
    phong,
    text::excerpt,
    textures::{self, Encoding, Gray, Textures},
    udim::{self, UDIM},
};

/// Reads the maps of materials that the file `library` holds.
pub struct Maps<'a, 'b, 'c> {
    pub textures: &'a mut Textures<'b>,
    pub budget: &'a mut Budget<'c>,
    pub library: &'a str,
    pub notes: &'a mut Notes,
}

/// Factors below this are as good as none.
const BLACK: f32 = 1e-3;

pub fn imported(mtl: &Mtl, maps: &mut Maps) -> Result<Material, SceneError> {
    let mtl = &with_full_maps(mtl, maps.notes);
    let mut material = factors(mtl);
    note_what_is_not_seen(mtl, &material, maps.notes);
    let base = maps.image(&mtl.diffuse_map)?;
    let opacity = maps.image(&mtl.opacity_map)?;
    let layout = mtl.diffuse_map.as_ref().or(mtl.opacity_map.as_ref());
    if let (Some(opacity), Some(line)) = (opacity, layout) {
        let alpha = gray(Gray::alpha_of(opacity), mtl.opacity_map.as_ref());
        let image = textures::with_alpha(base.as_deref(), &alpha, maps.budget)?;
        material.base_map = Some(maps.map(image, Encoding::Srgb, line)?);
        material.alpha = Alpha::Blend;
    } else if let (Some(base), Some(line)) = (base, layout) {
        material.base_map = Some(maps.map(base, Encoding::Srgb, line)?);
    }
    let metallic = maps.gray(&mtl.metallic_map)?;
    let roughness = maps.gray(&mtl.roughness_map)?;
    let image = textures::metallic_roughness(metallic.as_ref(), roughness.as_ref(), maps.budget)?;
    if let (Some(image), Some(line)) = (image, mtl.roughness_map.as_ref().or(mtl.metallic_map.as_ref())) {
        material.metallic_roughness_map = Some(maps.map(image, Encoding::Linear, line)?);
    }
    material.emission_map = maps.plain(&mtl.emission_map)?;
    material.specular_color_map = maps.plain(&mtl.specular_map)?;
    normals(mtl, &mut material, maps)?;
    Ok(material)
}

/// Without the factors that would make their maps vanish.
fn with_full_maps(mtl: &Mtl, notes: &mut Notes) -> Mtl {
    let mut full = mtl.clone();
    let mut drop = |name: &str, factor: &mut Option<[f32; 3]>, map: &Option<MapLine>| {
        if map.is_some() && factor.is_some_and(|color| color.iter().all(|&part| part < BLACK)) {
            *factor = Some([1.0; 3]);
            let words = format!("{name} is black beside map_{name}; the map is drawn in full, as most programs do");
            notes.add(format!("material {:?}: {words}", excerpt(&mtl.name)));
        }
    };
    drop("Kd", &mut full.diffuse, &mtl.diffuse_map);
    drop("Ks", &mut full.specular, &mtl.specular_map);
    drop("Ke", &mut full.emission, &mtl.emission_map);
    if mtl.opacity_map.is_some() && mtl.opacity.is_some_and(|opacity| opacity < BLACK) {
        full.opacity = None;
        let words = "is wholly transparent beside map_d; the map counts alone, as in most programs";
        notes.add(format!("material {:?} {words}", excerpt(&mtl.name)));
    }
    full
}

fn note_what_is_not_seen(mtl: &Mtl, material: &Material, notes: &mut Notes) {
    let name = excerpt(&mtl.name);
    if material.alpha == Alpha::Blend && material.opacity < BLACK {
        let by = if mtl.transparency.is_some() { "Tr" } else { "d" };
        notes.add(format!("material {name:?} is wholly transparent by its {by}: nothing of it is seen"));
    }
    if mtl.maps().any(|map| map.changed) {
        notes.add(format!("material {name:?}: the options -mm and -t of its maps are left out"));
    }
}

fn factors(mtl: &Mtl) -> Material {
    let share = |value: f32| value.clamp(0.0, 1.0);
    let color = |value: [f32; 3]| V3::from_array(value.map(share));
    let is_principled =
        mtl.roughness.is_some() || mtl.metallic.is_some() || mtl.roughness_map.is_some() || mtl.metallic_map.is_some();
    let mapped = |map: &Option<MapLine>, without: f32| if map.is_some() { 1.0 } else { without };
    let mut material = phong::unnamed();
    material.base = mtl.diffuse.map_or(V3::splat(mapped(&mtl.diffuse_map, 0.8)), color);
    material.emission = V3::from_array(mtl.emission.unwrap_or([mapped(&mtl.emission_map, 0.0); 3]));
    material.emission = v3(material.emission.x.max(0.0), material.emission.y.max(0.0), material.emission.z.max(0.0));
    // Many programs write an index of one for materials they know nothing about.
    material.ior = mtl.ior.filter(|ior| (1.01..=4.0).contains(ior)).unwrap_or(1.5);
    if is_principled {
        material.roughness = if mtl.roughness_map.is_some() { 1.0 } else { share(mtl.roughness.unwrap_or(0.5)) };
        material.metallic = if mtl.metallic_map.is_some() { 1.0 } else { share(mtl.metallic.unwrap_or(0.0)) };
    } else {
        phong(mtl, &mut material);
    }
    material.sheen = V3::splat(share(mtl.sheen.unwrap_or(0.0)));
    material.sheen_roughness = 0.3;
    material.clearcoat = share(mtl.clearcoat.unwrap_or(0.0));
    material.clearcoat_roughness = share(mtl.clearcoat_roughness.unwrap_or(0.03));
    transparency(mtl, &mut material);
    material
}

fn phong(mtl: &Mtl, material: &mut Material) {
    material.roughness = mtl.exponent.map_or(0.6, phong::roughness);
    let shines = mtl.model.is_none_or(|model| model >= 2.0);
    match mtl.specular {
        Some(_) if !shines => material.specular = 0.0,
        Some(specular) => phong::reflect(material, V3::from_array(specular), mtl.diffuse_map.is_some()),
        None => {}
    }
}

fn transparency(mtl: &Mtl, material: &mut Material) {
    let opacity = mtl.opacity.unwrap_or(1.0).clamp(0.0, 1.0);
    let model = mtl.model.unwrap_or(2.0);
    let is_glass = [4.0, 6.0, 7.0, 9.0].contains(&model) && opacity < 1.0;
    if is_glass && mtl.opacity_map.is_none() {
        material.transmission = 1.0 - opacity;
        material.base = mtl.filter.map_or(V3::ONE, |filter| V3::from_array(filter.map(|part| part.clamp(0.0, 1.0))));
        let is_solid = model == 6.0 || model == 7.0;
        material.volume = is_solid.then_some(Volume {
            attenuation: V3::ONE,
            attenuation_distance: f32::INFINITY,
            scattering: V3::ZERO,
            anisotropy: 0.0,
        });
    } else if opacity < 1.0 {
        material.opacity = opacity;
        material.alpha = Alpha::Blend;
    }
}

fn normals(mtl: &Mtl, material: &mut Material, maps: &mut Maps) -> Result<(), SceneError> {
    let Some(line) = mtl.normal_map.as_ref().or(mtl.bump_map.as_ref()) else { return Ok(()) };
    let Some(image) = maps.textures.image(maps.library, &line.file, maps.budget)? else { return Ok(()) };
    let is_normal_map = mtl.normal_map.is_some() || textures::is_normal_map(&image);
    let image = if is_normal_map {
        // The strength of a normal map scales its tilt.
        material.normal_scale = line.strength;
        image
    } else {
        textures::normals_of(&gray(Gray::of(image), Some(line)), line.strength, maps.budget)?
    };
    material.normal_map = Some(maps.map(image, Encoding::Linear, line)?);
    Ok(())
}

fn gray(gray: Gray, line: Option<&MapLine>) -> Gray {
    let channel = match line.and_then(|line| line.channel) {
        Some('r') => 0,
        Some('g') => 1,
        Some('b') => 2,
        Some('m') => 3,
        _ => gray.channel,
    };
    Gray { channel, ..gray }
}

impl Maps<'_, '_, '_> {
    fn image(&mut self, line: &Option<MapLine>) -> Result<Option<Arc<Image>>, SceneError> {
        let Some(line) = line else { return Ok(None) };
        self.textures.image(self.library, &line.file, self.budget)
    }

    fn gray(&mut self, line: &Option<MapLine>) -> Result<Option<Gray>, SceneError> {
        Ok(self.image(line)?.map(|image| gray(Gray::of(image), line.as_ref())))
    }

    fn plain(&mut self, line: &Option<MapLine>) -> Result<Option<Map>, SceneError> {
        let Some(image) = self.image(line)? else { return Ok(None) };
        line.as_ref().map(|line| self.map(image, Encoding::Srgb, line)).transpose()
    }

    fn map(&mut self, image: Arc<Image>, encoding: Encoding, line: &MapLine) -> Result<Map, SceneError> {
        let ([su, sv], [u, v]) = (line.scale, line.offset);
        // The format counts v from the bottom.
        let mut transform = [[su, 0.0, u], [0.0, sv, 1.0 - sv - v]];
        let is_plain = transform == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];
        let is_tiled = line.file.contains(UDIM);
        if is_tiled {
            udim::check_layout(&line.file, !is_plain)?;
            transform = self.textures.tiles.shift();
        }
        let is_sane = transform.iter().flatten().all(|number| number.is_finite());
        Ok(Map {
            texture: self.textures.texture(image, encoding, line.clamps || is_tiled),
            second_set: false,
            transform: ((is_tiled || !is_plain) && is_sane).then_some(transform),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_phong_into_the_principled_model() {
        let plain = factors(&Mtl { exponent: Some(0.0), ..Mtl::default() });
        assert_eq!((plain.roughness, plain.metallic, plain.specular), (1.0, 0.0, 1.0));
        let sharp = factors(&Mtl { exponent: Some(1000.0), ..Mtl::default() });
        assert!(sharp.roughness < 0.25, "{}", sharp.roughness);
        let dull = factors(&Mtl { specular: Some([0.9; 3]), model: Some(1.0), ..Mtl::default() });
        assert_eq!(dull.specular, 0.0);
        let gold = factors(&Mtl { diffuse: Some([0.0; 3]), specular: Some([1.0, 0.8, 0.3]), ..Mtl::default() });
        assert_eq!((gold.metallic, gold.base), (1.0, v3(1.0, 0.8, 0.3)));
    }

    #[test]
    fn the_extension_wins_over_phong() {
        let mtl = Mtl { exponent: Some(10.0), roughness: Some(0.2), metallic: Some(1.0), ..Mtl::default() };
        let material = factors(&mtl);
        assert_eq!((material.roughness, material.metallic), (0.2, 1.0));
    }

    #[test]
    fn low_opacity_is_cover_or_glass() {
        let of = |model: f32| {
            factors(&Mtl { opacity: Some(0.25), model: Some(model), filter: Some([0.5, 1.0, 1.0]), ..Mtl::default() })
        };
        let cover = of(2.0);
        assert_eq!((cover.alpha, cover.opacity, cover.transmission), (Alpha::Blend, 0.25, 0.0));
        let solid = of(7.0);
        assert_eq!((solid.alpha, solid.transmission, solid.base.x), (Alpha::Opaque, 0.75, 0.5));
        assert!(solid.volume.is_some() && of(4.0).volume.is_none());
    }
}
