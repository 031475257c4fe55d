use rayment_render::{FileError, Files, Limits, SceneError};

/// Most materials of a file.
const MATERIALS: u64 = 65_536;

/// How much of its limits a scene has used so far.
pub struct Budget<'a> {
    limits: &'a Limits,
    /// Bytes in memory, and the part of them read from files.
    bytes: u64,
    read: u64,
    vertices: u64,
    keyframes: u64,
    image_pixels: u64,
}

/// What is left of the limits.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub bytes: u64,
    pub vertices: u64,
    pub triangles: u64,
}

impl<'a> Budget<'a> {
    pub fn new(limits: &'a Limits) -> Self {
        Self { limits, bytes: 0, read: 0, vertices: 0, keyframes: 0, image_pixels: 0 }
    }

    pub fn bytes_read(&self) -> u64 {
        self.read
    }

    pub fn read(&mut self, files: &dyn Files, path: &str) -> Result<Vec<u8>, SceneError> {
        self.limits.cancel.check()?;
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

    /// Bytes decoded from a file count in addition to the file: both are in memory.
    pub fn take_bytes(&mut self, count: usize) -> Result<(), SceneError> {
        self.take(|budget| &mut budget.bytes, count, self.limits.total_bytes, "bytes of files")
    }

    pub fn take_vertices(&mut self, count: usize) -> Result<(), SceneError> {
        self.take(|budget| &mut budget.vertices, count, self.limits.vertices, "vertices and indices")
    }

    pub fn take_keyframes(&mut self, count: usize) -> Result<(), SceneError> {
        self.take(|budget| &mut budget.keyframes, count, self.limits.keyframes, "animation keys")
    }

    pub fn keyframes_left(&self) -> u64 {
        self.limits.keyframes - self.keyframes
    }

    pub fn take_image(&mut self, width: u32, height: u32) -> Result<(), SceneError> {
        let pixels = (u64::from(width) * u64::from(height)) as usize;
        self.take(|budget| &mut budget.image_pixels, pixels, self.limits.image_pixels, "pixels of images")
    }

    /// What is left for one mesh that a decoder unpacks.
    pub fn room(&self) -> Room {
        Room {
            bytes: self.bytes_left(),
            vertices: self.limits.vertices - self.vertices,
            triangles: self.limits.triangles,
        }
    }

    pub fn check_nodes(&self, count: usize) -> Result<(), SceneError> {
        self.within("nodes", count as u64, self.limits.nodes)
    }

    pub fn check_materials(&self, count: usize) -> Result<(), SceneError> {
        self.within("materials", count as u64, MATERIALS)
    }

    pub fn check_lights(&self, count: usize) -> Result<(), SceneError> {
        self.within("lights", count as u64, self.limits.lights)
    }

    /// What is left for bytes that are decoded or held by a reader.
    pub fn bytes_left(&self) -> u64 {
        self.limits.total_bytes - self.bytes
    }

    /// Refuses an image that would not fit, without counting it.
    pub fn check_image(&self, width: u32, height: u32) -> Result<(), SceneError> {
        self.within("pixels of images", u64::from(width) * u64::from(height), self.limits.image_pixels)
    }

    /// Counts the triangles of one mesh; instances are counted when the scene is complete.
    pub fn check_triangles(&self, count: usize) -> Result<(), SceneError> {
        self.within("triangles", count as u64, self.limits.triangles)
    }

    fn take(
        &mut self,
        used: impl Fn(&mut Self) -> &mut u64,
        count: usize,
        limit: u64,
        what: &'static str,
    ) -> Result<(), SceneError> {
        let total = used(self).saturating_add(count as u64);
        self.within(what, total, limit)?;
        *used(self) = total;
        Ok(())
    }

    /// Refuses more of something than a limit, and everything once it is cancelled.
    fn within(&self, what: &'static str, found: u64, limit: u64) -> Result<(), SceneError> {
        self.limits.cancel.check()?;
        SceneError::within(what, found, limit)
    }
}
