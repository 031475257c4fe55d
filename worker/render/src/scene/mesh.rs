/// A mesh of the file.
#[derive(Debug, Clone, Default)]
pub struct Mesh {
    pub primitives: Vec<Primitive>,
}

/// Triangles of one material. Every index is below the number of positions, and every attribute that
/// is there has as many entries as there are positions, all finite.
#[derive(Debug, Clone)]
pub struct Primitive {
    pub positions: Vec<[f32; 3]>,
    pub normals: Option<Vec<[f32; 3]>>,
    /// Direction of the texture's u and, in the fourth place, the side of its v.
    pub tangents: Option<Vec<[f32; 4]>>,
    pub uv: Option<Vec<[f32; 2]>>,
    pub second_uv: Option<Vec<[f32; 2]>>,
    pub colors: Option<Vec<[f32; 4]>>,
    pub triangles: Vec<[u32; 3]>,
    pub material: usize,
}
