//! How a frame is cut into tiles, and what a tile's pixels hash to.

use crate::hash::{Hash, Sha256};
use alloc::vec::Vec;

/// Frames smaller than this many pixels are cut into small tiles.
const FULL_HD: u64 = 1920 * 1080;
const SMALL: u32 = 32;
const LARGE: u32 = 64;

/// A rectangle of a frame, in pixels from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rect {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Rect {
    /// Pixels in it.
    pub fn pixels(&self) -> usize {
        (self.width as usize).saturating_mul(self.height as usize)
    }
}

/// The tiles of a frame: row by row, those at the right and lower edge smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    pub width: u32,
    pub height: u32,
}

impl Grid {
    pub fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// Edge of a whole tile: 32 pixels below 1920x1080, else 64.
    pub fn edge(&self) -> u32 {
        if u64::from(self.width).saturating_mul(self.height.into()) < FULL_HD { SMALL } else { LARGE }
    }

    pub fn columns(&self) -> u32 {
        self.width.div_ceil(self.edge())
    }

    pub fn rows(&self) -> u32 {
        self.height.div_ceil(self.edge())
    }

    /// Tiles of one frame.
    pub fn tiles(&self) -> u32 {
        self.columns().saturating_mul(self.rows())
    }

    /// Where tile `index` lies, or `None` past the last.
    pub fn rect(&self, index: u32) -> Option<Rect> {
        if index >= self.tiles() {
            return None;
        }
        let edge = self.edge();
        let x = index.checked_rem(self.columns())?.checked_mul(edge)?;
        let y = index.checked_div(self.columns())?.checked_mul(edge)?;
        let width = self.width.checked_sub(x)?.min(edge);
        let height = self.height.checked_sub(y)?.min(edge);
        Some(Rect { x, y, width, height })
    }
}

/// The hash of a tile's linear RGB pixels: little-endian f32, row by row.
pub fn pixels_hash<H: Sha256>(rgb: &[f32]) -> Hash {
    let mut bytes = Vec::with_capacity(rgb.len().saturating_mul(4));
    for value in rgb {
        bytes.extend_from_slice(&value.to_le_bytes());
    }
    H::hash(&[&bytes])
}

/// The leaf of a tile: bound to its spec, its frame's number and its place in the frame.
pub fn leaf<H: Sha256>(spec: &Hash, frame: u32, tile: u32, pixels: &Hash) -> Hash {
    H::hash(&[&[0], spec, &frame.to_le_bytes(), &tile.to_le_bytes(), pixels])
}
