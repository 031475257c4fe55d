/// A rectangle of pixels; x to the right, y down, (0, 0) is the top left pixel of the frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Rect {
    pub const fn new(x: u32, y: u32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }

    /// The tiles of a frame, row by row, of `size` x `size` pixels; those at the right and bottom
    /// edge may be smaller. Empty for a size of zero.
    pub fn grid(width: u32, height: u32, size: u32) -> Vec<Rect> {
        if size == 0 {
            return Vec::new();
        }
        let mut tiles = Vec::new();
        for y in (0..height).step_by(size as usize) {
            for x in (0..width).step_by(size as usize) {
                tiles.push(Rect::new(x, y, size.min(width - x), size.min(height - y)));
            }
        }
        tiles
    }

    pub const fn pixels(&self) -> usize {
        self.width as usize * self.height as usize
    }
}

/// A rendered rectangle: what is hashed, bought and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    pub rect: Rect,
    /// Linear RGB (Rec. 709 primaries, scene-referred), row-major from the top left, 3 x pixels values.
    pub rgb: Vec<f32>,
}

/// A tile whose pixels took as many samples as they needed.
#[derive(Debug, Clone, PartialEq)]
pub struct AdaptiveTile {
    pub tile: Tile,
    /// Samples of each pixel, row by row.
    pub samples: Vec<u32>,
}

/// A tile with the variance of each of its values.
#[derive(Debug, Clone, PartialEq)]
pub struct VariedTile {
    /// The same bits as [`Prepared::tile`](crate::Prepared::tile) gives.
    pub tile: Tile,
    /// Estimated variance of each mean in `tile.rgb`, same layout; zero for one sample. It is that of
    /// independent samples, reduced by what the two halves of the samples show of their stratification.
    pub variance: Vec<f32>,
}

/// AOVs: what the camera sees first in a rectangle. Every list is row-major from the top left.
#[derive(Debug, Clone, PartialEq)]
pub struct AovTile {
    pub rect: Rect,
    /// Reflectance, RGB, 0 to 1. A mirror has the albedo of the surface that it shows, tinted; lights and
    /// the environment have their radiance, at most 1.
    pub albedo: Vec<f32>,
    /// Mean of unit normals in world space, towards the camera; for a mirror those of the surface that it
    /// shows. Zero where nothing is hit.
    pub normal: Vec<f32>,
    /// Distance from the camera to the nearest hit of all samples; infinite where nothing is hit.
    pub depth: Vec<f32>,
    /// Index of the node, and of the material among those in use, that most samples hit;
    /// [`AovTile::NOTHING`] for none.
    pub object: Vec<u32>,
    pub material: Vec<u32>,
}

impl AovTile {
    /// The index where nothing is hit.
    pub const NOTHING: u32 = u32::MAX;
}

/// The bytes have the wrong length for a tile of that size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a tile of {width}x{height} pixels takes {expected} bytes of f32le RGB, found {found}; fetch it again")]
pub struct TileBytesError {
    pub width: u32,
    pub height: u32,
    pub expected: usize,
    pub found: usize,
}

impl Tile {
    /// Bytes of one pixel in [`Tile::to_bytes`].
    pub const PIXEL_BYTES: usize = 12;

    /// RGB as f32 little-endian, in the order of `rgb`: the bytes that are hashed and uploaded.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.rgb.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    /// The inverse of [`Tile::to_bytes`], bit for bit.
    pub fn from_bytes(rect: Rect, bytes: &[u8]) -> Result<Self, TileBytesError> {
        let expected = rect.pixels() * Self::PIXEL_BYTES;
        if bytes.len() != expected {
            let Rect { width, height, .. } = rect;
            return Err(TileBytesError { width, height, expected, found: bytes.len() });
        }
        let rgb = bytes.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value)).collect();
        Ok(Self { rect, rgb })
    }
}
