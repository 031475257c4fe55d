use std::ops::Range;

/// Auxiliary images for denoising (AOVs) of a whole frame or some of its lines: the planes of [`AovTile`] put
/// together. They hold no hits until tiles are placed.
#[derive(Debug, Clone, PartialEq)]
pub struct Guides {
    pub width: u32,
    pub height: u32,
    /// Reflectance, 0 to 1; 3 x width x height values, row-major from the top left.
    pub albedo: Vec<f32>,
    /// Unit normals in world space, as many values; zero where nothing is hit.
    pub normal: Vec<f32>,
    /// Distance from the camera, width x height values; infinite where nothing is hit.
    pub depth: Vec<f32>,
    /// The scene's node and its material, as many values; [`Guides::NOTHING`] where nothing is hit.
    pub object: Vec<u32>,
    pub material: Vec<u32>,
}

impl Guides {
    /// In place of a node or material where nothing is hit.
    pub const NOTHING: u32 = u32::MAX;

    pub fn new(width: u32, height: u32) -> Self {
        let pixels = width as usize * height as usize;
        Self {
            width,
            height,
            albedo: vec![0.0; pixels * 3],
            normal: vec![0.0; pixels * 3],
            depth: vec![f32::INFINITY; pixels],
            object: vec![Self::NOTHING; pixels],
            material: vec![Self::NOTHING; pixels],
        }
    }

    /// Copies a part to its place, its top left pixel to (x, y); what reaches out of the frame is left out.
    pub fn place(&mut self, x: u32, y: u32, part: &Guides) {
        let columns = part.width.min(self.width.saturating_sub(x)) as usize;
        let rows = part.height.min(self.height.saturating_sub(y)) as usize;
        if columns == 0 {
            return;
        }
        for row in 0..rows {
            let from = row * part.width as usize;
            let to = (y as usize + row) * self.width as usize + x as usize;
            copy(&part.albedo, &mut self.albedo, from * 3, to * 3, columns * 3);
            copy(&part.normal, &mut self.normal, from * 3, to * 3, columns * 3);
            copy(&part.depth, &mut self.depth, from, to, columns);
            copy(&part.object, &mut self.object, from, to, columns);
            copy(&part.material, &mut self.material, from, to, columns);
        }
    }

    /// Some of its lines; those outside of the frame are left out.
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

fn copy<T: Copy>(source: &[T], target: &mut [T], from: usize, to: usize, length: usize) {
    if let (Some(source), Some(target)) = (source.get(from..from + length), target.get_mut(to..to + length)) {
        target.copy_from_slice(source);
    }
}
