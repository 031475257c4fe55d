use rayment_render::{Cancel, Rect, RenderError, Settings, Tile};
use serde_json::{Value, json};

use super::process::Sign;
use super::regions::{self, Region};
use super::{BlenderError, Session};

/// How far the render of a region is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub region: Rect,
    /// Samples that all its pixels have.
    pub samples: u32,
    pub of: u32,
}

/// One frame of an open scene, with its settings.
pub struct Shot<'a> {
    session: &'a Session,
    frame: u32,
    settings: Settings,
    on_progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl<'a> Shot<'a> {
    pub(super) fn new(session: &'a Session, frame: u32, settings: &Settings) -> Result<Self, BlenderError> {
        // Zero bounces stand for the file's own.
        Settings { max_bounces: settings.max_bounces.max(1), ..*settings }.check()?;
        let cameras = session.info().cameras.len();
        if settings.camera as usize >= cameras.max(1) {
            return Err(RenderError::Camera { found: settings.camera, cameras }.into());
        }
        Ok(Self { session, frame, settings: *settings, on_progress: None })
    }

    /// Calls `on_progress` as samples are done.
    pub fn watched(self, on_progress: &'a (dyn Fn(Progress) + Sync)) -> Self {
        Self { on_progress: Some(on_progress), ..self }
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn frame(&self) -> u32 {
        self.frame
    }

    /// Renders one rectangle: the same bits as that part of the whole frame.
    ///
    /// # Panics
    /// Where the rectangle reaches out of the frame: a fault of the caller, not of any input.
    pub fn tile(&self, rect: Rect, cancel: &Cancel) -> Result<Tile, BlenderError> {
        let mut rgb = Vec::with_capacity(rect.pixels() * 3);
        // Bands of whole rows follow each other in memory, too.
        for band in bands(rect) {
            rgb.extend(self.expose(band, cancel)?);
        }
        Ok(Tile { rect, rgb })
    }

    /// Renders many tiles, as few regions as their places allow; `on_tile` gets each with its place in
    /// `rects`, region by region.
    pub fn tiles(
        &self,
        rects: &[Rect],
        cancel: &Cancel,
        mut on_tile: impl FnMut(usize, Tile),
    ) -> Result<(), BlenderError> {
        for Region { rect, tiles } in regions::regions(rects) {
            let region = self.tile(rect, cancel)?;
            if let [only] = tiles[..] {
                on_tile(only, region);
                continue;
            }
            for at in tiles {
                on_tile(at, cut(&region, rects[at]));
            }
        }
        Ok(())
    }

    /// The whole frame as one tile.
    pub fn whole(&self, cancel: &Cancel) -> Result<Tile, BlenderError> {
        self.tile(Rect::new(0, 0, self.settings.width, self.settings.height), cancel)
    }

    fn expose(&self, rect: Rect, cancel: &Cancel) -> Result<Vec<f32>, BlenderError> {
        self.check(rect);
        let mut on_sign = |sign: &Sign| {
            if let (Sign::Samples([samples, of]), Some(on_progress)) = (sign, self.on_progress) {
                on_progress(Progress { region: rect, samples: *samples, of: *of });
            }
        };
        let bytes = rect.pixels() * Tile::PIXEL_BYTES;
        let data = self.session.pixels(&self.request(rect), bytes, cancel, &mut on_sign)?;
        let values = data.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes));
        // A pixel without a value would spoil every mean and every comparison that it is part of.
        Ok(values.map(|value| if value.is_finite() { value } else { 0.0 }).collect())
    }

    fn request(&self, rect: Rect) -> Value {
        let Settings { width, height, samples, max_bounces, camera, .. } = self.settings;
        let options = self.session.options();
        json!({
            "do": "render",
            "engine": options.engine.word(),
            "device": options.device.word(),
            "threads": options.threads.clamp(1, 1_024),
            "frame": self.frame,
            "width": width,
            "height": height,
            "samples": samples,
            "seed": seed(self.settings.seed, self.frame),
            "bounces": max_bounces,
            "camera": camera,
            "rect": [rect.x, rect.y, rect.width, rect.height],
        })
    }

    fn check(&self, rect: Rect) {
        let Settings { width, height, .. } = self.settings;
        let within = |at: u32, size: u32, all: u32| size > 0 && at.checked_add(size).is_some_and(|end| end <= all);
        assert!(
            within(rect.x, rect.width, width) && within(rect.y, rect.height, height),
            "tile {rect:?} reaches out of the {width}x{height} frame"
        );
    }
}

/// Another frame gets another noise. Cycles takes 31 bits. The mixing is splitmix64's (S. Vigna, public
/// domain); it goes into the bits, and so into [`Install::build`](super::Install::build) by its version.
fn seed(seed: u64, frame: u32) -> u32 {
    let mut mixed = seed.wrapping_add(u64::from(frame).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((mixed ^ (mixed >> 31)) >> 33) as u32
}

/// A rectangle in bands that are small enough for one render.
fn bands(rect: Rect) -> impl Iterator<Item = Rect> {
    let rows = (regions::MOST / rect.width.max(1) as usize).clamp(1, u32::MAX as usize) as u32;
    (0..rect.height).step_by(rows as usize).map(move |y| {
        let height = rows.min(rect.height - y);
        Rect { y: rect.y + y, height, ..rect }
    })
}

/// The part of a tile that another covers.
fn cut(whole: &Tile, rect: Rect) -> Tile {
    let (left, top) = ((rect.x - whole.rect.x) as usize, (rect.y - whole.rect.y) as usize);
    let (width, full) = (rect.width as usize, whole.rect.width as usize);
    let mut rgb = Vec::with_capacity(rect.pixels() * 3);
    for row in top..top + rect.height as usize {
        let at = (row * full + left) * 3;
        rgb.extend_from_slice(&whole.rgb[at..at + width * 3]);
    }
    Tile { rect, rgb }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_the_pixels_that_lie_there() {
        let rgb = (0..4 * 3 * 3).map(|at| at as f32).collect();
        let whole = Tile { rect: Rect::new(10, 20, 4, 3), rgb };
        let part = cut(&whole, Rect::new(11, 21, 2, 2));
        let pixel = |x: usize, y: usize| (0..3).map(move |c| ((y * 4 + x) * 3 + c) as f32);
        let expected: Vec<f32> = [(1, 1), (2, 1), (1, 2), (2, 2)].into_iter().flat_map(|(x, y)| pixel(x, y)).collect();
        assert_eq!(part.rgb, expected);
    }

    #[test]
    fn bands_cover_a_rectangle_row_by_row() {
        let rect = Rect::new(3, 5, 16_384, 1_000);
        let all: Vec<Rect> = bands(rect).collect();
        assert!(all.len() > 1 && all.iter().all(|band| band.pixels() <= regions::MOST));
        assert_eq!(all.iter().map(|band| band.height).sum::<u32>(), 1_000);
        assert!(all.windows(2).all(|pair| pair[0].y + pair[0].height == pair[1].y));
        assert_eq!(bands(Rect::new(0, 0, 8, 8)).count(), 1);
    }

    #[test]
    fn frames_and_seeds_have_noise_of_their_own() {
        let all = [seed(1, 1), seed(1, 2), seed(2, 1), seed(1 << 40, 1)];
        for (at, one) in all.iter().enumerate() {
            assert!(*one < 1 << 31 && !all[at + 1..].contains(one));
        }
    }
}
