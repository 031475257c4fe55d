use std::ops::Range;

use crate::tile::AovTile;

/// What the camera sees first, for a whole frame or some lines of it: the planes of [`AovTile`] put
/// together. Nothing is seen until tiles are placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Guides {
    pub width: u32,
    pub height: u32,
    /// 3 x width x height values, row-major from the top left.
    pub albedo: Vec<f32>,
    pub normal: Vec<f32>,
    /// width x height values.
    pub depth: Vec<f32>,
    pub object: Vec<u32>,
    pub material: Vec<u32>,
}

impl Guides {
    pub fn new(width: u32, height: u32) -> Self {
        let pixels = width as usize * height as usize;
        Self {
            width,
            height,
            albedo: vec![0.0; pixels * 3],
            normal: vec![0.0; pixels * 3],
            depth: vec![f32::INFINITY; pixels],
            object: vec![AovTile::NOTHING; pixels],
            material: vec![AovTile::NOTHING; pixels],
        }
    }

    /// Copies a tile to its place; what reaches out of the frame is left out.
    pub fn place(&mut self, tile: &AovTile) {
        let rect = tile.rect;
        let columns = rect.width.min(self.width.saturating_sub(rect.x)) as usize;
        let rows = rect.height.min(self.height.saturating_sub(rect.y)) as usize;
        if columns == 0 {
            return;
        }
        for row in 0..rows {
            let from = row * rect.width as usize;
            let to = (rect.y as usize + row) * self.width as usize + rect.x as usize;
            copy(&tile.albedo, &mut self.albedo, from * 3, to * 3, columns * 3);
            copy(&tile.normal, &mut self.normal, from * 3, to * 3, columns * 3);
            copy(&tile.depth, &mut self.depth, from, to, columns);
            copy(&tile.object, &mut self.object, from, to, columns);
            copy(&tile.material, &mut self.material, from, to, columns);
        }
    }

    /// Some lines of it; those that it does not have are left out.
    pub fn lines(&self, lines: Range<u32>) -> Guides {
        let lines = lines.start.min(self.height)..lines.end.min(self.height);
        let width = self.width as usize;
        let range = lines.start as usize * width..lines.end as usize * width;
        let thrice = range.start * 3..range.end * 3;
        Guides {
            width: self.width,
            height: lines.len() as u32,
            albedo: self.albedo[thrice.clone()].to_vec(),
            normal: self.normal[thrice].to_vec(),
            depth: self.depth[range.clone()].to_vec(),
            object: self.object[range.clone()].to_vec(),
            material: self.material[range].to_vec(),
        }
    }
}

impl From<AovTile> for Guides {
    fn from(tile: AovTile) -> Self {
        let AovTile { rect, albedo, normal, depth, object, material } = tile;
        Self { width: rect.width, height: rect.height, albedo, normal, depth, object, material }
    }
}

fn copy<T: Copy>(source: &[T], target: &mut [T], from: usize, to: usize, length: usize) {
    if let (Some(source), Some(target)) = (source.get(from..from + length), target.get_mut(to..to + length)) {
        target.copy_from_slice(source);
    }
}
