use std::sync::Arc;

use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::math::{V3, floor, v3};

/// Pixels of a decoded image, RGBA, 8 bits each, from the top left.
#[derive(Debug)]
pub struct Image {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<[u8; 4]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    Repeat,
    Mirror,
    Clamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    Nearest,
    Bilinear,
}

/// An image with the way to read it.
#[derive(Debug, Clone)]
pub struct Texture {
    pub image: Arc<Image>,
    pub wrap: [Wrap; 2],
    pub filter: Filter,
    /// Value of each byte of a colour channel: linear light from sRGB, or the byte / 255.
    pub decode: Arc<[f32; 256]>,
}

impl Texture {
    /// Colour (decoded) and alpha (linear) at texture coordinates; (0, 0) is the top left corner.
    #[inline]
    pub fn sample(&self, uv: [f32; 2]) -> (V3, f32) {
        let (width, height) = (self.image.width, self.image.height);
        if self.filter == Filter::Nearest {
            let x = wrapped(self.wrap[0], floor(uv[0] * width as f32), width);
            let y = wrapped(self.wrap[1], floor(uv[1] * height as f32), height);
            return self.texel(x, y);
        }
        let (x, y) = (uv[0] * width as f32 - 0.5, uv[1] * height as f32 - 0.5);
        let (left, top) = (floor(x), floor(y));
        let (fx, fy) = (x - left, y - top);
        let x0 = wrapped(self.wrap[0], left, width);
        let x1 = wrapped(self.wrap[0], left + 1.0, width);
        let y0 = wrapped(self.wrap[1], top, height);
        let y1 = wrapped(self.wrap[1], top + 1.0, height);
        let (a, b) = (self.texel(x0, y0), self.texel(x1, y0));
        let (c, d) = (self.texel(x0, y1), self.texel(x1, y1));
        let color = a.0.lerp(b.0, fx).lerp(c.0.lerp(d.0, fx), fy);
        let upper = a.1 * (1.0 - fx) + b.1 * fx;
        let lower = c.1 * (1.0 - fx) + d.1 * fx;
        (color, upper * (1.0 - fy) + lower * fy)
    }

    #[inline]
    fn texel(&self, x: u32, y: u32) -> (V3, f32) {
        let at = y as usize * self.image.width as usize + x as usize;
        let [r, g, b, a] = self.image.pixels[at];
        let decode = |byte: u8| self.decode[usize::from(byte)];
        (v3(decode(r), decode(g), decode(b)), f32::from(a) * (1.0 / 255.0))
    }

    /// The mean colour, for weighing emitters.
    pub fn mean(&self, cancel: &Cancel) -> Result<V3, Cancelled> {
        let mut sum = [0.0f64; 3];
        for pixels in self.image.pixels.chunks(1 << 20) {
            cancel.check()?;
            for pixel in pixels {
                for (channel, sum) in sum.iter_mut().enumerate() {
                    *sum += f64::from(self.decode[usize::from(pixel[channel])]);
                }
            }
        }
        let count = self.image.pixels.len().max(1) as f64;
        Ok(v3((sum[0] / count) as f32, (sum[1] / count) as f32, (sum[2] / count) as f32))
    }
}

/// The index of a texel, whatever whole number it is asked by.
#[inline]
fn wrapped(wrap: Wrap, at: f32, size: u32) -> u32 {
    let last = size - 1;
    match wrap {
        Wrap::Clamp => (at.max(0.0) as u32).min(last),
        Wrap::Repeat => {
            let size = size as f32;
            let inside = at - floor(at / size) * size;
            (inside.max(0.0) as u32).min(last)
        }
        Wrap::Mirror => {
            let period = 2.0 * size as f32;
            let inside = (at - floor(at / period) * period).max(0.0) as u32;
            let folded = if inside > last { (2 * size - 1).saturating_sub(inside) } else { inside };
            folded.min(last)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texture(wrap: Wrap, filter: Filter) -> Texture {
        let pixels = vec![[0, 0, 0, 255], [255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 0]];
        Texture {
            image: Arc::new(Image { width: 2, height: 2, pixels }),
            wrap: [wrap; 2],
            filter,
            decode: Arc::new(std::array::from_fn(|i| i as f32 / 255.0)),
        }
    }

    #[test]
    fn wraps() {
        let at =
            |wrap, range: std::ops::Range<i32>| -> Vec<u32> { range.map(|i| wrapped(wrap, i as f32, 3)).collect() };
        assert_eq!(at(Wrap::Repeat, -4..5), [2, 0, 1, 2, 0, 1, 2, 0, 1]);
        assert_eq!(at(Wrap::Mirror, -4..5), [2, 2, 1, 0, 0, 1, 2, 2, 1]);
        assert_eq!(at(Wrap::Clamp, -4..5), [0, 0, 0, 0, 0, 1, 2, 2, 2]);
    }

    #[test]
    fn blends_between_texel_centers() {
        let bilinear = texture(Wrap::Clamp, Filter::Bilinear);
        assert_eq!(bilinear.sample([0.25, 0.25]).0, V3::ZERO);
        assert_eq!(bilinear.sample([0.75, 0.25]).0, v3(1.0, 0.0, 0.0));
        assert_eq!(bilinear.sample([0.5, 0.5]), (v3(0.25, 0.25, 0.25), 0.75));
        assert_eq!(texture(Wrap::Repeat, Filter::Nearest).sample([1.1, 0.9]).0, v3(0.0, 1.0, 0.0));
    }

    #[test]
    fn takes_any_coordinates() {
        for wrap in [Wrap::Repeat, Wrap::Mirror, Wrap::Clamp] {
            let texture = texture(wrap, Filter::Bilinear);
            for u in [-1e30, -3.7, 0.0, 1.0, 1e30, f32::MAX] {
                assert!(texture.sample([u, -u]).1.is_finite() || u.abs() > 1e20);
            }
        }
    }
}
