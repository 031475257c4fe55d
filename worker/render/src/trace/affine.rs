use glam::DMat4;

use crate::math::{V3, v3};

/// An affine map: the images of the three axes, and of the origin.
#[derive(Debug, Clone, Copy, PartialEq)]
#[repr(C)]
pub struct Affine {
    pub x: V3,
    pub y: V3,
    pub z: V3,
    pub translation: V3,
}

impl Affine {
    pub fn from_matrix(matrix: &DMat4) -> Self {
        let column = |i: usize| {
            let c = matrix.col(i);
            v3(c.x as f32, c.y as f32, c.z as f32)
        };
        Self { x: column(0), y: column(1), z: column(2), translation: column(3) }
    }

    #[inline]
    pub fn vector(&self, v: V3) -> V3 {
        self.x * v.x + self.y * v.y + self.z * v.z
    }

    #[inline]
    pub fn point(&self, p: V3) -> V3 {
        self.vector(p) + self.translation
    }

    /// Multiplies by the transpose of the linear part: normals go to another space by this method of the
    /// inverse map.
    #[inline]
    pub fn covector(&self, n: V3) -> V3 {
        v3(self.x.dot(n), self.y.dot(n), self.z.dot(n))
    }

    /// Negative for a map that mirrors; zero for one without an inverse.
    #[inline]
    pub fn determinant(&self) -> f32 {
        self.x.dot(self.y.cross(self.z))
    }

    #[inline]
    pub fn inverse(&self) -> Self {
        let (a, b, c) = (self.y.cross(self.z), self.z.cross(self.x), self.x.cross(self.y));
        let scale = 1.0 / self.x.dot(a);
        let (a, b, c) = (a * scale, b * scale, c * scale);
        let back = Self { x: v3(a.x, b.x, c.x), y: v3(a.y, b.y, c.y), z: v3(a.z, b.z, c.z), translation: V3::ZERO };
        Self { translation: -back.vector(self.translation), ..back }
    }

    /// `self (1 - t) + other t`, component by component.
    #[inline]
    pub fn lerp(&self, other: &Self, t: f32) -> Self {
        Self {
            x: self.x.lerp(other.x, t),
            y: self.y.lerp(other.y, t),
            z: self.z.lerp(other.z, t),
            translation: self.translation.lerp(other.translation, t),
        }
    }

    pub fn is_finite(&self) -> bool {
        self.x.is_finite() && self.y.is_finite() && self.z.is_finite() && self.translation.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_goes_back_and_takes_normals_on() {
        let map = Affine {
            x: v3(2.0, 0.1, 0.0),
            y: v3(0.0, -1.0, 0.4),
            z: v3(0.3, 0.0, 0.5),
            translation: v3(5.0, 6.0, 7.0),
        };
        let back = map.inverse();
        let p = v3(0.3, -0.7, 1.1);
        assert!((back.point(map.point(p)) - p).length() < 1e-5);
        // A normal stays across what lay across it.
        let (along, normal) = (v3(1.0, 2.0, 0.0), v3(2.0, -1.0, 5.0));
        assert!(map.vector(along).dot(back.covector(normal)).abs() < 1e-5);
        assert!(map.determinant() < 0.0);
    }
}
