//! Images that a scene names as files, and images composed of them: the scene model expects some channels in
//! one image that other formats keep in separate files.

use std::collections::HashMap;
use std::sync::Arc;

use rayment_render::{
    Files, SceneError,
    files::located,
    scene::{Filter, Image, Texture, Wrap},
};

use super::budget::Budget;
use super::image::{LINEAR, SRGB, decode};
use super::udim::{Tiles, UDIM};

/// The meaning of the bytes of a texture's color channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    Srgb,
    Linear,
}

/// Reads each image once, however often it is named.
pub struct Textures<'a> {
    main: &'a str,
    files: &'a dyn Files,
    images: HashMap<String, Arc<Image>>,
    known: HashMap<(usize, Encoding, bool), usize>,
    pub list: Vec<Texture>,
    pub tiles: Tiles,
}

impl<'a> Textures<'a> {
    pub fn new(main: &'a str, files: &'a dyn Files) -> Self {
        Self { main, files, images: HashMap::new(), known: HashMap::new(), list: Vec::new(), tiles: Tiles::default() }
    }

    /// The image that the file `referrer` names `reference`; `None` if it consists of tiles and the
    /// current tile does not exist.
    pub fn image(
        &mut self,
        referrer: &str,
        reference: &str,
        budget: &mut Budget,
    ) -> Result<Option<Arc<Image>>, SceneError> {
        let path = if reference.contains(UDIM) {
            let path = self.tiles.path(self.files, self.main, referrer, reference)?;
            let Some(path) = path else { return Ok(None) };
            path
        } else {
            located(self.files, self.main, referrer, reference)?
        };
        if let Some(image) = self.images.get(&path) {
            return Ok(Some(image.clone()));
        }
        let bytes = budget.read(self.files, &path)?;
        self.embedded(path, &bytes, budget).map(Some)
    }

    /// The image that the main file names `reference`.
    pub fn beside(&mut self, reference: &str, budget: &mut Budget) -> Result<Option<Arc<Image>>, SceneError> {
        self.image(self.main, reference, budget)
    }

    /// An image embedded in the scene file, under a unique name.
    pub fn embedded(&mut self, name: String, bytes: &[u8], budget: &mut Budget) -> Result<Arc<Image>, SceneError> {
        if let Some(image) = self.images.get(&name) {
            return Ok(image.clone());
        }
        let image = Arc::new(decode(bytes, &name, budget)?);
        self.images.insert(name, image.clone());
        Ok(image)
    }

    /// The index in `list` of an image decoded in one way.
    pub fn texture(&mut self, image: Arc<Image>, encoding: Encoding, clamps: bool) -> usize {
        let key = (Arc::as_ptr(&image) as usize, encoding, clamps);
        *self.known.entry(key).or_insert_with(|| {
            let table = match encoding {
                Encoding::Srgb => SRGB.clone(),
                Encoding::Linear => LINEAR.clone(),
            };
            let wrap = [if clamps { Wrap::Clamp } else { Wrap::Repeat }; 2];
            self.list.push(Texture { image, wrap, filter: Filter::Bilinear, decode: table });
            self.list.len() - 1
        })
    }
}

/// One channel of an image, as a grey map.
#[derive(Clone)]
pub struct Gray {
    pub image: Arc<Image>,
    pub channel: usize,
    /// One minus it: converts smoothness to roughness.
    pub inverted: bool,
}

impl Gray {
    pub fn of(image: Arc<Image>) -> Self {
        Self { image, channel: 0, inverted: false }
    }

    /// The alpha channel of an image that has one, otherwise its grey value.
    pub fn alpha_of(image: Arc<Image>) -> Self {
        let has_alpha = image.pixels.iter().any(|pixel| pixel[3] != 255);
        Self { image, channel: if has_alpha { 3 } else { 0 }, inverted: false }
    }

    fn at(&self, size: [u32; 2], x: u32, y: u32) -> u8 {
        let value = texel(&self.image, size, x, y)[self.channel];
        if self.inverted { 255 - value } else { value }
    }
}

/// Green: roughness, blue: metallic; a missing map counts as white.
pub fn metallic_roughness(
    metallic: Option<&Gray>,
    roughness: Option<&Gray>,
    budget: &mut Budget,
) -> Result<Option<Arc<Image>>, SceneError> {
    let sizes = metallic.iter().chain(&roughness).map(|gray| [gray.image.width, gray.image.height]);
    let Some(size) = sizes.max_by_key(|[width, height]| u64::from(*width) * u64::from(*height)) else {
        return Ok(None);
    };
    let value = |gray: Option<&Gray>, x, y| gray.map_or(255, |gray| gray.at(size, x, y));
    composed(size, budget, |x, y| [255, value(roughness, x, y), value(metallic, x, y), 255]).map(Some)
}

/// An image with the alpha of another one; a missing image counts as white.
pub fn with_alpha(base: Option<&Image>, alpha: &Gray, budget: &mut Budget) -> Result<Arc<Image>, SceneError> {
    let own = [alpha.image.width, alpha.image.height];
    let size = base.map_or(own, |base| [base.width.max(own[0]), base.height.max(own[1])]);
    composed(size, budget, |x, y| {
        let [r, g, b, _] = base.map_or([255; 4], |base| texel(base, size, x, y));
        [r, g, b, alpha.at(size, x, y)]
    })
}

/// A grey image of a value of each pixel.
pub fn gray_of(image: &Image, budget: &mut Budget, value: impl Fn([u8; 4]) -> u8) -> Result<Arc<Image>, SceneError> {
    let size = [image.width, image.height];
    composed(size, budget, |x, y| {
        let value = value(texel(image, size, x, y));
        [value, value, value, 255]
    })
}

/// Whether a "bump map" is really a normal map: a height map is grey.
pub fn is_normal_map(image: &Image) -> bool {
    let step = (image.pixels.len() / 4096).max(1);
    let (mut blue, mut all) = (0usize, 0usize);
    for [r, g, b, _] in image.pixels.iter().step_by(step) {
        blue += usize::from(*b > 127 && b.saturating_sub(*r.max(g)) > 8);
        all += 1;
    }
    blue * 2 > all
}

/// The normal map of a height map: at strength one, a step from black to white over two texels tilts the
/// normal by 45 degrees.
pub fn normals_of(height: &Gray, strength: f32, budget: &mut Budget) -> Result<Arc<Image>, SceneError> {
    let size = [height.image.width, height.image.height];
    let [width, rows] = size;
    let at = |x: u32, y: u32| f32::from(height.at(size, x % width, y % rows)) / 255.0;
    composed(size, budget, |x, y| {
        let across = at(x + 1, y) - at(x + width - 1, y);
        let down = at(x, y + 1) - at(x, y + rows - 1);
        let normal = rayment_render::math::v3(-across * strength, down * strength, 1.0).normalized();
        let byte = |part: f32| ((part * 0.5 + 0.5) * 255.0 + 0.5) as u8;
        [byte(normal.x), byte(normal.y), byte(normal.z), 255]
    })
}

/// The texel of an image at the position of a pixel in an image of another size.
fn texel(image: &Image, [width, height]: [u32; 2], x: u32, y: u32) -> [u8; 4] {
    let scaled = |at: u32, own: u32, size: u32| (u64::from(at) * u64::from(own) / u64::from(size.max(1))) as usize;
    let (x, y) = (scaled(x, image.width, width), scaled(y, image.height, height));
    image.pixels[y * image.width as usize + x]
}

fn composed(
    [width, height]: [u32; 2],
    budget: &mut Budget,
    pixel: impl Fn(u32, u32) -> [u8; 4],
) -> Result<Arc<Image>, SceneError> {
    budget.take_image(width, height)?;
    let mut pixels = Vec::with_capacity(width as usize * height as usize);
    for y in 0..height {
        pixels.extend((0..width).map(|x| pixel(x, y)));
    }
    Ok(Arc::new(Image { width, height, pixels }))
}

#[cfg(test)]
mod tests {
    use rayment_render::Limits;

    use super::*;

    fn image(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Arc<Image> {
        composed([width, height], &mut Budget::new(&Limits::default()), pixel).expect("it is small")
    }

    #[test]
    fn puts_grey_maps_into_their_channels_at_the_larger_size() {
        let limits = Limits::default();
        let metallic = Gray::of(image(1, 1, |_, _| [10, 0, 0, 255]));
        let mut roughness = Gray::of(image(2, 2, |x, y| [(x * 100 + y) as u8, 0, 0, 255]));
        roughness.inverted = true;
        let made = metallic_roughness(Some(&metallic), Some(&roughness), &mut Budget::new(&limits));
        let made = made.expect("it is small").expect("there are maps");
        assert_eq!(made.pixels, [[255, 255, 10, 255], [255, 155, 10, 255], [255, 254, 10, 255], [255, 154, 10, 255]]);
        assert!(metallic_roughness(None, None, &mut Budget::new(&limits)).expect("nothing to do").is_none());
    }

    #[test]
    fn takes_alpha_from_alpha_or_from_grey() {
        let limits = Limits::default();
        let base = image(2, 1, |x, _| [x as u8, 2, 3, 255]);
        for pixel in [[77, 0, 0, 255], [9, 9, 9, 77]] {
            let alpha = Gray::alpha_of(image(1, 1, |_, _| pixel));
            let made = with_alpha(Some(&base), &alpha, &mut Budget::new(&limits)).expect("it is small");
            assert_eq!(made.pixels, [[0, 2, 3, 77], [1, 2, 3, 77]]);
        }
    }

    #[test]
    fn tells_normal_maps_from_heights_and_turns_these_into_those() {
        let flat = image(8, 8, |_, _| [128, 128, 255, 255]);
        let ramp = image(8, 8, |x, _| [(x * 16) as u8; 4]);
        assert!(is_normal_map(&flat) && !is_normal_map(&ramp));
        let made = normals_of(&Gray::of(ramp), 1.0, &mut Budget::new(&Limits::default())).expect("it is small");
        // It rises to the right, so normals tilt to the left.
        assert!(made.pixels[3][0] < 126 && made.pixels[3][1] == 128, "{:?}", made.pixels[3]);
    }

    #[test]
    fn refuses_to_make_images_beyond_the_limit() {
        let limits = Limits { image_pixels: 15, ..Limits::default() };
        let gray = Gray::of(image(4, 4, |_, _| [0; 4]));
        assert!(with_alpha(None, &gray, &mut Budget::new(&limits)).is_err());
    }
}
