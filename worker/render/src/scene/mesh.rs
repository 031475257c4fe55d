/// A mesh of the file.
#[derive(Debug, Clone, Default)]
pub struct Mesh {
    pub primitives: Vec<Primitive>,
}

/// Triangles of one material. Every index is below the number of positions, and every attribute that
/// is there has as many entries as there are positions, all finite.
#[derive(Debug, Clone, Default)]
pub struct Primitive {
    pub positions: Vec<[f32; 3]>,
    pub normals: Option<Vec<[f32; 3]>>,
    /// Direction of the texture's u and, in the fourth place, the side of its v.
    pub tangents: Option<Vec<[f32; 4]>>,
    pub uv: Option<Vec<[f32; 2]>>,
    pub second_uv: Option<Vec<[f32; 2]>>,
    pub colors: Option<Vec<[f32; 4]>>,
    /// Which joints of the node's skin move each vertex, and how much; empty where there is no skin.
    /// Several sets add up; weights of a vertex sum to one.
    pub joints: Vec<JointSet>,
    /// Shapes that the node's weights mix in.
    pub morphs: Vec<Morph>,
    pub triangles: Vec<[u32; 3]>,
    pub material: usize,
}

/// Up to four joints per vertex: places in [`Skin::joints`] and their weights.
#[derive(Debug, Clone)]
pub struct JointSet {
    pub joints: Vec<[u16; 4]>,
    pub weights: Vec<[f32; 4]>,
}

/// A shape as differences from the primitive's own; an attribute that is there has as many entries as
/// there are positions.
#[derive(Debug, Clone, Default)]
pub struct Morph {
    pub positions: Option<Vec<[f32; 3]>>,
    pub normals: Option<Vec<[f32; 3]>>,
    pub tangents: Option<Vec<[f32; 3]>>,
}

/// Bones: a vertex goes to the world by the mean of its joints' `to_world x inverse_bind`, weighed,
/// and not by its own node's transform.
#[derive(Debug, Clone)]
pub struct Skin {
    /// Places in the scene's nodes.
    pub joints: Vec<usize>,
    /// From the mesh's space to each joint's, as they were when bound; one per joint.
    pub inverse_bind: Vec<glam::DMat4>,
}
