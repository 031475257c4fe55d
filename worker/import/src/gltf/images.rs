use std::collections::HashMap;
use std::sync::Arc;

use rayment_render::{
    Files, SceneError,
    scene::{Filter, Image, Texture, Wrap},
};

use super::accessor::Reader;
use super::document::{Document, Sampler};
use super::{container, entry, place};
use crate::{
    budget::Budget,
    image::{LINEAR, SRGB, decode},
};

/// The meaning of the bytes of a texture's color channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Srgb,
    Linear,
    /// Glossiness in alpha, times a factor (as bits), converted to roughness in green.
    Glossiness(u32),
}

/// The image that a texture is read from, of the several that it may name.
pub fn source(root: &Document, texture: usize) -> Result<usize, SceneError> {
    let named = entry(&root.textures, texture, "textures")?;
    let webp = named.extensions.webp.as_ref().map(|webp| webp.source);
    let what = place("textures", texture);
    match webp.or(named.source) {
        Some(image) if image < root.images.len() => Ok(image),
        Some(image) => {
            Err(SceneError::invalid(what, format!("names images[{image}], but there are only {}", root.images.len())))
        }
        None if named.extensions.basisu.is_some() => {
            Err(SceneError::unsupported(what, "a texture that is there only as KTX2 (KHR_texture_basisu)"))
        }
        None if named.extensions.dds.is_some() => {
            Err(SceneError::unsupported(what, "a texture that is there only as DDS (MSFT_texture_dds)"))
        }
        None => Err(SceneError::invalid(what, "names no image")),
    }
}

/// Decodes images when a material first asks for them, each once.
pub struct Images<'a> {
    reader: &'a Reader<'a>,
    main: &'a str,
    files: &'a dyn Files,
    decoded: HashMap<usize, Arc<Image>>,
    known: HashMap<(usize, Encoding), usize>,
    pub textures: Vec<Texture>,
}

impl<'a> Images<'a> {
    pub fn new(reader: &'a Reader<'a>, main: &'a str, files: &'a dyn Files) -> Self {
        let (decoded, known, textures) = (HashMap::new(), HashMap::new(), Vec::new());
        Self { reader, main, files, decoded, known, textures }
    }

    /// The index in `textures` of a texture of the file, decoded in one way.
    pub fn texture(&mut self, number: usize, encoding: Encoding, budget: &mut Budget) -> Result<usize, SceneError> {
        if let Some(&index) = self.known.get(&(number, encoding)) {
            return Ok(index);
        }
        let root = self.reader.root;
        let mut image = self.image(source(root, number)?, budget)?;
        if let Encoding::Glossiness(bits) = encoding {
            budget.take_image(image.width, image.height)?;
            image = Arc::new(rough(&image, f32::from_bits(bits)));
        }
        let standard = Sampler::default();
        let sampler = match root.textures[number].sampler {
            Some(sampler) => entry(&root.samplers, sampler, "samplers")?,
            None => &standard,
        };
        self.textures.push(Texture {
            image,
            wrap: [wrap(sampler.wrap_s), wrap(sampler.wrap_t)],
            filter: if sampler.mag_filter == Some(NEAREST) { Filter::Nearest } else { Filter::Bilinear },
            decode: match encoding {
                Encoding::Srgb => SRGB.clone(),
                Encoding::Linear | Encoding::Glossiness(_) => LINEAR.clone(),
            },
        });
        self.known.insert((number, encoding), self.textures.len() - 1);
        Ok(self.textures.len() - 1)
    }

    fn image(&mut self, number: usize, budget: &mut Budget) -> Result<Arc<Image>, SceneError> {
        if let Some(image) = self.decoded.get(&number) {
            return Ok(image.clone());
        }
        let what = place("images", number);
        let image = entry(&self.reader.root.images, number, "images")?;
        let decoded = match (image.buffer_view, &image.uri) {
            (Some(view), _) => decode(self.reader.view(view)?, &what, budget)?,
            (None, Some(uri)) => {
                let bytes = container::fetch(uri, self.main, self.files, budget, &what)?;
                let name = uri.split_once(',').map_or(uri.as_str(), |(kind, _)| kind);
                decode(&bytes, &format!("{what} ({})", name.chars().take(100).collect::<String>()), budget)?
            }
            (None, None) => return Err(SceneError::invalid(what, "has neither a uri nor a bufferView")),
        };
        let decoded = Arc::new(decoded);
        self.decoded.insert(number, decoded.clone());
        Ok(decoded)
    }
}

fn rough(image: &Image, glossiness: f32) -> Image {
    let roughness = |alpha: u8| ((255.0 - f32::from(alpha) * glossiness).clamp(0.0, 255.0) + 0.5) as u8;
    let pixels = image.pixels.iter().map(|&[.., alpha]| [0, roughness(alpha), 0, 255]).collect();
    Image { width: image.width, height: image.height, pixels }
}

const NEAREST: u32 = 9728;

fn wrap(mode: Option<u32>) -> Wrap {
    match mode {
        Some(33071) => Wrap::Clamp,
        Some(33648) => Wrap::Mirror,
        _ => Wrap::Repeat,
    }
}
