/// A mesh of the file.
#[derive(Debug, Clone, Default)]
pub struct Mesh {
    pub primitives: Vec<Primitive>,
}

/// Triangles of one material. Every index is less than the number of positions, and every attribute that is
/// there has one finite entry per position.
#[derive(Debug, Clone, Default)]
pub struct Primitive {
    pub positions: Vec<[f32; 3]>,
    pub normals: Option<Vec<[f32; 3]>>,
    /// Direction of the texture's u and, in w, the handedness of the tangent frame.
    pub tangents: Option<Vec<[f32; 4]>>,
    pub uv: Option<Vec<[f32; 2]>>,
    pub second_uv: Option<Vec<[f32; 2]>>,
    pub colors: Option<Vec<[f32; 4]>>,
    /// The joints of the skin that move each vertex, with weights; empty without a skin. Several sets add
    /// up; the weights of a vertex sum to one.
    pub joints: Vec<JointSet>,
    /// Morph targets, blended by the node's weights.
    pub morphs: Vec<Morph>,
    pub triangles: Vec<[u32; 3]>,
    pub material: usize,
}

/// Up to four joints per vertex: indices into [`Skin::joints`], and weights.
#[derive(Debug, Clone)]
pub struct JointSet {
    pub joints: Vec<[u16; 4]>,
    pub weights: Vec<[f32; 4]>,
}

/// A morph target as differences from the primitive's attributes; an attribute that is there has one entry
/// per position.
#[derive(Debug, Clone, Default)]
pub struct Morph {
    pub positions: Option<Vec<[f32; 3]>>,
    pub normals: Option<Vec<[f32; 3]>>,
    pub tangents: Option<Vec<[f32; 3]>>,
}

/// A skin: vertices are placed by the weighted sum of `to_world x inverse_bind` of their joints, and not by
/// the transform of their own node.
#[derive(Debug, Clone)]
pub struct Skin {
    /// Indices into the nodes of the scene.
    pub joints: Vec<usize>,
    /// From the mesh's space to each joint's at the time of binding; one per joint.
    pub inverse_bind: Vec<glam::DMat4>,
}
