//! The vertices of a mesh at one time: morph targets are blended in, then the node's transform or the skin is
//! applied (linear blend skinning as in the glTF 2.0 specification, 3.7.3).

use glam::{DMat3, DMat4, DVec3};

use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::math::{V3, v3};
use crate::scene::{Pose, Primitive, Skin};

/// Vertices between two checks for cancellation.
const CANCEL_INTERVAL: usize = 65_536;

/// What is applied to vertices in the mesh's own space.
pub enum VertexTransform {
    /// None: they stay in that space.
    ObjectSpace,
    Node(DMat4),
    /// Skinning: one matrix per joint, from the mesh's space at binding to world space.
    Joints(Vec<DMat4>),
}

impl VertexTransform {
    pub fn skinned(skin: &Skin, pose: &Pose) -> Self {
        let joint = |(&joint, bind): (&usize, &DMat4)| pose.to_world[joint] * *bind;
        Self::Joints(skin.joints.iter().zip(&skin.inverse_bind).map(joint).collect())
    }
}

/// Vertices of a primitive; normals and tangents have length one.
pub struct Shape {
    pub positions: Vec<V3>,
    pub normals: Option<Vec<V3>>,
    pub tangents: Option<Vec<[f32; 4]>>,
    /// Whether the transform mirrors: one for all vertices, or one for each.
    mirrored: Vec<bool>,
}

impl Shape {
    pub fn new(
        primitive: &Primitive,
        weights: &[f32],
        transform: &VertexTransform,
        cancel: &Cancel,
    ) -> Result<Self, Cancelled> {
        let morphed = Morphed::new(primitive, weights, cancel)?;
        let matrices = VertexMatrices::new(primitive, transform, cancel)?;
        let positions = each(morphed.positions, cancel, |vertex, p| to_f32(matrices.of(vertex).point(to_f64(p))))?;
        let normal = |vertex: usize, n| to_f32(normalized(matrices.of(vertex).normals * to_f64(n)));
        let normals = morphed.normals.map(|normals| each(normals, cancel, normal)).transpose()?;
        let tangent = |vertex: usize, [x, y, z, w]: [f32; 4]| {
            let along = to_f32(normalized(matrices.of(vertex).linear * to_f64([x, y, z])));
            [along.x, along.y, along.z, w]
        };
        let tangents = morphed.tangents.map(|tangents| each(tangents, cancel, tangent)).transpose()?;
        Ok(Self { positions, normals, tangents, mirrored: matrices.0.iter().map(|map| map.mirrored).collect() })
    }

    /// Whether the winding order of the triangles at a vertex has to be reversed to keep their front
    /// face.
    pub fn is_mirrored(&self, vertex: usize) -> bool {
        self.mirrored[vertex.min(self.mirrored.len() - 1)]
    }

    /// False also for coordinates whose squared distances would overflow.
    pub fn is_finite(&self) -> bool {
        self.positions.iter().all(|p| p.is_finite() && p.length_squared() <= 1e30)
    }
}

/// The attributes with the morph targets blended in.
struct Morphed {
    positions: Vec<[f32; 3]>,
    normals: Option<Vec<[f32; 3]>>,
    tangents: Option<Vec<[f32; 4]>>,
}

impl Morphed {
    fn new(primitive: &Primitive, weights: &[f32], cancel: &Cancel) -> Result<Self, Cancelled> {
        let mut morphed = Self {
            positions: primitive.positions.clone(),
            normals: primitive.normals.clone(),
            tangents: primitive.tangents.clone(),
        };
        for (morph, &weight) in primitive.morphs.iter().zip(weights) {
            if weight == 0.0 {
                continue;
            }
            cancel.check()?;
            add(Some(&mut morphed.positions), &morph.positions, weight);
            add(morphed.normals.as_mut(), &morph.normals, weight);
            add(morphed.tangents.as_mut(), &morph.tangents, weight);
        }
        Ok(morphed)
    }
}

fn add<const N: usize>(values: Option<&mut Vec<[f32; N]>>, differences: &Option<Vec<[f32; 3]>>, weight: f32) {
    let (Some(values), Some(differences)) = (values, differences) else { return };
    for (value, difference) in values.iter_mut().zip(differences) {
        for axis in 0..3 {
            value[axis] += difference[axis] * weight;
        }
    }
}

/// One matrix for all vertices, or one for each.
struct VertexMatrices(Vec<VertexMatrix>);

struct VertexMatrix {
    linear: DMat3,
    translation: DVec3,
    /// Normals are transformed by the cofactor matrix: correct for every scale, and defined for singular
    /// transforms.
    normals: DMat3,
    mirrored: bool,
}

impl VertexMatrices {
    fn new(primitive: &Primitive, transform: &VertexTransform, cancel: &Cancel) -> Result<Self, Cancelled> {
        Ok(match transform {
            VertexTransform::ObjectSpace => Self(vec![VertexMatrix::new(&DMat4::IDENTITY)]),
            VertexTransform::Node(to_world) => Self(vec![VertexMatrix::new(to_world)]),
            VertexTransform::Joints(joints) => {
                let vertices = (0..primitive.positions.len().max(1)).collect();
                let vertex = |vertex: usize, _: usize| VertexMatrix::new(&blended(primitive, joints, vertex));
                Self(each(vertices, cancel, vertex)?)
            }
        })
    }

    fn of(&self, vertex: usize) -> &VertexMatrix {
        &self.0[vertex.min(self.0.len() - 1)]
    }
}

/// The weighted sum of a vertex' joint matrices, set by set.
fn blended(primitive: &Primitive, joints: &[DMat4], vertex: usize) -> DMat4 {
    let mut sum = DMat4::ZERO;
    for set in &primitive.joints {
        let (Some(places), Some(weights)) = (set.joints.get(vertex), set.weights.get(vertex)) else { continue };
        for (&translation, &weight) in places.iter().zip(weights) {
            if weight != 0.0
                && let Some(joint) = joints.get(usize::from(translation))
            {
                sum += *joint * f64::from(weight);
            }
        }
    }
    sum
}

impl VertexMatrix {
    fn new(map: &DMat4) -> Self {
        let linear = DMat3::from_mat4(*map);
        let mirrored = linear.determinant() < 0.0;
        let (x, y, z) = (linear.x_axis, linear.y_axis, linear.z_axis);
        let side = if mirrored { -1.0 } else { 1.0 };
        let normals = DMat3::from_cols(y.cross(z) * side, z.cross(x) * side, x.cross(y) * side);
        Self { linear, translation: map.w_axis.truncate(), normals, mirrored }
    }

    fn point(&self, p: DVec3) -> DVec3 {
        self.linear * p + self.translation
    }
}

fn each<A, B>(values: Vec<A>, cancel: &Cancel, f: impl Fn(usize, A) -> B) -> Result<Vec<B>, Cancelled> {
    let mut made = Vec::with_capacity(values.len());
    for (vertex, value) in values.into_iter().enumerate() {
        if vertex % CANCEL_INTERVAL == 0 {
            cancel.check()?;
        }
        made.push(f(vertex, value));
    }
    Ok(made)
}

fn to_f64([x, y, z]: [f32; 3]) -> DVec3 {
    DVec3::new(f64::from(x), f64::from(y), f64::from(z))
}

fn to_f32(v: DVec3) -> V3 {
    v3(v.x as f32, v.y as f32, v.z as f32)
}

fn normalized(v: DVec3) -> DVec3 {
    let squared = v.x * v.x + v.y * v.y + v.z * v.z;
    if squared > 0.0 { v * (1.0 / squared.sqrt()) } else { v }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::{JointSet, Morph};

    fn primitive() -> Primitive {
        Primitive {
            positions: vec![[1.0, 0.0, 0.0], [0.0, 2.0, 0.0]],
            normals: Some(vec![[1.0, 0.0, 0.0]; 2]),
            tangents: Some(vec![[0.0, 1.0, 0.0, -1.0]; 2]),
            ..Primitive::default()
        }
    }

    fn shape(primitive: &Primitive, weights: &[f32], transform: &VertexTransform) -> Shape {
        Shape::new(primitive, weights, transform, &Cancel::new()).unwrap()
    }

    #[test]
    fn morphs_add_their_differences_by_weight() {
        let mut primitive = primitive();
        let positions = Some(vec![[0.0, 0.0, 4.0], [0.0; 3]]);
        let normals = Some(vec![[-1.0, 1.0, 0.0]; 2]);
        primitive.morphs = vec![
            Morph { positions, normals, tangents: None },
            Morph { positions: Some(vec![[8.0, 0.0, 0.0]; 2]), ..Morph::default() },
        ];
        let morphed = shape(&primitive, &[0.5, 0.25], &VertexTransform::ObjectSpace);
        assert_eq!(morphed.positions, [v3(3.0, 0.0, 2.0), v3(2.0, 2.0, 0.0)]);
        let half = 0.5f32.sqrt();
        assert!((morphed.normals.unwrap()[0] - v3(half, half, 0.0)).length() < 1e-6);
        // Missing weights count as zero.
        assert_eq!(shape(&primitive, &[], &VertexTransform::ObjectSpace).positions[0], v3(1.0, 0.0, 0.0));
    }

    #[test]
    fn joints_move_vertices_by_their_weights() {
        let mut primitive = primitive();
        let sets =
            |joints: [u16; 4], weights: [f32; 4]| JointSet { joints: vec![joints; 2], weights: vec![weights; 2] };
        primitive.joints = vec![sets([0, 1, 0, 0], [0.25, 0.5, 0.0, 0.0]), sets([1, 0, 0, 0], [0.25, 0.0, 0.0, 0.0])];
        let quarter_turn = DMat4::from_cols_array(&[
            0.0, 1.0, 0.0, 0.0, //
            -1.0, 0.0, 0.0, 0.0, //
            0.0, 0.0, 1.0, 0.0, //
            10.0, 0.0, 0.0, 1.0,
        ]);
        let moved = shape(&primitive, &[], &VertexTransform::Joints(vec![DMat4::IDENTITY, quarter_turn]));
        // (1, 0, 0) stays with weight 0.25 and goes to (10, 1, 0) with weight 0.75.
        assert_eq!(moved.positions[0], v3(7.75, 0.75, 0.0));
        assert_eq!(moved.positions[1], v3(0.75 * 8.0, 0.5, 0.0));
        let leaning = v3(0.25, 0.75, 0.0).normalized();
        assert!((moved.normals.as_ref().unwrap()[0] - leaning).length() < 1e-6);
        let [x, y, _, w] = moved.tangents.as_ref().unwrap()[0];
        assert!((v3(x, y, 0.0) - v3(-0.75, 0.25, 0.0).normalized()).length() < 1e-6 && w == -1.0);
        assert!(!moved.is_mirrored(1));
    }

    #[test]
    fn mirrors_are_noticed_and_normals_stay_outside() {
        let mirror = DMat4::from_scale(DVec3::new(-1.0, 1.0, 1.0));
        let moved = shape(&primitive(), &[], &VertexTransform::Node(mirror));
        assert!(moved.is_mirrored(0) && moved.is_mirrored(1));
        assert_eq!(moved.positions[0], v3(-1.0, 0.0, 0.0));
        assert_eq!(moved.normals.unwrap()[0], v3(-1.0, 0.0, 0.0));
    }
}
