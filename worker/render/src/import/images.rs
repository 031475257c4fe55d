use std::collections::HashMap;
use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use gltf::json::texture::{MagFilter, WrappingMode};
use gltf::json::validation::Checked;
use image::{ImageFormat, ImageReader};

use super::accessor::Reader;
use super::budget::Budget;
use super::{container, entry, place};
use crate::error::SceneError;
use crate::exact;
use crate::files::Files;
use crate::scene::{Filter, Image, Texture, Wrap};

/// What the bytes of a texture's colour channels mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Srgb,
    Linear,
}

static SRGB: LazyLock<Arc<[f32; 256]>> =
    LazyLock::new(|| Arc::new(std::array::from_fn(|byte| exact::srgb_to_linear(byte as f64 / 255.0) as f32)));
static LINEAR: LazyLock<Arc<[f32; 256]>> =
    LazyLock::new(|| Arc::new(std::array::from_fn(|byte| (byte as f64 / 255.0) as f32)));

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

    /// The place in `textures` of a texture of the file, read in one way.
    pub fn texture(&mut self, number: usize, encoding: Encoding, budget: &mut Budget) -> Result<usize, SceneError> {
        if let Some(&index) = self.known.get(&(number, encoding)) {
            return Ok(index);
        }
        let texture = entry(&self.reader.root.textures, number, "textures")?;
        let image = self.image(texture.source.value(), budget)?;
        let sampler = match texture.sampler {
            Some(sampler) => entry(&self.reader.root.samplers, sampler.value(), "samplers")?.clone(),
            None => Default::default(),
        };
        let nearest = matches!(sampler.mag_filter, Some(Checked::Valid(MagFilter::Nearest)));
        self.textures.push(Texture {
            image,
            wrap: [wrap(&sampler.wrap_s), wrap(&sampler.wrap_t)],
            filter: if nearest { Filter::Nearest } else { Filter::Bilinear },
            decode: match encoding {
                Encoding::Srgb => SRGB.clone(),
                Encoding::Linear => LINEAR.clone(),
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
        let decoded = match (&image.buffer_view, &image.uri) {
            (Some(view), _) => decode(self.reader.view(view.value())?, &what, budget)?,
            (None, Some(uri)) => {
                let bytes = container::fetch(uri, self.main, self.files, budget, &what)?;
                decode(&bytes, &what, budget)?
            }
            (None, None) => return Err(SceneError::invalid(what, "has neither a uri nor a bufferView")),
        };
        let decoded = Arc::new(decoded);
        self.decoded.insert(number, decoded.clone());
        Ok(decoded)
    }
}

fn decode(bytes: &[u8], what: &str, budget: &mut Budget) -> Result<Image, SceneError> {
    let problem = |problem: String| SceneError::Image { place: what.to_owned(), problem };
    let format = match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg)) => format,
        _ => return Err(problem("expected PNG or JPEG".into())),
    };
    let open = || ImageReader::with_format(Cursor::new(bytes), format);
    // The header alone says how much memory the pixels will take.
    let (width, height) = open().into_dimensions().map_err(|error| problem(error.to_string()))?;
    budget.take_image(width, height)?;
    if width == 0 || height == 0 {
        return Err(problem("it has no pixels".into()));
    }
    let mut reader = open();
    let mut limits = image::Limits::default();
    // 16 bits a channel at most, and as much again to work in.
    limits.max_alloc = Some(u64::from(width) * u64::from(height) * 24 + (1 << 20));
    reader.limits(limits);
    let pixels = reader.decode().map_err(|error| problem(error.to_string()))?.into_rgba8();
    let (width, height) = pixels.dimensions();
    let pixels = pixels.into_raw().as_chunks::<4>().0.to_vec();
    Ok(Image { width, height, pixels })
}

fn wrap(mode: &Checked<WrappingMode>) -> Wrap {
    match mode {
        Checked::Valid(WrappingMode::ClampToEdge) => Wrap::Clamp,
        Checked::Valid(WrappingMode::MirroredRepeat) => Wrap::Mirror,
        Checked::Valid(WrappingMode::Repeat) | Checked::Invalid => Wrap::Repeat,
    }
}
