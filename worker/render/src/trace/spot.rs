use super::bvh::Hit;
use super::world::{Corners, NONE, Placement, Triangle, World};
use crate::math::{V3, v3};

/// A point of a triangle.
pub struct Spot<'a> {
    pub world: &'a World,
    pub triangle: &'a Triangle,
    weights: [f32; 3],
    pub uv: [f32; 2],
}

impl<'a> Spot<'a> {
    #[inline]
    pub fn new(world: &'a World, triangle: &'a Triangle, u: f32, v: f32) -> Self {
        let weights = [1.0 - u - v, u, v];
        let [a, b, c] = triangle.uv;
        let uv = std::array::from_fn(|i| a[i] * weights[0] + b[i] * weights[1] + c[i] * weights[2]);
        Self { world, triangle, weights, uv }
    }

    #[inline]
    fn blend(&self, [a, b, c]: [V3; 3]) -> V3 {
        a * self.weights[0] + b * self.weights[1] + c * self.weights[2]
    }

    /// Where it is in the world.
    #[inline]
    pub fn placed(&self, hit: &Hit, time: f32) -> Placed {
        let at = self.world.corners(self.triangle, time);
        let Corners { corners, normals } = at;
        let (point, facing, smooth) = (self.blend(corners), at.facing(), self.blend(normals).normalized());
        match self.world.placement(hit.instance, time) {
            None => Placed { point, facing, smooth, corners, placement: None },
            Some(placement) => Placed {
                point: placement.to_world.point(point),
                facing: placement.to_object.covector(facing).normalized(),
                smooth: placement.to_object.covector(smooth).normalized(),
                corners,
                placement: Some(placement),
            },
        }
    }

    fn mix<const N: usize>(&self, [a, b, c]: &[[f32; N]; 3]) -> [f32; N] {
        std::array::from_fn(|i| a[i] * self.weights[0] + b[i] * self.weights[1] + c[i] * self.weights[2])
    }

    pub fn color(&self) -> [f32; 4] {
        if self.triangle.extra == NONE {
            return [1.0; 4];
        }
        self.mix(&self.world.extras[self.triangle.extra as usize].color)
    }

    pub fn second_uv(&self) -> [f32; 2] {
        if self.triangle.extra == NONE {
            return [0.0; 2];
        }
        self.mix(&self.world.extras[self.triangle.extra as usize].uv)
    }

    /// The texture's u direction and the side of its v. The file's own where it has one, else the
    /// triangle's; glTF's green points up while v runs down.
    pub fn tangent(&self, placed: &Placed) -> (V3, f32) {
        if self.triangle.extra != NONE
            && let Some(tangents) = &self.world.extras[self.triangle.extra as usize].tangent
        {
            let [x, y, z, w] = self.mix(tangents);
            return (placed.turned(v3(x, y, z)).normalized(), if w < 0.0 { -1.0 } else { 1.0 });
        }
        let ([a, b, c], uv) = (placed.corners, self.triangle.uv);
        let (e1, e2) = (b - a, c - a);
        let (du1, dv1) = (uv[1][0] - uv[0][0], uv[1][1] - uv[0][1]);
        let (du2, dv2) = (uv[2][0] - uv[0][0], uv[2][1] - uv[0][1]);
        let area = du1 * dv2 - du2 * dv1;
        let along = e1 * dv2 - e2 * dv1;
        let side = placed.placement.as_ref().map_or(1.0, |placement| placement.side);
        let along = placed.turned(along);
        if area < 0.0 { ((-along).normalized(), side) } else { (along.normalized(), -side) }
    }
}

/// A point of a triangle as it is in the world at a time.
pub struct Placed {
    pub point: V3,
    /// Unit normals of the front: of the triangle, and of what it stands for.
    pub facing: V3,
    pub smooth: V3,
    /// In the space of its mesh.
    corners: [V3; 3],
    placement: Option<Placement>,
}

impl Placed {
    /// A direction of the mesh's space in the world.
    fn turned(&self, along: V3) -> V3 {
        match &self.placement {
            None => along,
            Some(placement) => placement.to_world.vector(along),
        }
    }
}
