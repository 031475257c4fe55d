use crate::error::SceneError;
use crate::files::{FileError, Files};
use crate::limits::Limits;

/// What a scene has taken so far of what it may take.
pub struct Budget<'a> {
    limits: &'a Limits,
    /// Held in memory, and of these the part that came from files.
    bytes: u64,
    read: u64,
    vertices: u64,
    keyframes: u64,
    image_pixels: u64,
}

impl<'a> Budget<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Self { limits, bytes: 0, read: 0, vertices: 0, keyframes: 0, image_pixels: 0 }
    }

    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    pub fn read(&mut self, files: &dyn Files, path: &str) -> Result<Vec<u8>, SceneError> {
        let limit = self.limits.file_bytes.min(self.limits.total_bytes - self.bytes);
        let bytes = files.read(path, limit).map_err(|source| match source {
            FileError::TooLarge { limit } => {
                SceneError::TooLarge { what: "bytes (or more) of files", found: limit + 1, limit }
            }
            source => SceneError::File { path: path.to_owned(), source },
        })?;
        self.take_bytes(bytes.len())?;
        self.read += bytes.len() as u64;
        Ok(bytes)
    }

    /// Bytes decoded out of a file count besides the file itself: both are held.
    pub fn take_bytes(&mut self, count: usize) -> Result<(), SceneError> {
        take(&mut self.bytes, count, self.limits.total_bytes, "bytes of files")
    }

    pub fn take_vertices(&mut self, count: usize) -> Result<(), SceneError> {
        take(&mut self.vertices, count, self.limits.vertices, "vertices and indices")
    }

    pub fn take_keyframes(&mut self, count: usize) -> Result<(), SceneError> {
        take(&mut self.keyframes, count, self.limits.keyframes, "animation keys")
    }

    pub fn take_image(&mut self, width: u32, height: u32) -> Result<(), SceneError> {
        let pixels = (u64::from(width) * u64::from(height)) as usize;
        take(&mut self.image_pixels, pixels, self.limits.image_pixels, "pixels of images")
    }

    /// Triangles of one mesh; instances are counted when the scene is whole.
    pub fn check_triangles(&self, count: usize) -> Result<(), SceneError> {
        SceneError::within("triangles", count as u64, self.limits.triangles)
    }
}

fn take(used: &mut u64, count: usize, limit: u64, what: &'static str) -> Result<(), SceneError> {
    let total = used.saturating_add(count as u64);
    SceneError::within(what, total, limit)?;
    *used = total;
    Ok(())
}
