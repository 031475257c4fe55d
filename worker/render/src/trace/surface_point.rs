use super::bvh::Hit;
use super::world::{Corners, InstanceTransform, NONE, Triangle, World};
use crate::math::{V3, v3};

/// A point of a triangle in its mesh's space.
pub struct SurfacePoint<'a> {
    pub world: &'a World,
    pub triangle: &'a Triangle,
    barycentric: [f32; 3],
    pub uv: [f32; 2],
}

impl<'a> SurfacePoint<'a> {
    #[inline]
    pub fn new(world: &'a World, triangle: &'a Triangle, u: f32, v: f32) -> Self {
        let barycentric = [1.0 - u - v, u, v];
        let [a, b, c] = triangle.uv;
        let uv = std::array::from_fn(|i| a[i] * barycentric[0] + b[i] * barycentric[1] + c[i] * barycentric[2]);
        Self { world, triangle, barycentric, uv }
    }

    #[inline]
    fn interpolate(&self, [a, b, c]: [V3; 3]) -> V3 {
        a * self.barycentric[0] + b * self.barycentric[1] + c * self.barycentric[2]
    }

    /// The point in world space, at a time.
    #[inline]
    pub fn to_world(&self, hit: &Hit, time: f32) -> WorldPoint {
        let at = self.world.corners(self.triangle, time);
        let Corners { corners, normals } = at;
        let (point, geometric_normal, shading_normal) =
            (self.interpolate(corners), at.normal(), self.interpolate(normals).normalized());
        match self.world.instance_transform(hit.instance, time) {
            None => WorldPoint { point, geometric_normal, shading_normal, corners, transform: None },
            Some(transform) => WorldPoint {
                point: transform.to_world.point(point),
                geometric_normal: transform.to_object.covector(geometric_normal).normalized(),
                shading_normal: transform.to_object.covector(shading_normal).normalized(),
                corners,
                transform: Some(transform),
            },
        }
    }

    fn interpolate_array<const N: usize>(&self, [a, b, c]: &[[f32; N]; 3]) -> [f32; N] {
        std::array::from_fn(|i| a[i] * self.barycentric[0] + b[i] * self.barycentric[1] + c[i] * self.barycentric[2])
    }

    pub fn vertex_color(&self) -> [f32; 4] {
        if self.triangle.attributes == NONE {
            return [1.0; 4];
        }
        self.interpolate_array(&self.world.attributes[self.triangle.attributes as usize].color)
    }

    pub fn second_uv(&self) -> [f32; 2] {
        if self.triangle.attributes == NONE {
            return [0.0; 2];
        }
        self.interpolate_array(&self.world.attributes[self.triangle.attributes as usize].uv)
    }

    /// The direction of the texture's u, and the handedness of the tangent frame: from the file's
    /// tangents, or else from the triangle's texture coordinates. In a glTF normal map green points up
    /// while v runs down.
    pub fn tangent(&self, in_world: &WorldPoint) -> (V3, f32) {
        if self.triangle.attributes != NONE
            && let Some(tangents) = &self.world.attributes[self.triangle.attributes as usize].tangent
        {
            let [x, y, z, w] = self.interpolate_array(tangents);
            return (in_world.vector_to_world(v3(x, y, z)).normalized(), if w < 0.0 { -1.0 } else { 1.0 });
        }
        let ([a, b, c], uv) = (in_world.corners, self.triangle.uv);
        let (e1, e2) = (b - a, c - a);
        let (du1, dv1) = (uv[1][0] - uv[0][0], uv[1][1] - uv[0][1]);
        let (du2, dv2) = (uv[2][0] - uv[0][0], uv[2][1] - uv[0][1]);
        let area = du1 * dv2 - du2 * dv1;
        let along = e1 * dv2 - e2 * dv1;
        let handedness = in_world.transform.as_ref().map_or(1.0, |transform| transform.handedness);
        let along = in_world.vector_to_world(along);
        if area < 0.0 { ((-along).normalized(), handedness) } else { (along.normalized(), -handedness) }
    }
}

/// A point of a triangle in world space.
pub struct WorldPoint {
    pub point: V3,
    /// Unit normals on the front side: that of the triangle, and the interpolated one.
    pub geometric_normal: V3,
    pub shading_normal: V3,
    /// In the mesh's space.
    corners: [V3; 3],
    transform: Option<InstanceTransform>,
}

impl WorldPoint {
    /// Transforms a vector from the mesh's space to world space.
    fn vector_to_world(&self, along: V3) -> V3 {
        match &self.transform {
            None => along,
            Some(transform) => transform.to_world.vector(along),
        }
    }
}
