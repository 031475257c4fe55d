use crate::cancel::Cancel;

/// What a scene may ask of this machine, and for how long. Counts are checked before anything is allocated for
/// them.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of any one file, the main file included.
    pub file_bytes: u64,
    /// Bytes of all files together.
    pub total_bytes: u64,
    /// Nodes of the file and instances that they place.
    pub nodes: u64,
    /// Triangles to be held: of every mesh once, of a mesh that bones move once for every node that
    /// draws it. Shining triangles are counted as often as they are drawn, and held to the same limit.
    pub triangles: u64,
    /// Nodes that draw a mesh.
    pub instances: u64,
    /// Vertices of all meshes, before instancing.
    pub vertices: u64,
    /// Pixels of all images together.
    pub image_pixels: u64,
    /// Keys of all animation samplers together.
    pub keyframes: u64,
    /// Punctual lights.
    pub lights: u64,
    /// Ends the reading: looked at whenever anything is read or allocated, so within the seconds that one file or
    /// image at the limits takes.
    pub cancel: Cancel,
}

impl Default for Limits {
    /// Fits in about 4 GB of memory at its fullest.
    fn default() -> Self {
        Self {
            file_bytes: 1 << 30,
            total_bytes: 2 << 30,
            nodes: 1_000_000,
            triangles: 8_000_000,
            instances: 1_000_000,
            vertices: 16_000_000,
            image_pixels: 256 << 20,
            keyframes: 4_000_000,
            lights: 10_000,
            cancel: Cancel::new(),
        }
    }
}
