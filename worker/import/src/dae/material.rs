//! The materials of the common profile: phong, blinn, lambert and constant, converted like those of MTL
//! files; an exponent below one is taken as a fraction of 128.

use std::collections::HashMap;
use std::sync::Arc;

use rayment_render::{
    SceneError,
    files::plain_uri,
    math::V3,
    scene::{Alpha, Image, Map, Material, Notes},
};
use roxmltree::NodeId;

use super::document::{Element, Ids, child, children, exactly, invalid, path, text};
use crate::{
    Reference,
    budget::Budget,
    phong,
    text::excerpt,
    textures::{self, Encoding, Gray, Textures},
    udim::UDIM,
};

/// The materials of instances, each imported when it is first named; the first is the default.
pub struct Materials<'r, 'a, 'f> {
    ids: &'r Ids<'a>,
    textures: &'r mut Textures<'f>,
    known: HashMap<String, usize>,
    effects: HashMap<NodeId, usize>,
    pub list: Vec<Material>,
}

impl<'r, 'a, 'f> Materials<'r, 'a, 'f> {
    pub fn new(ids: &'r Ids<'a>, textures: &'r mut Textures<'f>) -> Self {
        Self { ids, textures, known: HashMap::new(), effects: HashMap::new(), list: vec![phong::unnamed()] }
    }

    /// The index of the material that an `instance_material` names.
    pub fn place(
        &mut self,
        instance: Element<'a>,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<usize, SceneError> {
        let target = instance.attribute("target").unwrap_or_default().to_owned();
        if let Some(&place) = self.known.get(&target) {
            return Ok(place);
        }
        budget.check_materials(self.list.len() + 1)?;
        let material = self.ids.follow(instance, "target")?;
        let instance = child(material, "instance_effect").ok_or_else(|| invalid(material, "has no effect"))?;
        let effect = self.ids.follow(instance, "url")?;
        if let Some(&place) = self.effects.get(&effect.id()) {
            self.known.insert(target, place);
            return Ok(place);
        }
        let profile = child(effect, "profile_COMMON").ok_or_else(|| {
            SceneError::unsupported(super::document::named(effect), "an effect without profile_COMMON")
        })?;
        let mut reader = Reader { ids: self.ids, textures: self.textures, budget, notes, effect, profile };
        let imported = reader.imported()?;
        self.list.push(imported);
        self.known.insert(target, self.list.len() - 1);
        self.effects.insert(effect.id(), self.list.len() - 1);
        Ok(self.list.len() - 1)
    }
}

/// The images that a document names.
pub fn references(document: &roxmltree::Document) -> Vec<Reference> {
    let images = document.descendants().filter(|node| node.tag_name().name() == "image");
    let mut references = Vec::new();
    for image in images {
        if let Some(uri) = uri(image) {
            references.push(Reference::new(plain_uri(uri), super::document::named(image)));
        }
    }
    references
}

fn uri<'a>(image: Element<'a>) -> Option<&'a str> {
    let from = child(image, "init_from")?;
    let uri = child(from, "ref").map_or(text(from), text);
    (!uri.is_empty()).then_some(uri)
}

struct Reader<'r, 'a, 'f, 'b> {
    ids: &'r Ids<'a>,
    textures: &'r mut Textures<'f>,
    budget: &'r mut Budget<'b>,
    notes: &'r mut Notes,
    effect: Element<'a>,
    profile: Element<'a>,
}

impl<'a> Reader<'_, 'a, '_, '_> {
    fn imported(&mut self) -> Result<Material, SceneError> {
        let mut material = phong::unnamed();
        let technique = child(self.profile, "technique");
        let shader = technique.and_then(|technique| {
            technique
                .children()
                .find(|node| matches!(node.tag_name().name(), "phong" | "blinn" | "lambert" | "constant"))
        });
        let Some(shader) = shader else { return Ok(material) };
        let kind = shader.tag_name().name();
        let emission = child(shader, "emission");
        material.emission = self.color(emission, V3::ZERO)?;
        let emission = self.image(emission)?;
        material.emission_map = emission.map(|image| self.map(image, Encoding::Srgb));
        if kind == "constant" {
            (material.base, material.specular) = (V3::ZERO, 0.0);
            return Ok(material);
        }
        let diffuse = child(shader, "diffuse");
        let base = self.color(diffuse, V3::splat(0.8))?;
        material.base = V3::from_array(base.to_array().map(|part| part.clamp(0.0, 1.0)));
        let base = self.image(diffuse)?;
        self.highlight(shader, &mut material, base.is_some())?;
        let alpha = self.transparency(shader, &mut material)?;
        material.base_map = match (base, alpha) {
            (base, Some(alpha)) => {
                let image = textures::with_alpha(base.as_deref(), &alpha, self.budget)?;
                Some(self.map(image, Encoding::Srgb))
            }
            (Some(base), None) => Some(self.map(base, Encoding::Srgb)),
            (None, None) => None,
        };
        self.normals(technique, &mut material)?;
        Ok(material)
    }

    fn highlight(&mut self, shader: Element<'a>, material: &mut Material, has_map: bool) -> Result<(), SceneError> {
        if shader.tag_name().name() == "lambert" {
            material.specular = 0.0;
            return Ok(());
        }
        if let Some(ior) = self.number(child(shader, "index_of_refraction"))?.filter(|ior| (1.01..=4.0).contains(ior)) {
            material.ior = ior;
        }
        if let Some(shininess) = self.number(child(shader, "shininess"))? {
            let exponent = if shininess <= 1.0 { shininess * 128.0 } else { shininess };
            material.roughness = phong::roughness(exponent);
        }
        let specular = child(shader, "specular");
        if let Some(image) = self.image(specular)? {
            material.specular_color_map = Some(self.map(image, Encoding::Srgb));
        } else if specular.is_some() {
            let color = self.color(specular, V3::ZERO)?;
            phong::reflect(material, color, has_map);
        }
        Ok(())
    }

    /// Sets the opacity and returns its map, if there is one.
    fn transparency(&mut self, shader: Element<'a>, material: &mut Material) -> Result<Option<Gray>, SceneError> {
        let transparency = self.number(child(shader, "transparency"))?.unwrap_or(1.0).clamp(0.0, 1.0);
        let Some(transparent) = child(shader, "transparent") else { return Ok(None) };
        let mode = transparent.attribute("opaque").unwrap_or("A_ONE");
        let is_inverted = matches!(mode, "A_ZERO" | "RGB_ZERO");
        if let Some(image) = self.image(Some(transparent))? {
            return self.cover(&image, transparency, (mode.starts_with("RGB"), is_inverted), material);
        }
        let [r, g, b, a] = match child(transparent, "color") {
            Some(color) => exactly::<4>(color)?,
            None => return Ok(None),
        };
        let value = if mode.starts_with("RGB") { luminance(r, g, b) } else { a };
        let value = (value * transparency).clamp(0.0, 1.0);
        let opacity = if is_inverted { 1.0 - value } else { value };
        if opacity <= 0.0 {
            // Widely written by programs that mean the opposite.
            self.notes
                .add(format!("{}: is said to be invisible, and drawn solid", super::document::named(self.effect)));
        } else if opacity < 0.999 {
            (material.opacity, material.alpha) = (opacity, Alpha::Blend);
        }
        Ok(None)
    }

    /// The opacity that a picture says: by its alpha, or by its luminance.
    fn cover(
        &mut self,
        image: &Image,
        transparency: f32,
        (by_luminance, is_inverted): (bool, bool),
        material: &mut Material,
    ) -> Result<Option<Gray>, SceneError> {
        let opacity = |[r, g, b, a]: [u8; 4]| {
            let [r, g, b, a] = [r, g, b, a].map(|part| f32::from(part) / 255.0);
            let value = if by_luminance { luminance(r, g, b) } else { a } * transparency;
            if is_inverted { 1.0 - value } else { value }
        };
        let what = super::document::named(self.effect);
        if !by_luminance && image.pixels.iter().all(|pixel| pixel[3] == 255) {
            self.notes.add(format!("{what}: the picture of its transparency has no alpha, and counts as opaque"));
        }
        let made = textures::gray_of(image, self.budget, |pixel| (opacity(pixel) * 255.0 + 0.5) as u8)?;
        let (least, most) = made.pixels.iter().fold((255, 0), |(a, b), pixel| (a.min(pixel[0]), b.max(pixel[0])));
        if most == 0 {
            self.notes.add(format!("{what}: is said to be invisible, and drawn solid"));
        }
        if most == 0 || least == 255 {
            return Ok(None);
        }
        material.alpha = Alpha::Blend;
        Ok(Some(Gray::of(made)))
    }

    /// A bump map as many exporters write it next to the profile.
    fn normals(&mut self, technique: Option<Element<'a>>, material: &mut Material) -> Result<(), SceneError> {
        let extra = |element: Element<'a>| {
            children(element, "extra").flat_map(|extra| children(extra, "technique")).find_map(|own| child(own, "bump"))
        };
        let bump = technique.and_then(extra).or_else(|| extra(self.profile)).or_else(|| extra(self.effect));
        let Some(image) = self.image(bump)? else { return Ok(()) };
        let image = if textures::is_normal_map(&image) {
            image
        } else {
            textures::normals_of(&Gray::of(image), 1.0, self.budget)?
        };
        material.normal_map = Some(self.map(image, Encoding::Linear));
        Ok(())
    }

    /// A map replaces the color.
    fn color(&self, slot: Option<Element<'a>>, without: V3) -> Result<V3, SceneError> {
        let Some(slot) = slot else { return Ok(without) };
        if child(slot, "texture").is_some() {
            return Ok(V3::ONE);
        }
        let Some(color) = child(slot, "color") else { return Ok(without) };
        let [r, g, b] = exactly::<3>(color)?;
        Ok(V3::from_array([r.max(0.0), g.max(0.0), b.max(0.0)]))
    }

    fn number(&self, slot: Option<Element<'a>>) -> Result<Option<f32>, SceneError> {
        let float = slot.and_then(|slot| child(slot, "float"));
        float.map(|float| exactly::<1>(float).map(|[value]| value)).transpose()
    }

    /// From a texture through sampler and surface to the image file.
    fn image(&mut self, slot: Option<Element<'a>>) -> Result<Option<Arc<Image>>, SceneError> {
        let Some(texture) = slot.and_then(|slot| child(slot, "texture")) else { return Ok(None) };
        let name = texture.attribute("texture").unwrap_or_default();
        let image =
            self.image_of(name).ok_or_else(|| invalid(texture, format!("names {name:?}, which is no image")))?;
        let uri = uri(image).ok_or_else(|| invalid(image, "names no file"))?;
        let name = plain_uri(uri);
        if name.contains(UDIM) {
            return Err(SceneError::unsupported(excerpt(&name), "a texture in UDIM tiles of a COLLADA file"));
        }
        self.textures.beside(&name, self.budget)
    }

    fn image_of(&self, name: &str) -> Option<Element<'a>> {
        let Some(sampler) = self.parameter(name) else {
            return self.ids.get(name).filter(|node| node.tag_name().name() == "image");
        };
        let sampler = child(sampler, "sampler2D")?;
        if let Some(instance) = child(sampler, "instance_image") {
            return self.ids.follow(instance, "url").ok();
        }
        let surface = self.parameter(text(child(sampler, "source")?))?;
        let image = path(surface, &["surface", "init_from"])?;
        self.ids.get(text(image)).filter(|node| node.tag_name().name() == "image")
    }

    fn parameter(&self, sid: &str) -> Option<Element<'a>> {
        let here = children(self.profile, "newparam").chain(children(self.effect, "newparam"));
        here.into_iter().find(|parameter| parameter.attribute("sid") == Some(sid))
    }

    fn map(&mut self, image: Arc<Image>, encoding: Encoding) -> Map {
        Map { texture: self.textures.texture(image, encoding, false), second_set: false, transform: None }
    }
}

/// As COLLADA defines it.
fn luminance(r: f32, g: f32, b: f32) -> f32 {
    0.212_671 * r + 0.715_16 * g + 0.072_169 * b
}
